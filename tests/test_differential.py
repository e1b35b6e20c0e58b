"""The engine against the reference evaluator, on seeded random cases.

Every test goes through batches of one seed each, so that a failure names the seed that shows it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Literal

import pytest

from ixasp import InconsistentCase, KnowledgeBase
from tests.reference.completions import completions, worlds_to_try
from tests.reference.facts import COUNTS, ONE_OF, ONLY_FOR_THE_DOSE, QUANTITIES, YES_NO
from tests.reference.generate import blurred, random_partial, random_readings, random_value
from tests.reference.generate_records import as_record_case, random_record
from tests.reference.literals import every_literal, literal
from tests.reference.notation import as_case, shuffled
from tests.reference.partial import Expected, Known, PartialCase, expected, expected_dosing
from tests.reference.reasons import follows, learned, outcome_given, smallest_bases
from tests.reference.record_cases import expected_with_record

BATCHES = 20
"""Batches of cases to a test; the numbers below are cases to a batch."""

PLAIN_CASES = 150
RECORD_CASES = 30
DOSING_CASES = 20
BASIS_CASES = 20
COMPLETION_CASES = 8
LEARNING_CASES = 15
ORDER_CASES = 5
REASON_CASES = 15

WORLDS_TO_TRY = 2000
"""The combinations of open values up to which missing facts are found by brute force."""

POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")

LITERALS = frozenset(every_literal(("combined_with", *ONE_OF, *YES_NO, *COUNTS, *QUANTITIES)))
"""Every literal with a value or limit that the rules name."""

batches = pytest.mark.parametrize("seed", range(BATCHES))


def answer(case: Mapping[str, object], readings: Mapping[str, str]) -> Expected:
    """What the engine says of a case."""
    try:
        determination = POLICY.determine(dict(case), readings=dict(readings))
    except InconsistentCase:
        return Expected("inconsistent", {})
    return Expected(determination.outcome, dict(determination.criteria))


def disagreement(
    case: Mapping[str, object],
    readings: Mapping[str, str],
    version: str,
    seen: Expected,
    due: Expected,
) -> str:
    """A case on which the two differ, and in what."""
    ids = sorted({*seen.criteria, *due.criteria})
    pairs = {id: (seen.criteria.get(id), due.criteria.get(id)) for id in ids}
    differ = {id: pair for id, pair in pairs.items() if pair[0] != pair[1]}
    return (
        f"engine {seen.outcome!s}, reference {due.outcome}; criteria (engine, reference) {differ}"
        f"\n  version {version}, readings {dict(readings)}\n  case {dict(case)}"
    )


def consistent_case(
    random: Random, fits: Callable[[PartialCase], bool] = lambda case: True
) -> tuple[PartialCase, dict[str, str]]:
    """A random case that has worlds and fits, with readings."""
    while True:
        case, readings = random_partial(random), random_readings(random)
        if fits(case) and expected(case, case.version, readings).outcome != "inconsistent":
            return case, readings


@batches
def test_every_status_is_the_one_over_all_worlds(seed: int) -> None:
    random = Random(f"plain {seed}")
    found = []
    for _ in range(PLAIN_CASES):
        case, readings = random_partial(random), random_readings(random)
        written = as_case(case, random)
        seen, due = answer(written, readings), expected(case, case.version, readings)
        if seen != due:
            found.append(disagreement(written, readings, case.version, seen, due))
    assert not found, f"{len(found)} of {PLAIN_CASES} differ:\n" + "\n".join(found[:3])


@batches
def test_every_status_is_the_one_over_all_records(seed: int) -> None:
    random = Random(f"records {seed}")
    found = []
    for _ in range(RECORD_CASES):
        case, readings = random_record(random), random_readings(random)
        written, version = as_record_case(case, random), case.case.version
        seen, due = answer(written, readings), expected_with_record(case, version, readings)
        if seen != due:
            found.append(disagreement(written, readings, version, seen, due))
    assert not found, f"{len(found)} of {RECORD_CASES} differ:\n" + "\n".join(found[:3])


def random_dosing_case(random: Random) -> tuple[PartialCase, dict[str, str]]:
    """A consistent case of which most of what the dosing limit reads is known."""
    case, readings = consistent_case(random)
    facts: dict[str, Known] = dict(case.facts)
    for fact in ("ast", "alt", "total_bilirubin", *ONLY_FOR_THE_DOSE):
        facts.pop(fact, None)
        if random.random() < 0.85:
            facts[fact] = random_value(fact, random)
            if not isinstance(facts[fact], bool) and random.random() < 0.2:
                facts[fact] = blurred(fact, facts[fact], random)
    return replace(case, facts=facts), readings


@batches
def test_the_dosing_limit_is_the_one_over_all_worlds(seed: int) -> None:
    random = Random(f"dosing {seed}")
    for _ in range(DOSING_CASES):
        case, readings = random_dosing_case(random)
        readings["hepatic_dosing"] = random.choice(("label_table", "as_printed"))
        written = as_case(case, random)
        dosing = POLICY.determine(written, readings=readings).dosing
        assert dosing is not None
        limit = dosing.limit_mg_per_m2
        seen = (dosing.status, None if limit is None else Decimal(str(limit)))
        assert seen == expected_dosing(case, readings), (written, readings)


@batches
def test_the_basis_names_the_alternatives_that_are_always_met(seed: int) -> None:
    random = Random(f"basis {seed}")
    for _ in range(BASIS_CASES):
        case, readings = consistent_case(random, lambda case: case.facts.get("request_type") == "initial")
        written = as_case(case, random)
        basis = frozenset(POLICY.determine(written, readings=readings).basis)
        assert basis in smallest_bases(case, case.version, readings), (written, readings)


def random_gap(random: Random) -> tuple[PartialCase, dict[str, str]]:
    """A case with so many open facts that matter as brute force allows, mostly unsettled."""
    settled_too = random.random() < 0.1
    while True:
        case, readings = consistent_case(random, lambda case: 8 <= worlds_to_try(case) <= WORLDS_TO_TRY)
        if settled_too or expected(case, case.version, readings).outcome == "pend":
            return case, readings


@batches
@pytest.mark.parametrize("goal", ["approve", "deny"])
def test_missing_facts_are_all_the_weakest_that_settle_the_outcome(seed: int, goal: Literal["approve", "deny"]) -> None:
    random = Random(f"missing facts {seed}")
    for _ in range(COMPLETION_CASES):
        case, readings = random_gap(random)
        written = as_case(case, random)
        answered = POLICY.missing_facts(POLICY.case(written), goal=goal, readings=readings)
        sets = [
            frozenset(literal(one.fact, one.relation, one.value) for one in completion)
            for completion in answered.completions
        ]
        due = completions(case, case.version, readings, goal)
        assert answered.complete
        assert len(sets) == len(set(sets))
        assert set(sets) == due, (set(sets) - due, due - set(sets), written, readings)


@batches
def test_learning_a_fact_never_changes_what_was_settled(seed: int) -> None:
    random = Random(f"learning {seed}")
    for _ in range(LEARNING_CASES):
        case, readings = consistent_case(random)
        before = answer(as_case(case, random), readings)
        written = as_case(learned(case, random), random)
        after = answer(written, readings)
        if before.outcome != "pend":
            assert after.outcome == before.outcome, (written, readings)
        for id, status in before.criteria.items():
            assert status in ("unknown", after.criteria[id]), (id, written, readings)


@batches
def test_the_order_of_facts_does_not_matter(seed: int) -> None:
    random = Random(f"order {seed}")
    for _ in range(ORDER_CASES):
        case, readings = consistent_case(random)
        written = as_case(case, random)
        facts = written["facts"]
        assert isinstance(facts, dict)
        turned = written | {"facts": shuffled(facts, random)}
        first, second = (POLICY.determine(one, readings=readings).model_dump_json() for one in (written, turned))
        assert first == second


@batches
def test_a_reason_suffices_and_needs_each_of_its_facts(seed: int) -> None:
    random = Random(f"reasons {seed}")
    for _ in range(REASON_CASES):
        case, readings = consistent_case(random)
        written = as_case(case, random)
        determination = POLICY.determine(written, readings=readings)
        if determination.outcome == "pend":
            assert determination.reason is None
            continue
        assert determination.reason is not None
        reason = [literal(one.fact, one.relation, one.value) for one in determination.reason]
        assert len(reason) == len(set(reason))
        for one in reason:
            assert one in LITERALS, (one, written)
            assert follows(one, case), (one, written)
        settled = outcome_given(reason, case.version, readings)
        assert settled == determination.outcome, (reason, written, readings)
        for one in reason:
            others = [other for other in reason if other != one]
            assert outcome_given(others, case.version, readings) == "pend", (one, reason, written)
