"""Random patients that fit a case: one answer, in the case format, for every fact that may be asked for."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random

from ixasp import Case, InconsistentCase, Outcome, Policy
from ixasp.intake.interval import Interval
from ixasp.knowledge.vocabulary import Fact, Kind

ANY_NUMBER = Interval(Fraction(0), False, None, False)
HIGHEST_COUNT = 6
MOST_MEMBERS = 2


def random_patient(policy: Policy, case: Case, random: Random, never: Outcome | None = None) -> dict[str, object]:
    """Return the answers of one patient; every number is exact and lies within what the case says of it.

    Args:
        policy: what decides
        case: what the patient must fit
        random: where chance comes from
        never: an outcome that the patient must not come to
    """
    document = deepcopy(case.document)
    facts = document["facts"]
    assert isinstance(facts, dict)
    answers: dict[str, object] = {}
    askable = [fact for fact in policy.loaded.vocabulary.facts.values() if fact.askable]
    for fact in random.sample(askable, len(askable)):
        values = list(candidates(fact, case))
        for value in random.sample(values, len(values)):
            before = facts.get(fact.name)
            facts[fact.name] = value
            if fits(policy, document, never):
                answers[fact.name] = value
                break
            facts[fact.name] = before
    return answers


def fits(policy: Policy, document: object, never: Outcome | None) -> bool:
    """Return whether some patient fits a case and may still come to another outcome than one."""
    try:
        return policy.outcome(document) is not never
    except InconsistentCase:
        return False


def candidates(fact: Fact, case: Case) -> Iterator[object]:
    """Yield what an open fact may be; nothing where the case says it wholly."""
    stated = case.statements.get(fact.name)
    if fact.kind in (Kind.QUANTITY, Kind.COUNT):
        within = stated.value if stated is not None else ANY_NUMBER
        assert isinstance(within, Interval)
        if not within.exact:
            yield from (format(value, "f") for value in numbers(fact, within))
    elif stated is None and fact.kind is Kind.SET_OF:
        for size in range(MOST_MEMBERS + 1):
            yield from map(list, combinations(fact.domain, size))
    elif stated is None:
        yield from fact.domain


def numbers(fact: Fact, within: Interval) -> list[Decimal]:
    """Return numbers on, beside and between the limits of a fact, as far as they lie within an interval."""
    if fact.kind is Kind.COUNT:
        low, high = int(within.low), HIGHEST_COUNT if within.high is None else int(within.high)
        return [Decimal(count) for count in range(low, max(low, high) + 1)]
    ends = [within.low] if within.high is None else [within.low, within.high]
    cuts = sorted({*ends, *(limit.exact for limit in fact.limits)})
    beyond = cuts[-1] + 1 if fact.highest is None else Fraction(fact.highest)
    exact = [*cuts, *((low + high) / 2 for low, high in pairwise(cuts)), beyond]
    rounded = {round(Decimal(one.numerator) / Decimal(one.denominator), 6).normalize() for one in exact}
    return sorted(value for value in rounded if holds(within, value))


def holds(within: Interval, value: Decimal) -> bool:
    """Return whether a number lies within an interval."""
    exact = Fraction(value)
    if exact < within.low or (exact == within.low and within.low_open):
        return False
    return within.high is None or exact < within.high or (exact == within.high and not within.high_open)
