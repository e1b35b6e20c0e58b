"""What to ask the provider first, why, and what each answer would do."""

from collections.abc import Collection, Mapping, Sequence

from pydantic import Field

from ixasp.answers.answerable import Answer, answers
from ixasp.answers.completions import STEPS_A_SECOND
from ixasp.answers.determination import Outcome
from ixasp.answers.missing import completions, turning_facts
from ixasp.answers.outline import decides
from ixasp.answers.question import Question
from ixasp.answers.strategy import Asked, Strategy, Term, by_share, different, strategy
from ixasp.frozen import Frozen
from ixasp.knowledge.vocabulary import Kind
from ixasp.traces.fact_literal import FactLiteral, asked_literal, told
from ixasp.worlds.space import Worlds

MOST_ANSWERS = 8
"""How many answers are told; a set can have more."""

_YES, _NO, _OPEN, _IMPOSSIBLE = "yes", "no", "open", "impossible"
_OUTCOMES = {_YES: Outcome.APPROVE, _NO: Outcome.DENY, _OPEN: Outcome.PEND}


class PossibleAnswer(Frozen):
    """One answer, and what it would do."""

    literals: tuple[FactLiteral, ...]
    told: tuple[str, ...] = Field(default=(), exclude=True)
    """The same in plain words."""
    outcome: Outcome
    """The outcome with this answer; pend where more must be asked."""
    met: tuple[str, ...]
    """Open criteria that it would settle as met."""
    not_met: tuple[str, ...]
    """Open criteria that it would settle as not met."""


class NextQuestion(Frozen):
    """The fact to ask for first, so that the fewest questions settle the outcome in the worst case."""

    case: str
    fact: str
    label: str
    question: str
    """As it is put to the provider."""
    because: tuple[str, ...]
    """The open criteria that turn on it."""
    answers: tuple[PossibleAnswer, ...]
    all_answers: bool
    """Whether every answer is told."""
    relevant: tuple[str, ...]
    """All facts on which the outcome still turns, as far as they may be asked for."""
    exact: bool
    """Whether no other fact could lead to fewer questions in the worst case; else a rule of thumb chose it."""
    at_least: int
    """In the worst case, no way of asking needs fewer questions, this one included."""
    at_most: int
    """In the worst case, beginning so needs no more."""


def next_question(
    question: Question, worlds: Worlds, skip: Collection[str] = (), seconds: float | None = None
) -> NextQuestion | None:
    """Return the fact to ask for first; None where the outcome is settled, or where no answer can settle anything.

    Exact where at most twelve facts matter; otherwise the fact with the largest share in completions comes first,
    and the bounds say how far that can be from the best.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        skip: facts that nobody can tell; they stay open
        seconds: look for completions about so long, for approve and for deny; what was found by then decides. It is
            counted in steps that an ordinary machine does in that time, so that a slow one asks the same
    """
    approve = worlds.atom(question.watched.approve)
    if worlds.certainly(question.watched.approve) is not None:
        return None
    terms: list[frozenset[Term]] = []
    complete = True
    steps = None if seconds is None else round(seconds * STEPS_A_SECOND)
    for goal in (approve, -approve):
        found, all_found = completions(question, worlds, goal, steps=steps)
        terms.append(frozenset(frozenset(term) for term in found if not any(one.fact in skip for one in term)))
        complete = complete and all_found
    asked = Asked(
        facts=question.policy.vocabulary.facts,
        approve=terms[0],
        deny=terms[1],
        linked=worlds.linked,
        possible=lambda literals: worlds.possible([worlds.literal(literal) for literal in literals]),
    )
    if complete and not asked.relevant:
        return None
    relevant = asked.relevant
    if complete:
        plan = strategy(asked)
    else:
        turning = turning_facts(question, worlds, [question.watched.approve])
        relevant = tuple(name for name in turning if name not in skip)
        first = by_share(asked).first if asked.relevant else relevant[:1]
        plan = Strategy(first, 1, len(relevant))
    return _Explained(question, worlds, asked).answer(plan, relevant) if plan.first else None


class _Explained:
    """Says of a fact why it is asked for, and what each answer would do."""

    def __init__(self, question: Question, worlds: Worlds, asked: Asked) -> None:
        self._question = question
        self._worlds = worlds
        self._asked = asked
        self._approve = worlds.atom(question.watched.approve)

    def answer(self, plan: Strategy, relevant: tuple[str, ...]) -> NextQuestion:
        """Return the question that begins a strategy; of several, that of which most answers settle the outcome.

        Args:
            plan: how to begin
            relevant: the facts on which the outcome still turns
        """
        told_by_fact = {name: self._outcomes(name) for name in plan.first}
        name = max(plan.first, key=lambda one: self._settling(told_by_fact[one]))
        fact = self._question.policy.vocabulary.facts[name]
        open_criteria = self._open_criteria(name)
        told_answers = tuple(
            self._told(answer, outcome, open_criteria) for answer, outcome in told_by_fact[name][:MOST_ANSWERS]
        )
        settled = {one for each in told_answers for one in (*each.met, *each.not_met)}
        because = tuple(
            criterion
            for criterion, met in open_criteria.items()
            if criterion in settled or name in turning_facts(self._question, self._worlds, [met])
        )
        return NextQuestion(
            case=self._question.case.id,
            fact=name,
            label=fact.label,
            question=fact.question,
            because=because,
            answers=told_answers,
            all_answers=len(told_by_fact[name]) <= MOST_ANSWERS,
            relevant=relevant,
            exact=plan.at_least == plan.at_most,
            at_least=plan.at_least,
            at_most=plan.at_most,
        )

    def _outcomes(self, name: str) -> list[tuple[Answer, Outcome]]:
        fact = self._question.policy.vocabulary.facts[name]
        asked = self._asked
        choices = different(asked, name) if fact.kind is Kind.SET_OF else answers(fact, asked.mattering(name))
        found = []
        for answer in choices:
            status = self._status(answer, self._approve)
            if status != _IMPOSSIBLE:
                found.append((answer, _OUTCOMES[status]))
        return found

    def _status(self, answer: Answer, literal: int) -> str:
        """Return whether a literal holds with an answer: yes, no, open; or that no patient has the answer."""
        told_literals = [self._worlds.literal(one) for one in answer.literals]
        holds = self._worlds.possible([*told_literals, literal])
        fails = self._worlds.possible([*told_literals, -literal])
        if not holds and not fails:
            return _IMPOSSIBLE
        return _OPEN if holds and fails else _YES if holds else _NO

    def _settling(self, outcomes: Sequence[tuple[Answer, Outcome]]) -> float:
        return sum(outcome is not Outcome.PEND for _, outcome in outcomes) / max(1, len(outcomes))

    def _open_criteria(self, name: str) -> dict[str, str]:
        """Return the open criteria in whose rules a fact takes part, each with its atom."""
        watched = self._question.watched
        bearing = {
            criterion: watched.met[criterion]
            for criterion in self._question.criteria_in_force
            if name in self._worlds.bearing(self._worlds.atom(watched.met[criterion]))
            and decides(self._question, self._worlds, criterion)
        }
        statuses = self._worlds.certain([self._worlds.atom(met) for met in bearing.values()])
        return {
            criterion: met for (criterion, met), holds in zip(bearing.items(), statuses, strict=True) if holds is None
        }

    def _told(self, answer: Answer, outcome: Outcome, open_criteria: Mapping[str, str]) -> PossibleAnswer:
        vocabulary = self._question.policy.vocabulary
        literals = tuple(asked_literal(vocabulary, literal) for literal in answer.literals)
        statuses = {name: self._status(answer, self._worlds.atom(met)) for name, met in open_criteria.items()}
        return PossibleAnswer(
            literals=literals,
            told=tuple(told(vocabulary, literals)),
            outcome=outcome,
            met=tuple(name for name, status in statuses.items() if status == _YES),
            not_met=tuple(name for name, status in statuses.items() if status == _NO),
        )
