"""What a change leads to, in plain words."""

from collections.abc import Iterable, Iterator

from ixasp.answers.decided import Determination
from ixasp.answers.determination import Outcome
from ixasp.answers.what_if import ChangedCriterion, WhatIf
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.rendering.report import authorization_lines, dosing_lines
from ixasp.traces.notes import CHECK_FIRST, notes_told
from ixasp.traces.outline import NOTICE
from ixasp.traces.outline_node import EXCLUSION_WORDS, WORDS
from ixasp.traces.phrases import one_line


def what_if_text(policy: LoadedPolicy, answer: WhatIf) -> str:
    """Return a what-if for a terminal or a letter; nothing in a case can break out of its line."""
    return "\n".join(one_line(line) for line in _lines(policy, answer)) + "\n"


def _lines(policy: LoadedPolicy, answer: WhatIf) -> Iterator[str]:
    version = f"{answer.version.before} → {answer.version.after}" if answer.version else answer.after.version
    yield f"{_headline(answer)}  {answer.case}"
    yield f"{policy.outline.label}, version {version}"
    if Outcome.DENY in (answer.outcome.before, answer.outcome.after):
        yield NOTICE
    yield from _section(CHECK_FIRST, notes_told(policy.vocabulary, answer.after.notes))
    yield from _section("If it were so (assumed, not documented)", (change.told for change in answer.changes))
    if answer.unanswered is not None:
        yield from _section("As the case stands", [answer.unanswered.message])
    else:
        none = "  - nothing" if answer.changes_nothing else f"  - no criterion{_but(answer)}"
        yield from ("", "What changes", *(_changed(answer.changed) if answer.changed else (none,)))
    yield from _section("Because", answer.after.because)
    yield from _section("Still to settle", _still_open(answer))
    yield from _section("No longer to settle", answer.no_longer)
    yield from _compared("Authorization", *(_authorization(decided) for decided in (answer.before, answer.after)))
    yield from _compared("Dose", *(_dose(policy, decided) for decided in (answer.before, answer.after)))


def _but(answer: WhatIf) -> str:
    return ", but what is still to settle" if answer.turns_on and answer.outcome.after is Outcome.PEND else ""


def _headline(answer: WhatIf) -> str:
    after = answer.after.outcome.upper()
    if answer.unanswered is not None:
        return f"{'INCONSISTENT' if answer.unanswered.clash else 'UNSUPPORTED'} → {after}"
    if answer.before is None or answer.before.outcome is answer.after.outcome:
        return f"{after}, {'nothing changes' if answer.changes_nothing else 'as before'}"
    return f"{answer.before.outcome.upper()} → {after}"


def _still_open(answer: WhatIf) -> Iterator[str]:
    """Yield what is still to settle, and of what is so only now that it is new; all of it is, once it is settled."""
    before = answer.turns_on.before if answer.turns_on else None
    for fact, called in zip(answer.open, answer.ask, strict=True):
        yield called if before is None or fact in before else f"{called} (new)"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a titled list; nothing where it has no line."""
    items = [f"  - {line}" for line in lines]
    if items:
        yield from ("", title, *items)


def _changed(criteria: tuple[ChangedCriterion, ...]) -> Iterator[str]:
    changed = {criterion.id for criterion in criteria}
    for criterion in criteria:
        words = EXCLUSION_WORDS if criterion.excludes else WORDS
        # A version that lacks the paragraph has no status for it.
        before, after = (words[status] or "not in this version" for status in (criterion.before, criterion.after))
        yield f"  - {criterion.id} {criterion.label}: {before} → {after}"
        if not criterion.decides:
            yield "      does not decide this kind of request"
        elif changed.isdisjoint(criterion.parts):
            yield from (f"      {line}" for line in criterion.because)
            if criterion.ask:
                yield f"      open: {', '.join(criterion.ask)}"


def _authorization(decided: Determination | None) -> tuple[str, ...]:
    return () if decided is None else tuple(authorization_lines(decided))


def _dose(policy: LoadedPolicy, decided: Determination | None) -> tuple[str, ...]:
    return () if decided is None or decided.dosing is None else tuple(dosing_lines(decided.dosing, policy.vocabulary))


def _compared(title: str, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    """Yield what stood there and what stands there now; nothing where both are the same."""
    if before != after:
        yield from (
            "",
            title,
            *(f"  - {name}: {'; '.join(lines) or 'none'}" for name, lines in (("before", before), ("after", after))),
        )
