"""Counterfactuals in plain words."""

from collections.abc import Iterable, Iterator

from ixasp.answers.counterfactual import Counterfactuals
from ixasp.answers.determination import Outcome
from ixasp.errors import InconsistentCase
from ixasp.intake.case import Note
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.rendering.clash import clashing_told
from ixasp.rendering.notes import check_first
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import NOTICE
from ixasp.traces.phrases import one_line


def counterfactual_text(policy: LoadedPolicy, found: Counterfactuals) -> str:
    """Return what would have to change; nothing in a case can break out of its line."""
    return "\n".join(one_line(line) for line in _lines(policy, found)) + "\n"


def take_back_text(policy: LoadedPolicy, case: str, error: InconsistentCase, notes: Iterable[Note] = ()) -> str:
    """Return the smallest sets of facts to take back from a case that no patient fits.

    Args:
        policy: the policy that was asked
        case: what the case is called
        error: what was raised for it
        notes: on how the case was read
    """
    lines = [f"INCONSISTENT  {case}", policy.outline.label, *check_first(notes_told(policy.vocabulary, notes))]
    lines += ["", "Some patient fits if one of these is taken back"]
    lines += [
        f"  - {'; and '.join(clashing_told(policy.vocabulary, fact) for fact in facts)}" for facts in error.take_back
    ]
    return "\n".join(map(one_line, lines)) + "\n"


def _lines(policy: LoadedPolicy, found: Counterfactuals) -> Iterator[str]:
    yield f"{found.outcome.upper()}  {found.case}"
    yield policy.outline.label
    if found.outcome is Outcome.DENY:
        yield NOTICE
    yield from check_first(notes_told(policy.vocabulary, found.notes))
    yield ""
    if found.outcome is Outcome.APPROVE:
        yield "Nothing needs to change."
    elif found.counterfactuals:
        yield from _changes(found)
    else:
        yield from _none(policy.vocabulary, found)


def _changes(found: Counterfactuals) -> Iterator[str]:
    yield "What would lead to approve, whatever else is still open"
    for each in found.counterfactuals:
        yield f"  - {'; and '.join(each.told)}"
    yield ""
    if not found.complete:
        yield "The list is not complete."
    elif found.all_minimal:
        yield "The list is complete: every change of which no part suffices."
    else:
        yield "The list is complete: every change of as few facts as can be."
    if found.outcome is Outcome.PEND:
        yield "These change what is stated. What is not known yet may suffice without: `ixasp missing` lists it."


def _none(vocabulary: Vocabulary, found: Counterfactuals) -> Iterator[str]:
    if not found.known:
        yield "Nothing is known yet of the facts that were allowed to change, so no change of them leads to approve."
    elif found.complete or found.towards:  # these are looked for only once it is proven
        yield "No change of these known facts alone leads to approve"
    else:
        yield "None found in time or within the limit, so there may be one; these known facts were allowed to change"
    yield from (f"  - {vocabulary.facts[name].label}" for name in found.known)
    if found.towards:
        yield ""
        yield "What would at least open the denial again; what is missing then decides"
        yield from (f"  - {'; and '.join(each.told)}" for each in found.towards)
        if not found.complete:
            yield "This list is not complete."
    if found.outcome is Outcome.PEND:
        yield ""
        yield "What is still open could: `ixasp missing` lists the facts that would lead to approve."
