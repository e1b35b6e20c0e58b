"""One paragraph of an outline: its status, what it rests on, and the marks and words for them."""

from collections.abc import Iterator

from ixasp.frozen import Frozen
from ixasp.traces.fact_literal import FactLiteral


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

    @property
    def shown_parts(self) -> "tuple[OutlineNode, ...]":
        """Its parts, unless it bears on nothing."""
        return self.parts if self.decides else ()

    @property
    def tells_why(self) -> bool:
        """Whether lines stand below it: what it rests on, or what is open.

        Where the parts tell why, and where a paragraph does not bear on the request, there are none; the JSON has them.
        """
        return self.decides and not self.rests_on_parts


MARKS = {"met": "✓", "not_met": "✗", "unknown": "?", None: "·"}
"""A mark for each status, readable without colour."""

EXCLUSION_MARKS = {"met": "✗", "not_met": "✓", "unknown": "?", None: "·"}
"""The same for an exclusion, which is in the way of an approval where it is met."""

WORDS = {"met": "met", "not_met": "not met", "unknown": "open", None: ""}
"""A status in words."""

EXCLUSION_WORDS = {"met": "excludes", "not_met": "does not exclude", "unknown": "open", None: ""}
"""The same for an exclusion."""


def mark(node: OutlineNode) -> str:
    """Return a mark for a paragraph's status, readable without colour."""
    marks = EXCLUSION_MARKS if node.excludes else MARKS
    return marks[node.status if node.decides else None]


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
    """Yield the lines below a paragraph: what it rests on with sources, or what is open."""
    if not node.tells_why:
        return
    yield from node.because
    if node.ask:
        yield f"open: {', '.join(node.ask)}"
