"""What a person types in answer to a question, as a value in the case format.

Nothing is judged here: what can't be understood is handed on as it stands, so that the intake refuses it in its own
words.
"""

import re
from collections.abc import Sequence
from typing import Final

from ixasp.intake.interval import BOUND_PATTERN, NUMBER_PATTERN
from ixasp.knowledge.vocabulary import YES_NO, Fact, Kind, folded
from ixasp.traces.empty_set import says_empty

LONGEST: Final = 2000
"""The characters of an answer."""

NO_MEMBERS: Final = ("none", "nothing", "no", "nil", "[]")
"""What says that a set is empty, besides the vocabulary's own words."""

_SOURCE: Final = re.compile(r"(.*\S)\s*\[([^\[\]]*[^\[\]\s][^\[\]]*)\]", re.DOTALL)
_END: Final = r"(?![0-9.,])"
"""What a number must not be followed by: then it would be another number, or none."""
_RANGE: Final = re.compile(rf"({NUMBER_PATTERN})\s*(?:-|–|to)\s*({NUMBER_PATTERN}){_END}\s*(.*)", re.DOTALL)
_AMOUNT: Final = re.compile(rf"((?:{BOUND_PATTERN}\s*)?{NUMBER_PATTERN}){_END}\s*(.*)", re.DOTALL)
_LIMIT: Final = re.compile(rf"(.*?)[\s,;(]+uln\b[\s:=]*({NUMBER_PATTERN}){_END}\s*(.*?)\)?", re.DOTALL | re.IGNORECASE)


def reply(fact: Fact, text: str) -> object:
    """Return what a text says of a fact: a bare value, or a mapping with value, unit, uln and source.

    Args:
        fact: what was asked for
        text: the answer; what stands in brackets at its end is the source: `yes [CT 2026-01-09]`
    """
    answer, source = text.strip(), ""
    documented = _SOURCE.fullmatch(answer)
    if documented is not None:
        answer, source = documented[1], documented[2].strip()
    return with_source(_value(fact, answer), source)


def with_source(value: object, source: str) -> object:
    """Return a value in the case format with one more source; an empty one changes nothing."""
    if not source:
        return value
    if not isinstance(value, dict) or "value" not in value:
        return {"value": value, "source": source}
    earlier = value.get("source")
    sources = earlier if isinstance(earlier, list) else [earlier] if earlier else []
    return {**value, "source": [*sources, source] if sources else source}


def _value(fact: Fact, answer: str) -> object:
    match fact.kind:
        case Kind.YES_NO:
            return _initial(answer)
        case Kind.ONE_OF:
            return _chosen(fact.domain, answer)
        case Kind.SET_OF:
            return _members(fact, answer)
        case Kind.QUANTITY | Kind.COUNT:
            return _measured(answer)
        case _:
            return answer


def _initial(answer: str) -> str:
    return {word[0]: word for word in YES_NO}.get(answer.casefold(), answer)


def _chosen(words: Sequence[str], answer: str) -> str:
    """Return the word of a number or name; a name goes before a number."""
    by_name = {folded(word): word for word in words}
    if answer in words:
        return answer
    if folded(answer) in by_name:
        return by_name[folded(answer)]
    position = int(answer) if re.fullmatch("[0-9]{1,4}", answer) else 0
    return words[position - 1] if 0 < position <= len(words) else answer


def _members(fact: Fact, answer: str) -> object:
    if answer.casefold() in NO_MEMBERS or says_empty(fact, answer):
        return []
    if not answer:
        return answer
    listed = answer[1:-1] if answer.startswith("[") and answer.endswith("]") else answer
    # Some names have a comma in them, so a semicolon separates where there is one.
    parts = [part.strip() for part in listed.split(";" if ";" in listed else ",")]
    return [_chosen(fact.domain, part) for part in parts if part]


def _measured(answer: str) -> object:
    """Return a number with what stands behind it; a text that has no number in front stays as it is."""
    limited = _LIMIT.fullmatch(answer)
    amount, uln, behind = (limited[1], limited[2], limited[3].strip()) if limited else (answer, "", "")
    interval, exact = _RANGE.fullmatch(amount), _AMOUNT.fullmatch(amount)
    value: object
    if interval is not None:
        value, unit = {"low": interval[1], "high": interval[2]}, interval[3].strip()
    elif exact is not None:
        value, unit = exact[1], exact[2].strip()
    else:
        return answer
    # The unit may stand behind the limit as well; if the two differ, the intake is to see both.
    unit = unit or behind
    uln = uln if behind in ("", unit) else f"{uln} {behind}"
    beside = {name: text for name, text in (("unit", unit), ("uln", uln)) if text}
    return {"value": value, **beside} if beside else value
