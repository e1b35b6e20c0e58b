"""Patients of whom the rules have no answer, or more than one.

Where no atom depends on its own negation there are none, which takes no question. Otherwise each patient of whom an
answer may leave something undefined (ixasp.worlds.partial) is looked at: the rules are asked for an answer, and for
another one. How many there are depends on the facts below these atoms only, so a patient of whom there is one answer
after all stands for all who have them in common.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.patient import Item
from ixasp.workshop.sides import MOST_ENTRIES, Side, covered, joined, shapes
from ixasp.workshop.soundness.draft import listed
from ixasp.workshop.soundness.witness import case_lines, sayable
from ixasp.worlds.joint import Joint
from ixasp.worlds.partial import UNDEFINED, looped, sources, unfolded
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
    apart: tuple[str, ...]
    """The atoms in which two answers differ; none where there is no answer."""


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
    open_ended, twice = Joint([unfolded(program, loops)]), _Twice(program, version, loops)
    named = {atom: name for name, atom in program.atoms.items()}
    below = {named[atom] for atom in sources(program.rules, loops) if atom in named}
    told = [item for item in items if below.intersection(item.atoms)]
    decided = {atom for item in told for atom in item.atoms}
    facts = [name for name in open_ended.tied if name in decided]
    literals = [open_ended.tied_literal(name) for name in facts]
    in_force = open_ended.literal(0, f'is(version,"{version}")')
    assumed = [in_force, open_ended.literal(0, UNDEFINED), -open_ended.broken(0)]
    while (world := open_ended.world(assumed, literals)) is not None:
        patient = dict(zip(facts, world, strict=True))
        apart = twice.apart(patient)
        if apart is not None:
            return _Patient(tuple(item.path for item in told), patient, apart)
        differently = [[-one if holds else one] for one, holds in zip(literals, world, strict=True)]
        assumed.append(open_ended.define(differently))
    return None


class _Twice:
    """The answers about one patient, two at a time."""

    def __init__(self, program: GroundProgram, version: str, loops: Collection[int]) -> None:
        """Put the rules together with themselves, under a version; answers differ in the atoms of loops if at all."""
        self._joint = joint = Joint([program, program])
        self._version = [joint.literal(side, f'is(version,"{version}")') for side in (0, 1)]
        self._names = [name for name, atom in program.atoms.items() if atom in loops]
        pairs = [(joint.literal(0, name), joint.literal(1, name)) for name in self._names]
        self._apart = [joint.define([[one, -other], [-one, other]]) for one, other in pairs]
        self._differ = joint.define([[one] for one in self._apart])

    def apart(self, patient: Mapping[str, bool]) -> tuple[str, ...] | None:
        """Return in what two answers about a patient differ; nothing where there is no answer; None for just one."""
        joint = self._joint
        facts = [joint.tied_literal(name) if holds else -joint.tied_literal(name) for name, holds in patient.items()]
        if joint.world([*self._version, *facts], ()) is None:
            return ()
        found = joint.world([*self._version, *facts, -joint.broken(0), self._differ], self._apart)
        return None if found is None else tuple(name for name, holds in zip(self._names, found, strict=True) if holds)


def _said(found: _Patient) -> str:
    if not found.apart:
        return "a case of which the rules have no answer at all:"
    met = [match[1] for name in sorted(found.apart) if (match := _MET.fullmatch(name))]
    differing = f"{listed(met[:_MOST_NAMED])} met" if met else f"{listed(found.apart[:_MOST_NAMED])}"
    return f"a case of which the rules have more than one answer, with {differing} in one and not in another:"
