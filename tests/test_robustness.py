"""Robustness against the reference evaluator: every change of one or two readings, and random ones of many."""

from collections.abc import Callable, Mapping
from itertools import chain, combinations
from pathlib import Path
from random import Random

import pytest

from ixasp import InconsistentCase, IxaspError, KnowledgeBase, Robustness
from tests.reference.consistency import DEFAULT_READINGS, READINGS
from tests.reference.generate import random_partial, random_readings
from tests.reference.generate_records import as_record_case, random_record
from tests.reference.notation import as_case
from tests.reference.partial import outcome, view
from tests.reference.record_cases import expected_with_record
from tests.reference.request import approvable
from tests.reference.search import truths

ROOT = Path(__file__).parent.parent
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
SEEDS = range(10)
PLAIN_CASES = 12
RECORD_CASES = 3
COMBINATIONS = 12
"""Random combinations of all readings that are tried on each case."""

Choices = frozenset[tuple[str, str]]


def others(readings: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, option) for name, options in READINGS.items() for option in options if option != readings[name]]


def turning_by_brute_force(readings: dict[str, str], decided: Callable[[dict[str, str]], str]) -> set[Choices]:
    """The minimal changes of one or two readings that change the outcome."""
    base = decided(readings)
    choices = others(readings)
    found = {frozenset([one]) for one in choices if decided(readings | dict([one])) != base}
    quiet = [one for one in choices if frozenset([one]) not in found]
    for one, other in combinations(quiet, 2):
        if one[0] != other[0] and decided(readings | dict([one, other])) != base:
            found.add(frozenset([one, other]))
    return found


def check(
    answered: Robustness,
    readings: dict[str, str],
    decided: Callable[[dict[str, str]], str],
    where: object,
    random: Random,
) -> None:
    assert answered.outcome == decided(readings), where
    turns = {frozenset(turn.readings.items()): turn.outcome for turn in answered.turned_by}
    assert {turn for turn in turns if len(turn) <= 2} == turning_by_brute_force(readings, decided), where
    for turn, due in turns.items():
        assert due != answered.outcome, where
        assert decided(readings | dict(turn)) == due, (turn, where)
        for part in chain.from_iterable(combinations(turn, size) for size in range(1, len(turn))):
            assert decided(readings | dict(part)) == answered.outcome, (part, where)
    for _ in range(COMBINATIONS):
        mixed = {name: random.choice(list(options)) for name, options in READINGS.items()}
        changed = {(name, option) for name, option in mixed.items() if option != readings[name]}
        if decided(mixed) != answered.outcome:
            assert any(turn <= changed for turn in turns), (mixed, where)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_minimal_sets_of_readings_that_turn_a_case_are_found(seed: int) -> None:
    random = Random(f"robustness {seed}")
    for _ in range(PLAIN_CASES):
        case, chosen = random_partial(random), DEFAULT_READINGS | random_readings(random)
        within = [view(case)]

        def decided(readings: dict[str, str]) -> str:
            return outcome(truths(approvable, within, case.version, readings))  # noqa: B023 - called in this round only

        if decided(chosen) == "inconsistent":
            continue
        written = as_case(case, random)
        check(POLICY.robustness(written, readings=chosen), chosen, decided, (written, chosen), random)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reading_may_settle_or_break_what_a_record_says(seed: int) -> None:
    random = Random(f"robust records {seed}")
    for _ in range(RECORD_CASES):
        case, chosen = random_record(random), DEFAULT_READINGS | random_readings(random)
        version = case.case.version
        written = as_record_case(case, random)
        seen: dict[tuple[tuple[str, str], ...], str] = {}

        def decided(readings: dict[str, str]) -> str:
            key = tuple(sorted(readings.items()))
            if key not in seen:  # noqa: B023 - called in this round only
                seen[key] = expected_with_record(case, version, readings).outcome  # noqa: B023
            return seen[key]  # noqa: B023

        try:
            answered = POLICY.robustness(written, readings=chosen)
        except InconsistentCase:
            assert decided(chosen) == "inconsistent", written
            continue
        check(answered, chosen, decided, (written, chosen), random)


def read(name: str) -> Robustness:
    return POLICY.robustness(POLICY.read_case(ROOT / "cases" / f"{name}.yaml"))


def test_a_split_names_the_paragraph_and_both_wordings() -> None:
    answered = read("reading-two-lines")
    assert answered.verdict == "split"
    assert answered.decisive == ("label_drugs", "line_counting", "two_lines")
    turn = answered.turned_by[-1]
    assert turn.readings == {"two_lines": "exactly_two"}
    assert turn.outcome == "deny"
    (passage,) = turn.passages
    assert passage.paragraphs == ("A.ii.A", "A.ii.B")
    assert passage.now_means == "Two lines are a minimum; more of them qualify as well."
    assert passage.then_means == "Exactly two lines qualify; a third one does not."


def test_a_case_that_no_reading_turns_is_robust() -> None:
    answered = read("a-ii-b-met-resistant-contraindicated")
    assert answered.verdict == "robust"
    assert answered.turned_by == ()
    assert answered.decisive == ()


def test_a_reading_can_make_a_case_inconsistent() -> None:
    facts = {
        "request_type": "initial",
        "cancer": "breast",
        "taxane_resistant": "yes",
        "prior_therapies_complete": "yes",
        "prior_therapies": [
            {"drugs": ["docetaxel"], "setting": "neoadjuvant", "end": "2025-01-01", "progression": "2025-06-01"}
        ],
    }
    answered = POLICY.robustness({"id": "x", "policy": POLICY.id, "facts": facts})
    assert {turn.outcome for turn in answered.turned_by if turn.readings == {"neoadjuvant_window": "none"}} == {
        "inconsistent"
    }
    back = POLICY.robustness({"id": "x", "policy": POLICY.id, "facts": facts}, readings={"neoadjuvant_window": "none"})
    assert back.outcome == "inconsistent"
    assert {"neoadjuvant_window": "as_adjuvant"} in [turn.readings for turn in back.turned_by]


def test_what_no_reading_can_mend_is_inconsistent() -> None:
    with pytest.raises(InconsistentCase):
        read("inconsistent-receptors")


def test_over_cases_each_turn_is_what_a_determination_says() -> None:
    for file in sorted((ROOT / "cases").glob("*.yaml")):
        try:
            case = POLICY.read_case(file)
            answered = POLICY.robustness(case)
        except IxaspError:
            continue
        assert answered.outcome == POLICY.outcome(case)
        for turn in answered.turned_by:
            assert POLICY.outcome(case, readings=turn.readings) == turn.outcome, (file.stem, turn.readings)
