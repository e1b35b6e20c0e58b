"""Which missing facts would settle a case: all minimal completions."""

from time import monotonic
from typing import Literal as OneOf

from pydantic import Field

from ixasp.answers.completions import Completions
from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.intake.interval import Interval
from ixasp.intake.reading import Value
from ixasp.knowledge.vocabulary import Fact
from ixasp.traces.fact_literal import FactLiteral, asked_literal, told
from ixasp.worlds.literal import Literal
from ixasp.worlds.space import Worlds

Goal = OneOf["approve", "deny"]
"""What a completion would lead to."""

Completion = tuple[FactLiteral, ...]
"""Facts that together settle the goal; none of them can be dropped or weakened."""


class MissingFacts(Frozen):
    """The minimal completions of a case, fewest facts first.

    An empty completion says that nothing is missing; no completion at all, that nothing can lead to the goal.
    """

    case: str
    goal: Goal
    complete: bool
    """Whether the list holds all of them; not where a limit or a deadline cut it."""
    completions: tuple[Completion, ...]
    told: tuple[tuple[str, ...], ...] = Field(default=(), exclude=True)
    """Each completion in plain words."""
    questions: dict[str, str] = Field(default_factory=dict, exclude=True)
    """How each fact of a completion is asked for."""


def missing_facts(
    question: Question, worlds: Worlds, goal: Goal, limit: int | None = None, seconds: float | None = None
) -> MissingFacts:
    """Return the completions of a case for a goal.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        goal: approve or deny
        limit: at most so many
        seconds: stop looking after so long
    """
    approve = worlds.atom(question.watched.approve)
    deadline = None if seconds is None else monotonic() + seconds
    found, complete = completions(question, worlds, approve if goal == "approve" else -approve, limit, deadline)
    vocabulary = question.policy.vocabulary
    asked = tuple(tuple(asked_literal(vocabulary, literal) for literal in literals) for literals in found)
    names = dict.fromkeys(literal.fact for literals in asked for literal in literals)
    return MissingFacts(
        case=question.case.id,
        goal=goal,
        complete=complete,
        completions=asked,
        told=tuple(tuple(told(vocabulary, literals)) for literals in asked),
        questions={name: vocabulary.facts[name].question for name in names},
    )


def completions(
    question: Question,
    worlds: Worlds,
    goal: int,
    limit: int | None = None,
    deadline: float | None = None,
    steps: int | None = None,
) -> tuple[list[tuple[Literal, ...]], bool]:
    """Return the completions for any literal of the solver, fewest facts first, and whether they are all.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        goal: the solver's literal
        limit: at most so many
        deadline: stop at this time of the monotonic clock, in seconds
        steps: stop after so many steps of the search, which are the same on every machine
    """
    facts = open_facts(question, worlds, goal)
    found, complete = Completions(worlds, worlds.universe(facts), goal).find(limit, deadline, steps)
    order = {name: position for position, name in enumerate(question.policy.vocabulary.facts)}

    def key(literals: tuple[Literal, ...]) -> tuple[int, list[tuple[int, str, str]]]:
        facts_named = {literal.fact for literal in literals}
        return len(facts_named), [(order[literal.fact], literal.relation, literal.value) for literal in literals]

    ordered = [tuple(sorted(literals, key=lambda literal: order[literal.fact])) for literals in found]
    return sorted(ordered, key=key), complete


SOON = 1250
"""How many steps completions are looked for, before pairs of worlds are asked instead; both say the same."""

LATER = 20 * SOON
"""How many steps they are looked for where pairs of worlds do not tell facts apart that constrain one another."""


def turning_facts(question: Question, worlds: Worlds, atoms: list[str]) -> tuple[str, ...]:
    """Return the open facts on which atoms turn: each that takes part in a completion that would make one hold.

    Where there are many completions, pairs of worlds tell: a fact takes part in one where two worlds differ in the
    atom, and in nothing else that may be asked for but the fact, since what one of them says suffices, and does not
    without the fact. Where pairs of literals decide what fits together, there always are two such worlds. Facts that
    constrain one another in wider ways may make a difference only together: then the completions tell them apart, and
    where these are too many, all that make a difference together are named.
    """
    facts = {fact for atom in atoms for fact in _turning(question, worlds, worlds.atom(atom))}
    return tuple(name for name in question.policy.vocabulary.facts if name in facts)


def _turning(question: Question, worlds: Worlds, goal: int) -> set[str]:
    found, complete = completions(question, worlds, goal, steps=SOON)
    if complete:
        return _named(found)
    facts = _named(found)
    askable = [name for name, fact in question.policy.vocabulary.facts.items() if fact.askable]
    unasked = worlds.turns(goal, (), askable)  # what can't be asked for makes a difference of its own
    together = set()
    for fact in open_facts(question, worlds, goal):
        if not unasked and (fact.name in facts or worlds.turns(goal, {fact.name}, askable)):
            facts.add(fact.name)
        elif unasked or worlds.turns(goal, worlds.loose_group(fact.name), askable):
            together.add(fact.name)
    if not together:
        return facts
    found, complete = completions(question, worlds, goal, steps=LATER)
    return _named(found) if complete else facts | together


def _named(found: list[tuple[Literal, ...]]) -> set[str]:
    return {literal.fact for literals in found for literal in literals}


def open_facts(question: Question, worlds: Worlds, goal: int) -> list[Fact]:
    """Return the facts that bear on a literal of the solver, may be asked for, and are not stated wholly.

    A number is stated wholly where it is told on which side of every limit of the rules it lies: exactly, or by bounds.
    """
    bearing = worlds.bearing(goal)
    stated = {statement.path: statement.value for statement in worlds.statements}
    return [
        fact
        for name, fact in question.policy.vocabulary.facts.items()
        if name in bearing and fact.askable and (name not in stated or _leaves_open(fact, stated[name]))
    ]


def _leaves_open(fact: Fact, value: Value) -> bool:
    """Return whether what is stated of a fact leaves a limit of the rules undecided."""
    return isinstance(value, Interval) and any(
        value.reaches(limit.exact, strict=limit.strict) is None for limit in fact.limits
    )
