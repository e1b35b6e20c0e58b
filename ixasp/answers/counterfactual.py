"""Counterfactuals: the smallest changes to known facts that lead to approve."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from time import monotonic

from pydantic import Field

from ixasp.answers.changes import Changes
from ixasp.answers.determination import OUTCOMES, Outcome
from ixasp.answers.question import Question
from ixasp.errors import ClashingFact, UnknownChoice
from ixasp.frozen import Frozen
from ixasp.intake.case import Note, Statement
from ixasp.knowledge.vocabulary import Fact, Kind, Vocabulary
from ixasp.traces.change import given_told
from ixasp.traces.fact_literal import FactLiteral, asked_literal, told
from ixasp.worlds.literal import Literal, Relation
from ixasp.worlds.opening import clashing_fact, smallest_to_take_back
from ixasp.worlds.space import Worlds

VARIABLE = (Kind.ONE_OF, Kind.YES_NO, Kind.SET_OF, Kind.QUANTITY, Kind.COUNT)
"""The kinds of facts that can change; dates and the entries of a record are history."""


class Counterfactual(Frozen):
    """One change that leads to approve, whatever else the case leaves open."""

    changes: dict[str, object]
    """New values by fact, in the case format: what a what-if takes."""
    literals: tuple[FactLiteral, ...]
    """What the change must reach, as weak as possible, each with what the case gives now."""
    told: tuple[str, ...] = Field(default=(), exclude=True)
    """The same in plain words."""


class Counterfactuals(Frozen):
    """The changes to known facts that lead to approve, fewest facts first.

    An empty change says that nothing needs to change; no change at all, that no change of these facts suffices.
    """

    case: str
    goal: str = "approve"
    outcome: Outcome
    """As the case stands."""
    varied: tuple[str, ...]
    """The facts that were allowed to change."""
    known: tuple[str, ...] = Field(default=(), exclude=True)
    """Those of them of which something is known, so that it could be otherwise."""
    all_minimal: bool
    """Whether all minimal changes were asked for, or only those of the fewest facts."""
    complete: bool
    """Whether the list, and that of `towards`, holds all of these; not where a limit or a deadline cut it."""
    counterfactuals: tuple[Counterfactual, ...]
    towards: tuple[Counterfactual, ...] = ()
    """For a denied case that no change alone makes approvable: the smallest changes after which it is no longer denied,
    so that what is missing may still lead to approve."""
    notes: tuple[Note, ...] = ()
    """What to know about how the case was read."""


def counterfactuals(
    question: Question,
    worlds: Worlds,
    vary: Collection[str] | None = None,
    *,
    all_minimal: bool = False,
    limit: int | None = None,
    seconds: float | None = None,
) -> Counterfactuals:
    """Return the changes to known facts that lead to approve.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        vary: the facts that may change; by default those that another request, or time, can change
        all_minimal: all changes of which no part suffices; else only those of the fewest facts
        limit: at most so many
        seconds: stop looking after so long

    Raises:
        UnknownChoice: a fact that is to vary is not declared, or can't change.
    """
    vocabulary = question.policy.vocabulary
    varied = _varied(vocabulary, vary)
    goal = worlds.atom(question.watched.approve)
    bearing = worlds.bearing(goal)
    facts = [fact for fact in vocabulary.facts.values() if fact.name in bearing and fact.kind in VARIABLE]
    changing = [name for name in varied if name in bearing]
    outcome = OUTCOMES[worlds.certainly(question.watched.approve)]
    deadline = None if seconds is None else monotonic() + seconds
    search = Changes(worlds, facts, changing, goal)
    found, complete = search.find(smallest=not all_minimal, limit=limit, deadline=deadline)
    towards: list[tuple[Literal, ...]] = []
    if outcome is Outcome.DENY and complete and not found:
        possible = Changes(worlds, facts, changing, goal, certain=False)
        towards, complete = possible.find(smallest=True, limit=limit, deadline=deadline)
    return Counterfactuals(
        case=question.case.id,
        outcome=outcome,
        varied=varied,
        known=_known(worlds, varied, search.changeable),
        all_minimal=all_minimal,
        complete=complete,
        counterfactuals=_told_in_order(vocabulary, worlds, found),
        towards=_told_in_order(vocabulary, worlds, towards),
        notes=question.all_notes(worlds),
    )


def _known(worlds: Worlds, varied: Sequence[str], changeable: Collection[str]) -> tuple[str, ...]:
    """Return the facts that are stated, or that follow from others, so that another value would be a change."""
    stated = {statement.path for statement in worlds.statements}
    return tuple(name for name in varied if name in stated or name in changeable)


def _told_in_order(
    vocabulary: Vocabulary, worlds: Worlds, found: Sequence[tuple[Literal, ...]]
) -> tuple[Counterfactual, ...]:
    """Return changes with the fewest facts first, then in the order of the vocabulary."""
    order = {name: position for position, name in enumerate(vocabulary.facts)}
    stated = {statement.path: statement for statement in worlds.statements}
    ordered = [
        tuple(sorted(literals, key=lambda one: (order[one.fact], one.relation, one.value))) for literals in found
    ]
    ordered.sort(key=lambda literals: (len({one.fact for one in literals}), [order[one.fact] for one in literals]))
    return tuple(_counterfactual(vocabulary, stated, literals) for literals in ordered)


def take_back(question: Question) -> list[list[ClashingFact]]:
    """Return the smallest sets of stated facts without which an inconsistent case fits some patient."""
    vocabulary = question.policy.vocabulary
    found = smallest_to_take_back(question.pool, vocabulary, question.case, question.version.name, question.readings)
    order = {path: position for position, path in enumerate(question.case.statements)}
    ordered = [sorted(statements, key=lambda statement: order[statement.path]) for statements in found]
    ordered.sort(key=lambda statements: [order[statement.path] for statement in statements])
    return [list(map(clashing_fact, statements)) for statements in ordered]


def _varied(vocabulary: Vocabulary, vary: Collection[str] | None) -> tuple[str, ...]:
    facts = vocabulary.facts
    if vary is None:
        return tuple(name for name, fact in facts.items() if fact.changed_by and fact.kind in VARIABLE)
    wrong = []
    for name in vary:
        if name not in facts:
            near = get_close_matches(name, facts, 1)
            expected = f"did you mean `{near[0]}`?" if near else "expected facts that the policy declares"
            wrong.append(f"unknown fact `{name}`; {expected}")
        elif facts[name].kind not in VARIABLE:
            wrong.append(f"fact `{name}` can't vary: it is history; expected facts with values or numbers")
    if wrong:
        raise UnknownChoice("\n".join(wrong))
    return tuple(name for name in facts if name in set(vary))


def _counterfactual(
    vocabulary: Vocabulary, stated: Mapping[str, Statement], literals: Sequence[Literal]
) -> Counterfactual:
    by_fact: dict[str, list[Literal]] = {}
    for literal in literals:
        by_fact.setdefault(literal.fact, []).append(literal)
    changed = tuple(
        asked_literal(vocabulary, literal).model_copy(
            update={"given": stated[literal.fact].given if literal.fact in stated else None}
        )
        for literal in literals
    )
    return Counterfactual(
        changes={
            name: _new_value(vocabulary.facts[name], of_fact, stated.get(name)) for name, of_fact in by_fact.items()
        },
        literals=changed,
        told=tuple(_told(vocabulary, changed, stated)),
    )


def _told(vocabulary: Vocabulary, literals: Sequence[FactLiteral], stated: Mapping[str, Statement]) -> list[str]:
    """Return the change in words, a line for each fact, with what the case gives now."""
    lines = []
    for name in dict.fromkeys(literal.fact for literal in literals):
        of_fact = [literal for literal in literals if literal.fact == name]
        now = f" (now: {given_told(stated[name])})" if name in stated else ""
        lines.append("; ".join(told(vocabulary, of_fact)) + now)
    return lines


def _new_value(fact: Fact, literals: Sequence[Literal], stated: Statement | None) -> object:
    """Return a value in the case format that the literals allow: the widest, where one value or bound says it."""
    if fact.kind is Kind.SET_OF:
        kept = stated.value if stated is not None and isinstance(stated.value, frozenset) else frozenset()
        put_in = {literal.value for literal in literals if literal.relation is Relation.INCLUDES}
        left_out = {literal.value for literal in literals if literal.relation is Relation.EXCLUDES}
        return [member for member in fact.domain if member in (kept | put_in) - left_out]
    if fact.kind in (Kind.ONE_OF, Kind.YES_NO):
        return literals[0].value
    bounds = {literal.relation: Decimal(literal.value) for literal in literals}
    low = bounds.get(Relation.AT_LEAST, bounds.get(Relation.ABOVE))
    high = bounds.get(Relation.AT_MOST, bounds.get(Relation.BELOW))
    if low is None:
        return f"{'<=' if Relation.AT_MOST in bounds else '<'}{high}"
    if high is None:
        return f"{'>=' if Relation.AT_LEAST in bounds else '>'}{low}"
    if fact.kind is Kind.COUNT:
        return {"low": int(low) + (Relation.ABOVE in bounds), "high": int(high) - (Relation.BELOW in bounds)}
    if Relation.AT_LEAST in bounds and Relation.AT_MOST in bounds:
        return {"low": str(low), "high": str(high)}
    return str((low + high) / 2)  # a range has both ends included, so one value in between stands for it
