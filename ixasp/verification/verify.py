"""Whether an answer holds: each thing that it says, put to plain clingo in a process of its own."""

import json
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ValidationError

from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.knowledge.sources import policies
from ixasp.verification.changes import check_changes
from ixasp.verification.completions import check_missing
from ixasp.verification.determination import check_determination
from ixasp.verification.examination import Examination
from ixasp.verification.process import checker
from ixasp.verification.reading import (
    WrittenChanges,
    WrittenDetermination,
    WrittenLiteral,
    WrittenMissing,
)
from ixasp.verification.statements import Statements

MOST_SECONDS = 30.0
"""How long a search for what a list lacks may take."""

_Answer = WrittenDetermination | WrittenMissing | WrittenChanges
# In this order: counterfactuals tell an outcome, too.
_KINDS: Mapping[str, tuple[str, type[_Answer]]] = {
    "counterfactuals": ("counterfactuals", WrittenChanges),
    "completions": ("missing facts", WrittenMissing),
    "outcome": ("determination", WrittenDetermination),
}


class Verification(Frozen):
    """What an independent check of an answer found."""

    case: str
    kind: str
    """Which answer it was: determination, missing facts or counterfactuals."""
    holds: bool
    """Whether nothing that was checked is wrong."""
    checked: int
    """How many things that the answer says, or leaves out, were checked."""
    failed: tuple[str, ...]
    """What is wrong, a sentence each."""
    unchecked: tuple[str, ...]
    """What could not be settled in the time allowed."""


def verify(
    question: Question, answer: object, asked: Mapping[str, str] | None = None, seconds: float | None = None
) -> Verification:
    """Check an answer about a case.

    The process that solves reads the policy's files itself. Not checked are the notes, which facts settle an open
    dose, and the amount that a dose comes to.

    Args:
        question: what the answer is about
        answer: an answer of the policy, or its JSON as a mapping
        asked: readings that the caller chose; a determination tells its own, which these must not contradict
        seconds: how long a search for what a list lacks may take, by default MOST_SECONDS
    """
    written = json.loads(answer.model_dump_json()) if isinstance(answer, BaseModel) else answer
    document = dict(written) if isinstance(written, Mapping) else {}
    key = next((key for key in _KINDS if key in document), "")
    if not key:
        wrong = "not an answer that can be checked; expected that of determine, missing or counterfactual"
        return _refused(question, "answer", [wrong])
    kind, model = _KINDS[key]
    try:
        read = model.model_validate(document)
    except ValidationError as error:
        places = (".".join(map(str, problem["loc"])) or "answer" for problem in error.errors())
        return _refused(question, kind, [f"{place}: not what is expected there" for place in dict.fromkeys(places)])
    wrong_question = [*_of_another(question, read), *_of_other_readings(question, read, asked or {})]
    return (
        _refused(question, kind, wrong_question)
        if wrong_question
        else _examine(question, kind, read, MOST_SECONDS if seconds is None else seconds)
    )


def _examine(question: Question, kind: str, answer: _Answer, seconds: float) -> Verification:
    readings = answer.readings if isinstance(answer, WrittenDetermination) else dict(question.readings)
    statements = Statements(question.policy.vocabulary, question.case, _literals(answer))
    with checker([question.policy.program.sources.entry], statements.text) as process:
        examination = Examination(process, question, statements, readings)
        if examination.check(examination.possible(), "no patient fits the case, so there is nothing to answer"):
            match answer:
                case WrittenDetermination():
                    check_determination(examination, answer)
                case WrittenMissing():
                    check_missing(examination, answer, seconds)
                case WrittenChanges():
                    check_changes(examination, answer, seconds)
    return Verification(
        case=question.case.id,
        kind=kind,
        holds=not examination.failed,
        checked=examination.checked,
        failed=tuple(examination.failed),
        unchecked=tuple(examination.unchecked),
    )


def _of_another(question: Question, answer: _Answer) -> Iterator[str]:
    """Yield how an answer is about another case, policy, version or knowledge base."""
    sources = question.policy.program.sources
    on_disk = [found.digest for found in policies(sources.entry.parents[2]) if found.entry == sources.entry]
    if on_disk != [sources.digest]:
        yield "the rules on disk are not those that were loaded"
    if answer.case != question.case.id:
        yield f"the answer is about the case `{answer.case}`, not `{question.case.id}`"
    if isinstance(answer, WrittenDetermination):
        of_question = {
            "policy": (answer.policy, question.policy.outline.policy),
            "version": (answer.version, question.version.name),
            "knowledge base": (answer.knowledge_base, sources.digest),
        }
        for what, (given, expected) in of_question.items():
            if given != expected:
                yield f"the answer names the {what} `{given}`, not `{expected}`"


def _of_other_readings(question: Question, answer: _Answer, asked: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(answer, WrittenDetermination):
        return
    declared = question.policy.outline.readings
    for name in declared.keys() | answer.readings.keys():
        option = answer.readings.get(name, "none of its options")
        if name not in declared or option not in declared[name].options:
            yield f"the reading {name} is not `{option}` under any name of the policy"
        elif asked.get(name, option) != option:
            yield f"the answer reads {name} as {option}, not as {asked[name]}"


def _literals(answer: _Answer) -> Iterator[WrittenLiteral]:
    match answer:
        case WrittenDetermination():
            yield from answer.reason or ()
        case WrittenMissing():
            for completion in answer.completions:
                yield from completion
        case WrittenChanges():
            for change in answer.counterfactuals:
                yield from change.literals


def _refused(question: Question, kind: str, wrong: list[str]) -> Verification:
    return Verification(
        case=question.case.id, kind=kind, holds=False, checked=len(wrong), failed=tuple(wrong), unchecked=()
    )
