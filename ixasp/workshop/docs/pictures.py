"""The pictures of a policy: small enough to be read, together everything."""

from collections.abc import Collection, Mapping, Sequence

from markupsafe import Markup

from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.dependencies import Edge, Kind, Node
from ixasp.workshop.docs.gathering import Gathering
from ixasp.workshop.docs.picture import picture
from ixasp.workshop.docs.shown import Link


def by_section(found: Gathering) -> list[tuple[str, Markup]]:
    """Return for each section a picture of its criteria and definitions, then one of the definitions beside them.

    Facts are left out, and so is what any policy has: general definitions stand on every criterion, and criteria that
    are met by their parts only repeat the outline.
    """
    edges, outline = found.dependencies.edges, found.outline
    pictures = []
    drawn: set[Node] = set()
    for top in outline.top:
        inside = [Node(Kind.CRITERION, name) for name in _within(found, top)]
        ruled = [node for node in inside if outline.criteria[node.name].kind == "rule"]
        kept = _kept(found, edges, ruled)
        below = _reached(ruled, kept)
        roots = [node for node in ruled if node not in below] or ruled
        if roots:
            title = f"{top} {outline.criteria[top].label}"
            pictures.append((title, picture(roots, kept, found.node, title)))
            drawn |= {*roots, *_reached(roots, kept)}
    kept = _kept(found, edges, ())
    left = [node for node in kept if node.kind is Kind.DEFINITION and node not in drawn]
    below = {edge.target for node in left for edge in kept[node]}
    roots = [node for node in left if node not in below] or left
    if roots:
        title = "Definitions that no paragraph stands on"
        pictures.append((title, picture(roots, kept, found.node, title)))
    return pictures


def by_criterion(found: Gathering) -> list[tuple[Link, str, Markup]]:
    """Return for each criterion with rules its anchor, and a picture of all that it stands on; other criteria that it
    asks for have pictures of their own."""
    edges = found.dependencies.edges
    pictures = []
    for shown in found.criteria():
        if shown.picture:
            name = shown.criterion.id
            root = Node(Kind.CRITERION, name)
            own = {node: below for node, below in edges.items() if node.kind is not Kind.CRITERION or node == root}
            drawn = picture([root], own, found.node, f"What {name} stands on")
            pictures.append((found.criterion_link(name), addresses.anchor("picture", name), drawn))
    return pictures


def _within(found: Gathering, name: str) -> list[str]:
    inside = [name]
    for part in found.outline.criteria[name].parts:
        inside += _within(found, part)
    return inside


def _kept(
    found: Gathering, edges: Mapping[Node, Sequence[Edge]], criteria: Collection[Node]
) -> dict[Node, tuple[Edge, ...]]:
    """Return the edges of definitions that are not general, and of some criteria, to definitions and criteria."""
    general = found.dependencies.general
    return {
        node: tuple(
            edge
            for edge in below
            if edge.target.kind in (Kind.CRITERION, Kind.DEFINITION) and edge.target not in general
        )
        for node, below in edges.items()
        if node in criteria or (node.kind is Kind.DEFINITION and node not in general)
    }


def _reached(roots: Sequence[Node], edges: Mapping[Node, Sequence[Edge]]) -> set[Node]:
    seen: set[Node] = set()
    waiting = list(roots)
    while waiting:
        for edge in edges.get(waiting.pop(), ()):
            if edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    return seen
