"""The outline of a determination: a status and a minimal reason for every numbered paragraph."""

from collections.abc import Mapping

from ixasp.answers.determination import Settled, Status
from ixasp.answers.missing import turning_facts
from ixasp.answers.question import Question
from ixasp.traces.fact_literal import FactLiteral, known_literals, told
from ixasp.traces.outline import OutlineNode, OutlineTrace
from ixasp.worlds.space import Worlds

_WITHOUT_FACTS = ("whatever the facts, given the version, the readings and the number of recorded entries",)


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
        nodes=tuple(_node(question, worlds, settled.criteria, shown, name) for name in outline.top if name in shown),
    )


def _node(
    question: Question, worlds: Worlds, statuses: Mapping[str, Status], shown: set[str], name: str
) -> OutlineNode:
    criterion = question.policy.outline.criteria[name]
    status = statuses.get(name)
    vocabulary = question.policy.vocabulary
    reason: tuple[FactLiteral, ...] | None = None
    opened: tuple[str, ...] = ()
    if status is Status.UNKNOWN:
        opened = turning_facts(question, worlds, [question.watched.met[name]])
    elif status is not None:
        met = worlds.atom(question.watched.met[name])
        reason = known_literals(vocabulary, worlds.reason([-met if status is Status.MET else met]))
    return OutlineNode(
        id=name,
        label=criterion.label,
        status=status,
        excludes=criterion.exclusion,
        evidence=criterion.evidence,
        reason=reason,
        because=tuple(told(vocabulary, reason)) or _WITHOUT_FACTS if reason is not None else (),
        open=opened,
        ask=tuple(vocabulary.facts[fact].label for fact in opened),
        parts=tuple(_node(question, worlds, statuses, shown, part) for part in criterion.parts if part in shown),
    )
