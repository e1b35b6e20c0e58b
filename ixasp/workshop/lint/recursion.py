"""Recursion through negation, found on the ground atoms that could ever hold.

Two criteria are different atoms of one predicate, so a loop between predicates need not be one between atoms. Only
where predicates do form a loop are the rules made ground, with every value of every fact possible at once and without
negation, which keeps every dependency that any patient could have. A component of these dependencies that holds a
negative one is a recursion through negation (Apt, Blair, Walker: Towards a Theory of Declarative Knowledge, 1988).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ixasp.workshop.lint.declarations import groundable
from ixasp.workshop.syntax.evaluation import evaluate_most
from ixasp.workshop.syntax.statements import Atom, Role, Sign, Statement
from ixasp.worlds.components import components

_POSSIBLE = Path(__file__).with_name("possible.lp")
_NEEDS = "_needs"
_MOST_STEPS = 12


class Dependency(NamedTuple):
    """An atom needs another one, or its negation."""

    head: str
    asked: str
    negative: bool
    statement: int
    atom: int
    """The position of the asked atom in its statement."""


class Loop(NamedTuple):
    """A recursion through negation."""

    statement: int
    atom: int
    """The position of the negated atom in its statement."""
    text: str
    """The atom that depends on its own negation."""
    steps: tuple[Dependency, ...]
    """From the atom to its negation, and back."""


def loops(
    statements: Sequence[Statement], fields: Iterable[str], left_out: frozenset[int] = frozenset()
) -> tuple[Loop, ...]:
    """Return each recursion through negation once, by the first negated atom in it.

    Args:
        statements: all statements of a policy
        fields: the fields of its record
        left_out: the positions of statements that are not to be grounded
    """
    suspect = _suspects(statements)
    if not suspect:
        return ()
    graph: dict[str, list[Dependency]] = {}
    for dependency in _ground(statements, fields, suspect, left_out):
        graph.setdefault(dependency.head, []).append(dependency)
    component = components({head: [found.asked for found in below] for head, below in graph.items()})
    found: dict[int, Loop] = {}
    for dependency in sorted((one for below in graph.values() for one in below), key=lambda one: one[3:]):
        within = component.get(dependency.head)
        if dependency.negative and within == component.get(dependency.asked) and within not in found:
            back = _path(graph, component, dependency.asked, dependency.head)
            found[component[dependency.head]] = Loop(
                dependency.statement, dependency.atom, dependency.head, (dependency, *back)
            )
    return tuple(found.values())


def _suspects(statements: Sequence[Statement]) -> frozenset[str]:
    """Return the predicates that depend on their own negation, as far as predicates tell."""
    edges = {
        (head.signature, atom.signature, negative(atom))
        for statement in statements
        for head in statement.heads
        for atom in statement.asked
    }
    graph: dict[str, list[str]] = {}
    for head, asked, _ in edges:
        graph.setdefault(head, []).append(asked)
    component = components(graph)
    bad = {component[head] for head, asked, below in edges if below and component[head] == component[asked]}
    return frozenset(name for name, number in component.items() if number in bad)


def negative(atom: Atom) -> bool:
    """Return whether a rule asks for the absence of an atom; within an aggregate, more atoms may mean less."""
    return atom.sign is not Sign.POSITIVE or atom.role is Role.CONDITION


def _ground(
    statements: Sequence[Statement], fields: Iterable[str], suspect: frozenset[str], left_out: frozenset[int]
) -> Iterator[Dependency]:
    lines = [line for line in _POSSIBLE.read_text(encoding="utf-8").splitlines() if not line.startswith("%")]
    lines += [line for field in fields for line in _of_a_field(field)]
    for position in groundable(statements, left_out):
        statement = statements[position]
        if not statement.plain:
            lines.append(statement.text)
            continue
        body = _positive(statement.body_texts)
        lines.append(_rule(statement.head_text, body))
        if not any(head.signature in suspect for head in statement.heads):
            continue
        conditions = dict(statement.conditions)
        for number, atom in enumerate(statement.atoms):
            if atom.role is not Role.HEAD and atom.signature in suspect:
                # The condition of a conditional literal tells which atoms are meant.
                needs = f"{_NEEDS}({position},{number},{statement.head_text},{atom.text})"
                lines.append(_rule(needs, [*body, *_positive(conditions.get(atom.group, ()))]))
    for row in evaluate_most(lines, (_NEEDS,)).rows.get(_NEEDS, ()):
        position, number = int(row[0].text), int(row[1].text)
        below = negative(statements[position].atoms[number])
        yield Dependency(row[2].text, row[3].text, below, position, number)


def _of_a_field(field: str) -> Iterator[str]:
    yield f"is({field}(Entry),Value) :- entry(Entry), domain({field},Value)."
    yield f"is({field}(Entry),Word) :- entry(Entry), special({field},Word)."
    yield f"is({field}(Entry),(yes;no)) :- entry(Entry), field(_,{field},yes_no)."
    yield f"includes({field}(Entry),Member) :- entry(Entry), domain({field},Member)."


def _rule(head: str, body: Sequence[str]) -> str:
    return f"{head}{' :- ' if body else ''}{'; '.join(body)}."


def _positive(conditions: Iterable[str]) -> list[str]:
    """Return the conditions that are neither negated nor aggregates or conditional literals."""
    return [text for text in conditions if not text.startswith("not ") and "{" not in text and ": " not in text]


def _path(
    graph: Mapping[str, list[Dependency]], component: Mapping[str, int], start: str, goal: str
) -> tuple[Dependency, ...]:
    """Return a shortest way from one atom of a component to another."""
    came: dict[str, Dependency | None] = {start: None}
    left = [start]
    for node in left:
        if node == goal:
            break
        for step in graph.get(node, ()):
            if step.asked not in came and component.get(step.asked) == component[goal]:
                came[step.asked] = step
                left.append(step.asked)
    steps: list[Dependency] = []
    last = came.get(goal)
    while last is not None:
        steps.insert(0, last)
        last = came.get(last.head)
    return tuple(steps[:_MOST_STEPS])
