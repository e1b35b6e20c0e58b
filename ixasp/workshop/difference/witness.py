"""A smallest case that shows a change, decided by both sides as a check."""

from collections.abc import Mapping
from datetime import date

from ixasp.answers.decided import Determination
from ixasp.errors import InconsistentCase
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.policy import Policy
from ixasp.workshop.difference.classes import Told
from ixasp.workshop.difference.result import Decision, Met, Witness
from ixasp.workshop.patient import chart as chart_of
from ixasp.workshop.smallest import Chart
from ixasp.worlds.encoding import term
from ixasp.worlds.shape import Shape

NAME = "witness"
"""The id of the cases that are made."""


def decided_witness(
    before: Policy,
    after: Policy,
    versions: tuple[str, str],
    vocabulary: Vocabulary,
    shape: Shape,
    chart: Chart,
    expected: tuple[Told, Told],
) -> Witness:
    """Return a chart as a case, after both sides decided it as they should.

    Args:
        before, after: the sides
        versions: the version that each applies
        vocabulary: what a chart may say to either side
        shape: the shape of the chart
        chart: what is told, and the values
        expected: how the sides decide it

    Raises:
        AssertionError: a side decides otherwise; the comparison would be wrong
    """
    days = [date.fromisoformat(version) for version in versions]
    if before is not after:  # one day on which both versions are in force; two versions of one policy need two
        days = [max(days)] * 2
    holds = {**dict.fromkeys(chart.world, False), **chart.world}
    readings = {}
    for policy in (before, after):
        for name, reading in policy.outline.readings.items():
            if f"reading {name}" in chart.told:
                option = next(o for o in reading.options if holds.get(f"is(reading({name}),{term(o)})"))
                if option != reading.default:
                    readings[name] = option
    facts = chart_of(vocabulary, shape, chart.told, lambda atom: holds.get(atom, False), days[1])
    case: dict[str, object] = {"id": NAME, "policy": after.id, "facts": facts}
    for policy, day, says in zip((before, after), days, expected, strict=True):
        decided = _decided(policy, facts, day, readings)
        if not _agrees(says, decided):
            raise AssertionError(f"{policy.id}: {case} is decided as {decided}, not as {says}")
    return Witness(
        case=case, readings=readings, smallest=chart.smallest, request_dates=(days[0].isoformat(), days[1].isoformat())
    )


def _decided(
    policy: Policy, facts: Mapping[str, object], day: date, readings: Mapping[str, str]
) -> Determination | None:
    """Return how a side decides the facts that it knows; None where it has no such patient."""
    known = policy.loaded.vocabulary.facts
    own = {name: value for name, value in facts.items() if name in known}
    own |= {name: day.isoformat() for name, fact in known.items() if fact.selects_version}
    options = policy.outline.readings
    chosen = {name: option for name, option in readings.items() if name in options and option in options[name].options}
    try:
        return policy.determine({"id": NAME, "policy": policy.id, "facts": own}, readings=chosen)
    except InconsistentCase:
        return None


def _agrees(says: Told, decided: Determination | None) -> bool:
    if decided is None:
        return says == Decision(outcome="impossible")
    if isinstance(says, Decision):
        return says.outcome == decided.outcome and set(says.basis) <= set(decided.basis)
    if isinstance(says, Met):
        return decided.criteria[says.criterion] == ("met" if says.met else "not_met")
    return decided.dosing is None or len(says.limits) != 1 or decided.dosing.limit_mg_per_m2 == says.limits[0]
