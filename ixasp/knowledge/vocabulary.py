"""What can be known about a case: the declarations of the knowledge base, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil


class Kind(StrEnum):
    """How a fact is known."""

    ONE_OF = "one_of"
    YES_NO = "yes_no"
    SET_OF = "set_of"
    QUANTITY = "quantity"
    COUNT = "count"
    DATE = "date"
    DATES_BY = "dates_by"
    CODES = "codes"
    RECORDS = "records"


LEAST_COMPARED = 8
"""Counts are compared with every whole number up to this, whatever the rules and the case."""

YES_NO = ("yes", "no")
"""The values of a yes/no fact, in the words of the rules."""


class Role(StrEnum):
    """The part that a field of a record plays in time."""

    BEGINS = "begins"
    ENDS = "ends"
    EVENT = "event"
    GIVEN = "given"
    LAST_DOSES = "last_doses"
    HAPPENED = "happened"


@dataclass(frozen=True, order=True)
class Limit:
    """A number that the rules compare a quantity or a count with."""

    value: Decimal
    """In the fact's default unit."""
    strict: bool
    """Whether the rules ask for above (true) or at least (false)."""
    text: str
    """The number as the rules write it."""
    paragraph: str
    """The paragraph that states it."""

    @cached_property
    def exact(self) -> Fraction:
        """The number as a fraction, for comparison with what is known."""
        return Fraction(self.value)

    @property
    def relation(self) -> str:
        """The relation that the rules ask for."""
        return "above" if self.strict else "at_least"


@dataclass(frozen=True, eq=False)
class Fact:
    """A fact of a case, or a field of an entry of the record. There is one declaration of each."""

    name: str
    kind: Kind
    label: str
    """What it is called, in plain words."""
    question: str = ""
    """How it is asked for; empty where it never is."""
    domain: tuple[str, ...] = ()
    """The values of a one-of or yes/no fact, the members of a set."""
    phrases: Mapping[str, str] | None = None
    """The sentence for each value (one-of, yes/no), or the templates of a set or date."""
    limits: tuple[Limit, ...] = ()
    """Ascending; every number that the rules compare it with."""
    default_unit: str = ""
    units: Mapping[str, Decimal] | None = None
    """Other units, and how many default units one of them is."""
    relative_units: tuple[str, ...] = ()
    """Units whose value is divided by the laboratory's upper limit of normal."""
    shown_unit: str = ""
    """The default unit as people write it."""
    highest: Decimal | None = None
    """The largest value that can be."""
    plausible: tuple[Decimal, Decimal] | None = None
    """What a value usually lies between; outside, the unit may be wrong."""
    verb: str = "is"
    """Is or are, for a sentence that begins with the label."""
    special: tuple[str, ...] = ()
    """Words that may stand in place of a date."""
    changed_by: str = ""
    """What can give it another value: request or time; empty where nothing can."""
    remarks: Mapping[str, str] | None = None
    """For a set, what the reader is told where a drug is named in it, by the drug's generic name."""
    starts: tuple[date, ...] = ()
    """For the date that selects the version of the policy: the days on which each came into force, ascending."""

    @property
    def selects_version(self) -> bool:
        """Whether this date selects the version of the policy."""
        return bool(self.starts)

    @property
    def askable(self) -> bool:
        """Whether a reviewer may be asked for it."""
        return bool(self.question)


@dataclass(frozen=True)
class Record:
    """A fact that is a list of entries, each with fields."""

    fact: str
    fields: Mapping[str, Fact]
    complete: str
    """The yes/no fact that says that nothing else belongs to the record."""
    roles: Mapping[Role, str]
    """The field that plays each role."""
    entry_name: str
    """What one entry is called."""
    entries_name: str
    """What several entries are called."""
    windows: Mapping[str, tuple[int, ...]]
    """For each thing given, the calendar months after its last dose that the rules compare the event with."""


@dataclass(frozen=True)
class Terminology:
    """Names of drugs, and codes of diagnoses."""

    drugs: Mapping[str, tuple[str, ...]]
    """The concepts of each generic name."""
    generic: Mapping[str, str]
    """The generic name for every folded name: generic, brand or other."""
    member_labels: Mapping[str, str]
    """A concept in the words of a sentence."""
    codes: Mapping[str, tuple[tuple[str, str], ...]]
    """For each code prefix, the facts and values that it supplies."""
    codes_without_fact: Mapping[str, str]
    """For each code prefix that supplies nothing, the reason."""


@dataclass(frozen=True)
class Vocabulary:
    """Everything that a case may say, in the order of the knowledge base."""

    facts: Mapping[str, Fact]
    record: Record | None
    terminology: Terminology

    @cached_property
    def most_compared(self) -> int:
        """The largest number that counts are compared with, whatever the case: no limit of the rules is beyond it."""
        counts = (fact for fact in self.facts.values() if fact.kind is Kind.COUNT)
        return max([LEAST_COMPARED, *(ceil(limit.value) for fact in counts for limit in fact.limits)])

    def fact(self, path: str) -> Fact:
        """Return the declaration behind a fact's name, or behind a field: `RECORD[0].FIELD`."""
        if path in self.facts:
            return self.facts[path]
        if self.record is None:
            raise KeyError(path)
        return self.record.fields[path.rpartition(".")[2]]


def folded(name: str) -> str:
    """Return a name without case, spaces, hyphens and other marks, for comparison."""
    return "".join(character for character in name.casefold() if character.isalnum())
