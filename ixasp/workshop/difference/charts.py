"""What two sides make of the same chart before any rule is asked: names, codes, units, and the terms of a dose.

The comparison is over patients as the rules see them. Where the sides read a chart otherwise, one chart is two
patients, so it is told that this is not compared.
"""

from collections.abc import Iterator, Mapping

from ixasp.intake.codes import Codes
from ixasp.knowledge.outline import DosingTerms, Outline
from ixasp.knowledge.vocabulary import Fact, Kind, Record, Terminology, Vocabulary

_NOTHING = "nothing"


def read_otherwise(
    before: Vocabulary, after: Vocabulary, names: tuple[str, str], renamed: Mapping[str, str]
) -> Iterator[str]:
    """Yield what charts may say that the two sides read otherwise, of facts that both have.

    Args:
        before, after: what charts may say to each side
        names: what the sides are called
        renamed: for facts of the old that the new calls otherwise, what it calls them
    """
    common = {name: called for name in before.facts if (called := renamed.get(name, name)) in after.facts}
    yield from _names(before.terminology, after.terminology, names)
    terms = (before.terminology, after.terminology)
    old, new = map(Codes, terms)
    for code in sorted({code for side in terms for code in (*side.codes, *side.codes_without_fact)}):
        one, other = _coded(code, old, common), _coded(code, new, {called: called for called in common.values()})
        if one != other:
            yield f"charts with code {code}: it tells {one} to {names[0]} and {other} to {names[1]}"
    alone = (before.facts.keys() - common.keys(), after.facts.keys() - {*common.values()})
    for side, vocabulary, only in zip(names, (before, after), alone, strict=True):
        for name in sorted(only):
            if vocabulary.facts[name].kind is Kind.CODES:
                yield f"charts that tell {name}: only {side} takes what codes supply"
    for name, called in common.items():
        yield from _facts(before.facts[name], after.facts[called], names)
    days = [next((name for name, fact in side.facts.items() if fact.selects_version), "") for side in (before, after)]
    if common.get(days[0], days[0]) != days[1]:
        told = f"{days[0] or 'none'} to {names[0]} and {days[1] or 'none'} to {names[1]}"
        yield f"the fact that selects a version: it is {told}"
    if before.record is not None and after.record is not None:
        yield from _fields(before.record, after.record, names, common)


def dosed_otherwise(before: Outline, after: Outline, names: tuple[str, str]) -> Iterator[str]:
    """Yield where the sides make other amounts of the same dose, or list other exclusions beside a denial.

    Args:
        before, after: the outlines of the sides
        names: what the sides are called
    """
    if before.dosing is not None and after.dosing is not None:
        for said, one, other in _terms(before.dosing, after.dosing):
            if one != other:
                yield f"amounts of a dose: {said} is {one} in {names[0]} and {other} in {names[1]}"
    if before.policy == after.policy:
        excluding = [[name for name, one in side.criteria.items() if one.exclusion] for side in (before, after)]
        for side, mine, theirs in ((names[0], *excluding), (names[1], *reversed(excluding))):
            only = [name for name in mine if name not in theirs]
            if only:
                yield f"the exclusions that a denial lists: {', '.join(only)} only in {side}"


def _fields(before: Record, after: Record, names: tuple[str, str], common: Mapping[str, str]) -> Iterator[str]:
    """Yield what entries of the record may say that the sides read otherwise."""
    for name in {**before.fields, **after.fields}:
        one, other = before.fields.get(name), after.fields.get(name)
        if one is None or other is None:
            yield f"entries of {before.fact} that tell {name}: only {names[one is None]} takes it"
        else:
            yield from _facts(one, other, names)
            yield from strange_values(one, other, names)
    if {**before.roles} != {**after.roles}:
        yield f"dates of the {before.entries_name}: their fields play other roles in time"
    if common.get(before.complete, before.complete) != after.complete:
        yield f"whether all {before.entries_name} are told: another fact says so to each side"


def strange_values(one: Fact, other: Fact, names: tuple[str, str]) -> Iterator[str]:
    """Yield the values of a fact, or members of a set, that only one side knows."""
    for side, mine, yours in ((names[0], one, other), (names[1], other, one)):
        odd = [value for value in mine.domain if value not in yours.domain]
        if odd:
            yield f"patients whose {one.name} is or holds {', '.join(odd)}: only {side} can tell them"


def _facts(one: Fact, other: Fact, names: tuple[str, str]) -> Iterator[str]:
    """Yield where the same words about a fact tell something else."""
    if one.kind is not other.kind:
        yield f"charts that tell {other.name}: it is {one.kind} to {names[0]} and {other.kind} to {names[1]}"
        return
    if one.kind is Kind.SET_OF and one.domain[-1] != other.domain[-1]:
        last = f"{one.domain[-1]} to {names[0]} and {other.domain[-1]} to {names[1]}"
        yield f"names in {other.name} that nothing knows: they count as {last}"
    yield from _numbers(one, other, names)


def _names(before: Terminology, after: Terminology, names: tuple[str, str]) -> Iterator[str]:
    """Yield each name of a drug that stands for other concepts."""
    sides = [
        {name: f"{generic} ({', '.join(sorted(one.drugs.get(generic, ())))})" for name, generic in one.generic.items()}
        for one in (before, after)
    ]
    for name in sorted({*sides[0], *sides[1]}):
        told, then = (side.get(name, "an unknown name") for side in sides)
        if told != then:
            yield f"charts that name {name}: it is {told} to {names[0]} and {then} to {names[1]}"


def _coded(code: str, codes: Codes, called: Mapping[str, str]) -> str:
    """Return what a code says of some facts, under the names that both sides have in common."""
    said = {f"{called[fact]} {value}" for fact, value in codes.supplied(code) if fact in called}
    return " and ".join(sorted(said)) or _NOTHING


def _numbers(one: Fact, other: Fact, names: tuple[str, str]) -> Iterator[str]:
    """Yield where a number as it is written is another number."""
    units = [
        {**dict.fromkeys({fact.default_unit, fact.shown_unit} - {""}, 1), **(fact.units or {})} for fact in (one, other)
    ]
    relative = [set(fact.relative_units) for fact in (one, other)]
    moved: dict[tuple[str, str], list[str]] = {}
    for unit in sorted({*units[0], *units[1]}):
        told, then = (_amount(side.get(unit), fact) for side, fact in zip(units, (one, other), strict=True))
        if told != then:
            moved.setdefault((told, then), []).append(unit)
    for (told, then), written in moved.items():
        yield f"amounts of {other.name} in {', '.join(written)}: one is {told} to {names[0]} and {then} to {names[1]}"
    for unit in sorted(relative[0] ^ relative[1]):
        yield f"amounts of {other.name} in {unit}: only {names[unit in relative[1]]} takes them as multiples of normal"
    if one.highest != other.highest:
        yield f"amounts of {other.name}: the most that can be is {one.highest or 'open'} to {names[0]} and " + (
            f"{other.highest or 'open'} to {names[1]}"
        )
    if one.special != other.special:
        yield f"words in place of the date {other.name}: {names[0]} and {names[1]} know others"


def _amount(factor: object, fact: Fact) -> str:
    return "unknown" if factor is None else f"{factor} {fact.default_unit}"


def _terms(one: DosingTerms, other: DosingTerms) -> Iterator[tuple[str, object, object]]:
    yield "the fact that tells the dose", one.dose, other.dose
    yield "the fact that tells the body surface area", one.body_surface_area, other.body_surface_area
    yield "the largest body surface area that counts", f"{one.cap} m²", f"{other.cap} m²"
    yield "the interval", f"{one.interval_days} days", f"{other.interval_days} days"
    yield "the billing code", one.billing_code, other.billing_code
    yield "the billing unit", f"{one.billing_unit} mg", f"{other.billing_unit} mg"
