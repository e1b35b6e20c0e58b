"""The facts on which something turns: pairs of worlds say the same as the completions."""

from random import Random

import pytest

from ixasp import InconsistentCase, KnowledgeBase
from ixasp.answers import missing
from tests.reference.generate import random_partial, random_readings
from tests.reference.generate_records import as_record_case, random_record
from tests.reference.notation import as_case

POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")


@pytest.mark.parametrize("seed", range(8))
def test_pairs_of_worlds_tell_what_the_completions_tell(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(f"turning {seed}")
    cases = [as_case(random_partial(random), random) for _ in range(8)]
    cases += [as_record_case(random_record(random), random) for _ in range(4)]
    for case in cases:
        readings = random_readings(random)
        try:
            with POLICY.asking(case, readings) as (question, worlds):
                for name in question.criteria_in_force:
                    atom = question.watched.met[name]
                    if worlds.certainly(atom) is not None:
                        continue
                    found, complete = missing.completions(question, worlds, worlds.atom(atom), limit=300)
                    if not complete:
                        continue
                    due = {literal.fact for literals in found for literal in literals}
                    monkeypatch.setattr(missing, "LATER", 10**9)
                    for steps in (0, 10**9):
                        monkeypatch.setattr(missing, "SOON", steps)
                        assert set(missing.turning_facts(question, worlds, [atom])) == due, (name, case, readings)
                    # Cut short, it leaves out none.
                    monkeypatch.setattr(missing, "SOON", 0)
                    monkeypatch.setattr(missing, "LATER", 0)
                    assert set(missing.turning_facts(question, worlds, [atom])) >= due, (name, case, readings)
        except InconsistentCase:
            continue
