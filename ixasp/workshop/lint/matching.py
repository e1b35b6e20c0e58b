"""Conditions of rules, taken apart into words, and values of variables that make one condition another."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from ixasp.workshop.syntax.statements import Statement

Bindings = Mapping[str, tuple[str, ...]]
"""The words that stand for each variable."""

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[\w\'#]+|\.\.|[!<>]=|:-|[^\s]')
_VARIABLE = re.compile(r"_*[A-Z][\w']*|_\d+")
_NAME = re.compile(r"[_']*[a-z]\w*")
_ANY = "any rule"
_OPEN, _CLOSE = frozenset("({["), frozenset(")}]")


@dataclass(frozen=True)
class Condition:
    """A head, or a condition of a body."""

    words: tuple[str, ...]
    """An anonymous variable has a number, unless it is one of a set that is asked about as a whole."""

    @cached_property
    def closed(self) -> bool:
        """Whether it is an aggregate or a conditional literal: variables may stand for all values at once."""
        return not {"{", ":"}.isdisjoint(self.words)

    @cached_property
    def outer(self) -> frozenset[str]:
        """The variables that surely have one value in the whole rule."""
        words = self.words
        if self.closed:
            words = words[: words.index("{")] + words[_last(words, "}") + 1 :] if "{" in words else ()
        return frozenset(word for word in words if _VARIABLE.fullmatch(word))

    @property
    def ground(self) -> bool:
        """Whether it has no variable."""
        return not any(word == "_" or _VARIABLE.fullmatch(word) for word in self.words)


@dataclass(frozen=True)
class MatchedRule:
    """A rule whose conditions can be held against those of another one."""

    head: Condition
    """Without words for a constraint."""
    conditions: tuple[Condition, ...]

    @classmethod
    def of(cls, statement: Statement) -> "MatchedRule":
        """Return a rule or a constraint taken apart."""
        numbers = count(1)
        head = "" if statement.head_text == "#false" else statement.head_text
        return cls(_condition(head, numbers), tuple(_condition(text, numbers) for text in statement.body_texts))

    @cached_property
    def outer(self) -> frozenset[str]:
        """The variables that have one value in the whole rule."""
        return self.head.outer.union(*(condition.outer for condition in self.conditions))

    @cached_property
    def required(self) -> frozenset[str]:
        """What every special case of the rule offers."""
        return frozenset({_ANY, *_keys(self.head, "head", every=False)}).union(
            *(_keys(condition, "body", every=False) for condition in self.conditions)
        )

    @cached_property
    def offered(self) -> frozenset[str]:
        """What a more general rule may require."""
        return frozenset({_ANY, *_keys(self.head, "head", every=True)}).union(
            *(_keys(condition, "body", every=True) for condition in self.conditions)
        )


def matched(
    general: Condition, special: Condition, known: Bindings, around: MatchedRule, around_special: MatchedRule
) -> Bindings | None:
    """Return values for the variables of a condition that make it another one; None where there are none.

    Args:
        general: the condition whose variables are given values
        special: the condition that it becomes
        known: values that some of the variables have
        around: the rule of the general condition
        around_special: the rule of the special condition
    """
    found = dict(known)
    at = 0
    for word in general.words:
        if at >= len(special.words):
            return None
        inner = general.closed and word not in around.outer
        if _VARIABLE.fullmatch(word) and not inner:
            end = _end(special.words, at)
            value = special.words[at:end]
            if not value or "_" in value or found.setdefault(word, value) != value:
                return None
            inside = {one for one in value if _VARIABLE.fullmatch(one)}
            if special.closed and not inside <= around_special.outer:
                return None
            at = end
        elif word == special.words[at] and not (inner and word in around_special.outer):
            at += 1
        else:
            return None
    return found if at == len(special.words) else None


def _condition(text: str, numbers: Iterator[int]) -> Condition:
    condition = Condition(tuple(_WORD.findall(text)))
    if condition.closed or condition.words[:1] == ("not",):
        return condition
    return Condition(tuple(f"_{next(numbers)}" if word == "_" else word for word in condition.words))


def _keys(condition: Condition, where: str, *, every: bool) -> Iterable[str]:
    """Yield words by which rules are found: the condition itself, if it can only be met by the same; its predicate."""
    if every or condition.ground:
        yield f"{where} {' '.join(condition.words)}"
    name = next((word for word in condition.words if word not in ("not", "-")), "")
    if not name or _NAME.fullmatch(name):
        yield f"{where} of {name}"


def _end(words: tuple[str, ...], start: int) -> int:
    """Return where a term ends that begins at a place; the same place where none begins."""
    if not re.match(r"[\w\"'(]", words[start]):
        return start
    if words[start] != "(" and words[start + 1 : start + 2] != ("(",):
        return start + 1
    depth = 0
    for at in range(start, len(words)):
        depth += (words[at] in _OPEN) - (words[at] in _CLOSE)
        if depth == 0 and words[at] in _CLOSE:
            return at + 1
    return start


def _last(words: tuple[str, ...], word: str) -> int:
    return len(words) - 1 - words[::-1].index(word)
