"""Readings as something that a case may tell or leave open, as it does with a fact."""

from collections.abc import Callable, Collection, Iterable

from ixasp.knowledge.outline import Reading
from ixasp.workshop.patient import Item
from ixasp.worlds.encoding import option_atom


def reading_items(readings: Iterable[Reading]) -> list[Item]:
    """Return readings beside what charts may say, so that a smallest case names only those that it needs."""
    return [
        Item(reading_path(reading.id), tuple(option_atom(reading.id, option) for option in reading.options))
        for reading in readings
    ]


def readings_told(
    readings: Iterable[Reading], told: Collection[str], holds: Callable[[str], bool | None]
) -> dict[str, str]:
    """Return the option of each reading that is told.

    Args:
        readings: those of a policy
        told: the paths of what is told
        holds: whether an atom holds in the world
    """
    return {
        reading.id: option
        for reading in readings
        for option in reading.options
        if reading_path(reading.id) in told and holds(option_atom(reading.id, option))
    }


def reading_path(reading: str) -> str:
    """Return the path of a reading among the paths of facts."""
    return f"reading {reading}"
