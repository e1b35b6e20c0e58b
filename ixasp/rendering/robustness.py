"""Whether an outcome hangs on how the policy is read, in plain words."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from ixasp.answers.robustness import INCONSISTENT, Passage, Robustness, Turn
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline
from ixasp.rendering.notes import check_first
from ixasp.rendering.text import plain_table
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import NOTICE
from ixasp.traces.phrases import one_line


def turns_on(answer: Robustness) -> tuple[str, ...]:
    """Return what other readings would change, for a report: a line for each minimal set of them."""
    return tuple(map(_turns_on, answer.turned_by)) or ("robust: the same, however the policy is read",)


def robustness_text(policy: LoadedPolicy, answer: Robustness) -> str:
    """Return one answer in full; nothing in a case can break out of its line."""
    return "\n".join(one_line(line) for line in _lines(policy, answer)) + "\n"


def deciding_table(outline: Outline, answers: Sequence[Robustness]) -> Table:
    """Return which reading takes part in a change of how many cases, the most first; those of none have no row."""
    table = plain_table("reading", "what it is about", "paragraphs", "cases")
    table.columns[-1].justify = "right"
    cases = _cases_by_reading(answers)
    for name in sorted(cases, key=lambda name: (-cases[name], name)):
        reading = outline.readings[name]
        table.add_row(*map(Text, (name, reading.label, ", ".join(reading.about), str(cases[name]))))
    return table


def deciding_none(outline: Outline, answers: Sequence[Robustness]) -> Iterator[str]:
    """Yield one line that names the readings that take part in no change; nothing where there are none."""
    cases = _cases_by_reading(answers)
    idle = [name for name in outline.readings if name not in cases]
    if idle:
        yield f"deciding none: {', '.join(idle)}"


def tells_of_a_denial(answer: Robustness) -> bool:
    """Return whether the outcome is a denial, as the policy is read or otherwise."""
    return "deny" in (answer.outcome, *answer.outcomes)


def _cases_by_reading(answers: Sequence[Robustness]) -> Counter[str]:
    return Counter(name for answer in answers for name in answer.decisive)


def _turns_on(turn: Turn) -> str:
    labels = " with ".join(passage.label for passage in turn.passages)
    choices = " with ".join(f"{name}={option}" for name, option in turn.readings.items())
    return f"turns on: {labels} ({choices} → {turn.outcome})"


def _lines(policy: LoadedPolicy, answer: Robustness) -> Iterator[str]:
    yield _headline(answer)
    if answer.case:
        yield answer.case
    yield policy.outline.label
    if tells_of_a_denial(answer):
        yield NOTICE
    yield from check_first(notes_told(policy.vocabulary, answer.notes))
    for turn in answer.turned_by:
        yield ""
        yield f"{answer.outcome} → {_outcome(turn)}{_together(turn)}"
        for passage in turn.passages:
            yield from _passage(passage)


def _headline(answer: Robustness) -> str:
    if not answer.turned_by:
        return f"ROBUST: {answer.outcome}, however the policy is read"
    outcome = "that no patient fits the case" if answer.outcome == INCONSISTENT else answer.outcome
    return f"SPLIT: {outcome} turns on {', '.join(answer.decisive)}"


def _outcome(turn: Turn) -> str:
    return f"{INCONSISTENT} (no patient would fit the case)" if turn.outcome == INCONSISTENT else turn.outcome


def _together(turn: Turn) -> str:
    count = len(turn.passages)
    if count == 1:
        return ""
    return f", only if {'both' if count == 2 else f'all {count}'} change together"


def _passage(passage: Passage) -> Iterator[str]:
    yield f"  - {passage.label} ({', '.join(passage.paragraphs)})"
    yield f"      as read: {passage.now_means} ({passage.reading}={passage.now})"
    yield f"      instead: {passage.then_means} ({passage.reading}={passage.then})"
