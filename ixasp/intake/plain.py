"""Any Python value turned into plain data: mappings, lists, texts, true or false, and nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Final, cast

from ixasp.intake.problems import Finding, Place, refused, seen

MOST_BYTES: Final = 1024 * 1024
"""The size of a case, as text."""
MOST_VALUES: Final = 100_000
"""The values of a case, large and small."""
DEEPEST: Final = 32
"""The lists and mappings that may stand within each other."""

_MOST_BITS: Final = 1024  # of a whole number: far more than its digits may be, and cheap to write out
_SIZE: Final = "a case of at most 1 MiB"


def plain(data: object) -> tuple[object, list[Finding]]:
    """Return a copy as plain data, and what could not be copied; raise Refused where the whole is too large.

    A number becomes its exact text and a date its day, so that Python, JSON and YAML say the same of a case.
    What can't be copied is left out as if it were unknown, so that the rest can be judged too.
    """
    copy = _Copy()
    return copy.of(data, ()), copy.findings


@dataclass
class _Copy:
    """One copying, with what it may still take up."""

    findings: list[Finding] = field(default_factory=list)
    characters_left: int = MOST_BYTES
    values_left: int = MOST_VALUES

    def of(self, value: object, place: Place) -> object:
        """Return the copy of one value."""
        self.values_left -= 1
        if self.values_left < 0:
            raise refused(f"more than {MOST_VALUES} values", _SIZE)
        # The type and not isinstance: what only claims to be a mapping cannot be read as one.
        kind = type(value)
        if kind is bool or value is None:
            return value
        if issubclass(kind, str):
            return self.text(str.__str__(cast(str, value)), place)
        if issubclass(kind, dict):
            return self.mapping(cast(dict[object, object], value), place)
        if issubclass(kind, list):
            return self.items(list.__iter__(cast(list[object], value)), place)
        if issubclass(kind, tuple):
            return self.items(tuple.__iter__(cast(tuple[object, ...], value)), place)
        if issubclass(kind, set):
            return self.members(set.__iter__(cast(set[object], value)), place)
        if issubclass(kind, frozenset):
            return self.members(frozenset.__iter__(cast(frozenset[object], value)), place)
        return self.scalar(value, kind, place)

    def mapping(self, value: dict[object, object], place: Place) -> object:
        """Return the copy of a mapping, without the keys that are no text."""
        if len(place) >= DEEPEST:
            self.refuse(place, f"nested deeper than {DEEPEST} levels", "a flat case")
            return None
        copy: dict[str, object] = {}
        for key, item in dict.items(value):
            if not issubclass(type(key), str):
                self.refuse(place, "a name that is no text", "names as text")
                continue
            name = self.text(str.__str__(cast(str, key)), place)
            if name is not None:
                copy[name] = self.of(item, (*place, name))
        return copy

    def items(self, values: Iterable[object], place: Place) -> object:
        """Return the copy of a list."""
        if len(place) >= DEEPEST:
            self.refuse(place, f"nested deeper than {DEEPEST} levels", "a flat case")
            return None
        return [self.of(item, (*place, position)) for position, item in enumerate(values)]

    def members(self, values: Iterable[object], place: Place) -> object:
        """Return the copy of a set as a list, in the order of the alphabet."""
        copy = self.items(values, place)
        return sorted(copy, key=str) if isinstance(copy, list) else copy

    def text(self, value: str, place: Place) -> str | None:
        """Return a text, where UTF-8 and the rules can hold it."""
        self.characters_left -= len(value)
        if self.characters_left < 0:
            raise refused(f"too large, with a text of {len(value)} characters", _SIZE, *place)
        if "\0" in value:
            self.refuse(place, f"a NUL character in {seen(value)}", "text without it")
            return None
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            self.refuse(place, f"half a character in {seen(value)}", "text that UTF-8 can hold")
            return None
        return value

    def scalar(self, value: object, kind: type, place: Place) -> str | None:
        """Return the text of a number or a day."""
        if issubclass(kind, int) and int.bit_length(cast(int, value)) <= _MOST_BITS:
            return int.__repr__(cast(int, value))
        if issubclass(kind, float) and isfinite(cast(float, value)):
            # The shortest text that names this float is what the caller wrote.
            return float.__repr__(cast(float, value))
        if issubclass(kind, Decimal) and Decimal.is_finite(cast(Decimal, value)):
            return Decimal.__str__(cast(Decimal, value))
        if issubclass(kind, date) and not issubclass(kind, datetime):
            return date.isoformat(cast(date, value))
        self.refuse(place, *_refusal_of(kind))
        return None

    def refuse(self, place: Place, message: str, expected: str) -> None:
        """Keep a finding; the value counts as unknown."""
        self.findings.append(Finding(place, message, expected))


def _refusal_of(kind: type) -> tuple[str, str]:
    """Return why a value of a kind is refused, and what is expected in its place."""
    if issubclass(kind, int):
        return "a number that is too long", "at most 30 digits"
    if issubclass(kind, (float, Decimal)):
        return "a number that is not finite", "a number such as 2.1"
    if issubclass(kind, datetime):
        return "a time of day", "the day alone, such as 2025-03-02"
    return "a value of a kind that a case cannot hold", "text, a number, yes or no, a list or a mapping"
