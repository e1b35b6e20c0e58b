"""Answers as they were written down, read back: each of their fields that is checked, with nothing converted."""

from pydantic import BaseModel, ConfigDict, Field

from ixasp.worlds.literal import Relation


class Written(BaseModel):
    """A part of an answer as JSON; what else the part holds is told apart in `fields`."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class WrittenLiteral(Written):
    """A fact, a relation and a value, with what the answer says that the case gives for it."""

    fact: str
    relation: Relation
    value: str
    unit: str | None = None
    given: str | None = None
    source: tuple[str, ...] | None = None


class WrittenNote(Written):
    """Something that the reader should know about how the case was read."""

    fact: str
    message: str


class WrittenAuthorization(Written):
    """How long an approval lasts."""

    months: int
    first: str | None = Field(alias="from")
    through: str | None


class WrittenDosing(Written):
    """How the dose stands to its limit, and what the limit comes to."""

    status: str
    limit: str | None = Field(alias="limit_mg_per_m2")
    possible_limits: tuple[str, ...] | None = Field(default=None, alias="possible_limits_mg_per_m2")
    area: str | None = Field(alias="bsa_used_m2")
    amount: str | None = Field(alias="limit_mg")
    billing_units: int | None
    billing_code: str
    interval_days: int
    settled_by: tuple[str, ...]
    notes: tuple[str, ...]


class WrittenDocumentation(Written):
    """What the outcome rests on without a source."""

    undocumented: tuple[str, ...]


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
    documentation: WrittenDocumentation
    notes: tuple[WrittenNote, ...]


class WrittenMissing(Written):
    """The answer of `missing`."""

    case: str
    goal: str
    complete: bool
    completions: tuple[tuple[WrittenLiteral, ...], ...]
    notes: tuple[WrittenNote, ...] = ()


class WrittenChange(Written):
    """One counterfactual."""

    changes: dict[str, object]
    literals: tuple[WrittenLiteral, ...]


class WrittenChanges(Written):
    """The answer of `counterfactual`."""

    case: str
    goal: str
    outcome: str
    varied: tuple[str, ...]
    complete: bool
    all_minimal: bool
    counterfactuals: tuple[WrittenChange, ...]
    towards: tuple[WrittenChange, ...] = ()
    notes: tuple[WrittenNote, ...] = ()
