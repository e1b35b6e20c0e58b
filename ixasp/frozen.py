"""The base of every result that leaves the library."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A result: it never changes after it was given."""

    model_config = ConfigDict(frozen=True, extra="forbid")
