"""Whether a reason needs the entries of the record, besides the facts that it names."""

from collections.abc import Sequence
from dataclasses import replace

from ixasp.answers.question import Question
from ixasp.worlds.encoding import Known
from ixasp.worlds.space import Worlds


def rests_on_record(question: Question, worlds: Worlds, reason: Sequence[Known], atom: str, *, holds: bool) -> bool:
    """Return whether something would not follow from a reason's facts alone, were no entry of the record told.

    How many entries there are is no fact with a value of its own: it says how large the worlds are. So it is asked in
    the worlds without a record whether what the reason names suffices.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        reason: what suffices with the entries that are told
        atom: what follows
        holds: whether the atom follows, or its negation
    """
    if not worlds.shape.entries:
        return False
    statements = {known.statement.path: known.statement for known in reason}
    if any("[" in path for path in statements) or question.case.complete in statements:
        return True
    bare = replace(question.case, statements=statements, entries=None, supplied=(), left_out=frozenset())
    with replace(question, case=bare).worlds() as without:
        literal = without.atom(atom)
        return without.possible([-literal if holds else literal])
