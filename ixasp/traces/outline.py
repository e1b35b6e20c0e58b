"""The outline trace: the policy's own paragraphs as a tree, each with its status and what it rests on."""

from collections.abc import Iterator
from typing import Literal as OneOf

from pydantic import Field

from ixasp.frozen import Frozen
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.phrases import one_line

NOTICE = "A denial is a proposal: an adverse determination needs the review of a clinician."
"""What every rendering of a denial says."""


class OutlineNode(Frozen):
    """One numbered paragraph."""

    id: str
    label: str
    status: str | None
    """met, not_met or unknown; none for a heading."""
    excludes: bool
    """Whether it is an exclusion: met means that it excludes."""
    rests_on_parts: bool
    """Whether its parts alone tell why: it is met by one of them, or by all."""
    decides: bool
    """Whether it bears on this kind of request; Section B does not bear on a first one."""
    evidence: str
    """The tag that the policy gives as its source; empty where it gives none."""
    reason: tuple[FactLiteral, ...] | None
    """A minimal part of the case from which the status follows; none where it is unknown."""
    because: tuple[str, ...]
    """The reason in plain words."""
    open: tuple[str, ...]
    """The facts on which an unknown status turns."""
    ask: tuple[str, ...]
    """What these facts are called."""
    parts: "tuple[OutlineNode, ...]"


class OutlineTrace(Frozen):
    """A determination, paragraph by paragraph."""

    case: str
    policy: str
    version: str
    title: str
    outcome: str
    nodes: tuple[OutlineNode, ...]
    notice: str = Field(default=NOTICE)

    def walk(self) -> Iterator[tuple[int, OutlineNode]]:
        """Yield each paragraph with its depth, in the order of print, without the parts of what bears on nothing."""
        yield from _walk(self.nodes, 0)

    def render(self, form: OneOf["text", "markdown", "json"] = "text") -> str:
        """Return the outline as plain text, Markdown or JSON.

        Raises:
            ValueError: there is no such form.
        """
        if form == "json":
            return self.model_dump_json()
        if form not in ("text", "markdown"):
            raise ValueError(f"unknown form `{form}`; expected text, markdown or json")
        lines = list(_markdown(self) if form == "markdown" else _text(self))
        return "\n".join(lines) + "\n"


def _walk(nodes: tuple[OutlineNode, ...], depth: int) -> Iterator[tuple[int, OutlineNode]]:
    for node in nodes:
        yield depth, node
        if node.decides:
            yield from _walk(node.parts, depth + 1)


def mark(node: OutlineNode) -> str:
    """Return a mark for a paragraph's status, readable without colour."""
    marks = EXCLUSION_MARKS if node.excludes else MARKS
    return marks[node.status if node.decides else None]


MARKS = {"met": "✓", "not_met": "✗", "unknown": "?", None: "·"}
"""A mark for each status, readable without colour."""

EXCLUSION_MARKS = {"met": "✗", "not_met": "✓", "unknown": "?", None: "·"}
"""The same for an exclusion, which is in the way of an approval where it is met."""

WORDS = {"met": "met", "not_met": "not met", "unknown": "open", None: ""}
"""A status in words."""

EXCLUSION_WORDS = {"met": "excludes", "not_met": "does not exclude", "unknown": "open", None: ""}
"""The same for an exclusion."""


def status_words(node: OutlineNode) -> str:
    """Return what a status says of its paragraph, and the parts that make it so."""
    if not node.decides:
        return "does not decide this kind of request"
    words = (EXCLUSION_WORDS if node.excludes else WORDS)[node.status]
    by = [part.id for part in node.parts if part.status == "met"]
    if node.status == "met" and node.rests_on_parts and by:
        words += f", by {' and '.join(by)}"
    return words


def details(node: OutlineNode) -> Iterator[str]:
    """Yield the lines below a paragraph: what it rests on with sources, or what is open.

    Where the parts tell why, and where a paragraph does not bear on the request, there are none; the JSON has them.
    """
    if node.rests_on_parts or not node.decides:
        return
    yield from node.because
    if node.ask:
        yield f"open: {', '.join(node.ask)}"


def _text(trace: OutlineTrace) -> Iterator[str]:
    yield f"{trace.title}, version {trace.version}: {trace.outcome}"
    for depth, node in trace.walk():
        indent = "  " * depth
        evidence = f" [{node.evidence}]" if node.evidence else ""
        words = status_words(node)
        yield f"{indent}{mark(node)} {node.id} {node.label}{evidence}{f': {words}' if words else ''}"
        for line in details(node):
            yield f"{indent}    {one_line(line)}"
    if trace.outcome == "deny":
        yield trace.notice


def _markdown(trace: OutlineTrace) -> Iterator[str]:
    yield f"**{escaped(trace.title)}**, version {trace.version}: **{trace.outcome}**"
    yield ""
    for depth, node in trace.walk():
        indent = "  " * depth
        evidence = f" ({escaped(node.evidence)})" if node.evidence else ""
        words = status_words(node)
        status = f": **{words}**" if words else ""
        yield f"{indent}- {mark(node)} {node.id} {escaped(node.label)}{evidence}{status}"
        for line in details(node):
            yield f"{indent}  - {escaped(line)}"
    if trace.outcome == "deny":
        yield ""
        yield f"*{trace.notice}*"


def escaped(text: str) -> str:
    """Return text in which Markdown and HTML see no marks of theirs, on one line."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#~&" else character for character in one_line(text))
