from dataclasses import replace

import pytest

from ixasp.errors import CaseError
from ixasp.intake.case import Case, without_sources
from ixasp.intake.documents import read_document
from ixasp.intake.model import Intake, build_case
from tests.intake.zoo import INTAKE, ZOO, case, problems, problems_of


def test_statements_come_in_the_order_of_the_vocabulary() -> None:
    made = case({"born": 2020, "stays": [{"house": "north"}], "legs": 2, "group": "bird"})
    assert list(made.statements) == ["group", "legs", "born", "stays[0].house"]


def test_a_case_is_known_by_its_name_and_policy() -> None:
    made = INTAKE.build_case({"id": 7, "description": " x\n", "facts": {}})
    assert (made.id, made.policy, made.description) == ("7", "ZOO-1", "x")
    assert INTAKE.build_case({"facts": {}, "id": None}).id == ""
    assert isinstance(hash(made), int)


def test_a_case_that_was_built_is_returned_as_it_is() -> None:
    made = case({"legs": 2})
    assert INTAKE.build_case(made) is made
    with pytest.raises(CaseError, match="policy: the case is about another policy, `ZOO-1`; expected ZOO-2"):
        Intake(ZOO, "ZOO-2").build_case(made)


def test_json_yaml_and_python_say_the_same() -> None:
    yaml = (
        b"{policy: ZOO-1, facts: {legs: 2, weight: {value: 2.50, unit: t}, born: 2020-01-15, flies: no, diet: [hay]}}"
    )
    json = (
        b'{"policy": "ZOO-1", "facts": {"legs": 2, "weight": {"value": 2.50, "unit": "t"}, "born": "2020-01-15",'
        b' "flies": false, "diet": ["hay"]}}'
    )
    from_yaml, from_json = (
        INTAKE.build_case(read_document(text, name)) for text, name in [(yaml, "x.yaml"), (json, "x.json")]
    )
    python = build_case(
        {
            "facts": {
                "legs": 2,
                "weight": {"value": 2.5, "unit": "t"},
                "born": "2020-01-15",
                "flies": "no",
                "diet": ("hay",),
            }
        },
        ZOO,
        "ZOO-1",
    )
    values = [{path: read.value for path, read in made.statements.items()} for made in (from_yaml, from_json, python)]
    assert values[0] == values[1] == values[2]


def test_the_document_leads_back_to_the_same_case() -> None:
    made = case({"weight": {"value": 0.1, "unit": "t", "source": ["a"]}, "diet": {"hay", "gold"}, "flies": True})
    again = INTAKE.build_case(made.document)
    assert again == made
    assert again.document is not made.document


def test_the_document_is_a_copy_of_what_was_sent() -> None:
    diet = ["hay"]
    made = case({"diet": diet})
    diet.append("steak")
    assert made.document["facts"] == {"diet": ["hay"]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "this is no mapping; expected a mapping with id, policy, description and facts"),
        ([], "this is no mapping"),
        ("facts", "this is no mapping"),
        ({}, "facts: `facts` is missing; expected a mapping of facts"),
        ({"facts": None}, "facts: this is no mapping; expected a mapping of facts"),
        ({"facts": []}, "facts: this is no mapping; expected a mapping of facts"),
        ({"facts": {}, "id": ["x"]}, "id: a list is not text; expected text"),
        ({"facts": {}, "id": True}, "id: `true` is not text; expected text"),
        ({"facts": {}, "description": {}}, "description: a mapping is not text; expected text"),
        ({"facts": {}, "policy": "ZOO-2"}, "policy: the case is about another policy, `ZOO-2`; expected ZOO-1"),
        ({"facts": {}, "policy": []}, "policy: a list is not text; expected text"),
        ({"facts": {}, "polcy": "ZOO-1"}, "polcy: unknown key `polcy`; did you mean `policy`?"),
        ({"facts": {}, "patient": "x"}, "patient: unknown key `patient`; expected a mapping with id, policy"),
        ({"facts": {"grup": "bird"}}, "facts.grup: unknown fact `grup`; did you mean `group`?"),
        ({"facts": {"soul": "yes"}}, "facts.soul: unknown fact `soul`; expected a fact that the policy's schema lists"),
        ({"facts": {"fact_0": "bird"}}, "facts.fact_0: unknown fact `fact_0`"),
        ({"facts": {7: "bird"}}, "facts: a name that is no text; expected names as text"),
    ],
)
def test_what_is_no_case_is_refused(data: object, message: str) -> None:
    (problem,) = problems_of(data)
    assert message in str(problem)
    assert str(problem).startswith(message[:8])


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems_of(
        {
            "facts": {
                "born": "never",
                "wings": 2,
                "flies": {"value": "perhaps", "colour": 1},
                "stays_complete": "yes",
                "group": object(),
                "diet": ["hay", {"a": "\0"}],
            },
            "id": [],
            "policy": "ZOO-2",
        }
    )
    assert [problem.path for problem in found] == [
        "facts.born",
        "facts.wings",
        "facts.flies.value",
        "facts.flies.colour",
        "facts.stays_complete",
        "facts.group",
        "facts.diet[1]",
        "facts.diet[1].a",
        "id",
        "policy",
    ]


def test_tens_of_thousands_of_unknown_names_are_all_told() -> None:
    assert len(problems({f"groupx{number}": 1 for number in range(30_000)})) == 30_000


def documented(case: Case) -> list[str]:
    return list(without_sources(case).statements)


def test_without_sources_only_documented_statements_stay() -> None:
    made = case({"legs": {"value": 2, "source": "x"}, "flies": "yes", "codes": ["B10"]})
    assert documented(made) == ["legs"]
    assert without_sources(made).supplied == made.supplied


def test_without_sources_an_undocumented_record_is_not_told() -> None:
    complete = {"value": "yes", "source": "x"}
    kept = without_sources(case({"stays": [{"house": "north"}, {}], "stays_complete": complete}))
    assert (kept.entries, kept.left_out, dict(kept.statements)) == (None, frozenset(), {})


def test_without_sources_an_undocumented_entry_is_left_out_and_the_record_is_complete_no_more() -> None:
    stays = [{"house": "north"}, {"house": "south", "source": "y"}]
    made = case({"stays": stays, "stays_complete": {"value": "yes", "source": "x"}})
    kept = without_sources(made)
    assert (kept.entries, kept.left_out, list(kept.statements)) == (2, frozenset({0}), ["stays[1].house"])


def test_without_sources_a_documented_record_stays_as_it_is() -> None:
    made = case(
        {"stays": {"value": [{"house": "north"}], "source": "x"}, "stays_complete": {"value": "yes", "source": "x"}}
    )
    assert without_sources(made) == made
    empty = case({"stays": [], "stays_complete": {"value": "yes", "source": "x"}})
    assert without_sources(empty) == empty


def test_a_case_never_changes() -> None:
    made = case({"legs": 2})
    with pytest.raises(TypeError):
        made.statements["legs"] = replace(made.statements["legs"], given="3")  # type: ignore[index]  # that is the test
