"""A derivation in a terminal: colour and marks, and plain text where there is no colour."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ixasp.traces.derivation import DerivationTrace, lines
from ixasp.traces.derivation_step import FAILED, FIRED, MARKS, OPEN, atom_words
from ixasp.traces.notes import CHECK_FIRST
from ixasp.traces.phrases import one_line

_STYLES = {MARKS[FIRED]: "green", MARKS[FAILED]: "red", MARKS[OPEN]: "yellow"}


def derivation_terminal(trace: DerivationTrace) -> RenderableType:
    """Return a derivation for a rich console: whether it is so, why in brief, and then rule by rule."""
    return Group(*_parts(trace))


def _parts(trace: DerivationTrace) -> Iterator[RenderableType]:
    words = (atom_words(trace.root), f"bold {_STYLES[MARKS[trace.root.so]]}")
    yield Text.assemble((one_line(trace.root.says), "bold"), ": ", words)
    yield Text(one_line(trace.case))
    yield Text(one_line(f"{trace.title}, version {trace.version}: {trace.outcome}"))
    if trace.notice:
        yield Text(trace.notice, style="bold")
    yield from _section(CHECK_FIRST, trace.notes)
    yield from _section("Because", trace.because)
    yield from _section("Turns on", trace.ask)
    yield from _section("To ask", trace.questions)
    yield from (Text(), Text("Rule by rule", style="bold"))
    for depth, mark, line in lines(trace):
        yield _line(2 * depth + 2, mark, _STYLES[mark], Text(one_line(line))) if mark else _rule(2 * depth + 2, line)


def _section(title: str, told: Iterable[str]) -> Iterator[RenderableType]:
    """Yield a titled list; nothing where it has no line."""
    items = [_line(2, "-", "", Text(one_line(line))) for line in told]
    if items:
        yield from (Text(), Text(title, style="bold"), *items)


def _line(columns: int, mark: str, style: str, text: Text) -> RenderableType:
    line = Table.grid(padding=(0, 1, 0, 0))
    line.add_row(Text(mark, style=style), text)
    return Padding(line, (0, 0, 0, columns), expand=False)


def _rule(columns: int, line: str) -> RenderableType:
    return Padding(Text(one_line(line), style="dim"), (0, 0, 0, columns), expand=False)
