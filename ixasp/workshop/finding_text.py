"""Findings as lines that an editor can jump to."""

from collections.abc import Iterable, Iterator

from ixasp.traces.phrases import one_line
from ixasp.workshop.finding import Finding, Report
from ixasp.workshop.lint.pages import Page


def report_text(report: Report, *, with_waived: bool = False) -> str:
    """Return a report: a line for each finding, those behind it indented, and how many there are."""
    lines = [line for finding in report.findings for line in _lines(finding)]
    if with_waived:
        for waived in report.waived:
            lines += _lines(waived.finding, "waived: ")
            lines.append(f"    until {waived.until} by {waived.by}: {waived.reason}")
    lines += [line for note in report.notes for line in _lines(note, "note: ")]
    lines.append(_summary(report))
    return "".join(f"{one_line(line)}\n" for line in lines)


def checks_text(pages: Iterable[Page]) -> str:
    """Return a line for each check: its name, how bad what it finds is, and what that is."""
    listed = list(pages)
    width = max(len(page.name) for page in listed)
    return "".join(f"{page.name:{width}}  {page.severity:7}  {page.title}\n" for page in listed)


def _lines(finding: Finding, before: str = "") -> Iterator[str]:
    meant = f"; did you mean {finding.suggestion}?" if finding.suggestion else ""
    yield f"{finding.file}:{finding.line}: {before}{finding.message}{meant} [{finding.check}]"
    yield from (f"    {line}" for line in finding.detail)


def _summary(report: Report) -> str:
    waived = f", {len(report.waived)} waived" if report.waived else ""
    notes = f", {_counted(len(report.notes), 'note')}" if report.notes else ""
    skipped = "; the solver is asked when these are mended" if report.audit_skipped else ""
    return f"{_counted(len(report.findings), 'finding')}{waived}{notes} in {_counted(report.files, 'file')}{skipped}"


def _counted(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
