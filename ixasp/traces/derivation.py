"""The derivation trace: the rules by which an atom holds, or does not, with file and line, down to facts."""

from collections.abc import Iterator

from ixasp.frozen import Frozen
from ixasp.traces.derivation_flowchart import derivation_flowchart
from ixasp.traces.derivation_step import (
    MARKS,
    ONE_ALWAYS_APPLIES,
    Condition,
    RuleStep,
    atom_words,
    condition_told,
    rule_told,
    status_words,
)
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.html import page
from ixasp.traces.notes import CHECK_FIRST
from ixasp.traces.outline import Form, escaped
from ixasp.traces.phrases import one_line


class DerivationTrace(Frozen):
    """Why an atom holds, why not, or on what it turns."""

    case: str
    policy: str
    version: str
    title: str
    """What the policy is called."""
    outcome: str
    root: Condition
    reason: tuple[FactLiteral, ...] | None
    """A minimal part of the case from which it follows that the atom holds, or does not; none where it is open."""
    because: tuple[str, ...]
    """The reason in plain words, with sources."""
    turns_on: tuple[str, ...]
    """Where it is open: the facts on which it turns."""
    ask: tuple[str, ...]
    """What these facts are called."""
    questions: tuple[str, ...]
    """How they are asked for."""
    notes: tuple[str, ...]
    """What to check first of how the case was read, in plain words."""
    notice: str
    """That a denial is a proposal; empty unless the outcome is one."""

    @property
    def headline(self) -> str:
        """Whether the atom holds, in words."""
        return f"{self.root.says}: {atom_words(self.root)}"

    def walk(self) -> Iterator[tuple[int, Condition | RuleStep]]:
        """Yield conditions and rules with their depth, each before what stands below it."""
        yield from _walk(self.root, 0)

    def render(self, form: Form = "text") -> str:
        """Return the derivation as plain text, Markdown, a page of HTML, a Mermaid flowchart or JSON.

        Raises:
            ValueError: there is no such form.
        """
        if form == "json":
            return self.model_dump_json()
        if form == "html":
            return page(
                "derivation_page.html.j2",
                trace=self,
                marks=MARKS,
                condition_words=status_words,
                check_first=CHECK_FIRST,
                one_always_applies=ONE_ALWAYS_APPLIES,
            )
        forms = {"text": _text, "markdown": _markdown, "mermaid": _flowchart}
        if form not in forms:
            raise ValueError(f"unknown form `{form}`; expected text, markdown, html, mermaid or json")
        return "\n".join(forms[form](self)) + "\n"


def _walk(condition: Condition, depth: int) -> Iterator[tuple[int, Condition | RuleStep]]:
    yield depth, condition
    for rule in condition.rules:
        yield depth + 1, rule
        for below in rule.shown:
            yield from _walk(below, depth + 2)


def lines(trace: DerivationTrace) -> Iterator[tuple[int, str, str]]:
    """Yield the derivation below its headline, line by line: depth, mark (empty for a rule) and text."""
    for depth, step in trace.walk():
        if isinstance(step, RuleStep):
            yield depth - 1, "", rule_told(step)
            continue
        if depth or not step.rules:
            yield max(depth - 1, 0), MARKS[step.so], condition_told(step)
        if step.split:
            yield depth, "", ONE_ALWAYS_APPLIES


def _text(trace: DerivationTrace) -> Iterator[str]:
    yield one_line(trace.headline)
    if trace.notice:
        yield trace.notice
    if trace.notes:
        yield f"{CHECK_FIRST.lower()}:"
        yield from (one_line(f"- {note}") for note in trace.notes)
    if trace.because:
        yield "because:"
        yield from (one_line(f"- {line}") for line in trace.because)
    if trace.ask:
        yield f"turns on: {', '.join(trace.ask)}"
        yield "to ask:"
        yield from (one_line(f"- {question}") for question in trace.questions)
    yield "rule by rule:"
    for depth, mark, line in lines(trace):
        yield one_line(f"{'  ' * (depth + 1)}{mark}{' ' if mark else ''}{line}")


def _markdown(trace: DerivationTrace) -> Iterator[str]:
    yield f"**{escaped(trace.headline)}**"
    yield ""
    if trace.notice:
        yield f"*{trace.notice}*"
        yield ""
    if trace.notes:
        yield from (CHECK_FIRST, "", *(f"- {escaped(note)}" for note in trace.notes), "")
    if trace.because:
        yield from ("Because", "", *(f"- {escaped(line)}" for line in trace.because), "")
    if trace.ask:
        yield f"Turns on: {escaped(', '.join(trace.ask))}"
        yield from ("", "To ask", "", *(f"- {escaped(question)}" for question in trace.questions), "")
    yield from ("Rule by rule", "")
    for depth, mark, line in lines(trace):
        yield f"{'  ' * depth}- {mark}{' ' if mark else ''}{escaped(line)}"


def _flowchart(trace: DerivationTrace) -> Iterator[str]:
    notes = (f"{CHECK_FIRST}: {note}" for note in trace.notes)
    heading = "\n".join(line for line in (trace.headline, trace.notice, *notes) if line)
    return derivation_flowchart(heading, trace.root)
