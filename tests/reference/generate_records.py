"""Random records of prior therapies, in part known, and the cases around them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

from tests.reference.consistency import DEFAULT_READINGS
from tests.reference.facts import SUMMARIES
from tests.reference.generate import random_partial
from tests.reference.notation import as_case
from tests.reference.partial import Known
from tests.reference.record import Entry, add_months, summaries
from tests.reference.record_cases import (
    SETTINGS,
    PartialEntry,
    RecordCase,
    Span,
    concepts,
    taxane_end,
)

REGIMENS: tuple[tuple[str, ...], ...] = (
    ("doxorubicin", "cyclophosphamide", "docetaxel"),
    ("docetaxel",),
    ("paclitaxel", "trastuzumab"),
    ("taxane", "capecitabine"),
    ("docetaxel", "paclitaxel"),
    ("cabazitaxel",),
    ("epirubicin",),
    ("anthracycline", "taxane", "surgery"),
    ("Xeloda",),
    ("carboplatin", "paclitaxel", "bevacizumab"),
    ("endocrine_therapy",),
    ("mitoxantrone",),
    ("surgery",),
    ("surgery", "radiation"),
    ("other",),
)


@dataclass(frozen=True)
class Therapy:
    """A prior therapy in full, before any of it is forgotten."""

    drugs: tuple[str, ...]
    """What was given, as a record would write it."""

    setting: str
    """One of the settings."""

    start: date
    """The first day."""

    end: date | Literal["ongoing"]
    """The last dose."""

    progression: date | None
    """The day that progression was found."""

    drug_ends: Mapping[str, date]
    """The last dose of single drugs."""

    def entry(self) -> Entry:
        """The therapy as the record reads it."""
        last = taxane_end(self.drugs, self.drug_ends, self.end)
        own = {"taxane": last} if isinstance(last, date) else {}
        return Entry(
            concepts(self.drugs),
            self.setting,
            self.start,
            self.end,
            self.progression,
            own,
            self.progression is not None,
        )


def random_therapy(random: Random) -> Therapy:
    """A therapy whose progression, if any, lies near a bound of the windows."""
    drugs = random.choice(REGIMENS)
    start = date(2021, 1, 1) + timedelta(days=random.randrange(1400))
    last = start + timedelta(days=random.choice((0, 30, 120, 200)))
    if random.random() < 0.2:
        last = date(last.year, last.month, 1) - timedelta(days=1)
        last = max(last, start)
    end: date | Literal["ongoing"] = "ongoing" if random.random() < 0.1 else last
    ends = {}
    if random.random() < 0.25:
        drug = random.choice(drugs)
        ends[drug] = start + (last - start) * random.choice((0.25, 0.5, 1))
    progression = None
    if random.random() < 0.7:
        anchor = ends.get(drugs[0], last)
        bound = add_months(anchor, random.choice((0, 4, 4, 12, 12, 13)))
        progression = max(start, bound + timedelta(days=random.choice((-40, -1, 0, 0, 1, 25))))
    return Therapy(drugs, random.choice(SETTINGS), start, end, progression, ends)


def to_the_day(day: date) -> Span:
    """A date that is known exactly."""
    return Span(day, day, day.isoformat())


def coarse(day: date, random: Random) -> Span | None:
    """The day, its month, its year, or nothing."""
    match random.choices(("day", "month", "year", "none"), (12, 3, 1, 2))[0]:
        case "day":
            return to_the_day(day)
        case "month":
            first = day.replace(day=1)
            return Span(first, add_months(first, 1) - timedelta(days=1), f"{day:%Y-%m}")
        case "year":
            return Span(date(day.year, 1, 1), date(day.year, 12, 31), f"{day.year}")
        case _:
            return None


def remembered(therapy: Therapy, random: Random) -> PartialEntry:
    """The therapy with some of it forgotten."""
    end: Span | Literal["ongoing"] | None = "ongoing"
    if isinstance(therapy.end, date):
        # Whether the end of one drug bounds an unknown end of the entry is left open by the case
        # format, so the two are not combined.
        end = to_the_day(therapy.end) if therapy.drug_ends else coarse(therapy.end, random)
    elif random.random() < 0.2 and not therapy.drug_ends:
        end = None
    setting = therapy.setting if random.random() < 0.9 else None
    entry = PartialEntry(therapy.drugs, setting, coarse(therapy.start, random), end)
    if therapy.drug_ends:
        entry = replace(entry, drug_ends=therapy.drug_ends)
    elif random.random() < 0.07:
        entry = replace(entry, drugs=None)
    if therapy.progression is None:
        match random.randrange(3):
            case 0:
                return replace(entry, progression="none")
            case 1:
                return replace(entry, progressed=False)
            case _:
                return entry
    span = coarse(therapy.progression, random)
    if span is None and random.random() < 0.7:
        return replace(entry, progressed=True)
    return replace(entry, progression=span)


def random_record(random: Random) -> RecordCase:
    """A partial case with a record of none to three therapies, and at times stated summaries."""
    therapies = [random_therapy(random) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3)))]
    complete = random.choice((True, True, False, None))
    partial = random_partial(random)
    facts: dict[str, Known] = dict(partial.facts)
    record = summaries([therapy.entry() for therapy in therapies], DEFAULT_READINGS)
    for fact in SUMMARIES:
        facts.pop(fact, None)
        if random.random() < 0.12:
            facts[fact] = record[fact]
            if not complete and random.random() < 0.3:
                facts[fact] = True if isinstance(record[fact], bool) else record[fact] + 1
            elif random.random() < 0.1:
                facts[fact] = not record[fact] if isinstance(record[fact], bool) else 1
    entries = tuple(remembered(therapy, random) for therapy in therapies)
    return RecordCase(replace(partial, facts=facts), entries, complete)


def entry_notation(entry: PartialEntry, choose: Random) -> dict[str, object]:
    """An entry as the case format writes it."""
    written: dict[str, object] = {}
    if entry.drugs is not None:
        written["drugs"] = choose.sample(entry.drugs, len(entry.drugs))
    for field in ("setting", "start", "end", "progression"):
        value = getattr(entry, field)
        if isinstance(value, Span):
            written[field] = value.text
        elif value is not None or choose.random() < 0.1:
            written[field] = value
    if entry.progressed is not None:
        written["progressed"] = "yes" if entry.progressed else "no"
    if entry.drug_ends:
        written["drug_ends"] = {drug: day.isoformat() for drug, day in entry.drug_ends.items()}
    return written


def as_record_case(case: RecordCase, choose: Random) -> dict[str, object]:
    """The case with its record as the case format writes it."""
    written = as_case(case.case, choose)
    facts = dict(written["facts"]) if isinstance(written["facts"], dict) else {}
    facts["prior_therapies"] = [entry_notation(entry, choose) for entry in case.entries]
    if case.complete is not None:
        facts["prior_therapies_complete"] = "yes" if case.complete else "no"
    return written | {"facts": facts}
