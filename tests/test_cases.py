"""The example cases, each against the expectation that lies beside it and was written by hand."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ixasp import InconsistentCase, KnowledgeBase, Policy, UnsupportedRequest

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.glob("*.yaml"))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return KnowledgeBase.load().policy("MP-RX-FP-46-23")


def expectation(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
    return read


def check_determination(policy: Policy, case: object, expected: dict[str, Any], readings: dict[str, str]) -> None:
    decided = policy.determine(case, readings=readings)
    assert decided.outcome == expected["outcome"]
    if "basis" in expected:
        assert list(decided.basis) == expected["basis"]
    if "exclusions" in expected:
        assert list(decided.exclusions) == expected["exclusions"]
    statuses = expected.get("criteria", {})
    assert {name: str(decided.criteria[name]) for name in statuses} == statuses
    for name, value in expected.get("dosing", {}).items():
        assert decided.dosing is not None
        told = getattr(decided.dosing, name)
        if name.startswith("limit") and value is not None:
            assert told is not None
            assert Decimal(told) == Decimal(value), name
        else:
            assert told == value, name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_is_decided_as_expected(policy: Policy, file: Path) -> None:
    expected = expectation(file)
    case = policy.read_case(file)
    assert case.id == file.stem
    assert case.description
    if expected.get("error") == "inconsistent":
        with pytest.raises(InconsistentCase) as caught:
            policy.determine(case)
        assert {fact.fact for fact in caught.value.clash} == set(expected["clash"])
    elif expected.get("error") == "unsupported":
        with pytest.raises(UnsupportedRequest):
            policy.determine(case)
    else:
        check_determination(policy, case, expected, {})
        for other in expected.get("readings", []):
            check_determination(policy, case, {"outcome": other["outcome"]} | other, other["select"])


@pytest.mark.parametrize("file", [file for file in FILES if "completions" in expectation(file)], ids=lambda f: f.stem)
def test_a_pended_case_lacks_what_is_expected(policy: Policy, file: Path) -> None:
    found = policy.missing_facts(policy.read_case(file))
    assert found.complete
    assert as_sets(json.loads(found.model_dump_json())["completions"]) == as_sets(expectation(file)["completions"])


def as_sets(completions: list[list[dict[str, str]]]) -> set[frozenset[tuple[str, str, str]]]:
    return {
        frozenset((literal["fact"], literal["relation"], literal["value"]) for literal in completion)
        for completion in completions
    }


def test_every_case_has_an_expectation_and_every_expectation_a_case() -> None:
    assert {file.stem for file in FILES} == {file.name.split(".")[0] for file in CASES.glob("*.expected.json")}


def test_there_are_enough_cases_and_enough_of_them_after_trials() -> None:
    assert len(FILES) >= 60
    assert len([file for file in FILES if file.stem.startswith("trial-")]) >= 20
