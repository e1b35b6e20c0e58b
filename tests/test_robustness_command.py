"""`ixasp robustness`, and the lines on other readings that every determination shows."""

import json
from pathlib import Path

import pytest

from ixasp import Outcome
from ixasp.rendering.robustness import deciding_none, robustness_text, turns_on
from ixasp.traces.outline import NOTICE
from tests.test_command_line import (
    APPROVED,
    BASE,
    CASES,
    HOSTILE,
    INCONSISTENT,
    NOT_COVERED,
    PENDED,
    POLICY,
    UNSUPPORTED,
    Ended,
    case_file,
    document,
    documents,
    ixasp,
)

SPLIT = CASES / "reading-two-lines.yaml"
TOGETHER = CASES / "reading-b-scope.yaml"
BOTH = ("--reading", "further_anthracycline=prior_use_required")
"""With this, only two readings together turn the case of `TOGETHER`."""

ROBUST_LINE = "robust: the same, however the policy is read"


@pytest.fixture
def breaking(tmp_path: Path) -> Path:
    """A case that a reading makes inconsistent."""
    therapy = {"drugs": ["docetaxel"], "setting": "neoadjuvant", "end": "2025-01-01", "progression": "2025-06-01"}
    facts = {
        "request_type": "initial",
        "cancer": "breast",
        "taxane_resistant": "yes",
        "prior_therapies_complete": "yes",
        "prior_therapies": [therapy],
    }
    return case_file(tmp_path, facts)


def rows(result: Ended) -> dict[str, list[str]]:
    """Return the cells of both tables, by the first one."""
    split = [line.split() for line in result.stdout.splitlines()]
    return {cells[0]: cells[1:] for cells in split if cells}


def test_one_case_is_told_in_full_with_both_wordings() -> None:
    told = ixasp("robustness", SPLIT)
    assert (told.exit_code, told.stderr) == (0, "")
    first, case, policy, notice, *rest = told.stdout.splitlines()
    assert first == "SPLIT: approve turns on label_drugs, line_counting, two_lines"
    assert (case, policy, notice) == ("reading-two-lines", BASE.policy(POLICY).outline.label, NOTICE)
    assert rest[-4:] == [
        "approve → deny",
        "  - two prior lines (A.ii.A, A.ii.B)",
        "      as read: Two lines are a minimum; more of them qualify as well. (two_lines=at_least_two)",
        "      instead: Exactly two lines qualify; a third one does not. (two_lines=exactly_two)",
    ]
    assert [line for line in rest if "→" in line] == ["approve → pend", "approve → pend", "approve → deny"]


def test_a_case_that_no_reading_turns_is_called_robust() -> None:
    told = ixasp("robustness", APPROVED)
    assert told.stdout.splitlines()[0] == "ROBUST: approve, however the policy is read"
    assert "→" not in told.stdout
    assert NOTICE not in told.stdout


def test_readings_that_must_change_together_are_said_to() -> None:
    told = ixasp("robustness", TOGETHER, *BOTH).stdout
    assert "deny → approve, only if both change together\n" in told
    assert "(b_scope=any_regimen)" in told
    assert "(further_anthracycline=prior_use_not_required)" in told
    assert "together" not in ixasp("robustness", SPLIT).stdout


def test_changes_count_from_the_selected_readings() -> None:
    told = ixasp("robustness", SPLIT, "--reading", "two_lines=exactly_two").stdout
    assert told.startswith("SPLIT: deny turns on line_counting, two_lines\n")
    assert "as read: Exactly two lines qualify; a third one does not. (two_lines=exactly_two)" in told


def test_a_reading_that_no_patient_fits_is_told_in_plain_words(breaking: Path) -> None:
    by_default = ixasp("robustness", breaking)
    assert "→ inconsistent (no patient would fit the case)\n" in by_default.stdout
    selected = ixasp("robustness", breaking, "--reading", "neoadjuvant_window=none")
    assert selected.exit_code == 0
    assert selected.stdout.startswith("SPLIT: that no patient fits the case turns on neoadjuvant_window\n")
    assert "inconsistent → " in selected.stdout


@pytest.mark.parametrize(
    ("case", "options", "denies"),
    [
        (NOT_COVERED, (), True),
        (SPLIT, (), True),
        (TOGETHER, BOTH, True),
        (APPROVED, (), False),
        (PENDED, (), False),
        (CASES / "split-receptors-unknown.yaml", (), False),
    ],
    ids=str,
)
def test_a_denial_before_or_after_a_change_carries_the_notice(
    case: Path, options: tuple[str, ...], denies: bool
) -> None:
    assert (NOTICE in ixasp("robustness", case, *options).stdout) is denies
    assert (NOTICE in ixasp("robustness", case, APPROVED, *options).stdout) is denies


def test_several_cases_are_a_table_and_then_the_readings_by_the_cases_that_they_decide() -> None:
    result = ixasp("robustness", SPLIT, APPROVED, CASES / "a-ii-a-met.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    told = rows(result)
    assert told["reading-two-lines"] == ["approve", "split", "label_drugs,", "line_counting,", "two_lines"]
    assert told["a-ii-b-met-resistant-contraindicated"] == ["approve", "robust"]
    deciding = [name for name in told if name in ("label_drugs", "line_counting", "two_lines")]
    assert deciding == ["label_drugs", "line_counting", "two_lines"]
    assert told["label_drugs"] == ["the", "drugs", "that", "the", "label", "names", "A.ii.A,", "A.ii.B", "2"]
    assert told["two_lines"][-1] == "1"
    assert "1 robust, 2 split, 0 without an answer" in result.stdout
    (idle,) = [line for line in result.stdout.splitlines() if line.startswith("deciding none: ")]
    named = set(idle.removeprefix("deciding none: ").split(", "))
    assert named == set(BASE.policy(POLICY).outline.readings) - set(deciding)


def test_the_readings_that_decide_most_come_first_over_all_cases() -> None:
    policy = BASE.policy(POLICY)
    files = sorted(CASES.glob("*.yaml"))
    result = ixasp("robustness", *files)
    lines = result.stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("reading "))
    counted = {}
    for line in lines[start + 1 : lines.index("", start)]:
        if not line.startswith("deciding none"):
            counted[line.split()[0]] = int(line.split()[-1])
    assert list(counted.values()) == sorted(counted.values(), reverse=True)
    answers = [one for one in documents(ixasp("robustness", *files, "--format", "json")) if "error" not in one]
    assert counted == {
        name: count
        for name in policy.outline.readings
        if (count := sum(name in answer["decisive"] for answer in answers))
    }


def test_where_no_reading_decides_anything_all_are_listed_in_one_line() -> None:
    told = ixasp("robustness", APPROVED, PENDED).stdout
    assert f"\ndeciding none: {', '.join(BASE.policy(POLICY).outline.readings)}\n" in told
    assert "paragraphs" not in told
    assert "2 robust, 0 split, 0 without an answer" in told


def test_where_every_reading_decides_something_no_line_says_otherwise() -> None:
    policy = BASE.policy(POLICY)
    answer = policy.robustness(policy.read_case(APPROVED))
    assert list(deciding_none(policy.outline, [answer.model_copy(update={"decisive": policy.outline.readings})])) == []


def test_json_is_the_answer_of_the_library_one_document_a_line() -> None:
    policy = BASE.policy(POLICY)
    result = ixasp("robustness", SPLIT, APPROVED, "--format", "json")
    expected = [policy.robustness(policy.read_case(case)).model_dump_json() for case in (SPLIT, APPROVED)]
    assert result.stdout.splitlines() == expected
    assert document(ixasp("robustness", SPLIT, "--format", "json")) == json.loads(expected[0])


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        ((SPLIT, PENDED), 0),
        ((INCONSISTENT, UNSUPPORTED, SPLIT), 4),
        ((INCONSISTENT, CASES / "no-such-file.yaml", SPLIT), 3),
        ((CASES / "no-such-file.yaml", SPLIT), 2),
        ((INCONSISTENT,), 3),
    ],
    ids=str,
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_bad_case_does_not_stop_the_others(cases: tuple[Path, ...], status: int, form: str) -> None:
    result = ixasp("robustness", *cases, "--format", form)
    assert result.exit_code == ixasp("determine", *cases, "--format", form).exit_code == status
    assert bool(result.stderr) is (status != 0)
    if form == "json":
        assert len(documents(result)) == len(cases)
        assert [("error" in one) for one in documents(result)] == [case not in (SPLIT, PENDED) for case in cases]
    elif len(cases) > 1:
        assert "reading-two-lines" in rows(result)
        refused = sum(case not in (SPLIT, PENDED) for case in cases)
        assert f", {refused} without an answer" in result.stdout
    else:
        assert result.stdout == ""


def test_a_bad_case_stands_in_its_place_as_for_a_determination() -> None:
    arguments = (APPROVED, INCONSISTENT, UNSUPPORTED, PENDED, "--format", "json")
    ours, theirs = (ixasp(command, *arguments) for command in ("robustness", "determine"))
    assert documents(ours)[1:3] == documents(theirs)[1:3]
    assert ours.stderr == theirs.stderr
    assert rows(ixasp("robustness", APPROVED, INCONSISTENT))[str(INCONSISTENT)] == ["inconsistent"]


@pytest.mark.parametrize("option", ["no_such=x", "two_lines", "two_lines=three"])
def test_a_reading_that_cannot_be_selected_is_unusable(option: str) -> None:
    result = ixasp("robustness", PENDED, "--reading", option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert option.partition("=")[0] in result.stderr


def test_no_case_steers_a_terminal_or_breaks_json(tmp_path: Path) -> None:
    facts: dict[str, object] = {"request_type": "initial", "cancer": {"value": "breast", "source": HOSTILE}}
    case = case_file(tmp_path, facts, id=HOSTILE)
    bad = "no\x1b[31m\nsuch"
    for arguments in ((case,), (case, case), (case, bad)):
        result = ixasp("robustness", *arguments)
        assert all(line.isprintable() for line in (result.stdout + result.stderr).split("\n"))
        assert not [line for line in result.stdout.splitlines() if line.startswith('{"outcome"')]
    as_json = ixasp("robustness", case, bad, "--format", "json")
    assert [one["case"] for one in documents(as_json)] == [HOSTILE.strip(), bad]


def test_a_case_without_an_id_is_named_by_its_file() -> None:
    given = json.dumps({"policy": POLICY, "facts": {"request_type": "initial"}})
    assert "" not in ixasp("robustness", "-", given=given).stdout.splitlines()[:2]
    assert "-" in rows(ixasp("robustness", "-", APPROVED, given=given))


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    ("case", "options", "lines"),
    [
        (APPROVED, (), [ROBUST_LINE]),
        (
            SPLIT,
            (),
            [
                "turns on: the drugs that the label names (label_drugs=required → pend)",
                "turns on: what counts as a line of therapy (line_counting=advanced_systemic → pend)",
                "turns on: two prior lines (two_lines=exactly_two → deny)",
            ],
        ),
        (
            TOGETHER,
            BOTH,
            [
                "turns on: what the second way of A.ii.B needs with further anthracycline therapy "
                "(b_scope=any_regimen with further_anthracycline=prior_use_not_required → approve)"
            ],
        ),
    ],
    ids=["robust", "split", "together"],
)
def test_every_determination_shows_what_other_readings_would_change(
    case: Path, options: tuple[str, ...], lines: list[str], form: str
) -> None:
    printed = ixasp("determine", case, *options, "--format", form)
    assert printed.exit_code == 0
    shown = " ".join(printed.stdout.replace("\\", "").split())
    assert "Under other readings" in shown
    assert [line for line in lines if line not in shown] == []
    section = shown.partition("Under other readings")[2].partition("The policy, paragraph by paragraph")[0]
    assert section.count("turns on: ") + section.count("robust: ") == len(lines)


def test_the_json_of_a_determination_says_nothing_of_other_readings() -> None:
    told = document(ixasp("determine", SPLIT, "--format", "json"))
    assert not {"turns_on", "turned_by", "verdict", "decisive", "robustness"} & set(told)


def test_a_determination_answers_under_its_own_readings() -> None:
    policy = BASE.policy(POLICY)
    for readings in ({}, {"two_lines": "exactly_two"}):
        decided = policy.determine(policy.read_case(SPLIT), readings=readings)
        answer = decided.robustness()
        assert answer == policy.robustness(policy.read_case(SPLIT), readings=readings)
        assert (answer.outcome, answer.readings) == (decided.outcome, decided.readings)
    assert decided.outcome is Outcome.DENY
    assert turns_on(answer)[-1] == "turns on: two prior lines (two_lines=at_least_two → approve)"
    assert robustness_text(policy.loaded, answer).count(NOTICE) == 1
