"""Numbers for everything that has a place, so that rules can speak of it."""

from typing import NamedTuple

from ixasp.workshop.syntax.library import SourceFile


class Place(NamedTuple):
    """Where something stands."""

    file: SourceFile
    line: int


class Places:
    """Hands out numbers, ascending in the order of reading."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: list[Place] = []

    def number(self, file: SourceFile, line: int) -> int:
        """Return a new number for a place."""
        self._places.append(Place(file, line))
        return len(self._places) - 1

    def __getitem__(self, number: int) -> Place:
        """Return the place of a number."""
        return self._places[number]
