"""From a policy's text to its paragraphs, however the extraction broke its lines and pages."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from ixasp.workshop.trace.fingerprint import line_hash, paragraph_hash, sketch

_EMPHASIS = re.compile(r"[*_]+(?=\S)|(?<=\S)[*_]+")
_MARKER = re.compile(
    r"""(?:[-–—•·▪◦●○*]\s+ | o\s+(?=[A-Z]))*     # bullets
        (?:\(?(?:\d{1,2}|[A-Za-z]|[ivxl]{1,5}|[IVXL]{1,5})[.)](?=\s|[A-Z(]|$)(?!\s?[A-Z]\.))?""",
    re.VERBOSE,
)
_CONJUNCTION = re.compile(r"\W*(?:and|or)\W*", re.IGNORECASE)
_SENTENCE_ENDS = (".", ":", ";", "?", "!")
_MANY = 3
"""A line that stands so often, and has at least so many words, is taken for a header of the pages."""


@dataclass(frozen=True)
class Passage:
    """A paragraph of the text; so are each item of a list and each row of a table."""

    lines: tuple[int, ...]
    """The numbers of its lines, from 1; a page may end between two of them."""
    text: str
    """Its lines, joined by a space each."""

    @cached_property
    def hash(self) -> str:
        """The hash of its text."""
        return paragraph_hash(self.text)

    @cached_property
    def sketch(self) -> str:
        """The sketch of its text."""
        return sketch(self.text)


@dataclass(frozen=True)
class PolicyText:
    """A policy's text, taken apart."""

    passages: tuple[Passage, ...]
    header_lines: tuple[int, ...]
    """The lines that belong to the headers of pages."""


@dataclass
class _Open:
    lines: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def read_text(text: str, headers: Collection[str] = ()) -> PolicyText:
    """Return the paragraphs of a text, in the order of print.

    A paragraph begins behind a blank line, with a marker of a list or a numbered heading, and with each row of a table
    (a line with a tab or a vertical bar). It goes on over a blank line or the end of a page where its sentence does:
    the next line begins in lower case, and nothing ended the sentence. `and` or `or` on a line of its own belongs to
    the paragraph before it. Every line that is not blank belongs to one paragraph or is the header of a page.

    Args:
        text: the whole text
        headers: the hashes of the lines that stand at the head or foot of every page
    """
    found: list[_Open] = []
    header_lines: list[int] = []
    apart = True
    row = False
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if not said:
            apart = True
            continue
        if line_hash(said) in headers:
            header_lines.append(number)
            apart = True
            continue
        if not found or _begins(line, apart=apart, before=found[-1].texts[-1], row=row):
            found.append(_Open())
            row = _is_row(line)
        found[-1].lines.append(number)
        found[-1].texts.append(said)
        apart = False
    passages = tuple(Passage(tuple(one.lines), " ".join(one.texts)) for one in found)
    return PolicyText(passages, tuple(header_lines))


def likely_headers(text: str) -> tuple[str, ...]:
    """Return the hashes of lines that seem to be headers of pages, to be looked at: the same words, time and again."""
    often: dict[str, int] = {}
    for line in text.splitlines():
        if len(re.findall(r"[^\W\d_]+", line)) >= _MANY:
            often[line_hash(line)] = often.get(line_hash(line), 0) + 1
    return tuple(found for found, times in often.items() if times >= _MANY)


def beginning(text: str, words: int = 8) -> str:
    """Return how a paragraph begins, for a reader to find it."""
    said = text.split()
    return " ".join(said[:words]) + (" …" if len(said) > words else "")


def _begins(line: str, *, apart: bool, before: str, row: bool) -> bool:
    """Return whether a line begins a paragraph, by the line before it."""
    if _CONJUNCTION.fullmatch(line):
        return False
    bare = _EMPHASIS.sub("", line.strip())
    if _is_row(line) or 0 < _marker(bare) < len(bare):
        return True
    if not apart:  # a number alone on its line ends the sentence that was broken before it
        return False
    return row or not bare[:1].islower() or before.endswith(_SENTENCE_ENDS)


def _marker(bare: str) -> int:
    """Return how long the marker is that a line begins with."""
    found = _MARKER.match(bare)
    return found.end() if found else 0


def _is_row(line: str) -> bool:
    return "\t" in line.strip("\n") or "|" in line
