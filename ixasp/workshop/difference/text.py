"""A comparison in plain words."""

from collections import Counter
from collections.abc import Iterator

from ixasp.interview.saving import yaml_text
from ixasp.traces.outline import NOTICE
from ixasp.workshop.difference.result import Change, Comparison, Decision, Dose, Met
from ixasp.workshop.smallest import case_called

_OUTCOMES = {"approve": "approved", "deny": "denied", "impossible": "no such patient"}
_ASPECTS = {"outcome": "outcome or basis", "dose": "dose or duration", "criterion": "only a criterion"}


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison as text: a verdict, then each class with its smallest case."""
    return "\n".join(_lines(comparison)) + "\n"


def change_title(change: Change, comparison: Comparison) -> str:
    """Return in one line what changes for a class."""
    one, other = change.before, change.after
    if isinstance(one, Decision) and isinstance(other, Decision):
        told, then = _decision(one, other), _decision(other, one)
    elif isinstance(one, Met) and isinstance(other, Met):
        told, then = (f"{side.criterion} is {'met' if side.met else 'not met'}" for side in (one, other))
    else:
        assert isinstance(one, Dose)
        assert isinstance(other, Dose)
        told, then = _dose(one, other), _dose(other, one)
    if comparison.policy:
        return f"{told} before, {then} after"
    return f"{comparison.before}: {told}; {comparison.after}: {then}"


def _lines(comparison: Comparison) -> Iterator[str]:
    title = f"{comparison.policy}: " if comparison.policy else ""
    yield f"{title}from {comparison.before} to {comparison.after}"
    covered = f"over all patients with up to {comparison.entries} entries in the record, under every reading"
    if comparison.equivalent:
        yield f"equivalent: proven {covered}"
    elif comparison.complete and not comparison.changes:
        yield f"the rules decide no patient differently, {covered}; what is not compared is told here"
    else:
        count = len(comparison.changes)
        told = f"{count} {'class' if count == 1 else 'classes'} of patients decided differently ({_kinds(comparison)})"
        yield f"{told}; no other, {covered}" if comparison.complete else f"at least {told}; the list was cut"
    yield from (f"not compared: {note}" for note in comparison.not_compared)
    yield from (f"note: {note}" for note in comparison.notes)
    for one in comparison.renamed:
        both = f"{one.before} of {comparison.before} is compared as one fact with {one.after} of {comparison.after}"
        yield f"note: {both}"
    for one in comparison.perhaps_renamed:
        told = f"fact {one.before} of {comparison.before} is perhaps {one.after} of {comparison.after}"
        yield f"hint: {told}: --renamed {one.before}={one.after} compares them as one"
    for number, change in enumerate(comparison.changes, start=1):
        yield ""
        yield f"{number}. {change_title(change, comparison)}"
        if not change.default_readings:
            told = ", ".join(f"{name}={option}" for name, option in change.witness.readings.items())
            yield f"   only under other readings than the default, such as {told}"
        case = case_called(smallest=change.witness.smallest)
        version = f"version {', '.join(change.versions)}; " if comparison.policy else ""
        yield f"   {version}{case}:"
        facts = change.witness.case["facts"]
        yield from (f"     {line}" for line in yaml_text(facts).splitlines())
        first, second = change.witness.request_dates
        if first != second:
            yield f"   decided before as a request of {first}"
    if comparison.changes:
        yield ""
        yield NOTICE


def _kinds(comparison: Comparison) -> str:
    """Return how many classes differ in what."""
    found = Counter[str](change.aspect for change in comparison.changes)
    return ", ".join(f"{words} {found[aspect]}" for aspect, words in _ASPECTS.items() if aspect in found)


def _decision(decision: Decision, other: Decision) -> str:
    """Return what a side says, and where both approve, by what only one of them does."""
    outcome = _OUTCOMES[decision.outcome]
    if not decision.basis:
        same = decision.outcome == other.outcome == "approve"
        return f"{outcome} without {', '.join(other.basis)}" if same and other.basis else outcome
    by = ", ".join(decision.basis)
    return f"{outcome} by {by}" if decision.outcome == "approve" else f"{outcome} though {by} is met"


def _dose(dose: Dose, other: Dose) -> str:
    """Return what a side says, as far as the other one says otherwise."""
    parts = []
    if dose.limits != other.limits:
        limits = " or ".join(dose.limits or other.limits)
        parts.append(f"dose at most {limits}" if dose.limits else f"no limit {limits} of the dose")
    if dose.statuses != other.statuses:
        parts.append(", ".join(dose.statuses).replace("_", " ") or "no status")
    if dose.alerts != other.alerts:
        parts.append(f"alerts {', '.join(dose.alerts) or 'none'}")
    if dose.months != other.months:
        parts.append(f"{' or '.join(map(str, dose.months)) or 'no'} months")
    return "; ".join(parts)
