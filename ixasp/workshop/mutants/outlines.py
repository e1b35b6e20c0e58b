"""The outline that a policy declares once a fact of it is changed: the engine reads some facts itself."""

from dataclasses import replace

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline, read_outline
from ixasp.knowledge.program import Plain
from ixasp.workshop.syntax.evaluation import evaluate


def changed_outline(policy: LoadedPolicy, before: str, after: str) -> Outline | None:
    """Return the outline with one rule otherwise; None where what is left is none.

    Args:
        policy: the policy as it is
        before: the rule as it is; only a fact can make another outline
        after: the rule as it then is; empty where it is gone
    """
    if ":-" in before:
        return policy.outline
    name, row = _row(before)
    declared = dict(policy.program.declared)
    if row not in declared.get(name, ()):
        return policy.outline
    rows = list(declared[name])
    rows[rows.index(row) : rows.index(row) + 1] = [_row(after)[1]] if after else []
    declared[name] = tuple(rows)
    try:
        return read_outline(replace(policy.program, declared=declared))
    except (KnowledgeBaseError, KeyError, IndexError, TypeError, ValueError):
        return None


def tells_the_same(one: Outline, other: Outline) -> bool:
    """Return whether two outlines make a determination tell the same of the same worlds."""
    return _told(one) == _told(other)


def _told(outline: Outline) -> tuple[object, ...]:
    criteria = [(one.id, one.kind == "heading", one.exclusion, one.since) for one in outline.criteria.values()]
    return criteria, outline.sections, outline.alternatives, outline.durations, outline.dosing, outline.dose_limits


def _row(fact: str) -> tuple[str, tuple[Plain, ...]]:
    name = fact.partition("(")[0].removesuffix(".")
    rows = evaluate(fact, (name,)).rows.get(name, ((),))
    return name, tuple(value.plain for value in rows[0])
