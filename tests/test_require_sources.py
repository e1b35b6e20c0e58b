"""With only documented facts: what is told without a source counts as unknown, and never as absent."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ixasp import Determination, InconsistentCase, KnowledgeBase, Outcome, UnsupportedRequest

POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")


def documented(value: object) -> dict[str, object]:
    return {"value": value, "source": "chart"}


def case(**changes: object) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "request_type": documented("initial"),
        "request_date": documented("2026-01-15"),
        "combined_with": documented(["trastuzumab"]),
        "cancer": documented("breast"),
        "metastatic": documented("yes"),
        "anc": documented(2000),
        "platelets": documented(200000),
        "prior_therapies_complete": documented("yes"),
    }
    return {"id": "x", "policy": POLICY.id, "facts": facts | changes}


def entry(**changes: object) -> dict[str, object]:
    told: dict[str, object] = {
        "drugs": documented(["docetaxel", "trastuzumab"]),
        "setting": documented("advanced"),
        "end": documented("2025-12-01"),
        "progression": documented("2025-12-01"),
    }
    return told | changes


def strictly(data: dict[str, Any]) -> Determination:
    return POLICY.determine(POLICY.case(data, require_sources=True))


EARLIER = {"docetaxel": "2025-03-01"}


def test_a_last_dose_that_is_told_denies_and_one_without_a_source_pends() -> None:
    assert POLICY.determine(case(prior_therapies=[entry()])).outcome is Outcome.APPROVE
    told = case(prior_therapies=[entry(drug_ends=EARLIER)])
    assert POLICY.determine(told).outcome is Outcome.DENY
    assert strictly(told).outcome is Outcome.PEND
    assert strictly(case(prior_therapies=[entry(drug_ends=documented(EARLIER))])).outcome is Outcome.DENY


@pytest.mark.parametrize("ends", ["unknown", {"value": "unknown"}, {"docetaxel": "unknown"}])
def test_last_doses_that_are_said_to_be_unknown_leave_resistance_open(ends: object) -> None:
    data = case(prior_therapies=[entry(drug_ends=ends)])
    assert POLICY.determine(data).outcome is Outcome.PEND
    assert strictly(data).outcome is Outcome.PEND


def test_a_documented_last_dose_of_an_undocumented_drug_approves_nothing() -> None:
    undocumented = entry(drugs=["docetaxel", "trastuzumab"], drug_ends=documented(EARLIER))
    data = case(prior_therapies=[undocumented], prior_taxane=documented("yes"))
    assert POLICY.determine(data).outcome is Outcome.DENY
    assert strictly(data).outcome is Outcome.PEND


def test_the_date_selects_the_version_with_a_source_or_without() -> None:
    data = case(request_date="2025-04-01", prior_therapies=[entry()])
    assert strictly(data).version == POLICY.determine(data).version == "2025-03-06"


def test_a_code_does_not_replace_what_is_stated_without_a_source() -> None:
    data = case(cancer="ovarian", diagnosis_codes=["C50.911"], combined_with=documented([]), prior_lines=documented(2))
    data["facts"].pop("prior_therapies_complete")
    assert POLICY.determine(data).outcome is Outcome.DENY
    strict = strictly(data)
    assert strict.outcome is Outcome.PEND
    assert any("neither is used" in note.message for note in strict.notes)


def test_an_entry_without_any_source_counts_as_not_told() -> None:
    plain: dict[str, object] = {"drugs": ["gemcitabine"], "setting": "advanced"}
    data = case(prior_therapies=[entry(), plain], combined_with=documented([]))
    assert POLICY.determine(data).outcome is Outcome.APPROVE
    assert strictly(data).outcome is Outcome.PEND


def test_every_case_can_be_decided_with_only_its_documented_facts() -> None:
    for file in sorted((Path(__file__).parent.parent / "cases").glob("*.yaml")):
        with suppress(InconsistentCase, UnsupportedRequest):
            POLICY.determine(POLICY.read_case(file, require_sources=True))
