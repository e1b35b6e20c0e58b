"""Policies with rules of their own for an audit, and the statements that a policy has nothing to say about."""

from dataclasses import dataclass
from functools import cached_property

from ixasp.knowledge.program import Program
from ixasp.workshop.syntax.library import PolicyFiles
from ixasp.workshop.syntax.statements import Sign, Statement

_OF_THE_CASE = ("is", "includes", "at_least", "above", "compared", "stated", "within", "entry")
"""What comes with a case, so that no rule derives it."""


@dataclass(frozen=True)
class Marked(Program):
    """A policy with further rules, which tell where something in it holds."""

    marks: tuple[str, ...]

    @cached_property
    def permissive(self) -> str:
        """The rules and the further ones."""
        return "\n".join([super().permissive, *self.marks])


class Asleep:
    """Tells whether a statement asks for a declaration that a policy may do without, and does."""

    def __init__(self, files: PolicyFiles) -> None:
        """Note what the rules of a policy derive, and what it may do without."""
        statements = [statement for file in files.files for statement in file.parsed.statements]
        self._derived = {atom.signature for statement in statements for atom in statement.heads}
        self._optional = {statement.text for statement in statements if statement.kind == "defined"}

    def __call__(self, statement: Statement) -> bool:
        """Return whether it does."""
        return any(
            atom.sign is Sign.POSITIVE
            and atom.group == 0
            and atom.name not in _OF_THE_CASE
            and atom.signature not in self._derived
            and f"defined({atom.signature})" in self._optional
            for atom in statement.asked
        )
