"""A policy's rules as clingo reads them: statements with their place, and the facts that they declare.

Clingo is used here for reading only; worlds are solved elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from os.path import relpath
from pathlib import Path
from typing import NamedTuple

from clingo import Control, MessageCode, Symbol, SymbolType
from clingo.ast import AST, ASTSequence, ASTType, parse_files, parse_string

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.characters import readable
from ixasp.knowledge.sources import Sources, without_includes

COMPARED = ("at_least", "above")
"""The relations that compare a fact with a number."""

_COMPARES = re.compile(rf"\b(?:{'|'.join(COMPARED)})\s*\(")

NUMBER = "_rule"
"""The predicate that numbers rules."""

BROKEN = "_broken"
"""What holds of a patient whom the constraints of a policy rule out, where they are read permissively."""


class Term(NamedTuple):
    """A compound term: `is(Fact, Value)`, with both filled in."""

    name: str
    arguments: tuple["Plain", ...]


Plain = str | int | Term
"""A ground term: a constant or a string as text, a number, or a compound term."""


@dataclass(frozen=True)
class Comparison:
    """A place where a rule compares a number: at_least(Fact, "Value") or above(Fact, "Value")."""

    relation: str
    fact: str | None
    """None where the rule leaves the fact to a variable."""
    value: str | int | None
    place: str
    """File and line."""


class Place(NamedTuple):
    """Where a rule stands."""

    file: str
    """Below the knowledge base, whose folder comes first: `kb/core/outline.lp`."""
    line: int

    def __str__(self) -> str:
        """Return the place as an editor understands it."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Numbered:
    """A policy's rules, of which each that derives something under a condition has a number."""

    places: tuple[Place, ...]
    """Where each rule stands, by its number."""
    text: str
    """The rules, each of these with its number as one more condition: _rule(Number)."""


@dataclass(frozen=True)
class Program:
    """A policy's rules, read and grounded without any case."""

    sources: Sources
    declared: Mapping[str, tuple[tuple[Plain, ...], ...]]
    """The arguments of every fact that holds in all worlds, by predicate."""
    comparisons: tuple[Comparison, ...]

    @cached_property
    def numbered(self) -> "Numbered":
        """The same rules with their numbers; read anew when they are first asked for, as most questions never do."""
        return _numbered(self.sources)

    @cached_property
    def permissive(self) -> str:
        """The same rules, of which each constraint derives _broken instead of ruling a patient out."""
        statements: list[AST] = []
        parse_files([str(self.sources.entry)], statements.append)
        return "\n".join(
            f"{BROKEN} :- {'; '.join(map(str, statement.body))}." if _is_constraint(statement) else str(statement)
            for statement in statements
            if statement.ast_type is not ASTType.Comment
        )

    def rows(self, predicate: str) -> tuple[tuple[Plain, ...], ...]:
        """Return the arguments of each fact of this predicate, in the order of the files."""
        return self.declared.get(predicate, ())

    def rows_of(self, predicate: str, first: Plain) -> Sequence[tuple[Plain, ...]]:
        """Return the other arguments of each fact of this predicate that begins with `first`, in the same order."""
        return self._by_first.get((predicate, first), ())

    @cached_property
    def _by_first(self) -> Mapping[tuple[str, Plain], Sequence[tuple[Plain, ...]]]:
        found: dict[tuple[str, Plain], list[tuple[Plain, ...]]] = {}
        for predicate, rows in self.declared.items():
            for row in rows:
                if row:
                    found.setdefault((predicate, row[0]), []).append(row[1:])
        return found


def read_program(sources: Sources) -> Program:
    """Read a policy.

    Raises:
        KnowledgeBaseError: clingo can't parse or ground the rules; it tells each message with its place.
    """
    messages = [
        f"{name}:{found.line}: {found.text}" for name, text in sources.texts.items() for found in readable(text)[1]
    ]
    if messages:  # clingo would end the process over them
        raise KnowledgeBaseError("\n".join(messages))

    def logged(code: MessageCode, message: str) -> None:
        if code is not MessageCode.AtomUndefined:
            messages.append(message.strip())

    control = Control(logger=logged)
    try:
        control.load(str(sources.entry))
        control.ground([("base", [])])
    except RuntimeError as error:
        raise KnowledgeBaseError("\n".join(messages) or str(error)) from error
    declared: dict[str, list[tuple[Plain, ...]]] = {}
    for atom in control.symbolic_atoms:
        if atom.is_fact:
            declared.setdefault(atom.symbol.name, []).append(tuple(map(plain, atom.symbol.arguments)))
    return Program(
        sources,
        {name: tuple(rows) for name, rows in declared.items()},
        tuple(found for file, text in sources.texts.items() for found in _comparisons_in(file, text)),
    )


def plain(symbol: Symbol) -> Plain:
    """Return a clingo symbol as plain data."""
    if symbol.type is SymbolType.Number:
        return symbol.number
    if symbol.type is SymbolType.String:
        return symbol.string
    if not symbol.arguments:
        return symbol.name
    return Term(symbol.name, tuple(map(plain, symbol.arguments)))


def whole(value: Plain, where: str) -> int:
    """Return a declared whole number.

    Raises:
        KnowledgeBaseError: it is none; `where` tells which declaration holds it.
    """
    if not isinstance(value, int):
        raise KnowledgeBaseError(f"{where}: `{value}` is not a whole number")
    return value


def _numbered(sources: Sources) -> Numbered:
    """Return the rules with their numbers.

    A choice makes the numbers, so that the grounder keeps them: a ground rule then tells which rule it comes from.
    """
    statements: list[AST] = []
    parse_files([str(sources.entry)], statements.append)
    places: list[Place] = []
    lines = []
    for statement in statements:
        if statement.ast_type is ASTType.Comment:
            continue
        if statement.ast_type is ASTType.Rule and statement.body and not _is_constraint(statement):
            lines.append(f"{statement.head} :- {'; '.join(map(str, statement.body))}; {NUMBER}({len(places)}).")
            begin = statement.location.begin
            file = relpath(Path(begin.filename).resolve(), sources.root.parent)
            places.append(Place(Path(file).as_posix(), begin.line))
        else:
            lines.append(str(statement))
    lines.append(f"{{ {NUMBER}(0..{len(places) - 1}) }}.")
    return Numbered(tuple(places), "\n".join(lines))


@lru_cache(maxsize=512)  # policies share files
def _comparisons_in(file: str, text: str) -> tuple[Comparison, ...]:
    """Return the comparisons of one file, its includes aside."""
    if not _COMPARES.search(text):  # most files hold none, and reading takes time
        return ()
    statements: list[AST] = []
    parse_string(without_includes(text), statements.append)
    return tuple(found for statement in statements for found in _comparisons(statement, file))


def _is_constraint(statement: AST) -> bool:
    return statement.ast_type is ASTType.Rule and bool(statement.body) and str(statement.head) == "#false"


def _comparisons(statement: AST, file: str) -> Iterator[Comparison]:
    if statement.ast_type is not ASTType.Rule:
        return
    for node in _descendants(statement.body):
        if node.ast_type is ASTType.Function and node.name in COMPARED and len(node.arguments) == 2:
            fact, value = (_constant(argument) for argument in node.arguments)
            place = f"{file}:{node.location.begin.line}"
            yield Comparison(node.name, fact if isinstance(fact, str) else None, value, place)


def _constant(node: AST) -> str | int | None:
    if node.ast_type is ASTType.SymbolicTerm:
        value = plain(node.symbol)
        return value if isinstance(value, str | int) else None
    if node.ast_type is ASTType.Function and not node.arguments:
        return str(node.name)
    return None


def _descendants(node: AST | ASTSequence | Sequence[AST]) -> Iterator[AST]:
    if isinstance(node, AST):
        yield node
        children = [getattr(node, key) for key in node.child_keys]
    else:
        children = list(node)
    for child in children:
        if isinstance(child, AST | ASTSequence):
            yield from _descendants(child)
