"""Hold a policy's text against the knowledge base."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ixasp.errors import KnowledgeBaseError, UnknownChoice
from ixasp.knowledge.sources import packaged
from ixasp.workshop.syntax.library import MANIFEST, PolicyFiles, read_library
from ixasp.workshop.trace.alignment import Change, Pair, align
from ixasp.workshop.trace.fingerprint import compared, line_hash
from ixasp.workshop.trace.manifest import Entry, Manifest, manifest_text, read_manifest
from ixasp.workshop.trace.owners import Owner, Owners
from ixasp.workshop.trace.passages import Passage, PolicyText, beginning, likely_headers, read_text
from ixasp.workshop.trace.report import Kind, Support, Trace, TraceFinding
from ixasp.workshop.trace.terms import taken_apart

_KINDS = {Change.CHANGED: Kind.CHANGED, Change.MOVED: Kind.MOVED, Change.REMOVED: Kind.REMOVED}


def trace(
    text: Path,
    root: Path | None = None,
    number: str | None = None,
    *,
    headers: Collection[int] = (),
    accept: bool = False,
) -> Trace:
    """Return what must be looked at so that a policy's text and the knowledge base agree.

    The text is read and compared, never kept: the manifest of the policy holds a hash and a sketch of each paragraph,
    and what it supports.

    Args:
        text: the policy's text, a plain text file
        root: the folder of the knowledge base; by default the one that comes with the package
        number: the policy; by default the only one, or the only one whose number stands in the text
        headers: lines of the text that are headers of pages besides those that the manifest knows, from 1
        accept: bring the manifest up to date: hashes and order of the text, owners as they were; a new paragraph has
            none. What changed is told as it was before.

    Raises:
        KnowledgeBaseError: the text, the rules or the manifest can't be read, or the manifest can't be written; or the
            text to accept has less than half of the manifest's paragraphs, so that most owners would be lost
        UnknownChoice: there is no such policy or line, or it is not clear which policy
    """
    written = _read(text)
    policy = _policy(read_library(root or packaged()).policies, number, written)
    if policy.entry.problem:
        raise KnowledgeBaseError(f"{policy.entry.name}: {policy.entry.problem}")
    shown = str(Path(policy.entry.name).parent / MANIFEST)
    manifest = read_manifest(policy.entry.path.parent / MANIFEST, shown)
    if not manifest.entries and not manifest.headers:
        manifest = replace(manifest, headers=likely_headers(written))
    manifest = replace(manifest, headers=(*manifest.headers, *_line_hashes(written, headers)))
    now = read_text(written, manifest.headers)
    pairs = align(manifest.entries, now.passages)
    owners = Owners(policy)
    updated = _updated(manifest, now, pairs)
    kept = updated if accept else manifest
    findings = [*_changes(manifest, now, pairs, owners), *_reverse(kept, owners)]
    if accept:
        _refuse_another_text(text, shown, pairs)
        _write(updated, shown)
    unowned = [
        passage
        for entry, passage in zip(updated.entries, now.passages, strict=True)
        if not entry.owners and not entry.reason
    ]
    passage_lines = sum(len(passage.lines) for passage in now.passages)
    return Trace(
        policy=policy.number,
        text=text.as_posix(),
        manifest=shown,
        paragraphs=len(now.passages),
        owned=sum(bool(entry.owners) for entry in updated.entries),
        informational=sum(bool(entry.reason) for entry in updated.entries),
        lines=passage_lines + len(now.header_lines),
        header_lines=len(now.header_lines),
        unowned_lines=sum(len(passage.lines) for passage in unowned),
        findings=tuple(findings),
        accepted=accept,
    )


def _read(text: Path) -> str:
    try:
        written = text.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"`{text}` is no plain text: byte {error.start} is not valid UTF-8"
        raise KnowledgeBaseError(f"{message}; expected the policy's text in UTF-8") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        raise KnowledgeBaseError(f"cannot read `{text}`: {reason.lower()}; expected the policy's text") from error
    if "\0" in written:
        raise KnowledgeBaseError(f"`{text}` is no plain text: it has a zero byte; expected the policy's text in UTF-8")
    if not written.strip():
        raise KnowledgeBaseError(f"`{text}` is empty; expected the policy's text")
    return written


def _line_hashes(text: str, numbers: Collection[int]) -> Iterator[str]:
    lines = text.splitlines()
    for number in numbers:
        if not 1 <= number <= len(lines) or not lines[number - 1].strip():
            raise UnknownChoice(f"--page-header: the text says nothing in line {number}; expected 1 to {len(lines)}")
        yield line_hash(lines[number - 1])


def _policy(policies: Sequence[PolicyFiles], number: str | None, text: str) -> PolicyFiles:
    known = ", ".join(policy.number for policy in policies)
    if number is not None:
        found = [policy for policy in policies if policy.number == number]
        if not found:
            raise UnknownChoice(f"unknown policy `{number}`; expected {known}")
    else:
        flat = compared(text)
        named = [policy for policy in policies if compared(policy.number) in flat]
        found = list(policies) if len(policies) == 1 else named
        if len(found) != 1:
            raise UnknownChoice(
                f"the text names {len(found)} policies of the knowledge base; expected --policy {known}"
            )
    return found[0]


def _updated(manifest: Manifest, now: PolicyText, pairs: Sequence[Pair]) -> Manifest:
    entries: list[Entry] = []
    comments: tuple[str, ...] = ()
    for pair in pairs:
        old = manifest.entries[pair.before] if pair.before is not None else Entry("", "")
        if pair.now is None:
            comments = (*comments, *old.comments)
            continue
        passage = now.passages[pair.now]
        entries.append(replace(old, hash=passage.hash, sketch=passage.sketch, comments=(*comments, *old.comments)))
        comments = ()
    return replace(manifest, entries=tuple(entries), foot=(*comments, *manifest.foot))


def _refuse_another_text(text: Path, shown: str, pairs: Sequence[Pair]) -> None:
    before = [pair for pair in pairs if pair.before is not None]
    found = sum(pair.now is not None for pair in before)
    if 2 * found < len(before):
        raise KnowledgeBaseError(
            f"`{text}` has {found} of the {len(before)} paragraphs of {shown}; expected a later text of the same policy"
        )


def _write(manifest: Manifest, shown: str) -> None:
    try:
        manifest.path.write_text(manifest_text(manifest), encoding="utf-8")
    except OSError as error:
        raise KnowledgeBaseError(f"`{shown}` can't be written; expected a folder that can be written to") from error


def _changes(manifest: Manifest, now: PolicyText, pairs: Sequence[Pair], owners: Owners) -> Iterator[TraceFinding]:
    """Yield what became of each paragraph, unless it stayed as it was and has an owner."""
    fresh = not manifest.entries
    for pair in pairs:
        entry = manifest.entries[pair.before] if pair.before is not None else Entry("", "")
        passage = now.passages[pair.now] if pair.now is not None else None
        kinds = [_KINDS[pair.change]] if pair.change in _KINDS else []
        if passage is not None and not entry.owners and not entry.reason:
            kinds.append(Kind.ADDED if pair.change is Change.ADDED and not fresh else Kind.UNOWNED)
        supports = tuple(_support(owners.find(term), term) for term in entry.owners)
        for kind in kinds:
            yield _finding(kind, pair, passage, entry, supports)


def _finding(
    kind: Kind, pair: Pair, passage: Passage | None, entry: Entry, supports: tuple[Support, ...]
) -> TraceFinding:
    return TraceFinding(
        kind=kind,
        position=None if pair.now is None else pair.now + 1,
        before=None if pair.before is None else pair.before + 1,
        lines=passage.lines if passage else (),
        beginning=beginning(passage.text) if passage else "",
        informational=re.sub(r'^"|"$', "", entry.reason),
        supports=supports,
    )


def _reverse(manifest: Manifest, owners: Owners) -> Iterator[TraceFinding]:
    """Yield owners that are not in the knowledge base, and what of it has no paragraph."""
    terms = dict.fromkeys(term for entry in manifest.entries for term in entry.owners)
    for term in terms:
        if owners.find(term) is None:
            position = next(at for at, entry in enumerate(manifest.entries, start=1) if term in entry.owners)
            yield TraceFinding(kind=Kind.UNKNOWN_OWNER, before=position, supports=(_support(None, term),))
    named = [taken_apart(term) for term in terms]
    for owner in owners.in_need():
        if not any(term.names(taken_apart(owner.term)) for term in named):
            yield TraceFinding(kind=Kind.UNSUPPORTED, supports=(_support(owner, owner.term),))


def _support(owner: Owner | None, term: str) -> Support:
    return Support(owner=term, label=owner.label if owner else "", places=owner.places if owner else ())
