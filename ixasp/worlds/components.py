"""The strongly connected components of a graph: what depends on itself through others."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(graph: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """Return the number of the strongly connected component of each node (Tarjan 1972, without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    component: dict[Node, int] = {}
    path: list[Node] = []
    for root in graph:
        if root in index:
            continue
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(graph.get(root, ())))]
        index[root] = low[root] = len(index)
        path.append(root)
        while work:
            node, below = work[-1]
            following = next(below, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while True:
                        member = path.pop()
                        component[member] = index[node]
                        if member == node:
                            break
            elif following not in index:
                index[following] = low[following] = len(index)
                path.append(following)
                work.append((following, iter(graph.get(following, ()))))
            elif following not in component:
                low[node] = min(low[node], index[following])
    return component
