"""Mutants that are recursive through negation: their rules need not have one answer set, so they decide nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from ixasp.worlds.components import components
from ixasp.worlds.rules import GroundProgram, GroundRule, bodies_of


def recursive_through_negation(program: GroundProgram, marks: Mapping[int, int]) -> frozenset[int]:
    """Return the mutants under which some atom depends on its own negation.

    Args:
        program: the rules with all mutants
        marks: the number of the atom of each mutant
    """
    of_mark = {atom: number for number, atom in marks.items()}
    replaced_by: dict[int, set[int]] = {}
    for rule in program.rules:
        if len(rule.body) == 1 and rule.body[0] in of_mark and not rule.choice and rule.head:
            replaced_by.setdefault(rule.head[0], set()).add(of_mark[rule.body[0]])
    # A mutant closes a circle only with a rule of its own that lies on one.
    bad = _on_bad_circles(program.rules)
    suspects = {of_mark[literal] for rule in bad for literal in rule.body if literal in of_mark}
    return frozenset(n for n in suspects if any(_on_bad_circles(_active(program.rules, n, of_mark, replaced_by))))


def _active(
    rules: Sequence[GroundRule], number: int, of_mark: Mapping[int, int], replaced_by: Mapping[int, Collection[int]]
) -> list[GroundRule]:
    """Return the rules that hold under a mutant."""
    return [
        rule
        for rule in rules
        if all(of_mark.get(literal, number) == number for literal in rule.body)
        and not any(number in replaced_by.get(-literal, ()) for literal in rule.body)
    ]


def _on_bad_circles(rules: Sequence[GroundRule]) -> Iterator[GroundRule]:
    """Yield the rules of atoms that depend on one another, where one of them depends on a negation."""
    component = components({atom: map(abs, body) for atom, body in bodies_of(rules).items()})
    inner = [
        (rule, component[atom])
        for rule in rules
        for atom in rule.head
        if any(component[abs(literal)] == component[atom] for literal in rule.body)
    ]
    bad = {place for rule, place in inner if any(literal < 0 and component[-literal] == place for literal in rule.body)}
    yield from (rule for rule, place in inner if place in bad)
