"""Rules that would be ground without end."""

import re
from collections.abc import Mapping, Sequence

from ixasp.workshop.syntax.statements import Atom, Comparison, Sign, Statement, Term
from ixasp.worlds.components import components

_VARIABLE = re.compile(r'(?<![\w"])_*[A-Z]\w*')


def growing(statements: Sequence[Statement]) -> frozenset[int]:
    """Return the positions of recursive rules that derive a new term from each that they derived before.

    A comparison in the body counts as an end, but for one that only gives a variable its value.
    """
    graph: dict[str, list[str]] = {}
    for statement in statements:
        for head in statement.heads:
            graph.setdefault(head.signature, []).extend(
                atom.signature for atom in statement.asked if atom.sign is Sign.POSITIVE
            )
    component = components(graph)
    return frozenset(
        position
        for position, statement in enumerate(statements)
        if statement.plain and statement.body_texts and all(map(_assigned, statement.comparisons))
        for head in statement.heads
        if _new_term(head, statement, [atom for atom in statement.asked if _together(component, head, atom)])
    )


def _together(component: Mapping[str, int], head: Atom, atom: Atom) -> bool:
    same = component.get(head.signature) == component.get(atom.signature)
    return same and atom.sign is Sign.POSITIVE and head.signature in component


def _assigned(comparison: Comparison) -> dict[str, Term]:
    """Return the terms that an equation gives to variables; nothing for another comparison, which may be an end."""
    found: dict[str, Term] = {}
    for one, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        if comparison.operator == "=" and one.variable and not other.ground:
            found[one.variable] = other
            if not other.functor and not other.variable:  # arithmetic is solved for what stands in it
                found |= {name: Term(f"{other.text}={one.variable}") for name in _variables(other)}
    return found


def _new_term(head: Atom, statement: Statement, asked: Sequence[Atom]) -> bool:
    """Return whether the head holds a term that is built from a variable of the asked atoms, maybe through others.

    A variable that another condition binds has only the values that this one has.
    """
    others = [atom for atom in statement.asked if atom not in asked and atom.sign is Sign.POSITIVE and not atom.group]
    bound = {name for atom in others for term in atom.arguments if not _arithmetic(term) for name in _variables(term)}
    names = {name for atom in asked for term in atom.arguments for name in _variables(term)} - bound
    known = {one.functor for atom in asked for one in atom.arguments}
    given = [pair for comparison in statement.comparisons for pair in _assigned(comparison).items()]
    left, seen = list(head.arguments), set(bound)
    while left:
        term = left.pop()
        inside = _variables(term)
        if inside & names and (_arithmetic(term) or (term.functor and term.functor not in known)):
            return True
        left += [given_term for name, given_term in given if name in inside - seen]
        seen |= inside
    return False


def _arithmetic(term: Term) -> bool:
    return not (term.variable or term.functor or term.ground)


def _variables(term: Term) -> set[str]:
    return set(_VARIABLE.findall(term.text))
