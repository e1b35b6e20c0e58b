"""A report in a terminal: colour and marks, and plain text where there is no colour."""

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ixasp.rendering.notes import MARK
from ixasp.rendering.report import Report
from ixasp.traces.outline_node import OutlineNode, details, mark, status_words
from ixasp.traces.phrases import one_line

_OUTCOME_STYLES = {"approve": "bold green", "deny": "bold red", "pend": "bold yellow"}
_STATUS_STYLES = {"met": "green", "not_met": "red", "unknown": "yellow", None: "dim"}
_EXCLUSION_STYLES = {"met": "bold red", "not_met": "green", "unknown": "yellow", None: "dim"}


def terminal(report: Report) -> RenderableType:
    """Return a report for a rich console."""
    parts: list[RenderableType] = [
        Text.assemble((report.outcome.upper(), _OUTCOME_STYLES[report.outcome]), "  ", (one_line(report.case), "bold")),
        Text(one_line(report.policy)),
    ]
    if report.notice:
        parts.append(Text(report.notice, style="bold"))
    for section in report.sections:
        parts += [Text(), Text(section.title, style="bold")]
        parts += [_item(one_line(line)) for line in section.lines]
    parts += [Text(), Text("The policy, paragraph by paragraph", style="bold")]
    for depth, node in report.outline.walk():
        parts.append(_node(depth, node))
        parts += [
            Padding(Text(one_line(line), style="dim"), (0, 0, 0, 2 * depth + 6), expand=False) for line in details(node)
        ]
    parts += [Text(), Text(one_line(report.footer), style="dim")]
    return Group(*parts)


def outcomes_table(rows: Iterable[Sequence[str]], more: Sequence[str] = ("rests on",)) -> Table:
    """Return a table of outcomes.

    Args:
        rows: case, outcome (or what was wrong), marked where the case has notes, and what stands in the columns after
        more: the titles of those columns
    """
    table = plain_table("case", "outcome", *more)
    for case, outcome, *cells in rows:
        style = _OUTCOME_STYLES.get(outcome.removesuffix(f" {MARK}"), "magenta")
        table.add_row(Text(one_line(case)), Text(outcome, style=style), *(Text(one_line(cell)) for cell in cells))
    return table


def plain_table(*titles: str) -> Table:
    """Return a table without lines, and without rows yet."""
    table = Table(box=None, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def to_text(renderable: RenderableType, width: int = 100) -> str:
    """Return what a console without colour would show."""
    console = Console(width=width, color_system=None, force_terminal=False, highlight=False)
    with console.capture() as capture:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def _node(depth: int, node: OutlineNode) -> RenderableType:
    style = (_EXCLUSION_STYLES if node.excludes else _STATUS_STYLES)[node.status if node.decides else None]
    words = status_words(node)
    line = Text.assemble(
        (mark(node), style),
        " ",
        (node.id, "bold"),
        f" {one_line(node.label)}",
        (f" [{node.evidence}]" if node.evidence else "", "dim"),
        (f": {words}" if words else "", style),
    )
    return _indented(line, 2 * depth + 2)


def _item(line: str) -> RenderableType:
    item = Table.grid(padding=(0, 1, 0, 0))
    item.add_row("  -", Text(line))
    return item


def _indented(text: Text, columns: int) -> RenderableType:
    return Padding(text, (0, 0, 0, columns), expand=False)
