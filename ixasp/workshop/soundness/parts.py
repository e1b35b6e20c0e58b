"""The part of a ground program that an atom turns on, so that a question about it need not decide all the rest.

A part has all rules for its atoms. Where a constraint, or the condition of a choice, asks for one of these, directly
or through rules, it has all of that, too. So the part and the rest limit one another nowhere, and each world of the
part goes together with the rest of any world of the whole program: what a part shows holds in the whole (Lifschitz and
Turner, "Splitting a logic program", 1994). What it does not show, the whole may show none the less. The rules must be
stratified: a loop through negation would limit worlds without being a constraint.
"""

from collections.abc import Sequence

from ixasp.knowledge.program import BROKEN
from ixasp.worlds.rules import GroundProgram, GroundRule


def without_idle_facts(ground: GroundProgram) -> GroundProgram:
    """Return a ground program without the facts that no rule asks for: most of them, and no two worlds differ there."""
    asked = {abs(literal) for rule in ground.rules for literal in rule.body}
    rules = [rule for rule in ground.rules if rule.choice or rule.body or not asked.isdisjoint(rule.head)]
    known = {abs(literal) for rule in rules for literal in (*rule.head, *rule.body)}
    return GroundProgram(rules, {name: atom for name, atom in ground.atoms.items() if atom in known})


class Parts:
    """Cuts parts out of one ground program, which is read permissively."""

    def __init__(self, ground: GroundProgram) -> None:
        """Find out which rules make an atom, and by which rules an atom limits others."""
        self._ground = ground
        self._names = {atom: name for name, atom in ground.atoms.items()}
        self._broken = ground.atoms.get(BROKEN)
        self._making: dict[int, list[int]] = {}
        for position, rule in enumerate(ground.rules):
            for atom in self._made(rule):
                self._making.setdefault(atom, []).append(position)
        self._limiting: dict[int, list[int]] = {}
        for position in self._limits():
            for literal in ground.rules[position].body:
                self._limiting.setdefault(abs(literal), []).append(position)

    def around(self, atom: int, most: int) -> GroundProgram | None:
        """Return the smallest part that holds an atom; None where it has more than so many atoms."""
        chosen: set[int] = set()
        found, left = {atom}, [atom]
        while left and len(found) <= most:
            here = left.pop()
            for position in (*self._making.get(here, ()), *self._limiting.get(here, ())):
                if position not in chosen:
                    chosen.add(position)
                    rule = self._ground.rules[position]
                    further = {*self._made(rule), *map(abs, rule.body)} - found
                    found |= further
                    left += further
        if left:
            return None
        rules = [self._ground.rules[position] for position in sorted(chosen)]
        found |= {one for rule in rules for one in rule.head}  # with what tells that a patient is ruled out
        return GroundProgram(rules, {self._names[one]: one for one in sorted(found) if one in self._names})

    def _made(self, rule: GroundRule) -> Sequence[int]:
        """Return what a rule makes; that a patient is ruled out is nothing to turn on."""
        return () if rule.head == (self._broken,) else rule.head

    def _limits(self) -> set[int]:
        """Return the positions of constraints, of choices with a condition, and of the rules that these ask through."""
        rules = self._ground.rules
        first = [at for at, rule in enumerate(rules) if not self._made(rule) or (rule.choice and rule.body)]
        found, left = set(first), first
        while left:
            for literal in rules[left.pop()].body:
                further = set(self._making.get(abs(literal), ())) - found
                found |= further
                left += further
        return found
