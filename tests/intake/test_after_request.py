"""Dates of a record that lie after the day of the request."""

import pytest

from tests.intake.zoo import case, problems


def notes(born: object, *entries: object) -> list[tuple[str, str]]:
    """Return the notes on a record; the date that selects the version of the zoo's policy is that of birth."""
    facts = {"stays": list(entries)} | ({} if born is None else {"born": born})
    return [(note.fact, note.message) for note in case(facts).notes]


def test_every_date_of_an_entry_that_is_after_the_request_is_reported_and_stays_as_it_is() -> None:
    entry = {
        "foods": ["hay", "steak"],
        "arrival": "2025-03-01",
        "departure": "2025-06",
        "illness": {"value": "2026", "source": "x"},
        "last_meals": {"hay": "2025-03-02", "Steak": "2025-04"},
    }
    assert notes("2024-09-23", {}, entry) == [
        ("stays[1].arrival", "`2025-03-01` is after the day of birth `2024-09-23`; check the dates"),
        ("stays[1].departure", "`2025-06` is after the day of birth `2024-09-23`; check the dates"),
        ("stays[1].illness", "`2026` is after the day of birth `2024-09-23`; check the dates"),
        ("stays[1].last_meals", "`2025-03-02` for `hay` is after the day of birth `2024-09-23`; check the dates"),
        ("stays[1].last_meals", "`2025-04` for `Steak` is after the day of birth `2024-09-23`; check the dates"),
    ]
    assert "stays[1].arrival" in case({"born": "2024-09-23", "stays": [{}, entry]}).statements


@pytest.mark.parametrize(
    ("born", "arrival"),
    [
        ("2024-09-23", "2024-09-23"),
        ("2024-09-23", "2024-09"),
        ("2024-09-23", "2024"),
        ("2024-09", "2024-09-30"),
        ("2024", "2024-12-31"),
        (None, "2199"),
        ("unknown", "2199"),
    ],
)
def test_a_date_that_may_be_no_later_than_the_request_is_not_reported(born: object, arrival: str) -> None:
    assert notes(born, {"arrival": arrival, "last_meals": "unknown", "departure": "staying"}) == []


def test_the_first_day_after_the_request_is_reported_however_coarse_both_are() -> None:
    assert len(notes("2024-09-23", {"arrival": "2024-09-24"})) == 1
    assert len(notes("2024-09", {"arrival": "2024-10"})) == 1
    assert len(notes("2024", {"arrival": "2025"})) == 1


def test_a_last_date_whose_day_is_unknown_is_not_reported() -> None:
    assert notes("2024-09-23", {"foods": ["hay"], "last_meals": {"hay": "unknown"}}) == []


def test_a_date_after_the_request_is_no_problem() -> None:
    assert problems({"born": "2024-09-23", "stays": [{"arrival": "2025"}]}) == []
