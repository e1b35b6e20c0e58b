"""What turns on something about a patient: asked of a small part of the rules first, where they are many."""

from collections.abc import Collection
from functools import cached_property

from ixasp.answers.question import Watched
from ixasp.knowledge.program import BROKEN
from ixasp.workshop.soundness.pairs import DECISION, Pairs
from ixasp.workshop.soundness.parts import Parts, without_idle_facts
from ixasp.worlds.rules import GroundProgram, constrained

WHOLE_ENOUGH = 1_000
"""A program of no more rules is asked as a whole: cutting it up would take longer."""

LARGEST_PART = 1_000
"""A part of more atoms would not be much quicker than the whole."""

_NO_FACT = "is(version,"


class Turning:
    """Says what turns on atoms about facts and readings, over all patients of one shape."""

    def __init__(self, ground: GroundProgram, told: Watched) -> None:
        """Prepare the questions.

        Args:
            ground: the rules of the shape, read permissively
            told: what a determination tells
        """
        self._ground = without_idle_facts(ground)
        self._told = told
        self._whole = Pairs(self._ground, told)
        self._any = self._whole.possible()
        self._small: dict[int, Pairs] = {}
        self._known: dict[frozenset[str], str] = {}

    @property
    def atoms(self) -> Collection[str]:
        """What tells patients apart, with readings and the version."""
        return self._whole.tied

    def on(self, atoms: frozenset[str]) -> str:
        """Return what may differ between two patients who differ in some of the atoms: DECISION, DOSING or nothing.

        In no other do they differ, but where nothing differs so, and constraints tie the atoms to other facts: then
        these may differ, too.
        """
        if atoms not in self._known:
            self._known[atoms] = self._asked(atoms) if self._any else ""
        return self._known[atoms]

    def _asked(self, atoms: frozenset[str]) -> str:
        if any(self._in_part(part).turning(atoms) == DECISION for part in self._parts_with(atoms)):
            return DECISION
        turning = self._whole.turning(atoms)
        if turning:
            return turning
        near = {_subject(atom) for group in self._constrained if group & atoms for atom in group}
        near -= {_subject(atom) for atom in atoms}
        free = {atom for atom in self.atoms if _subject(atom) in near}
        return self._whole.turning(atoms, free) if free else ""

    def _parts_with(self, atoms: Collection[str]) -> list[GroundProgram]:
        """Return the smallest part that has some of the atoms, if any is small."""
        found = [self._smallest_parts[atom] for atom in atoms if atom in self._smallest_parts]
        return [min(found, key=lambda part: len(part.rules))] if found else []

    def _in_part(self, part: GroundProgram) -> Pairs:
        if id(part) not in self._small:
            self._small[id(part)] = Pairs(part, self._told)
        return self._small[id(part)]

    @cached_property
    def _smallest_parts(self) -> dict[str, GroundProgram]:
        """For each atom, the smallest part around a paragraph that turns on it, where it is small."""
        found: dict[str, GroundProgram] = {}
        if len(self._ground.rules) <= WHOLE_ENOUGH:
            return found
        parts = Parts(self._ground)
        tied = set(self.atoms)
        for paragraph in self._told.met.values():
            if paragraph not in self._ground.atoms:
                continue
            part = parts.around(self._ground.atoms[paragraph], LARGEST_PART)
            for atom in tied.intersection(part.atoms if part else ()):
                known = found.get(atom)
                if part and (known is None or len(part.rules) < len(known.rules)):
                    found[atom] = part
        return found

    @cached_property
    def _constrained(self) -> list[frozenset[str]]:
        """For each constraint the atoms about facts and readings that it is about."""
        names = {self._ground.atoms[atom]: atom for atom in self.atoms if not atom.startswith(_NO_FACT)}
        groups = constrained(self._ground.rules, self._ground.atoms.get(BROKEN), names)
        return [frozenset(names[atom] for atom in group) for group in groups]


def _subject(atom: str) -> str:
    """Return what an atom about a fact or a reading is about; for the dates of an entry: which one, and what given."""
    name, _, inside = atom.partition("(")
    if name in ("is", "includes", "at_least", "above"):
        return inside.rpartition(",")[0]
    return ",".join(inside.rstrip(")").split(",")[:2])  # within(Entry, Given, Months), own_last_dose(Entry, Given)
