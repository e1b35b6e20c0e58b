"""The example cases, each against the expectation that lies beside it and was written by hand."""

import json
import re
from pathlib import Path

import pytest

from ixasp import KnowledgeBase, Policy
from ixasp.intake.documents import read_file
from ixasp.workshop.expectation import Expectation, read_expectation
from ixasp.workshop.testing import answered, completion_differences, differences

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted(CASES.glob("*.yaml"))
"""The cases of MP-RX-FP-46-23."""
ALL_FILES = sorted(CASES.rglob("*.yaml"))
"""The cases of all policies."""
BASE = KnowledgeBase.load()


def named(file: Path) -> str:
    """Return a case as a test is called: its path below the folder of the cases."""
    return file.relative_to(CASES).with_suffix("").as_posix()


@pytest.fixture
def policy(file: Path) -> Policy:
    return BASE.policy_of(read_file(file))


def expected_of(policy: Policy, file: Path) -> Expectation:
    return read_expectation(file.with_suffix(".expected.json"), policy.loaded)


@pytest.mark.parametrize("file", ALL_FILES, ids=named)
def test_a_case_is_decided_as_expected(policy: Policy, file: Path) -> None:
    expected = expected_of(policy, file)
    case = policy.read_case(file)
    assert case.id == file.stem
    assert case.description
    for readings, answer in expected.answers:
        assert list(differences(answer, answered(policy, case, readings))) == [], readings


PENDED = [file for file in ALL_FILES if "completions" in json.loads(file.with_suffix(".expected.json").read_text())]


@pytest.mark.parametrize("file", PENDED, ids=named)
def test_a_pended_case_lacks_what_is_expected(policy: Policy, file: Path) -> None:
    expected = expected_of(policy, file)
    assert expected.completions is not None
    assert list(completion_differences(policy, policy.read_case(file), expected)) == []


def test_every_case_has_an_expectation_and_every_expectation_a_case() -> None:
    expected = {file.with_name(file.name.replace(".expected", "")) for file in CASES.rglob("*.expected.json")}
    assert {named(file) for file in ALL_FILES} == {named(file) for file in expected}


def test_there_are_enough_cases_and_enough_of_them_after_trials() -> None:
    assert len(FILES) >= 60
    assert len([file for file in FILES if file.stem.startswith("trial-")]) >= 20
    assert len(list(CASES.glob("bcbs-nd/*.yaml"))) >= 25


def test_every_policy_has_cases() -> None:
    assert {BASE.policy_of(read_file(file)).id for file in ALL_FILES} == set(BASE.policies)


@pytest.mark.parametrize("folder", sorted({file.parent for file in ALL_FILES}), ids=lambda folder: folder.name)
def test_the_tables_of_a_folder_list_its_cases(folder: Path) -> None:
    listed = re.findall(r"^\| \[([^]]+)]\(\1\.yaml\) \| .+ \|$", (folder / "README.md").read_text(), re.MULTILINE)
    assert {file.stem for file in folder.glob("*.yaml")} <= set(listed)
