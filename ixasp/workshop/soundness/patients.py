"""All patients of one policy, shape by shape of the record, and questions about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.sides import MOST_ENTRIES, Side, covered, joined, shapes
from ixasp.workshop.smallest import Claim, SmallestCharts, case_called
from ixasp.workshop.soundness.witness import case_lines, sayable
from ixasp.worlds.encoding import option_atom
from ixasp.worlds.joint import Joint
from ixasp.worlds.minimal import shrink
from ixasp.worlds.shape import Shape

_NO_FACT = ("is(version,", "is(reading(", "stated(", "settled(")

Condition = tuple[int, ...]
"""What may hold of a patient: a literal for each shape."""


@dataclass(frozen=True)
class Scope:
    """A version of a policy, and how its passages are read."""

    version: str
    default_readings: bool
    """Whether all passages are read by default; else in any way."""


@dataclass(frozen=True)
class Patient:
    """A patient who fits some conditions: how, and which of the conditions asked about hold."""

    shape: int
    holds: tuple[bool, ...]


@dataclass(frozen=True)
class _Worlds:
    """The patients of one shape."""

    shape: Shape
    joint: Joint
    given: tuple[int, ...]


def negated(condition: Condition) -> Condition:
    """Return what holds where a condition does not."""
    return tuple(-literal for literal in condition)


class Patients:
    """Answers questions about all patients of a policy with up to so many entries in the record."""

    def __init__(self, loaded: LoadedPolicy, entries: int = MOST_ENTRIES) -> None:
        """Make the worlds of each shape."""
        self.loaded = loaded
        newest = loaded.outline.versions[-1].name
        side = Side(loaded, newest, {})
        self._worlds: list[_Worlds] = []
        for shape in shapes([side], entries):
            joint, given = joined([side], shape)
            version = joint.literal(0, f'is(version,"{newest}")')
            kept = (*(literal for literal in given if literal != version), -joint.broken(0))
            self._worlds.append(_Worlds(shape, joint, kept))
        self.covered = covered(loaded, entries)

    def atom(self, atom: str) -> Condition:
        """Return the condition that an atom holds."""
        return tuple(worlds.joint.literal(0, atom) for worlds in self._worlds)

    def either(self, bodies: Sequence[Sequence[Condition]]) -> Condition:
        """Return the condition that all conditions of some body hold."""
        return tuple(
            worlds.joint.define([[condition[at] for condition in body] for body in bodies])
            for at, worlds in enumerate(self._worlds)
        )

    def several(self, conditions: Sequence[Condition]) -> Condition:
        """Return the condition that more than one of some conditions holds."""
        return tuple(
            worlds.joint.count([condition[at] for condition in conditions], 2) for at, worlds in enumerate(self._worlds)
        )

    def find(self, scope: Scope, body: Sequence[Condition], asked: Sequence[Condition] = ()) -> Patient | None:
        """Return a patient of whom all conditions hold, with the fewest entries; None where there is none."""
        for at, worlds in enumerate(self._worlds):
            found = worlds.joint.world(
                [*self._given(at, scope), *(condition[at] for condition in body)],
                [condition[at] for condition in asked],
            )
            if found is not None:
                return Patient(at, tuple(found))
        return None

    def refuting(self, scope: Scope, body: Sequence[Condition], others: Sequence[Condition]) -> list[int]:
        """Return which of the other conditions no patient of a body has all: minimal; the last are given up first.

        Args:
            scope: the version and the readings
            body: what holds
            others: what can't all hold as well
        """
        needed: set[int] = set()
        for at, worlds in enumerate(self._worlds):
            fixed = [*self._given(at, scope), *(condition[at] for condition in body)]
            core = worlds.joint.refuted([*fixed, *(condition[at] for condition in others)]) or frozenset()
            needed |= {position for position, condition in enumerate(others) if condition[at] in core}
        for position in sorted(needed, reverse=True):
            rest = needed - {position}
            if self.find(scope, [*body, *(others[one] for one in rest)]) is None:
                needed = rest
        return sorted(needed)

    def barren(self, version: str) -> Iterator[dict[str, str]]:
        """Yield each minimal combination of options of readings under which a version has no patient.

        A patient rules out all combinations under which they are possible, so there are few questions.
        """
        options = [(name, one) for name, reading in self.loaded.outline.readings.items() for one in reading.options]
        conditions = [self.atom(option_atom(name, one)) for name, one in options]
        first = self._worlds[0].joint
        tried = [first.literal(0, f'is(version,"{version}")')]  # whoever is possible, readings are read in some way
        while (chosen := first.world(tried, [condition[0] for condition in conditions])) is not None:
            combination = [condition for condition, holds in zip(conditions, chosen, strict=True) if holds]
            needed = self._possible_under(version, combination)
            if needed is None:
                needed = self.refuting(Scope(version, default_readings=False), (), combination)
                yield dict(options[conditions.index(combination[at])] for at in needed)
            tried.append(first.define([[-combination[at][0]] for at in needed]))

    def _possible_under(self, version: str, combination: Sequence[Condition]) -> list[int] | None:
        """Return those options that somebody needs to be possible; None where nobody is possible under all of them."""
        scope = Scope(version, default_readings=False)
        for at, worlds in enumerate(self._worlds):
            joint = worlds.joint
            facts = [joint.tied_literal(atom) for atom in joint.tied if not atom.startswith(_NO_FACT)]
            options = [condition[at] for condition in combination]
            world = joint.world([*self._given(at, scope), *options], facts)
            if world is not None:
                patient = [one if holds else -one for one, holds in zip(facts, world, strict=True)]
                ruled_out = [*self._given(at, scope, possible=False), *patient, joint.broken(0)]
                return shrink(
                    range(len(options)),
                    options.__getitem__,
                    lambda some, joint=joint, ruled_out=ruled_out: joint.refuted([*ruled_out, *some]),  # type: ignore[misc]
                )
        return None

    def case(self, scope: Scope, body: Sequence[Condition]) -> tuple[str, ...]:
        """Return the lines of a smallest case from which all conditions follow, with the readings that it needs."""
        found = self.find(scope, body)
        if found is None:
            return ()
        worlds = self._worlds[found.shape]
        said = sayable(self.loaded, worlds.shape, readings=not scope.default_readings)
        charts = SmallestCharts(worlds.joint, said, self._given(found.shape, scope, possible=False))
        shown = charts.smallest([Claim(0, worlds.joint.define([[condition[found.shape] for condition in body]]))])
        assert shown is not None  # a patient was found
        lines = case_lines(self.loaded, scope.version, worlds.shape, shown.told, shown.world)
        return (f"{case_called(smallest=shown.smallest)}:", *lines)

    def forced(self, scope: Scope, body: Sequence[Condition]) -> dict[str, bool]:
        """Return what is alike in all patients of a body: atoms about facts, and whether they hold.

        Each patient rules out what is otherwise in another one, so there are few questions.
        """
        common: dict[str, bool] | None = None
        for at, worlds in enumerate(self._worlds):
            atoms = [atom for atom in worlds.joint.tied if not atom.startswith(_NO_FACT)]
            literals = [worlds.joint.tied_literal(atom) for atom in atoms]
            fixed = [*self._given(at, scope), *(condition[at] for condition in body)]
            first = worlds.joint.world(fixed, literals)
            if first is None:
                continue
            same = {position for position in range(len(atoms)) if common is None or atoms[position] in common}
            left = set(same)
            while left:
                position = left.pop()
                flipped = -literals[position] if first[position] else literals[position]
                read = list(same)
                other = worlds.joint.world([*fixed, flipped], [literals[one] for one in read])
                if other is not None:
                    same -= {one for one, holds in zip(read, other, strict=True) if holds is not first[one]}
                    left &= same
            found = {atoms[position]: first[position] for position in same}
            common = found if common is None else {a: v for a, v in found.items() if common.get(a) is v}
        return common or {}

    def _given(self, at: int, scope: Scope, *, possible: bool = True) -> list[int]:
        worlds = self._worlds[at]
        given = [*worlds.given, worlds.joint.literal(0, f'is(version,"{scope.version}")')]
        if not possible:  # who is possible is for the search to say
            given.remove(-worlds.joint.broken(0))
        if scope.default_readings:
            for name, reading in self.loaded.outline.readings.items():
                given.append(worlds.joint.literal(0, option_atom(name, reading.default)))
        return given
