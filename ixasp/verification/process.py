"""A checker at work: plain clingo in a process of its own, asked line by line."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ixasp.errors import KnowledgeBaseError

CHECKER = Path(__file__).with_name("checker.py")
"""The program that runs in the other process."""

Assumption = tuple[str, bool]
"""An atom of the rules, and whether it holds."""


class Checker:
    """Asks the other process."""

    def __init__(self, questions: IO[str], answers: IO[str]) -> None:
        """Talk over two pipes."""
        self._questions, self._answers = questions, answers
        self._literal_of: dict[str, int] = {}

    def tell(self, message: object) -> Any:
        """Return the answer to a line.

        Raises:
            KnowledgeBaseError: there is none.
        """
        try:
            self._questions.write(json.dumps(message) + "\n")
            self._questions.flush()
        except BrokenPipeError:
            pass  # what went wrong shows in the answer that is missing
        line = self._answers.readline()
        if not line:
            raise KnowledgeBaseError("plain clingo gave no answer; expected rules that it can ground")
        return json.loads(line)

    def literals(self, assumptions: Iterable[Assumption]) -> list[int]:
        """Return assumptions as literals.

        Raises:
            KnowledgeBaseError: the rules make no world in which an atom of a fact is decided.
        """
        wanted = list(assumptions)
        new = sorted({atom for atom, _ in wanted} - self._literal_of.keys())
        for atom, literal in zip(new, self.tell(["literals", new]) if new else (), strict=True):
            if literal is None:
                raise KnowledgeBaseError(f"the rules make no world in which `{atom}` is decided")
            self._literal_of[atom] = literal
        return [self._literal_of[atom] if holds else -self._literal_of[atom] for atom, holds in wanted]

    def world(self, assumed: Sequence[int], read: Sequence[int] = ()) -> frozenset[int] | None:
        """Return which literals of `read` hold in a world of the assumptions; None where there is no such world."""
        found = self.tell(["world", assumed, read])
        return None if found is None else frozenset(found)

    def shrink(self, fixed: Sequence[int], part: Sequence[int]) -> list[int] | None:
        """Return a part of `part`, no literal too many, that has no world with `fixed`; None where all have one."""
        found: list[int] | None = self.tell(["shrink", fixed, part])
        return found

    def chosen(self) -> list[int]:
        """Return the atoms that the rules leave to choice, and whose values are all that a world consists of."""
        found: list[int] = self.tell(["chosen"])
        return found

    def groups(self, fixed: Sequence[int]) -> dict[int, int]:
        """Return a group for each chosen atom that constrains others, where the `fixed` literals are no choice."""
        return dict(self.tell(["groups", fixed]))


@contextmanager
def checker(files: Sequence[Path], text: str) -> Iterator[Checker]:
    """Start a process on plain rule files and further rules, until the block ends."""
    command = [sys.executable, "-I", str(CHECKER)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        asked = Checker(process.stdin, process.stdout)
        try:
            asked.tell({"files": [str(file) for file in files], "text": text})
            yield asked
        finally:
            process.kill()
