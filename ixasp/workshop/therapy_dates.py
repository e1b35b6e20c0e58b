"""Dates for an entry of the record that reach the windows that a world says, and no others."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ixasp.intake.dates import add_months
from ixasp.knowledge.vocabulary import Record, Role

_BEFORE_REQUEST = 2
"""How many months before the request the event is put."""


def window_atoms(record: Record, entry: int) -> tuple[str, ...]:
    """Return the atoms of an entry that its dates decide."""
    if not record.windows:
        return ()
    happened, ends = record.roles[Role.HAPPENED], record.roles[Role.ENDS]
    words = record.fields[ends].special
    return (
        *(f"is({happened}({entry}),{value})" for value in record.fields[happened].domain),
        *(f"is({ends}({entry}),{word})" for word in words),
        *(f"own_last_dose({entry},{given})" for given in record.windows),
        *(f"within({entry},{given},{months})" for given, windows in record.windows.items() for months in windows),
    )


def own_last_dose_constraint(record: Record | None) -> str:
    """Return the rule that only what was given has a last dose of its own: no chart could tell another world."""
    if record is None or not record.windows:
        return ""
    return f":- own_last_dose(Entry, Given), not includes({record.roles[Role.GIVEN]}(Entry), Given)."


def entry_dates(record: Record, entry: int, holds: Callable[[str], bool], request_date: date) -> dict[str, object]:
    """Return the fields of an entry that hold its dates.

    Raises:
        ValueError: no dates reach just these windows.
    """
    roles = record.roles
    event_word = next(iter(record.fields[roles[Role.EVENT]].special), None)
    ongoing = next(
        (w for w in record.fields[roles[Role.ENDS]].special if holds(f"is({roles[Role.ENDS]}({entry}),{w})")), None
    )
    event = add_months(request_date.replace(day=15), -_BEFORE_REQUEST)
    if not holds(f"is({roles[Role.HAPPENED]}({entry}),yes)"):
        return {roles[Role.ENDS]: ongoing or event.isoformat(), roles[Role.EVENT]: event_word}
    own = [given for given in record.windows if holds(f"own_last_dose({entry},{given})")]
    shared = [given for given in record.windows if given not in own]

    def reaches(day: date, given: str) -> bool:
        return all(
            (event <= add_months(day, months)) is holds(f"within({entry},{given},{months})")
            for months in record.windows[given]
        )

    days = list(_days(record, event))
    for end in days:
        if ongoing is not None and end <= event:
            continue
        last = {given: next((day for day in days if day <= end and reaches(day, given)), None) for given in own}
        if all(reaches(end, given) for given in shared) and None not in last.values():
            told: dict[str, object] = {
                roles[Role.ENDS]: ongoing or end.isoformat(),
                roles[Role.EVENT]: event.isoformat(),
            }
            if own:
                told[roles[Role.LAST_DOSES]] = {given: day.isoformat() for given, day in last.items() if day}
            return told
    raise ValueError(f"no dates of entry {entry} reach just the windows of the world")


def _days(record: Record, event: date) -> Iterator[date]:
    """Yield days on every side of every window, latest first."""
    windows = sorted({months for given in record.windows.values() for months in given})
    yield event + timedelta(days=1)
    for months in windows:
        yield add_months(event, -months)
        yield add_months(event, -months) - timedelta(days=1)
