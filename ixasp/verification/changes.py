"""Checks counterfactuals: that each change leads to the goal, and that no change of fewer facts does."""

from collections.abc import Iterable
from itertools import combinations, product
from time import monotonic

from ixasp.errors import CaseError
from ixasp.intake.case import Statement
from ixasp.intake.model import Intake
from ixasp.knowledge.vocabulary import Kind
from ixasp.verification.determination import OUTCOMES
from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenChange, WrittenChanges
from ixasp.verification.search import Late, Search
from ixasp.verification.statements import MEASURED
from ixasp.worlds.literal import Relation

_SIGNS = {Relation.AT_LEAST: ">=", Relation.ABOVE: ">", Relation.AT_MOST: "<=", Relation.BELOW: "<"}


def check_changes(examination: Examination, answer: WrittenChanges, seconds: float) -> None:
    """Check the answer of `counterfactual`; give up on what is not settled after so many seconds, and say so."""
    if not examination.check(answer.goal in ("approve", "deny"), f"the goal is `{answer.goal}`, not approve or deny"):
        return
    outcome = OUTCOMES[examination.status("approve")]
    examination.check(answer.outcome == outcome, f"the outcome as the case stands is {outcome}, not {answer.outcome}")
    facts = examination.question.policy.vocabulary.facts
    strange = [name for name in answer.varied if name not in facts]
    if examination.check(not strange, f"there is no fact {', '.join(strange)} to vary"):
        _Changes(examination, answer, monotonic() + seconds).check(outcome)
    else:
        examination.skipped += ["complete", "all_minimal", "counterfactuals", "towards"]


class _Changes:
    def __init__(self, examination: Examination, answer: WrittenChanges, deadline: float) -> None:
        self._examination, self._answer, self._deadline = examination, answer, deadline
        self._facts = examination.question.policy.vocabulary.facts
        approve = examination.literal(("approve", True))
        self._goal = approve if answer.goal == "approve" else -approve
        self._fresh = {name: fresh for name in answer.varied if (fresh := self._fresh_literals(name))}

    def check(self, outcome: str) -> None:
        """Check each change, then that none is smaller, and that none of the size is missing."""
        examination, answer = self._examination, self._answer
        right = self._right(answer.counterfactuals, certain=True)
        try:
            if not answer.counterfactuals:
                self._none_at_all()
            elif answer.all_minimal:
                examination.unchecked.append("whether every minimal change is listed")
            elif right:
                self._none_smaller(min(map(len, right)), right)
        except Late:
            examination.unchecked.append("whether no other change is as small, in the time allowed")
            examination.skipped.append("complete")
        if answer.all_minimal and answer.counterfactuals:
            examination.skipped += ["complete", "all_minimal"]
        else:
            examination.skipped += ["complete"] if not answer.complete else []
            examination.skipped += ["all_minimal"] if not answer.counterfactuals else []
        self._towards(outcome)

    def _right(self, changes: Iterable[WrittenChange], *, certain: bool) -> dict[frozenset[str], list[list[int]]]:
        """Return the changes that hold, by the facts that they change."""
        right: dict[frozenset[str], list[list[int]]] = {}
        for change in changes:
            literals = self._examination.read(change.literals)
            if literals is not None and self._leads(change, literals, certain=certain):
                listed = right.setdefault(frozenset(literal.fact for literal in change.literals), [])
                twice = set(literals) in map(set, listed)
                self._examination.check(not twice, f"listed twice: {self._examination.told(change.literals)}")
                listed.append(literals)
        return right

    def _leads(self, change: WrittenChange, literals: list[int], *, certain: bool) -> bool:
        """Return whether a change is one of known facts that may vary, is possible, and leads to the goal.

        Args:
            change: as the answer tells it
            literals: what it must reach
            certain: whether it must lead there for every patient that is left, or for some
        """
        examination, checker = self._examination, self._examination.checker
        said = examination.told(change.literals)
        names = dict.fromkeys(literal.fact for literal in change.literals)
        examination.check(set(names) == set(change.changes), f"other facts are changed than those told: {said}")
        fixed = [name for name in names if name not in self._answer.varied]
        examination.check(not fixed, f"not among what may vary: {', '.join(fixed)}")
        same = [name for name in names if not set(literals) & set(self._fresh.get(name, ()))]
        if not examination.check(not same, f"the case does not say otherwise, so it is no change: {', '.join(same)}"):
            return False
        assumed = [*self._kept(names, literals), *literals]
        if not examination.check(checker.world(assumed) is not None, f"no patient can have: {said}"):
            return False
        if not examination.check(
            self._reaches(assumed, certain=certain), f"this does not lead to {self._answer.goal}: {said}"
        ):
            return False
        self._values(change, names, literals, certain=certain)
        for written in change.literals:
            examination.literal_fields(written, examination.given_now(written.fact))
        for position, written in enumerate(change.literals):
            others = change.literals[:position] + change.literals[position + 1 :]
            numbers = literals[:position] + literals[position + 1 :]
            kept = self._kept({literal.fact for literal in others}, numbers)
            suffices = self._reaches([*kept, *numbers], certain=certain)
            examination.check(not suffices, f"{examination.told([written])} is not needed in: {said}")
        return True

    def _reaches(self, assumed: list[int], *, certain: bool) -> bool:
        """Return whether there are patients with all that is assumed, and all of them reach the goal, or some do."""
        world = self._examination.checker.world
        if not certain:
            return world([*assumed, self._goal]) is not None
        return world(assumed) is not None and world([*assumed, -self._goal]) is None

    def _values(self, change: WrittenChange, names: Iterable[str], literals: list[int], *, certain: bool) -> None:
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
        wrong = f"a case with these values does not lead to {self._answer.goal}: {change.changes}"
        if examination.check(self._reaches(kept, certain=certain), wrong):
            reached = all(checker.world([*kept, -literal]) is None for literal in literals)
            same = reached and all(self._is_widest(after[name], change) for name in names if name in after)
            wrong = f"the new values are others than those told: {examination.told(change.literals)}"
            examination.check(same, wrong)

    def _is_widest(self, statement: Statement, change: WrittenChange) -> bool:
        """Return whether a new value says no more than the literals of its fact; true where one value can't say it."""
        of_fact = [literal for literal in change.literals if literal.fact == statement.fact.name]
        if isinstance(statement.value, frozenset):
            now = self._examination.question.case.statements.get(statement.path)
            kept = now.value if now is not None and isinstance(now.value, frozenset) else frozenset[str]()
            put_in = {literal.value for literal in of_fact if literal.relation is Relation.INCLUDES}
            taken_out = {literal.value for literal in of_fact if literal.relation is Relation.EXCLUDES}
            return statement.value == (kept | put_in) - taken_out
        if statement.fact.kind not in MEASURED or len(of_fact) != 1:
            return True
        (literal,) = of_fact
        case, policy = self._examination.question.case, self._examination.question.policy
        told = {statement.path: f"{_SIGNS[literal.relation]}{literal.value}"}
        intake = Intake(policy.vocabulary, policy.outline.policy)
        return intake.build_case(case.document | {"facts": told}).statements[statement.path].value == statement.value

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

    def _towards(self, outcome: str) -> None:
        """Check the smallest changes after which a denied case, that no change makes certain, may reach the goal."""
        answer, examination = self._answer, self._examination
        if outcome != "deny" or answer.counterfactuals:
            wrong = "the answer lists changes towards approve; expected them for a denied case without other changes"
            examination.check(not answer.towards, wrong)
            return
        right = self._right(answer.towards, certain=False)
        sizes = range(max(map(len, right), default=-1) + 1)
        if not answer.complete:
            sizes = sizes[:-1]
            examination.skipped.append("towards")
        elif not answer.towards:
            reached = self._reaches(examination.base(self._fresh), certain=False)
            examination.check(not reached, "some change would no longer be denied, and none is listed")
        try:
            for size in sizes:
                for chosen in combinations(self._fresh, size):
                    self._opens(chosen, right.get(frozenset(chosen), []))
        except Late:
            examination.unchecked.append("whether no other change towards approve is as small, in the time allowed")
            examination.skipped.append("towards")

    def _opens(self, chosen: tuple[str, ...], listed: list[list[int]]) -> None:
        """Check that no change of some facts may reach the goal but what is listed, and what that implies."""
        for others in product(*listed):
            if monotonic() > self._deadline:
                raise Late
            assumed = [*self._examination.base(chosen), *(-literal for literal in others)]
            wrong = f"the list towards {self._answer.goal} lacks a change of: {', '.join(chosen) or 'nothing'}"
            if not self._examination.check(not self._reaches(assumed, certain=False), wrong):
                return

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
