"""The smallest case that tells a changed policy from what it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ixasp.workshop.mutants.equivalence import AS_IS, CHANGED, Comparison
from ixasp.workshop.patient import chart, items
from ixasp.workshop.smallest import Chart, Claim, SmallestCharts
from ixasp.worlds.encoding import option_atom


@dataclass(frozen=True)
class Distinguished:
    """What tells a changed policy from what it was."""

    facts: Mapping[str, object]
    """In the case format."""
    readings: Mapping[str, str]
    """The readings under which it does, other than by default."""


def distinguished(comparison: Comparison) -> Iterator[Distinguished]:
    """Yield smallest charts that tell a changed policy from what it was, those first that tell most."""
    readings = _readings(comparison)
    if readings is None:
        return
    outline = comparison.as_is.outline
    given = list(comparison.given)
    given += [comparison.joint.literal(AS_IS, option_atom(name, option)) for name, option in readings.items()]
    charts = SmallestCharts(comparison.joint, items(comparison.vocabulary, comparison.shape), given)
    for claims, atom in _claims(comparison, given):
        found = charts.smallest(claims)
        if found is not None:
            others = {name: o for name, o in readings.items() if o != outline.readings[name].default}
            yield Distinguished(_facts(comparison, found, atom), others)


def _claims(comparison: Comparison, given: Sequence[int]) -> Iterator[tuple[list[Claim], str]]:
    """Yield what a chart can show of the sides, and the atom that it is about; none where it has no such patient."""
    joint = comparison.joint
    always = joint.define([[]])
    for atom in comparison.told:
        for before, after, *possible in comparison.apart(atom):
            if joint.world([*given, before, after, *possible], ()) is not None:
                yield [Claim(AS_IS, before), Claim(CHANGED, after)], atom
    for at, literals in enumerate(comparison.on_one_side):
        if joint.world([*given, *literals], ()) is not None:
            yield [Claim(AS_IS, None if at else always), Claim(CHANGED, always if at else None)], ""


def _readings(comparison: Comparison) -> dict[str, str] | None:
    """Return one option of each reading under which the sides differ, the defaults as far as can be."""
    joint = comparison.joint
    declared = comparison.as_is.outline.readings
    assumed = [*comparison.given, comparison.anything]
    if joint.world(assumed, ()) is None:
        return None
    chosen: dict[str, str] = {}
    for name, reading in declared.items():
        for option in reading.options:
            literal = joint.literal(AS_IS, option_atom(name, option))
            if joint.world([*assumed, literal], ()) is not None:
                assumed.append(literal)
                chosen[name] = option
                break
    return chosen


def _facts(comparison: Comparison, found: Chart, atom: str) -> dict[str, object]:
    outline, vocabulary = comparison.as_is.outline, comparison.vocabulary
    told = set(found.told)
    if outline.dosing is not None and atom.startswith("dosing("):  # how the dose stands is told only of a stated dose
        told.add(outline.dosing.dose)
    day = date.fromisoformat(comparison.version.name)
    return chart(vocabulary, comparison.shape, told, lambda one: found.world.get(one, False), day)
