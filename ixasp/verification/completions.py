"""Checks completions: that each leads to the goal and is as weak as possible, and that none is missing."""

from time import monotonic

from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenLiteral, WrittenMissing
from ixasp.verification.search import Late, Search

Written = tuple[WrittenLiteral, ...]


def check_missing(examination: Examination, answer: WrittenMissing, seconds: float) -> None:
    """Check the answer of `missing`; give up on what is not settled after so many seconds, and say so."""
    if not examination.check(answer.goal in ("approve", "deny"), f"the goal is `{answer.goal}`, not approve or deny"):
        return
    _Completions(examination, answer, monotonic() + seconds).check()


class _Completions:
    def __init__(self, examination: Examination, answer: WrittenMissing, deadline: float) -> None:
        self._examination, self._answer = examination, answer
        self._written = examination.askable()
        approve = examination.literal(("approve", True))
        self._goal = approve if answer.goal == "approve" else -approve
        self._search = Search(examination.checker, examination.base(), self._goal, self._written, deadline)

    def check(self) -> None:
        """Check each completion, then the list."""
        examination, search = self._examination, self._search
        right: list[list[int]] = []
        for completion in self._answer.completions:
            literals = examination.read(completion)
            if literals is None or not self._leads(completion, literals):
                continue
            for literal in completion:
                examination.literal_fields(literal, None)
            examination.check(set(literals) not in map(set, right), f"listed twice: {examination.told(completion)}")
            right.append(literals)
        try:
            for literals in right:
                self._weakest(literals, right)
            if self._answer.complete:
                lacking = search.find(right)
                examination.check(lacking is None, f"the list lacks a completion: {self._told(lacking or [])}")
            else:
                # A list that a limit cut may happen to lack nothing; that it says so is no error.
                examination.skipped.append("complete")
        except Late:
            examination.unchecked.append(
                "whether every completion is listed and as weak as possible, in the time allowed"
            )
            examination.skipped.append("complete")

    def _leads(self, completion: Written, literals: list[int]) -> bool:
        """Return whether a completion is open, possible, leads to the goal, and needs each literal."""
        examination, goal = self._examination, self._goal
        said, to = examination.told(completion), self._answer.goal
        is_open = all(literal in self._search.open for literal in literals)
        if not examination.check(is_open, f"not all of this is open, or asked for: {said}"):
            return False
        if not examination.check(examination.possible(*literals), f"no patient that fits the case has: {said}"):
            return False
        if not examination.check(not examination.possible(-goal, *literals), f"this does not lead to {to}: {said}"):
            return False
        for position, written in enumerate(completion):
            others = literals[:position] + literals[position + 1 :]
            needed = examination.possible(-goal, *others)
            examination.check(needed, f"{examination.told([written])} is not needed in: {said}")
        return True

    def _weakest(self, literals: list[int], listed: list[list[int]]) -> None:
        """Check that nothing weaker suffices, and that what says the same in as few facts is listed, too."""
        examination, search = self._examination, self._search
        said = self._told(literals)
        for other in search.sufficient(search.implied(literals)):
            if set(other) == set(literals):
                continue
            if not search.follows(literals, other):
                examination.check(False, f"stronger than needed: {said}; this suffices: {self._told(other)}")
                continue
            fewer = self._facts(other) - self._facts(literals)
            examination.check(fewer >= 0, f"this is said in fewer facts: {said}; by: {self._told(other)}")
            if not fewer and self._answer.complete:
                examination.check(
                    set(other) in map(set, listed), f"the list lacks what says the same: {self._told(other)}"
                )
        examination.checked += 1

    def _facts(self, literals: list[int]) -> int:
        return len({self._written[literal].fact for literal in literals})

    def _told(self, literals: list[int]) -> str:
        return self._examination.told([self._written[literal] for literal in literals])
