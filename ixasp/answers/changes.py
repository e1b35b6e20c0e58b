"""The search for minimal changes of known facts after which a goal follows in every world.

What varies is taken back; a candidate is a set of literals that are put in its place, while every fact that it does
not touch is kept as stated. A world in which the goal fails gives a clause, as in the search for completions: some
change must rule out what makes it fail there. Candidates grow by one literal that answers a clause, or that clears up
a clash with what is kept; fewest facts first, so that the smallest come first (the hitting-set tree of Reiter 1987).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from time import monotonic

from ixasp.knowledge.vocabulary import Fact, Kind
from ixasp.worlds.encoding import Known
from ixasp.worlds.literal import Literal
from ixasp.worlds.space import Worlds
from ixasp.worlds.universe import bits


@dataclass(frozen=True)
class _Countermodel:
    """A world without the goal, and what answers it."""

    values: Mapping[int, bool]
    """Whether each of the solver's literals that matter holds in it."""
    options: int
    """The literals of which a candidate that holds there needs one."""


class Changes:
    """Finds the changes of one case for one goal."""

    def __init__(
        self, worlds: Worlds, facts: Sequence[Fact], varied: Collection[str], goal: int, *, certain: bool = True
    ) -> None:
        """Take back what varies.

        Args:
            worlds: the worlds of the case
            facts: the facts that bear on the goal, none of them history
            varied: the facts, by name, that may change
            goal: a literal of the solver
            certain: whether the goal is to follow in every world; else that some world has it
        """
        self._goal = goal
        self._certain = certain
        self._kept = [(worlds.of_known(known), known) for known in worlds.known if known.statement.path in varied]
        self._base = worlds.without({known.statement.path for _, known in self._kept})
        self._universe = self._base.universe(facts)
        self._literals = self._universe.literals
        self._numbers = [worlds.literal(literal) for literal in self._literals]
        self._sets = {fact.name for fact in facts if fact.kind is Kind.SET_OF}
        self._of_fact: dict[str, int] = {}
        for number, literal in enumerate(self._literals):
            self._of_fact[literal.fact] = self._of_fact.get(literal.fact, 0) | 1 << number
        self._fresh = self._contradicting(worlds, varied)
        self._reads = list(dict.fromkeys([*self._numbers, *(literal for literal, _ in self._kept)]))
        self._seen: list[_Countermodel] = []

    def _contradicting(self, worlds: Worlds, varied: Collection[str]) -> int:
        """Return the literals by which a known fact can become another one.

        A stated fact may take any value that it does not have for certain; one that only follows from others, any
        that it certainly does not have. What is open is no known fact.
        """
        stated = {statement.path for statement in worlds.statements}
        asked = [number for number, literal in enumerate(self._literals) if literal.fact in varied]
        settled = worlds.certain([self._numbers[number] for number in asked])
        fresh = 0
        for number, holds in zip(asked, settled, strict=True):
            if holds is False or (holds is None and self._literals[number].fact in stated):
                fresh |= 1 << number
        return fresh

    @property
    def changeable(self) -> frozenset[str]:
        """The facts, by name, of which something is known that could be otherwise."""
        return frozenset(self._literals[number].fact for number in bits(self._fresh))

    def find(
        self, *, smallest: bool, limit: int | None = None, deadline: float | None = None
    ) -> tuple[list[tuple[Literal, ...]], bool]:
        """Return the changes found, fewest facts first, and whether they are all.

        Args:
            smallest: only those of the smallest number of facts; else all minimal ones
            limit: stop once so many are found
            deadline: stop at this time of the monotonic clock, in seconds
        """
        found: list[int] = []
        open_ones: list[tuple[int, int, int]] = [(0, 0, 0)]
        tried = {0}
        most: int | None = None
        while open_ones:
            facts, _, candidate = heappop(open_ones)
            if most is not None and facts > most:
                break
            if (limit is not None and len(found) >= limit) or (deadline is not None and monotonic() > deadline):
                return list(map(self._told, found)), False
            if any(other & candidate == other for other in found):
                continue
            options = self._options(candidate)
            if options is None:
                found.append(candidate)
                most = facts if smallest else None
                continue
            for number in bits(options):
                larger = candidate | self._own(number)
                if larger not in tried and not self._universe.barred_by(candidate) >> number & 1:
                    tried.add(larger)
                    heappush(open_ones, (len(self._facts(larger)), larger.bit_count(), larger))
        return list(map(self._told, found)), True

    def _own(self, number: int) -> int:
        """Return a literal and what it says of its own fact."""
        return self._universe.implied(number) & self._of_fact[self._literals[number].fact] | 1 << number

    def _facts(self, candidate: int) -> set[str]:
        return {self._literals[number].fact for number in bits(candidate)}

    def _eligible(self, candidate: int) -> int:
        """Return the literals that may be put in: for a number that changed already, any other one of it too."""
        eligible = self._fresh
        for fact in self._facts(candidate) - self._sets:
            eligible |= self._of_fact[fact]
        return eligible & ~candidate

    def _still(self, candidate: int) -> list[tuple[int, Known]]:
        """Return what is kept: of a set all but what is put in or taken out, of any other fact all or nothing."""
        put_in = {self._numbers[number] for number in bits(candidate)}
        replaced = self._facts(candidate) - self._sets
        return [
            (literal, known)
            for literal, known in self._kept
            if known.statement.path not in replaced and -literal not in put_in
        ]

    def _options(self, candidate: int) -> int | None:
        """Return the literals of which a larger candidate needs one; None where this one reaches the goal."""
        kept = [literal for literal, _ in self._still(candidate)]
        put_in = [self._numbers[number] for number in bits(candidate)]
        if not self._certain:
            if self._base.possible([self._goal, *put_in, *kept]):
                return None
            return self._clearing(candidate, self._base.without_world(kept, [self._goal, *put_in]))
        for seen in self._seen:
            if all(seen.values[literal] for literal in kept) and all(seen.values[literal] for literal in put_in):
                return seen.options & self._eligible(candidate)
        world = self._base.world([-self._goal, *put_in, *kept], self._reads)
        if world is None:
            if self._base.possible([*put_in, *kept]):
                return None
            return self._clearing(candidate, self._base.without_world(kept, put_in))
        values = dict(zip(self._reads, world, strict=True))
        countermodel = _Countermodel(values, self._answering(values))
        self._seen.append(countermodel)
        return countermodel.options & self._eligible(candidate)

    def _answering(self, values: Mapping[int, bool]) -> int:
        """Return the literals that rule out what makes the goal fail in a world, by themselves or with others."""
        world = sum(1 << number for number, literal in enumerate(self._numbers) if values[literal])
        numbers = {self._numbers[number]: number for number in bits(world)}
        reason = self._base.without_world(list(numbers), [self._goal])
        if not reason and self._base.possible([self._goal, *numbers]):
            return self._universe.false_in(world)
        clause = self._universe.against([numbers[literal] for literal in reason], world)
        return sum(1 << number for number in range(len(self._numbers)) if self._universe.implied(number) & clause)

    def _clearing(self, candidate: int, clashing: Sequence[int]) -> int:
        """Return the literals that replace something that is kept and clashes with the candidate."""
        options = 0
        for literal, known in self._still(candidate):
            if literal in clashing:
                of_fact = self._of_fact.get(known.statement.path, 0)
                options |= self._opposite(literal) if known.statement.path in self._sets else of_fact
        return options & self._eligible(candidate)

    def _opposite(self, literal: int) -> int:
        return sum(1 << number for number, other in enumerate(self._numbers) if other == -literal)

    def _told(self, candidate: int) -> tuple[Literal, ...]:
        """Return a candidate without what its own literals imply."""
        return tuple(self._literals[number] for number in self._needed(candidate))

    def _needed(self, candidate: int) -> Iterator[int]:
        numbers = list(bits(candidate))
        for number in numbers:
            if not any(other != number and self._own(other) >> number & 1 for other in numbers):
                yield number
