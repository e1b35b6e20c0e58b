"""The model of a case, generated from a vocabulary: what it may say, how it is read, and its JSON Schema."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema, create_model

from ixasp.intake.codes import Codes, CodesReading
from ixasp.intake.json_schema import Schema, fact_schema
from ixasp.intake.problems import Finding, Place, Refused, near, refused, seen
from ixasp.intake.reading import Reading, text
from ixasp.intake.records import RecordReader, RecordReading
from ixasp.intake.terminology import Names
from ixasp.intake.values import reader
from ixasp.knowledge.vocabulary import Fact, Kind, Vocabulary

AnyReading = Reading | RecordReading | CodesReading
"""What was read of one fact."""

_MOST_HINTS = 50  # a search for a near name takes its time, and a case may hold a hundred thousand wrong ones


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class CaseReading:
    """Everything that a case says, as it was read."""

    id: str
    description: str
    facts: Mapping[str, AnyReading]
    """What stands in the case, in the order of the vocabulary; some of it may be unknown."""


class CaseModel:
    """Reads plain data as a case of one policy."""

    def __init__(self, vocabulary: Vocabulary, policy: str) -> None:
        """Generate the model; `policy` is the id of the policy."""
        self._names = tuple(vocabulary.facts)
        names = Names(vocabulary.terminology)
        # The fields have names of our own: those of the facts might clash with what every model has.
        fields = {
            f"fact_{position}": _field(_reader(fact, vocabulary, names), fact_schema(fact, vocabulary.record), name)
            for position, (name, fact) in enumerate(vocabulary.facts.items())
        }
        facts = create_model("Facts", __base__=_Strict, **fields)
        self._model = create_model(
            "Case",
            __base__=_Strict,
            id=_field(text, {"description": "the sender's name for the case", **_TEXT}, "id", ""),
            policy=_field(partial(_policy, policy), {"const": policy}, "policy", policy),
            description=_field(text, {"description": "what the case is about, for people", **_TEXT}, "description", ""),
            facts=(facts, Field(description="what is known; what is left out is unknown")),
        )

    def read(self, data: object) -> CaseReading:
        """Return what plain data says; raise Refused with all that is wrong with it."""
        try:
            model = self._model.model_validate(data)
        except ValidationError as error:
            raise Refused(self._findings(error)) from None
        read = vars(model)
        values = vars(read["facts"]).values()
        facts = {name: value for name, value in zip(self._names, values, strict=True) if value is not None}
        return CaseReading(read["id"], read["description"], cast(Mapping[str, AnyReading], facts))

    def json_schema(self) -> Schema:
        """Return the JSON Schema of a case."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **self._model.model_json_schema()}

    def _findings(self, error: ValidationError) -> list[Finding]:
        """Return the model's complaints in our own words."""
        findings: list[Finding] = []
        hints = _MOST_HINTS
        for complaint in error.errors(include_url=False, include_input=False):
            place, cause = complaint["loc"], complaint.get("ctx", {}).get("error")
            if isinstance(cause, Refused):
                findings += [finding.under(*place) for finding in cause.findings]
            elif complaint["type"] == "extra_forbidden":
                hints -= 1
                findings.append(self._unknown(place, hinted=hints >= 0))
            elif complaint["type"] == "missing":
                findings.append(Finding(place, f"{seen(place[-1])} is missing", _FACTS))
            else:
                findings.append(Finding(place, "this is no mapping", _FACTS if place else _CASE))
        return findings

    def _unknown(self, place: Place, *, hinted: bool) -> Finding:
        """Return the finding of a name that nothing declares."""
        name, known = str(place[-1]), self._names if len(place) > 1 else tuple(self._model.model_fields)
        close = near(name, known) if hinted else ""
        what = f"unknown {'fact' if len(place) > 1 else 'key'} {seen(name)}"
        if close:
            return Finding(place, f"{what}; did you mean `{close}`?")
        return Finding(place, what, "a fact that the policy's schema lists" if len(place) > 1 else _CASE)


_TEXT: Schema = {"type": ["string", "null"]}
_FACTS = "a mapping of facts"
_CASE = "a mapping with id, policy, description and facts"


def _reader(fact: Fact, vocabulary: Vocabulary, names: Names) -> Callable[[object], AnyReading]:
    """Return what reads a fact, of whatever kind."""
    if fact.kind is Kind.RECORDS and vocabulary.record is not None:
        return RecordReader(vocabulary.record, names)
    if fact.kind is Kind.CODES:
        return Codes(vocabulary.terminology)
    return reader(fact, names)


def _field(read: Callable[[object], object], json_schema: Schema, name: str, default: str | None = None) -> Any:
    """Return the definition of a field, as the library for models takes it."""
    return Annotated[object, PlainValidator(read), WithJsonSchema(json_schema)], Field(default=default, alias=name)


def _policy(expected: str, value: object) -> str:
    """Return the id of the policy; raise Refused where the case names another one."""
    if value is not None and text(value) != expected:
        raise refused(f"the case is about another policy, {seen(value)}", expected)
    return expected
