"""All minimal completions: the weakest sets of open literals from which a goal follows in every world.

The method is the duality of minimal reasons and minimal corrections (Reiter 1987; for prime implicants, Previti,
Ignatiev, Morgado and Marques-Silva, "Prime compilation of non-clausal formulae", IJCAI 2015). A candidate that does
not suffice has a world without the goal; a minimal reason of that world, taken from its open literals, is a thing
that every completion has to contradict: a clause. Candidates are the minimal sets that hit all clauses found so far.

Candidates are closed under what each literal implies, and compared as such. So a completion that another follows
from never comes up: the closed set of the weaker one is smaller.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from time import monotonic
from typing import Final

from ixasp.worlds.literal import Literal
from ixasp.worlds.minimal import all_minimal
from ixasp.worlds.space import Worlds
from ixasp.worlds.universe import Universe, bits

STEPS_A_SECOND: Final = 250_000
"""How many steps of the search an ordinary machine does in a second, roughly: a search that is cut by steps finds the
same wherever it runs, and whatever else runs there."""
_STEPS_OF_THE_SOLVER: Final = 50
"""As how many steps a question to the solver counts; a candidate that is looked at is one."""


class Completions:
    """Finds the completions of one case for one goal."""

    def __init__(self, worlds: Worlds, universe: Universe, goal: int) -> None:
        """Look for what makes `goal`, a solver's literal, hold in every world."""
        self._worlds = worlds
        self._universe = universe
        self._goal = goal
        self._numbers = [worlds.literal(literal) for literal in universe.literals]
        self._number_of = {literal: number for number, literal in enumerate(self._numbers)}
        self._open: dict[int, int] = {0: 0}
        self._done: list[int] = []

    def find(
        self, limit: int | None = None, deadline: float | None = None, steps: int | None = None
    ) -> tuple[list[tuple[Literal, ...]], bool]:
        """Return the completions found, and whether the list is complete.

        Args:
            limit: stop once so many are found
            deadline: stop at this time of the monotonic clock, in seconds
            steps: stop after so many steps of the search, and return all up to the size that was gone through whole
        """
        found: list[tuple[int, tuple[Literal, ...]]] = []
        done = 0
        while self._open:
            candidate = min(self._open, key=int.bit_count)
            size = candidate.bit_count()
            if steps is not None and done >= steps:
                return [literals for smaller, literals in found if smaller < size], False
            if (limit is not None and len(found) >= limit) or (deadline is not None and monotonic() > deadline):
                return [literals for _, literals in found], False
            done += _STEPS_OF_THE_SOLVER + len(self._open)
            clause = self._clause(candidate)
            if clause is not None:
                done += self._hit(clause)
            else:  # a completion, or a set that no patient fits: nothing larger is looked at
                del self._open[candidate]
                self._done.append(candidate)
                if self._consistent(candidate):
                    found.extend((size, literals) for literals in self._weakest(candidate))
        return [literals for _, literals in found], True

    def _solver_literals(self, mask: int) -> list[int]:
        return [self._numbers[number] for number in bits(mask)]

    def _consistent(self, candidate: int) -> bool:
        """Return whether some world has all literals of a candidate, no two of which rule each other out."""
        if all(self._universe.pairwise(number) for number in bits(candidate)):
            return True
        return self._worlds.possible(self._solver_literals(candidate))

    def _clause(self, candidate: int) -> int | None:
        """Return literals of which every completion has one, and the candidate none; None where the goal follows."""
        values = self._worlds.world([-self._goal, *self._solver_literals(candidate)], self._numbers)
        if values is None:
            return None
        world = sum(1 << number for number, holds in enumerate(values) if holds)
        reason = self._worlds.without_world(self._solver_literals(world), [self._goal])
        if not reason and self._worlds.possible([self._goal, *self._solver_literals(world)]):
            return self._universe.false_in(world)
        return self._universe.against([self._number_of[literal] for literal in reason], world)

    def _hit(self, clause: int) -> int:
        """Replace each candidate that misses a clause by its smallest extensions that hit it; return how many we saw.

        With each candidate goes what its literals rule out.
        """
        hitting = {candidate: barred for candidate, barred in self._open.items() if candidate & clause}
        missing = [(candidate, barred) for candidate, barred in self._open.items() if not candidate & clause]
        universe = self._universe
        extended: dict[int, int] = {}
        for number in bits(clause):
            implied = universe.implied(number)
            barring = universe.barred_by(implied)
            # Only what hits the clause with no literal beyond these can be smaller than an extension by them.
            rivals = [other for other in (*hitting, *self._done) if not other & clause & ~implied]
            for candidate, barred in missing:
                larger = candidate | implied
                if not barred & implied and larger not in extended and not _has_subset(rivals, larger):
                    extended[larger] = barred | barring
        # Candidates that hit the clause already are smallest still: no extension of another can be part of them.
        self._open = hitting | _minimal(extended, clause)
        return len(missing) * clause.bit_count()

    def _weakest(self, closed: int) -> list[tuple[Literal, ...]]:
        """Return the sets of fewest facts that imply a closed set; none of their literals can be dropped."""
        pairs = [number for number in bits(closed) if self._universe.pairwise(number)]
        others = [number for number in bits(closed) if not self._universe.pairwise(number)]
        choices = [
            (*chosen, *rest)
            for chosen in product(*self._classes(pairs))
            for rest in self._sufficient(list(chosen), others)
        ]
        named = [tuple(self._universe.literals[number] for number in sorted(chosen)) for chosen in choices]
        fewest = min(len(_facts(literals)) for literals in named)
        return [literals for literals in named if len(_facts(literals)) == fewest]

    def _classes(self, numbers: Sequence[int]) -> list[tuple[int, ...]]:
        """Return, for each literal that follows from no other one, all that imply and are implied by it."""
        implied = {number: self._universe.implied(number) for number in numbers}
        classes = []
        for number in numbers:
            stronger = [other for other in numbers if implied[other] >> number & 1]
            equal = [other for other in stronger if implied[number] >> other & 1]
            if len(equal) == len(stronger) and number == equal[0]:
                classes.append(tuple(equal))
        return classes

    def _sufficient(self, chosen: list[int], others: list[int]) -> Iterator[Sequence[int]]:
        if not others:
            yield ()
            return
        also = [-self._goal, *(self._numbers[number] for number in chosen)]
        back = {self._numbers[number]: number for number in others}

        def minimal(numbers: Sequence[int]) -> list[int] | None:
            literals = [self._numbers[number] for number in numbers]
            if self._worlds.possible([*also, *literals]):
                return None
            return [back[literal] for literal in self._worlds.without_world(literals, also)]

        yield from map(tuple, all_minimal(others, minimal))


def _minimal(candidates: dict[int, int], clause: int) -> dict[int, int]:
    """Return the candidates that hold no other one; one that hits the clause elsewhere can't be held."""
    kept: dict[int, int] = {}
    by_part: dict[int, list[int]] = {}
    for candidate in sorted(candidates, key=int.bit_count):
        part = candidate & clause
        if not any(_has_subset(others, candidate) for known, others in by_part.items() if not known & ~part):
            kept[candidate] = candidates[candidate]
            by_part.setdefault(part, []).append(candidate)
    return kept


def _has_subset(sets: Iterable[int], of: int) -> bool:
    """Return whether one of the sets is a part of another set."""
    outside = ~of
    for other in sets:  # noqa: SIM110 - a plain loop, twice as fast as any(): this is where the time goes
        if not other & outside:
            return True
    return False


def _facts(literals: Sequence[Literal]) -> set[str]:
    return {literal.fact for literal in literals}
