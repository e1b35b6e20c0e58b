"""The smallest chart that shows something: as few facts as can be, from which it follows in every world.

The method is counterexample-guided, with implicit hitting sets (Ignatiev, Previti, Liffiton and Marques-Silva,
"Smallest MUS extraction with minimal hitting set dualization", CP 2015). A world that has what is to be shown says the
values, and a choice says which facts are told. Each world that fits what is told and lacks what is to be shown has a
minimal reason, and every chart must be at odds with it. What tells the fewest facts under all such clauses, and has no
counterexample, is smallest.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ixasp.workshop.patient import Item
from ixasp.worlds.joint import Joint
from ixasp.worlds.minimal import shrink_groups
from ixasp.worlds.solver import TooHard

MOST_SHRUNK = 200
"""A reason of more values is used as it is: it says less, but as truly."""

_COUNTABLE = re.compile(r"includes\(|own_last_dose\(|at_least\(\w+,\d+\)")

MOST_CLAUSES, MOST_TOLD, MOST_CONFLICTS = 60, 16, 5_000
"""Beyond so many counterexamples, items or conflicts of one question, a chart that just can't be made smaller has to
do: which facts are fewest is then as hard as packing pigeons into holes."""


@dataclass(frozen=True)
class Claim:
    """What a chart shows of one side."""

    side: int
    holds: int | None
    """The literal that holds in all of its worlds; None where the side has no such patient."""


def case_called(*, smallest: bool) -> str:
    """Return what a case that shows something is called: smallest only where that is proven."""
    return "a smallest case" if smallest else "a case, no fact or entry of which can be left out"


@dataclass(frozen=True)
class Chart:
    """What is told of a patient, and the values."""

    told: tuple[str, ...]
    """The paths of the items."""
    world: Mapping[str, bool]
    """Whether each atom about a fact or a reading holds."""
    smallest: bool
    """Whether no chart with fewer items shows the same; else only nothing can be left out."""


class SmallestCharts:
    """Finds smallest charts over one joint program."""

    def __init__(self, joint: Joint, items: Sequence[Item], given: Sequence[int]) -> None:
        """Prepare the choice of what is told.

        Args:
            joint: the patient as each side sees one
            items: what a chart may tell; among charts that tell as much, the solver chooses
            given: what is assumed of every world, such as the version and the readings
        """
        self._joint = joint
        self._given = list(given)
        self._literals = [joint.tied_literal(atom) for atom in joint.tied]
        self._position = {literal: at for at, literal in enumerate(self._literals)}
        known = [(item.path, [joint.tied_literal(a) for a in item.atoms if a in joint.tied]) for item in items]
        self._paths = [path for path, literals in known if literals]
        self._of = [literals for _, literals in known if literals]
        self._countable = {joint.tied_literal(atom) for atom in joint.tied if _COUNTABLE.match(atom)}
        self._told = [joint.choice() for _ in self._of]
        self._more_than: dict[int, int] = {}
        self._groups: dict[int, list[frozenset[int]]] = {}

    def smallest(self, claims: Sequence[Claim], patient: Sequence[int] = ()) -> Chart | None:
        """Return a smallest chart for claims about all sides together, or None where no patient fits them.

        Args:
            claims: what the chart shows of each side
            patient: literals that hold in the patient from whom the values are taken, though no chart need show them
        """
        joint = self._joint
        shown = [*self._given, *patient]
        for claim in claims:
            if claim.holds is None:
                shown.append(joint.broken(claim.side))
            else:
                shown += [-joint.broken(claim.side), claim.holds]
        first = joint.world(shown, self._literals)
        if first is None:
            return None
        # That there is no patient has no reason among a patient's values: then nothing guides the search.
        found = self._searched(claims, shown) if all(claim.holds is not None for claim in claims) else None
        if found is not None:
            return self._chart(claims, shown, *found, smallest=True)
        return self._chart(claims, shown, self._shrunk(claims, first), first, smallest=False)

    def _searched(self, claims: Sequence[Claim], shown: Sequence[int]) -> tuple[list[int], list[bool]] | None:
        """Return the items of a smallest chart and its world; None where the search takes too long."""
        clauses: list[int] = []
        most = 0
        while len(clauses) < MOST_CLAUSES and most <= MOST_TOLD:
            assumed = [*shown, -self._more(most), *clauses]
            try:
                found = self._joint.world_within(MOST_CONFLICTS, assumed, [*self._literals, *self._told])
            except TooHard:
                return None
            if found is None:
                most += 1
                continue
            world, marks = found[: len(self._literals)], found[len(self._literals) :]
            told = [at for at, mark in enumerate(marks) if mark]
            against = [(claim, other) for claim in claims for other in self._against(claim, told, world)]
            if not against:
                return told, world
            for claim, other in against:
                further = list(islice(self._clauses(claim, other), MOST_TOLD + 1))
                if len(further) > MOST_TOLD:  # each of them needs an item of its own
                    return None
                clauses += further
        return None

    def _chart(
        self,
        claims: Sequence[Claim],
        shown: Sequence[int],
        told: Sequence[int],
        world: list[bool],
        *,
        smallest: bool,
    ) -> Chart:
        world = self._plainest(claims, shown, told, world)
        paths = tuple(self._paths[at] for at in told)
        return Chart(paths, dict(zip(self._joint.tied, world, strict=True)), smallest)

    def _shrunk(self, claims: Sequence[Claim], world: list[bool]) -> list[int]:
        """Return items of which none can be left out; the last is given up first.

        The claim that most items bear on comes last: it needs all that are then added for it, however many.
        """
        told: list[int] = []
        added: list[int] = []
        for claim in sorted(claims, key=lambda one: len(self._core(one, range(len(self._of)), world) or ())):
            told += added
            added = shrink_groups(
                [at for at in range(len(self._of)) if at not in told],
                lambda at: self._values(at, world),
                lambda literals, claim=claim, told=tuple(told): self._core(claim, told, world, literals),  # type: ignore[misc]
            )
        for at in sorted(told, reverse=True):
            rest = [one for one in (*told, *added) if one != at]
            if all(self._core(claim, rest, world) is not None for claim in claims):
                told.remove(at)
        return sorted([*told, *added])

    def _core(
        self, claim: Claim, told: Iterable[int], world: Sequence[bool], further: Sequence[int] = ()
    ) -> frozenset[int] | None:
        """Return why a claim follows from what is told: literals that alone refute all else; else None."""
        values = [value for at in told for value in self._values(at, world)]
        return self._joint.refuted([*self._refuting(claim), *values, *further])

    def _against(self, claim: Claim, told: Sequence[int], world: Sequence[bool]) -> Iterator[list[bool]]:
        """Yield a world of the side that fits what is told and refutes the claim, if there is one."""
        assumed = [value for at in told for value in self._values(at, world)]
        other = self._joint.world([*self._refuting(claim), *assumed], self._literals)
        if other is not None:
            yield other

    def _plainest(
        self, claims: Sequence[Claim], shown: Sequence[int], told: Sequence[int], world: list[bool]
    ) -> list[bool]:
        """Return a world for the same facts in which sets have no member, and counts no number, that is not needed."""
        for at in told:
            for literal in reversed([one for one in self._values(at, world) if one in self._countable]):
                others = [value for one in told for value in self._values(one, world) if value != literal]
                other = self._joint.world([*shown, *others, -literal], self._literals)
                if other is not None and not any(True for claim in claims for _ in self._against(claim, told, other)):
                    world = other
        return world

    def _refuting(self, claim: Claim) -> list[int]:
        wrong = [] if claim.holds is None else [-claim.holds]
        return [*self._given, -self._joint.broken(claim.side), *wrong]

    def _clauses(self, claim: Claim, other: Sequence[bool]) -> Iterator[int]:
        """Yield literals, each of which holds where what is told is at odds with a reason of a refuting world.

        Facts that share no constraint with a reason can't be at odds with it. Those that do are at odds with it only
        if some told one differs from the refuting world.
        """
        for reason in self._reasons(claim, other):
            touched = {abs(literal) for literal in reason}
            wide = frozenset[int]().union(*(group for group in self._entangled(claim.side) if group & touched))
            yield self._joint.define(
                (mark, -literal)
                for at, mark in enumerate(self._told)
                for literal in self._values(at, other)
                if abs(literal) in wide or literal in reason
            )

    def _reasons(self, claim: Claim, other: Sequence[bool]) -> Iterator[frozenset[int]]:
        """Yield minimal sets of a refuting world's values that leave the side no patient of whom the claim holds.

        No two of them share a value: so many chances to be at odds with the world are told apart at once.
        """
        assert claim.holds is not None  # only such claims guide the search
        right = [*self._given, -self._joint.broken(claim.side), claim.holds]

        def refuted(values: Sequence[int]) -> frozenset[int] | None:
            return self._joint.refuted([*right, *values])

        left = [value for at in range(len(self._of)) for value in self._values(at, other)]
        while core := refuted(left):
            values = [value for value in left if value in core]
            small = len(values) <= MOST_SHRUNK
            reason = shrink_groups(values, lambda value: (value,), refuted) if small else values
            yield frozenset(reason)
            left = [value for value in left if value not in reason]

    def _entangled(self, side: int) -> list[frozenset[int]]:
        """Return the atoms of items that constrain one another on a side, directly or through others."""
        if side not in self._groups:
            item_of = {literal: at for at, literals in enumerate(self._of) for literal in literals}
            merged: dict[int, set[int]] = {}
            for atoms in self._joint.constrained(side):
                touched = {item_of[atom] for atom in atoms if atom in item_of}
                if len(touched) > 1:
                    union = set[int]().union(*(merged.get(at, {at}) for at in touched))
                    merged |= dict.fromkeys(union, union)
            groups = {id(group): group for group in merged.values()}.values()
            self._groups[side] = [frozenset(literal for at in group for literal in self._of[at]) for group in groups]
        return self._groups[side]

    def _values(self, at: int, world: Sequence[bool]) -> list[int]:
        return [literal if world[self._position[literal]] else -literal for literal in self._of[at]]

    def _more(self, most: int) -> int:
        """Return the literal that holds where more items are told."""
        if most not in self._more_than:
            self._more_than[most] = self._joint.count(self._told, most + 1)
        return self._more_than[most]
