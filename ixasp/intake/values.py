"""The reader of a fact, by its kind."""

from collections.abc import Callable, Mapping
from functools import partial

from ixasp.intake.dates import DateRange, date_range
from ixasp.intake.members import read_dates_by, read_members
from ixasp.intake.problems import listed, refused, seen, unknown_word
from ixasp.intake.quantities import read_count, read_quantity
from ixasp.intake.reading import Reading, read
from ixasp.intake.terminology import Domain, Names
from ixasp.intake.units import Units
from ixasp.knowledge.vocabulary import YES_NO, Fact, Kind

Reader = Callable[[object], Reading]
"""Reads what a case says of one fact; raises Refused with all that is wrong with it."""

_YES, _NO = YES_NO
_TRUTHS: Mapping[str, str] = {"yes": _YES, "true": _YES, "no": _NO, "false": _NO}


def reader(fact: Fact, names: Names) -> Reader:
    """Return the reader of a fact; raise ValueError for a kind that holds more than one value."""
    match fact.kind:
        case Kind.ONE_OF:
            return partial(read, partial(_word, fact.domain, _by_lower_case(fact.domain)))
        case Kind.YES_NO:
            return partial(read, _truth)
        case Kind.COUNT:
            return partial(read_count, fact)
        case Kind.QUANTITY:
            return partial(read_quantity, fact, Units(fact))
        case Kind.SET_OF:
            return partial(read_members, Domain(fact.domain, names, fact.remarks))
        case Kind.DATE:
            return partial(read, partial(_date, fact))
        case Kind.DATES_BY:
            return partial(read_dates_by, Domain(fact.domain, names))
        case Kind.CODES | Kind.RECORDS:
            raise ValueError(f"a fact of kind {fact.kind} is read by a module of its own")


def _by_lower_case(words: tuple[str, ...]) -> Mapping[str, str]:
    """Return words by their lower-case form, without those that then are no longer told apart."""
    folded = [word.casefold() for word in words]
    return {low: word for low, word in zip(folded, words, strict=True) if folded.count(low) == 1}


def _word(domain: tuple[str, ...], by_lower_case: Mapping[str, str], value: object) -> Reading:
    if not isinstance(value, str):
        raise refused(f"{seen(value)} is not one of the values", listed(domain))
    text = value.strip()
    word = text if text in domain else by_lower_case.get(text.casefold())
    if word is None:
        raise unknown_word("value", text, domain)
    return Reading(word, text)


def _truth(value: object) -> Reading:
    if isinstance(value, bool):
        word = _YES if value else _NO
        return Reading(word, word)
    text = value.strip() if isinstance(value, str) else ""
    if text.casefold() not in _TRUTHS:
        raise refused(f"{seen(value)} is neither yes nor no", listed(YES_NO))
    return Reading(_TRUTHS[text.casefold()], text)


def _date(fact: Fact, value: object) -> Reading:
    days = date_range(value, fact.special)
    if isinstance(days, DateRange) and any(days.first < start <= days.last for start in fact.starts):
        starts = " and ".join(start.isoformat() for start in fact.starts)
        message = f"{seen(value)} leaves open which version of the policy is in force"
        raise refused(message, f"a date on one side of each day on which one came into force, {starts}")
    return Reading(days, str(value).strip())
