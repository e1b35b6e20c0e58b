"""Counts, and quantities with their units and upper limits of normal."""

from dataclasses import replace
from fractions import Fraction
from typing import Final

from ixasp.intake.interval import Interval, interval, number
from ixasp.intake.problems import Findings, listed, printable, refused, seen
from ixasp.intake.reading import UNKNOWN, Envelope, Reading, is_unknown, open_envelope, read
from ixasp.intake.units import Unit, Units
from ixasp.knowledge.vocabulary import Fact

_NO_LIMIT: Final = "has no upper limit of normal beside it and cannot be compared; it counts as unknown"


def is_range(raw: object) -> bool:
    """Return whether a fact is a bare range."""
    return isinstance(raw, dict) and "value" not in raw and ("low" in raw or "high" in raw)


def read_count(fact: Fact, raw: object) -> Reading:
    """Return a whole number, or bounds of one; raise Refused."""

    def parse(value: object) -> Reading:
        numbers, given = interval(value)
        if not all(end is None or end.denominator == 1 for end in (numbers.low, numbers.high)):
            raise refused(f"{seen(given)} is not a whole number", "a count such as 2, <3 or {low: 1, high: 3}")
        return Reading(_possible(fact, numbers.whole(), given), given)

    return read(parse, raw, bare=is_range(raw))


def read_quantity(fact: Fact, units: Units, raw: object) -> Reading:
    """Return numbers in the fact's default unit, exactly; unknown, with a remark, where they cannot be converted."""
    findings, reading = Findings(), UNKNOWN
    envelope = open_envelope(raw, findings, measured=True, bare=is_range(raw))
    unit, limit = _beside(envelope, units, findings)
    if not is_unknown(envelope.value):
        with findings.at(*envelope.place):
            numbers, text = interval(envelope.value)
            given = f"{text} {envelope.unit.strip()}".strip() if isinstance(envelope.unit, str) else text
            if not unit.relative:
                reading = _plausible(fact, Reading(_possible(fact, numbers.scaled(unit.factor), given), given))
            elif limit is not None:
                given = f"{given}, ULN {str(envelope.limit).strip()}"
                reading = _plausible(fact, Reading(_possible(fact, numbers.scaled(1 / limit), given), given))
            else:
                reading = Reading(remarks=(f"`{printable(given)}` {_NO_LIMIT}",))
    findings.raise_any()
    return reading.documented_by(envelope.source, envelope.note)


def _beside(envelope: Envelope, units: Units, findings: Findings) -> tuple[Unit, Fraction | None]:
    """Return the unit and the upper limit of normal; what is wrong with them is found."""
    unit, limit = units.default, None
    with findings.at("unit"):
        unit = units.unit(envelope.unit)
        if not is_unknown(envelope.limit):
            with findings.at("uln"):
                limit = _limit(envelope.limit, unit, units)
    return unit, limit


def _limit(value: object, unit: Unit, units: Units) -> Fraction:
    """Return an upper limit of normal; raise Refused where it is none or does not belong here."""
    if not unit.relative:
        if not units.relative:
            raise refused("`uln` beside a value that is not compared with it", "no uln")
        raise refused(f"`uln` beside a value in {unit.name}", f"the unit of both: {listed(units.relative)}")
    limit = number(value)
    if limit == 0:
        raise refused(f"an upper limit of normal of {seen(value)}", "more than zero")
    return limit


def _possible(fact: Fact, numbers: Interval, given: str) -> Interval:
    """Return the numbers up to the largest that can be; raise Refused where they go beyond it, or none is left."""
    if fact.highest is not None:
        highest = Fraction(fact.highest)
        if numbers.low > highest or (numbers.high is not None and numbers.high > highest):
            raise refused(f"`{printable(given)}` is beyond what can be", f"at most {fact.highest}")
        numbers = numbers.at_most(highest)
    if numbers.empty:
        raise refused(f"no number is left by `{printable(given)}`", _span(fact))
    return numbers


def _plausible(fact: Fact, reading: Reading) -> Reading:
    """Return the reading, with a remark where all of its numbers are so unusual that they may be wrong."""
    if fact.plausible is None or not isinstance(reading.value, Interval):
        return reading
    low, high = map(Fraction, fact.plausible)
    if reading.value.low <= high and (reading.value.high is None or low <= reading.value.high):
        return reading
    usual = f"{fact.plausible[0]} to {fact.plausible[1]} {fact.shown_unit}".strip()
    check = "check the number and its unit; it is used as given"
    remark = f"`{printable(reading.given)}` is far from the usual {usual}: {check}"
    return replace(reading, remarks=(*reading.remarks, remark))


def _span(fact: Fact) -> str:
    return "zero or more" if fact.highest is None else f"0 to {fact.highest}"
