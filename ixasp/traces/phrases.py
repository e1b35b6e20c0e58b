"""Facts in plain words, from the labels and phrases of the knowledge base."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from ixasp.intake.case import Statement
from ixasp.intake.interval import Interval
from ixasp.knowledge.vocabulary import Fact, Kind, Vocabulary
from ixasp.worlds.literal import Literal, Relation

_ENTRY = re.compile(r".*\[(\d+)\]\.\w+")
_RELATIONS = {
    Relation.AT_LEAST: "at least",
    Relation.BELOW: "below",
    Relation.ABOVE: "above",
    Relation.AT_MOST: "at most",
}


def sentence(
    vocabulary: Vocabulary, literal: Literal, statement: Statement | None = None, entries: int | None = None
) -> str:
    """Return a literal as a sentence, without a capital letter and without a full stop.

    Args:
        vocabulary: where labels and phrases are
        literal: what is said
        statement: what the case says of a quantity or a count, to show beside the limit
        entries: how many entries the record has, to show where it is said to be complete
    """
    fact = vocabulary.fact(literal.fact)
    if vocabulary.record is not None and literal.fact == vocabulary.record.complete and entries is not None:
        return f"{_predicate(vocabulary, fact, literal, None)}: {entries_told(vocabulary, entries)}"
    return _of_entry(vocabulary, literal.fact) + _predicate(vocabulary, fact, literal, statement)


def set_sentence(vocabulary: Vocabulary, literals: Sequence[Literal]) -> str:
    """Return what literals tell of one set, at least one of them, in one sentence."""
    path = literals[0].fact
    return _of_entry(vocabulary, path) + _of_set(vocabulary, vocabulary.fact(path), literals)


def one_line(text: str) -> str:
    """Return text on one line, without characters that would steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def entries_told(vocabulary: Vocabulary, entries: int) -> str:
    """Return how many entries the record has, in words."""
    if vocabulary.record is None:
        return ""
    return f"{entries} {vocabulary.record.entry_name if entries == 1 else vocabulary.record.entries_name}"


def path_label(vocabulary: Vocabulary, path: str) -> str:
    """Return what a fact is called, or a field of an entry, with the number of the entry."""
    return _of_entry(vocabulary, path) + vocabulary.fact(path).label


def number(value: Fraction | Decimal) -> str:
    """Return a number with separators for thousands; one without an end is rounded and called about so much."""
    exact = Fraction(value)
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(decimal) == exact:
        return f"{decimal.normalize():,f}"
    return f"about {decimal:,.2f}"


def amount(fact: Fact, interval: Interval) -> str:
    """Return what is known of a number, without its unit."""
    low, high = interval.low, interval.high
    if high is None:
        return f"{'above' if interval.low_open else 'at least'} {number(low)}"
    if low == high:
        return number(low)
    if low == 0 and not interval.low_open:
        return f"{'below' if interval.high_open else 'at most'} {number(high)}"
    return f"{number(low)} to {number(high)}"


def _of_entry(vocabulary: Vocabulary, path: str) -> str:
    found = _ENTRY.fullmatch(path)
    if found is None or vocabulary.record is None:
        return ""
    return f"{vocabulary.record.entry_name} {int(found[1]) + 1}: "


def _predicate(vocabulary: Vocabulary, fact: Fact, literal: Literal, statement: Statement | None) -> str:
    phrases = fact.phrases or {}
    if fact.kind is Kind.SET_OF:
        return _of_set(vocabulary, fact, [literal])
    if fact.kind in (Kind.QUANTITY, Kind.COUNT):
        return _compared(fact, literal, statement)
    if literal.value in phrases:
        return phrases[literal.value]
    template = phrases.get(literal.relation, f"{fact.label}: {{}}")
    return template.replace("{}", literal.value)


def _compared(fact: Fact, literal: Literal, statement: Statement | None) -> str:
    limit = f"{_RELATIONS[literal.relation]} {number(Decimal(literal.value))}"
    unit = f" {fact.shown_unit}" if fact.shown_unit else ""
    paragraphs = [found.paragraph for found in fact.limits if found.text == literal.value]
    # Several paragraphs share the limits of a count, so none of them is named.
    cited = f" ({paragraphs[0]})" if paragraphs and fact.kind is not Kind.COUNT else ""
    if statement is None or not isinstance(statement.value, Interval):
        return f"{fact.label} {fact.verb} {limit}{unit}{cited}"
    known = amount(fact, statement.value)
    if fact.kind is Kind.COUNT:
        return f"{fact.label}: {known}, which is {limit}" if known != limit else f"{fact.label}: {known}"
    given = _in_another_unit(fact, statement.given)
    if given:
        limit = limit.replace(_RELATIONS[Relation.AT_MOST], "not above")
        return f"{fact.label} {given} {fact.verb} {known}{unit}, {limit}{cited}"
    return f"{fact.label} {known} {fact.verb} {limit}{unit}{cited}"


def _in_another_unit(fact: Fact, given: str) -> str:
    """Return what a case gives, without the upper limit of normal; empty where it is in the default unit already."""
    amount_given = given.partition(",")[0]
    unit = amount_given.lstrip("<>=≤≥ ").partition(" ")[2].rpartition(" ")[2]
    return amount_given if unit and unit not in (fact.default_unit, fact.shown_unit) and unit in _units(fact) else ""


def _units(fact: Fact) -> set[str]:
    return {*(fact.units or {}), *fact.relative_units}


def _of_set(vocabulary: Vocabulary, fact: Fact, literals: Iterable[Literal]) -> str:
    phrases = fact.phrases or {}
    labels = vocabulary.terminology.member_labels
    members = {
        relation: [literal.value for literal in literals if literal.relation is relation]
        for relation in (Relation.INCLUDES, Relation.EXCLUDES)
    }
    included = [labels.get(member, member) for member in members[Relation.INCLUDES]]
    excluded = [labels.get(member, member) for member in members[Relation.EXCLUDES]]
    if len(members[Relation.EXCLUDES]) == len(fact.domain):
        return phrases["empty"]
    if len(included) + len(excluded) == len(fact.domain):
        return phrases["alone_but_for"].replace("{}", _listed(included, "and"))
    told = [phrases["includes"].replace("{}", _listed(included, "and"))] if included else []
    told += [phrases["excludes"].replace("{}", _listed(excluded, "or"))] if excluded else []
    return " and ".join(told)


def _listed(words: Sequence[str], conjunction: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
