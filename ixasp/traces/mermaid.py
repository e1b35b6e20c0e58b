"""Parts of a Mermaid flowchart: nodes and edges whose text can't be taken for marks of Mermaid or of HTML."""

from collections.abc import Iterable, Iterator
from enum import Enum

from ixasp.traces.phrases import one_line

_PLAIN = frozenset(" .,:/-=()?✓✗·")


class Shape(Enum):
    """What a node is drawn as: the marks around its text."""

    BOX = ("[", "]")
    ROUND = ("(", ")")
    HEXAGON = ("{{", "}}")
    LEANING = ("[/", "/]")


def flowchart(lines: Iterable[str], direction: str = "LR") -> Iterator[str]:
    """Yield the lines of a flowchart from those of its nodes and edges."""
    yield f"flowchart {direction}"
    yield from (f"  {line}" for line in lines)


def node(identifier: str, text: str, shape: Shape = Shape.BOX) -> str:
    """Return a node; a line feed in its text begins a new line."""
    opening, closing = shape.value
    return f'{identifier}{opening}"{_lines(text)}"{closing}'


def edge(start: str, end: str, label: str = "") -> str:
    """Return an edge between two nodes, by their identifiers."""
    return f'{start} -->|"{_lines(label)}"| {end}' if label else f"{start} --> {end}"


def escape(text: str) -> str:
    """Return text on one line as a Mermaid label; what may be a mark is written as the number of its character."""
    line = one_line(text)
    # A number or a hyphen that begins a label would begin a list.
    begins_list = line[:1] == "-" or line[:1].isdigit()
    return "".join(
        character if _plain(character) and not (begins_list and position == 0) else f"#{ord(character)};"
        for position, character in enumerate(line)
    )


def _plain(character: str) -> bool:
    return character.isalnum() or character in _PLAIN


def _lines(text: str) -> str:
    return "<br/>".join(escape(line) for line in text.split("\n"))
