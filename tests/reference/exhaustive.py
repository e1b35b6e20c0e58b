"""All patients that fit what is known, one by one, and what is missing: brute force for any small policy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from tests.reference.completions import Worlds, weakest
from tests.reference.literals import Literal

World = Mapping[str, object]
"""A fully known patient: every fact with its value, every member of a set with whether it is in it."""


@dataclass(frozen=True)
class Exhaustive:
    """The patients that a policy can be asked about."""

    values: Mapping[str, Sequence[object]]
    """For each fact, or member of a set, every value that the policy tells apart."""

    literals: Sequence[tuple[Literal, str, Callable[[object], bool]]]
    """What may be asked for: the literal, the fact, and for which of its values the literal holds."""

    fits: Callable[[World], bool]
    """Whether there can be such a patient."""

    def worlds(self, known: Mapping[str, object]) -> list[dict[str, object]]:
        """All patients that fit what is known."""
        names = [name for name in self.values if name not in known]
        every = (dict(zip(names, more, strict=True)) for more in product(*(self.values[name] for name in names)))
        return [world for more in every if self.fits(world := {**known, **more})]

    def completions(self, worlds: Sequence[World], wanted: Sequence[bool]) -> set[frozenset[Literal]]:
        """All completions for the worlds of a case, told for each whether it has the outcome that is wanted."""
        opened = [
            (one, name, holds)
            for one, name, holds in self.literals
            if len({holds(world[name]) for world in worlds}) == 2
        ]
        true = tuple(sum(holds(world[name]) << bit for bit, (_, name, holds) in enumerate(opened)) for world in worlds)
        return weakest(Worlds(tuple(one for one, _, _ in opened), true, tuple(wanted)))


def status(values: set[bool]) -> str:
    """What holds over all patients, in the words of a status."""
    return "unknown" if len(values) == 2 else "met" if True in values else "not_met"
