"""A witness of the audit in words: the facts of a chart in the case format, and the readings that it needs."""

from collections.abc import Collection, Mapping
from datetime import date

from ixasp.interview.saving import yaml_text
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.patient import Item, chart, items
from ixasp.worlds.encoding import term
from ixasp.worlds.shape import Shape


def sayable(loaded: LoadedPolicy, shape: Shape, *, readings: bool = True) -> list[Item]:
    """Return what a witness may tell of a patient of a shape, the readings last, unless they are fixed."""
    said = items(loaded.vocabulary, shape)
    if readings:
        for name, reading in loaded.outline.readings.items():
            said.append(Item(_path(name), tuple(option_atom(name, option) for option in reading.options)))
    return said


def case_lines(
    loaded: LoadedPolicy, version: str, shape: Shape, told: Collection[str], world: Mapping[str, bool]
) -> list[str]:
    """Return the lines of a case.

    Args:
        loaded: the policy
        version: its version; the request has its day
        shape: the shape of the record
        told: the paths of what is told
        world: which atoms hold, of those that what is told decides
    """
    facts = chart(loaded.vocabulary, shape, told, lambda atom: world.get(atom, False), date.fromisoformat(version))
    under = [
        f"{_path(name)}: {option}"
        for name, reading in loaded.outline.readings.items()
        for option in reading.options
        if _path(name) in told and world.get(option_atom(name, option))
    ]
    return [f"  {line}" for line in [*yaml_text(facts).splitlines(), *under]]


def option_atom(reading: str, option: str) -> str:
    """Return the atom that holds where a reading is read so."""
    return f"is(reading({reading}),{term(option)})"


def _path(reading: str) -> str:
    return f"reading {reading}"
