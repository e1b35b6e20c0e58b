"""How a set without members is said, in the vocabulary's own words."""

import re
from collections.abc import Sequence

from ixasp.knowledge.vocabulary import Fact


def empty_word(fact: Fact) -> str:
    """Return the end of the sentence for an empty set, of words that nothing else says of the fact; empty if none."""
    told = _sentence(fact)
    others = (text for name, text in (fact.phrases or {}).items() if name != "empty")
    elsewhere = {word for text in (fact.label, fact.question, *others) for word in _words(text)}
    common = [number for number, word in enumerate(told, start=1) if word in elsewhere]
    return " ".join(told[max(common, default=0) :])


def says_empty(fact: Fact, text: str) -> bool:
    """Return whether a text is the sentence for an empty set, or the end of it with its telling words."""
    telling, said, sentence = _words(empty_word(fact)), _words(text), _sentence(fact)
    return bool(telling) and len(said) >= len(telling) and list(sentence[-len(said) :]) == said


def _sentence(fact: Fact) -> Sequence[str]:
    return _words((fact.phrases or {}).get("empty", ""))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
