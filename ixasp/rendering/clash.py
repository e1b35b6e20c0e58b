"""Facts that cannot all be true, in plain words."""

from ixasp.errors import ClashingFact
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.traces.change import NONE
from ixasp.traces.phrases import path_label

_EMPTY = "[]"
"""How an error writes a set or a record without anything in it: as a case does."""


def clashing_told(vocabulary: Vocabulary, fact: ClashingFact) -> str:
    """Return one of these facts: what it is called, its value, and its sources in brackets."""
    sources = f" [{'; '.join(fact.source)}]" if fact.source else ""
    value = NONE if fact.value == _EMPTY else fact.value.replace("_", " ")
    return f"{path_label(vocabulary, fact.fact)}: {value}{sources}"
