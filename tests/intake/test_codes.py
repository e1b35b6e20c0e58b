import pytest

from tests.intake.zoo import case, problem

BIRD, FLIGHTLESS, FLIES = ("group", "bird"), ("flies", "no"), ("flies", "yes")


@pytest.mark.parametrize(
    ("code", "written", "facts"),
    [
        ("B10", "B10", [BIRD]),
        ("b10.1", "B10.1", [BIRD]),
        ("B102", "B10.2", [BIRD, BIRD, FLIGHTLESS]),
        ("B10.2-", "B10.2", [BIRD, BIRD, FLIGHTLESS]),
        (" B10.- ", "B10", [BIRD]),
        ("B10.251A", "B10.251A", [BIRD, BIRD, FLIGHTLESS, FLIES]),
        ("M20", "M20", []),
        ("M20.11", "M20.11", [("group", "mammal")]),
        ("Z99.9", "Z99.9", []),
        ("C4A.0", "C4A.0", []),
    ],
)
def test_every_declared_prefix_of_a_code_supplies_its_facts(
    code: str, written: str, facts: list[tuple[str, str]]
) -> None:
    made = case({"codes": [code]})
    assert list(made.supplied) == [(*fact, written, ()) for fact in facts]
    assert not made.statements
    assert not made.notes


def test_a_prefix_that_supplies_nothing_wins_and_says_why() -> None:
    made = case({"codes": {"value": ["B10.91", "M20.15", "M20.1", "M20.1"], "source": "label"}})
    assert made.supplied == (("group", "mammal", "M20.1", ("label",)),)
    assert [(note.fact, note.message) for note in made.notes] == [
        ("codes", "B10.91 supplies no fact: it may name a bat"),
        ("codes", "M20.15 supplies no fact: it is extinct"),
    ]


@pytest.mark.parametrize(
    "code", ["", "B1", "1B0", "BB0", "B10.", "B10.12345", "B10..1", "B10 1", "B10.１", "Б10", 7, None]
)
def test_what_is_no_code_is_refused(code: object) -> None:
    assert problem("codes", [code]).startswith("codes[0]: ")
