"""Which truths a formula takes over all the worlds within a view, found by case splits.

Equal to trying every world, and tested against that: where a formula is already settled, so it is
in all consistent worlds of the view; where it turns on an open fact, that fact is split.
"""

from collections.abc import Iterable, Mapping

from tests.reference.consistency import possible
from tests.reference.criteria import Formula
from tests.reference.patient import Patient, View


def truths(formula: Formula, views: Iterable[View], version: str, readings: Mapping[str, str]) -> frozenset[bool]:
    """The truths that the formula takes; empty where no view has a consistent world."""
    found: set[bool] = set()
    waiting = [view for view in views if possible(view)]
    while waiting and len(found) < 2:
        view = waiting.pop()
        truth = formula(Patient(view, version, readings))
        if isinstance(truth, bool):
            found.add(truth)
            continue
        for value in view[truth]:
            narrowed = {**view, truth: (value,)}
            if possible(narrowed):
                waiting.append(narrowed)
    return frozenset(found)
