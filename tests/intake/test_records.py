from datetime import date

import pytest

from ixasp.intake.dates import ANY_DAY, DateRange
from tests.intake.zoo import case, problem, problem_of_stay, problems, stays


def test_each_known_field_of_an_entry_is_a_statement_in_the_declared_order() -> None:
    made = stays({"illness": "none", "foods": ["hay"], "house": "unknown"}, {}, {"departure": "staying"})
    assert [(path, read.value) for path, read in made.statements.items()] == [
        ("stays[0].foods", frozenset({"grass"})),
        ("stays[0].illness", "none"),
        ("stays[2].departure", "staying"),
    ]
    assert made.entries == 3


def test_an_empty_record_is_a_record() -> None:
    assert case({"stays": []}).entries == 0
    assert case({"stays": {"value": []}, "stays_complete": "yes"}).entries == 0
    assert case({}).entries is None


def test_a_field_without_a_source_has_that_of_its_entry_and_that_of_the_record() -> None:
    entries = [{"house": {"value": "north", "source": "a"}, "arrival": 2020, "source": "b"}, {"house": "south"}]
    made = case({"stays": {"value": entries, "source": ["c"], "note": "d"}})
    assert {path: read.source for path, read in made.statements.items()} == {
        "stays[0].house": ("a",),
        "stays[0].arrival": ("b",),
        "stays[1].house": ("c",),
    }
    assert {read.note for read in made.statements.values()} == {"d"}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"arrival": "2020-05-02", "departure": "2020-05-01"},
            "departure: `2020-05-01` is before arrival `2020-05-02`",
        ),
        (
            {"arrival": "2020-05", "departure": "2020-04"},
            "departure: `2020-04` is before arrival `2020-05`; expected no",
        ),
        ({"arrival": "2020", "illness": "2019-12-31"}, "illness: `2019-12-31` is before arrival `2020`"),
        ({"illness": "2020", "was_ill": "no"}, "was_ill: `no` with illness `2020`; expected yes"),
        ({"illness": "none", "was_ill": True}, "was_ill: `yes` with illness `none`; expected no"),
        (
            {"arrival": "2020", "foods": ["hay"], "last_meals": {"hay": "2019"}},
            "last_meals.hay: `2019` is before arrival `2020`",
        ),
        (
            {"departure": "2020-03", "foods": ["hay"], "last_meals": {"hay": "2020-04-01"}},
            "last_meals.hay: `2020-04-01` is after departure `2020-03`",
        ),
        ({"foods": ["hay"], "last_meals": {"steak": "2020"}}, "last_meals.steak: `steak` is not among foods; expected"),
        ({"foods": ["grass"], "last_meals": {"hay": "2020"}}, "last_meals.hay: `hay` is not among foods"),
        ({"foods": [], "last_meals": {"hay": "2020"}}, "last_meals.hay: `hay` is not among foods"),
        ({"last_meals": {"hay": "2020"}}, "last_meals.hay: `hay` is not among foods; expected foods to name it"),
        (
            {"foods": ["hay"], "last_meals": {"hay": "2020", "Dried grass": "2020"}},
            "last_meals.Dried grass: `Dried grass` is `hay` again",
        ),
        ({"foods": ["hay"], "last_meals": {"hay": "soon"}}, "last_meals.hay: `soon` is not a date"),
        ({"foods": ["hay"], "last_meals": ["hay"]}, "last_meals: a list is not a mapping; expected a date for each"),
        (
            {"arrival": "2020", "departure": {"value": "2019", "source": "x"}},
            "departure.value: `2019` is before arrival `2020`",
        ),
        ({"hose": "north"}, "hose: unknown field `hose` (did you mean `house`?); expected foods, house, arrival"),
        ({"house": "west"}, "house: unknown value `west`; expected north or south"),
        ({"departure": "gone"}, "departure: `gone` is not a date; expected a day (2025-03-02)"),
        ({"source": {}}, "source: a mapping is not text"),
        ({"house": {"value": "north", "unit": "m"}}, "house.unit: `unit` beside a value that has no unit"),
    ],
)
def test_what_cannot_be_in_one_entry_is_refused(entry: dict[str, object], message: str) -> None:
    assert message in problem_of_stay(entry)


@pytest.mark.parametrize(
    "entry",
    [
        {"arrival": "2020-05-02", "departure": "2020-05-02", "illness": "2020-05-02"},
        {"arrival": "2020-05", "departure": "2020-05", "illness": "2020"},
        {"arrival": "2020-05-02", "departure": "staying", "illness": "2020-06", "was_ill": "yes"},
        {"arrival": "2199", "illness": "none", "was_ill": "no"},
        {"departure": "2020-03", "foods": ["Dried grass"], "last_meals": {"HAY": "2020-03-31"}},
        {"departure": "2020-03", "foods": ["gold dust"], "last_meals": {"Gold-Dust": "2020"}},
        {"departure": "2020", "illness": "2021"},
    ],
)
def test_what_may_be_in_one_entry_is_accepted(entry: dict[str, object]) -> None:
    stays(entry)


def test_contradictions_are_told_beside_other_problems_and_in_file_order() -> None:
    entry = {
        "was_ill": "perhaps",
        "departure": "2019",
        "foods": ["hay", 3],
        "arrival": "2020",
        "last_meals": {"x": 2018},
    }
    found = problems({"stays": [{}, entry], "group": "stone", "born": "never"})
    assert [line.partition(":")[0] for line in found] == [
        "stays[1].was_ill",
        "stays[1].departure",
        "stays[1].foods[1]",
        "stays[1].last_meals.x",
        "group",
        "born",
    ]


def test_last_dates_are_kept_by_name_with_their_concepts() -> None:
    meals = {"Sirloin": "2020-02", "hay": None}
    read = stays({"foods": ["steak", "hay"], "last_meals": meals}).statements["stays[0].last_meals"]
    assert read.value == (
        ("Sirloin", ("meat",), DateRange(date(2020, 2, 1), date(2020, 2, 29))),
        ("hay", ("grass",), ANY_DAY),
    )
    assert read.given == "Sirloin: 2020-02, hay: unknown"
    assert "stays[0].last_meals" not in stays({"foods": ["hay"], "last_meals": {}}).statements


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("hay", "stays: `hay` is not a list; expected a list with a mapping for each stay"),
        ({"foods": []}, "stays.foods: unknown key `foods`"),
        ([None], "stays[0]: nothing is not a mapping"),
        ([{}, "hay"], "stays[1]: `hay` is not a mapping; expected a mapping with foods, house"),
        ([{}] * 41, "stays: 41 entries; expected at most 40"),
        ({"value": [{}, {"house": "west"}]}, "stays.value[1].house: unknown value `west`"),
    ],
)
def test_what_is_no_record_is_refused(record: object, message: str) -> None:
    assert message in problem("stays", record)


def test_forty_entries_are_accepted() -> None:
    assert stays(*[{"house": "north"}] * 40).entries == 40


@pytest.mark.parametrize("record", [{}, {"stays": None}, {"stays": {"value": "unknown"}}])
@pytest.mark.parametrize("complete", ["yes", False, {"value": "no"}])
def test_a_record_that_is_not_given_cannot_be_complete(record: dict[str, object], complete: object) -> None:
    found = problems({**record, "stays_complete": complete})
    assert found == ["stays_complete: there is no stays; expected stays, [] for none"]
    assert problems({**record, "stays_complete": "unknown"}) == []
