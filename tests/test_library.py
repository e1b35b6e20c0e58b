"""The library: the names that others use, what they give, and what they raise."""

import json
from collections.abc import Mapping
from enum import StrEnum

import pytest
from pydantic import BaseModel, ValidationError

import ixasp
from ixasp import (
    Case,
    CaseError,
    InconsistentCase,
    IxaspError,
    KnowledgeBase,
    KnowledgeBaseError,
    Outcome,
    Policy,
    Problem,
    UnsupportedRequest,
)
from tests.test_cases import CASES, FILES

BASE = KnowledgeBase.load()
POLICY = BASE.policy("MP-RX-FP-46-23")

APPROVED: Mapping[str, object] = {
    "request_type": "initial",
    "request_date": "2026-01-15",
    "combined_with": ["capecitabine"],
    "cancer": "breast",
    "metastatic": "yes",
    "prior_lines": 3,
    "anc": {"value": 2.1, "unit": "10*3/uL", "source": "CBC 2026-01-10"},
    "platelets": 180000,
    "ast": {"value": 88, "unit": "U/L", "uln": 40},
    "alt": {"value": "<30", "unit": "U/L", "uln": 40},
    "total_bilirubin": {"value": 0.6, "unit": "mg/dL", "uln": 1.2},
    "strong_cyp3a4_inhibitor": "no",
    "strong_cyp3a4_inducer": "no",
    "bsa": 1.9,
    "dose": {"value": 40, "unit": "mg/m2", "source": "order 2026-01-14"},
}


def written(facts: Mapping[str, object], **other: object) -> dict[str, object]:
    return {"id": "x", "policy": POLICY.id, "facts": {**APPROVED, **facts}} | other


def without(*names: str) -> dict[str, object]:
    return {"id": "x", "policy": POLICY.id, "facts": {name: APPROVED[name] for name in APPROVED if name not in names}}


def test_the_names_of_the_interface_are_there() -> None:
    promised = {"KnowledgeBase", "CaseError", "InconsistentCase", "UnsupportedRequest"}
    assert promised <= set(ixasp.__all__)
    assert all(getattr(ixasp, name) for name in ixasp.__all__)
    asked = ("case", "read_case", "determine", "missing_facts", "facts", "schema")
    assert all(callable(getattr(Policy, name)) for name in asked)


def test_an_outcome_is_a_word() -> None:
    assert issubclass(Outcome, StrEnum)
    assert [str(outcome) for outcome in Outcome] == ["approve", "deny", "pend"]
    decided = POLICY.determine(written({}))
    assert decided.outcome == "approve"
    assert decided.outcome is Outcome.APPROVE
    assert decided.criteria["A.ii.B"] == "met"


def test_a_case_and_the_mapping_it_came_from_get_one_answer() -> None:
    case = POLICY.case(written({}))
    assert isinstance(case, Case)
    assert POLICY.determine(case).model_dump_json() == POLICY.determine(written({})).model_dump_json()
    assert POLICY.missing_facts(case) == POLICY.missing_facts(written({}))
    assert POLICY.case(case) is case


def test_results_do_not_change_after_they_are_given() -> None:
    decided, missing = POLICY.determine(written({})), POLICY.missing_facts(without("anc"))
    results: list[BaseModel] = [decided, missing, missing.completions[0][0], decided.documentation, decided.outline()]
    assert decided.reason
    assert decided.dosing
    assert decided.authorization
    for result in [*results, decided.reason[0], decided.dosing, decided.authorization]:
        for name in type(result).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(result, name, None)


def test_a_determination_as_json_has_the_keys_of_the_interface_in_its_order() -> None:
    document = json.loads(POLICY.determine(written({})).model_dump_json())
    promised = (
        *("case", "policy", "version", "knowledge_base", "engine", "outcome", "criteria", "basis", "exclusions"),
        *("reason", "readings", "authorization", "dosing", "documentation", "notes"),
    )
    assert set(promised) <= set(document)
    assert list(document)[:5] == list(promised[:5])
    assert document["policy"] == POLICY.id
    assert document["version"] == "2025-11-10"
    assert document["knowledge_base"] == POLICY.digest
    assert document["basis"] == ["A.ii.B"]
    assert set(document["readings"]) == set(POLICY.outline.readings)
    assert document["authorization"] == {"months": 6, "from": "2026-01-15", "through": "2026-07-14"}
    neutrophils = [literal for literal in document["reason"] if literal["fact"] == "anc"]
    assert neutrophils == [
        {
            "fact": "anc",
            "relation": "at_least",
            "value": "1500",
            "unit": "cells/mm3",
            "given": "2.1 10*3/uL",
            "source": ["CBC 2026-01-10"],
        }
    ]
    dosing = document["dosing"]
    assert {name: dosing[name] for name in ("status", "limit_mg_per_m2", "bsa_used_m2", "limit_mg")} == {
        "status": "within_limit",
        "limit_mg_per_m2": "40",
        "bsa_used_m2": "1.9",
        "limit_mg": "76.0",
    }
    assert (dosing["billing_units"], dosing["interval_days"], dosing["settled_by"]) == (76, 21, [])
    assert "cancer" in document["documentation"]["undocumented"]
    assert "anc" not in document["documentation"]["undocumented"]


def test_missing_facts_as_json_has_the_keys_of_the_interface() -> None:
    document = json.loads(POLICY.missing_facts(without("anc")).model_dump_json())
    assert document == {
        "case": "x",
        "goal": "approve",
        "complete": True,
        "completions": [[{"fact": "anc", "relation": "at_least", "value": "1500", "unit": "cells/mm3"}]],
    }


def test_a_pended_case_has_no_reason_and_no_authorization() -> None:
    document = json.loads(POLICY.determine(without("anc")).model_dump_json())
    assert document["outcome"] == "pend"
    assert document["reason"] is None
    assert document["authorization"] is None


def test_a_case_with_problems_tells_all_of_them() -> None:
    with pytest.raises(CaseError) as caught:
        POLICY.case(written({"her2": "maybe", "anc": -1, "nonsense": "yes", "prior_therapies": [{"end": "soon"}]}))
    problems = caught.value.problems
    assert all(isinstance(problem, Problem) for problem in problems)
    assert {problem.path for problem in problems} == {
        "facts.her2",
        "facts.anc",
        "facts.nonsense",
        "facts.prior_therapies[0].end",
    }
    assert all(problem.message and problem.expected for problem in problems)
    assert str(caught.value).splitlines() == [str(problem) for problem in problems]


def test_every_question_refuses_a_malformed_case_before_an_inconsistent_one() -> None:
    both = written({"stage": "IV", "metastatic": "no", "her2": "maybe"})
    for ask in (POLICY.determine, POLICY.missing_facts, POLICY.facts):
        with pytest.raises(CaseError):
            ask(both)


def test_an_inconsistent_case_names_the_facts_that_clash_with_their_sources() -> None:
    case = written({"stage": {"value": "IV", "source": "PET-CT"}, "metastatic": "no"})
    for ask in (POLICY.determine, POLICY.missing_facts, POLICY.facts):
        with pytest.raises(InconsistentCase) as caught:
            ask(case)
        clash = {fact.fact: (fact.value, list(fact.source)) for fact in caught.value.clash}
        assert clash == {"stage": ("IV", ["PET-CT"]), "metastatic": ("no", [])}


def test_a_request_before_every_version_is_unsupported_even_where_it_is_inconsistent() -> None:
    case = written({"request_date": "2025-03-05", "stage": "IV", "metastatic": "no"})
    for ask in (POLICY.determine, POLICY.missing_facts, POLICY.facts):
        with pytest.raises(UnsupportedRequest, match="2025-03-05"):
            ask(case)


def test_a_date_that_spans_two_versions_is_a_problem() -> None:
    for day in ("2025", "2025-11", "2025-03"):
        with pytest.raises(CaseError, match="which version"):
            POLICY.case(written({"request_date": day}))


def test_every_error_is_of_one_family() -> None:
    errors = (CaseError, InconsistentCase, UnsupportedRequest, KnowledgeBaseError)
    assert all(issubclass(error, IxaspError) for error in errors)


def test_an_unknown_reading_or_option_is_refused_and_all_are_told_at_once() -> None:
    readings = {"no_such": "x", "two_lines": "three"}
    for ask in (POLICY.determine, POLICY.missing_facts, POLICY.facts):
        with pytest.raises(KnowledgeBaseError) as caught:
            ask(written({}), readings=readings)
        assert "unknown reading `no_such`" in str(caught.value)
        assert "unknown option `three`; expected at_least_two or exactly_two" in str(caught.value)


def test_a_reading_applies_to_every_question() -> None:
    readings = {"two_lines": "exactly_two"}
    assert POLICY.determine(written({}), readings=readings).outcome == "pend"  # resistance may yet be shown
    assert POLICY.determine(written({}), readings=readings).readings["two_lines"] == "exactly_two"
    assert POLICY.missing_facts(written({}), readings=readings).completions[:1] != ((),)


def test_an_approved_case_misses_nothing_and_a_denied_one_cannot_be_approved() -> None:
    approved, denied = POLICY.missing_facts(written({})), POLICY.missing_facts(written({"anc": 900}))
    assert (approved.completions, approved.complete) == (((),), True)
    assert (denied.completions, denied.complete) == ((), True)
    assert POLICY.missing_facts(written({"anc": 900}), goal="deny").completions == ((),)
    assert POLICY.missing_facts(written({}), goal="deny").completions == ()


def test_a_limit_cuts_the_list_and_the_answer_says_so() -> None:
    case = without("metastatic", "prior_lines")
    whole = POLICY.missing_facts(case)
    assert whole.complete
    assert len(whole.completions) > 1
    cut = POLICY.missing_facts(case, limit=1)
    assert not cut.complete
    assert set(cut.completions) < set(whole.completions)
    roomy = POLICY.missing_facts(case, limit=len(whole.completions) + 1)
    assert roomy == whole
    assert not POLICY.missing_facts(case, seconds=-1).complete


def test_fewest_facts_come_first() -> None:
    sizes = [
        len({literal.fact for literal in completion})
        for completion in POLICY.missing_facts(without("metastatic", "prior_lines", "combined_with")).completions
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_an_unknown_goal_is_refused() -> None:
    with pytest.raises(KnowledgeBaseError, match="unknown goal `maybe`; expected approve or deny"):
        POLICY.missing_facts(written({}), goal="maybe")  # type: ignore[arg-type]  # callers without types


@pytest.mark.parametrize(
    ("day", "through"),
    [
        ("2026-01-15", "2026-07-14"),
        ("2026-01-01", "2026-06-30"),
        ("2026-08-31", "2027-02-27"),
        ("2027-08-31", "2028-02-28"),
        ("2026-08-30", "2027-02-27"),
        ("2026-08-28", "2027-02-27"),
        ("2026-12-31", "2027-06-29"),
        ("2025-11-10", "2026-05-09"),
        ("2028-02-29", "2028-08-28"),
        ("2026-01", None),
        ("2026", None),
    ],
)
def test_an_authorization_ends_the_day_before_the_same_day_six_months_on(day: str, through: str | None) -> None:
    document = json.loads(POLICY.determine(written({"request_date": day})).model_dump_json())
    assert document["authorization"] == {"months": 6, "from": day if through else None, "through": through}


def test_an_authorization_without_a_date_has_no_days() -> None:
    document = json.loads(POLICY.determine(without("request_date")).model_dump_json())
    assert document["authorization"] == {"months": 6, "from": None, "through": None}
    assert [note["fact"] for note in document["notes"]] == ["request_date"]


def test_ids_that_a_version_lacks_are_absent() -> None:
    older = POLICY.determine(written({"request_date": "2025-06-01"}))
    newer = POLICY.determine(written({}))
    assert set(newer.criteria) - set(older.criteria) == {"A.iii", "A.iii.A", "A.iii.B", "A.iii.C"}
    assert older.version == "2025-03-06"


def test_the_order_of_facts_and_of_a_sets_members_does_not_matter() -> None:
    facts = {**APPROVED, "combined_with": ["capecitabine", "other", "endocrine_therapy"], "stage": "IV"}
    turned = dict(reversed(facts.items())) | {"combined_with": ["endocrine_therapy", "other", "Xeloda"]}
    one, other = ({"id": "x", "policy": POLICY.id, "facts": some} for some in (facts, turned))
    assert POLICY.determine(one).model_dump_json() == POLICY.determine(other).model_dump_json()
    assert POLICY.determine(one).outline() == POLICY.determine(other).outline()


def answers(policy: Policy, case: Case) -> str:
    try:
        decided = policy.determine(case)
        return decided.model_dump_json() + policy.missing_facts(case, limit=4).model_dump_json()
    except IxaspError as error:
        return str(error)


def test_the_same_case_gets_the_same_bytes_fifty_times_whatever_is_asked_between() -> None:
    case = POLICY.read_case(CASES / "a-ii-e-1-open-brca.yaml")
    others = [POLICY.read_case(file) for file in FILES]
    first = answers(POLICY, case)
    for turn in range(50):
        answers(POLICY, others[turn * 7 % len(others)])
        assert answers(POLICY, case) == first


def test_a_new_knowledge_base_gives_the_same_bytes() -> None:
    for file in FILES[::15]:
        fresh = KnowledgeBase.load().policy(POLICY.id)
        assert answers(fresh, fresh.read_case(file)) == answers(POLICY, POLICY.read_case(file))


def test_a_case_that_names_another_policy_is_refused() -> None:
    with pytest.raises(CaseError):
        POLICY.case(written({}, policy="MP-0"))
    with pytest.raises(CaseError):
        BASE.policy_of({"id": "x", "policy": "MP-0", "facts": {}})
    assert BASE.policy_of(written({})) is POLICY
    assert BASE.policies == ("BCBS-ND-IXABEPILONE", POLICY.id)


def test_the_caller_can_change_what_it_passed_in() -> None:
    facts: dict[str, object] = dict(APPROVED)
    case = POLICY.case({"id": "x", "policy": POLICY.id, "facts": facts})
    before = POLICY.determine(case).model_dump_json()
    facts["anc"] = 900
    assert POLICY.determine(case).model_dump_json() == before
