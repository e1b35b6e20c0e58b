"""What a caller changes in a case: the same case with other values, or with facts taken back."""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, cast

from ixasp.errors import CaseError, Problem
from ixasp.intake.case import Case, without_sources
from ixasp.intake.model import Intake
from ixasp.intake.problems import path, seen
from ixasp.knowledge.vocabulary import Kind, Vocabulary

_FIELD: Final = re.compile(r"(.+)\[(0|[1-9][0-9]{0,3})\]\.(.+)")
_FORGOTTEN: Final = "unknown"  # said, not left out: dates by name that are left out would count as absent
_ASSUMED: Final = "assumed"  # stands in for a source while undocumented facts are left out

_Document = dict[str, object]


@dataclass(frozen=True)
class FactPlace:
    """Where something is stated: a fact, or a field of an entry of the record."""

    fact: str
    """The fact, or the record."""
    entry: int | None = None
    """The entry's position; None for a fact as a whole."""
    field: str = ""

    @property
    def path(self) -> str:
        """The place as answers write it."""
        return self.fact if self.entry is None else f"{self.fact}[{self.entry}].{self.field}"

    def value(self, document: _Document) -> object:
        """Return what the document of a case says there, as it was written; None where it says nothing."""
        holder = self._holder(document)
        return holder.get(self.field or self.fact) if holder is not None else None

    def put(self, document: _Document, value: object) -> bool:
        """Write a value into a document, and return whether it has such a place."""
        holder = self._holder(document)
        if holder is not None:
            holder[self.field or self.fact] = value
        return holder is not None

    def _holder(self, document: _Document) -> _Document | None:
        """Return the mapping in which the value stands."""
        if self.entry is None:
            return _facts(document)
        entries = _entries(document, self.fact)
        return entries[self.entry] if self.entry < len(entries) else None


@dataclass(frozen=True)
class ChangedCase:
    """A case before and after a change."""

    before: Case
    after: Case
    places: tuple[FactPlace, ...]
    """What was changed, then what was taken back, in the caller's order."""


def changed_case(
    intake: Intake,
    vocabulary: Vocabulary,
    data: object,
    changes: Mapping[str, object],
    forget: Iterable[str],
    *,
    require_sources: bool,
) -> ChangedCase:
    """Return a case with some facts changed and others taken back.

    Args:
        intake: what reads cases
        vocabulary: what a case may say
        data: a case, or a mapping in the case format
        changes: a new value in the case format for each fact, field (`RECORD[0].FIELD`) or the whole record
        forget: facts, fields or the record to take back
        require_sources: take facts that carry no source as unknown, but for what is changed; so it is anyway for a
            case that was checked that way

    Raises:
        CaseError: the case has problems, or the changes have
    """
    case = intake.build_case(data)
    forgotten = dict.fromkeys((forget,) if isinstance(forget, str) else forget)
    if not changes and not forgotten:
        raise CaseError([Problem("", "nothing to change", "a fact with a new value, or a fact to forget")])
    record = vocabulary.record.fact if vocabulary.record is not None else ""
    places = {name: _place(name, record) for name in (*changes, *forgotten)}
    problems = dict(_overlaps(changes, forgotten, record))
    document = deepcopy(case.document)
    for name, place in places.items():
        if name not in problems and not place.put(document, changes.get(name, _FORGOTTEN)):
            problems[name] = _no_entry(name, record, len(_entries(document, record)))
    try:
        after = intake.build_case(document)
    except CaseError as error:
        raise CaseError([*problems.values(), *error.problems]) from None
    if problems:
        raise CaseError(list(problems.values()))
    if require_sources or _is_reduced(case, intake):
        case, after = without_sources(case), _with_assumptions(intake, vocabulary, after, places.values())
    return ChangedCase(case, after, tuple(places.values()))


def _place(name: str, record: str) -> FactPlace:
    field = _FIELD.fullmatch(name) if isinstance(name, str) else None
    return FactPlace(record, int(field[2]), field[3]) if field and field[1] == record else FactPlace(name)


def _overlaps(changes: Iterable[str], forgotten: Iterable[str], record: str) -> Iterator[tuple[str, Problem]]:
    """Yield, by name, what is changed and forgotten at once, or together with the record that it is a part of."""
    names = (*changes, *forgotten)
    for name in names:
        if record in names and _place(name, record).entry is not None:
            message = f"{seen(name)} is part of `{record}`, which is changed or forgotten as a whole"
            yield name, Problem(path(("facts", name)), message, "one of the two")
    for name in forgotten:
        if name in changes:
            yield name, Problem(path(("facts", name)), f"{seen(name)} is both changed and forgotten", "one of the two")


def _no_entry(name: str, record: str, entries: int) -> Problem:
    expected = f"an entry up to {record}[{entries - 1}]" if entries else f"{record} with its entries first"
    return Problem(path(("facts", name)), "there is no such entry", expected)


def _facts(document: _Document) -> _Document:
    return cast(_Document, document["facts"])  # the document was checked


def _entries(document: _Document, record: str) -> list[_Document]:
    """Return the entries of the record, wherever they stand; there are none where it is no list."""
    told = _facts(document).get(record)
    listed = told.get("value") if isinstance(told, dict) else told
    return listed if isinstance(listed, list) else []


def _is_reduced(case: Case, intake: Intake) -> bool:
    """Return whether a case says less than its document, since it was checked without what carries no source."""

    def told(one: Case) -> object:
        return one.entries, one.left_out, {path: statement.value for path, statement in one.statements.items()}

    return told(case) != told(intake.build_case(case.document))


def _with_assumptions(intake: Intake, vocabulary: Vocabulary, case: Case, changed: Iterable[FactPlace]) -> Case:
    """Return a case without what carries no source, but with all that is changed: that is assumed, not documented."""
    document = deepcopy(case.document)
    for place in changed:
        value = place.value(document)
        if place.entry is None and vocabulary.facts[place.fact].kind is Kind.CODES:
            continue  # a code is its own source
        envelope = value if isinstance(value, dict) and "value" in value else {"value": value}
        place.put(document, {**envelope, "source": _ASSUMED})
    kept = without_sources(intake.build_case(document))
    statements = {
        path: case.statements[path] if statement.source == (_ASSUMED,) else statement
        for path, statement in kept.statements.items()
    }
    return replace(kept, statements=MappingProxyType(statements), document=case.document)
