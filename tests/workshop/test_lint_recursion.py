"""Recursion through negation and through growth, against a brute force that instantiates rules one by one."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ixasp.workshop.lint.growth import growing
from ixasp.workshop.lint.recursion import loops
from ixasp.workshop.syntax.parser import parse
from ixasp.worlds.components import components

GRAPHS = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=4), max_size=8)


def reachable(graph: Mapping[int, list[int]], start: int) -> set[int]:
    found, left = {start}, [start]
    while left:
        for other in graph.get(left.pop(), ()):
            if other not in found:
                found.add(other)
                left.append(other)
    return found


@given(GRAPHS)
def test_components_are_what_reaches_each_other(graph: dict[int, list[int]]) -> None:
    found = components(graph)
    nodes = {*graph, *(other for below in graph.values() for other in below)}
    assert set(found) == nodes
    for one, other in product(nodes, repeat=2):
        together = other in reachable(graph, one) and one in reachable(graph, other)
        assert (found[one] == found[other]) is together


def test_components_of_a_long_chain_need_no_recursion() -> None:
    assert len(set(components({number: [number + 1] for number in range(20_000)}).values())) == 20_001


CONSTANTS = ("a", "b")
PREDICATES = ("p", "q", "r")
TERMS = (*CONSTANTS, "X")
LITERALS = st.tuples(st.booleans(), st.sampled_from(PREDICATES), st.sampled_from(TERMS))
RULES = st.lists(
    st.tuples(st.sampled_from(PREDICATES), st.sampled_from(TERMS), st.lists(LITERALS, max_size=2)), max_size=6
)
Rule = tuple[str, str, list[tuple[bool, str, str]]]


def loops_by_hand(rules: list[Rule]) -> bool:
    """Return whether some ground atom depends on its own negation, by all instances of all rules.

    A rule counts where its positive conditions could hold, if negation never stood in the way.
    """
    instances = [
        ((head, term.replace("X", value)), [(sign, (name, asked.replace("X", value))) for sign, name, asked in body])
        for head, term, body in rules
        for value in CONSTANTS
    ]
    possible: set[tuple[str, str]] = set()
    for _ in range(len(PREDICATES) * len(CONSTANTS) + 1):
        possible |= {head for head, body in instances if all(sign or atom in possible for sign, atom in body)}
    atoms = list(product(PREDICATES, CONSTANTS))
    numbers = {atom: number for number, atom in enumerate(atoms)}
    edges = [
        (numbers[head], numbers[atom], sign)
        for head, body in instances
        if all(sign or atom in possible for sign, atom in body)
        for sign, atom in body
    ]
    graph: dict[int, list[int]] = {}
    for head, asked, _ in edges:
        graph.setdefault(head, []).append(asked)
    return any(sign and head in reachable(graph, asked) for head, asked, sign in edges)


@settings(max_examples=150, deadline=None)
@given(RULES)
def test_a_loop_is_found_exactly_where_a_ground_atom_depends_on_its_own_negation(rules: list[Rule]) -> None:
    lines = ["d(a). d(b)."]
    for head, term, body in rules:
        said = [f"{'not ' if sign else ''}{name}({asked})" for sign, name, asked in body]
        lines.append(f"{head}({term}) :- {', '.join([*said, 'd(X)'])}.")
    statements = parse("\n".join(lines)).statements
    found = loops(statements, ())
    assert bool(found) is loops_by_hand(rules)
    for loop in found:
        assert loop.steps[0].negative
        assert loop.steps[0].head == loop.steps[-1].asked == loop.text
        assert all(one.asked == other.head for one, other in zip(loop.steps, loop.steps[1:], strict=False))


STRATIFIED = {
    "the criteria of one section": 'met("B") :- own(S), not met(S). own("A"). met("A") :- c.',
    "a conditional literal": 'met(W) :- all(W), met(P) : part(W, P). all("A"). part("A", "B"). met("B").',
    "a count of what is below": "p :- 2 <= #count { X : q(X) }. q(1). q(X) :- r(X). r(2).",
    "positive recursion": "p(X) :- q(X). q(X) :- p(X). p(1).",
}
LOOPS = {
    "itself": "p :- not p.",
    "two": "p :- not q. q :- not p.",
    "through a third": "p :- q. q :- r. r :- not p.",
    "a count of itself": "p(3) :- 2 <= #count { X : p(X) }. p(1). p(2).",
    "the condition of a conditional literal": "p(1) :- q : p(X). q. p(2).",
    "double negation": "p :- not not p.",
    "a criterion and its section": 'met("A") :- own(S), not met(S). own("A").',
    "a pool": 'met("A"; "B") :- own(S), not met(S). own("B").',
}


@pytest.mark.parametrize("name", STRATIFIED)
def test_rules_without_a_loop_pass(name: str) -> None:
    assert loops(parse(STRATIFIED[name]).statements, ()) == ()


@pytest.mark.parametrize("name", LOOPS)
def test_rules_with_a_loop_are_found(name: str) -> None:
    assert loops(parse(LOOPS[name]).statements, ())


@pytest.mark.parametrize(
    ("rules", "positions"),
    [
        ("step(0). step(N + 1) :- step(N).", {1}),
        ("step(0). step(N + 1) :- step(N), N < 3.", set()),
        ("list(nil). list(more(L)) :- list(L).", {1}),
        ("p(X + 1) :- q(X). q(1).", set()),
        ("p(N + 1) :- q(N). q(N) :- p(N). p(1).", {0}),
        ("list(L) :- list(more(L)). list(more(nil)).", set()),
        ("p(X) :- p(X).", set()),
        ("step(0). step(N) :- step(M), N = M + 1.", {1}),
        ("step(0). step(N) :- step(M), M = N + 1.", {1}),
        ("step(0). step(N) :- step(M), L = M + 1, N = L.", {1}),
        ("step(0). step(N) :- step(M), N = M + 1, N < 3.", set()),
        ("step(0). step(N) :- step(M), N = M + 1, day(N). day(1..3).", set()),
        ("step(0). step(N + 1) :- step(N), day(N). day(1..3).", set()),
        ("p(X) :- p(Y), X = Y.", set()),
        ("list(nil). list(K) :- list(L), K = more(L).", {1}),
    ],
)
def test_rules_that_grow_without_end_are_found(rules: str, positions: set[int]) -> None:
    assert growing(parse(rules).statements) == positions
