"""Characters that clingo can't read outside of quotes and comments.

Its Python interface ends the whole process over half of such a character in an error message, so they never reach it.
"""

import re
from typing import NamedTuple

_STRANGE = re.compile(r"[^\x01-\x7f]")
_TOKEN = re.compile(r'"(?:[^\\"\n]|\\["\\n])*"|%\*|%[^\n]*|#script\b.*?(?:#end|\Z)|[^\x01-\x7f]', re.DOTALL)
_IN_COMMENT = re.compile(r"%\*|\*%|%[^\n]*")


class Unreadable(NamedTuple):
    """A character that clingo can't read where it stands."""

    line: int
    text: str
    """What is wrong with it."""


def readable(text: str) -> tuple[str, tuple[Unreadable, ...]]:
    """Return text with a space instead of each character that clingo can't read there, and what these were."""
    if not _STRANGE.search(text):
        return text, ()
    messages: list[Unreadable] = []
    kept: list[str] = []
    position = 0
    while (found := _TOKEN.search(text, position)) is not None:
        kept.append(text[position : found.start()])
        position = found.end()
        if found[0] == "%*":
            position = _end_of_comment(text, position)
            kept.append(text[found.start() : position])
        elif len(found[0]) == 1 and found[0] not in '%"':
            line = text.count("\n", 0, found.start()) + 1
            shown = found[0] if found[0].isprintable() else ascii(found[0])[1:-1]
            messages.append(Unreadable(line, f"unexpected `{shown}` outside of quotes and comments"))
            kept.append(" ")
        else:
            kept.append(found[0])
    return "".join([*kept, text[position:]]).replace("\0", " "), tuple(messages)


def _end_of_comment(text: str, position: int) -> int:
    """Return where a block comment ends; they nest, and a line comment within one hides its end."""
    depth = 1
    for found in _IN_COMMENT.finditer(text, position):
        depth += {"%*": 1, "*%": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(text)
