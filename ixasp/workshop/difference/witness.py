"""A smallest case that shows a change, decided by both sides as a check."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import cast

from ixasp.answers.question import Watched
from ixasp.errors import CaseError, InconsistentCase
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.policy import Policy
from ixasp.workshop.difference.classes import Told
from ixasp.workshop.difference.result import Decision, Met, Witness
from ixasp.workshop.patient import chart as chart_of
from ixasp.workshop.readings_told import reading_path, readings_told
from ixasp.workshop.smallest import Chart
from ixasp.worlds.shape import Shape

NAME = "witness"
"""The id of the cases that are made."""
IMPOSSIBLE = Decision(outcome="impossible")
"""What a side says of a patient whom its facts rule out."""


def decided_witness(
    sides: tuple[Policy, Policy],
    versions: tuple[str, str],
    vocabulary: Vocabulary,
    shape: Shape,
    chart: Chart,
    expected: tuple[Told, Told],
    renamed: Mapping[str, str],
) -> Witness:
    """Return a chart as a case, after both sides decided it as they should.

    Args:
        sides: the policies, the old one first
        versions: the version that each applies
        vocabulary: what a chart may say to either side
        shape: the shape of the chart
        chart: what is told, and the values
        expected: how the sides decide it
        renamed: for facts of the old that the new calls otherwise, what it calls them, and the chart, too

    Raises:
        AssertionError: a side decides otherwise; the comparison would be wrong
    """
    before, after = sides
    days = [date.fromisoformat(version) for version in versions]
    if before is not after:  # one day on which both versions are in force; two versions of one policy need two
        days = [max(days)] * 2
    holds = {**dict.fromkeys(chart.world, False), **chart.world}
    declared = {name: reading for policy in sides for name, reading in policy.outline.readings.items()}
    readings = readings_told(declared.values(), chart.told, holds.get)
    own_words = {called: name for name, called in renamed.items()}

    def problem(facts: Mapping[str, object], readings: Mapping[str, str]) -> str:
        """Return what a side should say and does not; empty where both decide as they should."""
        told = ({own_words.get(name, name): value for name, value in facts.items()}, facts)
        for policy, said, day, says in zip(sides, told, days, expected, strict=True):
            if not _decides(policy, said, day, readings, says):
                return f"{policy.id}: {facts} is not decided as {says}"
        return ""

    facts = chart_of(vocabulary, shape, chart.told, lambda atom: holds.get(atom, False), days[1])
    if problem(facts, readings):  # of a reading that is not told, the default may leave a side no such patient
        readings = readings_told(declared.values(), [reading_path(name) for name in declared], holds.get)
        wrong = problem(facts, readings)
        if wrong:
            raise AssertionError(wrong)
        for name in list(readings):
            fewer = {one: option for one, option in readings.items() if one != name}
            readings = readings if problem(facts, fewer) else fewer
    if vocabulary.record is not None:  # a chart tells an entry's drugs and dates at once
        record = vocabulary.record.fact
        fields = [(at, name) for at, entry in enumerate(_entries(facts, record)) for name in entry]
        for at, name in reversed(fields):
            fewer_fields = _without(facts, record, at, name)
            with suppress(CaseError):  # an entry must have the field
                facts = facts if problem(fewer_fields, readings) else fewer_fields
    return Witness(
        case={"id": NAME, "policy": after.id, "facts": facts},
        readings=readings,
        smallest=chart.smallest,
        request_dates=(days[0].isoformat(), days[1].isoformat()),
    )


def _without(facts: Mapping[str, object], record: str, at: int, name: str) -> dict[str, object]:
    """Return a chart without one field of one entry."""
    entries = [dict(entry) for entry in _entries(facts, record)]
    del entries[at][name]
    return {**facts, record: entries}


def _entries(facts: Mapping[str, object], record: str) -> list[dict[str, object]]:
    return cast(list[dict[str, object]], facts.get(record, []))


def _decides(policy: Policy, facts: Mapping[str, object], day: date, readings: Mapping[str, str], says: Told) -> bool:
    """Return whether a side says this of the facts that it knows.

    Only what is said is settled: whether it holds in every world, or in none. The rest of a determination would take
    longer than that, and tells nothing more of the change.
    """
    known = policy.loaded.vocabulary.facts
    own = {name: value for name, value in facts.items() if name in known}
    own |= {name: day.isoformat() for name, fact in known.items() if fact.selects_version}
    options = policy.outline.readings
    chosen = {name: option for name, option in readings.items() if name in options and option in options[name].options}
    try:
        question = policy.question({"id": NAME, "policy": policy.id, "facts": own}, chosen)
        with question.worlds() as worlds:
            if says == IMPOSSIBLE:
                return False
            return all(worlds.certainly(atom) is holds for atom, holds in _atoms(says, question.watched).items())
    except InconsistentCase:
        return says == IMPOSSIBLE


def _atoms(says: Told, atoms: Watched) -> Mapping[str, bool]:
    """Return what a side says as atoms of its rules, each of which holds in every world or in none."""
    if isinstance(says, Decision):
        carried = dict.fromkeys((atoms.basis[name] for name in says.basis), True)
        return {atoms.approve: says.outcome == "approve"} | carried
    if isinstance(says, Met):
        return {atoms.met[says.criterion]: says.met}
    told = (
        *(atoms.dose_limits[limit] for limit in says.limits),
        *(atoms.dosing[status] for status in says.statuses),
        *(atoms.alerts[name] for name in says.alerts),
        *(atoms.months[months] for months in says.months),
    )
    return dict.fromkeys(told, True)
