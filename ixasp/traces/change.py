"""What was stated before a change and after it, in plain words."""

from ixasp.intake.case import Statement
from ixasp.intake.interval import Interval
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.traces.phrases import amount, path_label


def change_told(vocabulary: Vocabulary, path: str, before: str, after: str) -> str:
    """Return a change in one line; an empty text is unknown."""
    return f"{path_label(vocabulary, path)}: {before or 'unknown'} → {after or 'unknown'}"


def statement_told(statement: Statement | None) -> str:
    """Return what is stated of a fact, with its sources in brackets; empty where nothing is."""
    if statement is None:
        return ""
    fact, value, told = statement.fact, statement.value, statement.given
    if isinstance(value, Interval):
        # In the default unit, so that both sides compare, and a unit that was left out shows.
        told = f"{amount(fact, value)} {fact.shown_unit}".strip()
    elif value == frozenset():
        told = "none"
    return f"{told} [{'; '.join(statement.source)}]" if statement.source else told
