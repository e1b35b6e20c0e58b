"""Dates to the day, to the month or to the year, and calendar months."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from ixasp.intake.problems import refused, seen

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
DATE_PATTERN: Final = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
"""How a day, a month or a year is written."""

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_EXPECTED: Final = "a day (2025-03-02), a month (2025-03) or a year (2025)"


@dataclass(frozen=True)
class DateRange:
    """The days that a date may be, both ends included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is known to the day."""
        return self.first == self.last


ANY_DAY: Final = DateRange(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
"""A date of which nothing is known but that there is one."""


def date_range(value: object, special: tuple[str, ...] = ()) -> DateRange | str:
    """Return the days that a text leaves open, or the word that stands in place of a date; raise Refused."""
    expected = ", ".join([_EXPECTED, *special]) if special else _EXPECTED
    if not isinstance(value, str):
        raise refused(f"{seen(value)} is not a date", expected)
    text = value.strip()
    for word in special:
        if text.casefold() == word.casefold():
            return word
    written = _DATE.fullmatch(text)
    if written is None:
        raise refused(f"{seen(text)} is not a date", expected)
    year, month, day = (None if part is None else int(part) for part in written.groups())
    assert year is not None  # the pattern asks for it
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise refused(f"the year of {seen(text)} cannot be", f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise refused(f"impossible date {seen(text)}", expected) from None
    if day is not None:
        return DateRange(first, first)
    last_month = 12 if month is None else month
    return DateRange(first, date(year, last_month, monthrange(year, last_month)[1]))


def add_months(day: date, months: int) -> date:
    """Return the same day so many calendar months on, or that month's last day where it lacks it."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
