"""Numbers as a case gives them: exact, bounded or in a range, never in binary floating point."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from ixasp.intake.problems import Findings, refused, seen

MOST_DIGITS: Final = 30
"""The digits that a number may have, written out."""

NUMBER_PATTERN: Final = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
"""How a number is written."""
BOUND_PATTERN: Final = r"(?:<=|>=|<|>|≤|≥)"
"""What stands before a number that is only a bound."""

_NUMBER: Final = re.compile(NUMBER_PATTERN)
_BOUND: Final = re.compile(rf"({BOUND_PATTERN})\s*(.*)", re.DOTALL)
_EXPECTED_NUMBER: Final = "a number such as 2.1"
_EXPECTED: Final = "a number (2.1), a bound (<30, <=30, >100, >=100) or a range {low: 1, high: 3}"


@dataclass(frozen=True)
class Interval:
    """The numbers that a fact may have, none below zero."""

    low: Fraction
    low_open: bool
    """Whether `low` itself is left out."""
    high: Fraction | None
    """None where nothing bounds it from above."""
    high_open: bool
    """Whether `high` itself is left out."""

    @property
    def exact(self) -> bool:
        """Whether only one number is left."""
        return self.low == self.high

    @property
    def empty(self) -> bool:
        """Whether no number is left."""
        if self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def reaches(self, limit: Decimal | Fraction | int, *, strict: bool) -> bool | None:
        """Return whether the number is at least a limit, or above it where strict; None where that is open."""
        value = limit if isinstance(limit, Fraction) else Fraction(limit)
        if self.low > value or (self.low == value and (self.low_open or not strict)):
            return True
        if self.high is not None and (self.high < value or (self.high == value and (self.high_open or strict))):
            return False
        return None

    def scaled(self, factor: Fraction) -> "Interval":
        """Return the interval in another unit; the factor is positive."""
        if factor == 1:
            return self
        high = None if self.high is None else self.high * factor
        return Interval(self.low * factor, self.low_open, high, self.high_open)

    def at_most(self, highest: Fraction) -> "Interval":
        """Return what is left below the largest value that can be, itself included."""
        if self.high is not None and self.high <= highest:
            return self
        return Interval(self.low, self.low_open, highest, False)

    def whole(self) -> "Interval":
        """Return the whole numbers of the interval, with both ends included."""
        low = floor(self.low) + 1 if self.low_open else ceil(self.low)
        if self.high is None:
            return Interval(Fraction(low), False, None, False)
        high = ceil(self.high) - 1 if self.high_open else floor(self.high)
        return Interval(Fraction(low), False, Fraction(high), False)


def number(value: object, expected: str = _EXPECTED_NUMBER) -> Fraction:
    """Return the number that a text gives, exactly; raise Refused where it gives none, or one below zero."""
    if not isinstance(value, str):
        raise refused(f"{seen(value)} is not a number", expected)
    text = value.strip()
    if text.startswith("-") and _NUMBER.fullmatch(text[1:]):
        raise refused(f"negative number {seen(text)}", "zero or more")
    if not _NUMBER.fullmatch(text):
        raise refused(f"{seen(text)} is not a number", expected)
    # A long text is no number either way, and takes time to convert.
    if len(text) > 2 * MOST_DIGITS:
        raise refused(f"the number {seen(text)} is too long", f"at most {MOST_DIGITS} digits")
    exact = Decimal(text)
    _, digits, exponent = exact.as_tuple()
    assert isinstance(exponent, int)  # only infinity and NaN have none, and the pattern excludes them
    if max(len(digits) + exponent, 0) + max(-exponent, 0) > MOST_DIGITS or len(digits) > MOST_DIGITS:
        raise refused(f"the number {seen(text)} is too long", f"at most {MOST_DIGITS} digits")
    return Fraction(exact)


def interval(value: object) -> tuple[Interval, str]:
    """Return the numbers that a value allows, and the value as it was written; raise Refused."""
    if isinstance(value, dict):
        return _range(value)
    if not isinstance(value, str):
        raise refused(f"{seen(value)} is not a number", _EXPECTED)
    text = value.strip()
    bound = _BOUND.fullmatch(text)
    if bound is None:
        exact = number(text, _EXPECTED)
        return Interval(exact, False, exact, False), text
    sign, end = bound[1].replace("≤", "<=").replace("≥", ">="), number(bound[2], _EXPECTED)
    open_end = not sign.endswith("=")
    if sign.startswith(">"):
        return Interval(end, open_end, None, False), text
    below = Interval(Fraction(0), False, end, open_end)
    if below.empty:
        raise refused(f"no number is left by {seen(text)}", "zero or more")
    return below, text


def _range(value: dict[str, object]) -> tuple[Interval, str]:
    """Return the range between two numbers, both included."""
    for key in value:
        if key not in ("low", "high"):
            raise refused(f"{seen(key)} in a range", "{low: 1, high: 3}, bare or as `value`", key)
    findings, ends = Findings(), []
    for key in ("low", "high"):
        if value.get(key) is None:
            raise refused(f"a range without `{key}`", "{low: 1, high: 3}, or a bound such as >=1")
        with findings.at(key):
            ends.append(number(value[key]))
    findings.raise_any()
    low, high = ends
    if low > high:
        raise refused(f"an empty range: low {seen(value['low'])} is above high {seen(value['high'])}", "low up to high")
    return Interval(low, False, high, False), f"{str(value['low']).strip()} to {str(value['high']).strip()}"
