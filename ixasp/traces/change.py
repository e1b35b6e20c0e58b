"""What was stated before a change and after it, in plain words."""

from typing import Final

from ixasp.intake.case import Statement
from ixasp.intake.interval import Interval
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.traces.phrases import amount, path_label

NONE: Final = "none"
"""A set without members."""


def change_told(vocabulary: Vocabulary, path: str, before: str, after: str, *, differs: bool = True) -> str:
    """Return a change in one line; an empty text is unknown.

    Args:
        vocabulary: where labels are
        path: the fact, or the field of an entry
        before: what is stated before
        after: what is stated then
        differs: whether that is something else
    """
    told = f"{before or 'unknown'} → {after or 'unknown'}" if differs else f"{before or 'unknown'}, as it is already"
    return f"{path_label(vocabulary, path)}: {told}"


def statement_told(statement: Statement | None) -> str:
    """Return what is stated of a fact, with its sources in brackets; empty where nothing is."""
    if statement is None:
        return ""
    fact, value, told = statement.fact, statement.value, given_told(statement)
    if isinstance(value, Interval):
        # In the default unit, so that both sides compare, and a unit that was left out shows.
        told = f"{amount(fact, value)} {fact.shown_unit}".strip()
    return f"{told} [{'; '.join(statement.source)}]" if statement.source else told


def given_told(statement: Statement) -> str:
    """Return a value as the case gives it, without its sources."""
    return NONE if statement.value == frozenset() else statement.given
