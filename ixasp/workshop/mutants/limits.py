"""The numbers that mutants compare with, which the policy itself does not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ixasp.knowledge.vocabulary import Fact, Kind, Limit, Record, Vocabulary
from ixasp.workshop.mutants.numbers import decimal

_COMPARED = re.compile(r"\b(at_least|above)\((\w+),(?:\"([^\"]+)\"|\w+)\)")
_MONTHS = re.compile(r"\bwithin\([^(),]*,(\w+),(\d+)\)")
_NUMBER = re.compile(r"\"([^\"]+)\"")


def with_limits(vocabulary: Vocabulary, rules: Iterable[str]) -> Vocabulary:
    """Return a vocabulary that also tells numbers and months apart where some rules do.

    Args:
        vocabulary: what the policy declares
        rules: the changed rules
    """
    texts = list(rules)
    compared = {match for text in texts for match in _COMPARED.findall(text)}
    heads = {number for text in texts for number in _NUMBER.findall(text.partition(":-")[0])}
    facts = {name: replace(fact, limits=_limits(fact, compared, heads)) for name, fact in vocabulary.facts.items()}
    record = vocabulary.record
    return Vocabulary(facts, _with_windows(record, texts) if record else None, vocabulary.terminology)


def new_windows(vocabulary: Vocabulary, extended: Vocabulary) -> Iterator[str]:
    """Yield the declarations of the windows that only the extended vocabulary has."""
    before = vocabulary.record.windows if vocabulary.record else {}
    for given, months in (extended.record.windows if extended.record else {}).items():
        yield from (f"window({given}, {number})." for number in months if number not in before.get(given, ()))


def _limits(fact: Fact, compared: Iterable[tuple[str, str, str]], heads: Iterable[str]) -> tuple[Limit, ...]:
    """Return the limits of a fact with those that changed rules add, ascending.

    Where a rule leaves the limit to a variable, it may be any that the fact has, or that a head names.
    """
    if fact.kind is not Kind.QUANTITY:
        return fact.limits
    found = {(limit.value, limit.strict): limit for limit in fact.limits}
    for relation, _, number in (one for one in compared if one[1] == fact.name):
        texts = [number] if number else [limit.text for limit in fact.limits] + list(heads)
        for text in texts:
            value = decimal(text)
            if value is not None:
                key = (value, relation == "above")
                found.setdefault(key, Limit(value, relation == "above", text, ""))
    return tuple(sorted(found.values()))


def _with_windows(record: Record, rules: Iterable[str]) -> Record:
    windows = {given: set(months) for given, months in record.windows.items()}
    for text in rules:
        for given, months in _MONTHS.findall(text):
            if given in windows:
                windows[given].add(int(months))
    return replace(record, windows={given: tuple(sorted(months)) for given, months in windows.items()})
