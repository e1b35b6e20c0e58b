"""Records of which only a part is known, and what must be answered to a case with one.

The worlds of such a case: each entry completed in every way that fits what is known of it, the
summaries of that record as a minimum (or exactly where the record is complete), and the remaining
facts as without a record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Literal

from tests.reference.consistency import DEFAULT_READINGS
from tests.reference.partial import Expected, PartialCase, expected_within, view
from tests.reference.record import (
    Entry,
    number_or_truth,
    shows_taxane_resistance,
    summaries,
)

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 1, 1)
"""Ends of time, far from every date that a case names."""

SETTINGS = ("neoadjuvant", "adjuvant", "advanced")

CONCEPT_OF: dict[str, str] = {
    "docetaxel": "taxane",
    "paclitaxel": "taxane",
    "cabazitaxel": "taxane",
    "doxorubicin": "anthracycline",
    "epirubicin": "anthracycline",
    "cyclophosphamide": "other",
    "mitoxantrone": "other",
    "carboplatin": "platinum",
    "Xeloda": "capecitabine",
}
"""Drug names that records use beside the concepts themselves."""


@dataclass(frozen=True)
class Span:
    """A date as far as it is known."""

    first: date
    """The earliest day that it can be."""

    last: date
    """The latest day that it can be."""

    text: str
    """The date as written: a day, a month or a year."""


@dataclass(frozen=True)
class PartialEntry:
    """One prior therapy as far as it is known; None everywhere for unknown."""

    drugs: tuple[str, ...] | None
    """Concepts or names; a closed set."""

    setting: str | None = None
    """One of the settings."""

    start: Span | None = None
    """The first day."""

    end: Span | Literal["ongoing"] | None = None
    """The last dose; where unknown the therapy may be ongoing."""

    progression: Span | Literal["none"] | None = None
    """The day that progression was found, or `none`."""

    progressed: bool | None = None
    """Whether there was progression, where no date is stated."""

    drug_ends: Mapping[str, date] = field(default_factory=dict)
    """The last dose of single drugs, by the names used in `drugs`."""


@dataclass(frozen=True)
class RecordCase:
    """A partial case together with a record of prior therapies."""

    case: PartialCase
    """What is known apart from the record; may state summaries of it."""

    entries: tuple[PartialEntry, ...]
    """The record, in the order in which it is written."""

    complete: bool | None
    """Whether the record is complete; unknown leaves open what `no` leaves open."""


def concepts(drugs: tuple[str, ...]) -> frozenset[str]:
    """The concepts of the drugs."""
    return frozenset(CONCEPT_OF.get(drug, drug) for drug in drugs)


def drug_options(entry: PartialEntry) -> list[tuple[str, ...]]:
    """Every set of drugs that the entry may have had, as far as any summary tells them apart."""
    if entry.drugs is not None:
        return [entry.drugs]
    named = ("anthracycline", "taxane", "capecitabine")
    options: list[tuple[str, ...]] = [("surgery",)]
    for chosen in product((True, False), repeat=3):
        kept = tuple(drug for drug, taken in zip(named, chosen, strict=True) if taken)
        options.append((*kept, "other"))
    return options


def date_options(
    entry: PartialEntry,
) -> Iterator[tuple[date, date | Literal["ongoing"], date | None]]:
    """Start, end and progression in every combination that decides what the entry shows.

    The earliest and the latest day of each that is not before the start. No day between them can
    add anything: a later end and an earlier progression can only help to show resistance, an
    earlier start only leaves more room.
    """
    start = entry.start.first if entry.start is not None else FIRST_DAY
    ends: set[date | Literal["ongoing"]] = set()
    if entry.end is None:
        ends = {start, LAST_DAY, "ongoing"}
    elif isinstance(entry.end, Span):
        ends = {max(start, entry.end.first), entry.end.last}
    else:
        ends = {"ongoing"}
    found: set[date | None] = set()
    if isinstance(entry.progression, Span):
        found = {max(start, entry.progression.first), entry.progression.last}
    elif entry.progression is None and entry.progressed is not False:
        found = {start, LAST_DAY} if entry.progressed else {start, LAST_DAY, None}
    else:
        found = {None}
    for end, progression in product(ends, found):
        late_end = not isinstance(end, date) or end >= start
        if late_end and (progression is None or progression >= start):
            yield start, end, progression


def taxane_end(
    drugs: tuple[str, ...], drug_ends: Mapping[str, date], end: date | Literal["ongoing"]
) -> date | Literal["ongoing"]:
    """The last dose of the taxane that was given longest."""
    taxanes = [drug for drug in drugs if CONCEPT_OF.get(drug, drug) == "taxane"]
    own = [drug_ends[drug] for drug in taxanes if drug in drug_ends]
    if len(own) == len(taxanes) and own:
        return max(own)
    return max([end, *own]) if isinstance(end, date) else end


def completions_of(entry: PartialEntry, readings: Mapping[str, str]) -> list[Entry]:
    """One full entry for each combination of setting, drugs and resistance that is possible."""
    kept: dict[tuple[str, frozenset[str], bool], Entry] = {}
    settings = SETTINGS if entry.setting is None else (entry.setting,)
    for drugs, setting in product(drug_options(entry), settings):
        for start, end, progression in date_options(entry):
            last = taxane_end(drugs, entry.drug_ends, end)
            own = {"taxane": last} if isinstance(last, date) else {}
            full = Entry(concepts(drugs), setting, start, end, progression, own, progression is not None)
            key = (setting, full.drugs, shows_taxane_resistance(full, readings))
            kept.setdefault(key, full)
    return list(kept.values())


def records(case: RecordCase, readings: Mapping[str, str]) -> list[tuple[Entry, ...]]:
    """One full record for each combination of summaries that the partial one can have."""
    reached: list[tuple[Entry, ...]] = [()]
    for entry in case.entries:
        options = completions_of(entry, readings)
        longer: dict[tuple[object, ...], tuple[Entry, ...]] = {}
        for before, option in product(reached, options):
            full = (*before, option)
            # Whether any entry is early decides what a further early one adds.
            early = any(one.setting != "advanced" for one in full)
            key = (early, *summaries(full, readings).values())
            longer.setdefault(key, full)
        reached = list(longer.values())
    return reached


def views(case: RecordCase, readings: Mapping[str, str]) -> list[dict[str, tuple[object, ...]]]:
    """The views of the case, one for each possible record."""
    plain = view(case.case)
    result = []
    for full in records(case, readings):
        narrowed = dict(plain)
        for fact, least in summaries(full, readings).items():
            narrowed[fact] = tuple(
                value
                for value in plain[fact]
                if number_or_truth(value) == least or (not case.complete and number_or_truth(value) > least)
            )
        result.append(narrowed)
    return result


def expected_with_record(case: RecordCase, version: str, readings: Mapping[str, str]) -> Expected:
    """The answer to a case with a record."""
    chosen = DEFAULT_READINGS | dict(readings)
    return expected_within(list(views(case, chosen)), version, chosen)
