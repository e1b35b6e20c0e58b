"""What only a solver can tell: for each reading a smallest case that its options decide otherwise, and whom a version
decides otherwise than the one before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ixasp.errors import InconsistentCase
from ixasp.interview.saving import yaml_text
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Reading
from ixasp.policy import Policy
from ixasp.workshop.difference.classes import Classes, aspects
from ixasp.workshop.difference.comparison import Pair, compare
from ixasp.workshop.difference.text import change_title
from ixasp.workshop.docs.models import ChangedClass, Decided, DecisiveCase, VersionDifference
from ixasp.workshop.patient import chart, items
from ixasp.workshop.sides import MOST_ENTRIES, Side, joined, shapes
from ixasp.workshop.smallest import Chart, Claim, SmallestCharts
from ixasp.worlds.encoding import option_atom
from ixasp.worlds.joint import Joint
from ixasp.worlds.shape import Shape

_COVERED = f"over all patients with up to {MOST_ENTRIES} entries in the record"


def decided(loaded: LoadedPolicy) -> Decided:
    """Return decisive cases for all readings of a policy, and what each of its versions changed."""
    days = [version.name for version in loaded.outline.versions]
    return Decided(
        readings=decisive_cases(loaded),
        versions=tuple(_difference(Policy(loaded), pair) for pair in pairwise(days)),
    )


def decisive_cases(loaded: LoadedPolicy) -> dict[str, tuple[DecisiveCase, ...]]:
    """Return for each reading of a policy a smallest case for each option that is not the default."""
    if not loaded.outline.readings:
        return {}
    search = _Search(loaded)
    return {
        name: tuple(search.decisive(reading, option) for option in reading.options if option != reading.default)
        for name, reading in loaded.outline.readings.items()
    }


def _difference(policy: Policy, versions: tuple[str, str]) -> VersionDifference:
    found = compare([Pair(policy, policy, versions)], versions, policy=policy.id)
    return VersionDifference(
        older=versions[0],
        newer=versions[1],
        classes=tuple(
            ChangedClass(
                title=change_title(change, found),
                readings=()
                if change.default_readings
                else tuple(f"{name}={option}" for name, option in change.witness.readings.items()),
                case=yaml_text(change.witness.case["facts"]),
            )
            for change in found.changes
        ),
        complete=found.complete,
        covers=f"{_COVERED}, under every reading",
    )


@dataclass(frozen=True)
class _Shown:
    """A chart of a shape, and what the two options say of it."""

    shape: Shape
    chart: Chart


class _Search:
    """Looks for decisive cases: the same patient on two sides, that differ in how passages are read."""

    def __init__(self, loaded: LoadedPolicy) -> None:
        self._loaded = loaded
        self._policy = Policy(loaded)
        self._version = loaded.outline.versions[-1].name
        sides = [Side(loaded, self._version, {})] * 2
        self._joints: list[tuple[Shape, Joint, list[int]]] = [
            (shape, *joined(sides, shape, own_readings=list(loaded.outline.readings)))
            for shape in shapes(sides, MOST_ENTRIES)
        ]

    def decisive(self, reading: Reading, option: str) -> DecisiveCase:
        """Return a smallest case that the default and another option decide otherwise.

        What is approved or not comes first, then the recommended dose and whatever else is told; first with all other
        readings by default, then with one of them selected.
        """
        for others in self._others(reading):
            defaults = {one.id: one.default for one in self._loaded.outline.readings.values()}
            read = ({**defaults, **others}, {**defaults, **others, reading.id: option})
            for found in (self._by_outcome(read), self._by_dose(read)):
                if found is not None:
                    return self._told(reading, option, others, read, found)
        return DecisiveCase(
            options=(reading.default, option),
            covers=f"{_COVERED}, with the other readings by default or one of them selected",
        )

    def _others(self, reading: Reading) -> Iterator[Mapping[str, str]]:
        yield {}
        for other in self._loaded.outline.readings.values():
            if other.id != reading.id:
                yield from ({other.id: option} for option in other.options if option != other.default)

    def _by_outcome(self, read: tuple[Mapping[str, str], Mapping[str, str]]) -> _Shown | None:
        """Return a chart that one side approves and the other does not: fewest entries first, then fewest facts."""
        for shape, joint, given in self._joints:
            fixed = [*given, *self._options(joint, read)]
            approve = [joint.literal(side, "approve") for side in (0, 1)]
            possible = [-joint.broken(0), -joint.broken(1)]
            found = []
            for sign in (1, -1):
                claims = [sign * approve[0], -sign * approve[1]]
                if joint.world([*fixed, *possible, *claims], ()) is not None:
                    charts = SmallestCharts(joint.again(), items(self._loaded.vocabulary, shape), fixed)
                    found.append(charts.smallest([Claim(side, literal) for side, literal in enumerate(claims)]))
            best = min((one for one in found if one is not None), key=lambda one: len(one.told), default=None)
            if best is not None:
                return _Shown(shape, best)
        return None

    def _by_dose(self, read: tuple[Mapping[str, str], Mapping[str, str]]) -> _Shown | None:
        """Return a chart that the sides tell another dose of, or for which only one has a patient."""
        for shape, joint, given in self._joints:
            fixed = [*given, *self._options(joint, read)]
            for aspect in aspects(self._loaded, self._loaded, (self._version, self._version)):
                if aspect.name == "criterion":
                    continue
                seen = next(Classes(joint.again(), aspect).unseen(fixed, ()), None)
                if seen is not None:
                    fresh = joint.again()
                    classes = Classes(fresh, aspect)
                    charts = SmallestCharts(fresh, items(self._loaded.vocabulary, shape), fixed)
                    found = charts.smallest(classes.claims(seen), [classes.patient(seen)])
                    if found is not None:
                        return _Shown(shape, found)
        return None

    def _options(self, joint: Joint, read: tuple[Mapping[str, str], Mapping[str, str]]) -> Iterator[int]:
        for side, options in enumerate(read):
            for name, option in options.items():
                yield joint.literal(side, option_atom(name, option))

    def _told(
        self,
        reading: Reading,
        option: str,
        others: Mapping[str, str],
        read: tuple[Mapping[str, str], Mapping[str, str]],
        found: _Shown,
    ) -> DecisiveCase:
        world, vocabulary = found.chart.world, self._loaded.vocabulary
        told = set(found.chart.told)
        day = date.fromisoformat(self._version)
        facts = chart(vocabulary, found.shape, told, lambda atom: world.get(atom, False), day)
        first, second = (self._answer(facts, readings) for readings in read)
        return DecisiveCase(
            options=(reading.default, option),
            outcomes=_apart(first, second),
            others=tuple(f"{name}={value}" for name, value in others.items()),
            case=yaml_text(facts),
            smallest=found.chart.smallest,
        )

    def _answer(self, facts: Mapping[str, object], readings: Mapping[str, str]) -> list[str]:
        """Return what the engine itself says of the case: the outcome, then the recommended dose."""
        case = {"id": "decisive", "policy": self._policy.id, "facts": facts}
        try:
            determination = self._policy.determine(case, readings=readings)
        except InconsistentCase:
            return ["no such patient"]
        dosing, terms = determination.dosing, self._loaded.outline.dosing
        answer = [str(determination.outcome)]
        if dosing is not None and terms is not None:
            unit = self._loaded.vocabulary.facts[terms.dose].shown_unit
            limit = dosing.limit_mg_per_m2
            answer.append(f"dose at most {limit} {unit}".strip() if limit else dosing.status.replace("_", " "))
            answer += dosing.notes
        return answer


def _apart(first: Sequence[str], second: Sequence[str]) -> tuple[str, str]:
    """Return the first part in which two answers differ; all of both where none does."""
    for one, other in zip(first, second, strict=False):
        if one != other:
            return one, other
    return "; ".join(first), "; ".join(second)
