"""One policy of the knowledge base, loaded: sources, vocabulary, outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.declarations import read_vocabulary
from ixasp.knowledge.outline import Outline, read_outline
from ixasp.knowledge.program import Program, read_program
from ixasp.knowledge.sources import packaged, policies
from ixasp.knowledge.vocabulary import Vocabulary


@dataclass(frozen=True)
class LoadedPolicy:
    """A policy's program and what it declares."""

    program: Program
    vocabulary: Vocabulary
    outline: Outline


def load_policies(root: Path | None = None) -> Iterator[LoadedPolicy]:
    """Yield every policy below `root`, by default the knowledge base that comes with the package.

    Raises:
        KnowledgeBaseError: files are missing, can't be parsed, or declare something half.
    """
    for sources in policies(root or packaged()):
        program = read_program(sources)
        try:
            yield LoadedPolicy(program, read_vocabulary(program), read_outline(program))
        except (IndexError, TypeError, ValueError) as error:  # a declaration of too few or too many arguments
            place = sources.entry.parent.name
            raise KnowledgeBaseError(f"policy `{place}`: a declaration lacks a part, or has one too many") from error
