"""The fewest questions that settle something in the worst case, over a finite table of possibilities.

A set of possibilities is a mask of bits, and so is every question's answer: asking is splitting a mask.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from random import Random

_WEIGHTS = 1 << 20


class Table:
    """All combinations of answers to some questions, and what each of them comes to."""

    def __init__(self, counts: Sequence[int]) -> None:
        """Number the combinations.

        Args:
            counts: how many different answers each question has
        """
        self.counts = tuple(counts)
        self.answers: list[list[int]] = []
        """For each question, the combinations with each of its answers."""
        size = reduce(lambda product, count: product * count, self.counts, 1)
        self.everything = (1 << size) - 1
        stride = 1
        for count in self.counts:
            period = stride * count
            repeated = self.everything // ((1 << period) - 1)
            one = (1 << stride) - 1
            self.answers.append([(one << (answer * stride)) * repeated for answer in range(count)])
            stride = period

    def evasive(self, wanted: int) -> bool:
        """Return whether all questions are needed in the worst case to tell if a combination is wanted.

        A tree that always leaves some question out splits the table into blocks that span a whole question; with
        weights that sum to zero over the answers of each question, every block weighs nothing. So where the wanted
        combinations weigh something, there is no such tree (after Rivest and Vuillemin, "On recognizing graph
        properties from adjacency matrices", 1976). False says nothing.
        """
        random = Random(len(self.counts))
        weights = []
        for count in self.counts:
            some = [random.randrange(1, _WEIGHTS) for _ in range(count - 1)]
            weights.append([*some, -sum(some)])
        return self._weight(wanted, len(self.counts), self.everything.bit_length(), weights) != 0

    def _weight(self, wanted: int, questions: int, size: int, weights: Sequence[Sequence[int]]) -> int:
        if wanted in (0, (1 << size) - 1):
            return wanted if size == 1 else 0
        part = size // self.counts[questions - 1]
        one = (1 << part) - 1
        return sum(
            weight * self._weight(wanted >> (answer * part) & one, questions - 1, part, weights)
            for answer, weight in enumerate(weights[questions - 1])
        )


class Minimax:
    """Searches for the tree of questions that is least deep."""

    def __init__(self, answers: Sequence[Sequence[int]], kinds: Sequence[int]) -> None:
        """Keep what is asked.

        Args:
            answers: for each question, the possibilities with each of its answers
            kinds: the possibilities that come to the same; what is left is settled once it is of one kind
        """
        self._answers = answers
        self._kinds = [kind for kind in kinds if kind]
        self._least: dict[int, int] = {}
        self._most: dict[int, int] = {}

    def settled(self, left: int) -> bool:
        """Return whether all that is left comes to the same."""
        return any(not left & ~kind for kind in self._kinds)

    def depth(self, left: int) -> int:
        """Return how many questions are needed in the worst case."""
        questions = 0
        while not self._within(left, questions):
            questions += 1
        return questions

    def best(self, left: int) -> list[int]:
        """Return the questions with which a tree of least depth can begin, in their order."""
        questions = self.depth(left)
        return [
            question
            for question in range(len(self._answers))
            if len(parts := self._parts(left, question)) > 1
            and all(self._within(part, questions - 1) for part in parts)
        ]

    def _parts(self, left: int, question: int) -> list[int]:
        return [part for answer in self._answers[question] if (part := left & answer)]

    def _within(self, left: int, questions: int) -> bool:
        """Return whether so many questions suffice."""
        if self.settled(left):
            return True
        if questions <= 0 or questions < self._least.get(left, 1):
            return False
        if questions >= self._most.get(left, questions + 1):
            return True
        splits = []
        for question in range(len(self._answers)):
            parts = self._parts(left, question)
            if len(parts) > 1:
                open_parts = [part for part in parts if not self.settled(part)]
                splits.append((len(open_parts), reduce(or_, open_parts, 0).bit_count(), open_parts))
        found = any(
            all(self._within(part, questions - 1) for part in sorted(parts, key=int.bit_count, reverse=True))
            for _, _, parts in sorted(splits, key=lambda split: split[:2])
        )
        if found:
            self._most[left] = min(questions, self._most.get(left, questions))
        else:
            self._least[left] = questions + 1
        return found
