"""Coverage measured: which cases count, and what they decide of each policy."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ixasp.errors import IxaspError
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.workshop.case_files import case_files
from ixasp.workshop.case_run import ReadyCase, Unpaired, read_pair
from ixasp.workshop.coverage.decisions import decisions
from ixasp.workshop.coverage.declared import Declared
from ixasp.workshop.coverage.facts import limits, values, windows
from ixasp.workshop.coverage.paragraphs import criteria, exclusions, requests, versions
from ixasp.workshop.coverage.readings import options
from ixasp.workshop.coverage.result import Coverage, PolicyCoverage, group
from ixasp.workshop.coverage.rules import not_counted, rules
from ixasp.workshop.coverage.switches import switches
from ixasp.workshop.syntax.library import PolicyFiles, read_library


def coverage(
    knowledge_base: KnowledgeBase, paths: Iterable[Path], *, policy: str | None = None, only: Sequence[str] = ()
) -> Coverage:
    """Return what cases decide of the policies that they are about.

    Only a case with an expectation counts, since nothing holds the others to their answers; each of its expected
    answers counts, those under other readings too. Whether the answers are as expected is not asked: `run_cases` tells.
    What covers an item is defined by the function that yields it: a kind of request by its outcomes, a criterion by its
    statuses, an exclusion by what it decides alone, a rule by an answer that rests on it, an option of a reading by an
    answer that turns on it, a limit by its two sides and the limit itself, a value by a chart that has it, a version by
    a case.

    Args:
        knowledge_base: what decides
        paths: files with a case or an expectation, and folders of them
        policy: only this policy; it is measured even where no case is about it
        only: names of cases, or patterns such as `a-*`; empty for all

    Raises:
        CaseError: a path leads nowhere, or there is no case
        UnknownChoice: there is no such policy, or a name or a pattern matches no case
        KnowledgeBaseError: the files of a policy can't be read
    """
    asked = [] if policy is None else [knowledge_base.policy(policy).id]
    ready: list[ReadyCase] = []
    left_out: list[str] = []
    problems: list[str] = []
    for file in case_files(paths, only):
        try:
            pair = read_pair(knowledge_base, file, policy)
            ready += [] if pair is None else [pair]
        except IxaspError as error:
            told = left_out if isinstance(error, Unpaired) else problems
            told += [f"{file.case or file.expected}: {line}" for line in str(error).splitlines()]
    about = {case.policy.id for case in ready} | set(asked)
    measured = [
        _measured(decides, [case for case in ready if case.policy is decides])
        for decides in map(knowledge_base.policy, knowledge_base.policies)
        if decides.id in about
    ]
    return Coverage(policies=tuple(measured), left_out=tuple(left_out), problems=tuple(problems))


def _measured(policy: Policy, cases: Sequence[ReadyCase]) -> PolicyCoverage:
    files = _files(policy)
    declared = Declared(files)
    with switches(policy, files) as switched:
        found = list(decisions(cases, switched))
        groups = (
            group("requests", "outcomes of each kind of request", list(requests(policy, declared, found))),
            group("criteria", "criteria", list(criteria(policy, declared, found))),
            group("exclusions", "exclusions", list(exclusions(policy, declared, found))),
            group("rules", "rules and constraints", list(rules(switched, found))),
            group("readings", "options of readings", list(options(policy, declared, switched, found))),
            group("limits", "limits", list(limits(policy, declared, found))),
            group("windows", "windows of time", list(windows(policy, declared, found))),
            group("values", "values of facts", list(values(policy, declared, switched.bearing, found))),
            group("versions", "versions", list(versions(policy, declared, found))),
        )
        idle = tuple(not_counted(switched))
    covered, total = sum(part.covered for part in groups), sum(len(part.items) for part in groups)
    return PolicyCoverage(
        policy=policy.id,
        title=policy.outline.label,
        cases=len({id(one.case) for one in found}),
        answers=len(found),
        covered=covered,
        total=total,
        percent=covered * 1000 // total / 10 if total else 100.0,
        groups=groups,
        not_counted=idle,
    )


def _files(policy: Policy) -> PolicyFiles:
    sources = policy.loaded.program.sources
    library = read_library(sources.root)
    return next(files for files in library.policies if files.entry.path == sources.entry.resolve())
