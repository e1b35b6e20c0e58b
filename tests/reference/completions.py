"""The missing facts by brute force: every weakest set of literals that settles an outcome."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from tests.reference.consistency import DEFAULT_READINGS, possible
from tests.reference.facts import (
    AGENTS,
    COUNTS,
    ONE_OF,
    ONLY_FOR_THE_DOSE,
    ONLY_ON_RENEWAL,
    QUANTITIES,
    YES_NO,
    member,
)
from tests.reference.literals import Literal, every_literal
from tests.reference.partial import PartialCase, view
from tests.reference.patient import Patient, number
from tests.reference.request import approvable

NEVER_ASKED = ("hormone_receptor",)
"""A summary of other facts: it may be stated, but completions never name it."""


ONLY_LIMIT: dict[str, str] = {"ast": "2.5", "alt": "2.5", "total_bilirubin": "1"}
"""The limit of D.ii; the higher ones bear on the dose alone, and a literal that names one is
always stronger than its like with this one."""


@dataclass(frozen=True)
class Worlds:
    """The worlds of a case, told apart by the facts that a completion may name."""

    literals: tuple[Literal, ...]
    """The literals that the case leaves open."""

    true: tuple[int, ...]
    """For each world the literals true in it, as a set of bits."""

    good: tuple[bool, ...]
    """For each world whether it has the outcome that is wanted."""


def facts_that_can_matter(case: PartialCase) -> list[str]:
    """The open facts that the outcome can turn on, alone or through a constraint."""
    idle = {*ONLY_FOR_THE_DOSE, *NEVER_ASKED}
    if case.facts.get("request_type") == "initial":
        idle |= set(ONLY_ON_RENEWAL)
    return [fact for fact in ("combined_with", *ONE_OF, *YES_NO, *COUNTS, *QUANTITIES) if fact not in idle]


def open_facts(case: PartialCase) -> list[tuple[str, tuple[object, ...]]]:
    """The facts of the view, agents one by one, that are open and can matter; their values."""
    possible_values = view(case)
    questions: list[str] = []
    for fact in facts_that_can_matter(case):
        questions += [member(agent) for agent in AGENTS] if fact == "combined_with" else [fact]
    told_apart = [(one, on_either_side(one, possible_values[one])) for one in questions]
    return [(one, values) for one, values in told_apart if len(values) > 1]


def on_either_side(fact: str, values: tuple[object, ...]) -> tuple[object, ...]:
    """The values, only one on each side of the limit where a fact has one limit that counts."""
    if fact not in ONLY_LIMIT:
        return values
    sides = {number(value) > Decimal(ONLY_LIMIT[fact]): value for value in values}
    return tuple(sides.values())


def worlds_to_try(case: PartialCase) -> int:
    """How many combinations of open values there are."""
    count = 1
    for _, values in open_facts(case):
        count *= len(values)
    return count


def worlds_of(case: PartialCase, version: str, readings: Mapping[str, str], goal: str) -> Worlds:
    """The worlds of the case, each open fact given one value after the other."""
    chosen = DEFAULT_READINGS | dict(readings)
    plain = view(case)
    questions = open_facts(case)
    settled: list[tuple[dict[str, tuple[object, ...]], bool]] = []
    for values in product(*(values for _, values in questions)):
        world = plain | {fact: (value,) for (fact, _), value in zip(questions, values, strict=True)}
        if possible(world):
            truth = approvable(Patient(world, version, chosen))
            if not isinstance(truth, bool):
                raise TypeError(f"`{truth}` matters, but was left out")
            settled.append((world, truth is (goal == "approve")))
    literals = tuple(
        one
        for one in every_literal(facts_that_can_matter(case))
        if ONLY_LIMIT.get(one.fact, one.value) == one.value
        and len({one.holds(world[one.question][0]) for world, _ in settled}) == 2
    )
    return Worlds(
        literals,
        tuple(
            sum(one.holds(world[one.question][0]) << bit for bit, one in enumerate(literals)) for world, _ in settled
        ),
        tuple(good for _, good in settled),
    )


def minimal(sets: Iterable[int]) -> list[int]:
    """The sets of bits that contain no other one."""
    kept: list[int] = []
    for one in sorted(set(sets), key=int.bit_count):
        if not any(smaller & one == smaller for smaller in kept):
            kept.append(one)
    return kept


def sufficient(worlds: Worlds) -> list[int]:
    """Every minimal set of literals that some good world and no bad world satisfies.

    A set excludes a bad world exactly if it has a literal that is false there; so the bad worlds
    are taken one by one, and each set that lets one through grows by each literal that would not.
    """
    good = {true for true, wanted in zip(worlds.true, worlds.good, strict=True) if wanted}
    bad = {true for true, wanted in zip(worlds.true, worlds.good, strict=True) if not wanted}
    bits = [1 << bit for bit in range(len(worlds.literals))]
    sets = [0] if good else []
    for true in sorted(bad):
        through = [one for one in sets if one & true == one]
        grown = [one | bit for one in through for bit in bits if not bit & true]
        fitting = [one for one in grown if any(one & world == one for world in good)]
        sets = minimal([one for one in sets if one & true != one] + fitting)
    return sets


def completions(case: PartialCase, version: str, readings: Mapping[str, str], goal: str) -> set[frozenset[Literal]]:
    """All completions of the case for the goal."""
    return weakest(worlds_of(case, version, readings, goal))


def weakest(worlds: Worlds) -> set[frozenset[Literal]]:
    """The sufficient sets that follow from no other one; of those that imply each other, the smallest."""
    reached = {
        one: frozenset(index for index, true in enumerate(worlds.true) if one & true == one)
        for one in sufficient(worlds)
    }
    kept = set()
    for one, its in reached.items():
        others = [(other, theirs) for other, theirs in reached.items() if other != one]
        weaker = any(its < theirs for _, theirs in others)
        shorter = any(its == theirs and other.bit_count() < one.bit_count() for other, theirs in others)
        if not weaker and not shorter:
            kept.add(frozenset(literal for bit, literal in enumerate(worlds.literals) if one >> bit & 1))
    return kept
