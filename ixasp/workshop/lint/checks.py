"""The checks that are rules: their text, and what they find."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ixasp.knowledge.program import Plain, Term
from ixasp.workshop.syntax.evaluation import evaluate

_HERE = Path(__file__).parent
_PRIVATE = re.compile(r'("(?:[^"\\]|\\.)*")|(?<!\w)_([a-z]\w*)')
_MOST_SUGGESTIONS = 2
_CLOSE = 0.65


class Found(NamedTuple):
    """What a rule found."""

    check: str
    place: int
    """The number of the thing that it found it at."""
    template: str
    """The message with {} for each argument."""
    arguments: tuple[Plain, ...]
    near: tuple[str, ...]
    """Words that are spelled like the one that was found."""


class BrokenChecks(Exception):
    """The rules of the checks themselves can't be read: a mistake of the project."""


def rule_checks() -> tuple[str, ...]:
    """Return the names of the checks that are rules."""
    return tuple(path.stem for path in _files())


def run_checks(facts: Iterable[str]) -> Iterator[Found]:
    """Yield what the checks find in a policy that is given as facts.

    Raises:
        BrokenChecks: clingo can't read the checks with these facts
    """
    text = "\n".join([*facts, _rules()])
    evaluation = evaluate(text, ("finding", "suggested"))
    if not evaluation.complete:
        lines = text.splitlines()
        raise BrokenChecks("\n".join(f"{lines[line - 1]}: {said}" for line, said in evaluation.messages))
    words: dict[str, dict[str, None]] = {}
    for group, word in evaluation.rows.get("suggested", ()):
        words.setdefault(group.text, {})[_text(word.plain)] = None
    for check, place, template, arguments, near in evaluation.rows.get("finding", ()):
        close: tuple[str, ...] = ()
        if near.arguments:
            group, word = near.arguments
            close = _near(_text(word.plain), words.get(group.text, {}))
        given = tuple(argument.plain for argument in arguments.arguments)
        yield Found(str(check.plain), int(place.text), str(template.plain), given, close)


def _near(word: str, others: Mapping[str, None]) -> tuple[str, ...]:
    """Return the words that are most alike, the best first (Ratcliff and Obershelp 1988), whatever their case."""
    folded: dict[str, str] = {}
    for other in sorted(others):
        if other != word:
            folded.setdefault(other.casefold(), other)
    found = get_close_matches(word.casefold(), folded, _MOST_SUGGESTIONS, _CLOSE)
    return tuple(folded[name] for name in found)


def _text(value: Plain) -> str:
    if isinstance(value, Term):
        inside = ", ".join(map(_text, value.arguments))
        return f"{value.name}({inside})"
    return str(value)


@cache
def _rules() -> str:
    """Return all checks as one program; a name that begins with _ belongs to its file."""
    shared = [(_HERE / name).read_text(encoding="utf-8") for name in ("engine.lp", "parsed.lp")]
    own = [_apart(path.read_text(encoding="utf-8"), number) for number, path in enumerate(_files())]
    return "\n".join([*shared, *own])


def _files() -> list[Path]:
    return sorted((_HERE / "checks").glob("*.lp"))


def _apart(text: str, number: int) -> str:
    """Return the rules of a file with the number of the file behind each name that begins with _."""
    return _PRIVATE.sub(lambda found: found[1] or f"_{found[2]}_{number}", text)
