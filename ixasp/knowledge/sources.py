"""Where the knowledge base lies, and which files a policy consists of."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os.path import realpath
from pathlib import Path

from ixasp.errors import KnowledgeBaseError

INCLUDE = re.compile(r'^#include\s+"([^"]+)"\s*\.', re.MULTILINE)
"""An include, as it stands at the beginning of a line; its group is the path."""

ENTRY = "policy.lp"
"""The file of a policy's folder that includes all others."""


@dataclass(frozen=True)
class Sources:
    """The files of one policy, in the order of inclusion."""

    root: Path
    """The folder of the knowledge base."""
    entry: Path
    """The file that includes the others; plain clingo needs no other."""
    texts: Mapping[str, str]
    """The text of each file, by its path below the knowledge base."""
    digest: str
    """SHA-256 over names and texts: the same digest, the same rules."""


def packaged() -> Path:
    """Return the folder of the knowledge base that comes with the package, or with the checkout."""
    inside = Path(__file__).parent.parent / "kb"
    return inside if inside.is_dir() else inside.parent.parent / "kb"


def policies(root: Path) -> Iterator[Sources]:
    """Yield the sources of every policy below the folder `root`, by folder name.

    Raises:
        KnowledgeBaseError: there is no policy, or a file can't be read.
    """
    entries = sorted(root.glob(f"policies/*/{ENTRY}"))
    if not entries:
        raise KnowledgeBaseError(f"no policy in `{root}`; expected policies/NAME/{ENTRY}")
    for entry in entries:
        yield _sources(root, entry)


def without_includes(text: str) -> str:
    """Return the text of a file without what it includes; every line stays on its place."""
    return INCLUDE.sub("", text)


def _sources(root: Path, entry: Path) -> Sources:
    texts: dict[str, str] = {}
    _read(root.resolve(), Path(realpath(entry)), texts)  # of links in a ring, resolve makes no KnowledgeBaseError
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return Sources(root.resolve(), entry, texts, f"sha256:{digest.hexdigest()}")


def _read(root: Path, path: Path, texts: dict[str, str]) -> None:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    if name in texts:
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseError(f"`{name}` can't be read; expected a UTF-8 text file") from error
    texts[name] = text
    for included in INCLUDE.findall(text):
        _read(root, (path.parent / included).resolve(), texts)
