"""Approve, deny or pend: the outcome, what it rests on, and what follows from it."""

from enum import StrEnum

from pydantic import Field

from ixasp.answers.authorization import Authorization, authorization
from ixasp.answers.basis import basis
from ixasp.answers.dosing import Dosing, dosing
from ixasp.answers.on_record import rests_on_record
from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.intake.case import Note
from ixasp.traces.fact_literal import FactLiteral, known_literals, told
from ixasp.worlds.space import Worlds


class Outcome(StrEnum):
    """What the policy says about a request."""

    APPROVE = "approve"
    DENY = "deny"
    """A proposal: an adverse determination needs a clinician's review."""
    PEND = "pend"

    @property
    def approvable(self) -> bool | None:
        """Whether the request is approvable for every patient (true), for none (false), or for some (none)."""
        return None if self is Outcome.PEND else self is Outcome.APPROVE


class Status(StrEnum):
    """Whether a criterion holds over all worlds of a case."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def holds(self) -> bool | None:
        """Whether the criterion holds in every world (true), in none (false), or in some (none)."""
        return None if self is Status.UNKNOWN else self is Status.MET


class Documentation(Frozen):
    """What the outcome rests on without a source."""

    undocumented: tuple[str, ...]
    """Facts of the reason that carry no source."""


class Settled(Frozen):
    """What holds over all worlds of a case."""

    outcome: Outcome
    criteria: dict[str, Status]
    basis: tuple[str, ...]
    exclusions: tuple[str, ...]
    reason: tuple[FactLiteral, ...] | None
    """A minimal part of the case from which the outcome follows; none for pend."""
    because: tuple[str, ...] = Field(default=(), exclude=True)
    """The reason in plain words."""
    authorization: Authorization | None
    dosing: Dosing | None
    documentation: Documentation
    notes: tuple[Note, ...]


def settle(question: Question, worlds: Worlds) -> Settled:
    """Decide a case over all of its worlds."""
    outline, watched = question.policy.outline, question.watched
    found = dict(zip(watched.atoms, worlds.settle(watched.atoms), strict=True))
    outcome = OUTCOMES[found[watched.approve]]
    in_force = question.criteria_in_force
    criteria = {name: _STATUSES[found[watched.met[name]]] for name in in_force}
    reason: tuple[FactLiteral, ...] | None = None
    because: tuple[str, ...] = ()
    if outcome is not Outcome.PEND:
        approve = worlds.atom(watched.approve)
        approved = outcome is Outcome.APPROVE
        known = worlds.reason([-approve if approved else approve])
        reason = known_literals(question.policy.vocabulary, known, worlds.shape.entries)
        on_record = rests_on_record(question, worlds, known, watched.approve, holds=approved)
        because = tuple(told(question.policy.vocabulary, reason, worlds.shape.entries if on_record else 0))
    return Settled(
        outcome=outcome,
        criteria=criteria,
        basis=basis(question, worlds, found),
        exclusions=tuple(
            name for name in in_force if outline.criteria[name].exclusion and criteria[name] is Status.MET
        ),
        reason=reason,
        because=because,
        authorization=authorization(question, found) if outcome is Outcome.APPROVE else None,
        dosing=dosing(question, worlds, found),
        documentation=Documentation(
            undocumented=tuple(dict.fromkeys(literal.fact for literal in reason or () if not literal.source))
        ),
        notes=question.all_notes(worlds),
    )


OUTCOMES = {True: Outcome.APPROVE, False: Outcome.DENY, None: Outcome.PEND}
"""The outcome, by whether the request is approvable in every world, in none, or in some."""
_STATUSES = {True: Status.MET, False: Status.NOT_MET, None: Status.UNKNOWN}
