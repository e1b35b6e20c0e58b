"""The ground rules, as far as they tell which atoms constrain one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class GroundRules:
    """Bodies and constraints of a ground program, by literal."""

    bodies: dict[int, set[int]] = field(default_factory=dict)
    """For each atom, the literals of the bodies that derive it."""
    constraints: list[frozenset[int]] = field(default_factory=list)
    """The literals that can't hold together."""

    def add(self, head: Sequence[int], body: Sequence[int]) -> None:
        """Take note of a rule."""
        if not head:
            self.constraints.append(frozenset(body))
        for atom in head:
            self.bodies.setdefault(atom, set()).update(body)
