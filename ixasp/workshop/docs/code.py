"""Rules as they stand in a file, as markup: every name that the site tells more about is a link.

The text stays what it is; only links and classes are put around its words. It is not parsed here: brackets and commas
suffice to know which argument of which predicate a word is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.rules import PolicyRules, plain_text

_TOKEN = re.compile(
    r"(?P<comment>%\*.*?\*%|%[^\n]*)"
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<word>_*[a-z]\w*)"
    r"|(?P<mark>[(){}\[\],;:.])"
    r"|(?P<other>\#\w+|_*[A-Z]\w*|\w+|\s+|.)",
    re.DOTALL,
)
_OPENING, _CLOSING = "({[", ")}]"


class _Within(NamedTuple):
    """The innermost predicate or function that a word stands in."""

    name: str
    arity: int
    position: int


@dataclass
class _Bracket:
    name: str
    """Of the predicate or function; empty for a bracket of another kind."""
    arity: int
    position: int = 1
    alternatives: bool = False
    """Whether the bracket only lists alternatives, so that what is around it counts."""


class CodeWriter:
    """Writes rules of one policy as markup."""

    def __init__(self, rules: PolicyRules) -> None:
        """Note what there is to link to."""
        loaded = rules.loaded
        record = loaded.vocabulary.record
        self._contract = rules.contract
        self._predicates = rules.predicates
        self._definitions = rules.definitions
        self._known: Mapping[str, tuple[Mapping[str, object], Callable[[str], str]]] = {
            "fact": ({**loaded.vocabulary.facts, **(record.fields if record else {})}, addresses.fact),
            "criterion": (loaded.outline.criteria, addresses.criterion),
            "paragraph": (loaded.outline.criteria, addresses.criterion),
            "reading": (loaded.outline.readings, addresses.reading),
        }

    def lines(self, text: str) -> list[Markup]:
        """Return the text line by line; lines end where the text has a line feed."""
        lines = [Markup("")]
        for token, kind, address in self._addressed(text):
            for first, part in enumerate(token.split("\n")):
                if first:
                    lines.append(Markup(""))
                if part:
                    lines[-1] += _marked(part, kind, address)
        return lines

    def block(self, text: str) -> Markup:
        """Return the text as one piece of markup."""
        return Markup("\n").join(self.lines(text))

    def predicate_address(self, signature: str) -> str:
        """Return where a predicate is told about; empty where it is none of the policy's."""
        if signature in self._definitions:
            return addresses.definition(signature)
        return addresses.predicate(signature) if signature in self._predicates else ""

    def _addressed(self, text: str) -> Iterator[tuple[str, str, str]]:
        tokens = [(found[0], str(found.lastgroup)) for found in _TOKEN.finditer(text)]
        arities = _arities(tokens)
        open_ones: list[_Bracket] = []
        for at, (token, kind) in enumerate(tokens):
            address = ""
            if kind == "word":
                address = self._word(token, arities.get(at + 1, 0), _around(open_ones))
            elif kind == "string":
                address = self._argument(plain_text(token), _around(open_ones))
            elif kind == "mark" and token in _OPENING:
                name = tokens[at - 1][0] if at and token == "(" and tokens[at - 1][1] == "word" else ""
                open_ones.append(_Bracket(name, arities.get(at, 0), alternatives=token == "(" and not name))
            elif kind == "mark" and token in _CLOSING and open_ones:
                open_ones.pop()
            elif token == "," and open_ones:
                open_ones[-1].position += 1
            yield token, kind, address

    def _word(self, word: str, arity: int, within: _Within | None) -> str:
        if within is None:
            return self.predicate_address(f"{word}/{arity}")
        return self._argument(word, within)

    def _argument(self, name: str, within: _Within | None) -> str:
        if within is None:
            return ""
        kinds = self._contract.kinds(*within)
        if within.name == "reading" and within.arity == 1:
            kinds = frozenset({"reading"})
        if (within.name, within.position) == ("label", 1):
            kinds = frozenset(self._known)
        for kind in sorted(kinds & self._known.keys()):
            known, address = self._known[kind]
            if name in known:
                return address(name)
        return ""


def _around(open_ones: Sequence[_Bracket]) -> _Within | None:
    for bracket in reversed(open_ones):
        if bracket.name:
            return _Within(bracket.name, bracket.arity, bracket.position)
        if not bracket.alternatives:
            return None
    return None


def _arities(tokens: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Return the number of arguments behind each bracket that follows a word, by the position of the bracket."""
    named = {at + 1 for at, (one, other) in enumerate(pairwise(tokens)) if one[1] == "word" and other[0] == "("}
    found: dict[int, int] = {}
    open_ones: list[int] = []
    for at, (token, kind) in enumerate(tokens):
        if kind == "mark" and token in _OPENING:
            open_ones.append(at)
            found[at] = 1
        elif kind == "mark" and token in _CLOSING and open_ones:
            open_ones.pop()
        elif token == "," and open_ones:
            found[open_ones[-1]] += 1
    return {at: number for at, number in found.items() if at in named}


def _marked(text: str, kind: str, address: str) -> Markup:
    shown = escape("".join(one if one.isprintable() or one == "\t" else "�" for one in text))
    if address:
        return Markup('<a href="{}">{}</a>').format(address, shown)
    if kind in ("comment", "string"):
        return Markup('<span class="{}">{}</span>').format(kind, shown)
    return shown
