"""A picture of what stands on what, as SVG that needs no script and tells its kinds apart by shape, not by colour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from ixasp.traces.phrases import one_line
from ixasp.workshop.docs.dependencies import Edge, Kind, Node
from ixasp.workshop.docs.layers import Bend, Layout, layout

_WIDTH, _HEIGHT, _GAP, _BEND = 206, 34, 8, 9
_BETWEEN = 58
_MARGIN = 4
_ROUND = {Kind.CRITERION: 0, Kind.DEFINITION: 8, Kind.FACT: 0, Kind.READING: 17, Kind.SUPPLIED: 0}
_NAME, _LABEL = 28, 32
"""How many characters fit in each line of a node."""


@dataclass(frozen=True)
class Shown:
    """How a node is shown."""

    name: str
    label: str
    address: str
    """Empty where nothing tells more about it."""


def picture(
    roots: Sequence[Node], edges: Mapping[Node, Sequence[Edge]], shown: Callable[[Node], Shown], title: str
) -> Markup:
    """Return the picture of everything that the roots stand on.

    Args:
        roots: what the picture begins with
        edges: what each node stands on
        shown: how a node is shown
        title: what the picture is about, for those who can't see it
    """
    found = layout(roots, edges)
    places, width, height = _places(found)
    parts = [
        Markup(
            '<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}"'
            ' role="img" aria-label="{}">'
        ).format(width, height, width, height, one_line(title))
    ]
    for line in found.lines:
        parts.append(
            Markup('<path class="{}" d="{}"/>').format(
                "absent" if line.edge.negative else "line", _path([places[point] for point in line.points])
            )
        )
    for layer in found.layers:
        parts += [_node(point, shown(point), *places[point]) for point in layer if isinstance(point, Node)]
    return Markup("\n").join([*parts, Markup("</svg>")])


def _places(found: Layout) -> tuple[dict[Node | Bend, tuple[int, int]], int, int]:
    """Return the top left corner of every point, and the size of the picture."""
    heights = [sum(_room(point) for point in layer) for layer in found.layers]
    tallest = max(heights, default=0)
    places: dict[Node | Bend, tuple[int, int]] = {}
    for at, (layer, height) in enumerate(zip(found.layers, heights, strict=True)):
        top = _MARGIN + (tallest - height) // 2
        for point in layer:
            places[point] = (_MARGIN + at * (_WIDTH + _BETWEEN), top)
            top += _room(point)
    width = 2 * _MARGIN + len(found.layers) * (_WIDTH + _BETWEEN) - _BETWEEN
    return places, width, tallest + 2 * _MARGIN


def _room(point: Node | Bend) -> int:
    return _BEND if isinstance(point, Bend) else _HEIGHT + _GAP


def _path(corners: Sequence[tuple[int, int]]) -> str:
    """Return a line from the right side of the first node to the left side of the last."""
    middles = [(left, top + _BEND // 2) for left, top in corners[1:-1]]
    begin, end = corners[0], corners[-1]
    if end[0] <= begin[0]:  # back within a recursion
        return f"M{begin[0] + _WIDTH} {begin[1] + 10} C{begin[0] + _WIDTH + 40} {begin[1] - 24} " + (
            f"{end[0] - 40} {end[1] - 24} {end[0]} {end[1] + 10}"
        )
    points = [(begin[0] + _WIDTH, begin[1] + _HEIGHT // 2)]
    for left, middle in middles:
        points += [(left, middle), (left + _WIDTH, middle)]
    points.append((end[0], end[1] + _HEIGHT // 2))
    pieces = [f"M{points[0][0]} {points[0][1]}"]
    for number, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        half = (x + to_x) // 2
        pieces.append(f"C{half} {y} {half} {to_y} {to_x} {to_y}" if number % 2 == 0 else f"L{to_x} {to_y}")
    return " ".join(pieces)


def _node(node: Node, shown: Shown, left: int, top: int) -> Markup:
    full = " ".join(filter(None, (shown.name, shown.label)))
    inside = Markup(
        '<title>{}: {}</title><rect x="{}" y="{}" width="{}" height="{}" rx="{}"/>{}'
        '<text class="name" x="{}" y="{}">{}</text><text class="label" x="{}" y="{}">{}</text>'
    ).format(
        node.kind.value,
        one_line(full),
        left,
        top,
        _WIDTH,
        _HEIGHT,
        _ROUND[node.kind],
        _bar(node.kind, left, top),
        left + 10,
        top + 14,
        _short(shown.name, _NAME),
        left + 10,
        top + 27,
        _short(shown.label, _LABEL),
    )
    if shown.address:
        inside = Markup('<a href="{}">{}</a>').format(shown.address, inside)
    return Markup('<g class="{}">{}</g>').format(node.kind.value, inside)


def _bar(kind: Kind, left: int, top: int) -> Markup:
    """Return the mark that tells a kind from others: a bar for a criterion, a corner for a fact."""
    if kind is Kind.CRITERION:
        return Markup('<rect class="bar" x="{}" y="{}" width="4" height="{}"/>').format(left, top, _HEIGHT)
    if kind is Kind.FACT:
        right = left + _WIDTH
        return Markup('<path class="corner" d="M{} {} h-9 l9 9 z"/>').format(right, top)
    return Markup("")


def _short(text: str, most: int) -> str:
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"
