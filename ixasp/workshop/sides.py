"""Policies side by side: one patient, decided by each under a version and readings of its own."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.vocabulary import Fact, Kind, Limit, Record, Vocabulary
from ixasp.workshop.therapy_dates import own_last_dose_constraint
from ixasp.worlds.encoding import option_atom, term
from ixasp.worlds.joint import Joint
from ixasp.worlds.rules import GroundProgram
from ixasp.worlds.shape import Shape, worlds_program
from ixasp.worlds.solver import ground_program


@dataclass(frozen=True)
class Side:
    """A policy, and how it is applied."""

    policy: LoadedPolicy
    version: str
    readings: Mapping[str, str]
    """One option of each reading that is fixed; the others stay open."""
    assumed: tuple[str, ...] = ()
    """Further atoms that hold."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """For facts that another side calls otherwise, the name that all sides have in common."""

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What a chart may say to this side, under the names that all sides have in common."""
        own = self.policy.vocabulary
        if not self.renamed:
            return own
        named = [replace(fact, name=self.renamed.get(name, name)) for name, fact in own.facts.items()]
        record = own.record
        if record is not None:
            fact, complete = (self.renamed.get(name, name) for name in (record.fact, record.complete))
            record = replace(record, fact=fact, complete=complete)
        return Vocabulary({fact.name: fact for fact in named}, record, own.terminology)


def joined(sides: Sequence[Side], shape: Shape, own_readings: Collection[str] = ()) -> tuple[Joint, list[int]]:
    """Return the patient as each side sees one, and what is assumed of every world.

    Every side tells numbers apart at the limits of all sides, so that a patient is the same for each.

    Args:
        sides: the policies and how they are applied
        shape: the entries of the record
        own_readings: the readings of which each side has an option of its own; all others are read alike by all
    """
    limits = {name: _limits(name, sides) for side in sides for name in side.vocabulary.facts}
    windows = _windows(sides)
    grounds = []
    for side in sides:
        vocabulary = side.policy.vocabulary
        shared = {
            name: replace(fact, limits=limits[side.renamed.get(name, name)]) for name, fact in vocabulary.facts.items()
        }
        rules = worlds_program(Vocabulary(shared, vocabulary.record, vocabulary.terminology), shape)
        rules = "\n".join([rules, *_shared(shared, vocabulary.record, windows)])
        grounds.append(_under_common_names(ground_program(side.policy.program.permissive, rules), side.renamed))
    joint = Joint(grounds, own_readings)
    strange = _strange_members([side.vocabulary for side in sides])
    return joint, [literal for at, side in enumerate(sides) for literal in _given(joint, at, side, strange)]


def shapes(sides: Sequence[Side], entries: int) -> list[Shape]:
    """Return the shapes of records of up to so many entries; the one without any where no side has a record."""
    vocabularies = [side.policy.vocabulary for side in sides]
    compared = max(vocabulary.most_compared for vocabulary in vocabularies)
    recorded = any(vocabulary.record is not None for vocabulary in vocabularies)
    return [Shape(number, 0, compared) for number in range(entries + 1 if recorded else 1)]


MOST_ENTRIES = 2
"""A record may have any number of entries; what is said of all patients covers records of up to so many."""


def covered(policy: LoadedPolicy, entries: int = MOST_ENTRIES) -> str:
    """Return in words which patients of a policy are covered."""
    record = policy.vocabulary.record
    return (
        "all patients" if record is None else f"all patients with up to {entries} {record.entries_name} in the record"
    )


def union(sides: Sequence[Side]) -> Vocabulary:
    """Return what a chart may say to any of the sides: the first side's facts, then what others add."""
    facts: dict[str, Fact] = {}
    for side in sides:
        for name, fact in side.vocabulary.facts.items():
            facts.setdefault(name, replace(fact, limits=_limits(name, sides)))
    vocabularies = [side.vocabulary for side in sides]
    record = next((vocabulary.record for vocabulary in vocabularies if vocabulary.record is not None), None)
    if record is not None:
        record = replace(record, windows=_windows(sides))
    return Vocabulary(facts, record, vocabularies[0].terminology)


def _windows(sides: Sequence[Side]) -> dict[str, tuple[int, ...]]:
    """Return the months of the windows after what is given, of all sides, ascending."""
    found: dict[str, set[int]] = {}
    for side in sides:
        for given, months in (side.vocabulary.record.windows if side.vocabulary.record else {}).items():
            found.setdefault(given, set()).update(months)
    return {given: tuple(sorted(months)) for given, months in found.items()}


def _limits(name: str, sides: Sequence[Side]) -> tuple[Limit, ...]:
    """Return the limits of a fact on all sides, ascending."""
    found: dict[tuple[Decimal, bool, str], Limit] = {}
    for side in sides:
        fact = side.vocabulary.facts.get(name)
        for limit in fact.limits if fact else ():
            found.setdefault((limit.value, limit.strict, limit.text), limit)
    return tuple(found[key] for key in sorted(found))


_ABOUT_A_FACT = re.compile(r"(?P<relation>is|includes|at_least|above)\((?P<fact>\w+),(?P<rest>.*)", re.DOTALL)


def _under_common_names(ground: GroundProgram, renamed: Mapping[str, str]) -> GroundProgram:
    """Return a ground program whose atoms about facts have the names that all sides have in common."""
    if not renamed:
        return ground

    def common(atom: str) -> str:
        about = _ABOUT_A_FACT.fullmatch(atom)
        if about is None or about["fact"] not in renamed:
            return atom
        return f"{about['relation']}({renamed[about['fact']]},{about['rest']}"

    return ground._replace(atoms={common(atom): number for atom, number in ground.atoms.items()})


def _shared(facts: Mapping[str, Fact], record: Record | None, windows: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Yield what the sides must agree on: numbers that are written in two ways are one, and windows of any side."""
    for fact in facts.values():
        for one, other in pairwise(fact.limits):
            if one.exact == other.exact and one.strict == other.strict and one.text != other.text:
                relation = one.relation
                yield f':- {relation}({fact.name}, "{one.text}"), not {relation}({fact.name}, "{other.text}").'
    if record is not None:
        yield own_last_dose_constraint(record)
        for given, months in windows.items():
            yield from (f"window({given}, {number})." for number in months)


def _strange_members(vocabularies: Sequence[Vocabulary]) -> frozenset[tuple[str, str]]:
    """Return the members of sets, with their facts, that some side with the fact lacks: it would take them for others.

    A value that a side lacks needs no mention: there is no patient whose fact has none of the values of a side.
    """
    domains: dict[str, list[frozenset[str]]] = {}
    for vocabulary in vocabularies:
        fields = vocabulary.record.fields if vocabulary.record is not None else {}
        for name, fact in {**vocabulary.facts, **fields}.items():
            if fact.kind is Kind.SET_OF:
                domains.setdefault(name, []).append(frozenset(map(term, fact.domain)))
    return frozenset(
        (name, member)
        for name, known in domains.items()
        for member in known[0].union(*known) - known[0].intersection(*known)
    )


_MEMBER = re.compile(r"includes\((?P<fact>\w+)(?:\(\d+\))?,(?P<member>.*)\)")


def _given(joint: Joint, at: int, side: Side, strange: Collection[tuple[str, str]]) -> Iterator[int]:
    yield joint.literal(at, f'is(version,"{side.version}")')
    for reading, option in side.readings.items():
        yield joint.literal(at, option_atom(reading, option))
    yield from (joint.literal(at, atom) for atom in side.assumed)
    for atom in joint.atoms(at):
        member = _MEMBER.fullmatch(atom)
        dates = atom.startswith(("stated(", "settled("))  # what charts state of dates is no part of the patient
        if dates or (member and (member["fact"], member["member"]) in strange):
            yield -joint.literal(at, atom)
