"""The derivation trace: the rules by which an atom holds, or does not, with file and line, down to facts."""

from collections.abc import Iterator
from typing import Literal as OneOf

from ixasp.frozen import Frozen
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.outline import escaped
from ixasp.traces.phrases import one_line

FIRED, FAILED, OPEN = "yes", "no", "open"
"""Whether something is so for every patient that fits the case, for none, or for some."""


class RuleStep(Frozen):
    """One rule, with its variables filled in."""

    file: str
    """Below the knowledge base: `kb/core/outline.lp`."""
    line: int
    applies: str
    """yes: it applies to every patient that fits the case; no: to none; open: to some."""
    conditions: "tuple[Condition, ...]"
    """In the order of print: all of a rule that applies; of one that does not, those that fail; else all."""
    jointly: tuple[str, ...] = ()
    """Where no condition fails by itself: those that never hold together, in plain words, a line for each choice."""


class Condition(Frozen):
    """An atom, or its negation, that a rule asks for."""

    atom: str
    """As the rules write it."""
    negated: bool
    """Whether the rule asks that it does not hold."""
    says: str
    """What is asked for, in plain words."""
    so: str
    """yes: it is so for every patient that fits the case; no: for none; open: for some."""
    fact: str | None = None
    """The fact that it is about; none for what rules derive."""
    reason: tuple[FactLiteral, ...] | None = None
    """For a fact that is settled: what the case states of it, or what it follows from."""
    because: tuple[str, ...] = ()
    """The same in plain words, with sources."""
    rules: tuple[RuleStep, ...] = ()
    """For what rules derive: those that apply; or every one and why it fails; or those that may apply."""
    always: bool = False
    """Whether it is so whatever the case says."""
    seen: bool = False
    """Whether its rules stand further up."""
    split: bool = False
    """Whether one of its rules applies to every patient, but not the same one to all."""


class DerivationTrace(Frozen):
    """Why an atom holds, why not, or on what it turns."""

    case: str
    policy: str
    version: str
    outcome: str
    root: Condition
    turns_on: tuple[str, ...]
    """Where it is open: the facts on which it turns."""
    ask: tuple[str, ...]
    """What these facts are called."""
    notice: str
    """That a denial is a proposal; empty unless the outcome is one."""

    def walk(self) -> Iterator[tuple[int, "Condition | RuleStep"]]:
        """Yield conditions and rules with their depth, each before what stands below it."""
        yield from _walk(self.root, 0)

    def render(self, form: OneOf["text", "markdown", "json"] = "text") -> str:
        """Return the derivation as plain text, Markdown or JSON.

        Raises:
            ValueError: there is no such form.
        """
        if form == "json":
            return self.model_dump_json()
        if form not in ("text", "markdown"):
            raise ValueError(f"unknown form `{form}`; expected text, markdown or json")
        return "\n".join(_markdown(self) if form == "markdown" else _text(self)) + "\n"


def _walk(condition: Condition, depth: int) -> Iterator[tuple[int, Condition | RuleStep]]:
    yield depth, condition
    for rule in condition.rules:
        yield depth + 1, rule
        for below in rule.conditions:
            if not below.always:
                yield from _walk(below, depth + 2)


MARKS = {FIRED: "✓", FAILED: "✗", OPEN: "?"}
"""A mark for what is asked, readable without colour."""


def told(step: Condition | RuleStep) -> str:
    """Return a condition or a rule in one line."""
    return _rule(step) if isinstance(step, RuleStep) else _condition(step)


def _condition(condition: Condition) -> str:
    says, because = condition.says, "; ".join(condition.because)
    if condition.so == OPEN:
        return f"{says}: open"
    if not because:
        return f"{says} (see above)" if condition.seen else says
    if condition.reason is not None and [literal.fact for literal in condition.reason] == [condition.fact]:
        return because
    return f"{says}, since {because}" if condition.so == FIRED else f"{says}: not so, since {because}"


def _rule(step: RuleStep) -> str:
    place = f"{step.file}:{step.line}"
    if step.applies == FIRED:
        return f"by {place}"
    if step.applies == OPEN:
        return f"{place} may apply"
    if step.jointly:
        return f"{place} does not apply; never together: {', nor '.join(step.jointly)}"
    return f"{place} does not apply"


def _headline(trace: DerivationTrace) -> str:
    so = {FIRED: "holds", FAILED: "does not hold", OPEN: "open"}[trace.root.so]
    return f"{trace.root.says}: {so}"


def _text(trace: DerivationTrace) -> Iterator[str]:
    yield one_line(_headline(trace))
    if trace.ask:
        yield f"turns on: {', '.join(trace.ask)}"
    for depth, step in trace.walk():
        mark = f"{MARKS[step.so]} " if isinstance(step, Condition) else ""
        if depth or not trace.root.rules:
            yield f"{'  ' * depth}{mark}{one_line(told(step))}"
        if isinstance(step, Condition) and step.split:
            yield f"{'  ' * depth}  one of these rules always applies:"
    if trace.notice:
        yield trace.notice


def _markdown(trace: DerivationTrace) -> Iterator[str]:
    yield f"**{escaped(_headline(trace))}**"
    yield ""
    if trace.ask:
        yield f"Turns on: {escaped(', '.join(trace.ask))}"
        yield ""
    for depth, step in trace.walk():
        mark = f"{MARKS[step.so]} " if isinstance(step, Condition) else ""
        yield f"{'  ' * depth}- {mark}{escaped(told(step))}"
    if trace.notice:
        yield ""
        yield f"*{trace.notice}*"
