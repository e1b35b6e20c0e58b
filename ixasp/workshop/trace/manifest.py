"""The manifest of a policy: its paragraphs as hashes, and what in the knowledge base each of them supports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.workshop.syntax.parser import parse
from ixasp.workshop.syntax.statements import Atom, ParsedFile
from ixasp.workshop.trace.fingerprint import HASH_DIGITS, SKETCH_DIGITS
from ixasp.workshop.trace.terms import alternatives, taken_apart

_SHAPES = {
    ("paragraph", 3): 'paragraph(Position, "hash", "sketch")',
    ("owned_by", 2): "owned_by(Position, Owner)",
    ("informational", 2): 'informational(Position, "why")',
    ("page_header", 1): 'page_header("hash")',
}
_HEAD = """\
%# The paragraphs of the policy's text, and what each of them supports
%
% Defines: the paragraphs (paragraph/3), each with its owners or the reason why it has none
% Uses:    nothing
% Encodes: nothing of its own: `ixasp kb trace` compares it with the text
%
% paragraph(Position, "hash", "sketch")   written by `ixasp kb trace --accept`; the text itself is not kept
% owned_by(Position, Owner)               criterion("..."), reading(Id), definition(Predicate),
%                                         limit(Fact, Relation, "..."), or any other declaration, as far as it is
%                                         needed to tell which
% informational(Position, "why")          nothing is encoded from this paragraph
% page_header("hash")                     a line that stands on every page, by its letters
"""


@dataclass(frozen=True)
class Entry:
    """A paragraph as the manifest keeps it."""

    hash: str
    sketch: str
    owners: tuple[str, ...] = ()
    """What it supports, as terms."""
    reason: str = ""
    """Why nothing is encoded from it; empty where something is, or should be."""
    comments: tuple[str, ...] = ()
    """The comments in front of it."""


@dataclass(frozen=True)
class Manifest:
    """A policy's paragraphs, in the order of print."""

    path: Path
    head: str = _HEAD
    """The comment that the file begins with."""
    headers: tuple[str, ...] = ()
    """The hashes of lines that stand on every page."""
    entries: tuple[Entry, ...] = ()
    foot: tuple[str, ...] = ()
    """The comments behind the last paragraph."""


@dataclass
class _Read:
    printed: dict[int, tuple[str, str]] = field(default_factory=dict)
    owners: dict[int, list[str]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    """The line of each position's first mention."""
    problems: list[str] = field(default_factory=list)


def read_manifest(path: Path, shown: str) -> Manifest:
    """Return a policy's manifest; an empty one where the file is not there.

    Args:
        path: the file
        shown: the file's name in messages

    Raises:
        KnowledgeBaseError: it can't be read, or says something that a manifest does not; all problems at once
    """
    if not path.is_file():
        return Manifest(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseError(f"`{shown}` can't be read; expected a UTF-8 text file") from error
    parsed = parse(text)
    read = _Read(problems=[f"{shown}:{message.line}: {message.text}" for message in parsed.messages])
    for statement in parsed.statements:
        place = f"{shown}:{statement.line}"
        if not statement.plain or statement.body_texts or not statement.heads:
            read.problems.append(f"{place}: `{statement.text}` is no fact; expected {_expected()}")
            continue
        for atom in statement.heads:
            _keep(read, atom, place)
    for position, line in read.lines.items():
        if position not in read.printed:
            read.problems.append(
                f"{shown}:{line}: there is no paragraph {position}; expected one of 1 to {len(read.printed)}"
            )
        elif read.owners.get(position) and position in read.reasons:
            read.problems.append(
                f"{shown}:{line}: paragraph {position} is owned and informational; expected one of them"
            )
    if read.problems:
        raise KnowledgeBaseError("\n".join(read.problems))
    return _manifest(path, text, parsed, read)


def manifest_text(manifest: Manifest) -> str:
    """Return the text of a manifest, its paragraphs numbered from 1."""
    lines = [manifest.head.rstrip("\n"), ""]
    lines += [f'page_header("{header}").' for header in manifest.headers]
    lines += [""] if manifest.headers else []
    for position, entry in enumerate(manifest.entries, start=1):
        lines += entry.comments
        lines.append(f'paragraph({position}, "{entry.hash}", "{entry.sketch}").')
        lines += [f"owned_by({position}, {owner})." for owner in entry.owners]
        lines += [f"informational({position}, {entry.reason})."] if entry.reason else []
    return "\n".join([*lines, *manifest.foot, ""])


def _expected() -> str:
    return ", ".join(_SHAPES.values())


def _keep(read: _Read, atom: Atom, place: str) -> None:
    shape = _SHAPES.get((atom.name, atom.arity))
    texts = [argument.text for argument in atom.arguments]
    if shape is None:
        read.problems.append(f"{place}: `{atom.text}` is not of a manifest; expected {_expected()}")
        return
    if atom.name == "page_header":
        read.headers.append(texts[0].strip('"'))
        return
    if not texts[0].isdigit():
        read.problems.append(f"{place}: `{texts[0]}` is no position; expected {shape} with a whole number")
        return
    position = int(texts[0])
    read.lines.setdefault(position, atom.line)
    if atom.name == "owned_by":
        read.owners.setdefault(position, []).extend(str(taken_apart(one)) for one in alternatives(texts[1]))
    elif atom.name == "informational":
        if len(texts[1]) <= 2 or not texts[1].startswith('"'):
            read.problems.append(f"{place}: no reason is given; expected {shape}")
        read.reasons[position] = texts[1]
    elif position in read.printed:
        read.problems.append(f"{place}: paragraph {position} is declared twice; expected once")
    else:
        kept = texts[1].strip('"'), texts[2].strip('"')
        if (len(kept[0]), len(kept[1])) != (HASH_DIGITS, SKETCH_DIGITS):
            read.problems.append(
                f"{place}: a hash of {len(kept[0])} and a sketch of {len(kept[1])} digits; "
                f"expected {HASH_DIGITS} and {SKETCH_DIGITS}"
            )
        read.printed[position] = kept


def _manifest(path: Path, text: str, parsed: ParsedFile, read: _Read) -> Manifest:
    lines = text.splitlines()
    first = min((statement.line for statement in parsed.statements), default=len(lines) + 1)
    head = "\n".join(lines[: first - 1]).rstrip()
    comments = _comments(parsed, first)
    entries = tuple(
        Entry(
            *read.printed[position], _owners(read, position), read.reasons.get(position, ""), comments.get(position, ())
        )
        for position in sorted(read.printed)
    )
    return Manifest(path, head, tuple(dict.fromkeys(read.headers)), entries, comments.get(0, ()))


def _owners(read: _Read, position: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read.owners.get(position, ())))


def _comments(parsed: ParsedFile, first: int) -> Mapping[int, tuple[str, ...]]:
    """Return the comments behind the head, by the paragraph that follows or stands on their line; 0 behind the last."""
    found: dict[int, tuple[str, ...]] = {}
    places = [
        (statement.line, int(statement.heads[0].arguments[0].text))
        for statement in parsed.statements
        if statement.heads[0].name != "page_header"
    ]
    for comment in parsed.comments:
        if comment.line >= first:
            position = next((number for line, number in places if line >= comment.line), 0)
            found[position] = (*found.get(position, ()), comment.text)
    return found
