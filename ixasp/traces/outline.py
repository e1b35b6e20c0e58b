"""The outline trace: the policy's own paragraphs as a tree, each with its status and what it rests on."""

from collections.abc import Iterator
from typing import Literal as OneOf

from pydantic import Field

from ixasp.frozen import Frozen
from ixasp.traces.html import page
from ixasp.traces.mermaid import Shape, edge, flowchart, node
from ixasp.traces.notes import CHECK_FIRST
from ixasp.traces.outline_node import OutlineNode, details, mark, status_words
from ixasp.traces.phrases import one_line

NOTICE = "A denial is a proposal: an adverse determination needs the review of a clinician."
"""What every rendering of a denial says."""

Form = OneOf["text", "markdown", "html", "mermaid", "json"]
"""What a trace can be rendered as."""


class OutlineTrace(Frozen):
    """A determination, paragraph by paragraph."""

    case: str
    policy: str
    version: str
    title: str
    outcome: str
    nodes: tuple[OutlineNode, ...]
    notice: str = Field(default=NOTICE)
    notes: tuple[str, ...] = Field(default=())
    """What to check first of how the case was read, in plain words."""

    def walk(self) -> Iterator[tuple[int, OutlineNode]]:
        """Yield each paragraph with its depth, in the order of print, without the parts of what bears on nothing."""
        yield from _walk(self.nodes, 0)

    def render(self, form: Form = "text") -> str:
        """Return the outline as plain text, Markdown, a page of HTML, a Mermaid flowchart or JSON.

        Raises:
            ValueError: there is no such form.
        """
        if form == "json":
            return self.model_dump_json()
        if form == "html":
            return page("outline_page.html.j2", trace=self, check_first=CHECK_FIRST)
        forms = {"text": _text, "markdown": _markdown, "mermaid": _flowchart}
        if form not in forms:
            raise ValueError(f"unknown form `{form}`; expected text, markdown, html, mermaid or json")
        return "\n".join(forms[form](self)) + "\n"


def _walk(nodes: tuple[OutlineNode, ...], depth: int) -> Iterator[tuple[int, OutlineNode]]:
    for paragraph in nodes:
        yield depth, paragraph
        yield from _walk(paragraph.shown_parts, depth + 1)


def _text(trace: OutlineTrace) -> Iterator[str]:
    yield f"{trace.title}, version {trace.version}: {trace.outcome}"
    if trace.notes:
        yield f"{CHECK_FIRST.lower()}:"
        yield from (one_line(f"- {note}") for note in trace.notes)
    for depth, paragraph in trace.walk():
        indent = "  " * depth
        evidence = f" [{paragraph.evidence}]" if paragraph.evidence else ""
        words = status_words(paragraph)
        yield f"{indent}{mark(paragraph)} {paragraph.id} {paragraph.label}{evidence}{f': {words}' if words else ''}"
        for line in details(paragraph):
            yield f"{indent}    {one_line(line)}"
    if trace.outcome == "deny":
        yield trace.notice


def _markdown(trace: OutlineTrace) -> Iterator[str]:
    yield f"**{escaped(trace.title)}**, version {trace.version}: **{trace.outcome}**"
    yield ""
    if trace.notes:
        yield from (CHECK_FIRST, "", *(f"- {escaped(note)}" for note in trace.notes), "")
    for depth, paragraph in trace.walk():
        indent = "  " * depth
        evidence = f" ({escaped(paragraph.evidence)})" if paragraph.evidence else ""
        words = status_words(paragraph)
        status = f": **{words}**" if words else ""
        yield f"{indent}- {mark(paragraph)} {paragraph.id} {escaped(paragraph.label)}{evidence}{status}"
        for line in details(paragraph):
            yield f"{indent}  - {escaped(line)}"
    if trace.outcome == "deny":
        yield ""
        yield f"*{trace.notice}*"


def _flowchart(trace: OutlineTrace) -> Iterator[str]:
    heading = [f"{trace.title}, version {trace.version}: {trace.outcome}"]
    heading += [trace.notice] if trace.outcome == "deny" else []
    heading += [f"{CHECK_FIRST}: {note}" for note in trace.notes]
    lines = [node("outline", "\n".join(heading), Shape.BOX)]
    around = ["outline"]
    for position, (depth, paragraph) in enumerate(trace.walk()):
        name = f"paragraph{position}"
        words = status_words(paragraph)
        text = f"{mark(paragraph)} {paragraph.id}{f': {words}' if words else ''}\n{paragraph.label}"
        shape = Shape.HEXAGON if paragraph.decides and paragraph.status == "unknown" else Shape.BOX
        lines += [node(name, text, shape), edge(around[depth], name)]
        around[depth + 1 :] = [name]
    yield from flowchart(lines)


def escaped(text: str) -> str:
    """Return text in which Markdown and HTML see no marks of theirs, on one line."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>|#~&" else character for character in one_line(text))
