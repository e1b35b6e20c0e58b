"""BCBS-ND-IXABEPILONE against an evaluator in plain Python, over all patients that fit a case."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Literal

import pytest
from typer.testing import CliRunner

from ixasp import KnowledgeBase
from ixasp.cli.main import app
from tests.reference.bcbs_nd import DEFAULTS, DRUGS, OTHERS, PATIENTS, criteria, document, forgotten, random_world
from tests.reference.exhaustive import status
from tests.reference.facts import AGENTS
from tests.reference.literals import literal

BASE = KnowledgeBase.load()
POLICY = BASE.policy("BCBS-ND-IXABEPILONE")
NAMES = {"anthracycline": "epirubicin", "taxane": "Taxol", "capecitabine": "capecitabine"}
DAY = date(2024, 1, 1)


def compare(case: dict[str, object], known: dict[str, object], readings: dict[str, str]) -> None:
    """Compare what the engine says of a case with all patients that fit what is known."""
    found = PATIENTS.worlds(known)
    chosen = DEFAULTS | readings
    of_each = [criteria(world, chosen) for world in found]
    decided = POLICY.determine(case, readings=readings)
    assert {name: str(holds) for name, holds in decided.criteria.items()} == {
        name: status({one[name] for one in of_each}) for name in POLICY.outline.criteria
    }
    outcomes = {"met": "approve", "not_met": "deny", "unknown": "pend"}
    assert decided.outcome == outcomes[decided.criteria["I"]]
    goals: tuple[Literal["approve", "deny"], ...] = ("approve", "deny")
    for goal in goals:
        told = POLICY.missing_facts(case, goal, readings=readings)
        assert told.complete
        assert {
            frozenset(literal(one.fact, one.relation, one.value) for one in completion)
            for completion in told.completions
        } == PATIENTS.completions(found, [one["I"] is (goal == "approve") for one in of_each])


@pytest.mark.parametrize("seed", range(150))
def test_a_case_is_decided_as_all_of_its_patients_are(seed: int) -> None:
    random = Random(seed)
    known = forgotten(random_world(random), random)
    readings = {name: option for name, option in OTHERS.items() if random.random() < 0.3}
    compare(document(known), known, readings)


@pytest.mark.parametrize("seed", range(60))
def test_a_record_tells_what_was_given_and_what_failed(seed: int) -> None:
    random = Random(seed)
    complete = random.random() < 0.6
    entries: list[dict[str, object]] = []
    given, failed = set(), set()
    for _ in range(random.choice((1, 2, 3))):
        drugs = random.sample(DRUGS, random.choice((1, 1, 2)))
        end = DAY + timedelta(days=random.randrange(400))
        progression = end + timedelta(days=random.choice((-30, -1, 0, 1, 60)))
        progressed = random.random() < 0.8
        entries.append(
            {
                "drugs": [NAMES[drug] for drug in drugs],
                "setting": random.choice(("neoadjuvant", "adjuvant", "advanced")),
                "end": end.isoformat(),
                "progression": progression.isoformat() if progressed else "none",
            }
        )
        given |= set(drugs)
        failed |= set(drugs) if progressed and progression <= end else set()
    known: dict[str, object] = {"cancer": "breast", "metastatic": True, "nccn_category": "3", "stage": "II"}
    known |= {"locally_advanced": False, "anthracycline_contraindicated": False}
    known |= dict.fromkeys(AGENTS, False)
    known |= {"capecitabine": random.random() < 0.5}
    case = document(known)
    facts = case["facts"]
    assert isinstance(facts, dict)
    facts |= {"prior_therapies": entries, "prior_therapies_complete": complete}
    for drug in DRUGS:
        if drug in given or complete:
            known[f"prior_{drug}"] = drug in given
        if drug in failed or complete:
            known[f"progressed_on_{drug}"] = drug in failed
    readings = {"drug_failure": OTHERS["drug_failure"]} if random.random() < 0.3 else {}
    compare(case, known, readings)


def test_an_interview_from_nothing_asks_for_the_policy_by_number() -> None:
    unnamed = CliRunner().invoke(app, ["interview"], input="")
    assert unnamed.exit_code == 2
    assert unnamed.stderr == "--policy: none is named; expected BCBS-ND-IXABEPILONE or MP-RX-FP-46-23\n"
    named = CliRunner().invoke(app, ["interview", "--policy", POLICY.id], input="2A\n")
    assert named.exit_code == 0
    assert "In which category does the NCCN recommend the requested use?" in " ".join(named.stdout.split())


def test_a_case_without_a_policy_is_told_which_there_are(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("facts: {cancer: breast}\n", encoding="utf-8")
    refused = CliRunner().invoke(app, ["determine", str(file)])
    assert refused.exit_code == 2
    assert "policy: no policy is named; expected BCBS-ND-IXABEPILONE or MP-RX-FP-46-23\n" in refused.stderr


def test_two_payers_differ_on_one_chart() -> None:
    facts = {
        "request_date": "2026-01-15",
        "combined_with": ["trastuzumab"],
        "cancer": "breast",
        "metastatic": "yes",
        "taxane_resistant": "yes",
    }
    known = {"request_type": "initial", "anc": 2000, "platelets": 200000}
    other = BASE.policy("MP-RX-FP-46-23")
    assert other.determine({"policy": other.id, "facts": facts | known}).basis == ("A.ii.C",)
    denied = POLICY.determine({"policy": POLICY.id, "facts": facts | {"nccn_category": "not_recommended"}})
    assert denied.outcome == "deny"
