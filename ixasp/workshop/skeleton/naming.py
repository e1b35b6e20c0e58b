"""Names and words that a template puts into rules: what is wrong with them, before they are there."""

import re
from collections.abc import Iterable, Iterator

from ixasp.errors import KnowledgeBaseError

_CONSTANT = re.compile(r"[a-z][a-z0-9_]*")


def constant_problem(what: str, name: str) -> Iterator[str]:
    """Yield what is wrong with a name that rules write without quotes."""
    if not _CONSTANT.fullmatch(name) or name == "not":
        expected = "small letters, digits and _, a letter first, but not `not`"
        yield f"{what}: `{name}` can't stand in a rule; expected {expected}"


def text_problem(what: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a text that rules write within quotes."""
    if not text.strip() or not text.isprintable() or '"' in text or "\\" in text:
        yield f"{what}: `{text}` can't stand in a rule; expected words on one line without \" and \\"


def refuse(problems: Iterable[str]) -> None:
    """Raise all problems at once.

    Raises:
        KnowledgeBaseError: there is one
    """
    found = list(problems)
    if found:
        raise KnowledgeBaseError("\n".join(found))
