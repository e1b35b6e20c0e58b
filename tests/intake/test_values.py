from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ixasp.intake.dates import DateRange
from ixasp.intake.interval import Interval
from ixasp.intake.model import build_case
from ixasp.knowledge.vocabulary import Fact, Kind, Terminology, Vocabulary
from tests.intake.zoo import case, problem, problems, statement


@pytest.mark.parametrize("value", [None, "unknown", "Unknown ", {"value": None}, {"value": "unknown", "source": "x"}])
@pytest.mark.parametrize("fact", ["group", "flies", "diet", "weight", "legs", "born", "stays", "codes"])
def test_a_fact_may_be_unknown_in_every_kind(fact: str, value: object) -> None:
    made = case({fact: value})
    assert not made.statements
    assert made.entries is None
    assert not made.notes


@pytest.mark.parametrize(
    ("fact", "value", "read"),
    [
        ("group", "bird", "bird"),
        ("group", " BIRD", "bird"),
        ("group", "fish", "Fish"),
        ("size", "s", "s"),
        ("size", "S", "S"),
        ("size", "xl", "XL"),
        ("flies", "yes", "yes"),
        ("flies", "True", "yes"),
        ("flies", True, "yes"),
        ("flies", "NO", "no"),
        ("flies", False, "no"),
        ("class", "yes", "yes"),
        ("model_fields", "yes", "yes"),
    ],
)
def test_a_word_is_read_in_any_case_where_that_is_unambiguous(fact: str, value: object, read: str) -> None:
    assert statement(fact, value).value == read
    assert statement(fact, {"value": value}).value == read


@pytest.mark.parametrize(
    ("fact", "value", "message"),
    [
        ("group", "brid", "group: unknown value `brid` (did you mean `bird`?); expected bird, mammal or Fish"),
        ("group", "stone", "group: unknown value `stone`; expected bird, mammal or Fish"),
        ("group", 1, "group: unknown value `1`; expected bird, mammal or Fish"),
        ("group", ["bird"], "group: a list is not one of the values; expected bird, mammal or Fish"),
        ("group", True, "group: `true` is not one of the values"),
        ("flies", "maybe", "flies: `maybe` is neither yes nor no; expected yes or no"),
        ("flies", 1, "flies: `1` is neither yes nor no"),
        ("flies", {"value": []}, "flies.value: a list is neither yes nor no"),
        ("flies", {"valu": "yes"}, "flies.valu: unknown key `valu` (did you mean `value`?); expected value, source"),
        ("flies", {"source": "x"}, "flies: a mapping without `value`"),
        ("flies", {}, "flies: a mapping without `value`"),
        ("flies", {"value": "yes", "unit": "kg"}, "flies.unit: `unit` beside a value that has no unit"),
        ("legs", {"value": 4, "uln": 4}, "legs.uln: `uln` beside a value that has no unit"),
        ("flies", {"value": "yes", "source": {"a": 1}}, "flies.source: a mapping is not text; expected text"),
        ("flies", {"value": "yes", "source": ["a", []]}, "flies.source[1]: a list is not text; expected text"),
        ("flies", {"value": "yes", "note": True}, "flies.note: `true` is not text; expected text"),
        ("flies", {"value": "unknown", "note": True}, "flies.note: `true` is not text; expected text"),
        ("born", "soon", "born: `soon` is not a date; expected a day (2025-03-02), a month (2025-03) or a year (2025)"),
        ("legs", "2.5", "legs: `2.5` is not a whole number"),
        ("legs", "<2.5", "legs: `<2.5` is not a whole number"),
        ("legs", -1, "legs: negative number `-1`; expected zero or more"),
        ("legs", {"low": 1, "high": 2.5}, "legs: `1 to 2.5` is not a whole number"),
        ("legs", {"low": 1, "hihg": 2}, "legs.hihg: `hihg` in a range; expected {low: 1, high: 3}, bare or as `value`"),
        ("legs", {"value": {"low": "x", "high": 2}}, "legs.value.low: `x` is not a number"),
        ("legs", float("nan"), "legs: a number that is not finite"),
        ("legs", 10**4000, "legs: a number that is too long; expected at most 30 digits"),
        ("legs", 10**40, "is too long; expected at most 30 digits"),
        ("score", 101, "score: `101` is beyond what can be; expected at most 100"),
        ("score", ">100", "score: no number is left by `>100`; expected 0 to 100"),
        ("score", {"low": 90, "high": 110}, "score: `90 to 110` is beyond what can be; expected at most 100"),
        ("score", {"value": 1, "unit": "%"}, "score.unit: the unit `%` for a number without one; expected no unit"),
        (
            "weight",
            {"value": 1, "unit": "stone"},
            "weight.unit: unknown unit `stone`; expected kg, g, t, Mg, 10^3/uL or mg",
        ),
        (
            "weight",
            {"value": 1, "unit": ["kg"]},
            "weight.unit: a list is not a unit; expected kg, g, t, Mg, 10^3/uL or mg",
        ),
        ("weight", {"value": 1, "unit": "MG"}, "weight.unit: unknown unit `MG`"),
        ("weight", {"value": 1, "uln": 2}, "weight.uln: `uln` beside a value that is not compared with it"),
        ("warmth", {"value": 1, "uln": 2}, "warmth.uln: `uln` beside a value in xULN; expected the unit of both: K or"),
        ("warmth", {"value": 1, "unit": "xULN", "uln": 2}, "warmth.uln: `uln` beside a value in xULN"),
        ("warmth", {"value": 1, "unit": "K", "uln": 0}, "warmth.uln: an upper limit of normal of `0`; expected more"),
        ("warmth", {"value": 1, "unit": "K", "uln": "<9"}, "warmth.uln: `<9` is not a number; expected a number"),
        ("diet", "meat", "diet: `meat` is not a list; expected a list of names, [] for none"),
        ("diet", ["meat", None], "diet[1]: nothing is not a name; expected the name of a drug or treatment"),
        ("diet", ["meat", 7], "diet[1]: `7` is not a name"),
        ("diet", [" "], "diet[0]: `` is not a name"),
        ("diet", ["unknown"], "diet[0]: `unknown` among names"),
        ("diet", ["meat"] * 101, "diet: 101 names; expected at most 100"),
        ("codes", "B10", "codes: `B10` is not a list; expected a list of codes, [] for none"),
        ("codes", {"value": ["B10", "cold"]}, "codes.value[1]: `cold` is not a diagnosis code; expected an ICD-10-CM"),
        ("codes", ["B10"] * 101, "codes: 101 codes; expected at most 100"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_place_and_what_is_expected(
    fact: str, value: object, message: str
) -> None:
    assert message in problem(fact, value)


def test_all_that_is_wrong_with_one_fact_is_told() -> None:
    found = problems({"warmth": {"value": "x", "unit": "F", "source": 1, "note": [], "color": "red"}})
    assert [line.partition(":")[0] for line in found] == [
        "warmth.value",
        "warmth.unit",
        "warmth.note",
        "warmth.color",
    ]


def exactly(number: object) -> Interval:
    return Interval(Fraction(str(number)), False, Fraction(str(number)), False)


@pytest.mark.parametrize(
    ("value", "numbers", "given"),
    [
        (2, exactly(2), "2"),
        (2.1, exactly("2.1"), "2.1"),
        (0.1 + 0.2, exactly("0.30000000000000004"), "0.30000000000000004"),
        (1e22, exactly(10**22), "1e+22"),
        (Decimal("2.10"), exactly("2.1"), "2.10"),
        ("2.10", exactly("2.1"), "2.10"),
        ({"value": 2500, "unit": "g"}, exactly("2.5"), "2500 g"),
        ({"value": "<2500", "unit": "G"}, Interval(Fraction(0), False, Fraction(5, 2), True), "<2500 G"),
        ({"value": 2, "unit": "T"}, exactly(2000), "2 T"),
        ({"value": 2, "unit": "Mg"}, exactly(2000), "2 Mg"),
        ({"value": 2, "unit": "mg"}, exactly("0.000002"), "2 mg"),
        ({"value": 2, "unit": "10³ / µL"}, exactly(10), "2 10³ / µL"),
        ({"value": 2, "unit": None}, exactly(2), "2"),
        ({"low": 1, "high": 3}, Interval(Fraction(1), False, Fraction(3), False), "1 to 3"),
        (
            {"value": {"low": 1, "high": 3}, "unit": "t"},
            Interval(Fraction(1000), False, Fraction(3000), False),
            "1 to 3 t",
        ),
    ],
)
def test_a_quantity_is_converted_exactly(value: object, numbers: Interval, given: str) -> None:
    read = statement("weight", value)
    assert (read.value, read.given) == (numbers, given)


def test_a_value_is_divided_by_the_upper_limit_of_normal_exactly() -> None:
    assert statement("warmth", {"value": 100, "unit": "K", "uln": 40}).value == exactly("2.5")
    third = statement("warmth", {"value": "<100", "unit": "w/m²", "uln": "30"})
    assert third.value == Interval(Fraction(0), False, Fraction(10, 3), True)
    assert third.given == "<100 w/m², ULN 30"
    assert statement("warmth", {"value": 2, "unit": "× ULN"}).value == exactly(2)


def test_a_value_without_its_upper_limit_of_normal_counts_as_unknown_with_a_note() -> None:
    made = case({"warmth": {"value": 88, "unit": "K", "uln": None}})
    assert not made.statements
    (note,) = made.notes
    assert note.fact == "warmth"
    assert note.message.startswith("`88 K` has no upper limit of normal beside it")


def test_the_highest_number_that_can_be_bounds_what_is_open() -> None:
    assert statement("score", ">=20").value == Interval(Fraction(20), False, Fraction(100), False)
    assert statement("score", ">=100").value == exactly(100)
    assert statement("score", "<100").value == Interval(Fraction(0), False, Fraction(100), True)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(2, 2, 2), ("2.0", 2, 2), ("<3", 0, 2), ("<=3", 0, 3), (">2", 3, None), (">=0", 0, None), ("<1", 0, 0)],
)
def test_a_count_is_whole_at_its_ends(value: object, low: int, high: int | None) -> None:
    expected = Interval(Fraction(low), False, None if high is None else Fraction(high), False)
    assert statement("legs", value).value == expected


def test_a_date_may_be_a_day_object_a_text_or_a_year_as_a_number() -> None:
    day = DateRange(date(2025, 3, 2), date(2025, 3, 2))
    assert statement("born", date(2025, 3, 2)).value == day
    assert statement("born", {"value": "2025-03-02"}).value == day
    assert statement("born", 2025).value == DateRange(date(2025, 1, 1), date(2025, 12, 31))
    assert statement("born", "2025-03").given == "2025-03"


def test_a_source_is_a_text_or_a_list_and_a_blank_one_documents_nothing() -> None:
    assert statement("flies", {"value": "yes", "source": " a "}).source == ("a",)
    assert statement("flies", {"value": "yes", "source": ["a", " ", "b"], "note": "c"}).source == ("a", "b")
    assert statement("flies", {"value": "yes", "source": "", "note": None}).source == ()
    assert statement("flies", {"value": "yes", "note": " c"}).note == "c"


def test_a_set_without_members_and_a_word_without_values_refuse_everything_calmly() -> None:
    bare = Vocabulary(
        {"a": Fact("a", Kind.SET_OF, "a"), "b": Fact("b", Kind.ONE_OF, "b")}, None, Terminology({}, {}, {}, {}, {})
    )
    assert build_case({"facts": {"a": ["x"]}}, bare, "P").statements["a"].value == frozenset()
