"""Pairs of worlds that agree on whatever may be asked for, but for some facts: they show what an atom turns on."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

from ixasp.worlds.rules import GroundRule


class Asked(Protocol):
    """A ground program that answers questions."""

    def possible(self, assumptions: Sequence[int]) -> bool:
        """Return whether there is a world in which all literals hold."""


class Twins:
    """The ground rules twice over, and the facts of both tied together one by one."""

    def __init__(
        self,
        rules: Sequence[GroundRule],
        facts: Mapping[str, Sequence[int]],
        solver: Callable[[Iterator[GroundRule]], Asked],
    ) -> None:
        """Put the program together.

        Args:
            rules: the ground rules of one world
            facts: the atoms about each fact
            solver: makes a solver from ground rules
        """
        self._marks = {name: 3 * position + 2 for position, name in enumerate(facts)}
        self._solver = solver(self._doubled(rules, facts))

    def differ(self, assumed: Sequence[int], literal: int, tied: Collection[str]) -> bool:
        """Return whether a literal holds in one world and fails in another, both with all that is assumed.

        Args:
            assumed: literals that hold in both
            literal: what is to differ
            tied: the facts on which both agree
        """
        both = [_copied(one, copy) for one in assumed for copy in (0, 1)]
        marks = [mark for name, mark in self._marks.items() if name in tied]
        return self._solver.possible([_copied(literal, 0), _copied(-literal, 1), *marks, *both])

    def _doubled(self, rules: Sequence[GroundRule], facts: Mapping[str, Sequence[int]]) -> Iterator[GroundRule]:
        for copy in (0, 1):
            for rule in rules:
                head = tuple(_copied(atom, copy) for atom in rule.head)
                yield rule._replace(head=head, body=tuple(_copied(literal, copy) for literal in rule.body))
        for name, atoms in facts.items():
            mark = self._marks[name]
            yield GroundRule(True, (mark,), ())
            for atom in atoms:
                yield GroundRule(False, (), (mark, _copied(atom, 0), _copied(-atom, 1)))
                yield GroundRule(False, (), (mark, _copied(-atom, 0), _copied(atom, 1)))


def _copied(literal: int, copy: int) -> int:
    """Return a literal of one world as one of the first or the second of a pair."""
    return 3 * literal + copy if literal > 0 else 3 * literal - copy
