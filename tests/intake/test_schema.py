import json
from typing import Any

import jsonschema
import pytest

from ixasp.intake.model import schema
from tests.intake.zoo import FOODS, ZOO, problems_of

SCHEMA: dict[str, Any] = schema(ZOO, "ZOO-1")
FACTS: dict[str, Any] = SCHEMA["$defs"]["Facts"]

EXAMPLE: dict[str, object] = {
    "id": "x",
    "policy": "ZOO-1",
    "description": None,
    "facts": {
        "group": "bird",
        "flies": {"value": False, "source": ["a", "b"], "note": "c"},
        "diet": ["hay", "gold"],
        "codes": ["B10.2-", "M20"],
        "weight": {"value": "<= 2.5", "unit": "g"},
        "warmth": {"value": {"low": 1, "high": "3.5"}, "unit": "K", "uln": 40},
        "score": 12.5,
        "legs": {"low": 1, "high": 2},
        "born": "2020-02",
        "stays": [{"foods": ["hay"], "departure": "staying", "last_meals": {"hay": 2020}, "source": "a"}],
        "stays_complete": "unknown",
        "size": None,
    },
}


def test_the_schema_is_strict_and_names_the_policy() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["properties"]["policy"]["const"] == "ZOO-1"
    assert SCHEMA["required"] == ["facts"]
    assert SCHEMA["additionalProperties"] is False
    assert FACTS["additionalProperties"] is False
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_fact_stands_in_the_schema_with_its_label_and_question() -> None:
    properties = FACTS["properties"]
    assert list(properties) == list(ZOO.facts)
    for name, fact in ZOO.facts.items():
        assert properties[name]["title"] == fact.label
        assert properties[name].get("description", "") == fact.question


def test_a_fact_is_bare_or_unknown_or_a_mapping() -> None:
    bare, unknown, mapping = FACTS["properties"]["weight"]["anyOf"]
    assert [kind.get("type") for kind in bare["anyOf"]] == ["number", "string", "object"]
    assert unknown == {"enum": ["unknown", None]}
    assert list(mapping["properties"]) == ["value", "unit", "source", "note"]
    assert mapping["properties"]["unit"]["enum"] == ["kg", "g", "t", "Mg", "10^3/uL", "mg", None]
    assert mapping["additionalProperties"] is False
    measured = FACTS["properties"]["warmth"]["anyOf"][2]
    assert measured["dependentRequired"] == {"uln": ["unit"]}


def test_an_entry_of_the_record_has_its_own_schema() -> None:
    entry = FACTS["properties"]["stays"]["anyOf"][0]["items"]
    assert entry["additionalProperties"] is False
    assert set(entry["properties"]) == {*ZOO.record.fields, "source", "note"} if ZOO.record else False
    assert entry["properties"]["foods"]["anyOf"][0]["items"]["examples"] == list(FOODS)


@pytest.fixture
def validator() -> Any:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def test_a_valid_case_fits_the_schema(validator: Any) -> None:
    assert problems_of(EXAMPLE) == ()
    validator.validate(EXAMPLE)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("grup", "bird"),
        ("group", "brid"),
        ("flies", 1),
        ("flies", {"value": "yes", "unit": "kg"}),
        ("diet", "hay"),
        ("codes", ["cold"]),
        ("weight", {"value": 1, "unit": "stone"}),
        ("weight", -1),
        ("weight", "1,5"),
        ("warmth", {"value": 1, "uln": 40}),
        ("score", 101),
        ("legs", {"low": 1}),
        ("born", "2020-2"),
        ("stays", [{"hose": "north"}]),
        ("stays", [{}] * 41),
    ],
)
def test_what_the_schema_refuses_is_a_problem_too(validator: Any, fact: str, value: object) -> None:
    data = {"facts": {fact: value}}
    assert not validator.is_valid(data)
    assert problems_of(data)
