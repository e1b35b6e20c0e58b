"""What the fields of one entry say of each other: no end and no event before the beginning, and the like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ixasp.intake.dates import DateRange
from ixasp.intake.problems import Finding, printable
from ixasp.intake.reading import Reading
from ixasp.knowledge.vocabulary import YES_NO, Role

_YES, _NO = YES_NO


@dataclass(frozen=True)
class Entry:
    """The readable fields of one entry, by the part that they play."""

    roles: Mapping[Role, str]
    """The field that plays each role."""
    readings: Mapping[str, Reading]
    """What is known, by field."""
    unreadable: frozenset[str]
    """The fields with something wrong in them: nothing is said of these."""

    def reading(self, role: Role) -> Reading | None:
        """Return what plays a role, if it is known."""
        reading = self.readings.get(self.roles.get(role, ""))
        return None if reading is None or reading.value is None else reading

    def days(self, role: Role) -> DateRange | None:
        """Return the days that the date of a role may be, if it is a date."""
        reading = self.reading(role)
        return reading.value if reading is not None and isinstance(reading.value, DateRange) else None


def contradictions(entry: Entry) -> Iterator[Finding]:
    """Yield what cannot be, whichever of the days left open are the true ones."""
    for role in (Role.ENDS, Role.EVENT):
        days = entry.days(role)
        if days is not None:
            yield from _before_beginning(entry, days, entry.readings[entry.roles[role]].given, entry.roles[role])
    yield from _event_and_whether_it_happened(entry)
    yield from _last_doses(entry)


def _before_beginning(entry: Entry, days: DateRange, given: str, *place: str) -> Iterator[Finding]:
    begins = entry.days(Role.BEGINS)
    if begins is not None and days.last < begins.first:
        field = entry.roles[Role.BEGINS]
        seen = f"`{printable(given)}` is before {field} `{printable(entry.readings[field].given)}`"
        yield Finding(place, seen, f"no day before {field}")


def _event_and_whether_it_happened(entry: Entry) -> Iterator[Finding]:
    event, happened = entry.reading(Role.EVENT), entry.reading(Role.HAPPENED)
    if event is None or happened is None:
        return
    implied = _YES if isinstance(event.value, DateRange) else _NO
    if happened.value != implied:
        seen = f"`{happened.value}` with {entry.roles[Role.EVENT]} `{printable(event.given)}`"
        yield Finding((entry.roles[Role.HAPPENED],), seen, implied)


def _last_doses(entry: Entry) -> Iterator[Finding]:
    """Yield what is wrong with the last doses: not of what was given, or out of the entry's time."""
    doses, given = entry.reading(Role.LAST_DOSES), entry.reading(Role.GIVEN)
    if doses is None or not isinstance(doses.value, tuple):
        return
    field, ends = entry.roles[Role.LAST_DOSES], entry.days(Role.ENDS)
    given_field = entry.roles.get(Role.GIVEN, "")
    for identity, (name, _, days) in zip(doses.identities, doses.value, strict=True):
        if given_field not in entry.unreadable and (given is None or identity not in given.identities):
            known = f"one of {given.given}" if given is not None and given.identities else f"{given_field} to name it"
            yield Finding((field, name), f"`{printable(name)}` is not among {given_field}", known)
        yield from _before_beginning(entry, days, written(days), field, name)
        if ends is not None and days.first > ends.last:
            end = entry.roles[Role.ENDS]
            seen = f"`{written(days)}` is after {end} `{printable(entry.readings[end].given)}`"
            yield Finding((field, name), seen, f"no day after {end}")


def written(days: DateRange) -> str:
    """Return a date as far as it is known."""
    if days.exact:
        return days.first.isoformat()
    return days.first.strftime("%Y-%m") if days.first.month == days.last.month else str(days.first.year)
