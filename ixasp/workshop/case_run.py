"""Many cases run against their expectations: a verdict for each, and what differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ixasp.errors import CaseError, IxaspError, Problem
from ixasp.frozen import Frozen
from ixasp.intake.case import Case
from ixasp.intake.documents import read_file
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.workshop.case_files import EXPECTED, CaseFile, case_files
from ixasp.workshop.expectation import Expectation, ExpectationError, read_expectation
from ixasp.workshop.testing import OtherAnswer, other_answers


class Verdict(StrEnum):
    """What a run says of a case."""

    AS_EXPECTED = "as_expected"
    DIFFERS = "differs"
    UNPAIRED = "unpaired"
    """A case without an expectation, or an expectation without a case."""
    UNUSABLE = "unusable"
    """The case or its expectation has problems."""


class CaseResult(Frozen):
    """One case of a run."""

    name: str
    file: str
    """The case; where there is none, its expectation."""
    verdict: Verdict
    problems: tuple[str, ...] = ()
    """Why it could not be run, a line for each."""
    answers: tuple[OtherAnswer, ...] = ()
    """The answers that are not as expected."""


class CaseRun(Frozen):
    """All cases of a run, by folder and name."""

    results: tuple[CaseResult, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many cases have a verdict."""
        return sum(result.verdict is verdict for result in self.results)


class Unpaired(CaseError):
    """A case without an expectation, or an expectation without a case."""


@dataclass(frozen=True)
class ReadyCase:
    """A case and its expectation, read and checked."""

    name: str
    policy: Policy
    case: Case
    expected: Expectation


def read_pair(knowledge_base: KnowledgeBase, file: CaseFile, policy: str | None = None) -> ReadyCase | None:
    """Return a case with its expectation; None where it is about another policy than the one that is asked for.

    Raises:
        CaseError: one of them has problems
        Unpaired: one of them is missing
    """
    if file.case is None:
        raise Unpaired([Problem("", "an expectation without a case", f"{file.name}.yaml beside it")])
    data = read_file(file.case)
    decides = knowledge_base.policy_of(data)
    if policy is not None and decides.id != policy:
        return None
    case = decides.case(data)
    if file.expected is None:
        raise Unpaired([Problem("", "a case without an expectation", f"{file.name}{EXPECTED} beside it")])
    return ReadyCase(file.name, decides, case, read_expectation(file.expected, decides.loaded))


def run_cases(
    knowledge_base: KnowledgeBase, paths: Iterable[Path], *, policy: str | None = None, only: Sequence[str] = ()
) -> CaseRun:
    """Run cases against the expectations beside them.

    Args:
        knowledge_base: what decides
        paths: files with a case or an expectation, and folders of them
        policy: only cases about this policy
        only: names of cases, or patterns such as `a-*`; empty for all

    Raises:
        CaseError: a path leads nowhere, or there is no case
        UnknownChoice: there is no such policy, or a name or a pattern matches no case
    """
    if policy is not None:
        knowledge_base.policy(policy)
    results = (_run(knowledge_base, file, policy) for file in case_files(paths, only))
    return CaseRun(results=tuple(result for result in results if result is not None))


def _run(knowledge_base: KnowledgeBase, file: CaseFile, policy: str | None) -> CaseResult | None:
    shown = str(file.case or file.expected)
    try:
        ready = read_pair(knowledge_base, file, policy)
        if ready is None:
            return None
        answers = tuple(other_answers(ready.policy, ready.case, ready.expected))
    except IxaspError as error:
        verdict = Verdict.UNPAIRED if isinstance(error, Unpaired) else Verdict.UNUSABLE
        shown = str(file.expected) if isinstance(error, ExpectationError) else shown
        return CaseResult(name=file.name, file=shown, verdict=verdict, problems=tuple(str(error).splitlines()))
    verdict = Verdict.DIFFERS if answers else Verdict.AS_EXPECTED
    return CaseResult(name=file.name, file=shown, verdict=verdict, answers=answers)
