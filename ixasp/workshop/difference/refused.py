"""Rules of which nothing can be proven, because they say something else than they seem to."""

from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.workshop.lint.lint import lint
from ixasp.workshop.syntax.library import read_library

NOT_ONE_ANSWER = ("forbidden-construct", "unstratified", "endless-recursion")
"""The checks that find rules with several answers about a patient, or with none."""
NOT_SAID_BY_CASES = (
    *("syntax", "missing-include", "grounding", "loading", "unknown-word", "wrong-kind", "limit-not-decimal"),
    *("undeclared-limit", "undeclared-window", "unknown-fact", "unknown-value", "unknown-reading", "missing-default"),
)
"""The checks that find conditions which no case of one side meets, and which another side's declarations would mend."""


def refuse_unprovable(root: Path, name: str, *, revision: bool = False) -> None:
    """Refuse a knowledge base before it is loaded, which may never end.

    Args:
        root: its folder
        name: what it is called
        revision: whether that is a git revision, and the folder one that will not be there any more

    Raises:
        KnowledgeBaseError: some rule is not of the language of knowledge bases, each with its place
    """
    found = [one for one in lint(read_library(root)) if one.check in (*NOT_ONE_ANSWER, *NOT_SAID_BY_CASES)]
    if found:
        above = root.resolve().parent
        files = {one.file: one.file for one in found}
        if revision:
            files = {file: f"{name}:{(Path.cwd() / file).relative_to(above).as_posix()}" for file in files}
        lines = (f"{files[one.file]}:{one.line}: {one.message}" for one in found)
        reason = "a comparison is proven only of rules that have exactly one answer about each patient"
        if not any(one.check in NOT_ONE_ANSWER for one in found):
            reason = "a comparison is proven only where rules ask for what the declarations beside them know"
        raise KnowledgeBaseError("\n".join([*lines, f"`{name}` can't be compared; {reason}: `ixasp kb check`"]))
