"""One answer set in every world: two answers about one patient never differ.

Where negation is stratified, as lint asks, there is just one (Apt, Blair and Walker, "Towards a theory of declarative
knowledge", 1988). Here clingo proves it: the ground program is doubled, with the facts of both tied, and asked for a
world in which the two differ.
"""

from pathlib import Path

import pytest

from ixasp import KnowledgeBase
from ixasp.workshop.sides import Side, joined, shapes
from tests.workshop.small import load

KB = KnowledgeBase.load()


def differing(side: Side) -> list[str] | None:
    """Return the atoms in which two answers about some patient differ; None where there is no such patient."""
    for shape in shapes([side, side], 2):
        joint, given = joined([side, side], shape)
        derived = sorted(set(joint.atoms(0)) - set(joint.tied))
        pairs = [(joint.literal(0, atom), joint.literal(1, atom)) for atom in derived]
        apart = [joint.define([[one, -other], [-one, other]]) for one, other in pairs]
        found = joint.world([*given, joint.define([[one] for one in apart])], apart)
        if found is not None:
            return [atom for atom, holds in zip(derived, found, strict=True) if holds]
    return None


@pytest.mark.parametrize("number", KB.policies)
def test_no_patient_has_two_answers(number: str) -> None:
    loaded = KB.policy(number).loaded
    for version in loaded.outline.versions:
        assert differing(Side(loaded, version.name, {})) is None


def test_a_patient_with_two_answers_is_found(tmp_path: Path) -> None:
    rules = 'met("A.1") :- not met("A.2").\nmet("A.2") :- not met("A.1").'
    policy = load(tmp_path / "kb", rules)
    found = differing(Side(policy.loaded, "2025-01-01", {}))
    assert found is not None
    assert {'met("A.1")', 'met("A.2")'} <= set(found)
