"""Cases of which only a part is known, and what must be answered to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations, pairwise, product
from math import prod
from typing import TypeAlias

from tests.reference.consistency import DEFAULT_READINGS, consistent
from tests.reference.dosing import dosing
from tests.reference.facts import (
    AGENTS,
    COUNTS,
    ONE_OF,
    ONLY_FOR_THE_DOSE,
    QUANTITIES,
    UPPER_LIMITS,
    YES_NO,
    member,
)
from tests.reference.patient import View, number
from tests.reference.request import approvable, formulas
from tests.reference.search import truths
from tests.reference.world import decide

COUNT_CAP = 5
"""The count that stands for itself and more, unless a case names a greater one."""


@dataclass(frozen=True)
class Interval:
    """A bound or range of a count or quantity, in its default unit."""

    low: Decimal | None = None
    """The lower end; None where nothing bounds it but zero."""

    high: Decimal | None = None
    """The upper end; None where nothing bounds it."""

    low_included: bool = True
    """Whether the lower end itself is possible."""

    high_included: bool = True
    """Whether the upper end itself is possible."""

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies within."""
        if self.low is not None and (value < self.low or (value == self.low and not self.low_included)):
            return False
        return self.high is None or (value < self.high or (value == self.high and self.high_included))


Known: TypeAlias = str | bool | int | Decimal | frozenset[str] | Interval


@dataclass(frozen=True)
class PartialCase:
    """What is known about a patient; a fact that is not named is unknown."""

    name: str
    """The id of the case."""

    version: str
    """The version of the policy that its request date selects."""

    facts: Mapping[str, Known]
    """The known facts: exactly, or within an interval."""


@dataclass(frozen=True)
class Expected:
    """The answer that a partial case must get."""

    outcome: str
    """`approve`, `deny`, `pend`, or `inconsistent` where the case has no world."""

    criteria: Mapping[str, str]
    """`met`, `not_met` or `unknown` for every id of the version; empty if inconsistent."""


def representatives(fact: str, within: Interval) -> tuple[Decimal, ...]:
    """One value of the quantity for each zone between its limits that the interval touches."""
    limits = QUANTITIES[fact]
    ends = {end for end in (within.low, within.high) if end is not None}
    cuts = sorted({Decimal(0), *limits, *ends})
    between = [(low + high) / 2 for low, high in pairwise(cuts)]
    zones: dict[tuple[bool, ...], Decimal] = {}
    for value in sorted((*cuts, *between, cuts[-1] + 1)):
        if within.holds(value) and not (fact == "pd_l1_cps" and value > 100):
            zone = tuple(value > limit if fact in UPPER_LIMITS else value < limit for limit in limits)
            zones.setdefault(zone, value)
    return tuple(zones.values())


def count_cap(facts: Mapping[str, Known]) -> int:
    """A count beyond which nothing changes: above all that the rules and the case name."""
    named = [Decimal(COUNT_CAP)]
    for fact in COUNTS:
        known = facts.get(fact)
        if isinstance(known, Interval):
            named += [end + 1 for end in (known.low, known.high) if end is not None]
        elif known is not None:
            named.append(number(known))
    return int(max(named))


def view(case: PartialCase) -> dict[str, tuple[object, ...]]:
    """Every fact with the values that it may have; agents one by one."""
    possible: dict[str, tuple[object, ...]] = dict.fromkeys(YES_NO, (True, False))
    possible.update(ONE_OF)
    counts = range(count_cap(case.facts) + 1)
    for fact in (*COUNTS, *QUANTITIES):
        known = case.facts.get(fact, Interval())
        if not isinstance(known, Interval):
            possible[fact] = (known,)
        elif fact in COUNTS:
            possible[fact] = tuple(count for count in counts if known.holds(Decimal(count)))
        else:
            possible[fact] = representatives(fact, known)
    for fact in (*YES_NO, *ONE_OF):
        if fact in case.facts:
            possible[fact] = (case.facts[fact],)
    given = case.facts.get("combined_with")
    for agent in AGENTS:
        possible[member(agent)] = (agent in given,) if isinstance(given, frozenset) else (True, False)
    return possible


def worlds_at_most(case: PartialCase) -> int:
    """How many worlds `worlds` goes through, consistent or not."""
    possible = view(case)
    return prod(len(possible[fact]) for fact in possible if fact not in ONLY_FOR_THE_DOSE)


def worlds(case: PartialCase, relevant_only: bool = True) -> Iterator[dict[str, object]]:
    """Every consistent world of the case up to the zones of its numbers.

    With `relevant_only`, the facts that only the dosing limit reads stay at one value: no
    criterion and no constraint names them. For cases with few open facts.
    """
    possible = view(case)
    if relevant_only:
        for fact in ONLY_FOR_THE_DOSE:
            possible[fact] = possible[fact][:1]
    agents = [tuple(agent for agent in AGENTS if True in possible[member(agent)])]
    if "combined_with" not in case.facts:
        agents = list(chain.from_iterable(combinations(AGENTS, n) for n in range(8)))
    plain = [fact for fact in possible if not fact.startswith("combined_with.")]
    for values in product(*(possible[fact] for fact in plain)):
        for given in agents:
            world = dict(zip(plain, values, strict=True))
            world["combined_with"] = frozenset(given)
            if consistent(world):
                yield world


def status(found: frozenset[bool]) -> str:
    """The status of a criterion that takes the truths found."""
    return "unknown" if len(found) == 2 else "met" if True in found else "not_met"


def outcome(found: frozenset[bool]) -> str:
    """The outcome of a case that is approvable in worlds of the truths found."""
    if not found:
        return "inconsistent"
    return "pend" if len(found) == 2 else "approve" if True in found else "deny"


def expected_within(views: list[View], version: str, readings: Mapping[str, str]) -> Expected:
    """The answer over all the worlds within any of the views."""
    chosen = DEFAULT_READINGS | dict(readings)
    found = truths(approvable, views, version, chosen)
    if not found:
        return Expected("inconsistent", {})
    criteria = {id: status(truths(formula, views, version, chosen)) for id, formula in formulas(version).items()}
    return Expected(outcome(found), criteria)


def expected(case: PartialCase, version: str, readings: Mapping[str, str]) -> Expected:
    """The answer to a partial case, however many of its facts are open."""
    return expected_within([view(case)], version, readings)


def expected_by_enumeration(case: PartialCase, version: str, readings: Mapping[str, str]) -> Expected:
    """The same answer from one world after the other, for cases with few open facts."""
    decisions = [decide(world, version, readings) for world in worlds(case)]
    if not decisions:
        return Expected("inconsistent", {})
    criteria = {id: status(frozenset(decision.criteria[id] for decision in decisions)) for id in formulas(version)}
    found = frozenset(decision.outcome == "approve" for decision in decisions)
    return Expected(outcome(found), criteria)


def expected_dosing(case: PartialCase, readings: Mapping[str, str]) -> tuple[str, Decimal | None]:
    """The dosing status and the settled limit of a consistent case."""
    chosen = DEFAULT_READINGS | dict(readings)
    possible = view(case)
    read = ("ast", "alt", "total_bilirubin", *ONLY_FOR_THE_DOSE)
    answers = {
        dosing(dict(zip(read, values, strict=True)), chosen) for values in product(*(possible[fact] for fact in read))
    }
    statuses = {status for status, _ in answers}
    limits = {limit for _, limit in answers}
    settled = statuses.pop() if len(statuses) == 1 else "unknown"
    if "dose" not in case.facts:
        settled = "not_requested"
    return settled, limits.pop() if len(limits) == 1 else None
