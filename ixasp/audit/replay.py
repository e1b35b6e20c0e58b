"""Records decided again: is the answer of today that of then?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from ixasp.answers.decided import ENGINE, Determination
from ixasp.answers.determination import Outcome
from ixasp.audit.answer import error_document, outcome_in
from ixasp.audit.compare import Difference, Kind, differences
from ixasp.audit.file import read
from ixasp.audit.record import Damage, Record, record_of
from ixasp.errors import InconsistentCase, IxaspError, UnsupportedRequest
from ixasp.frozen import Frozen
from ixasp.intake.case import Case
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.traces.outline import NOTICE


class Verdict(StrEnum):
    """What became of one line."""

    SAME = "same"
    """The answer is the same, be it under other rules or by another engine."""
    DIFFERS = "differs"
    DAMAGED = "damaged"
    """There is no record that could be decided again."""


class Replayed(Frozen):
    """One line of a file of records, decided again."""

    line: int
    """Counted from 1."""
    verdict: Verdict
    case: str | None = None
    """The case's name; none for a damaged line."""
    decided_at: datetime | None = None
    """When it was decided first; none for a damaged line."""
    differences: tuple[Difference, ...] = ()
    """All of them, also those that leave the answer the same."""
    damage: str | None = None
    """What is wrong with a damaged line."""
    notice: str | None = None
    """What every rendering of a denial says, where the case was or is denied."""

    @property
    def under_other_rules(self) -> bool:
        """Whether the rules are not those of then."""
        return any(difference.kind is Kind.RULES for difference in self.differences)


@dataclass
class Tally:
    """How many lines were replayed, and with which verdict."""

    records: int = 0
    """All lines, damaged ones too."""
    same: int = 0
    differ: int = 0
    damaged: int = 0
    under_other_rules: int = 0
    """Of those that were decided the same."""

    def add(self, replayed: Replayed) -> None:
        """Count a line."""
        self.records += 1
        self.same += replayed.verdict is Verdict.SAME
        self.differ += replayed.verdict is Verdict.DIFFERS
        self.damaged += replayed.verdict is Verdict.DAMAGED
        self.under_other_rules += replayed.verdict is Verdict.SAME and replayed.under_other_rules

    def __str__(self) -> str:
        """Return the counts in one line."""
        of_those = f" ({self.under_other_rules} of them under other rules)" if self.under_other_rules else ""
        return (
            f"{self.records} record{'' if self.records == 1 else 's'}, {self.same} decided the same{of_those}, "
            f"{self.differ} differ{'s' if self.differ == 1 else ''}, {self.damaged} damaged"
        )


def replay(path: str | Path, knowledge_base: KnowledgeBase) -> Iterator[Replayed]:
    """Decide every record of a file again, and yield what became of each line.

    Args:
        path: the file
        knowledge_base: decides now; it need not be the one of then

    Raises:
        RecordError: the file can't be read.
    """
    for number, found in read(path):
        if isinstance(found, Damage):
            yield Replayed(line=number, verdict=Verdict.DAMAGED, damage=found.why)
        else:
            yield _replayed(number, found, decided_again(found, knowledge_base))


def decided_again(record: Record, knowledge_base: KnowledgeBase) -> Record:
    """Return the record as it would be today; what can't be asked any more has the error as its answer."""
    policy = None
    try:
        policy = knowledge_base.policy(record.policy)
        case = policy.case(record.case, require_sources=record.require_sources)
        answer = _answer(policy, case, record.readings)
        return record_of(policy, case, answer, readings=record.readings, require_sources=record.require_sources)
    except IxaspError as error:
        digest = record.knowledge_base if policy is None else policy.digest
        refusal = error_document(str(record.answer.get("case", "")), error)
        return record.model_copy(update={"knowledge_base": digest, "engine": ENGINE, "answer": refusal})


def _answer(policy: Policy, case: Case, readings: Mapping[str, str]) -> Determination | IxaspError:
    try:
        return policy.determine(case, readings=readings)
    except (InconsistentCase, UnsupportedRequest) as error:
        return error


def _replayed(line: int, was: Record, now: Record) -> Replayed:
    found = tuple(differences(was, now))
    same = all(difference.kind is not Kind.ANSWER for difference in found)
    return Replayed(
        line=line,
        verdict=Verdict.SAME if same else Verdict.DIFFERS,
        case=str(was.answer.get("case", "")),
        decided_at=was.decided_at,
        differences=found,
        notice=NOTICE if Outcome.DENY in (outcome_in(was.answer), outcome_in(now.answer)) else None,
    )
