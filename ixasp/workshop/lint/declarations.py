"""What the rules of a policy declare, whatever the case; also where some of the rules are broken."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ixasp.workshop.syntax.evaluation import Value, evaluate_most
from ixasp.workshop.syntax.statements import Statement

_DECLARED = "_declared"


class Declaration(NamedTuple):
    """A ground atom that holds in every world."""

    statement: int
    """The position of the statement that derives it."""
    atom: Value


class Declarations(NamedTuple):
    """What rules declare."""

    found: tuple[Declaration, ...]
    """In the order of the statements."""
    messages: tuple[tuple[int, str], ...]
    """What clingo says of statements that it can't ground, with their positions."""


def declarations(statements: Sequence[Statement], left_out: frozenset[int] = frozenset()) -> Declarations:
    """Return what statements declare; those that clingo can't ground are left out, and what it says of them is told.

    Args:
        statements: all statements of a policy
        left_out: the positions of those that are not to be grounded
    """
    positions = groundable(statements, left_out, constraints=True)
    lines = [line for position in positions for line in _lines(position, statements[position])]
    found = evaluate_most([text for _, text in lines], (_DECLARED,))
    messages: dict[int, str] = {}
    for line, text in found.messages:
        # The second line of a statement says the same again.
        messages.setdefault(lines[line][0], text)
    rows = [Declaration(int(row[0].text), row[1]) for row in found.rows.get(_DECLARED, ())]
    return Declarations(tuple(sorted(rows, key=lambda row: row.statement)), tuple(messages.items()))


def groundable(
    statements: Sequence[Statement], left_out: frozenset[int] = frozenset(), *, constraints: bool = False
) -> Iterator[int]:
    """Yield the positions of the statements that can be evaluated without search: rules that derive one atom.

    Args:
        statements: all statements of a policy
        left_out: the positions of those that are not meant
        constraints: whether constraints are meant as well
    """
    for position, statement in enumerate(statements):
        derives = statement.plain and not statement.head_text.startswith("-")
        meant = derives or statement.kind == "const" or (constraints and statement.kind == "constraint")
        if position not in left_out and meant:
            yield position


def _lines(position: int, statement: Statement) -> Iterator[tuple[int, str]]:
    """Yield a rule twice: itself, and that what it derives comes from it; a constraint must only be ground."""
    if statement.kind == "constraint":
        if statement.body_texts:
            yield position, f"_violated :- {'; '.join(statement.body_texts)}."
    elif statement.plain:
        condition = f" :- {'; '.join(statement.body_texts)}" if statement.body_texts else ""
        yield position, f"{statement.head_text}{condition}."
        yield position, f"{_DECLARED}({position},{statement.head_text}){condition}."
    else:
        yield position, statement.text
