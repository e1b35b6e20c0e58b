"""Doc comments: what a predicate means, and what its arguments are.

%*! predicate(First, Second)

What it says.

Args:
    - First: what it is
    - Second: what it is
*%
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ixasp.workshop.syntax.statements import Comment

_HEADER = re.compile(r"(-?_*[a-z]\w*)(?:\(\s*([^()]*?)\s*\))?")
_ARGUMENT = re.compile(r"-\s*(\w+)\s*:\s*(.*)")


class DocComment(NamedTuple):
    """The doc comment of a predicate."""

    header: str
    """As it is written."""
    name: str
    """The predicate; empty where the header is none."""
    arguments: tuple[str, ...]
    """The arguments that the header names."""
    text: str
    """What it says, each paragraph on a line."""
    described: tuple[tuple[str, str], ...]
    """The arguments that are described, each with its description."""
    line: int

    @property
    def arity(self) -> int:
        """How many arguments the header names."""
        return len(self.arguments)


def doc_comments(comments: Iterable[Comment]) -> Iterator[DocComment]:
    """Yield the doc comments among comments."""
    for comment in comments:
        if comment.text.startswith("%*!"):
            yield _read(comment)


def _read(comment: Comment) -> DocComment:
    header, _, rest = comment.text.removeprefix("%*!").removesuffix("*%").strip().partition("\n")
    text, _, arguments = rest.partition("Args:")
    described: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, arguments.splitlines())):
        if found := _ARGUMENT.fullmatch(line):
            described.append((found[1], found[2]))
        elif described:
            name, before = described.pop()
            described.append((name, f"{before} {line}"))
    found = _HEADER.fullmatch(header.strip())
    names = tuple(name.strip() for name in found[2].split(",")) if found and found[2] else ()
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text)]
    return DocComment(
        header=header.strip(),
        name=found[1] if found else "",
        arguments=names,
        text="\n".join(filter(None, paragraphs)),
        described=tuple(described),
        line=comment.line,
    )
