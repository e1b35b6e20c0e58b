"""Rules that would be ground without end."""

from collections.abc import Mapping, Sequence

from ixasp.workshop.syntax.statements import Atom, Sign, Statement
from ixasp.worlds.components import components


def growing(statements: Sequence[Statement]) -> frozenset[int]:
    """Return the positions of recursive rules that derive a new term from each that they derived before.

    A comparison in the body counts as an end.
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
        if statement.plain and statement.body_texts and not statement.comparisons
        for head in statement.heads
        if any(_new_term(head, statement, atom) for atom in statement.asked if _together(component, head, atom))
    )


def _together(component: Mapping[str, int], head: Atom, atom: Atom) -> bool:
    same = component.get(head.signature) == component.get(atom.signature)
    return same and atom.sign is Sign.POSITIVE and head.signature in component


def _new_term(head: Atom, statement: Statement, asked: Atom) -> bool:
    """Return whether the head holds a term that is built from a variable of the asked atom."""
    names = {inner.variable for term in asked.arguments for inner in term.within() if inner.variable}
    for term in head.arguments:
        if term.variable or term.ground:
            continue
        inside = {inner.variable for inner in term.within() if inner.variable}
        arithmetic = not term.functor and any(name in term.text for name in names)
        deeper = term.functor and inside & names and not any(term.functor == one.functor for one in asked.arguments)
        if arithmetic or deeper:
            return True
    return False
