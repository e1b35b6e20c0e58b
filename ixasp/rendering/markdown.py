"""A report as Markdown."""

from collections.abc import Iterator

from ixasp.rendering.report import Report, Section
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
        # All readings follow below, those other than by default first.
        if section.id != "readings":
            yield from _section(section)
    yield from ("", "## The policy, paragraph by paragraph", "")
    yield report.outline.render("markdown").rstrip("\n")
    yield from _section(Section("readings", "Readings used", tuple(_readings(report))))
    if report.sources:
        # A source may begin with a mark of a list, so the facts come first.
        cited = tuple(f"{', '.join(cited.facts)}: {cited.source}" for cited in report.sources)
        yield from _section(Section("sources", "Sources", cited))
    yield from ("", f"*{escaped(report.footer)}*")


def _section(section: Section) -> Iterator[str]:
    title = "Questions for the provider" if section.id == "questions" else section.title
    box = "[ ] " if section.id == "questions" else ""
    yield from ("", f"## {title}", "")
    yield from (f"- {box}{escaped(line)}" for line in section.lines)


def _readings(report: Report) -> Iterator[str]:
    for reading in report.readings:
        chosen = "by default" if reading.by_default else "other than by default"
        yield f"{reading.passage} ({reading.about}): {reading.meaning} ({reading.id}={reading.option}, {chosen})"
