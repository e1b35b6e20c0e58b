"""A witness of the audit in words: the facts of a chart in the case format, and the readings that it needs."""

from collections.abc import Collection, Mapping
from datetime import date

from ixasp.interview.saving import yaml_text
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.patient import Item, chart, items
from ixasp.workshop.readings_told import reading_items, reading_path, readings_told
from ixasp.worlds.shape import Shape


def sayable(loaded: LoadedPolicy, shape: Shape, *, readings: bool = True) -> list[Item]:
    """Return what a witness may tell of a patient of a shape, the readings last, unless they are fixed."""
    said = items(loaded.vocabulary, shape)
    return [*said, *reading_items(loaded.outline.readings.values())] if readings else said


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
    options = readings_told(loaded.outline.readings.values(), told, world.get)
    under = [f"{reading_path(name)}: {option}" for name, option in options.items()]
    return [f"  {line}" for line in [*yaml_text(facts).splitlines(), *under]]
