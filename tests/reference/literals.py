"""Literals: what a reason or a completion says about one fact."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.reference.facts import (
    AGENTS,
    COUNT_LIMITS,
    COUNTS,
    ONE_OF,
    QUANTITIES,
    UPPER_LIMITS,
    YES_NO,
    member,
)
from tests.reference.patient import View, number


@dataclass(frozen=True, order=True)
class Literal:
    """One fact, restricted."""

    fact: str
    """The fact, `combined_with` for its members too."""

    relation: str
    """`is`, `includes`, `excludes`, `at_least`, `below`, `above` or `at_most`."""

    value: str
    """As text; numbers in the default unit, in their shortest form."""

    @property
    def question(self) -> str:
        """The fact of a view that the literal restricts."""
        if self.relation in ("includes", "excludes"):
            return member(self.value)
        return self.fact

    def holds(self, value: object) -> bool:
        """Whether the literal is true where its fact has the value."""
        match self.relation:
            case "is":
                return text(value) == self.value
            case "includes":
                return value is True
            case "excludes":
                return value is False
            case "at_least":
                return number(value) >= Decimal(self.value)
            case "below":
                return number(value) < Decimal(self.value)
            case "above":
                return number(value) > Decimal(self.value)
            case "at_most":
                return number(value) <= Decimal(self.value)
        raise ValueError(f"no relation `{self.relation}`")


def text(value: object) -> str:
    """The value of a one-of or yes/no fact as an answer writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def literal(fact: str, relation: str, value: object) -> Literal:
    """The literal in its one form, whatever form an answer gave the value."""
    written = text(value)
    if relation not in ("is", "includes", "excludes"):
        written = format(Decimal(written).normalize(), "f")
    return Literal(fact, relation, written)


def every_literal(asked: Iterable[str]) -> list[Literal]:
    """Every literal over the facts."""
    found: list[Literal] = []
    for fact in asked:
        if fact == "combined_with":
            for agent in AGENTS:
                found += [literal(fact, "includes", agent), literal(fact, "excludes", agent)]
        elif fact in YES_NO:
            found += [literal(fact, "is", True), literal(fact, "is", False)]
        elif fact in ONE_OF:
            found += [literal(fact, "is", value) for value in ONE_OF[fact]]
        else:
            high, low = ("above", "at_most") if fact in UPPER_LIMITS else ("at_least", "below")
            limits = COUNT_LIMITS if fact in COUNTS else QUANTITIES[fact]
            for limit in limits:
                found += [literal(fact, high, limit), literal(fact, low, limit)]
    return found


def restricted(view: View, literals: Iterable[Literal]) -> dict[str, tuple[object, ...]]:
    """The view with only the values that the literals allow."""
    narrowed: dict[str, tuple[object, ...]] = dict(view)
    for one in literals:
        values = narrowed[one.question]
        narrowed[one.question] = tuple(value for value in values if one.holds(value))
    return narrowed


def true_in(world: Mapping[str, object], one: Literal) -> bool:
    """Whether the literal holds in a world whose agents are yes/no facts."""
    return one.holds(world[one.question])
