"""What would be if some facts were otherwise: a case decided before and after a change, and only what differs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from pydantic import Field, JsonValue

from ixasp.answers.authorization import Authorization
from ixasp.answers.changed_facts import Change, changed_facts
from ixasp.answers.decided import Determination, determine
from ixasp.answers.determination import Outcome, Status
from ixasp.answers.dosing import Dosing
from ixasp.answers.missing import turning_facts
from ixasp.answers.outline import decides, why
from ixasp.answers.question import Question
from ixasp.errors import ClashingFact, InconsistentCase, UnsupportedRequest
from ixasp.frozen import Frozen
from ixasp.intake.case import Case, Statement
from ixasp.intake.changes import ChangedCase
from ixasp.traces.fact_literal import FactLiteral
from ixasp.worlds.space import Worlds

T = TypeVar("T")


class BeforeAfter(Frozen, Generic[T]):
    """Something that differs; none on a side that lacks it."""

    before: T | None
    after: T | None


class ChangedCriterion(Frozen):
    """A criterion whose status differs."""

    id: str
    label: str
    before: Status | None
    """None where the version in force before lacks it."""
    after: Status | None
    """None where the version in force after lacks it."""
    excludes: bool
    """Whether it is an exclusion: met means that it excludes."""
    parts: tuple[str, ...]
    """The paragraphs that alone tell why; empty where it has a condition of its own."""
    decides: bool
    """Whether it bears on this kind of request."""
    reason: tuple[FactLiteral, ...] | None
    """A minimal part of the changed case from which the status after follows; none where it is open."""
    because: tuple[str, ...] = Field(default=(), exclude=True)
    """The reason in plain words."""
    open: tuple[str, ...]
    """The facts on which a status turns that is open now."""
    ask: tuple[str, ...] = Field(default=(), exclude=True)
    """What these facts are called."""


class Unanswered(Frozen):
    """Why a case has no determination."""

    message: str
    clash: tuple[ClashingFact, ...]
    """A minimal set of clashing facts; empty where no version of the policy covers the request."""


class WhatIf(Frozen):
    """A case before and after a change; where there is no answer before, nothing but the outcome is compared."""

    case: str
    policy: str
    changes: tuple[Change, ...]
    """What was changed, then what was taken back, in the caller's order."""
    outcome: BeforeAfter[Outcome]
    version: BeforeAfter[str] | None
    """Where the change selects another version of the policy."""
    reason: BeforeAfter[tuple[FactLiteral, ...]] | None
    """Where the outcome rests on something else; none on the side of a pended outcome."""
    changed: tuple[ChangedCriterion, ...]
    """In the order of print."""
    dosing: dict[str, BeforeAfter[JsonValue]]
    """What differs of the dosing, by field."""
    authorization: BeforeAfter[Authorization] | None
    """Where how long an approval lasts differs."""
    open: tuple[str, ...]
    """The facts on which an outcome turns that is pended now."""
    ask: tuple[str, ...] = Field(default=(), exclude=True)
    """What these facts are called."""
    turns_on: BeforeAfter[tuple[str, ...]] | None
    """Where a pended outcome turns on other facts than before; none on a side where it is settled."""
    no_longer: tuple[str, ...] = Field(default=(), exclude=True)
    """What the facts are called on which a pended outcome turns before, and then no more."""
    unanswered: Unanswered | None
    """Why there is no answer before; none where there is one."""
    before: Determination | None
    after: Determination

    @property
    def changes_nothing(self) -> bool:
        """Whether outcome, criteria, dosing, authorization, version and what is open stay; the reason may differ."""
        differing = (self.changed, self.dosing, self.authorization, self.version, self.turns_on)
        return self.outcome.before is self.outcome.after and not any(differing)


def what_if(ask: Callable[[Case], Question], change: ChangedCase) -> WhatIf:
    """Return what a change of a case leads to.

    Args:
        ask: makes a question about a case, under readings that are the same before and after
        change: the case before and after

    Raises:
        UnsupportedRequest: no encoded version of the policy covers the changed case
        InconsistentCase: no patient fits the changed case
    """
    question = ask(change.after)
    after = determine(question)
    before, was, turned, unanswered = _before(ask, change.before)
    compared = before or after
    facts = question.policy.vocabulary.facts
    with question.worlds() as worlds:
        stated = _stated(worlds)
        opened = _turning(question, worlds, after)
        changed = tuple(_changed_criteria(question, worlds, compared, after))
    return WhatIf(
        case=after.case,
        policy=after.policy,
        changes=tuple(changed_facts(question.policy.vocabulary, change, was, stated)),
        outcome=BeforeAfter[Outcome](before=before.outcome if before else None, after=after.outcome),
        version=_differing(BeforeAfter[str], compared.version, after.version),
        reason=_differing(BeforeAfter[tuple[FactLiteral, ...]], compared.reason, after.reason),
        changed=changed,
        dosing=_changed_dosing(compared.dosing, after.dosing),
        authorization=_differing(BeforeAfter[Authorization], compared.authorization, after.authorization),
        open=opened or (),
        ask=tuple(facts[fact].label for fact in opened or ()),
        turns_on=_differing(BeforeAfter[tuple[str, ...]], turned, opened) if before else None,
        no_longer=tuple(facts[fact].label for fact in turned or () if opened is not None and fact not in opened),
        unanswered=unanswered,
        before=before,
        after=after,
    )


def _before(
    ask: Callable[[Case], Question], case: Case
) -> tuple[Determination | None, Mapping[str, Statement], tuple[str, ...] | None, Unanswered | None]:
    """Return the determination of the case as it stands, or why there is none: a change may be what repairs it.

    Return with it what is stated, and supplied by diagnosis codes as far as there is an answer; and the facts on which
    the outcome turns, if it is pended.
    """
    try:
        question = ask(case)
        determination = determine(question)
        with question.worlds() as worlds:
            return determination, _stated(worlds), _turning(question, worlds, determination), None
    except InconsistentCase as error:
        return None, case.statements, None, Unanswered(message=str(error), clash=error.clash)
    except UnsupportedRequest as error:
        return None, case.statements, None, Unanswered(message=str(error), clash=())


def _turning(question: Question, worlds: Worlds, decided: Determination) -> tuple[str, ...] | None:
    """Return the facts on which a pended outcome turns; none where it is settled."""
    return turning_facts(question, worlds, [question.watched.approve]) if decided.outcome is Outcome.PEND else None


def _differing(pair: type[BeforeAfter[T]], before: T | None, after: T | None) -> BeforeAfter[T] | None:
    return None if before == after else pair(before=before, after=after)


def _changed_criteria(
    question: Question, worlds: Worlds, before: Determination, after: Determination
) -> Iterator[ChangedCriterion]:
    for name, criterion in question.policy.outline.criteria.items():
        was, now = before.criteria.get(name), after.criteria.get(name)
        if was is now:
            continue
        because = why(question, worlds, name, now)
        yield ChangedCriterion(
            id=name,
            label=criterion.label,
            before=was,
            after=now,
            excludes=criterion.exclusion,
            parts=criterion.parts if criterion.kind in ("any", "all") else (),
            decides=decides(question, worlds, name),
            reason=because.reason,
            because=because.told,
            open=because.open,
            ask=because.ask,
        )


def _changed_dosing(before: Dosing | None, after: Dosing | None) -> dict[str, BeforeAfter[JsonValue]]:
    was, now = ({} if dosing is None else dosing.model_dump(mode="json") for dosing in (before, after))
    return {
        name: BeforeAfter[JsonValue](before=was.get(name), after=now.get(name))
        for name in Dosing.model_fields
        if was.get(name) != now.get(name)
    }


def _stated(worlds: Worlds) -> Mapping[str, Statement]:
    return {statement.path: statement for statement in worlds.statements}
