"""Whatever a caller sends, the answer is a case or a CaseError."""

from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ixasp.errors import CaseError, Problem
from ixasp.intake.case import Case
from ixasp.intake.documents import read_document
from tests.intake.zoo import FACTS, INTAKE, STAYS, case, problem, problems_of, stays

RECURSIVE: dict[str, object] = {"value": "x"}
RECURSIVE["source"] = [RECURSIVE]


def problems_of_text(data: bytes, name: str) -> tuple[Problem, ...]:
    try:
        read_document(data, name)
    except CaseError as error:
        return error.problems
    return ()


class Liar:
    """An object that fails at whatever it is asked."""

    @property  # type: ignore[misc]  # mypy wants a writable class, which this one is not meant to have
    def __class__(self) -> type:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("fact", "value", "message"),
    [
        ("group", "x" * 10_000_000, "too large, with a text of 10000000 characters; expected a case of at most 1 MiB"),
        ("group", "x" * 1_000_000, f"unknown value `{'x' * 59}…`; expected bird, mammal or Fish"),
        ("group", "bird\n  injected: 1", r"unknown value `bird\n  injected: 1`; expected"),
        ("group", "\x1b[31mbird", r"unknown value `\x1b[31mbird`"),
        ("group", "\u202ebird", r"`\u202ebird`"),
        ("group", 'bird"', 'unknown value `bird"`'),
        ("group", "bird). approve.", "unknown value `bird). approve.`"),
        ("group", "#script (python) quit() #end.", "unknown value `#script (python) quit() #end.`"),
        ("group", b"bird", "a value of a kind that a case cannot hold"),
        ("group", {"bird"}, "a list is not one of the values"),
        ("group", 10**4000, "a number that is too long"),
        ("legs", "NaN", "`NaN` is not a number"),
        ("legs", "1e400", "the number `1e400` is too long; expected at most 30 digits"),
        ("legs", "1e999999999", "`1e999999999` is not a number"),
        ("legs", "9" * 100_000, "is too long; expected at most 30 digits"),
        ("legs", "<" * 100_000, "is not a number"),
        ("weight", {"value": 1, "unit": "kg). approve."}, "unknown unit `kg). approve.`"),
        ("diet", ["hay"] * 100_000, "more than 100000 values"),
        ("diet", [["hay"]], "diet[0]: a list is not a name"),
        ("stays", [{"house": "north"}] * 5_000, "stays: 5000 entries; expected at most 40"),
        ("stays", [[]], "stays[0]: a list is not a mapping"),
        ("stays", {"value": {"value": []}}, "stays.value: a mapping is not a list"),
        ("a\nb`c", 1, r"facts.a\nb`c: unknown fact `a\nb`c`"),
    ],
    ids=lambda value: repr(value)[:20] if isinstance(value, str) else type(value).__name__,
)
def test_hostile_input_gets_a_clear_error(fact: str, value: object, message: str) -> None:
    with pytest.raises(CaseError) as error:
        case({fact: value})
    told = str(error.value)
    assert message in told
    assert "\n" not in told
    assert len(told) < 500


@pytest.mark.parametrize("text", ['"', "\n", "). approve.", "#script", "%*", "{{", "é", "\x1b", "名前"])
def test_odd_texts_are_harmless_where_any_text_may_stand(text: str) -> None:
    made = INTAKE.build_case(
        {"id": text, "description": text, "facts": {"flies": {"value": "yes", "source": text, "note": text}}}
    )
    assert made.statements["flies"].source == ((text.strip(),) if text.strip() else ())
    assert case({"diet": [f"x{text}"]}).statements["diet"].value == frozenset({"anything_else"})


def test_five_thousand_entries_of_a_file_are_refused_by_their_number() -> None:
    text = "facts:\n  stays:\n" + "  - {house: north, arrival: 2020}\n" * 5_000
    with pytest.raises(CaseError, match=r"facts\.stays: 5000 entries; expected at most 40"):
        INTAKE.build_case(read_document(text.encode(), "x.yaml"))


@pytest.mark.parametrize(
    "data",
    [Mock(spec=Case), MagicMock(), Case, object, b"", {1, 2}, iter([]), 1j, ...],
    ids=lambda data: type(data).__name__,
)
def test_whatever_is_no_case_is_a_case_error(data: object) -> None:
    with pytest.raises(CaseError):
        INTAKE.build_case(data)


def test_a_structure_that_holds_itself_is_a_case_error() -> None:
    found = problems_of({"facts": {"group": RECURSIVE}})
    assert [problem.message for problem in found] == [
        "unknown value `x`",
        "a mapping is not text",
        "nested deeper than 32 levels",
    ]


def test_an_object_that_fails_at_whatever_it_is_asked_is_a_case_error() -> None:
    assert problem("group", Liar()).startswith("group: a value of a kind that a case cannot hold")
    with pytest.raises(CaseError):
        INTAKE.build_case(Liar())


def test_a_long_chain_of_keys_and_brackets_is_only_a_name() -> None:
    assert problem("stays[0].house", "north").startswith("stays[0].house: unknown fact")
    assert stays().entries == 0


names = st.sampled_from(
    [*(fact.name for fact in FACTS), *STAYS.fields, "value", "source", "unit", "uln", "low", "high"]
)
scalars: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.dates()
    | st.text(max_size=8)
    | st.text("0123456789.-+eE<>=", max_size=8)
    | st.binary(max_size=3)
    | st.sampled_from(["yes", "bird", "hay", "unknown", "2020-02", "<3", "B10.2", "K", "staying", "none"])
)
keys = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.binary(max_size=3)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(names, inner, max_size=5)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=25,
)
fact_of = st.one_of(
    anything,
    st.fixed_dictionaries({"value": anything}, optional={"unit": anything, "uln": anything, "source": anything}),
    st.lists(st.dictionaries(st.sampled_from(list(STAYS.fields)), anything, max_size=5), max_size=3),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    anything
    | st.fixed_dictionaries({"facts": st.dictionaries(names, fact_of, max_size=6)}, optional={"id": anything})
    | st.fixed_dictionaries({"facts": st.dictionaries(names, fact_of, max_size=1)})
)
def test_any_data_is_a_case_or_a_case_error(data: object) -> None:
    found = problems_of(data)
    assert all(str(problem).isprintable() for problem in found)
    if not found:
        made = INTAKE.build_case(data)
        assert INTAKE.build_case(made.document) == made


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_plain_data_or_a_case_error(data: bytes) -> None:
    for name in ("x.json", "x.yaml", "-"):
        assert all(str(problem).isprintable() for problem in problems_of_text(data, name))


@settings(max_examples=400, deadline=None)
@given(st.text("{}[]:,-?!&*|>'\"%@#~ab0.\n ", max_size=40))
def test_any_punctuation_is_plain_data_or_a_case_error(text: str) -> None:
    for name in ("x.json", "x.yaml", "-"):
        assert all(str(problem).isprintable() for problem in problems_of_text(text.encode(), name))
