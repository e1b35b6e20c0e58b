"""What to check first: notes on how a case was read, in plain words."""

from collections.abc import Iterable

from ixasp.intake.case import Note
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.traces.phrases import path_label

CHECK_FIRST = "Check first"
"""The title of notes, which stand before all else that an answer says: what it rests on may not be what was meant."""


def notes_told(vocabulary: Vocabulary, notes: Iterable[Note]) -> tuple[str, ...]:
    """Return notes in plain words, a line each, once each."""
    return tuple(dict.fromkeys(f"{path_label(vocabulary, note.fact)}: {note.message}" for note in notes))
