from datetime import date

import pytest

from ixasp.intake.dates import DateRange, add_months, date_range
from ixasp.intake.problems import Refused


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-03-02", date(2025, 3, 2), date(2025, 3, 2)),
        (" 2024-02 ", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2200-12-31", date(2200, 12, 31), date(2200, 12, 31)),
    ],
)
def test_a_coarse_date_leaves_open_what_it_leaves_open(text: str, first: date, last: date) -> None:
    assert date_range(text) == DateRange(first, last)


def test_a_word_may_stand_in_place_of_a_date_only_where_it_is_declared() -> None:
    assert date_range("Ongoing", ("ongoing",)) == "ongoing"
    with pytest.raises(Refused, match="`ongoing` is not a date"):
        date_range("ongoing")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2025-02-30", "impossible date `2025-02-30`"),
        ("2025-13", "impossible date `2025-13`"),
        ("2025-00-01", "impossible date"),
        ("2025-00", "impossible date"),
        ("2025-01-00", "impossible date"),
        ("2025-3-2", "is not a date"),
        ("03/02/2025", "is not a date"),
        ("２０２５", "is not a date"),
        ("2025-03-02T00:00:00", "is not a date"),
        ("", "is not a date"),
        ("1899", "the year of `1899` cannot be"),
        ("0000", "the year of `0000` cannot be"),
        ("9999-12-31", "the year of"),
        (True, "`true` is not a date"),
        (["2025"], "a list is not a date"),
    ],
)
def test_what_is_no_date_is_refused(value: object, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        date_range(value)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 6, 10), 12, date(2025, 6, 10)),
        (date(2025, 10, 31), 4, date(2026, 2, 28)),
        (date(2023, 10, 31), 4, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 31), -2, date(2024, 11, 30)),
        (date(2025, 1, 31), 0, date(2025, 1, 31)),
    ],
)
def test_months_are_calendar_months_and_end_with_the_month(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
