"""Where the nodes of a picture stand: in layers from left to right, ordered so that few lines cross.

The method is that of Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical system structures",
1981): longest paths give the layers, long lines get a bend in every layer, barycenters give the order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ixasp.workshop.docs.dependencies import Edge, Node

_SWEEPS = 24


class Bend(NamedTuple):
    """Where a long line passes a layer."""

    line: int
    layer: int


@dataclass(frozen=True)
class Line:
    """A line from a node to what it stands on."""

    source: Node
    edge: Edge
    points: tuple[Node | Bend, ...]
    """The source, a bend in every layer between, and the target."""


@dataclass(frozen=True)
class Layout:
    """The nodes of a picture and the lines between them."""

    layers: tuple[tuple[Node | Bend, ...], ...]
    """From left to right, each from top to bottom."""
    lines: tuple[Line, ...]


def layout(roots: Sequence[Node], edges: Mapping[Node, Sequence[Edge]]) -> Layout:
    """Return where everything stands that the roots stand on.

    Args:
        roots: the nodes to begin with, from top to bottom
        edges: what each node stands on
    """
    order = _top_down(roots, edges)
    depth = dict.fromkeys(order, 0)
    placed: set[Node] = set()
    for node in order:
        placed.add(node)
        for edge in edges.get(node, ()):
            if edge.target not in placed:  # a line back to what is above, in a recursion, moves nothing
                depth[edge.target] = max(depth[edge.target], depth[node] + 1)
    lines: list[Line] = []
    for node in order:
        for edge in edges.get(node, ()):
            bends = (Bend(len(lines), at) for at in range(depth[node] + 1, depth[edge.target]))
            lines.append(Line(node, edge, (node, *bends, edge.target)))
    layers: list[list[Node | Bend]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for node in order:
        layers[depth[node]].append(node)
    for line in lines:
        for point in line.points:
            if isinstance(point, Bend):
                layers[point.layer].append(point)
    return Layout(_ordered(layers, lines), tuple(lines))


def _top_down(roots: Sequence[Node], edges: Mapping[Node, Sequence[Edge]]) -> list[Node]:
    """Return what the roots reach, each node before all that it stands on, but for recursion."""
    done: list[Node] = []
    begun: set[Node] = set()
    waiting = [(root, False) for root in roots]
    while waiting:
        node, left = waiting.pop()
        if left:
            done.append(node)
        elif node not in begun:
            begun.add(node)
            waiting.append((node, True))
            waiting.extend((edge.target, False) for edge in edges.get(node, ()))
    return done[::-1]


def _ordered(layers: list[list[Node | Bend]], lines: Sequence[Line]) -> tuple[tuple[Node | Bend, ...], ...]:
    """Return the layers in the order, of those tried, in which the fewest lines cross."""
    before: dict[Node | Bend, list[Node | Bend]] = {}
    after: dict[Node | Bend, list[Node | Bend]] = {}
    for line in lines:
        for one, other in pairwise(line.points):
            before.setdefault(other, []).append(one)
            after.setdefault(one, []).append(other)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, after)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        near = before if down else after
        pairs = pairwise(layers) if down else pairwise(reversed(layers))
        for fixed, moved in pairs:
            at = {point: position for position, point in enumerate(fixed)}
            center = {}
            for position, point in enumerate(moved):
                seen = [at[one] for one in near.get(point, ()) if one in at]
                center[point] = sum(seen) / len(seen) if seen else position * len(fixed) / len(moved)
            moved.sort(key=center.__getitem__)
        crossings = _crossings(layers, after)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return tuple(map(tuple, best))


def _crossings(layers: Sequence[Sequence[Node | Bend]], after: Mapping[Node | Bend, Sequence[Node | Bend]]) -> int:
    """Return how many pairs of lines cross between neighbouring layers."""
    count = 0
    for left, right in pairwise(layers):
        at = {point: position for position, point in enumerate(right)}
        ends = [end for point in left for end in sorted(at[one] for one in after.get(point, ()) if one in at)]
        count += sum(one > other for position, one in enumerate(ends) for other in ends[position + 1 :])
    return count
