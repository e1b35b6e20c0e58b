"""The outline of a determination: a status and a minimal reason for every numbered paragraph."""

from collections.abc import Mapping

from ixasp.answers.determination import Settled, Status
from ixasp.answers.missing import turning_facts
from ixasp.answers.question import Question
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.traces.fact_literal import FactLiteral, known_literals, told
from ixasp.traces.outline import OutlineNode, OutlineTrace
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
            _node(question, worlds, settled.criteria, shown, name, _decides(question, worlds, name))
            for name in outline.top
            if name in shown
        ),
    )


def _node(
    question: Question, worlds: Worlds, statuses: Mapping[str, Status], shown: set[str], name: str, decides: bool
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
        reason = known_literals(
            vocabulary, worlds.reason([-met if status is Status.MET else met]), worlds.shape.entries
        )
    return OutlineNode(
        id=name,
        label=criterion.label,
        status=status,
        excludes=criterion.exclusion,
        rests_on_parts=criterion.kind in ("any", "all"),
        decides=decides,
        evidence=criterion.evidence,
        reason=reason,
        because=_because(vocabulary, reason, worlds.shape.entries),
        open=opened,
        ask=tuple(vocabulary.facts[fact].label for fact in opened),
        parts=tuple(
            _node(question, worlds, statuses, shown, part, decides) for part in criterion.parts if part in shown
        ),
    )


def _decides(question: Question, worlds: Worlds, top: str) -> bool:
    """Return whether a section at the top of the outline may decide this request, or concerns every request."""
    outline = question.policy.outline
    own = [name for name in outline.sections if name == top or name.startswith(f"{top}.")]
    return not own or any(worlds.possible([worlds.atom(f'own_section("{name}")')]) for name in own)


def _because(vocabulary: Vocabulary, reason: tuple[FactLiteral, ...] | None, entries: int) -> tuple[str, ...]:
    """Return a reason in words; an empty one holds for every patient."""
    if reason is None:
        return ()
    return tuple(told(vocabulary, reason, entries)) or ("so for every patient",)
