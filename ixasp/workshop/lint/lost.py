"""What a policy lacks where clingo can't parse a statement or a file is missing, and what may only follow from that."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ixasp.knowledge.program import Plain, Term
from ixasp.workshop.syntax.library import SourceFile
from ixasp.workshop.syntax.statements import ParsedFile

INCOMPLETE = ("syntax", "missing-include")
"""The checks that find that something is lost."""

CONSEQUENCE = "what depends on this is checked when it is mended"
"""What is told with the mistake itself."""

_OF_NO_USE = ("unused-", "stale-head")
"""Checks whose names begin so find what nothing asks for; what is lost may ask for it."""
_OF_NO_SOURCE = ("undefined-", "undeclared-", "underived-", "unknown-", "missing-", "private-", "wrong-kind")
"""Checks whose names begin so find what nothing declares or derives; what is lost may do so."""
_OF_ITS_FILE = ("doc-comment-arguments", "label-places")
"""Checks that hold a comment or a label against rules; what is lost may be the rule."""
_OF_THE_WHOLE = ("unreachable-",)
"""Checks whose names begin so find what depends on all declarations of a kind."""
_SURE = ("missing-head", "unknown-word")
"""Checks with names of that kind which look at one place only."""

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\w+)')
_VARIABLE = re.compile(r"_*[A-Z]\w*")
_BODY = re.compile(r":-.*?(?=\n\S|\Z)", re.DOTALL)


def may_follow(check: str) -> bool:
    """Return whether what a check finds may follow from what is lost elsewhere."""
    return check not in _SURE and check.startswith((*_OF_NO_USE, *_OF_NO_SOURCE, *_OF_ITS_FILE, *_OF_THE_WHOLE))


class Lost(NamedTuple):
    """What can't be read of a policy."""

    anything: bool
    """Whether a whole file is missing, so that nobody knows what it says."""
    derived: frozenset[str]
    """The words in the heads of broken statements; `_` where a variable stands for any."""
    said: frozenset[str]
    """All words in broken statements; likewise."""

    @classmethod
    def of(cls, files: Iterable[SourceFile], *, missing: bool) -> "Lost":
        """Return what is lost.

        Args:
            files: the files of the policy
            missing: whether one that is included is not there
        """
        listed = list(files)
        texts = [text for file in listed for text in _broken(file.text, file.parsed)]
        return cls(
            missing or any(file.problem for file in listed),
            frozenset(word for text in texts for word in _words(_BODY.sub("", text))),
            frozenset(word for text in texts for word in _words(text)),
        )

    def may_explain(self, check: str, arguments: Iterable[Plain]) -> bool:
        """Return whether a finding may be there only because of what is lost.

        Args:
            check: what found it
            arguments: what it is about
        """
        if not may_follow(check) or not (self.anything or self.said):
            return False
        if self.anything or check.startswith(_OF_THE_WHOLE):
            return True
        lost = self.said if check.startswith(_OF_NO_USE) else self.derived
        return "_" in lost or not lost.isdisjoint(_texts(arguments))


def _broken(text: str, parsed: ParsedFile) -> Iterator[str]:
    """Yield what stands around each mistake, from the statement before it to the one behind it, without comments."""
    lines = text.splitlines()
    for comment in parsed.comments:
        if comment.own_line:
            lines[comment.line - 1 : comment.last_line] = [""] * (comment.last_line - comment.line + 1)
    for message in parsed.messages:
        begin = max((one.last_line for one in parsed.statements if one.last_line < message.line), default=0)
        end = min((one.line for one in parsed.statements if one.line > message.line), default=len(lines) + 1)
        yield "\n".join(lines[begin : end - 1])


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text):
        yield found[1] or ("_" if _VARIABLE.fullmatch(found[2] or "") else found[2] or "")


def _texts(values: Iterable[Plain]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Term):
            yield value.name
            yield from _texts(value.arguments)
        elif isinstance(value, str):
            yield value
