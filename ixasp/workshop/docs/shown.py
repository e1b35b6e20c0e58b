"""What the pages show of rules, criteria, facts and predicates, ready for the templates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ixasp.knowledge.outline import Criterion, Reading
from ixasp.knowledge.vocabulary import Fact, Kind, Limit
from ixasp.workshop.docs.models import DecisiveCase
from ixasp.workshop.docs.rules import Predicate

_ARGUMENT = re.compile(r"\{\w*\}")

CRITERION_KINDS = {
    "any": "met by any one of its parts",
    "all": "met by all of its parts together",
    "rule": "met by rules of its own",
    "heading": "a heading without a condition of its own",
}
"""How a criterion is met, in plain words."""

FACT_KINDS = {
    Kind.ONE_OF: "one of these values",
    Kind.YES_NO: "yes or no",
    Kind.SET_OF: "any number of these",
    Kind.QUANTITY: "a quantity",
    Kind.COUNT: "a whole number",
    Kind.DATE: "a date",
    Kind.DATES_BY: "a date for each thing given",
    Kind.CODES: "codes",
    Kind.RECORDS: "a list of entries",
}
"""How a fact is known, in plain words."""

CAUSES = {
    "request": "another request",
    "time": "time",
    "": "nothing: it stays as it is",
}
"""What can give a fact another value."""


@dataclass(frozen=True)
class Link:
    """A thing that has a place in the site."""

    text: str
    address: str
    """Empty where nothing tells more about it."""
    label: str = ""


@dataclass(frozen=True)
class ShownRule:
    """A rule as it stands in its file."""

    place: Link
    remark: str
    """What the comment right above it says."""
    code: Markup


@dataclass(frozen=True)
class ShownCriterion:
    """A criterion beside its rules."""

    criterion: Criterion
    depth: int
    """0 for a section."""
    anchor: str
    kind: str
    since: str
    """The version that it came with; empty where all versions have it."""
    section: bool
    alternative: bool
    parts: Sequence[Link]
    readings: Sequence[Link]
    limits: Sequence[tuple[Link, str]]
    """Facts with the limits that this paragraph states."""
    facts: Sequence[Link]
    """What it turns on, directly or through definitions."""
    picture: str
    rules: Sequence[ShownRule]
    general: Sequence[ShownRule]
    """The rules for all criteria of its kind."""


@dataclass(frozen=True)
class ShownFact:
    """A fact, or a field of the record."""

    fact: Fact
    anchor: str
    kind: str
    values: Sequence[tuple[str, str]]
    """Each value with its sentence."""
    sentences: Sequence[str]
    """Templates of sentences that belong to no single value."""
    units: Sequence[tuple[str, str]]
    """Each unit, and what one of it is."""
    limits: Sequence[tuple[str, Link]]
    """Each limit with the paragraph that states it."""
    changed_by: str
    summary: bool
    codes: Sequence[tuple[str, str]]
    """Each code that supplies it, and the value."""
    users: Sequence[Link]
    """The criteria that turn on it, but for those that only ask for other criteria."""
    askers: Sequence[Link]
    """The criteria and definitions whose rules ask for it."""
    declared: Link | None


@dataclass(frozen=True)
class ShownPredicate:
    """A predicate with its rules and with who uses it."""

    predicate: Predicate
    anchor: str
    """In the index of all predicates."""
    address: str
    """Where its rules stand; empty for a declaration."""
    role: str
    paragraphs: Sequence[str]
    """What its doc comment says."""
    arguments: Sequence[tuple[str, str]]
    label: str
    """With … for every argument."""
    rules: Sequence[ShownRule]
    elsewhere: int
    """How many further rules the outline shows."""
    facts: Sequence[Link]
    """Where it is stated without a condition: the first place in each file, and how often."""
    derived: Sequence[tuple[str, Sequence[Link]]]
    """Where it is derived: each file with the lines."""
    asked: Sequence[tuple[str, Sequence[Link]]]
    """Where it is asked for, likewise."""
    users: Sequence[Link]
    """What stands on it."""


@dataclass(frozen=True)
class ShownReading:
    """A reading with what it changes."""

    reading: Reading
    anchor: str
    about: Sequence[Link]
    rules: Sequence[ShownRule]
    decisive: Sequence[tuple[DecisiveCase, Markup]]
    """Each with its case as lines."""
    asked_for: bool
    """Whether a solver was asked for decisive cases."""


def without_arguments(label: str) -> str:
    """Return the label of a predicate with … for every argument."""
    return _ARGUMENT.sub("…", label)


def limit_text(limit: Limit, fact: Fact) -> str:
    """Return a limit in words."""
    relation = "above" if limit.strict else "at least"
    return " ".join(filter(None, (relation, limit.text, fact.shown_unit)))


def unique(links: Iterable[Link]) -> list[Link]:
    """Return links without repetition, in their order."""
    return list(dict.fromkeys(links))


def lines_of(text: str) -> Markup:
    """Return plain text of several lines, such as a case in YAML, as markup that keeps the lines."""
    kept = ("".join(one if one.isprintable() else "�" for one in line) for line in text.splitlines())
    return Markup("\n").join(Markup.escape(line) for line in kept)
