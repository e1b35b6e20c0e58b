"""The rules that are changed: those that bear on an answer, each alternative of a pool by itself."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from clingo import SymbolType
from clingo.ast import AST, ASTType, parse_files

from ixasp.answers.question import watched
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.program import Place
from ixasp.worlds.shape import Shape, worlds_program

_PATIENT = ("is", "includes", "at_least", "above", "within")
_DEFINED = re.compile(r"^#defined (\w+)/", re.MULTILINE)
_NONE = "_"


@dataclass(frozen=True)
class SourceRule:
    """A rule, a fact or a constraint of the policy."""

    place: Place
    node: AST

    @property
    def text(self) -> str:
        """The rule as clingo prints it."""
        return str(self.node).replace("#false :-", ":-")

    @property
    def head(self) -> AST | None:
        """The atom that it derives; None for a constraint."""
        atom = self.node.head.atom if self.node.head.ast_type is ASTType.Literal else None
        return atom.symbol if atom is not None and atom.ast_type is ASTType.SymbolicAtom else None


@dataclass(frozen=True)
class Rules:
    """A policy's statements, in two parts."""

    changed: tuple[SourceRule, ...]
    """The rules that are changed."""
    kept: tuple[str, ...]
    """All else: declarations of what a case may say, labels, readings."""
    asked: Mapping[tuple[str, int], frozenset[str]]
    """For each argument of a predicate that some rule reads, the constants that rules ask for there."""


def read_rules(policy: LoadedPolicy) -> Rules:
    """Return the statements of a policy.

    A rule is changed if something that a determination tells, or a constraint, depends on what it derives, or if what
    it derives depends on the patient. What the engine itself reads to make worlds declares what a case may say, and
    stays as it is.
    """
    statements: list[AST] = []
    parse_files([str(policy.program.sources.entry)], statements.append)
    rules = [node for node in statements if node.ast_type is ASTType.Rule]
    bearing = _bearing(policy, rules)
    root = policy.program.sources.root.parent
    changed: list[SourceRule] = []
    kept: list[str] = []
    for node in statements:
        if node.ast_type is ASTType.Rule and _changes(node, bearing):
            begin = node.location.begin
            file = Path(relpath(Path(begin.filename).resolve(), root)).as_posix()
            changed += (SourceRule(Place(file, begin.line), one) for one in node.unpool())
        elif node.ast_type is not ASTType.Comment:
            kept.append(str(node))
    return Rules(tuple(changed), tuple(kept), _asked(rules))


def atoms(node: AST | Sequence[AST]) -> Iterator[AST]:
    """Yield the atoms in a part of a rule, as functions."""
    for part in descendants(node):
        if part.ast_type is ASTType.SymbolicAtom and part.symbol.ast_type is ASTType.Function:
            yield part.symbol


def descendants(node: AST | Sequence[AST]) -> Iterator[AST]:
    """Yield a node and all below it."""
    if isinstance(node, AST):
        yield node
        for key in node.child_keys:
            child = getattr(node, key)
            if child is not None and not isinstance(child, str):
                yield from descendants(child)
    else:
        for one in node:
            yield from descendants(one)


def _heads(node: AST) -> list[str]:
    """Return what a rule derives, by predicate; a constraint derives nothing."""
    return [str(atom.name) for atom in atoms(node.head)]


def _changes(node: AST, bearing: Collection[str]) -> bool:
    heads = _heads(node)
    return not heads or any(name in bearing for name in heads)


def _bearing(policy: LoadedPolicy, rules: Sequence[AST]) -> set[str]:
    """Return the predicates on which an answer or a constraint depends, or that depend on the patient."""
    edges = [(_heads(node), {str(atom.name) for atom in atoms(node.body)}) for node in rules]
    needed = {atom.partition("(")[0] for atom in watched(policy.outline).atoms}
    needed |= {name for heads, body in edges if not heads for name in body}
    decided = set(_PATIENT)
    while True:
        more = {name for heads, body in edges if needed.intersection(heads) for name in body} - needed
        later = {name for heads, body in edges if decided & body for name in heads} - decided
        if not more and not later:
            break
        needed |= more
        decided |= later
    declared = set(_DEFINED.findall(worlds_program(policy.vocabulary, Shape(0, 0, policy.vocabulary.most_compared))))
    return (needed | decided) - declared


def _asked(rules: Sequence[AST]) -> dict[tuple[str, int], frozenset[str]]:
    found: dict[tuple[str, int], set[str]] = {}
    for rule in rules:
        for atom in atoms(rule.body):
            for at, argument in enumerate(atom.arguments):
                if str(argument) != _NONE:
                    constants = found.setdefault((str(atom.name), at), set())
                    constants |= {str(argument)} if is_constant(argument) else set()
    return {key: frozenset(constants) for key, constants in found.items()}


def is_constant(node: AST) -> bool:
    """Return whether a term is a name, and no number, text or variable."""
    if node.ast_type is ASTType.SymbolicTerm:
        return bool(node.symbol.type is SymbolType.Function and not node.symbol.arguments)
    return bool(node.ast_type is ASTType.Function and not node.arguments)
