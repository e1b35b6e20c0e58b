"""The outline of a determination: a status and a minimal reason for every numbered paragraph."""

from collections.abc import Mapping
from typing import NamedTuple

from ixasp.answers.determination import Settled, Status
from ixasp.answers.missing import turning_facts
from ixasp.answers.on_record import rests_on_record
from ixasp.answers.question import Question
from ixasp.traces.fact_literal import FactLiteral, known_literals, told
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import OutlineTrace
from ixasp.traces.outline_node import OutlineNode
from ixasp.worlds.space import Worlds


def outline_trace(question: Question, worlds: Worlds, settled: Settled) -> OutlineTrace:
    """Return the outline of a case that was decided."""
    outline = question.policy.outline
    in_force = set(question.criteria_in_force)
    shown = {name for name, criterion in outline.criteria.items() if name in in_force or criterion.kind == "heading"}
    return OutlineTrace(
        case=question.case.id,
        policy=outline.policy,
        version=question.version.name,
        title=outline.label,
        outcome=settled.outcome,
        nodes=tuple(
            _node(question, worlds, settled.criteria, shown, name, decides(question, worlds, name))
            for name in outline.top
            if name in shown
        ),
        notes=notes_told(question.policy.vocabulary, settled.notes),
    )


def _node(
    question: Question, worlds: Worlds, statuses: Mapping[str, Status], shown: set[str], name: str, decides: bool
) -> OutlineNode:
    criterion = question.policy.outline.criteria[name]
    status = statuses.get(name)
    because = why(question, worlds, name, status)
    return OutlineNode(
        id=name,
        label=criterion.label,
        status=status,
        excludes=criterion.exclusion,
        rests_on_parts=criterion.kind in ("any", "all"),
        decides=decides,
        evidence=criterion.evidence,
        reason=because.reason,
        because=because.told,
        open=because.open,
        ask=because.ask,
        parts=tuple(
            _node(question, worlds, statuses, shown, part, decides) for part in criterion.parts if part in shown
        ),
    )


class Why(NamedTuple):
    """Why a criterion has its status."""

    reason: tuple[FactLiteral, ...] | None = None
    """A minimal part of the case from which the status follows; none where it is open."""
    told: tuple[str, ...] = ()
    """The reason in plain words."""
    open: tuple[str, ...] = ()
    """The facts on which an open status turns."""
    ask: tuple[str, ...] = ()
    """What these facts are called."""


FOR_EVERY_PATIENT = "so for every patient"
"""What a reason without any fact says."""


def why(question: Question, worlds: Worlds, name: str, status: Status | None) -> Why:
    """Return why a criterion has its status, or what an open one turns on; nothing where it has none."""
    if status is None:
        return Why()
    return why_so(question, worlds, question.watched.met[name], status.holds)


def why_so(question: Question, worlds: Worlds, atom: str, holds: bool | None) -> Why:
    """Return why an atom holds for every patient that fits the case, why for none, or on what it turns."""
    vocabulary = question.policy.vocabulary
    if holds is None:
        opened = turning_facts(question, worlds, [atom])
        return Why(open=opened, ask=tuple(vocabulary.facts[fact].label for fact in opened))
    unless = -worlds.atom(atom) if holds else worlds.atom(atom)
    known = worlds.reason([unless])
    reason = known_literals(vocabulary, known, worlds.shape.entries)
    entries = worlds.shape.entries if rests_on_record(question, worlds, known, atom, holds=holds) else 0
    return Why(reason, tuple(told(vocabulary, reason, entries)) or (FOR_EVERY_PATIENT,))


def decides(question: Question, worlds: Worlds, name: str) -> bool:
    """Return whether a paragraph belongs to a section that may decide this request, or that concerns every request."""
    outline = question.policy.outline
    own = [section for section in outline.sections if outline.top_of[section] == outline.top_of[name]]
    return not own or any(worlds.possible([worlds.atom(f'own_section("{section}")')]) for section in own)
