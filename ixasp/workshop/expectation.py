"""What a case is expected to be decided as: the file beside it, read and checked.

`cases/README.md` tells what the keys mean. An expectation is checked against the policy, too: a criterion, a reading or
a fact that the policy does not have would otherwise be expected in vain.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal as OneOf

from pydantic import Field, ValidationError

from ixasp.answers.determination import Outcome, Status
from ixasp.errors import CaseError
from ixasp.frozen import Frozen
from ixasp.intake.documents import read_file
from ixasp.intake.problems import Finding, in_file_order
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.expectation_problems import complaint_told, misfits
from ixasp.worlds.literal import Relation


class ExpectationError(CaseError):
    """An expectation that can't be used; it tells all of its problems at once."""


class ExpectedLiteral(Frozen):
    """One missing fact of a completion."""

    fact: str
    relation: Relation
    value: str


class ExpectedDosing(Frozen):
    """What is expected of the dosing; only the keys that are given are compared, `null` among them."""

    status: str | None = None
    limit_mg_per_m2: str | None = None
    possible_limits_mg_per_m2: tuple[str, ...] | None = None
    bsa_used_m2: str | None = None
    limit_mg: str | None = None
    billing_units: int | None = None
    billing_code: str | None = None
    interval_days: int | None = None
    settled_by: tuple[str, ...] | None = None
    notes: tuple[str, ...] | None = None


class ExpectedAuthorization(Frozen):
    """What is expected of how long an approval lasts."""

    months: int
    """In calendar months."""


class ExpectedAnswer(Frozen):
    """What is expected under one choice of readings; what is none is not compared."""

    outcome: Outcome | None = None
    """None only where there is an error instead."""
    basis: tuple[str, ...] | None = None
    criteria: dict[str, Status] = Field(default_factory=dict)
    exclusions: tuple[str, ...] | None = None
    dosing: ExpectedDosing | None = None
    authorization: ExpectedAuthorization | None = None
    error: OneOf["inconsistent", "unsupported"] | None = None
    """Why there is no answer."""
    clash: tuple[str, ...] | None = None
    """The facts that contradict each other, where the error is that they do."""


class ExpectedReading(ExpectedAnswer):
    """What is expected where passages are read otherwise."""

    select: dict[str, str]
    """The option of each reading that is not read by default."""


class Expectation(ExpectedAnswer):
    """What is expected of a case: under the default readings, and under others."""

    completions: tuple[tuple[ExpectedLiteral, ...], ...] | None = None
    """Every smallest set of missing facts that would make it approvable, in any order."""
    readings: tuple[ExpectedReading, ...] = ()

    @property
    def answers(self) -> Iterator[tuple[Mapping[str, str], ExpectedAnswer]]:
        """Every answer that is expected, with the readings that it is asked under: the default ones first."""
        yield {}, self
        yield from ((reading.select, reading) for reading in self.readings)


_KEYS = {
    "": tuple(Expectation.model_fields),
    "readings": tuple(ExpectedReading.model_fields),
    "completions": tuple(ExpectedLiteral.model_fields),
    "dosing": tuple(ExpectedDosing.model_fields),
    "authorization": tuple(ExpectedAuthorization.model_fields),
}
"""The keys that may stand below each key; those of the whole below none."""


def read_expectation(path: str | Path, policy: LoadedPolicy) -> Expectation:
    """Return what a file expects of a case.

    Args:
        path: the file, in JSON
        policy: the policy that decides the case

    Raises:
        ExpectationError: the file can't be read, or can't be used; with all of its problems
    """
    try:
        document = read_file(path)
    except CaseError as error:
        raise ExpectationError(error.problems) from None
    return expectation(document, policy)


def expectation(document: object, policy: LoadedPolicy) -> Expectation:
    """Return what plain data expects of a case; arguments and errors as for read_expectation."""
    findings: list[Finding] = []
    read = None
    try:
        read = Expectation.model_validate(document)
    except ValidationError as error:
        findings += (complaint_told(complaint, _KEYS) for complaint in error.errors(include_url=False))
    if isinstance(document, dict):
        findings += misfits(document, policy)
    if read is None or findings:
        raise ExpectationError([finding.problem() for finding in in_file_order(findings, document)])
    return read
