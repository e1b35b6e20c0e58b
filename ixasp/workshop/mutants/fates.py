"""What becomes of each mutant of one policy: equivalent, killed by a case, or alive."""

from collections.abc import Callable, Collection, Iterable, Sequence

from ixasp.policy import Policy
from ixasp.workshop.mutants.equivalence import WithAllMutants
from ixasp.workshop.mutants.killing import Asked, ExpectedCase, asked
from ixasp.workshop.mutants.outlines import tells_the_same
from ixasp.workshop.mutants.program import MutatedPolicy
from ixasp.workshop.mutants.whole import killed_by_an_answer, killed_by_completions, needs_the_answer
from ixasp.workshop.sides import MOST_ENTRIES, Side, shapes


class Fates:
    """The fates of the mutants of one policy, found step by step: what is slow is asked only of those left."""

    def __init__(self, mutated: MutatedPolicy, cases: Sequence[ExpectedCase]) -> None:
        """Keep the mutants and the cases; nothing is asked yet."""
        self.mutated = mutated
        self.cases = cases
        self.as_is = Policy(mutated.original)
        """The policy as it is."""
        versions = tuple(reversed(mutated.original.outline.versions))
        sides = [Side(policy, versions[0].name, {}) for policy in (mutated.original, mutated.policy.loaded)]
        all_shapes = shapes(sides, MOST_ENTRIES)
        self._comparisons = [WithAllMutants(mutated, version, shape) for shape in all_shapes for version in versions]
        self.shown_by: dict[int, WithAllMutants] = {}
        """For each mutant that can be killed, a comparison that tells it from the policy as it is."""
        self.killed_by: dict[int, str] = {}
        """For each mutant that was killed, a case."""

    @property
    def alive(self) -> set[int]:
        """The mutants that can be killed, and were not."""
        return set(self.shown_by) - set(self.killed_by)

    @property
    def _told_otherwise(self) -> set[int]:
        as_is = self.mutated.original.outline
        return {one.number for one in self.mutated.mutants if not tells_the_same(one.outline, as_is)}

    def prove(self) -> None:
        """Find the mutants that can be killed; the others are equivalent."""
        left = {mutant.number for mutant in self.mutated.mutants}
        for comparison in self._comparisons:
            found = comparison.differing(left, comparison.anything)
            self.shown_by |= dict.fromkeys(found, comparison)
            left -= found

    def kill(self) -> None:
        """Find for each mutant a case that kills it, by what its worlds tell."""
        for method in METHODS:
            for one in self.cases:
                dead = killed_by_worlds(self.mutated, one, self.alive, [method])
                self.killed_by |= dict.fromkeys(dead, one.name)

    def kill_by_answers(self, spared: Iterable[int]) -> None:
        """Ask of those left what is slow: whole answers, and missing facts.

        Whole answers are needed where worlds do not tell all that is expected, and for mutants that the engine itself
        reads otherwise.

        Args:
            spared: mutants that need not be asked about
        """
        for one in self.cases:
            left = self._told_otherwise - set(self.killed_by) | (self.alive if needs_the_answer(one) else set())
            dead = killed_by_an_answer(self.mutated, one, left - set(spared))
            self.killed_by |= dict.fromkeys(dead, one.name)
        for one in self.cases:
            dead = killed_by_completions(self.mutated, one, self.alive - set(spared), self._comparisons)
            self.killed_by |= dict.fromkeys(dead, one.name)


METHODS: tuple[Callable[[Asked, Collection[int]], set[int]], ...] = (Asked.killed_everywhere, Asked.killed_somewhere)
"""The quick one first."""


def killed_by_worlds(
    mutated: MutatedPolicy,
    one: ExpectedCase,
    alive: Collection[int],
    methods: Iterable[Callable[[Asked, Collection[int]], set[int]]] = METHODS,
) -> set[int]:
    """Return the mutants that a case kills; none where codes supply facts: it is another case under each mutant."""
    dead: set[int] = set()
    for readings, answer in () if one.case.supplied else one.expected.answers:
        with asked(mutated, one, readings, answer) as question:
            if question is not None:
                for method in methods:
                    dead |= method(question, set(alive) - dead)
    return dead
