"""A run over mutants in plain text."""

import json
from collections.abc import Iterator

from ixasp.interview.saving import yaml_text
from ixasp.workshop.mutants.report import Fate, MutantReport, MutantResult, WrittenCase
from ixasp.workshop.sides import MOST_ENTRIES

_FATES = {
    Fate.KILLED: "killed",
    Fate.EQUIVALENT: "equivalent",
    Fate.ALIVE: "alive",
    Fate.NO_PROGRAM: "not a program",
}


def report_text(report: MutantReport, *, everything: bool = False) -> str:
    """Return the summary, the mutants that are alive, and the cases that would kill them.

    Args:
        report: what was found
        everything: list all other mutants, too
    """
    return "\n".join(_lines(report, everything=everything)) + "\n"


def _lines(report: MutantReport, *, everything: bool) -> Iterator[str]:
    counts = ", ".join(f"{report.count(fate)} {words}" for fate, words in _FATES.items())
    yield f"{', '.join(report.policies)}: {len(report.mutants)} mutants against {report.cases} cases: {counts}"
    if report.count(Fate.EQUIVALENT):
        yield f"Equivalent: proven for every version, under all readings, for records of up to {MOST_ENTRIES} entries."
    if report.count(Fate.NO_PROGRAM):
        yield "Not a program: what is left can't be run, as where nothing binds a variable; it needs no case."
    for mutant in report.mutants:
        if everything or mutant.fate is Fate.ALIVE:
            yield ""
            yield from _told(mutant)
    for case in report.written:
        yield ""
        yield from _written(case)


def _told(mutant: MutantResult) -> Iterator[str]:
    by = f" by {mutant.killed_by}" if mutant.killed_by else ""
    yield f"{mutant.file}:{mutant.line}: {mutant.what}: {_FATES[mutant.fate]}{by}"
    yield f"  before  {mutant.before}"
    yield f"  after   {mutant.after or '(nothing)'}"
    if mutant.fate is Fate.ALIVE:
        yield f"  {mutant.case} would kill it" if mutant.case else "  no case was found that would kill it"


def _written(case: WrittenCase) -> Iterator[str]:
    yield f"{case.name}.yaml"
    yield from (f"  {line}" for line in yaml_text(case.case).splitlines())
    yield f"{case.name}.expected.json"
    yield from (f"  {line}" for line in expectation_text(case.expected).splitlines())


def expectation_text(expected: object) -> str:
    """Return an expectation as its file holds it."""
    return json.dumps(expected, indent=2, ensure_ascii=False) + "\n"
