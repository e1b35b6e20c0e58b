"""Minimal subsets: what can't be made smaller without losing what it proves."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def shrink(
    items: Sequence[Item],
    literal: Callable[[Item], int],
    refuted: Callable[[Sequence[int]], Collection[int] | None],
) -> list[Item]:
    """Return a subset-minimal part of items that together have no world; as shrink_groups, one literal an item."""
    return shrink_groups(items, lambda item: (literal(item),), refuted)


def shrink_groups(
    items: Sequence[Item],
    literals: Callable[[Item], Sequence[int]],
    refuted: Callable[[Sequence[int]], Collection[int] | None],
) -> list[Item]:
    """Return a subset-minimal part of items that together have no world, or an empty list if they have one.

    Deletion from the end, skipping what an unsatisfiable core leaves out (Marques-Silva and Janota, "Computing
    minimally unsatisfiable subformulas", 2014, section 3). Only what comes next in the order is ever skipped, so the
    answer depends on the order of the items alone, never on what the solver learned before.

    Args:
        items: in the order of preference; the last is given up first
        literals: the solver's literals of an item
        refuted: given literals, those that alone have no world; None where all together have one
    """
    kept: list[Item] = []
    rest = list(items)

    def of(*parts: Sequence[Item]) -> list[int]:
        return [literal for part in parts for item in part for literal in literals(item)]

    core = refuted(of(rest))
    if core is None:
        return []
    while rest:
        last = rest.pop()
        if not any(literal in core for literal in literals(last)):
            continue
        smaller = refuted(of(kept, rest))
        if smaller is None:
            kept.append(last)
        else:
            core = smaller
    return kept[::-1]


def all_minimal(
    items: Sequence[Item], minimal: Callable[[Sequence[Item]], Sequence[Item] | None]
) -> Iterator[frozenset[Item]]:
    """Yield every minimal subset of items with a property that larger sets keep.

    The hitting-set tree of Reiter, "A theory of diagnosis from first principles" (1987): what differs from a minimal
    set found lacks one of its members.

    Args:
        items: each hashable, all different
        minimal: given some items, a minimal subset of them with the property, or None where they lack it
    """
    found: set[frozenset[Item]] = set()
    seen: set[frozenset[Item]] = set()
    open_branches: list[frozenset[Item]] = [frozenset()]
    while open_branches:
        removed = open_branches.pop()
        if removed in seen:
            continue
        seen.add(removed)
        subset = next((known for known in found if not known & removed), None)
        if subset is None:
            answer = minimal([item for item in items if item not in removed])
            if answer is None:
                continue
            subset = frozenset(answer)
            found.add(subset)
            yield subset
        open_branches.extend(removed | {item} for item in subset)


def smallest_hitting(
    items: Sequence[Item], minimal: Callable[[Sequence[Item]], Sequence[Item] | None]
) -> list[frozenset[Item]]:
    """Return the smallest sets of items without which the rest lacks a property that larger sets keep.

    Reiter's tree again, one level after the other: each set takes one member of a minimal set that it leaves whole.

    Args:
        items: each hashable, all different
        minimal: given some items, a minimal subset of them with the property, or None where they lack it
    """
    level: list[frozenset[Item]] = [frozenset()]
    found: list[frozenset[Item]] = []
    while level and not found:
        larger: dict[frozenset[Item], None] = {}
        for removed in level:
            subset = minimal([item for item in items if item not in removed])
            if subset is None:
                found.append(removed)
            else:
                larger |= dict.fromkeys(removed | {item} for item in subset)
        level = list(larger)
    return found
