"""All patients of one policy, shape by shape of the record, and questions about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ixasp.interview.saving import yaml_text
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.patient import Item, chart, items
from ixasp.workshop.sides import MOST_ENTRIES, Side, joined, shapes
from ixasp.workshop.smallest import Claim, SmallestCharts, case_called
from ixasp.worlds.encoding import term
from ixasp.worlds.joint import Joint
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
        self.covered = "all patients"
        if loaded.vocabulary.record is not None:
            self.covered += f" with up to {entries} {loaded.vocabulary.record.entries_name} in the record"

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

    def case(self, scope: Scope, body: Sequence[Condition]) -> tuple[str, ...]:
        """Return the lines of a smallest case from which all conditions follow, with the readings that it needs."""
        found = self.find(scope, body)
        if found is None:
            return ()
        worlds = self._worlds[found.shape]
        vocabulary = self.loaded.vocabulary
        readings = {} if scope.default_readings else self.loaded.outline.readings
        said = [Item(_reading(name), tuple(_option(name, one) for one in readings[name].options)) for name in readings]
        charts = SmallestCharts(
            worlds.joint, [*items(vocabulary, worlds.shape), *said], self._given(found.shape, scope, possible=False)
        )
        shown = charts.smallest([Claim(0, worlds.joint.define([[condition[found.shape] for condition in body]]))])
        assert shown is not None  # a patient was found
        facts = chart(
            vocabulary,
            worlds.shape,
            shown.told,
            lambda atom: shown.world.get(atom, False),
            date.fromisoformat(scope.version),
        )
        told = [name for name in readings if _reading(name) in shown.told]
        under = [
            f"reading {name}: {option}"
            for name in told
            for option in readings[name].options
            if shown.world.get(_option(name, option))
        ]
        title = f"{case_called(smallest=shown.smallest)}:"
        return (title, *(f"  {line}" for line in [*yaml_text(facts).splitlines(), *under]))

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
                other = worlds.joint.world([*fixed, flipped], literals)
                if other is not None:
                    same -= {one for one in same if other[one] is not first[one]}
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
                given.append(worlds.joint.literal(0, _option(name, reading.default)))
        return given


def _option(reading: str, option: str) -> str:
    return f"is(reading({reading}),{term(option)})"


def _reading(name: str) -> str:
    return f"reading {name}"
