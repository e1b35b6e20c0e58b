from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ixasp.intake.interval import Interval, interval, number
from ixasp.intake.problems import Refused


def of(low: object, high: object, *, low_open: bool = False, high_open: bool = False) -> Interval:
    return Interval(Fraction(str(low)), low_open, None if high is None else Fraction(str(high)), high_open)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2.1", of("2.1", "2.1")),
        (" 2.10 ", of("2.1", "2.1")),
        (".5", of("0.5", "0.5")),
        ("1e3", of(1000, 1000)),
        ("1E-3", of("0.001", "0.001")),
        ("<30", of(0, 30, high_open=True)),
        ("<=30", of(0, 30)),
        ("≤ 30", of(0, 30)),
        ("> 100", of(100, None, low_open=True)),
        (">=100", of(100, None)),
        ("≥100.5", of("100.5", None)),
        ("<=0", of(0, 0)),
        ("123456789012345678901234567890", of(123456789012345678901234567890, 123456789012345678901234567890)),
    ],
)
def test_a_number_or_a_bound_is_read_exactly(text: str, numbers: Interval) -> None:
    assert interval(text)[0] == numbers


def test_a_range_includes_both_ends() -> None:
    assert interval({"low": "1", "high": "3"}) == (of(1, 3), "1 to 3")
    assert interval({"high": "3", "low": "3"})[0].exact


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("NaN", "`NaN` is not a number"),
        ("inf", "`inf` is not a number"),
        ("-3", "negative number `-3`"),
        ("< -3", "negative number `-3`"),
        ("+3", "`+3` is not a number"),
        ("1,500", "`1,500` is not a number"),
        ("1_000", "`1_000` is not a number"),
        ("٣", "`٣` is not a number"),
        ("²", "`²` is not a number"),
        ("", "`` is not a number"),
        ("<", "`` is not a number"),
        ("<<3", "`<3` is not a number"),
        ("3 mg", "`3 mg` is not a number"),
        ("1e400", "`1e400` is too long"),
        ("1e-400", "`1e-400` is too long"),
        ("1e99999", "`1e99999` is not a number"),
        ("1234567890123456789012345678901", "is too long"),
        ("0." + "1" * 31, "is too long"),
        ("9" * 1000, "is too long"),
        ("<0", "no number is left by `<0`"),
        (True, "`true` is not a number"),
        (["3"], "a list is not a number"),
        ({"low": "3"}, "a range without `high`"),
        ({"low": "3", "high": None}, "a range without `high`"),
        ({"low": "<3", "high": "4"}, "`<3` is not a number"),
        ({"low": "3", "high": "2"}, "an empty range"),
        ({"low": "3", "high": "4", "unit": "g"}, "`unit` in a range"),
    ],
)
def test_what_is_no_number_is_refused(value: object, message: str) -> None:
    with pytest.raises(Refused) as refusal:
        interval(value)
    assert message in str(refusal.value)


@given(st.decimals(min_value=0, max_value=10**20, places=9))
def test_every_decimal_is_kept_exactly(value: Decimal) -> None:
    assert number(str(value)) == Fraction(value)


@pytest.mark.parametrize(
    ("numbers", "at_least", "above"),
    [
        (of(5, 5), True, False),
        (of(6, None), True, True),
        (of(5, None), True, None),
        (of(5, None, low_open=True), True, True),
        (of(0, 5, high_open=True), False, False),
        (of(0, 5), None, False),
        (of(4, 6), None, None),
    ],
)
def test_an_interval_settles_a_limit_or_leaves_it_open(numbers: Interval, at_least: object, above: object) -> None:
    assert numbers.reaches(Decimal(5), strict=False) is at_least
    assert numbers.reaches(Decimal(5), strict=True) is above


@given(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.booleans(), st.integers(0, 9), st.booleans())
def test_a_settled_limit_agrees_with_every_number_of_the_interval(
    low: int, high: int, low_open: bool, high_open: bool, limit: int, strict: bool
) -> None:
    numbers = of(low, high, low_open=low_open, high_open=high_open)
    inside = [
        Fraction(n, 4)
        for n in range(40)
        if (n > 4 * low or (n == 4 * low and not low_open)) and (n < 4 * high or (n == 4 * high and not high_open))
    ]
    assert numbers.empty is not bool(inside)
    if inside:
        answers = {number > limit or (number == limit and not strict) for number in inside}
        assert numbers.reaches(limit, strict=strict) is (answers.pop() if len(answers) == 1 else None)
