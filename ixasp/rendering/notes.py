"""Notes on how a case was read, as they stand before an answer, and below a table of answers."""

from collections.abc import Iterable, Iterator, Sequence

from ixasp.traces.notes import CHECK_FIRST

MARK = "!"
"""Stands behind the outcome, in a table, of a case that has notes."""


def check_first(notes: Sequence[str]) -> Iterator[str]:
    """Yield notes in plain words as a titled list with an empty line above; nothing where there are none."""
    if notes:
        yield from ("", CHECK_FIRST, *(f"  - {note}" for note in notes))


def marked(outcome: str, notes: Sequence[object]) -> str:
    """Return an outcome as it stands in a table."""
    return f"{outcome} {MARK}" if notes else outcome


def notes_below(noted: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Yield the notes of the cases of a table, by case, with an empty line above; nothing where there are none."""
    told = [f"  - {case}: {note}" for case, notes in noted for note in notes]
    if told:
        yield from ("", f"{MARK} {CHECK_FIRST}", *told)
