"""What the criteria can ask about a patient, each fact of whom has one or more possible values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from tests.reference.facts import AGENTS, member
from tests.reference.truth import Truth, both, negate

View: TypeAlias = Mapping[str, tuple[object, ...]]
"""Every fact with the values that it may have; the agents given are one yes/no fact each."""


def number(value: object) -> Decimal:
    """The value of a count or quantity, exactly."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"`{value!r}` is not an exact number")
    return Decimal(value)


def view_of(world: Mapping[str, object]) -> dict[str, tuple[object, ...]]:
    """The view in which every fact has just the value that the world gives it."""
    view: dict[str, tuple[object, ...]] = {}
    for fact, value in world.items():
        if fact == "combined_with":
            if not isinstance(value, frozenset):
                raise TypeError("`combined_with` is not a frozenset")
            view.update({member(agent): (agent in value,) for agent in AGENTS})
        else:
            view[fact] = (value,)
    return view


@dataclass(frozen=True, slots=True)
class Patient:
    """A view under one version of the policy and one choice of readings."""

    view: View
    """The possible values of every fact."""

    version: str
    """The version of the policy."""

    readings: Mapping[str, str]
    """The option taken for every live reading."""

    def under(self, reading: str, option: str) -> bool:
        """Whether the option is the one taken for the reading."""
        return self.readings[reading] == option

    def is_one_of(self, fact: str, *values: object) -> Truth:
        """Whether the fact has one of the values."""
        possible = self.view[fact]
        hits = sum(value in values for value in possible)
        return fact if 0 < hits < len(possible) else hits > 0

    def yes(self, fact: str) -> Truth:
        """Whether a yes/no fact holds."""
        return self.is_one_of(fact, True)

    def no(self, fact: str) -> Truth:
        """Whether a yes/no fact is known not to hold."""
        return self.is_one_of(fact, False)

    def given_with(self, agent: str) -> Truth:
        """Whether ixabepilone is given together with the agent, whatever else is given."""
        return self.yes(member(agent))

    def given_with_nothing_but(self, *allowed: str) -> Truth:
        """Whether no agent outside the allowed ones is given together with ixabepilone."""
        return both(*(self.no(member(agent)) for agent in AGENTS if agent not in allowed))

    def above(self, fact: str, limit: str) -> Truth:
        """Whether a quantity is greater than the limit."""
        possible = self.view[fact]
        hits = sum(number(value) > Decimal(limit) for value in possible)
        return fact if 0 < hits < len(possible) else hits > 0

    def below(self, fact: str, limit: str) -> Truth:
        """Whether a count or quantity is less than the limit."""
        possible = self.view[fact]
        hits = sum(number(value) < Decimal(limit) for value in possible)
        return fact if 0 < hits < len(possible) else hits > 0

    def at_least(self, fact: str, limit: str) -> Truth:
        """Whether a count or quantity is no less than the limit."""
        return negate(self.below(fact, limit))
