"""The check of a knowledge base: all findings, settled against the waivers in its files."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ixasp.errors import UnknownChoice
from ixasp.knowledge.sources import packaged
from ixasp.workshop.finding import Finding, Report, Severity
from ixasp.workshop.lint.lint import lint
from ixasp.workshop.lint.lost import INCOMPLETE, may_follow
from ixasp.workshop.lint.pages import audit_checks, pages
from ixasp.workshop.soundness.library import audit_library, with_answers
from ixasp.workshop.syntax.library import PolicyFiles, SourceFile, policy_files, read_library
from ixasp.workshop.waivers import settle, waivers


def check(
    root: Path | None = None,
    policy: str | None = None,
    today: date | None = None,
    *,
    audited: bool = True,
    notes: bool = False,
) -> Report:
    """Return what is wrong with a knowledge base.

    Args:
        root: its folder; by default the one that comes with the package
        policy: only what concerns this policy; by default all of them, and files that no policy includes
        today: the day on which waivers must not be over; by default today
        audited: ask a solver about all patients, too, for each policy in whose text no error is found
        notes: tell what is worth knowing and no mistake, too

    Raises:
        KnowledgeBaseError: there is no policy in it
        UnknownChoice: it holds no policy of this number
    """
    library = read_library(root or packaged())
    numbers = [one.number for one in library.policies]
    if policy is not None and policy not in numbers:
        raise UnknownChoice(f"unknown policy `{policy}`; expected {', '.join(numbers)}")
    files = [*_files(library.policies), *library.stray]
    given = [waiver for file in files for waiver in waivers(file, pages())]
    found = list(lint(library))
    if audited:
        found = with_answers(library, found)
    asked = [one for one in library.policies if policy in (None, one.number)]
    audit = audit_library(library, asked, found, notes=notes) if audited else None
    found += audit or []
    made = [name for name in pages() if audit is not None or name not in audit_checks()]
    incomplete = any(one.check in INCOMPLETE for one in found)
    sure = [name for name in _settled(made, policy) if not (incomplete and may_follow(name))]
    settled = settle(found, given, sure, today or date.today())
    names = {file.name for file in (files if policy is None else _files(asked))}

    def concerns(finding: Finding) -> bool:
        return finding.file in names and (policy is None or not finding.policies or policy in finding.policies)

    return Report(
        findings=tuple(one for one in settled.findings if one.severity is not Severity.NOTE and concerns(one)),
        waived=tuple(one for one in settled.waived if concerns(one.finding)),
        notes=tuple(one for one in settled.findings if notes and one.severity is Severity.NOTE and concerns(one)),
        files=len(names),
        checks=tuple(made),
        audit_skipped=audited and audit is None,
    )


def _settled(made: Iterable[str], policy: str | None) -> list[str]:
    """Return the checks whose waivers can be said to waive nothing: the audit of one policy says nothing of others."""
    return [name for name in made if policy is None or name not in audit_checks()]


def _files(policies: Iterable[PolicyFiles]) -> list[SourceFile]:
    chosen = list(policies)
    return [*policy_files(chosen), *(policy.manifest for policy in chosen if policy.manifest)]
