"""The facts that a caller changed or took back, with what a case says of them before and after."""

from collections.abc import Iterator, Mapping
from typing import cast

from pydantic import Field, JsonValue

from ixasp.frozen import Frozen
from ixasp.intake.case import Case, Statement
from ixasp.intake.changes import ChangedCase
from ixasp.intake.reading import is_unknown
from ixasp.knowledge.vocabulary import Kind, Vocabulary
from ixasp.traces.change import change_told, given_told, statement_told
from ixasp.traces.phrases import entries_told


class Change(Frozen):
    """A fact that the caller changed or took back."""

    fact: str
    """The fact, a field (`RECORD[0].FIELD`), or the record."""
    before: JsonValue
    """As the case states it; none where it says nothing, even where a diagnosis code supplies the fact."""
    after: JsonValue
    """As the caller states it; none where it is taken back."""
    differs: bool = Field(default=True, exclude=True)
    """Whether the case then says something else; not where a value is set that it has already."""
    told: str = Field(default="", exclude=True)
    """The same in plain words, with what a diagnosis code supplies."""


def changed_facts(
    vocabulary: Vocabulary, change: ChangedCase, was: Mapping[str, Statement], now: Mapping[str, Statement]
) -> Iterator[Change]:
    """Yield what was changed, in words, with what was stated or supplied by diagnosis codes before and after.

    Args:
        vocabulary: where labels are
        change: the case before and after
        was: what is stated and supplied before, by path
        now: what is stated and supplied after
    """
    for place in change.places:
        before, after = place.value(change.before.document), place.value(change.after.document)
        sides = (change.before, was, before), (change.after, now, after)
        told = [_told(vocabulary, place.path, *side) for side in sides]
        differs = not _same(was.get(place.path), now.get(place.path), _known(before), _known(after))
        yield Change(
            fact=place.path,
            before=_known(before),
            after=_known(after),
            differs=differs,
            told=change_told(vocabulary, place.path, *told, differs=differs),
        )


def _same(was: Statement | None, now: Statement | None, before: JsonValue, after: JsonValue) -> bool:
    """Return whether what is stated at a place is one value, however it is written and documented."""
    if was is None or now is None:
        return was is now and before == after
    return was.value == now.value and (before == after or given_told(was) == given_told(now) or _measured(was))


def _measured(statement: Statement) -> bool:
    """Return whether a value is a number, which may be written in several ways."""
    return statement.fact.kind in (Kind.QUANTITY, Kind.COUNT)


def _told(vocabulary: Vocabulary, path: str, case: Case, statements: Mapping[str, Statement], value: object) -> str:
    """Return what a case says at a path; for the record how many entries it has, for codes each as it was written."""
    if vocabulary.record is not None and path == vocabulary.record.fact:
        return "" if case.entries is None else entries_told(vocabulary, case.entries)
    if vocabulary.fact(path).kind is Kind.CODES:
        written = value.get("value") if isinstance(value, dict) else value
        return ", ".join(map(str, written)) if isinstance(written, list) else ""
    return statement_told(statements.get(path))


def _known(value: object) -> JsonValue:
    return None if is_unknown(value) else cast(JsonValue, value)  # the documents of cases are plain data
