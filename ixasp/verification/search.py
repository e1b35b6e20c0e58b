"""Searches for what an answer lacks: sets of literals that lead to a goal in every world.

A guess is put to the test; a world that it leaves without the goal, reduced to a minimal reason, tells what every
further guess has to contradict. The method is that of the engine; the code is not.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic

from ixasp.verification.process import Checker


class Late(Exception):
    """The time allowed for a search is over."""


class Guess:
    """Sets of items, one after another, that keep to all that was learned about them; one at a time in a process."""

    def __init__(self, checker: Checker, items: Iterable[int], deadline: float) -> None:
        """Guess any set of the items, until the deadline of the monotonic clock."""
        self._checker, self._deadline = checker, deadline
        checker.tell(["guesses", list(items)])

    def next(self) -> list[int] | None:
        """Return a set that was not ruled out; None where there is none. Raise Late after the deadline."""
        if monotonic() > self._deadline:
            raise Late
        found: list[int] | None = self._checker.tell(["guess"])
        return found

    def rule_out(self, all_of: Iterable[int], none_of: Iterable[int] = ()) -> None:
        """Rule out the sets that hold all of some items and none of others."""
        self._checker.tell(["rule out", list(all_of), list(none_of)])


def minimal_sets(
    checker: Checker, items: Sequence[int], has: Callable[[list[int]], bool], deadline: float
) -> Iterator[list[int]]:
    """Yield every minimal set of items with a property that larger sets keep; raise Late after the deadline."""
    guess = Guess(checker, items, deadline)
    while (found := guess.next()) is not None:
        if has(found):
            for item in list(found):
                fewer = [other for other in found if other != item]
                found = fewer if has(fewer) else found
            yield found
            guess.rule_out(found)
        else:
            for item in items:
                if item not in found and not has([*found, item]):
                    found = [*found, item]
            guess.rule_out((), set(items) - set(found))


class Search:
    """Looks for a set of open literals that, with a base, has worlds and leads to a goal in all of them."""

    def __init__(self, checker: Checker, base: list[int], goal: int, among: Iterable[int], deadline: float) -> None:
        """Search among the literals that the base leaves open."""
        self._checker, self._base, self._goal, self._deadline = checker, base, goal, deadline
        self.open = self._left_open(list(among))
        groups = checker.groups(base)
        fixed = set(map(abs, base))
        self._chosen = [atom for atom in checker.chosen() if atom not in fixed]
        self._group = {atom: groups.get(atom, atom) for atom in self._chosen}
        in_group = Counter(self._group[abs(literal)] for literal in self.open)
        # A reason from groups that hold few open literals makes a short clause; what is in others is given up first.
        self._chosen.sort(key=lambda atom: -in_group[self._group[atom]])

    def find(self, listed: Sequence[list[int]], one_of_each: Sequence[list[int]] = ()) -> list[int] | None:
        """Return such a set from which nothing listed follows; None where there is none, Late if that is not settled.

        Args:
            listed: sets of literals
            one_of_each: lists of literals; of each the set holds one
        """
        guess = Guess(self._checker, self.open, self._deadline)
        for literals in one_of_each:
            guess.rule_out((), set(literals) & set(self.open))
        for literals in listed:
            if set(literals) <= set(self.open):
                guess.rule_out(literals)
        while (chosen := guess.next()) is not None:
            world = self._checker.world([*self._base, -self._goal, *chosen], self._chosen)
            if world is not None:
                guess.rule_out((), self._needed(world))
            elif (clash := self._checker.shrink(self._base, chosen)) is not None:
                guess.rule_out(clash)
            elif not self._learn(guess, chosen, listed):
                return chosen if one_of_each else self._checker.shrink([*self._base, -self._goal], chosen)
        return None

    def implied(self, chosen: list[int]) -> list[int]:
        """Return the open literals that hold in every world of those chosen."""
        left = self._checker.world([*self._base, *chosen], self.open) or frozenset()
        for literal in self.open:
            if literal in left and literal not in chosen:
                left &= self._checker.world([*self._base, *chosen, -literal], self.open) or left
        return [literal for literal in self.open if literal in left]

    def sufficient(self, within: list[int]) -> Iterator[list[int]]:
        """Yield the minimal sets of some literals that lead to the goal; raise Late after the deadline."""

        def leads(chosen: list[int]) -> bool:
            return self._checker.world([*self._base, -self._goal, *chosen]) is None

        yield from minimal_sets(self._checker, within, leads, self._deadline)

    def follows(self, literals: Iterable[int], chosen: list[int]) -> bool:
        """Return whether literals hold in every world of those chosen."""
        return all(self._checker.world([*self._base, *chosen, -literal]) is None for literal in literals)

    def _left_open(self, among: list[int]) -> list[int]:
        """Return the literals that hold in some world and fail in another."""
        both = [*among, *(-literal for literal in among)]
        seen: set[int] = set()
        for literal in both:
            if literal not in seen:
                seen |= self._checker.world([*self._base, literal], both) or set()
        return [literal for literal in among if {literal, -literal} <= seen]

    def _needed(self, world: frozenset[int]) -> list[int]:
        """Return open literals of which every set that leads to the goal has one, given a world without the goal.

        Some of what is chosen in the world rules out the goal; a minimal part of it is a reason. Worlds are a product
        over the groups, so a set that contradicts the reason does so in a group of it, with a literal that fails in
        the world.
        """
        held = [atom if atom in world else -atom for atom in self._chosen]
        reason = self._checker.shrink([*self._base, self._goal], held) or ()
        groups, fails = {self._group[abs(literal)] for literal in reason}, {-literal for literal in held}
        return [literal for literal in self.open if literal in fails and self._group[abs(literal)] in groups]

    def _learn(self, guess: Guess, chosen: list[int], listed: Sequence[list[int]]) -> bool:
        """Return whether something listed follows from a set, and rule out that and what is like it."""
        implied = set(self.implied(chosen))
        for literals in listed:
            if not implied.issuperset(literals):
                continue
            parts = [(literal, self._checker.shrink([*self._base, -literal], chosen) or []) for literal in literals]
            for literal, part in parts:
                if literal not in part:
                    guess.rule_out(part, [literal])
            guess.rule_out({item for _, part in parts for item in part})
            return True
        return False
