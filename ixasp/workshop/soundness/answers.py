"""Patients of whom the rules have no answer, or more than one.

Where no atom depends on its own negation there are none, which takes no question. Otherwise each patient of whom an
answer may leave something undefined (ixasp.worlds.partial) is looked at: the rules are asked for an answer, and for
another one. How many there are depends on the facts below these atoms only, so a patient of whom there is one answer
after all stands for all who have them in common.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.patient import Item
from ixasp.workshop.sides import MOST_ENTRIES, Side, covered, joined, shapes
from ixasp.workshop.smallest import case_called
from ixasp.workshop.soundness.draft import listed
from ixasp.workshop.soundness.witness import case_lines, sayable
from ixasp.worlds.joint import Joint
from ixasp.worlds.minimal import shrink_groups
from ixasp.worlds.partial import MISTAKEN, UNDEFINED, looped, reduced, sources, unfolded
from ixasp.worlds.rules import GroundProgram

_MET = re.compile(r'met\("(.*)"\)')
_MOST_NAMED = 3


@dataclass(frozen=True)
class _Patient:
    """A patient of whom there is not just one answer."""

    told: tuple[str, ...]
    """The paths of the items on which it depends."""
    facts: Mapping[str, bool]
    """Whether each of their atoms holds."""
    several: bool
    """Whether there is more than one answer; else there is none."""
    apart: tuple[str, ...]
    """The atoms with a name in which two answers differ."""


def answers(loaded: LoadedPolicy) -> tuple[str, ...]:
    """Return in lines that each patient has exactly one answer, or a case of whom that is not so, the newest version's.

    Records of up to MOST_ENTRIES entries are covered.
    """
    for version in reversed(loaded.outline.versions):
        side = Side(loaded, version.name, {})
        for shape in shapes([side], MOST_ENTRIES):
            (program,) = joined([side], shape)[0].sides
            found = _found(program, version.name, sayable(loaded, shape))
            if found is not None:
                return (_said(found), *case_lines(loaded, version.name, shape, found.told, found.facts))
    return (f"all the same, each patient has exactly one answer: proven over {covered(loaded)}",)


def _found(program: GroundProgram, version: str, items: Sequence[Item]) -> _Patient | None:
    loops = looped(program.rules)
    if not loops:
        return None
    named = {atom: name for name, atom in program.atoms.items()}
    below = {named[atom] for atom in sources(program.rules, loops) if atom in named}
    telling = [item for item in items if below.intersection(item.atoms)]
    decided = {atom for item in telling for atom in item.atoms}
    open_ended, guesses = Joint([unfolded(program, loops)]), _Guesses(program, version, loops)
    facts = [name for name in open_ended.tied if name in decided]
    literals = [open_ended.tied_literal(name) for name in facts]
    in_force = open_ended.literal(0, f'is(version,"{version}")')
    assumed = [in_force, open_ended.literal(0, UNDEFINED), -open_ended.broken(0)]
    while (world := open_ended.world(assumed, literals)) is not None:
        patient = dict(zip(facts, world, strict=True))
        two = guesses.answers(patient)
        if len(two) != 1:
            apart = [named.get(atom, "") for atom in loops if len({answer[atom] for answer in two}) > 1]
            told = guesses.needed(telling, patient, two)
            return _Patient(tuple(item.path for item in told), patient, bool(two), tuple(sorted(filter(None, apart))))
        differently = [[-one if holds else one] for one, holds in zip(literals, world, strict=True)]
        assumed.append(open_ended.define(differently))
    return None


class _Guesses:
    """Guesses at the atoms of loops, and which of them are answers."""

    def __init__(self, program: GroundProgram, version: str, loops: Collection[int]) -> None:
        """Reduce the rules, under a version."""
        rules, guesses = reduced(program, loops)
        self._joint = Joint([rules])
        self._version = self._joint.literal(0, f'is(version,"{version}")')
        self._mistaken = self._joint.literal(0, MISTAKEN)
        self._guesses = {atom: self._joint.literal(0, name) for atom, name in guesses.items()}

    def answers(self, patient: Mapping[str, bool]) -> list[dict[int, bool]]:
        """Return up to two answers about a patient, by atom; just one where the constraints rule out all there are."""
        given = [self._version, -self._mistaken, *self._literals(patient, patient)]
        first = self._answer([*given, -self._joint.broken(0)])
        if first is None:
            ruled_out = self._answer(given)
            return [] if ruled_out is None else [ruled_out]
        second = self._answer([*given, self._joint.define([-one] for one in self._signed(first))])
        return [first] if second is None else [first, second]

    def needed(
        self, items: Sequence[Item], patient: Mapping[str, bool], answers: Sequence[Mapping[int, bool]]
    ) -> list[Item]:
        """Return what must be told of a patient, and no more, so that these are answers; or that there is none."""
        claims = [[self._version, self._mistaken, *self._signed(one)] for one in answers]
        claims = claims or [[self._version, -self._mistaken]]

        def refuted(literals: Sequence[int]) -> frozenset[int] | None:
            cores = [self._joint.refuted([*claim, *literals]) for claim in claims]
            return None if None in cores else frozenset[int]().union(*filter(None, cores))

        return shrink_groups(items, lambda item: self._literals(item.atoms, patient), refuted)

    def _answer(self, assumed: Sequence[int]) -> dict[int, bool] | None:
        found = self._joint.world(assumed, list(self._guesses.values()))
        return None if found is None else dict(zip(self._guesses, found, strict=True))

    def _signed(self, answer: Mapping[int, bool]) -> list[int]:
        return [guess if answer[atom] else -guess for atom, guess in self._guesses.items()]

    def _literals(self, atoms: Iterable[str], patient: Mapping[str, bool]) -> list[int]:
        literal = self._joint.tied_literal
        return [literal(atom) if patient[atom] else -literal(atom) for atom in atoms if atom in patient]


def _said(found: _Patient) -> str:
    case = f"{case_called(smallest=False)}, of which the rules have"
    if not found.several:
        return f"{case} no answer at all:"
    met = [match[1] for name in found.apart if (match := _MET.fullmatch(name))]
    differing = f"{listed(met[:_MOST_NAMED])} met" if met else listed(found.apart[:_MOST_NAMED] or ["some atom"])
    return f"{case} more than one answer, with {differing} in one and not in another:"
