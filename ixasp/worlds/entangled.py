"""Which facts constrain one another, read from the ground rules."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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


def groups(rules: GroundRules, fact_atoms: Mapping[int, str], values: Mapping[str, int]) -> Mapping[str, Group]:
    """Return the group of every fact that shares a constraint with another one.

    Args:
        rules: the ground rules of one shape
        fact_atoms: the atoms about facts, by their literal
        values: how many values each one-of fact has
    """
    about = {literal: _SUBJECT.fullmatch(atom) for literal, atom in fact_atoms.items()}
    reached: dict[int, frozenset[int]] = {}

    def facts_below(atom: int) -> frozenset[int]:
        if atom not in reached:
            reached[atom] = frozenset()  # the rules are stratified: what is met again on the way adds nothing
            if about.get(atom):
                reached[atom] = frozenset({atom})
            else:
                below = (facts_below(abs(literal)) for literal in rules.bodies.get(atom, ()))
                reached[atom] = frozenset[int]().union(*below)
        return reached[atom]

    merged: dict[str, set[str]] = {}
    loose: set[str] = set()
    constrained: dict[str, set[str]] = {}
    for constraint in rules.constraints:
        atoms = frozenset[int]().union(*(facts_below(abs(literal)) for literal in constraint))
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
