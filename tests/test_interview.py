"""The interview: whole conversations, and the case that is left at their end."""

import re
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft202012Validator

from ixasp import IxaspError, KnowledgeBase, Outcome
from ixasp.interview.conversation import Conversation
from ixasp.traces.outline import NOTICE
from tests.patients import random_patient
from tests.test_command_line import Ended, case_file, ixasp

ROOT = Path(__file__).parent.parent
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
CASES = sorted((ROOT / "cases").glob("*.yaml"))
PENDED = ROOT / "cases" / "a-ii-b-open-contraindication.yaml"
TWO_OPEN = ROOT / "cases" / "a-ii-e-open-crisis.yaml"

KNOWN = {
    "request_type": "initial",
    "combined_with": "none",
    "cancer": "breast",
    "metastatic": "yes",
    "prior_lines": "2",
    "anc": "2.1 10*3/uL",
    "platelets": "180 10*3/uL",
    "ast": "30 U/L uln 40",
}
"""What a patient of A.ii.A is asked about, and answers."""


def told(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def talk(*arguments: str | Path, lines: str) -> Ended:
    ended = ixasp("interview", *arguments, given=lines)
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended


def answer_all(known: dict[str, str]) -> Conversation:
    """Answer from nothing until the outcome is settled."""
    conversation = Conversation(POLICY, {"policy": POLICY.id, "facts": {}})
    while conversation.question is not None:
        name = conversation.question.fact
        if name in known:
            conversation.answer(known[name])
        else:
            conversation.leave_open()
    return conversation


def test_from_nothing_to_an_approval() -> None:
    conversation = answer_all(KNOWN)
    assert conversation.decided.outcome == "approve"
    assert conversation.settled
    assert POLICY.outcome(conversation.case.document | {"id": "x"}) == "approve"


def test_from_nothing_to_a_denial() -> None:
    conversation = answer_all({"cancer": "other", "request_type": "initial"})
    assert conversation.decided.outcome == "deny"


def test_a_case_is_taken_further_and_saved(tmp_path: Path) -> None:
    file = tmp_path / "answered.yaml"
    before = PENDED.read_bytes()
    ended = talk(PENDED, "--save", file, lines=told("yes [echo 2026-01-20]"))
    assert ended.exit_code == 0
    assert "Is further anthracycline therapy contraindicated?" in ended.stdout
    assert "A.ii.B" in ended.stdout
    assert "APPROVE" in ended.stdout
    assert PENDED.read_bytes() == before
    saved = POLICY.read_case(file)
    assert POLICY.determine(saved).outcome == "approve"
    assert saved.statements["anthracycline_contraindicated"].source == ("echo 2026-01-20",)
    assert not list(Draft202012Validator(POLICY.schema()).iter_errors(saved.document))


def test_a_denial_carries_its_notice() -> None:
    assert NOTICE in talk(PENDED, lines=told("no", "")).stdout


def test_what_nobody_can_tell_stays_open_and_ends_the_interview() -> None:
    ended = talk(PENDED, lines=told("?"))
    assert ended.exit_code == 0
    assert "PEND" in ended.stdout
    assert "Left open" in ended.stdout
    assert "further anthracycline contraindicated" in ended.stdout


def test_one_goes_back_over_answers_and_over_what_nobody_could_tell() -> None:
    conversation = Conversation(POLICY, POLICY.read_case(TWO_OPEN))
    first = conversation.fact
    conversation.leave_open()
    assert conversation.fact != first
    assert conversation.back() == first
    assert conversation.fact == first
    conversation.answer("yes")
    assert conversation.settled
    assert conversation.back() == first
    assert not conversation.settled
    assert conversation.case.document == POLICY.read_case(TWO_OPEN).document
    assert conversation.back() is None


def test_a_wrong_answer_is_told_and_asked_again() -> None:
    ended = talk(PENDED, lines=told("perhaps", "", "yes", ""))
    assert "expected" in ended.stdout
    assert "APPROVE" in ended.stdout


def test_an_answer_that_cannot_be_is_taken_back(tmp_path: Path) -> None:
    facts: dict[str, object] = {
        "request_type": "initial",
        "combined_with": [],
        "cancer": "breast",
        "metastatic": "yes",
        "her2": "positive",
    }
    facts |= {"prior_taxane": "yes", "anc": 2000, "platelets": 200000}
    ended = talk(case_file(tmp_path, facts), lines=told("0", "3", ""))
    assert "no patient fits all of these" in ended.stdout
    assert "APPROVE" in ended.stdout


@pytest.mark.parametrize("lines", ["", "q\n", "yes", "?", "\x1b[31m\x00\n", "x" * 5000 + "\n", "w\no\ns\nb\n"])
def test_any_end_of_input_ends_it_without_a_traceback(lines: str) -> None:
    ended = talk(PENDED, lines=lines)
    assert ended.exit_code == 0
    assert "\x1b" not in ended.stdout
    assert "\x00" not in ended.stdout


def test_without_a_name_the_case_is_printed_and_can_be_read_again(tmp_path: Path) -> None:
    ended = talk(PENDED, lines=told("yes", ""))
    printed = ended.stdout[re.search(r"^id: ", ended.stdout, re.MULTILINE).start() :]  # type: ignore[union-attr]
    file = tmp_path / "printed.yaml"
    file.write_text(printed, encoding="utf-8")
    assert POLICY.outcome(POLICY.read_case(file)) == "approve"


def test_a_file_that_is_there_is_not_written_over_unasked(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    ended = talk(PENDED, lines=told("yes", "", str(file), ""))
    assert "exists already" in ended.stdout
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--policy", "none such"], "unknown policy"), (["missing.yaml"], "missing.yaml"), (["-"], "standard input")],
)
def test_what_cannot_be_begun_is_an_error(arguments: list[str], message: str) -> None:
    ended = talk(*arguments, lines="")
    assert ended.exit_code == 2
    assert message in ended.stderr


def test_every_pended_case_is_settled_within_what_the_first_question_promises() -> None:
    random = Random("interview")
    for file in CASES:
        try:
            case = POLICY.read_case(file)
            if POLICY.outcome(case) is not Outcome.PEND:
                continue
        except IxaspError:
            continue
        answers = random_patient(POLICY, case, random)
        asked = POLICY.next_question(case)
        assert asked is not None
        document, count = case.document, 0
        while (question := POLICY.next_question(document)) is not None:
            facts = document["facts"]
            assert isinstance(facts, dict)
            document = {**document, "facts": {**facts, question.fact: answers[question.fact]}}
            count += 1
        assert POLICY.outcome(document) is not Outcome.PEND
        assert count <= asked.at_most or not asked.exact, file.stem
