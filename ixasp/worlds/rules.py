"""Ground rules as clingo tells them while it grounds: literals are whole numbers, negative for negation."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class GroundRule(NamedTuple):
    """A ground rule."""

    choice: bool
    """Whether the head may hold, rather than must."""
    head: tuple[int, ...]
    """Empty for a constraint."""
    body: tuple[int, ...]
    weights: tuple[int, ...] | None = None
    """For an aggregate, what each literal of the body counts; none where all of the body is asked for."""
    least: int = 0
    """For an aggregate, how much must be reached."""


class GroundProgram(NamedTuple):
    """A policy and the rules that make worlds of one shape, ground."""

    rules: Sequence[GroundRule]
    atoms: Mapping[str, int]
    """The number of each atom that has a name."""


def bodies_of(rules: Iterable[GroundRule]) -> dict[int, set[int]]:
    """Return for each atom the literals of the bodies that derive it."""
    found: dict[int, set[int]] = {}
    for rule in rules:
        for atom in rule.head:
            found.setdefault(atom, set()).update(rule.body)
    return found


@dataclass
class GroundRules:
    """All rules of a ground program."""

    rules: list[GroundRule] = field(default_factory=list)

    @cached_property
    def bodies(self) -> Mapping[int, set[int]]:
        """For each atom, the literals of the bodies that derive it."""
        return bodies_of(self.rules)

    @cached_property
    def constraints(self) -> Sequence[frozenset[int]]:
        """The literals that can't hold together."""
        return [frozenset(rule.body) for rule in self.rules if not rule.head]


def constrained(rules: Sequence[GroundRule], broken: int | None, atoms: Collection[int]) -> Iterator[frozenset[int]]:
    """Yield for each constraint which of some atoms it is about, directly or through rules.

    Args:
        rules: a program that is read permissively
        broken: the atom that its constraints derive, if there are any
        atoms: those asked about; rules are not followed beyond them
    """
    bodies = bodies_of(rules)
    for rule in rules:
        if rule.head in ((), (broken,)):
            seen = set(map(abs, rule.body))
            left = list(seen)
            while left:
                here = left.pop()
                further = set() if here in atoms else set(map(abs, bodies.get(here, ()))) - seen
                seen |= further
                left += further
            yield frozenset(seen.intersection(atoms))
