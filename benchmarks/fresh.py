"""The yardstick: one case decided by a clingo control of its own, with nothing kept from the case before."""

from clingo import Control

from ixasp import Case, Policy
from ixasp.worlds.calendar import settled
from ixasp.worlds.shape import worlds_program


def case_program(policy: Policy, case: Case) -> str:
    """Return the rules that make all worlds of a case's shape, and the case as integrity constraints on them."""
    vocabulary = policy.loaded.vocabulary
    with policy.asking(case) as (question, worlds):
        atoms = [(f'is(version,"{question.version.name}")', True)]
        atoms += [(f"is(reading({name}),{option})", True) for name, option in question.readings.items()]
        if vocabulary.record is not None and vocabulary.record.windows:
            atoms += settled(vocabulary.record, case)
        atoms += [(known.atom, known.holds) for known in worlds.known]
        constraints = [f":- {'not ' if holds else ''}{atom}." for atom, holds in atoms]
        return "\n".join([worlds_program(vocabulary, worlds.shape), *constraints])


def fresh_outcome(policy: Policy, program: str) -> str:
    """Parse, ground and solve the whole policy for one case, and return its outcome."""
    control = Control(["1", "-Wnone"])
    control.load(str(policy.loaded.program.sources.entry))
    control.add("base", [], program)
    control.ground([("base", [])])
    approve = [atom.literal for atom in control.symbolic_atoms.by_signature("approve", 0)]
    possible = bool(approve) and bool(control.solve(assumptions=approve).satisfiable)
    otherwise = bool(control.solve(assumptions=[-literal for literal in approve]).satisfiable)
    if possible:
        return "pend" if otherwise else "approve"
    return "deny" if otherwise else "inconsistent"
