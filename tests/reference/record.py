"""The record of prior therapies, fully known: what it shows, and which summaries fit it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tests.reference.patient import number

LOCAL_TREATMENTS = frozenset({"surgery", "radiation"})
"""What is given without being systemic."""


@dataclass(frozen=True)
class Entry:
    """One prior therapy, known in full."""

    drugs: frozenset[str]
    """What was given, as concepts."""

    setting: str
    """`neoadjuvant`, `adjuvant` or `advanced`."""

    start: date | None = None
    """The first day; nothing follows from it but that the other dates are not before it."""

    end: date | Literal["ongoing"] | None = None
    """The last dose, or `ongoing`; None only where there was no progression to compare with."""

    progression: date | None = None
    """The day that progression was found."""

    drug_ends: Mapping[str, date] = field(default_factory=dict)
    """The last dose of the concepts that ended before the entry did."""

    progressed: bool = False
    """Whether there was progression; a progression date says so too."""


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months on, or that month's last day where it lacks it."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def window(setting: str, readings: Mapping[str, str]) -> int | None:
    """The months after a taxane in which progression still shows resistance; None for none."""
    if setting == "neoadjuvant" and readings["neoadjuvant_window"] == "none":
        return None
    return 4 if setting == "advanced" else 12


def shows_taxane_resistance(entry: Entry, readings: Mapping[str, str]) -> bool:
    """Whether progression came during the taxane or within the window after its last dose."""
    progressed = entry.progressed or entry.progression is not None
    if "taxane" not in entry.drugs or not progressed:
        return False
    last = entry.drug_ends.get("taxane", entry.end)
    if last == "ongoing":
        return True
    if last is None or entry.progression is None:
        raise ValueError("an entry with progression lacks a date")
    months = window(entry.setting, readings)
    return entry.progression <= (last if months is None else add_months(last, months))


def given(entries: Sequence[Entry], concept: str) -> bool:
    """Whether the concept was given in any entry."""
    return any(concept in entry.drugs for entry in entries)


def lines(entries: Sequence[Entry]) -> int:
    """One line for all early entries together, and one more for each in the advanced setting."""
    early = any(entry.setting != "advanced" for entry in entries)
    return int(early) + sum(entry.setting == "advanced" for entry in entries)


def advanced_lines(entries: Sequence[Entry]) -> int:
    """The entries in the advanced setting with something systemic."""
    return sum(entry.setting == "advanced" and not entry.drugs <= LOCAL_TREATMENTS for entry in entries)


def summaries(entries: Sequence[Entry], readings: Mapping[str, str]) -> dict[str, int | bool]:
    """What the record says by itself of every summary fact."""
    return {
        "prior_lines": lines(entries),
        "prior_advanced_lines": advanced_lines(entries),
        "prior_anthracycline": given(entries, "anthracycline"),
        "prior_taxane": given(entries, "taxane"),
        "prior_capecitabine": given(entries, "capecitabine"),
        "taxane_resistant": any(shows_taxane_resistance(entry, readings) for entry in entries),
    }


def record_consistent(
    world: Mapping[str, object],
    entries: Sequence[Entry],
    complete: bool,
    readings: Mapping[str, str],
) -> bool:
    """Whether the world's summaries are those of the record, or more where it is incomplete."""
    return all(
        number_or_truth(world[fact]) == least or (not complete and number_or_truth(world[fact]) > least)
        for fact, least in summaries(entries, readings).items()
    )


def number_or_truth(value: object) -> int:
    """A count, or 1 for yes and 0 for no, so that `more` means the same for both."""
    return int(value) if isinstance(value, bool) else int(number(value))
