"""What is wrong inside a case, and where: findings, and the way they become problems."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import TracebackType
from typing import Final

from ixasp.errors import Problem

Place = tuple[str | int, ...]
"""The steps from the whole case to a value: keys of mappings, positions in lists."""

LONGEST_SHOWN: Final = 60
"""The characters of a value that a message repeats."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, at a place that is relative to the value that was read."""

    place: Place
    message: str
    """What was seen, in one lowercase sentence."""
    expected: str = ""
    """What would have been accepted."""

    def under(self, *steps: str | int) -> "Finding":
        """Return the finding as seen from further up."""
        return Finding((*steps, *self.place), self.message, self.expected)

    def problem(self) -> Problem:
        """Return the finding as the caller gets it."""
        return Problem(path(self.place), self.message, self.expected)


class Refused(ValueError):
    """A value that can't be read, with everything that is wrong with it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings, at least one."""
        self.findings = tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))


def refused(message: str, expected: str = "", *place: str | int) -> Refused:
    """Return the refusal of a value for a single reason."""
    return Refused([Finding(place, message, expected)])


@dataclass
class Findings:
    """What was found wrong so far, while the reading goes on: `with findings.at("unit"): ...`."""

    found: list[Finding] = field(default_factory=list)

    def at(self, *place: str | int) -> "_Collecting":
        """Return a context that keeps what is refused inside it, at that place."""
        return _Collecting(self, place)

    def add(self, refusal: Refused, *place: str | int) -> None:
        """Keep what was refused, at that place."""
        self.found.extend(finding.under(*place) for finding in refusal.findings)

    def raise_any(self, *place: str | int) -> None:
        """Raise Refused where anything was found, with every place under the given one."""
        if self.found:
            raise Refused([finding.under(*place) for finding in self.found])


class _Collecting:
    """A context in which refusals are kept instead of raised."""

    __slots__ = ("findings", "place")

    def __init__(self, findings: Findings, place: Place) -> None:
        self.findings, self.place = findings, place

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if not isinstance(error, Refused):
            return False
        self.findings.add(error, *self.place)
        return True


def printable(text: str) -> str:
    """Return a text on one line, shortened, and with all that is not visible written as an escape."""
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in short
    )


def seen(value: object) -> str:
    """Return what stands in a case, for a message: a text in backticks, anything larger by its kind."""
    match value:
        case bool():
            return "`true`" if value else "`false`"
        case str():
            return f"`{printable(value)}`"
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case _:
            return "a list"


def path(place: Place) -> str:
    """Return a place as people write it: `facts.record[2].field`."""
    written = ""
    for step in place:
        if isinstance(step, int):
            written += f"[{step}]"
        else:
            written += ("." if written else "") + printable(step)
    return written


def near(name: str, names: Iterable[str], alike: float = 0.7) -> str:
    """Return the name that is closest to a misspelt one; empty where none is alike enough (0 to 1)."""
    if len(name) > LONGEST_SHOWN:
        return ""
    by_lower_case = {known.casefold(): known for known in names}
    close = get_close_matches(name.casefold(), by_lower_case, 1, alike)
    return by_lower_case[close[0]] if close else ""


def unknown_word(what: str, word: str, names: Sequence[str]) -> Refused:
    """Return the refusal of a word that is none of a few: `unknown value`, `unknown key`."""
    close = near(word, names)
    hint = f" (did you mean `{close}`?)" if close else ""
    return refused(f"unknown {what} {seen(word)}{hint}", listed(names))


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: a, b or c."""
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def in_file_order(findings: Iterable[Finding], document: object) -> list[Finding]:
    """Return the findings in the order of the document, what it lacks last, one finding a place and message."""
    positions: dict[int, dict[str, int]] = {}

    def order(finding: Finding) -> tuple[int, ...]:
        key, value = [], document
        for step in finding.place:
            if isinstance(value, dict) and isinstance(step, str):
                index = positions.setdefault(id(value), {})
                if not index:
                    index.update({name: position for position, name in enumerate(value)})
                key.append(index.get(step, len(value)))
                value = value.get(step)
            else:
                key.append(step if isinstance(step, int) else 0)
                value = value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
        return tuple(key)

    return sorted(dict.fromkeys(findings), key=order)
