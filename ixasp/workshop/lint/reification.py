"""A file as facts: its statements, its comments and its head, in the words of parsed.lp."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ixasp.workshop.lint.places import Places
from ixasp.workshop.syntax.file_head import ENTRIES
from ixasp.workshop.syntax.library import SourceFile
from ixasp.workshop.syntax.statements import Atom, Statement, Term

_VARIABLE = re.compile(r'"(?:[^"\\]|\\.)*"|(?<!\w)_*[A-Z]\w*')
_NAME = re.compile(r"_*[a-z]\w*")


def quoted(text: str) -> str:
    """Return text as a string of the rules."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@dataclass(frozen=True, eq=False)
class ReifiedFile:
    """A file, its statements and their atoms, each with a number."""

    source: SourceFile
    places: Places
    number: int
    """Of the file itself."""

    @cached_property
    def statements(self) -> tuple[tuple[int, Statement], ...]:
        """The statements with their numbers."""
        return tuple((self._at(statement.line), statement) for statement in self.source.parsed.statements)

    @cached_property
    def atoms(self) -> dict[int, tuple[int, ...]]:
        """The numbers of the atoms of each statement, in the order of its atoms."""
        return {number: tuple(self._at(atom.line) for atom in statement.atoms) for number, statement in self.statements}

    @cached_property
    def facts(self) -> str:
        """What parsed.lp lists, as text."""
        return "\n".join([*self._of_file(), *(line for pair in self.statements for line in self._of_statement(*pair))])

    def _at(self, line: int) -> int:
        return self.places.number(self.source, line)

    def _of_file(self) -> Iterator[str]:
        source, head = self.source, self.source.head
        yield f"file({self.number},{quoted(source.name)})."
        if head.title:
            yield f'head({self.number},{self._at(1)},"title").'
        for entry in ENTRIES:
            if head.entries.get(entry):
                number = self._at(head.lines[entry])
                yield f"head({self.number},{number},{quoted(entry)})."
                for name, arity in head.signatures(entry):
                    yield f"lists({number},{self.number},{quoted(entry)},{quoted(name)},{arity})."
        for doc in source.docs:
            number = self._at(doc.line)
            if not doc.name:
                yield f"malformed({number},{quoted(doc.header)})."
                continue
            yield f"documented({number},{self.number},{quoted(doc.name)},{doc.arity})."
            for position, argument in enumerate(doc.arguments, start=1):
                yield f"named({number},{position},{quoted(argument)})."
            for position, (argument, _) in enumerate(doc.described, start=1):
                yield f"described({number},{position},{quoted(argument)})."

    def _of_statement(self, number: int, statement: Statement) -> Iterator[str]:
        yield f"statement({number},{quoted(statement.kind)},{self.number})."
        if statement.kind == "defined":
            name, _, arity = statement.text.removeprefix("defined(").removesuffix(")").rpartition("/")
            yield f"defined({number},{quoted(name)},{arity})."
        conditional = bool(statement.body_texts) or not statement.plain
        if conditional and statement.body_texts:
            yield f"conditional({number})."
            yield f"alike({number},{quoted(key_of(statement))})."
        for atom, thing in zip(statement.atoms, self.atoms[number], strict=True):
            yield f"atom({thing},{number},{quoted(atom.name)},{atom.arity},{atom.role},{atom.sign})."
            if conditional:
                yield from _of_arguments(thing, atom)
            if _NAME.fullmatch(atom.name):
                yield f"constant({quoted(atom.name)},{atom.name})."
            if atom.name.startswith("_"):
                yield f"hidden({quoted(atom.name)})."
            if atom.name.startswith("-"):
                yield f"strong({thing})."
        for comparison in statement.comparisons:
            thing = self._at(comparison.line)
            yield f"compared({thing},{number},{quoted(comparison.operator)})."
            for side, term in (("left", comparison.left), ("right", comparison.right)):
                if term.ground:
                    yield f"side({thing},{side},{term.text})."
                elif term.variable:
                    yield f"side_variable({thing},{side},{quoted(term.variable)})."
        for operation in statement.operations:
            thing, sides = self._at(operation.line), "natural" if operation.natural else "open"
            yield f"operation({thing},{number},{quoted(operation.operator)},{sides},{quoted(operation.text)})."
        for variable in statement.variables:
            if not variable.name.startswith("_"):
                thing = self._at(variable.line)
                yield f"occurs({thing},{number},{quoted(variable.name)},{variable.times})."


def _of_arguments(thing: int, atom: Atom) -> Iterator[str]:
    for position, term in enumerate(atom.arguments, start=1):
        if term.ground:
            yield f"value({thing},{position},{term.text})."
        elif term.variable == "_":
            yield f"anonymous({thing},{position})."
        elif term.variable:
            yield f"variable({thing},{position},{quoted(term.variable)})."
        if term.functor:
            yield from _of_functor(thing, position, term)


def _of_functor(thing: int, position: int, term: Term) -> Iterator[str]:
    yield f"functor({thing},{position},{quoted(term.functor)},{len(term.arguments)})."
    yield f"constant({quoted(term.functor)},{term.functor})."
    if any(inner.variable == "_" for inner in term.within()):
        yield f"anonymous({thing},{position})."
    for inner, argument in enumerate(term.arguments, start=1):
        if argument.ground:
            yield f"inner({thing},{position},{inner},{argument.text})."


def key_of(statement: Statement) -> str:
    """Return the statement with its conditions in order and its variables numbered: the same for two that are alike."""
    conditions = sorted(statement.body_texts, key=lambda text: (_renamed(text, {}, "V"), text))
    names: dict[str, str] = {}
    head = "" if statement.kind == "constraint" else statement.head_text
    return _renamed(f"{head} :- {'; '.join(conditions)}", names, "")


def _renamed(text: str, names: dict[str, str], same: str) -> str:
    """Return text with each variable renamed: all to the same name, or to their numbers."""

    def renamed(found: re.Match[str]) -> str:
        if found[0].startswith('"'):
            return found[0]
        return same or names.setdefault(found[0], f"V{len(names) + 1}")

    return _VARIABLE.sub(renamed, text)
