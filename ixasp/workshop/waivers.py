"""Waivers: a finding that the keepers of the rules know and accept, for a while, for a reason, under a name.

    % waive: CHECK until 2030-12-31 by NAME: reason

stands at the end of the line, or on a line of its own above the statement.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ixasp.workshop.finding import Finding, Severity, Waived
from ixasp.workshop.syntax.library import SourceFile

CHECK = "waiver"
"""The check that finds waivers which do not hold."""

FORM = "% waive: CHECK until YYYY-MM-DD by NAME: reason"

_BEGINS = re.compile(r"%\s*waive\b", re.IGNORECASE)
_WAIVER = re.compile(
    r"%\s*waive:\s*(?P<check>[\w-]+)\s*(?:until\s+(?P<until>\S+))?\s*(?:by\s+(?P<by>[^:]*?))?\s*(?::\s*(?P<reason>.*?)\s*)?"
)


class Waiver(NamedTuple):
    """A comment that waives findings."""

    file: str
    line: int
    covers: range
    """The lines whose findings it waives."""
    check: str
    until: str
    by: str
    reason: str
    problem: str
    """Why it can't hold, whatever the day; empty where it can."""


class Settled(NamedTuple):
    """Findings, told apart by whether a waiver covers them."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]


def waivers(file: SourceFile, known: Collection[str]) -> Iterator[Waiver]:
    """Yield the waivers of a file.

    Args:
        file: a file of rules
        known: the names of all checks
    """
    own_lines = {comment.line for comment in file.parsed.comments if comment.own_line}
    ends = {statement.line: statement.last_line for statement in reversed(file.parsed.statements)}
    for comment in file.parsed.comments:
        if not _BEGINS.match(comment.text):
            continue
        covers = range(comment.line, comment.line + 1)
        if comment.own_line:
            below = comment.line + 1
            while below in own_lines:
                below += 1
            covers = range(comment.line, ends.get(below, below) + 1)
        found = _WAIVER.fullmatch(comment.text)
        parts = {name: (found[name] or "").strip() if found else "" for name in ("check", "until", "by", "reason")}
        yield Waiver(file.name, comment.line, covers, **parts, problem=_problem(parts, known))


def settle(findings: Sequence[Finding], given: Iterable[Waiver], made: Collection[str], today: date) -> Settled:
    """Return findings without those that are waived, and with those about waivers that do not hold.

    Args:
        findings: what the checks found
        given: all waivers
        made: the checks that were made; a waiver of another one can't be said to waive nothing
        today: the day on which waivers must not be over
    """
    left = {id(finding): finding for finding in findings}
    waived: list[Waived] = []
    about: list[Finding] = []
    for waiver in given:
        problem = waiver.problem
        covered = [
            finding
            for finding in left.values()
            if finding.check == waiver.check and finding.file == waiver.file and finding.line in waiver.covers
        ]
        if not problem and date.fromisoformat(waiver.until) < today:
            problem = f"the waiver of {waiver.check} was good until {waiver.until}"
        elif not problem and not covered and waiver.check in made:
            problem = f"the waiver of {waiver.check} waives nothing"
        elif not problem:
            for finding in covered:
                del left[id(finding)]
                waived.append(Waived(finding=finding, until=waiver.until, by=waiver.by, reason=waiver.reason))
        if problem:
            about.append(
                Finding(check=CHECK, severity=Severity.WARNING, file=waiver.file, line=waiver.line, message=problem)
            )
    ordered = sorted([*left.values(), *about], key=lambda one: (one.file, one.line, one.check, one.message))
    return Settled(tuple(ordered), tuple(sorted(waived, key=lambda one: (one.finding.file, one.finding.line))))


def _problem(parts: dict[str, str], known: Collection[str]) -> str:
    if not parts["check"]:
        return f"this waiver can't be read; expected `{FORM}`"
    if parts["check"] not in known:
        return f"there is no check `{parts['check']}` to waive"
    lacking = [
        words for name, words in (("until", "a last day"), ("by", "a name"), ("reason", "a reason")) if not parts[name]
    ]
    if lacking:
        return f"the waiver of {parts['check']} lacks {' and '.join(lacking)}; expected `{FORM}`"
    try:
        date.fromisoformat(parts["until"])
    except ValueError:
        return f"the waiver of {parts['check']} ends on `{parts['until']}`; expected a day such as 2030-12-31"
    return ""
