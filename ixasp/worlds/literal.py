"""A literal: the smallest thing that can be known of a case."""

from enum import StrEnum
from typing import NamedTuple


class Relation(StrEnum):
    """How a literal relates a fact and a value."""

    IS = "is"
    INCLUDES = "includes"
    EXCLUDES = "excludes"
    AT_LEAST = "at_least"
    BELOW = "below"
    ABOVE = "above"
    AT_MOST = "at_most"


class Literal(NamedTuple):
    """A fact, a relation and a value."""

    fact: str
    """The fact's name, or the path of a field: `RECORD[0].FIELD`."""
    relation: Relation
    value: str
    """In the fact's default unit."""
