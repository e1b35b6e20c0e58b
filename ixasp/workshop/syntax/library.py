"""The files of a knowledge base: every policy with what it includes, and the files that none includes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from os.path import realpath
from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.sources import ENTRY, INCLUDE
from ixasp.workshop.syntax.doc_comments import DocComment, doc_comments
from ixasp.workshop.syntax.file_head import FileHead, file_head
from ixasp.workshop.syntax.parser import parse
from ixasp.workshop.syntax.statements import ParsedFile, SyntaxMessage

MANIFEST = "paragraphs.lp"
"""The file beside a policy's entry that tells what the paragraphs of its text support; no policy includes it."""

_POLICY = re.compile(r'\s*policy\(\s*"?([^"]*)"?\s*\)\s*')


@dataclass(frozen=True)
class Include:
    """A line that includes a file."""

    line: int
    written: str
    """The file as the line names it."""
    path: Path
    """Where that is."""


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A file of rules."""

    path: Path
    name: str
    """Relative to the current directory where it is below it, so that an editor finds it."""
    text: str
    problem: str = ""
    """Why it can't be read; empty where it can."""

    @cached_property
    def parsed(self) -> ParsedFile:
        """Its statements and comments."""
        found = parse(self.text)
        return found._replace(messages=(SyntaxMessage(1, self.problem),)) if self.problem else found

    @cached_property
    def docs(self) -> tuple[DocComment, ...]:
        """Its doc comments."""
        return tuple(doc_comments(self.parsed.comments))

    @cached_property
    def head(self) -> FileHead:
        """The comment that it begins with."""
        return file_head(self.text)

    @cached_property
    def includes(self) -> tuple[Include, ...]:
        """The files that it includes, in the order of print."""
        return tuple(
            Include(self.text.count("\n", 0, found.start()) + 1, found[1], (self.path.parent / found[1]).resolve())
            for found in INCLUDE.finditer(self.text)
        )


@dataclass(frozen=True, eq=False)
class PolicyFiles:
    """The files of one policy, in the order of inclusion."""

    entry: SourceFile
    files: tuple[SourceFile, ...]
    missing: tuple[tuple[SourceFile, Include], ...]
    """The lines that include a file that is not there."""
    manifest: SourceFile | None = None
    """What the policy's text is held against; it stands beside the entry, which does not include it."""

    @cached_property
    def own(self) -> tuple[SourceFile, ...]:
        """The files beside the entry; what other folders hold belongs to several policies."""
        return tuple(file for file in self.files if file.path.parent == self.entry.path.parent)

    @cached_property
    def number(self) -> str:
        """The number that the policy declares; the name of its folder where it declares none."""
        for statement in (statement for file in self.files for statement in file.parsed.statements):
            if statement.plain and not statement.body_texts and (found := _POLICY.fullmatch(statement.head_text)):
                return found[1]
        return self.entry.path.parent.name


@dataclass(frozen=True, eq=False)
class Library:
    """A knowledge base as files."""

    root: Path
    policies: tuple[PolicyFiles, ...]
    stray: tuple[SourceFile, ...]
    """The `.lp` files below the folder that no policy includes, but for the manifests beside the policies."""


def read_library(root: Path) -> Library:
    """Return the files of a knowledge base.

    Raises:
        KnowledgeBaseError: it holds no policy
    """
    entries = sorted(root.glob(f"policies/*/{ENTRY}"))
    if not entries:
        raise KnowledgeBaseError(f"no policy in `{root}`; expected policies/NAME/{ENTRY}")
    known: dict[Path, SourceFile] = {}
    policies = tuple(_policy(_real(entry), known) for entry in entries)
    others = sorted(_real(path) for path in root.rglob("*.lp"))
    manifests = {policy.manifest.path for policy in policies if policy.manifest}
    stray = tuple(_file(path) for path in others if path not in known and path not in manifests)
    return Library(root, policies, stray)


def _real(path: Path) -> Path:
    """Return a path without links; of links in a ring, which nothing can read, what is there."""
    return Path(realpath(path))


def _policy(entry: Path, known: dict[Path, SourceFile]) -> PolicyFiles:
    included: dict[Path, SourceFile] = {}
    missing: list[tuple[SourceFile, Include]] = []

    def read(path: Path) -> SourceFile:
        file = included[path] = known[path] = known.get(path) or _file(path)
        for include in file.includes:
            if not include.path.is_file():
                missing.append((file, include))
            elif include.path not in included:
                read(include.path)
        return file

    manifest = entry.with_name(MANIFEST)
    beside = _file(manifest) if manifest.is_file() else None
    return PolicyFiles(read(entry), tuple(included.values()), tuple(missing), beside)


def _file(path: Path) -> SourceFile:
    try:
        return SourceFile(path, _shown(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return SourceFile(path, _shown(path), "", "the file can't be read; expected UTF-8 text")


def _shown(path: Path) -> str:
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def policy_files(policies: Iterable[PolicyFiles]) -> Iterator[SourceFile]:
    """Yield every file that one of these policies includes, once."""
    yield from {file.path: file for policy in policies for file in policy.files}.values()
