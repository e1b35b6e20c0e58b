"""Sets of names, and dates by name."""

from functools import partial
from typing import Final

from ixasp.intake.dates import ANY_DAY, DateRange, date_range
from ixasp.intake.problems import Findings, refused, seen
from ixasp.intake.reading import UNKNOWN, Reading, is_unknown, open_envelope, read
from ixasp.intake.terminology import Domain

MOST_MEMBERS: Final = 100
"""The names of a set, and the dates by name."""


def read_members(domain: Domain, raw: object) -> Reading:
    """Return the members of a closed set: what is not listed is absent; raise Refused."""
    return read(partial(_members, domain), raw)


def read_dates_by(domain: Domain, raw: object) -> Reading:
    """Return a date for each name; raise Refused.

    The word unknown says that there may be dates of their own, where leaving them out says that there are none: it is
    told as no date for no name.
    """
    bare = isinstance(raw, dict) and "value" not in raw
    findings = Findings()
    envelope = open_envelope(raw, findings, bare=bare)
    findings.raise_any()
    if isinstance(envelope.value, str) and is_unknown(envelope.value):
        return Reading((), "unknown").documented_by(envelope.source, envelope.note)
    return read(partial(_dates_by, domain), raw, bare=bare)


def _members(domain: Domain, value: object) -> Reading:
    if not isinstance(value, list):
        raise refused(f"{seen(value)} is not a list", "a list of names, [] for none")
    _check_size(len(value))
    findings, named, remarks = Findings(), {}, []
    for position, item in enumerate(value):
        with findings.at(position):
            found = domain.named(item)
            if found.identity not in named:
                named[found.identity] = found
                remarks += [found.note] if found.note else []
    findings.raise_any()
    return Reading(
        value=frozenset(concept for found in named.values() for concept in found.concepts),
        given=", ".join(str(item).strip() for item in value) or "[]",
        named=tuple((found.name, found.concepts) for found in named.values()),
        identities=tuple(named),
        remarks=tuple(remarks),
    )


def _dates_by(domain: Domain, value: object) -> Reading:
    if not isinstance(value, dict):
        raise refused(f"{seen(value)} is not a mapping", "a date for each name: {name: 2025-03-02}")
    _check_size(len(value))
    findings, given = Findings(), []
    dates: dict[str, tuple[str, tuple[str, ...], DateRange]] = {}
    for name, day in value.items():
        with findings.at(name):
            found = domain.named(name, "{}")
            if found.identity in dates:
                raise refused(f"{seen(name)} is {seen(dates[found.identity][0])} again", "one date a drug")
            # That there is a last dose of its own is told even where its day is not.
            days = ANY_DAY if is_unknown(day) else date_range(day)
            assert isinstance(days, DateRange)  # no word stands in place of these dates
            dates[found.identity] = (found.name, found.concepts, days)
            given.append(f"{found.name}: {'unknown' if day is None else str(day).strip()}")
    findings.raise_any()
    # An empty mapping says no more than none at all.
    return Reading(value=tuple(dates.values()), given=", ".join(given), identities=tuple(dates)) if dates else UNKNOWN


def _check_size(size: int) -> None:
    if size > MOST_MEMBERS:
        raise refused(f"{size} names", f"at most {MOST_MEMBERS}")
