"""What holding a text against a knowledge base gives: the paragraphs that were found, and what must be looked at."""

from enum import StrEnum

from ixasp.frozen import Frozen


class Kind(StrEnum):
    """What is to be looked at."""

    UNOWNED = "unowned"
    """A paragraph of the text that supports nothing, and is not marked as informational."""
    CHANGED = "changed"
    """A paragraph that reads otherwise than before."""
    MOVED = "moved"
    """A paragraph of the same text that stands elsewhere."""
    ADDED = "added"
    """A paragraph that was not there before."""
    REMOVED = "removed"
    """A paragraph that is no longer there."""
    UNKNOWN_OWNER = "unknown_owner"
    """The manifest names something that the knowledge base does not declare."""
    UNSUPPORTED = "unsupported"
    """The knowledge base declares something that no paragraph supports."""


class Support(Frozen):
    """What a paragraph supports in the knowledge base, and is to be looked at with it."""

    owner: str
    """As the manifest writes it, such as `reading(Id)`."""
    label: str
    """In plain words; empty where it has no label."""
    places: tuple[str, ...]
    """File and line of its declaration and of the rules that derive it; empty where there is none."""


class TraceFinding(Frozen):
    """One thing to look at."""

    kind: Kind
    position: int | None = None
    """The paragraph's position in the text, from 1; None where the text does not have it."""
    before: int | None = None
    """Its position in the manifest, from 1; None where the manifest does not have it."""
    lines: tuple[int, ...] = ()
    """Its lines in the text, from 1."""
    beginning: str = ""
    """How it begins, read from the text."""
    informational: str = ""
    """Why nothing is encoded from it, where the manifest says so."""
    supports: tuple[Support, ...] = ()
    """What it supports, to be looked at again; or what is unknown or unsupported."""


class Trace(Frozen):
    """A policy's text held against the knowledge base."""

    policy: str
    text: str
    """The file that was read."""
    manifest: str
    """The file that keeps the hashes and the owners."""
    paragraphs: int
    owned: int
    """Paragraphs that support something in the knowledge base."""
    informational: int
    """Paragraphs from which nothing is encoded, by decision."""
    lines: int
    """Lines of the text that are not blank."""
    header_lines: int
    """Those of them that are headers of pages."""
    unowned_lines: int
    """Those of them that belong to a paragraph without an owner."""
    findings: tuple[TraceFinding, ...]
    """By position in the text; what belongs to no place there comes last."""
    accepted: bool = False
    """Whether the manifest was brought up to date with the text."""
