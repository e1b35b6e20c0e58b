"""What a case states and what an answer says, as assumptions about atoms of the rules.

A translation of its own, so that a fault in that of the engine shows. Shared are only plain rules: those that make
worlds, and what the calendar settles about the dates of a record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil, floor

from ixasp.intake.case import Case, Statement
from ixasp.intake.interval import MOST_DIGITS, Interval
from ixasp.knowledge.vocabulary import Fact, Kind, Role, Vocabulary
from ixasp.verification.process import Assumption
from ixasp.verification.reading import WrittenLiteral
from ixasp.worlds.calendar import settled
from ixasp.worlds.literal import Relation
from ixasp.worlds.shape import Shape, worlds_program

_PATH = re.compile(r"(?P<record>\w+)\[(?P<position>[0-9]{1,4})\]\.(?P<field>\w+)")
_WORD = re.compile(r"_*[a-z]\w*", re.ASCII)
MEASURED = (Kind.QUANTITY, Kind.COUNT)
"""The kinds of facts that are numbers, of which the rules see only how they stand to limits."""
_UPWARDS = {Relation.AT_LEAST: True, Relation.ABOVE: True, Relation.BELOW: False, Relation.AT_MOST: False}
_STRICT = (Relation.ABOVE, Relation.AT_MOST)


class Unreadable(Exception):
    """An answer says something that has no meaning for this case; the message tells what."""


class Statements:
    """One case, and literals about it."""

    def __init__(self, vocabulary: Vocabulary, case: Case, answer: Iterable[WrittenLiteral]) -> None:
        """Number the record's entries, and the numbers that the case or the answer compares counts with."""
        self._vocabulary, self._case = vocabulary, case
        told = [position for position in range(case.entries or 0) if position not in case.left_out]
        self._entry_of = {position: number for number, position in enumerate(told)}
        usual = Shape(len(told), 0, vocabulary.most_compared).usual
        ends = {end for statement in case.statements.values() for end in _ends(statement)}
        ends |= {int(literal.value) for literal in answer if _is_whole(literal.value) and self._counts(literal.fact)}
        large = sorted(end for end in ends if end > usual)
        self._rank_of = {number: number for number in range(1, usual + 1)}
        self._rank_of |= {number: usual + rank for rank, number in enumerate(large, start=1)}
        self.text = worlds_program(vocabulary, Shape(len(told), len(large), vocabulary.most_compared))
        """The rules that make the worlds of this case, besides the policy's own."""

    def given(self, version: str, readings: Mapping[str, str]) -> Iterator[Assumption]:
        """Yield what holds before any fact: version, readings, and what the calendar settles about stated dates."""
        yield f'is(version,"{version}")', True
        for name, option in readings.items():
            yield f"is(reading({name}),{_term(option)})", True
        record = self._vocabulary.record
        if record is not None and record.windows:
            yield from settled(record, self._case)

    def of(self, path: str) -> list[Assumption]:
        """Return what the case states of a fact or field; nothing where it states none."""
        statement = self._case.statements.get(path)
        return [] if statement is None else list(self.of_statement(statement))

    def literal(self, literal: WrittenLiteral) -> Assumption:
        """Return a literal of an answer as an assumption.

        Raises:
            Unreadable: there is no such fact, relation or value.
        """
        fact, value, relation = self._fact(literal.fact), literal.value, literal.relation
        if fact.kind in MEASURED and relation in _UPWARDS:
            return self._compared(fact, literal), _UPWARDS[relation]
        if fact.kind is Kind.SET_OF and relation in (Relation.INCLUDES, Relation.EXCLUDES) and value in fact.domain:
            return f"includes({self._subject(literal.fact)},{_term(value)})", relation is Relation.INCLUDES
        if fact.kind in (Kind.ONE_OF, Kind.YES_NO) and relation is Relation.IS and value in fact.domain:
            return f"is({self._subject(literal.fact)},{_term(value)})", True
        if fact.kind in (Kind.DATE, Kind.DATES_BY) and relation is Relation.IS:
            statement = self._case.statements.get(literal.fact)
            if statement is not None and value in (statement.given, statement.value):
                return next(self.of_statement(statement))
        raise Unreadable(f"`{literal.fact} {relation} {value}` is nothing that can be known of this case")

    def stated(self, literal: WrittenLiteral) -> bool:
        """Return whether the case itself, or a diagnosis code of it, says what a literal says."""
        assumption = self.literal(literal)
        return assumption in self.of(literal.fact) or assumption in self.supplied().get(literal.fact, [])

    def sources(self, path: str) -> tuple[str, ...]:
        """Return where the case documents a fact, stated or supplied by codes."""
        if path in self._case.statements:
            return self._case.statements[path].source
        named = [(f"ICD-10-CM {found.code}", *found.source) for found in self._case.supplied if found.fact == path]
        return tuple(dict.fromkeys(source for sources in named for source in sources))

    def supplied(self) -> dict[str, list[Assumption]]:
        """Return what diagnosis codes supply, by fact, whether it clashes or not."""
        found: dict[str, list[Assumption]] = {}
        for supplied in self._case.supplied:
            assumption = f"is({supplied.fact},{_term(supplied.value)})", True
            found.setdefault(supplied.fact, []).append(assumption)
        return {fact: list(dict.fromkeys(assumptions)) for fact, assumptions in found.items()}

    def literals_of(self, fact: Fact) -> Iterator[WrittenLiteral]:
        """Yield every literal that an answer may hold about a plain fact."""
        if fact.kind in MEASURED:
            for limit in fact.limits:
                for relation in (
                    (Relation.ABOVE, Relation.AT_MOST) if limit.strict else (Relation.AT_LEAST, Relation.BELOW)
                ):
                    yield WrittenLiteral(fact=fact.name, relation=relation, value=limit.text)
        relations = (Relation.INCLUDES, Relation.EXCLUDES) if fact.kind is Kind.SET_OF else (Relation.IS,)
        for relation in relations:
            for value in fact.domain:
                yield WrittenLiteral(fact=fact.name, relation=relation, value=value)

    def _fact(self, path: str) -> Fact:
        found = _PATH.fullmatch(path)
        if path in self._vocabulary.facts:
            return self._vocabulary.facts[path]
        record = self._vocabulary.record
        if found is None or record is None or found["record"] != record.fact or found["field"] not in record.fields:
            raise Unreadable(f"there is no fact `{path}`")
        if int(found["position"]) not in self._entry_of:
            raise Unreadable(f"the record has no entry for `{path}`")
        return record.fields[found["field"]]

    def _counts(self, path: str) -> bool:
        return path in self._vocabulary.facts and self._vocabulary.facts[path].kind is Kind.COUNT

    def _subject(self, path: str) -> str:
        found = _PATH.fullmatch(path)
        return path if found is None else f"{found['field']}({self._entry_of[int(found['position'])]})"

    def _compared(self, fact: Fact, literal: WrittenLiteral) -> str:
        strict = literal.relation in _STRICT
        if fact.kind is Kind.COUNT and not strict and _is_whole(literal.value) and int(literal.value) in self._rank_of:
            return f"at_least({fact.name},{self._rank_of[int(literal.value)]})"
        if fact.kind is Kind.QUANTITY and (literal.value, strict) in {
            (limit.text, limit.strict) for limit in fact.limits
        }:
            return f'{"above" if strict else "at_least"}({fact.name},"{literal.value}")'
        raise Unreadable(f"the rules do not compare `{fact.name}` with `{literal.value}`")

    def of_statement(self, statement: Statement) -> Iterator[Assumption]:
        """Yield what a statement makes known."""
        path, fact, value = statement.path, statement.fact, statement.value
        record, field = self._vocabulary.record, _PATH.fullmatch(statement.path)
        if isinstance(value, Interval) and fact.kind is Kind.COUNT:
            for number, rank in self._rank_of.items():
                yield from _decided(f"at_least({fact.name},{rank})", value, Fraction(number), strict=False)
        elif isinstance(value, Interval):
            for limit in fact.limits:
                name = "above" if limit.strict else "at_least"
                yield from _decided(f'{name}({fact.name},"{limit.text}")', value, limit.exact, strict=limit.strict)
        elif isinstance(value, frozenset):
            for member in fact.domain:
                yield f"includes({self._subject(path)},{_term(member)})", member in value
        elif isinstance(value, str) and record is not None and field and fact.name == record.roles.get(Role.EVENT):
            # The only word in place of the event's date says that it never happened.
            yield f"is({record.roles[Role.HAPPENED]}({self._entry_of[int(field['position'])]}),yes)", False
        elif isinstance(value, str):
            yield f"is({self._subject(path)},{_term(value)})", True
        elif field and record is not None and record.windows:
            yield f"stated({field['field']},{self._entry_of[int(field['position'])]})", True


def _is_whole(text: str) -> bool:
    return text.isdecimal() and len(text) <= MOST_DIGITS


def _term(value: str) -> str:
    return value if _WORD.fullmatch(value) else f'"{value}"'


def _ends(statement: Statement) -> Iterator[int]:
    """Yield the whole numbers at which what is known of a count changes."""
    if isinstance(statement.value, Interval) and statement.fact.kind is Kind.COUNT:
        for end in (statement.value.low, statement.value.high):
            if end is not None:
                yield from (floor(end), ceil(end), floor(end) + 1)


def _decided(atom: str, known: Interval, limit: Fraction, *, strict: bool) -> Iterator[Assumption]:
    """Yield the atom if the numbers left all reach the limit, or none does."""
    lowest_reaches = known.low > limit or (known.low == limit and (known.low_open or not strict))
    if lowest_reaches:
        yield atom, True
    elif known.high is not None:
        highest_reaches = known.high > limit or (known.high == limit and not known.high_open and not strict)
        if not highest_reaches:
            yield atom, False
