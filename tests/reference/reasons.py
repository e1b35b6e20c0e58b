"""Whether a reason settles an outcome by itself, and what is learned when facts come in."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from random import Random

from tests.reference.consistency import DEFAULT_READINGS, possible
from tests.reference.criteria import a_i
from tests.reference.facts import AGENTS, COUNTS, ONE_OF, QUANTITIES, YES_NO, member
from tests.reference.literals import Literal, restricted
from tests.reference.partial import Known, PartialCase, outcome, view
from tests.reference.patient import Patient, View
from tests.reference.request import approvable, formulas
from tests.reference.search import truths
from tests.reference.truth import Truth, both, either
from tests.reference.world import ALTERNATIVES

NOTHING_KNOWN = PartialCase("nothing known", "", {})


def outcome_given(literals: Iterable[Literal], version: str, readings: Mapping[str, str]) -> str:
    """The outcome over all worlds in which the literals hold, whatever else does."""
    within = restricted(view(NOTHING_KNOWN), literals)
    return outcome(truths(approvable, [within], version, DEFAULT_READINGS | dict(readings)))


def follows(one: Literal, case: PartialCase) -> bool:
    """Whether the case itself, without the constraints, says what the literal says."""
    return all(one.holds(value) for value in view(case)[one.question])


def some_world(within: View, random: Random) -> dict[str, tuple[object, ...]]:
    """A random consistent world of a view that has one."""
    world = dict(within)
    for fact in random.sample(list(world), len(world)):
        for value in random.sample(world[fact], len(world[fact])):
            narrowed = {**world, fact: (value,)}
            if possible(narrowed):
                world = narrowed
                break
    return world


def learned(case: PartialCase, random: Random) -> PartialCase:
    """The case with some open facts revealed as they are in one of its worlds."""
    world = some_world(view(case), random)
    known: dict[str, Known] = dict(case.facts)
    for fact in (*ONE_OF, *YES_NO, *COUNTS, *QUANTITIES):
        (value,) = world[fact]
        if random.random() < 0.5:
            known[fact] = value  # type: ignore[assignment]  # the values of a view are known ones
    if random.random() < 0.5:
        known["combined_with"] = frozenset(agent for agent in AGENTS if world[member(agent)] == (True,))
    return PartialCase(f"{case.name}, learned", case.version, known)


def smallest_bases(case: PartialCase, version: str, readings: Mapping[str, str]) -> set[frozenset[str]]:
    """The bases that an initial request may state.

    All alternatives that are met with what they need in every world; where none is, but one or
    the other always is, any of the smallest sets that has this property.
    """
    chosen = DEFAULT_READINGS | dict(readings)
    of_version = formulas(version)

    def holds(alternative: str, patient: Patient) -> Truth:
        own = of_version[alternative](patient)
        return own if alternative == "A.iii" else both(a_i(patient), own)

    def always(alternatives: Iterable[str]) -> bool:
        chain = tuple(alternatives)

        def one_holds(patient: Patient) -> Truth:
            return either(*(holds(one, patient) for one in chain))

        return truths(one_holds, [view(case)], version, chosen) == {True}

    offered = [one for one in (*ALTERNATIVES, "A.iii") if one in of_version]
    met = frozenset(one for one in offered if always([one]))
    if met or not always(offered):
        return {met}
    for size in range(2, len(offered) + 1):
        covers = {frozenset(some) for some in combinations(offered, size) if always(some)}
        if covers:
            return covers
    raise AssertionError("all alternatives together always hold")
