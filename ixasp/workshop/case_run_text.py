"""A run of cases in words: a line for each that is not as expected, and the outline of what was got instead."""

from collections.abc import Iterator, Mapping

from ixasp.traces.outline import NOTICE, OutlineTrace
from ixasp.traces.outline_node import details, mark, status_words
from ixasp.traces.phrases import one_line
from ixasp.workshop.case_run import CaseResult, CaseRun, Verdict
from ixasp.workshop.testing import Difference, OtherAnswer

MARK = "◀"
"""Stands between what was got and what was expected of a paragraph."""


def run_text(run: CaseRun, *, quiet: bool = False) -> str:
    """Return a run in words, one summary line last.

    Args:
        run: what was run
        quiet: leave the outlines out
    """
    lines = [line for result in run.results for line in _result(result, quiet)]
    return "".join(f"{one_line(line)}\n" for line in [*lines, summary(run)])


def summary(run: CaseRun) -> str:
    """Return how many cases are as expected, and how many are not, in one line."""
    told = f"{_cases(len(run.results))}: {run.count(Verdict.AS_EXPECTED)} as expected, {run.count(Verdict.DIFFERS)} not"
    unpaired, unusable = run.count(Verdict.UNPAIRED), run.count(Verdict.UNUSABLE)
    told += f", {unpaired} without case or expectation" if unpaired else ""
    return told + (f", {unusable} with problems" if unusable else "")


def _cases(number: int) -> str:
    return f"{number} case{'' if number == 1 else 's'}"


def _result(result: CaseResult, quiet: bool) -> Iterator[str]:
    for problem in result.problems:
        yield f"{result.file}: {problem}"
    for answer in result.answers:
        under = "".join(f" [{name}={option}]" for name, option in answer.readings.items())
        yield f"{result.file}{under}: {'; '.join(map(_difference, answer.differences))}"
        if not quiet and answer.outline is not None:
            yield from (f"    {line}" for line in _outline(answer.outline, answer))
            yield ""


def _difference(difference: Difference) -> str:
    about = difference.what if difference.about == "criteria" else f"{difference.about} {difference.what}".rstrip()
    return f"{about}: expected {_words(difference.expected)}, got {_words(difference.got)}"


def _words(status: str) -> str:
    return "not met" if status == "not_met" else status


def _outline(trace: OutlineTrace, answer: OtherAnswer) -> Iterator[str]:
    """Yield the outline of what was got, with what was expected beside the paragraphs that differ."""
    marks = _marks(answer)
    outcome = next((found.expected for found in answer.differences if found.about == "outcome"), None)
    beside = f"   {MARK} expected {outcome}" if outcome else ""
    yield f"{trace.title}, version {trace.version}: {trace.outcome}{beside}"
    for note in trace.notes:
        yield f"- {note}"
    shown = set()
    for depth, paragraph in trace.walk():
        shown.add(paragraph.id)
        words = status_words(paragraph)
        beside = f"   {MARK} expected {marks[paragraph.id]}" if paragraph.id in marks else ""
        yield f"{'  ' * depth}{mark(paragraph)} {paragraph.id} {paragraph.label}{f': {words}' if words else ''}{beside}"
        yield from (f"{'  ' * depth}    {line}" for line in details(paragraph))
    for name in marks.keys() - shown:
        yield f"{MARK} {name}: expected {marks[name]}"
    if trace.outcome == "deny":
        yield NOTICE


def _marks(answer: OtherAnswer) -> Mapping[str, str]:
    """Return what was expected of each paragraph that differs."""
    found: dict[str, list[str]] = {}
    for difference in answer.differences:
        if difference.about == "criteria":
            found.setdefault(difference.what, []).append(_words(difference.expected))
        elif difference.about in ("basis", "exclusions"):
            one = "part of the basis" if difference.about == "basis" else "excluding"
            expected, got = set(_names(difference.expected)), set(_names(difference.got))
            for name in sorted(expected ^ got):
                found.setdefault(name, []).append(one if name in expected else f"not {one}")
    return {name: " and ".join(expected) for name, expected in found.items()}


def _names(listed: str) -> list[str]:
    return [] if listed == "none" else listed.split(", ")
