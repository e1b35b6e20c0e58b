"""Rules of which nothing can be proven: those that need not have exactly one answer about each patient."""

from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.workshop.lint.lint import lint
from ixasp.workshop.syntax.library import read_library

UNPROVABLE = ("forbidden-construct", "unstratified", "endless-recursion")
"""The checks whose findings say so."""


def refuse_unprovable(root: Path, name: str) -> None:
    """Refuse a knowledge base before it is loaded, which may never end.

    Args:
        root: its folder
        name: what it is called

    Raises:
        KnowledgeBaseError: some rule is not of the language of knowledge bases, each with its place
    """
    found = [one for one in lint(read_library(root)) if one.check in UNPROVABLE]
    if found:
        lines = (f"{one.file}:{one.line}: {one.message}" for one in found)
        reason = "a comparison is proven only of rules with exactly one answer about each patient"
        raise KnowledgeBaseError("\n".join([*lines, f"`{name}` can't be compared; {reason}: `ixasp kb check`"]))
