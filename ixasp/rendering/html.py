"""A report as one page of HTML, for a screen and for paper."""

from datetime import date

from ixasp.rendering.report import Report
from ixasp.traces.html import page


def html(report: Report, made: date | None = None) -> str:
    """Return a report as a page that needs nothing beside itself; nothing in a case can break out of it.

    Args:
        report: what the page shows
        made: the day to print on it; none keeps the page the same whenever it is made
    """
    return page("determination.html.j2", "ixasp.rendering", report=report, made=made)
