"""What a check of a knowledge base reports: findings, those that a waiver covers, and the report of them all."""

from enum import StrEnum

from pydantic import Field

from ixasp.frozen import Frozen


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The engine refuses the rules, or they can't mean what they say."""
    WARNING = "warning"
    """The engine decides, but a reader or a keeper of the rules is misled."""
    NOTE = "note"
    """Worth knowing, and no mistake: it is told where it is asked for, and fails no check."""


class Finding(Frozen):
    """One thing that a check found."""

    check: str
    """The check that found it; `ixasp kb check --explain CHECK` prints its page."""
    severity: Severity
    file: str
    """Below the folder that holds the knowledge base's: `kb/core/outline.lp`."""
    line: int
    message: str
    """What was seen, and what is expected: one sentence, lower case, no full stop."""
    suggestion: str = ""
    """What was probably meant; empty where nothing is close."""
    detail: tuple[str, ...] = ()
    """Further lines, such as a cycle or a witness case."""
    policies: tuple[str, ...] = ()
    """The numbers of the policies that have it, or the names of their folders; empty for what no policy includes."""


class Waived(Frozen):
    """A finding that a waiver in the file covers."""

    finding: Finding
    until: str
    """The last day on which the waiver holds, as YYYY-MM-DD."""
    by: str
    """Who answers for it."""
    reason: str


class Report(Frozen):
    """What the checks found in a knowledge base."""

    findings: tuple[Finding, ...]
    """By file and line."""
    waived: tuple[Waived, ...] = Field(default=())
    """By file and line; they are no findings any more."""
    notes: tuple[Finding, ...] = Field(default=())
    """What is worth knowing and no mistake, by file and line; empty where nobody asked for it."""
    files: int
    """How many files were read."""
    checks: tuple[str, ...]
    audit_skipped: bool = False
    """Whether the solver was not asked, because of errors in the text."""
    """The checks that were made."""
