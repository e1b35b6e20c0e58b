"""From what is stated in a case to literals, and to the atoms of the rules."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from ixasp.intake.case import Case, Statement
from ixasp.intake.interval import Interval
from ixasp.knowledge.vocabulary import Fact, Kind, Limit, Role, Vocabulary
from ixasp.worlds.literal import Literal, Relation
from ixasp.worlds.shape import Shape

_CONSTANT = re.compile(r"_*[a-z][A-Za-z0-9_]*")
_FIELD = re.compile(r".*\[(\d+)\]\.(\w+)")


class Known(NamedTuple):
    """A literal that a statement makes known."""

    literal: Literal
    atom: str
    """The atom of the rules."""
    holds: bool
    """Whether the atom holds, or its negation."""
    statement: Statement


def term(value: str) -> str:
    """Return a value as the rules write it: a constant, or a string in quotes."""
    return value if _CONSTANT.fullmatch(value) else f'"{value}"'


def option_atom(reading: str, option: str) -> str:
    """Return the atom that holds where a reading is read so."""
    return f"is(reading({reading}),{term(option)})"


def entries_told(case: Case) -> tuple[int, ...]:
    """Return the positions of the record's entries that count as told; the rules number them from 0 without gaps."""
    return tuple(position for position in range(case.entries or 0) if position not in case.left_out)


class Encoding:
    """How the statements of one case become literals of its ground program."""

    def __init__(self, vocabulary: Vocabulary, case: Case) -> None:
        """Find the shape of the case, and the numbers beyond the usual that it states for its counts."""
        self._vocabulary = vocabulary
        self._entries = {position: number for number, position in enumerate(entries_told(case))}
        entries = len(self._entries)
        usual = Shape(entries, 0, vocabulary.most_compared).usual
        stated = {
            bound
            for statement in case.statements.values()
            if isinstance(statement.value, Interval) and statement.fact.kind is Kind.COUNT
            for bound in _whole_bounds(statement.value)
            if bound > usual
        }
        self._large = {number: usual + rank for rank, number in enumerate(sorted(stated), start=1)}
        self.shape = Shape(entries, len(self._large), vocabulary.most_compared)

    @property
    def counts(self) -> tuple[str, ...]:
        """The facts that are counts."""
        return tuple(fact.name for fact in self._vocabulary.facts.values() if fact.kind is Kind.COUNT)

    def known(self, statements: Iterable[Statement]) -> list[Known]:
        """Return the literals of statements: plain facts first, what decides less before what decides more."""
        found = [known for statement in statements for known in self._of(statement)]
        return sorted(found, key=lambda known: _FIELD.fullmatch(known.statement.path) is not None)

    def literal_atom(self, literal: Literal) -> tuple[str, bool]:
        """Return the atom for a literal about a plain fact, and whether the literal says that it holds."""
        fact = self._vocabulary.facts[literal.fact]
        match literal.relation:
            case Relation.IS:
                return f"is({fact.name},{term(literal.value)})", True
            case Relation.INCLUDES | Relation.EXCLUDES:
                return f"includes({fact.name},{term(literal.value)})", literal.relation is Relation.INCLUDES
            case Relation.AT_LEAST | Relation.BELOW:
                return self._at_least(fact, literal.value), literal.relation is Relation.AT_LEAST
            case Relation.ABOVE | Relation.AT_MOST:
                return f'above({fact.name},"{literal.value}")', literal.relation is Relation.ABOVE

    def _at_least(self, fact: Fact, value: str) -> str:
        if fact.kind is not Kind.COUNT:
            return f'at_least({fact.name},"{value}")'
        number = int(value)
        return f"at_least({fact.name},{self._large.get(number, number)})"

    def _of(self, statement: Statement) -> Iterator[Known]:
        path, fact, value = statement.path, statement.fact, statement.value
        if isinstance(value, Interval):
            for literal in self._decided(fact, value):
                atom, holds = self.literal_atom(literal)
                yield Known(literal, atom, holds, statement)
        elif isinstance(value, frozenset):
            for member in fact.domain:
                relation = Relation.INCLUDES if member in value else Relation.EXCLUDES
                atom = f"includes({self._subject(path)},{term(member)})"
                yield Known(Literal(path, relation, member), atom, member in value, statement)
        elif isinstance(value, str):
            for atom, holds in self._word(path, fact, value):
                yield Known(Literal(path, Relation.IS, value), atom, holds, statement)
        elif (field := _FIELD.fullmatch(path)) and self._vocabulary.record and self._vocabulary.record.windows:
            yield Known(
                Literal(path, Relation.IS, statement.given),
                f"stated({field[2]},{self._entries[int(field[1])]})",
                True,
                statement,
            )

    def _subject(self, path: str) -> str:
        """Return the term for a fact, or for a field of an entry: `FIELD(0)` for `RECORD[0].FIELD`."""
        field = _FIELD.fullmatch(path)
        return f"{field[2]}({self._entries[int(field[1])]})" if field else path

    def _word(self, path: str, fact: Fact, value: str) -> Iterator[tuple[str, bool]]:
        """Yield the atoms of a value, or of a word in place of a date; that the event never came is told elsewhere."""
        record = self._vocabulary.record
        if record is not None and fact.name == record.roles.get(Role.EVENT):
            happened = path.replace(f".{fact.name}", f".{record.roles[Role.HAPPENED]}")
            yield f"is({self._subject(happened)},yes)", False
        else:
            yield f"is({self._subject(path)},{term(value)})", True

    def _decided(self, fact: Fact, interval: Interval) -> Iterator[Literal]:
        """Yield what an interval decides, weakest first: rising lower bounds, then falling upper bounds."""
        limits = _whole_limits(fact, interval) if fact.kind is Kind.COUNT else fact.limits
        decided = [(limit, interval.reaches(limit.exact, strict=limit.strict)) for limit in limits]
        for limit, reached in decided:
            if reached is True:
                yield Literal(fact.name, Relation.ABOVE if limit.strict else Relation.AT_LEAST, limit.text)
        for limit, reached in reversed(decided):
            if reached is False:
                yield Literal(fact.name, Relation.AT_MOST if limit.strict else Relation.BELOW, limit.text)


def _whole_limits(fact: Fact, interval: Interval) -> Sequence[Limit]:
    """Return the limits of the rules and the count's own bounds: counts are compared as the whole numbers they are."""
    own = {Limit(Decimal(number), False, str(number), "") for number in _whole_bounds(interval) if number}
    ours = {limit.value for limit in fact.limits}
    return sorted([*fact.limits, *(limit for limit in own if limit.value not in ours)])


def _whole_bounds(interval: Interval) -> Iterator[int]:
    """Yield the least whole number of an interval, and the first one beyond it."""
    yield floor(interval.low) + 1 if interval.low_open else ceil(interval.low)
    if interval.high is not None:
        yield ceil(interval.high) if interval.high_open else floor(interval.high) + 1
