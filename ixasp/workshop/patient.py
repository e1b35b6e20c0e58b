"""From a world to a case: what a fully known patient's chart says, as little of it as one likes.

This is the way back from the atoms of a world to the case format; the way there is ixasp.worlds.encoding.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ixasp.knowledge.vocabulary import Fact, Kind, Limit, Record, Role, Vocabulary
from ixasp.workshop.therapy_dates import entry_dates, window_atoms
from ixasp.worlds.encoding import term
from ixasp.worlds.shape import Shape

Holds = Callable[[str], bool]
"""Whether an atom holds in the world."""


@dataclass(frozen=True)
class Item:
    """Something that a chart says or leaves out as a whole."""

    path: str
    """A fact, a field of an entry (`RECORD[0].FIELD`), or what an entry gave and all of its dates (`RECORD[0]`)."""
    atoms: tuple[str, ...]
    """The atoms that it decides."""


def items(vocabulary: Vocabulary, shape: Shape) -> list[Item]:
    """Return what charts of a shape may say, in the order of the knowledge base."""
    found = [Item(fact.name, _atoms(fact, fact.name, shape)) for fact in vocabulary.facts.values()]
    if vocabulary.record is not None:
        for entry in range(shape.entries):
            found += _entry_items(vocabulary.record, entry, shape)
    return [item for item in found if item.atoms]


def chart(
    vocabulary: Vocabulary, shape: Shape, kept: Collection[str], holds: Holds, request_date: date
) -> dict[str, object]:
    """Return the facts of a world in the case format.

    Args:
        vocabulary: what a case may say
        shape: the shape of the world
        kept: the paths of the items that are told; the rest is left out
        holds: whether an atom holds in the world
        request_date: the day of the request, before which all dates of the record lie
    """
    facts: dict[str, object] = {}
    for fact in vocabulary.facts.values():
        if fact.selects_version:
            facts[fact.name] = request_date.isoformat()
        elif fact.name in kept:
            facts[fact.name] = _value(fact, fact.name, shape, holds)
    record = vocabulary.record
    if record is not None and (shape.entries or record.complete in facts):
        entries = [_entry(record, entry, shape, kept, holds, request_date) for entry in range(shape.entries)]
        facts[record.fact] = entries
    return facts


def _entry_items(record: Record, entry: int, shape: Shape) -> Iterator[Item]:
    path = f"{record.fact}[{entry}]"
    dated = window_atoms(record, entry)
    given: tuple[str, ...] = ()
    for field in record.fields.values():
        atoms = tuple(atom for atom in _atoms(field, f"{field.name}({entry})", shape) if atom not in dated)
        given = atoms if field.name == record.roles.get(Role.GIVEN) else given
        yield Item(f"{path}.{field.name}", atoms)
    yield Item(path, (*given, *dated) if dated else ())


def _entry(
    record: Record, entry: int, shape: Shape, kept: Collection[str], holds: Holds, request_date: date
) -> dict[str, object]:
    path = f"{record.fact}[{entry}]"
    told: dict[str, object] = {}
    for field in record.fields.values():
        dated = path in kept and field.name == record.roles.get(Role.GIVEN)
        if dated or f"{path}.{field.name}" in kept:
            told[field.name] = _value(field, f"{field.name}({entry})", shape, holds)
    if path in kept:
        told |= entry_dates(record, entry, holds, request_date)
    return told


def _atoms(fact: Fact, subject: str, shape: Shape) -> tuple[str, ...]:
    """Return the atoms that decide a fact."""
    match fact.kind:
        case Kind.ONE_OF | Kind.YES_NO:
            return tuple(f"is({subject},{term(value)})" for value in fact.domain)
        case Kind.SET_OF:
            return tuple(f"includes({subject},{term(member)})" for member in fact.domain)
        case Kind.QUANTITY:
            return tuple(f'{limit.relation}({subject},"{limit.text}")' for limit in fact.limits)
        case Kind.COUNT:
            return tuple(f"at_least({subject},{number})" for number in range(1, shape.usual + 1))
        case _:
            return ()


def _value(fact: Fact, subject: str, shape: Shape, holds: Holds) -> object:
    match fact.kind:
        case Kind.ONE_OF | Kind.YES_NO:
            return next(value for value in fact.domain if holds(f"is({subject},{term(value)})"))
        case Kind.SET_OF:
            return [member for member in fact.domain if holds(f"includes({subject},{term(member)})")]
        case Kind.COUNT:
            return str(sum(holds(atom) for atom in _atoms(fact, subject, shape)))
        case _:
            reached = [limit for limit in fact.limits if holds(f'{limit.relation}({subject},"{limit.text}")')]
            return quantity_within(fact.limits, len(reached), fact.highest)


def quantity_within(limits: Sequence[Limit], reached: int, highest: Decimal | None = None) -> str:
    """Return a number, as plain as can be, that reaches just so many of the ascending limits.

    Args:
        limits: ascending
        reached: how many of them the number reaches
        highest: the largest number that can be
    """
    below = limits[reached - 1] if reached else None
    above = limits[reached] if reached < len(limits) else None
    if below is not None and not below.strict:
        return _plain(below.value)
    if below is None and above is not None and above.strict:
        return _plain(above.value)
    low = Decimal(0) if below is None else below.value
    high = above.value if above is not None else highest
    step = _last_place(low if above is None or below is not None else above.value)
    near = low + step if above is None or below is not None else above.value - step
    if high is None or low < near < high:
        return _plain(near)
    return _plain((low + high) / 2)


def _last_place(value: Decimal) -> Decimal:
    """Return one unit in the last place of a decimal as it is written; 1 for a whole number."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def _plain(value: Decimal) -> str:
    """Return a decimal as a chart writes it."""
    return format(value.normalize(), "f")
