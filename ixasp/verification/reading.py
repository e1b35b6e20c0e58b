"""Answers as they were written down, read back: only what is checked, whatever else they hold."""

from pydantic import BaseModel, ConfigDict, Field

from ixasp.worlds.literal import Relation


class Written(BaseModel):
    """A part of an answer as JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class WrittenLiteral(Written):
    """A fact, a relation and a value, with the sources that the answer gives for it."""

    fact: str
    relation: Relation
    value: str
    source: tuple[str, ...] | None = None


class WrittenAuthorization(Written):
    """How long an approval lasts."""

    months: int
    first: str | None = Field(alias="from")
    through: str | None


class WrittenDosing(Written):
    """How the dose stands to its limit."""

    status: str
    limit: str | None = Field(alias="limit_mg_per_m2")


class WrittenDetermination(Written):
    """The answer of `determine`."""

    case: str
    policy: str
    version: str
    knowledge_base: str
    outcome: str
    criteria: dict[str, str]
    basis: tuple[str, ...]
    exclusions: tuple[str, ...]
    reason: tuple[WrittenLiteral, ...] | None
    readings: dict[str, str]
    authorization: WrittenAuthorization | None
    dosing: WrittenDosing | None


class WrittenMissing(Written):
    """The answer of `missing`."""

    case: str
    goal: str
    complete: bool
    completions: tuple[tuple[WrittenLiteral, ...], ...]


class WrittenChange(Written):
    """One counterfactual."""

    changes: dict[str, object]
    literals: tuple[WrittenLiteral, ...]


class WrittenChanges(Written):
    """The answer of `counterfactual`."""

    case: str
    goal: str
    varied: tuple[str, ...]
    complete: bool
    all_minimal: bool
    counterfactuals: tuple[WrittenChange, ...]
