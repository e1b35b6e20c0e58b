"""A report as Markdown."""

from collections.abc import Iterator

from ixasp.rendering.report import Report
from ixasp.traces.outline import escaped


def markdown(report: Report) -> str:
    """Return a report as Markdown; nothing in a case can break out of it."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {report.outcome.upper()}: {escaped(report.case)}"
    yield ""
    yield escaped(report.policy)
    if report.notice:
        yield ""
        yield f"**{report.notice}**"
    for section in report.sections:
        yield from ("", f"## {section.title}", "")
        yield from (f"- {escaped(line)}" for line in section.lines)
    yield from ("", "## The policy, paragraph by paragraph", "")
    yield report.outline.render("markdown").rstrip("\n")
    yield from ("", f"*{escaped(report.footer)}*")
