"""The JSON Schema of each fact, built from its declaration."""

from typing import Final

from ixasp.intake.codes import CODE_PATTERN, MOST_CODES
from ixasp.intake.dates import DATE_PATTERN, FIRST_YEAR, LAST_YEAR
from ixasp.intake.interval import BOUND_PATTERN, NUMBER_PATTERN
from ixasp.intake.members import MOST_MEMBERS
from ixasp.intake.records import MOST_ENTRIES
from ixasp.intake.units import Units
from ixasp.knowledge.vocabulary import YES_NO, Fact, Kind, Record

Schema = dict[str, object]

SOURCE: Final[Schema] = {
    "description": "where it is documented",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}],
}
NOTE: Final[Schema] = {"description": "a remark", "type": ["string", "null"]}

_UNKNOWN: Final[Schema] = {"enum": ["unknown", None]}
_NUMBER: Final[Schema] = {
    "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": rf"^{NUMBER_PATTERN}$"}]
}


def fact_schema(fact: Fact, record: Record | None) -> Schema:
    """Return the schema of a fact: a bare value, or a mapping with what stands beside it."""
    value = _records(record) if fact.kind is Kind.RECORDS and record is not None else _value(fact)
    properties: Schema = {"value": {"anyOf": [value, _UNKNOWN]}}
    if fact.kind is Kind.QUANTITY:
        properties |= _measured(fact)
    schema: Schema = {"title": fact.label}
    if fact.question:
        schema["description"] = fact.question
    beside = _mapping({**properties, "source": SOURCE, "note": NOTE}, ["value"])
    if "uln" in properties:
        beside["dependentRequired"] = {"uln": ["unit"]}
    return schema | {"anyOf": [value, _UNKNOWN, beside]}


def _mapping(properties: Schema, required: list[str]) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | ({"required": required} if required else {})


def _records(record: Record) -> Schema:
    fields: Schema = {name: fact_schema(field, None) for name, field in record.fields.items()}
    entry = {"title": record.entry_name} | _mapping({"source": SOURCE, "note": NOTE} | fields, [])
    return {"type": "array", "maxItems": MOST_ENTRIES, "items": entry}


def _value(fact: Fact) -> Schema:
    """Return the schema of a bare value."""
    match fact.kind:
        case Kind.ONE_OF:
            return {"enum": list(fact.domain)}
        case Kind.YES_NO:
            return {"enum": [*YES_NO, True, False]}
        case Kind.COUNT:
            return _numbers({"type": "integer", "minimum": 0}, rf"^(?:{BOUND_PATTERN}\s*)?{NUMBER_PATTERN}$")
        case Kind.QUANTITY:
            return _numbers(_up_to(fact), rf"^(?:{BOUND_PATTERN}\s*)?{NUMBER_PATTERN}$")
        case Kind.SET_OF:
            members = f"{', '.join(fact.domain)}, or the name of a drug or treatment"
            return {
                "description": "complete: what is not listed is absent",
                "type": "array",
                "maxItems": MOST_MEMBERS,
                "items": {"type": "string", "description": members, "examples": list(fact.domain)},
            }
        case Kind.DATE:
            return {"anyOf": [_DATE, {"enum": list(fact.special)}]} if fact.special else _DATE
        case Kind.DATES_BY:
            return {"type": "object", "additionalProperties": {"anyOf": [_DATE, _UNKNOWN]}}
        case Kind.CODES:
            items: Schema = {"type": "string", "pattern": rf"^{CODE_PATTERN}$"}
            return {"type": "array", "maxItems": MOST_CODES, "items": items}
        case Kind.RECORDS:
            return {"type": "array"}


_DATE: Final[Schema] = {
    "description": "a day, a month or a year",
    "anyOf": [
        {"type": "string", "pattern": rf"^{DATE_PATTERN}$"},
        {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
    ],
}


def _numbers(number: Schema, pattern: str) -> Schema:
    """Return the schema of a number, exact, bounded or in a range."""
    text: Schema = {"type": "string", "pattern": pattern}
    return {"anyOf": [number, text, _mapping({"low": _NUMBER, "high": _NUMBER}, ["low", "high"])]}


def _up_to(fact: Fact) -> Schema:
    number: Schema = {"type": "number", "minimum": 0}
    # A value in another unit may be larger than the highest in the default unit.
    alone = fact.highest is not None and not fact.units and not fact.relative_units
    return number | ({"maximum": float(fact.highest)} if alone and fact.highest is not None else {})


def _measured(fact: Fact) -> Schema:
    units = Units(fact)
    properties: Schema = {}
    if units.names:
        properties["unit"] = {"description": f"{units.default.name} if left out", "enum": [*units.names, None]}
    if units.relative:
        properties["uln"] = {"description": "the laboratory's upper limit of normal"} | _NUMBER
    return properties
