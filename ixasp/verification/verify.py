"""Whether an answer holds: each thing that it says, put to plain clingo in a process of its own."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from ixasp.answers.counterfactual import Counterfactuals
from ixasp.answers.decided import Determination
from ixasp.answers.missing import MissingFacts
from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.knowledge.sources import policies
from ixasp.verification.changes import check_changes
from ixasp.verification.completions import check_missing
from ixasp.verification.determination import check_determination
from ixasp.verification.examination import Examination
from ixasp.verification.fields import has_field, left_out, place_of, unread_fields
from ixasp.verification.notes import check_notes
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


@dataclass(frozen=True)
class _Kind:
    """A kind of answer."""

    name: str
    owner: str
    """The name as the owner of fields."""
    answer: type[BaseModel]
    """As it leaves the library."""
    read: type[_Answer]
    """As it is read for checking."""
    identity: tuple[str, ...]
    """The fields that tell what the answer is about; where one is wrong, nothing else is checked."""


# In this order: counterfactuals tell an outcome, too.
_KINDS: Mapping[str, _Kind] = {
    "counterfactuals": _Kind("counterfactuals", "those of counterfactuals", Counterfactuals, WrittenChanges, ("case",)),
    "completions": _Kind("missing facts", "those of missing facts", MissingFacts, WrittenMissing, ("case",)),
    "outcome": _Kind(
        "determination",
        "a determination's",
        Determination,
        WrittenDetermination,
        ("case", "policy", "version", "knowledge_base", "readings"),
    ),
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
    fields_not_checked: tuple[str, ...] = ()
    """The fields of the answer of which nothing was found out, in its order: `holds` says nothing about them."""


def verify(
    question: Question, answer: object, asked: Mapping[str, str] | None = None, seconds: float | None = None
) -> Verification:
    """Check an answer about a case.

    The process that solves reads the policy's files itself. What is not checked is told by the result: the name of
    the engine, how notes on clashing codes are worded, and whatever rests on something that is wrong.

    Args:
        question: what the answer is about
        answer: an answer of the policy, or its JSON as a mapping
        asked: readings that the caller chose; a determination tells its own, which these must not contradict
        seconds: how long a search for what a list lacks may take, by default MOST_SECONDS
    """
    document = _document(answer)
    kind = next((kind for key, kind in _KINDS.items() if key in document), None)
    if kind is None:
        wrong = "not an answer that can be checked; expected that of determine, missing or counterfactual"
        return _found(question, "answer", [wrong], document)
    unread = list(unread_fields(document, kind.answer, kind.read))
    strange = [f"the field `{field.path}` is not one of {kind.owner}" for field in unread if not field.known]
    strange += [f"the field `{name}` is left out" for name in left_out(document, kind.answer)]
    unchecked = [field.path for field in unread if field.known]
    known = [name for name in document if has_field(kind.answer, name)]
    try:
        read = kind.read.model_validate_json(json.dumps(document))
    except ValidationError as error:
        places = dict.fromkeys(place_of(problem["loc"]) or "answer" for problem in error.errors())
        wrong_form = [f"{place}: not what is expected there" for place in places]
        return _found(question, kind.name, [*wrong_form, *strange], known)
    wrong_question = [*_of_another(question, read), *_of_other_readings(question, read, asked or {})]
    if wrong_question:
        left = [name for name in known if name not in kind.identity]
        return _found(question, kind.name, [*wrong_question, *strange], left)
    examined = _examine(question, kind, read, MOST_SECONDS if seconds is None else seconds)
    skipped = [*unchecked, *examined.fields_not_checked]
    order = {name: position for position, name in enumerate(document)}
    skipped.sort(key=lambda path: order.get(path.partition(".")[0].partition("[")[0], len(order)))
    return examined.model_copy(
        update={
            "holds": examined.holds and not strange,
            "checked": examined.checked + len(strange),
            "failed": (*examined.failed, *strange),
            "fields_not_checked": tuple(dict.fromkeys(skipped)),
        }
    )


def _document(answer: object) -> dict[str, object]:
    """Return an answer as JSON data; nothing where it is none."""
    try:
        text = answer.model_dump_json() if isinstance(answer, BaseModel) else json.dumps(answer, default=_mapping)
        document = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _mapping(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def _examine(question: Question, kind: _Kind, answer: _Answer, seconds: float) -> Verification:
    readings = answer.readings if isinstance(answer, WrittenDetermination) else dict(question.readings)
    statements = Statements(question.policy.vocabulary, question.case, _literals(answer))
    with checker([question.policy.program.sources.entry], statements.text) as process:
        examination = Examination(process, question, statements, readings)
        if examination.check(examination.possible(), "no patient fits the case, so there is nothing to answer"):
            match answer:
                case WrittenDetermination():
                    check_determination(examination, answer, seconds)
                case WrittenMissing():
                    check_missing(examination, answer, seconds)
                case WrittenChanges():
                    check_changes(examination, answer, seconds)
            if has_field(kind.answer, "notes"):
                check_notes(examination, answer.notes)
        else:
            left_out = (name for name in kind.answer.model_fields if name not in kind.identity)
            examination.skipped += (name for name in left_out if has_field(kind.answer, name))
    return Verification(
        case=question.case.id,
        kind=kind.name,
        holds=not examination.failed,
        checked=examination.checked,
        failed=tuple(examination.failed),
        unchecked=tuple(examination.unchecked),
        fields_not_checked=tuple(examination.skipped),
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
            for change in (*answer.counterfactuals, *answer.towards):
                yield from change.literals


def _found(question: Question, kind: str, wrong: Sequence[str], not_checked: Iterable[str]) -> Verification:
    """Return what was found wrong before anything could be solved."""
    return Verification(
        case=question.case.id,
        kind=kind,
        holds=False,
        checked=len(wrong),
        failed=tuple(wrong),
        unchecked=(),
        fields_not_checked=tuple(not_checked),
    )
