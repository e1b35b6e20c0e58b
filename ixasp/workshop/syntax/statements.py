"""A statement of a `.lp` file as plain data: its atoms, comparisons and variables, each with its line."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """Where in a statement an atom stands."""

    HEAD = "head"
    BODY = "body"
    CONDITION = "condition"
    """Behind the colon of a conditional literal, or within an aggregate of the body: more of it may mean less."""


class Sign(StrEnum):
    """How an atom is asked for."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    DOUBLE = "double"
    """Negated twice."""


class Term(NamedTuple):
    """A term as it is written."""

    text: str
    """As clingo prints it."""
    variable: str = ""
    """The name, where it is a variable; `_` for an anonymous one."""
    ground: bool = False
    """Whether it is a constant, a string, a number, or a compound of such."""
    functor: str = ""
    """The name, where it is a compound term such as setting(Therapy)."""
    arguments: tuple["Term", ...] = ()
    """Those of a compound term."""

    def within(self) -> Iterator["Term"]:
        """Yield the term and all terms in it."""
        yield self
        for argument in self.arguments:
            yield from argument.within()


def compound(name: str, arguments: tuple[Term, ...]) -> Term:
    """Return a compound term; one without a name is a tuple."""
    inside = ",".join(argument.text for argument in arguments)
    text = f"{name}({inside}{',' if not name and len(arguments) == 1 else ''})" if arguments or not name else name
    return Term(text, "", all(argument.ground for argument in arguments), name if arguments else "", arguments)


class Atom(NamedTuple):
    """An atom in a statement; each alternative of a pool is one of its own."""

    name: str
    arguments: tuple[Term, ...]
    role: Role
    sign: Sign
    line: int
    group: int
    """The conditional literal, or element of an aggregate, that it belongs to; 0 for none."""

    @property
    def arity(self) -> int:
        """How many arguments it has."""
        return len(self.arguments)

    @property
    def signature(self) -> str:
        """Name and arity: `met/1`."""
        return f"{self.name}/{len(self.arguments)}"

    @property
    def text(self) -> str:
        """The atom as it is written, without its sign."""
        return f"{self.name}({','.join(term.text for term in self.arguments)})" if self.arguments else self.name


class Comparison(NamedTuple):
    """Two terms that are compared."""

    operator: str
    left: Term
    right: Term
    line: int


class Operation(NamedTuple):
    """Arithmetic within a term."""

    operator: str
    natural: bool
    """Whether both sides are numbers that are not negative, so that nobody can read the result differently."""
    line: int
    text: str


class Variable(NamedTuple):
    """A variable that stands in a statement."""

    name: str
    times: int
    """How often it stands in its scope: the statement, or an element of an aggregate that alone has it."""
    line: int
    """Of the first place."""


def counted(places: Iterable[tuple[str, int, int]]) -> tuple[Variable, ...]:
    """Return each variable with its count; one that only elements of aggregates have, once for each of them.

    Args:
        places: the name, the group and the line of each place where a variable stands
    """
    listed = list(places)
    shared = {name for name, group, _ in listed if group == 0}
    lines: dict[tuple[str, int], list[int]] = {}
    for name, group, line in listed:
        lines.setdefault((name, 0 if name in shared else group), []).append(line)
    return tuple(Variable(name, len(found), found[0]) for (name, _), found in lines.items())


class Comment(NamedTuple):
    """A comment."""

    text: str
    """With its marks."""
    line: int
    last_line: int
    own_line: bool
    """Whether nothing stands before it on its line."""


class Statement(NamedTuple):
    """A statement."""

    kind: str
    """rule, constraint, or, for what only clingo has, its own word: choice, disjunction, external, script, ..."""
    line: int
    last_line: int
    text: str
    """On one line, as clingo prints it."""
    atoms: tuple[Atom, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    operations: tuple[Operation, ...] = ()
    variables: tuple[Variable, ...] = ()
    head_text: str = ""
    body_texts: tuple[str, ...] = ()
    """Each condition of the body as clingo prints it."""
    conditions: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """For each group of atoms, its number and what it asks for, as clingo prints it."""

    @property
    def heads(self) -> tuple[Atom, ...]:
        """What it derives."""
        return tuple(atom for atom in self.atoms if atom.role is Role.HEAD)

    @property
    def asked(self) -> tuple[Atom, ...]:
        """What it asks for."""
        return tuple(atom for atom in self.atoms if atom.role is not Role.HEAD)

    @property
    def plain(self) -> bool:
        """Whether it is a rule that derives one atom: nothing but these can declare anything."""
        return self.kind == "rule"


class SyntaxMessage(NamedTuple):
    """What clingo can't parse, or can't ground."""

    line: int
    text: str


class ParsedFile(NamedTuple):
    """A file, parsed as far as clingo can."""

    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    messages: tuple[SyntaxMessage, ...]
