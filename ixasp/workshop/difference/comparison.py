"""Two policies compared over all patients: versions, shapes of the record and readings, one after the other."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, NamedTuple

from ixasp.knowledge.outline import Reading
from ixasp.policy import Policy
from ixasp.workshop.difference.classes import Aspect, Classes, Seen, Told, aspects, told
from ixasp.workshop.difference.result import Change, Comparison, Renaming, Witness
from ixasp.workshop.difference.witness import decided_witness
from ixasp.workshop.patient import items
from ixasp.workshop.readings_told import reading_items
from ixasp.workshop.sides import MOST_ENTRIES, Side, joined, shapes, union
from ixasp.workshop.smallest import SmallestCharts

MOST_MOVED = 3
"""Of readings whose defaults differ, up to so many are read by default at once beside others that are selected."""


@dataclass(frozen=True)
class Pair:
    """Two policies, each under one of its versions."""

    before: Policy
    after: Policy
    versions: tuple[str, str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    """For facts of the first that the second calls otherwise, what it calls them."""

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The readings of either side; one of both has the options of the first."""
        return {**self.after.outline.readings, **self.before.outline.readings}

    @property
    def moved_defaults(self) -> list[str]:
        """The readings with other defaults, so that who selects no option of them reads otherwise on each side."""
        after = self.after.outline.readings
        before = self.before.outline.readings
        return [name for name in before if name in after and before[name].default != after[name].default]

    def sides(self, by_default: Collection[str]) -> tuple[Side, Side]:
        """Return the policies as they are applied.

        Args:
            by_default: the readings that each side reads by its own default; all others may be read in any way
        """
        found = []
        for policy, version, renamed in zip(
            (self.before, self.after), self.versions, (self.renamed, dict[str, str]()), strict=True
        ):
            readings = policy.outline.readings.values()
            chosen = {reading.id: reading.default for reading in readings if reading.id in by_default}
            found.append(Side(policy.loaded, version, chosen, renamed=renamed))
        return found[0], found[1]


class _Key(NamedTuple):
    """What a class says, whatever the version."""

    aspect: Literal["outcome", "dose", "criterion"]
    before: Told
    after: Told


def compare(
    pairs: Sequence[Pair],
    names: tuple[str, str],
    *,
    policy: str = "",
    entries: int = MOST_ENTRIES,
    limit: int | None = None,
    notes: Sequence[str] = (),
    not_compared: Sequence[str] = (),
    perhaps_renamed: Sequence[Renaming] = (),
) -> Comparison:
    """Return every class of patients that the sides decide differently, each with a smallest case that shows it.

    Args:
        pairs: the policies, once for each version that is compared
        names: what the sides are called
        policy: the number of the policy, where both sides have it
        entries: records of up to so many entries are covered
        limit: stop after so many classes
        notes: what only one side has
        not_compared: patients whom only one side can decide, and what the sides read otherwise
        perhaps_renamed: facts that are compared as two, and are perhaps one
    """
    found: dict[_Key, Change] = {}
    complete = True
    for pair in pairs:
        version = tuple(dict.fromkeys(pair.versions))
        for key, change in _changes(pair, entries, found):
            known = found.get(key)
            versions = tuple(dict.fromkeys([*(known.versions if known else ()), *version]))
            found[key] = change.model_copy(update={"versions": versions})
            if limit is not None and len(found) >= limit:
                complete = False
                break
        if not complete:
            break
    return Comparison(
        policy=policy,
        before=names[0],
        after=names[1],
        entries=entries,
        changes=tuple(sorted(found.values(), key=_order)),
        complete=complete,
        notes=tuple(notes),
        not_compared=tuple(not_compared),
        renamed=tuple(Renaming(before=name, after=called) for name, called in pairs[0].renamed.items()),
        perhaps_renamed=tuple(perhaps_renamed),
    )


def _changes(pair: Pair, entries: int, known: dict[_Key, Change]) -> Iterator[tuple[_Key, Change]]:
    """Yield the classes of a pair of versions; one that is known keeps its witness, unless it shows by default now."""
    compared = aspects(pair.before.loaded, pair.after.loaded, pair.versions)
    seen: dict[Aspect, list[Seen]] = {aspect: [] for aspect in compared}
    for by_default in _ways(pair):
        default_readings = by_default == pair.readings.keys()
        sides = pair.sides(by_default)
        everything = union(sides)
        selected = reading_items(one for name, one in pair.readings.items() if name not in by_default)
        for shape in shapes(sides, entries):
            joint, given = joined(sides, shape, own_readings=by_default)
            said = [*items(everything, shape), *selected]
            for aspect in compared:
                classes = Classes(joint, aspect)
                for one in classes.unseen(given, seen[aspect]):
                    seen[aspect].append(one)
                    key = _Key(aspect.name, told(aspect, one.before), told(aspect, one.after))
                    if key in known and known[key].default_readings >= default_readings:
                        yield key, known[key]
                        continue
                    fresh = joint.again()  # what was defined for other classes would only slow the search
                    again = Classes(fresh, aspect)
                    chart = SmallestCharts(fresh, said, given).smallest(again.claims(one), [again.patient(one)])
                    assert chart is not None  # a patient of the class was seen
                    witness = decided_witness(
                        (pair.before, pair.after), pair.versions, everything, shape, chart, key[1:], pair.renamed
                    )
                    yield key, _change(key, witness, default_readings)


def _change(key: _Key, witness: Witness, default_readings: bool) -> Change:
    return Change(
        aspect=key.aspect,
        before=key.before,
        after=key.after,
        versions=(),
        default_readings=default_readings,
        witness=witness,
    )


def _ways(pair: Pair) -> list[frozenset[str]]:
    """Return which readings are read by each side's own default: all, or none but some whose defaults differ.

    Where the defaults of both sides are the same, reading by default is one of the ways of selecting an option.
    """
    moved = pair.moved_defaults
    ways = [frozenset(pair.readings)]
    for number in range(min(len(moved), MOST_MOVED) + 1):
        ways += [frozenset(names) for names in combinations(moved, number)]
    return list(dict.fromkeys(ways))


def _order(change: Change) -> tuple[bool, int, list[str]]:
    """Return what sorts what matters more before what matters less."""
    kind = ("outcome", "dose", "criterion").index(change.aspect)
    outcomes = [str(getattr(side, "outcome", "")) for side in (change.before, change.after)]
    return not change.default_readings, kind + (outcomes[0] == outcomes[1]), outcomes
