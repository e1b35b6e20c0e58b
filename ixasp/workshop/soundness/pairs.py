"""Pairs of patients who differ in one thing only: they show what a determination turns on.

The ground rules stand twice, and each atom about a fact, a reading or the version is tied between both unless a
question sets it free. This is the self-composition of Barthe, D'Argenio and Rezk ("Secure information flow by
self-composition", 2004), with the facts as inputs and what a determination tells as outputs.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from ixasp.answers.question import Watched
from ixasp.knowledge.program import BROKEN
from ixasp.worlds.rules import GroundProgram, GroundRule
from ixasp.worlds.solver import GroundSolver

DECISION, DOSING = "the outcome, or whether a paragraph holds", "the dose or the duration"
"""What may differ, what matters most first."""

_TIED = ("is", "includes", "at_least", "above", "within", "own_last_dose")
_DATES = ("stated", "settled")


class Pairs:
    """All pairs of patients of one shape, or pairs of what a part of the rules tells of patients."""

    def __init__(self, ground: GroundProgram, told: Watched) -> None:
        """Put the rules together twice.

        Args:
            ground: the rules, read permissively
            told: what a determination tells
        """
        chosen = _chosen(ground)
        self.tied = tuple(atom for atom in chosen if atom.partition("(")[0] in _TIED)
        """The atoms that tell patients apart, with those of readings and the version."""
        self._atoms = ground.atoms
        self._next = 2 * max([abs(one) for rule in ground.rules for one in (*rule.head, *rule.body)], default=0) + 2
        doubled = [_copied_rule(rule, copy) for rule in ground.rules for copy in (0, 1)]
        self._known = {abs(one) for rule in doubled for one in (*rule.head, *rule.body)}
        added: list[GroundRule] = []
        self._alike = {atom: self._tie(atom, added) for atom in self.tied}
        self._differs = {atom: self._apart([atom], added) for atom in self.tied}
        groups = {
            DECISION: [told.approve, *told.met.values(), *told.basis.values()],
            DOSING: [
                *told.dose_limits.values(),
                *told.dosing.values(),
                *told.alerts.values(),
                *told.months.values(),
            ],
        }
        self._told = {name: self._apart(atoms, added) for name, atoms in groups.items()}
        self._solver = GroundSolver([*doubled, *added])
        dates = [atom for atom in chosen if atom.partition("(")[0] in _DATES]
        self._fixed = [-literal for atom in dates for literal in self._both(atom)]
        self._fixed += [-literal for literal in self._both(BROKEN)]

    def possible(self) -> bool:
        """Return whether there are any."""
        return self._solver.possible(self._fixed)

    def turning(self, atoms: Collection[str], free: Collection[str] = ()) -> str:
        """Return what may differ between two patients who differ in some of the atoms, and in no other but the free.

        Returns:
            OUTCOME, CRITERION, DOSING, or an empty text where nothing differs
        """
        kept = [mark for atom, mark in self._alike.items() if atom not in atoms and atom not in free]
        assumed = [*self._fixed, *kept]
        differing = [[self._differs[atom]] for atom in atoms] if free else [[]]
        for told, literal in self._told.items():
            if any(self._solver.possible([*assumed, literal, *one]) for one in differing):
                return told
        return ""

    def _both(self, atom: str) -> Iterator[int]:
        """Yield the literals of an atom for both patients, as far as the rules know it."""
        if atom in self._atoms:
            for copy in (0, 1):
                literal = _copied(self._atoms[atom], copy)
                if literal in self._known:
                    yield literal

    def _new(self) -> int:
        self._next += 1
        return self._next

    def _tie(self, atom: str, added: list[GroundRule]) -> int:
        mark = self._new()
        one, other = self._both(atom)
        added.append(GroundRule(True, (mark,), ()))
        added.append(GroundRule(False, (), (mark, one, -other)))
        added.append(GroundRule(False, (), (mark, -one, other)))
        return mark

    def _apart(self, atoms: Sequence[str], added: list[GroundRule]) -> int:
        head = self._new()
        added.append(GroundRule(True, (head,), ()))  # known to the solver even where nothing can differ
        bodies: list[int] = []
        for atom in atoms:
            both = tuple(self._both(atom))
            if len(both) == 2:
                one, other = both
                differs = self._new()
                added.append(GroundRule(False, (differs,), (one, -other)))
                added.append(GroundRule(False, (differs,), (-one, other)))
                bodies.append(-differs)
        added.append(GroundRule(False, (), (head, *bodies)))
        return head


def _chosen(ground: GroundProgram) -> Mapping[str, int]:
    """Return the atoms that worlds choose, by name."""
    heads = {atom for rule in ground.rules if rule.choice for atom in rule.head}
    heads -= {atom for rule in ground.rules if not rule.choice for atom in rule.head}
    return {name: atom for name, atom in ground.atoms.items() if atom in heads}


def _copied(literal: int, copy: int) -> int:
    """Return a literal of one patient as one of the first or the second."""
    return 2 * literal + copy if literal > 0 else 2 * literal - copy


def _copied_rule(rule: GroundRule, copy: int) -> GroundRule:
    head = tuple(_copied(atom, copy) for atom in rule.head)
    return rule._replace(head=head, body=tuple(_copied(literal, copy) for literal in rule.body))
