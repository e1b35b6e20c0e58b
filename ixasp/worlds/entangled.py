"""Which facts constrain one another, and which bear on an atom, read from the ground rules."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ixasp.worlds.rules import GroundRules

_SUBJECT = re.compile(r"\w+\((?P<subject>[a-z_]\w*(?:\(\d+\))?),(?P<value>.*)\)")


@dataclass(frozen=True)
class Group:
    """Facts that constrain one another, directly or through others."""

    subjects: frozenset[str]
    pairwise: bool
    """Whether every set of literals of these facts that has no world holds two literals that have none: the
    constraints are clauses of two literals (2-SAT, where resolution never makes a longer clause), and no fact of
    more than two values has all of them constrained."""


class Entangled:
    """What the ground rules of one shape say about which facts belong together."""

    def __init__(
        self, rules: GroundRules, fact_atoms: Mapping[int, str], fixed: Collection[int], values: Mapping[str, int]
    ) -> None:
        """Find the groups.

        Args:
            rules: the ground rules
            fact_atoms: the atoms about facts, by their literal
            fixed: the atoms that a question fixes, such as readings, by their literal
            values: how many values each one-of fact has
        """
        self._rules = rules
        self._about = {literal: _SUBJECT.fullmatch(atom) for literal, atom in fact_atoms.items()}
        self.subjects = {literal: match["subject"] for literal, match in self._about.items() if match}
        """The fact that each atom about one is about."""
        self._fixed = frozenset(fixed)
        self._leaves: dict[int, frozenset[int]] = {}
        self._bearing: dict[int, frozenset[str]] = {}
        self.groups: Mapping[str, Group] = self._groups(values)
        """The group of every fact that shares a constraint with another one."""

    def bearing(self, literal: int) -> frozenset[str]:
        """Return the facts that an atom can turn on: those that its rules ask for, and what constrains these."""
        if literal not in self._bearing:
            matches = filter(None, map(self._about.get, self._facts_below(abs(literal))))
            asked = {match["subject"] for match in matches}
            found = (self.groups[subject].subjects for subject in asked if subject in self.groups)
            self._bearing[literal] = frozenset[str](asked).union(*found)
        return self._bearing[literal]

    @cached_property
    def constraining(self) -> frozenset[int]:
        """The atoms that a question fixes and that a constraint between facts asks for."""
        found: set[int] = set()
        for constraint in self._rules.constraints:
            leaves = frozenset[int]().union(*(self._leaves_of(abs(literal)) for literal in constraint))
            if any(map(self._about.get, leaves)):
                found |= leaves & self._fixed
        return frozenset(found)

    def _facts_below(self, atom: int) -> frozenset[int]:
        """Return the atoms about facts that an atom's rules ask for, directly or through others."""
        return frozenset(filter(self._about.get, self._leaves_of(atom)))

    def _leaves_of(self, atom: int) -> frozenset[int]:
        """Return the atoms below an atom at which rules end: about facts, fixed by the question, or without rules."""
        if atom not in self._leaves:
            found: set[int] = set()
            seen, left = {atom}, [atom]
            while left:
                here = left.pop()
                ends = self._about.get(here) or here in self._fixed
                bodies = () if ends else self._rules.bodies.get(here, ())
                if not bodies:
                    found.add(here)
                further = {abs(literal) for literal in bodies} - seen
                seen |= further
                left += further
            self._leaves[atom] = frozenset(found)
        return self._leaves[atom]

    def _groups(self, values: Mapping[str, int]) -> Mapping[str, Group]:
        about = self._about
        merged: dict[str, set[str]] = {}
        loose: set[str] = set()
        constrained: dict[str, set[str]] = {}
        for constraint in self._rules.constraints:
            atoms = frozenset[int]().union(*(self._facts_below(abs(literal)) for literal in constraint))
            matches = [match for match in map(about.get, atoms) if match]
            subjects = {match["subject"] for match in matches}
            if len(subjects) < 2:
                continue
            _merge(merged, subjects)
            if len(constraint) > 2 or any(not about.get(abs(literal)) for literal in constraint):
                loose |= subjects
            for match in matches:
                constrained.setdefault(match["subject"], set()).add(match["value"])
        loose |= {name for name, found in constrained.items() if 2 < values.get(name, 0) <= len(found)}
        found_groups = {id(group): Group(frozenset(group), not group & loose) for group in merged.values()}
        return {subject: found_groups[id(group)] for subject, group in merged.items()}


def _merge(merged: dict[str, set[str]], subjects: Iterable[str]) -> None:
    union: set[str] = set()
    for subject in subjects:
        union |= merged.get(subject, {subject})
    for subject in union:
        merged[subject] = union
