"""What was made lately, kept by key."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Recent(Generic[Key, Made]):
    """Keeps so many things; the one that was not asked for the longest goes first."""

    def __init__(self, most: int) -> None:
        """Keep at most so many."""
        self._most = most
        self._made: OrderedDict[Key, Made] = OrderedDict()

    def find(self, key: Key) -> Made | None:
        """Return what is kept for a key; None where nothing is."""
        if key in self._made:
            self._made.move_to_end(key)
        return self._made.get(key)

    def get(self, key: Key, make: Callable[[], Made]) -> Made:
        """Return what was made for a key before, or make it."""
        if key not in self._made:
            self._made[key] = make()
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return self._made[key]
