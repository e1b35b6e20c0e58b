"""The cases of cases/ that can be decided, ready for the engine, the yardstick and the other tools."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fresh import CaseProgram, case_program, fresh_outcome
from ixasp import Case, InconsistentCase, Outcome, Policy, UnsupportedRequest
from ixasp.intake.documents import read_file

CASES = Path(__file__).parent.parent / "cases"


@dataclass(frozen=True)
class Example:
    """One case of cases/."""

    data: object
    """As it was read from the file."""
    case: Case
    """Checked."""
    program: CaseProgram
    """The same case for plain clingo."""
    outcome: Outcome


def read_examples(policy: Policy) -> Iterator[Example]:
    """Yield the cases of cases/ that can be decided; the inconsistent and unsupported ones are left out.

    Raises:
        AssertionError: the yardstick and the engine differ; then no figure would mean anything.
    """
    for file in sorted(CASES.glob("*.yaml")):
        data = read_file(file)
        try:
            case = policy.case(data)
            program, outcome = case_program(policy, case), policy.outcome(case)
        except (InconsistentCase, UnsupportedRequest):
            continue
        if fresh_outcome(policy, program.text) != outcome:
            raise AssertionError(f"{file.name}: the yardstick differs from the engine")
        yield Example(data, case, program, outcome)
