"""The yardstick: one case decided by a clingo control of its own, with nothing kept from the case before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from clingo import Control
from clingo.ast import AST, ASTType, parse_files

from ixasp import Case, Policy
from ixasp.worlds.calendar import settled
from ixasp.worlds.shape import worlds_program

Decided = tuple[str, bool]
"""An atom of the rules, and whether it holds."""


@dataclass(frozen=True)
class CaseProgram:
    """A case in plain ASP, beside the policy's own rules."""

    worlds: str
    """The rules that make all worlds of the case's shape, with its version, readings and dates as constraints."""
    known: Sequence[Decided]
    """What the case says."""

    @cached_property
    def text(self) -> str:
        """The whole case: what it says as constraints, too."""
        return "\n".join([self.worlds, *constraints(self.known)])


def constraints(atoms: Iterable[Decided]) -> list[str]:
    """Return rules that hold in the worlds where the atoms are so decided."""
    return [f":- {'not ' if holds else ''}{atom}." for atom, holds in atoms]


def case_program(policy: Policy, case: Case) -> CaseProgram:
    """Return a case in plain ASP."""
    vocabulary = policy.loaded.vocabulary
    with policy.asking(case) as (question, worlds):
        given = [(f'is(version,"{question.version.name}")', True)]
        given += [(f"is(reading({name}),{option})", True) for name, option in question.readings.items()]
        if vocabulary.record is not None and vocabulary.record.windows:
            given += settled(vocabulary.record, case)
        known = [(known.atom, known.holds) for known in worlds.known]
        return CaseProgram("\n".join([worlds_program(vocabulary, worlds.shape), *constraints(given)]), known)


def policy_text(policy: Policy) -> str:
    """Return the policy's rules as one text, a statement a line: what its files include is in it, comments are not."""
    statements: list[str] = []

    def take(statement: AST) -> None:
        if statement.ast_type is not ASTType.Comment:
            statements.append(str(statement))

    parse_files([str(policy.loaded.program.sources.entry)], take)
    return "\n".join(statements)


def grounded(policy: Policy, program: str) -> Control:
    """Return a new control with the policy's rules and a program."""
    control = Control(["1", "-Wnone"])
    control.load(str(policy.loaded.program.sources.entry))
    control.add("base", [], program)
    control.ground([("base", [])])
    return control


def fresh_outcome(policy: Policy, program: str) -> str:
    """Parse, ground and solve the whole policy for one case, and return its outcome."""
    control = grounded(policy, program)
    approve = [atom.literal for atom in control.symbolic_atoms.by_signature("approve", 0)]
    possible = bool(approve) and bool(control.solve(assumptions=approve).satisfiable)
    otherwise = bool(control.solve(assumptions=[-literal for literal in approve]).satisfiable)
    if possible:
        return "pend" if otherwise else "approve"
    return "deny" if otherwise else "inconsistent"
