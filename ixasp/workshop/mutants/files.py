"""Cases for mutants from files, and as files."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ixasp.errors import CaseError, Problem, UnknownChoice
from ixasp.interview.saving import yaml_text
from ixasp.knowledge_base import KnowledgeBase
from ixasp.workshop.case_files import EXPECTED, case_files
from ixasp.workshop.case_run import read_pair
from ixasp.workshop.mutants.killing import ExpectedCase
from ixasp.workshop.mutants.report import MutantReport, WrittenCase
from ixasp.workshop.mutants.run import try_mutants
from ixasp.workshop.mutants.text import expectation_text


def try_cases(
    knowledge_base: KnowledgeBase, paths: Sequence[Path], policy: str | None = None, *, write: bool = False
) -> tuple[MutantReport, list[Path]]:
    """Change every rule of a knowledge base, and tell which changes cases notice.

    Args:
        knowledge_base: the rules
        paths: files with a case or an expectation, and folders of them
        policy: only this policy and its cases
        write: write the cases that kill what is alive beside the other cases of their policy

    Returns:
        what was found, and the files that were written

    Raises:
        CaseError: cases have problems, lack an expectation, or are not decided as expected by the rules as they are
        UnknownChoice: there is no such policy, or a case can't be written
    """
    chosen = [knowledge_base.policy(number) for number in ([policy] if policy else knowledge_base.policies)]
    cases: dict[str, list[ExpectedCase]] = {}
    folders: dict[str, Counter[Path]] = {}
    problems: list[Problem] = []
    for file in case_files(paths):
        try:
            ready = read_pair(knowledge_base, file, policy)
        except CaseError as error:
            problems += (Problem(str(file.case or file.expected), str(problem)) for problem in error.problems)
            continue
        if ready is not None and file.case is not None:
            cases.setdefault(ready.policy.id, []).append(ExpectedCase(ready.name, ready.case, ready.expected))
            folders.setdefault(ready.policy.id, Counter())[file.case.parent] += 1
    if problems:
        raise CaseError(problems)
    report = try_mutants([one.loaded for one in chosen], cases)
    if not write:
        return report, []
    anywhere = next((path if path.is_dir() else path.parent for path in paths), Path())
    usual = {number: counted.most_common(1)[0][0] for number, counted in folders.items()}
    return report, [file for case in report.written for file in _written(case, usual.get(case.policy, anywhere))]


def _written(case: WrittenCase, folder: Path) -> list[Path]:
    """Write a case and its expectation, and return the files; none that is there already is touched."""
    files = {f"{case.name}.yaml": yaml_text(case.case), f"{case.name}{EXPECTED}": expectation_text(case.expected)}
    for name, text in files.items():
        try:
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            reason = (error.strerror or "it can't be written").lower()
            raise UnknownChoice(f"`{folder / name}`: {reason}; expected a folder for new cases") from error
    return [folder / name for name in files]
