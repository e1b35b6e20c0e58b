"""Checks the notes of an answer: that each note on how the case was read is there, and no other."""

from collections import Counter

from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenNote


def check_notes(examination: Examination, notes: tuple[WrittenNote, ...]) -> None:
    """Check the notes on how the case was read; of those on codes that clash only which facts they are about."""
    question = examination.question
    expected = Counter((note.fact, note.message) for note in (*question.notes, *question.case.notes))
    given = Counter((note.fact, note.message) for note in notes)
    lacking, left = expected - given, given - expected
    for fact, message in lacking:
        examination.check(False, f"a note on `{fact}` is left out, or says something else than: {message}")
    examination.checked += 1
    clashing = Counter(fact for fact, _ in examination.unused)
    if clashing:
        # How such a note words the clash is left to the engine.
        examination.skipped.append("notes")
    about = Counter(fact for fact, _ in left.elements())
    for fact in clashing - about:
        examination.check(False, f"a note is left out: what a diagnosis code supplies for `{fact}` is not used")
    for fact, number in (about - clashing).items():
        messages = [message for other, message in left.elements() if other == fact]
        examination.check(False, f"a note on `{fact}` does not follow from the case: {'; '.join(messages[-number:])}")
