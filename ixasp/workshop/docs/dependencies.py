"""What every criterion and definition stands on: a graph from criteria over definitions to facts and readings."""

from collections.abc import Iterator, Mapping, Set
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from ixasp.workshop.docs.rules import MET, PolicyRules, Rule, plain_text
from ixasp.workshop.syntax.statements import Atom, Sign, Statement, Term


class Kind(StrEnum):
    """What a node of the graph is."""

    CRITERION = "criterion"
    DEFINITION = "definition"
    FACT = "fact"
    READING = "reading"
    SUPPLIED = "supplied"
    """Anything else that comes with the case, such as the version."""


class Node(NamedTuple):
    """A thing that others stand on, or that stands on others."""

    kind: Kind
    name: str


class Edge(NamedTuple):
    """One thing stands on another."""

    target: Node
    negative: bool
    """Whether only on its absence."""


class Dependencies:
    """The graph of one policy."""

    def __init__(self, rules: PolicyRules) -> None:
        """Prepare the graph; it is built when it is first asked for."""
        self._rules = rules
        self._outline = rules.loaded.outline
        record = rules.loaded.vocabulary.record
        self._facts = {*rules.loaded.vocabulary.facts, *(record.fields if record else ())}

    @cached_property
    def edges(self) -> Mapping[Node, tuple[Edge, ...]]:
        """What each node stands on directly."""
        found: dict[Node, dict[Node, bool]] = {}
        for criterion in self._outline.criteria.values():
            parts = found.setdefault(Node(Kind.CRITERION, criterion.id), {})
            if criterion.kind != "rule":
                parts |= {Node(Kind.CRITERION, part): False for part in criterion.parts}
        for rule in self._rules.rules:
            heads = [node for atom in rule.statement.heads if (node := self._head(atom)) is not None]
            for atom in rule.statement.asked if heads else ():
                for node in self._asked(atom, rule):
                    for head in heads:
                        below = found.setdefault(head, {})
                        below[node] = below.get(node, True) and atom.sign is Sign.NEGATIVE
        return {node: tuple(Edge(*edge) for edge in below.items()) for node, below in found.items()}

    def reached(self, node: Node, *, own: bool = False) -> frozenset[Node]:
        """Return everything that a node stands on, directly or through others.

        Args:
            node: where to begin
            own: not through other criteria
        """
        seen: set[Node] = set()
        waiting = [node]
        while waiting:
            for edge in self.edges.get(waiting.pop(), ()):
                if edge.target not in seen:
                    seen.add(edge.target)
                    if not own or edge.target.kind is not Kind.CRITERION:
                        waiting.append(edge.target)
        return frozenset(seen)

    @cached_property
    def general(self) -> frozenset[Node]:
        """The definitions that say how the paragraphs of any policy fit together: they ask for criteria by a variable.

        They, and the definitions that stand on them, stand on almost every criterion.
        """
        found = {
            node
            for rule in self._rules.rules
            if any(atom.signature == f"{MET}/1" and atom.arguments[0].variable for atom in rule.statement.asked)
            for node in map(self._head, rule.statement.heads)
            if node is not None and node.kind is Kind.DEFINITION
        }
        grown = True
        while grown:
            above = {node for node, below in self.edges.items() if found & {edge.target for edge in below}}
            above = {node for node in above if node.kind is Kind.DEFINITION} - found
            found |= above
            grown = bool(above)
        return frozenset(found)

    def _head(self, atom: Atom) -> Node | None:
        if atom.signature == f"{MET}/1":
            name = plain_text(atom.arguments[0].text)
            return Node(Kind.CRITERION, name) if name in self._outline.criteria else None
        return Node(Kind.DEFINITION, atom.signature) if atom.signature in self._rules.definitions else None

    def _asked(self, atom: Atom, rule: Rule) -> Iterator[Node]:
        if atom.signature == f"{MET}/1":
            yield from (
                Node(Kind.CRITERION, name)
                for name in sorted(self._possible(atom.arguments[0], rule.statement, frozenset()))
                if name in self._outline.criteria
            )
        elif atom.name in self._rules.contract.asks and atom.arity == 2:
            yield from self._about(atom.arguments[0], rule.statement)
        elif atom.signature in self._rules.contract.supplied:
            yield Node(Kind.SUPPLIED, atom.signature)
        elif atom.signature in self._rules.definitions:
            yield Node(Kind.DEFINITION, atom.signature)

    def _about(self, subject: Term, statement: Statement) -> Iterator[Node]:
        """Yield the facts or readings that an atom asks for, by its first argument."""
        if subject.functor == "reading" and subject.arguments:
            for name in sorted(self._possible(subject.arguments[0], statement, frozenset())):
                yield Node(Kind.READING, name)
            return
        names = [subject.functor] if subject.functor else sorted(self._possible(subject, statement, frozenset()))
        for name in names:
            yield Node(Kind.FACT if name in self._facts else Kind.SUPPLIED, name)

    def _possible(self, term: Term, statement: Statement, asked: Set[tuple[str, int]]) -> set[str]:
        """Return the values that a term may have, as far as declarations tell; more than it has, rather than fewer."""
        if not term.variable:
            return {plain_text(term.text)}
        possible: set[str] | None = None
        for atom in statement.asked:
            if atom.sign is Sign.POSITIVE and atom.signature not in self._rules.contract.supplied:
                for position, argument in enumerate(atom.arguments):
                    if argument.variable == term.variable and (atom.signature, position) not in asked:
                        values = self._values(atom.signature, position, asked | {(atom.signature, position)})
                        possible = values if possible is None else possible & values
        return possible or set()

    def _values(self, signature: str, position: int, asked: Set[tuple[str, int]]) -> set[str]:
        """Return what may stand at a position of a predicate."""
        name, _, arity = signature.rpartition("/")
        rows = self._rules.loaded.program.rows(name)
        found = {str(row[position]) for row in rows if len(row) == int(arity)}
        for rule in self._rules.predicates[signature].rules if signature in self._rules.predicates else ():
            for head in rule.statement.heads:
                if head.signature == signature:
                    found |= self._possible(head.arguments[position], rule.statement, asked)
        return found
