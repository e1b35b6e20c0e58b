"""Checks counterfactuals: that each change leads to the goal, and that no change of fewer facts does."""

from collections.abc import Iterable
from itertools import combinations
from time import monotonic

from ixasp.errors import CaseError
from ixasp.intake.model import Intake
from ixasp.knowledge.vocabulary import Kind
from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenChange, WrittenChanges
from ixasp.verification.search import Late, Search


def check_changes(examination: Examination, answer: WrittenChanges, seconds: float) -> None:
    """Check the answer of `counterfactual`; give up on what is not settled after so many seconds, and say so."""
    if not examination.check(answer.goal in ("approve", "deny"), f"the goal is `{answer.goal}`, not approve or deny"):
        return
    facts = examination.question.policy.vocabulary.facts
    strange = [name for name in answer.varied if name not in facts]
    if examination.check(not strange, f"there is no fact {', '.join(strange)} to vary"):
        _Changes(examination, answer, monotonic() + seconds).check()


class _Changes:
    def __init__(self, examination: Examination, answer: WrittenChanges, deadline: float) -> None:
        self._examination, self._answer, self._deadline = examination, answer, deadline
        self._facts = examination.question.policy.vocabulary.facts
        approve = examination.literal(("approve", True))
        self._goal = approve if answer.goal == "approve" else -approve
        self._fresh = {name: fresh for name in answer.varied if (fresh := self._fresh_literals(name))}

    def check(self) -> None:
        """Check each change, then that none is smaller, and that none of the size is missing."""
        right: dict[frozenset[str], list[list[int]]] = {}
        for change in self._answer.counterfactuals:
            literals = self._examination.read(change.literals)
            if literals is not None and self._leads(change, literals):
                right.setdefault(frozenset(literal.fact for literal in change.literals), []).append(literals)
        try:
            if not self._answer.counterfactuals:
                self._none_at_all()
            elif self._answer.all_minimal:
                self._examination.unchecked.append("whether every minimal change is listed")
            elif right:
                self._none_smaller(min(map(len, right)), right)
        except Late:
            self._examination.unchecked.append("whether no other change is as small, in the time allowed")

    def _leads(self, change: WrittenChange, literals: list[int]) -> bool:
        """Return whether a change is one of known facts that may vary, is possible, and leads to the goal."""
        examination, checker = self._examination, self._examination.checker
        said = examination.told(change.literals)
        names = dict.fromkeys(literal.fact for literal in change.literals)
        examination.check(set(names) == set(change.changes), f"other facts are changed than those told: {said}")
        fixed = [name for name in names if name not in self._answer.varied]
        examination.check(not fixed, f"not among what may vary: {', '.join(fixed)}")
        same = [name for name in names if not set(literals) & set(self._fresh.get(name, ()))]
        if not examination.check(not same, f"the case does not say otherwise, so it is no change: {', '.join(same)}"):
            return False
        kept = self._kept(names, literals)
        if not examination.check(checker.world([*kept, *literals]) is not None, f"no patient can have: {said}"):
            return False
        leads = checker.world([*kept, *literals, -self._goal]) is None
        if not examination.check(leads, f"this does not lead to {self._answer.goal}: {said}"):
            return False
        self._values(change, names)
        for position, written in enumerate(change.literals):
            others = change.literals[:position] + change.literals[position + 1 :]
            numbers = literals[:position] + literals[position + 1 :]
            kept = self._kept({literal.fact for literal in others}, numbers)
            suffices = (
                checker.world([*kept, *numbers, -self._goal]) is None and checker.world([*kept, *numbers]) is not None
            )
            examination.check(not suffices, f"{examination.told([written])} is not needed in: {said}")
        return True

    def _values(self, change: WrittenChange, names: Iterable[str]) -> None:
        """Check that the new values, in the case format, are such a change: a case with them leads to the goal."""
        examination, checker = self._examination, self._examination.checker
        case, policy = examination.question.case, examination.question.policy
        facts = case.document["facts"]
        changed = case.document | {"facts": (facts if isinstance(facts, dict) else {}) | change.changes}
        try:
            after = Intake(policy.vocabulary, policy.outline.policy).build_case(changed).statements
        except CaseError as error:
            examination.check(False, f"the new values can't stand in a case: {'; '.join(str(error).splitlines())}")
            return
        of_statement = examination.statements.of_statement
        values = checker.literals(one for name in names if name in after for one in of_statement(after[name]))
        kept = [*examination.base(names), *values]
        leads = checker.world(kept) is not None and checker.world([*kept, -self._goal]) is None
        examination.check(leads, f"a case with these values does not lead to {self._answer.goal}: {change.changes}")

    def _kept(self, names: Iterable[str], literals: list[int]) -> list[int]:
        """Return what is known without what is changed: of a set the members told otherwise, else the whole fact."""
        sets = {name for name in names if self._facts[name].kind is Kind.SET_OF}
        changed = {abs(literal) for literal in literals}
        known = [
            one for name in sorted(sets) for one in self._examination.known.get(name, ()) if abs(one) not in changed
        ]
        return [*self._examination.base(names), *known]

    def _none_at_all(self) -> None:
        """Check that no change leads to the goal: not even any values of all that may vary, new or kept."""
        if self._answer.complete:
            literals = self._leading(tuple(self._fresh), [], each=False)
            self._examination.check(literals is None, f"some change leads to {self._answer.goal}, and none is listed")

    def _none_smaller(self, size: int, right: dict[frozenset[str], list[list[int]]]) -> None:
        """Check that no change of fewer facts leads to the goal, and none of as many that is not listed."""
        goal = self._answer.goal
        for smaller in range(size):
            for chosen in combinations(self._fresh, smaller):
                wrong = f"a change of fewer facts leads to {goal}: {', '.join(chosen) or 'none at all'}"
                self._examination.check(self._leading(chosen, []) is None, wrong)
        larger = [", ".join(sorted(facts)) for facts in right if len(facts) > size]
        self._examination.check(not larger, f"fewer facts suffice than to change {'; or '.join(larger)}")
        for chosen in combinations(self._fresh, size) if self._answer.complete else ():
            literals = self._leading(chosen, right.get(frozenset(chosen), []))
            self._examination.check(literals is None, f"the list lacks a change of: {', '.join(chosen) or 'nothing'}")

    def _literals(self, name: str) -> list[int]:
        statements = self._examination.statements
        return self._examination.checker.literals(map(statements.literal, statements.literals_of(self._facts[name])))

    def _literals_for(self, name: str, changed: bool) -> list[int]:
        """Return what may be put in for a fact: what is open stays open unless something else of it changes."""
        return self._literals(name) if changed or self._examination.is_stated(name) else self._fresh[name]

    def _fresh_literals(self, name: str) -> list[int]:
        """Return the literals that make a fact another: what is stated may become all that it is not for certain.

        What only follows from other facts may become what it certainly is not; what is open can't change.
        """
        stated, possible = self._examination.is_stated(name), self._examination.possible
        return [one for one in self._literals(name) if (possible(-one) if stated else not possible(one))]

    def _leading(self, chosen: tuple[str, ...], listed: list[list[int]], *, each: bool = True) -> list[int] | None:
        """Return a change of these facts that leads to the goal and from which none listed follows.

        Args:
            chosen: the facts, of which each must change, or at least may
            listed: changes of these facts
            each: whether each must
        """
        if monotonic() > self._deadline:
            raise Late
        checker, freed = self._examination.checker, self._examination.base(chosen)
        if checker.world([*freed, self._goal]) is None:
            return None
        among = [one for name in chosen for one in self._literals_for(name, each)]
        search = Search(checker, freed, self._goal, among, self._deadline)
        return search.find(listed, [self._fresh[name] for name in chosen] if each else ())
