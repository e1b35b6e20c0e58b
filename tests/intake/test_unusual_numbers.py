"""Numbers that are hardly possible: they count as given, and the reader is told to check them."""

import pytest

from ixasp import KnowledgeBase

POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")


def noted(fact: str, value: object) -> bool:
    """Whether a note asks to check what a case says of a fact."""
    case = POLICY.case({"policy": POLICY.id, "facts": {fact: value}})
    return any(note.fact == fact and "check the number and its unit" in note.message for note in case.notes)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        *((fact, 0) for fact in ("bsa", "dose", "anc", "platelets", "ast", "alt", "total_bilirubin")),
        ("bsa", "0.05"),
        ("dose", 1),
        ("dose", {"value": 400, "unit": "mg/m2"}),
        ("ast", 88),
        ("alt", {"value": 0, "unit": "U/L", "uln": 40}),
        ("anc", "<10"),
        ("dose", ">=500"),
    ],
    ids=str,
)
def test_an_unusual_number_is_noted_however_it_is_given(fact: str, value: object) -> None:
    assert noted(fact, value)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("bsa", "1.9"),
        ("dose", 20),
        ("dose", 60),
        ("ast", {"value": 88, "unit": "U/L", "uln": 40}),
        ("anc", ">0"),
        ("anc", "<1500"),
        ("pd_l1_cps", 0),
        ("prior_lines", 0),
    ],
    ids=str,
)
def test_a_usual_number_and_a_bound_that_holds_one_are_not(fact: str, value: object) -> None:
    assert not noted(fact, value)
