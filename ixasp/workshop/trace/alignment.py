"""Which paragraph of a changed text is which paragraph of the text before, found without either text."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple, Protocol

from ixasp.workshop.trace.fingerprint import likeness

ALIKE = 0.5
"""Two paragraphs with so many words in common are one, changed, wherever they stand."""
ALIKE_IN_PLACE = 0.2
"""The same for two paragraphs between the same unchanged neighbours."""


class Printed(Protocol):
    """What is known of a paragraph: of the text before, or of the text now."""

    @property
    def hash(self) -> str:
        """Its hash."""

    @property
    def sketch(self) -> str:
        """Its sketch."""


class Change(StrEnum):
    """What became of a paragraph."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Pair(NamedTuple):
    """A paragraph of the text before and what became of it."""

    before: int | None
    """Its position before, from 0; None for one that was added."""
    now: int | None
    """Its position now, from 0; None for one that was removed."""
    change: Change


def align(before: Sequence[Printed], now: Sequence[Printed]) -> tuple[Pair, ...]:
    """Return what became of each paragraph, in the order of the text now; what was removed stands where it was.

    As many paragraphs as possible stay in place: a longest common subsequence of the hashes. Of the rest, those of one
    hash were moved; those with enough words in common, the most alike first, were changed; and where as many are left
    before as now between the same unchanged neighbours, these were changed too, one by one.
    """
    kept = list(_common(before, now))
    pairs = [Pair(old, new, Change.UNCHANGED) for old, new in kept]
    gaps = _gaps(kept, len(before), len(now))
    old_gap = {old: gap for gap, (olds, _) in enumerate(gaps) for old in olds}
    new_gap = {new: gap for gap, (_, news) in enumerate(gaps) for new in news}

    def join(old: int, new: int, change: Change) -> None:
        pairs.append(Pair(old, new, change))
        del old_gap[old], new_gap[new]

    for old in list(old_gap):
        same = [new for new in new_gap if now[new].hash == before[old].hash]
        if same:
            join(old, same[0], Change.MOVED)
    scored = (
        (likeness(before[old].sketch, now[new].sketch), old_gap[old] == new_gap[new], old, new)
        for old in old_gap
        for new in new_gap
    )
    likely = [one for one in scored if one[0] >= (ALIKE_IN_PLACE if one[1] else ALIKE)]
    for _, _, old, new in sorted(likely, key=lambda one: (-one[0], not one[1], one[2], one[3])):
        if old in old_gap and new in new_gap:
            join(old, new, Change.CHANGED)
    for olds, news in gaps:
        left = [old for old in olds if old in old_gap], [new for new in news if new in new_gap]
        if len(left[0]) == len(left[1]):
            for old, new in zip(*left, strict=True):
                join(old, new, Change.CHANGED)
    pairs += [Pair(old, None, Change.REMOVED) for old in old_gap]
    pairs += [Pair(None, new, Change.ADDED) for new in new_gap]
    return _in_order(pairs)


def _common(before: Sequence[Printed], now: Sequence[Printed]) -> Iterator[tuple[int, int]]:
    """Yield the positions of a longest common subsequence of the hashes."""
    old, new = [one.hash for one in before], [one.hash for one in now]
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        yield start, start
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    rows, columns = len(old) - end, len(new) - end
    longest = [[0] * (columns - start + 1) for _ in range(rows - start + 1)]
    for row in range(rows - 1, start - 1, -1):
        for column in range(columns - 1, start - 1, -1):
            below, here = longest[row - start + 1], longest[row - start]
            at = column - start
            here[at] = below[at + 1] + 1 if old[row] == new[column] else max(below[at], here[at + 1])
    row = column = start
    while row < rows and column < columns:
        if old[row] == new[column]:
            yield row, column
            row, column = row + 1, column + 1
        elif longest[row - start + 1][column - start] >= longest[row - start][column - start + 1]:
            row += 1
        else:
            column += 1
    yield from ((rows + at, columns + at) for at in range(end))


def _gaps(kept: Sequence[tuple[int, int]], olds: int, news: int) -> list[tuple[range, range]]:
    """Return what lies between neighbours that stayed, before and now."""
    edges = [(-1, -1), *kept, (olds, news)]
    return [
        (range(one[0] + 1, other[0]), range(one[1] + 1, other[1]))
        for one, other in pairwise(edges)
        if other[0] - one[0] > 1 or other[1] - one[1] > 1
    ]


def _in_order(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    place = {pair.before: pair.now for pair in pairs if pair.before is not None and pair.now is not None}

    def key(pair: Pair) -> tuple[int, int, int]:
        if pair.now is not None:
            return pair.now, 0, 0
        before = pair.before or 0
        neighbour = next((place[old] for old in range(before - 1, -1, -1) if old in place), -1)
        return neighbour, 1, before

    return tuple(sorted(pairs, key=key))
