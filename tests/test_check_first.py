"""Notes on how a case was read stand before all else that an answer says, in every rendering and command."""

from pathlib import Path
from typing import Any

import pytest

from ixasp import InconsistentCase, KnowledgeBase
from ixasp.rendering.counterfactual import take_back_text
from ixasp.rendering.interview import outline_block
from ixasp.rendering.text import to_text
from ixasp.traces.notes import CHECK_FIRST
from tests.test_command_line import APPROVED, BASE, CASES, POLICY, UNSUPPORTED, case_file, document, ixasp

FACTS: dict[str, Any] = {
    "request_type": "initial",
    "request_date": "2025-12-01",
    "cancer": "breast",
    "metastatic": "yes",
    "combined_with": ["Xelodaa"],
    "prior_therapies": [{"drugs": ["docetaxel"], "setting": "advanced", "start": "2026-03-01"}],
}
NAME = "`Xelodaa` is not known and counts as another drug (`other`); did you mean `xeloda`?"
DATE = "prior therapy 1: start: `2026-03-01` is after the date of the request `2025-12-01`; check the dates"
PENDING: dict[str, Any] = FACTS | {"combined_with": ["aspirin", "Xeloda"]}


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    return case_file(tmp_path, FACTS)


def plain(text: str) -> str:
    """Return a text without line breaks, marks of Markdown, tags and entities."""
    for mark in ("\\", "<bdi>", "</bdi>", '<span class="day">', "</span>"):
        text = text.replace(mark, "")
    return " ".join(text.replace("#96;", "`").replace("#59;", ";").split())


COMMANDS = {
    "determine": ((), "Because"),
    "why": (("A.ii.A",), "Because"),
    "missing": ((), "nothing that may be asked for"),
    "robustness": ((), "as read:"),
    "counterfactual": ((), "No change of these known facts"),
    "what-if": (("--set", "her2=positive"), "If it were so"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_notes_before_what_it_answers(command: str, noted: Path) -> None:
    options, answer = COMMANDS[command]
    ended = ixasp(command, noted, *options)
    told = plain(ended.stdout)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert told.count(CHECK_FIRST) == 1
    assert told.index(CHECK_FIRST) < told.index(NAME) < told.index(DATE) < told.index(answer)


@pytest.mark.parametrize("command", COMMANDS)
def test_without_notes_nothing_is_to_be_checked(command: str) -> None:
    assert CHECK_FIRST not in ixasp(command, APPROVED, *COMMANDS[command][0]).stdout


@pytest.mark.parametrize(("command", "options"), [("determine", ()), ("why", ("A.ii.A",))])
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_markdown_and_html_show_notes_first_too(command: str, options: tuple[str, ...], form: str, noted: Path) -> None:
    told = plain(ixasp(command, noted, *options, "--format", form).stdout)
    assert told.index(CHECK_FIRST) < told.index(NAME) < told.index(DATE) < told.index("Because")
    assert told.count(NAME) == 1


def test_a_what_if_shows_the_notes_that_were_there_before(noted: Path) -> None:
    told = ixasp("what-if", noted, "--set", "prior_therapies[0].start=2024-03-01").stdout
    assert NAME in told
    assert DATE not in told


@pytest.mark.parametrize("form", ["text", "markdown", "html", "mermaid"])
def test_traces_show_notes_before_paragraphs_and_rules(form: Any) -> None:
    decided = BASE.policy(POLICY).determine({"id": "x", "facts": FACTS})
    outline, derivation = plain(decided.outline().render(form)), plain(decided.derivation("A.i").render(form))
    for told, first in ((outline, "criteria for a first approval"), (derivation, "a_initial.lp")):
        told = told.replace("#95;", "_").replace("<wbr>", "").replace("</b>", "").replace("<br/>", "")
        assert told.casefold().index(CHECK_FIRST.casefold()) < told.index(NAME) < told.index(DATE) < told.index(first)


def test_the_outline_of_an_interview_shows_notes_first() -> None:
    decided = BASE.policy(POLICY).determine({"id": "x", "facts": FACTS})
    told = plain(to_text(outline_block(decided.outline())))
    assert told.index(CHECK_FIRST) < told.index(NAME) < told.index("A.i ")


@pytest.mark.parametrize(
    ("command", "below"), [("determine", "approve: approvable"), ("robustness", "Which reading of")]
)
def test_a_table_marks_a_case_with_notes_and_tells_them_below(command: str, below: str, noted: Path) -> None:
    told = ixasp(command, APPROVED, noted, UNSUPPORTED).stdout
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines()[1:4]}
    assert rows["x"][:2] == ["deny", "!"]
    assert rows[APPROVED.stem][0] == "approve"
    assert "!" not in rows[APPROVED.stem]
    assert "\n! Check first\n  - x: " in told
    assert told.index("! Check first") < told.index(f"  - x: {DATE}\n") < told.index(below)


@pytest.mark.parametrize("command", ["determine", "robustness"])
def test_a_table_of_cases_without_notes_marks_none(command: str) -> None:
    told = ixasp(command, APPROVED, CASES / "a-ii-a-met.yaml").stdout
    assert "!" not in told
    assert CHECK_FIRST not in told


def test_no_name_in_a_note_steers_a_terminal_or_breaks_a_line(tmp_path: Path) -> None:
    hostile = case_file(tmp_path, FACTS | {"combined_with": ["x\n! evil\x1b[31m"]})
    for arguments in (("determine", hostile), ("determine", hostile, APPROVED), ("missing", hostile)):
        told = ixasp(*arguments).stdout
        assert "\x1b" not in told
        assert "\n! evil" not in told


def test_facts_to_take_back_come_after_the_notes(tmp_path: Path) -> None:
    clashing = FACTS | {"stage": "IV", "metastatic": "no"}
    ended = ixasp("counterfactual", case_file(tmp_path, clashing))
    assert ended.exit_code == 3
    assert ended.stdout.startswith("INCONSISTENT  x\n")
    assert ended.stdout.index(CHECK_FIRST) < ended.stdout.index(DATE) < ended.stdout.index("Some patient fits if")
    policy = BASE.policy(POLICY)
    with pytest.raises(InconsistentCase) as caught:
        policy.counterfactuals({"id": "x", "facts": clashing})
    assert CHECK_FIRST not in take_back_text(policy.loaded, "x", caught.value)


def test_the_json_of_missing_facts_stays_as_the_interface_has_it(noted: Path) -> None:
    assert set(document(ixasp("missing", noted, "--format", "json"))) == {"case", "goal", "complete", "completions"}


def test_the_notes_of_all_answers_are_those_of_the_determination() -> None:
    policy = BASE.policy(POLICY)
    case = {"facts": PENDING | {"diagnosis_codes": ["C56.9"]}}
    notes = policy.determine(case).notes
    assert [note.fact for note in notes] == ["combined_with", "prior_therapies[0].start", "diagnosis_codes"] or len(
        notes
    ) == 3
    assert policy.notes(case) == policy.robustness(case).notes == policy.counterfactuals(case).notes == notes


def test_the_requested_drug_among_those_given_with_it_is_noted() -> None:
    policy = BASE.policy(POLICY)
    for name in ("ixabepilone", "Ixempra"):
        (note,) = policy.case({"facts": {"combined_with": ["capecitabine", name]}}).notes
        assert note.fact == "combined_with"
        assert note.message.startswith(f"`{name}` is the requested drug itself")
    assert not policy.case({"facts": {"prior_therapies": [{"drugs": ["ixabepilone"]}]}}).notes


@pytest.mark.parametrize("fact", ["combined_with", "prior_therapies"])
def test_a_drug_for_something_else_is_noted_wherever_it_is_named(fact: str) -> None:
    value = ["aspirin"] if fact == "combined_with" else [{"drugs": ["aspirin"]}]
    (note,) = BASE.policy(POLICY).case({"facts": {fact: value}}).notes
    assert note.message == "the name `aspirin` is not known and counts as another drug (`other`)"


def test_an_entry_that_lists_nothing_is_noted() -> None:
    facts = {"request_type": "initial", "prior_therapies": [{"drugs": []}, {"drugs": ["taxane"]}]}
    case = KnowledgeBase.load().policy("MP-RX-FP-46-23").case({"policy": "MP-RX-FP-46-23", "id": "x", "facts": facts})
    (note,) = case.notes
    assert note.fact == "prior_therapies[0].drugs"
    assert "it counts as one prior therapy all the same" in note.message
