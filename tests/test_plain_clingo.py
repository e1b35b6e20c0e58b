"""Clingo alone, on the rules and the plain facts of a case, derives what the engine answers."""

from pathlib import Path
from random import Random

import clingo
import pytest

from ixasp import InconsistentCase, IxaspError, KnowledgeBase, Outcome, Policy
from ixasp.intake.documents import read_file
from tests.reference.generate import PROFILES, random_readings, random_world
from tests.reference.notation import as_case
from tests.reference.partial import PartialCase
from tests.test_cases import ALL_FILES, named

BASE = KnowledgeBase.load()
POLICY = BASE.policy("MP-RX-FP-46-23")
WORLDS = 150


def answer_sets(facts: str, policy: Policy = POLICY) -> list[set[str]]:
    control = clingo.Control(["0", "-Wnone"])
    control.load(str(policy.loaded.program.sources.entry))
    control.add("base", [], facts)
    control.ground([("base", [])])
    found = []
    with control.solve(yield_=True) as handle:
        for model in handle:
            found.append({str(symbol) for symbol in model.symbols(atoms=True)})
    return found


@pytest.mark.parametrize("seed", range(10))
def test_clingo_alone_approves_a_fully_known_patient_exactly_where_the_engine_does(seed: int) -> None:
    random = Random(f"plain {seed}")
    outcomes = set()
    for _ in range(WORLDS // 10):
        profile = random.choice(list(PROFILES.values()))
        case = PartialCase("plain", random.choice(["2025-03-06", "2025-11-10"]), random_world(random, profile))
        readings = random_readings(random)
        written = as_case(case, random)
        try:
            decided = POLICY.determine(written, readings=readings)
        except InconsistentCase:
            continue
        (answer,) = answer_sets(POLICY.facts(written, readings=readings))
        outcomes.add(decided.outcome)
        assert ("approve" in answer) == (decided.outcome is Outcome.APPROVE), (written, readings)
        for name, status in decided.criteria.items():
            assert (f'met("{name}")' in answer) == (status == "met"), (name, written, readings)
    assert outcomes == {Outcome.APPROVE, Outcome.DENY}


@pytest.mark.parametrize("file", ALL_FILES, ids=named)
def test_the_plain_facts_of_an_example_have_one_answer_set_and_never_approve_what_the_engine_denies(file: Path) -> None:
    policy = BASE.policy_of(read_file(file))
    case = policy.read_case(file)
    try:
        decided, facts = policy.determine(case), policy.facts(case)
    except IxaspError:
        return
    if "% open: " not in facts:
        (answer,) = answer_sets(facts, policy)
        assert ("approve" in answer) == (decided.outcome is Outcome.APPROVE)
    if decided.outcome is Outcome.DENY:
        assert all("approve" not in answer for answer in answer_sets(facts, policy))
