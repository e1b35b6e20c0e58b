from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from unittest.mock import MagicMock

import pytest

from ixasp.intake.plain import DEEPEST, MOST_BYTES, MOST_VALUES, plain
from ixasp.intake.problems import Refused


class Word(StrEnum):
    A = "a"


class Rank(IntEnum):
    ONE = 1


class Claimant(dict[str, object]):
    """A mapping that lies about what it holds."""

    def items(self) -> object:  # type: ignore[override]  # a lie
        raise RuntimeError


def copied(data: object) -> object:
    copy, findings = plain(data)
    assert not findings
    return copy


@pytest.mark.parametrize(
    ("data", "copy"),
    [
        (None, None),
        (True, True),
        (2, "2"),
        (-2, "-2"),
        (2.10, "2.1"),
        (1e-9, "1e-09"),
        (Decimal("2.10"), "2.10"),
        (date(2025, 3, 2), "2025-03-02"),
        (Word.A, "a"),
        (Rank.ONE, "1"),
        (("a", 1), ["a", "1"]),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({2, "a"}), ["2", "a"]),
        ({"a": {"b": [None]}}, {"a": {"b": [None]}}),
        ({Word.A: 1}, {"a": "1"}),
        (Claimant(a=1), {"a": "1"}),
    ],
)
def test_a_number_becomes_its_text_and_a_date_its_day(data: object, copy: object) -> None:
    made = copied(data)
    assert made == copy
    assert type(made) is type(copy)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a", "of a kind that a case cannot hold"),
        (object(), "of a kind that a case cannot hold"),
        (lambda: 1, "of a kind that a case cannot hold"),
        (MagicMock(spec=dict), "of a kind that a case cannot hold"),
        (1j, "of a kind that a case cannot hold"),
        (datetime(2025, 3, 2, 12), "a time of day"),
        (float("nan"), "a number that is not finite"),
        (float("-inf"), "a number that is not finite"),
        (Decimal("NaN"), "a number that is not finite"),
        (Decimal("sNaN"), "a number that is not finite"),
        (10**4000, "a number that is too long"),
        ("a\0b", r"a NUL character in `a\x00b`"),
        ("a\ud800", r"half a character in `a\ud800`"),
        ({7: 1}, "a name that is no text"),
        ({None: 1}, "a name that is no text"),
        ({(): 1}, "a name that is no text"),
        ({"a\0": 1}, "a NUL character"),
    ],
)
def test_what_cannot_be_copied_is_told_and_left_out(data: object, message: str) -> None:
    copy, (finding,) = plain({"before": 1, "it": data, "after": 2})
    assert message in finding.message
    assert finding.place == ("it",)
    assert copy == {
        "before": "1",
        "it": {} if isinstance(data, dict) and not isinstance(data, MagicMock) else None,
        "after": "2",
    }


def test_a_structure_that_holds_itself_is_nested_too_deep() -> None:
    mapping: dict[str, object] = {}
    mapping["a"] = [mapping]
    _, (finding,) = plain(mapping)
    assert finding.message == f"nested deeper than {DEEPEST} levels"
    assert len(finding.place) == DEEPEST


def test_a_structure_that_holds_itself_twice_ends_all_the_same() -> None:
    items: list[object] = []
    items += [items, items]
    with pytest.raises(Refused, match=f"more than {MOST_VALUES} values"):
        plain(items)


def test_what_is_larger_than_a_case_is_refused() -> None:
    with pytest.raises(Refused, match="too large"):
        plain(["x" * MOST_BYTES, "y"])
    with pytest.raises(Refused, match="too large"):
        plain({"x" * (MOST_BYTES + 1): 1})
    with pytest.raises(Refused, match="more than"):
        plain([0] * (MOST_VALUES + 1))
