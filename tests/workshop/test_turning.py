"""What turns on a fact, asked of parts of the rules: the same as what the whole says; no part grows with the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.generated import write_generated
from ixasp.answers.question import watched
from ixasp.knowledge.loader import LoadedPolicy, load_policies
from ixasp.workshop.sides import Side, shapes
from ixasp.workshop.soundness import turning
from ixasp.workshop.soundness.matters import matters
from ixasp.workshop.soundness.parts import Parts, without_idle_facts
from ixasp.workshop.therapy_dates import own_last_dose_constraint
from ixasp.worlds.rules import GroundProgram, constrained
from ixasp.worlds.shape import worlds_program
from ixasp.worlds.solver import GroundSolver, ground_program
from tests.workshop.linting import ROOT
from tests.workshop.small import DECLARED, write
from tests.workshop.test_soundness import rules

BROKEN = "_broken"


def ground(loaded: LoadedPolicy) -> GroundProgram:
    (*_, shape) = shapes([Side(loaded, loaded.outline.versions[-1].name, {})], 1)
    worlds = worlds_program(loaded.vocabulary, shape) + own_last_dose_constraint(loaded.vocabulary.record)
    return without_idle_facts(ground_program(loaded.program.permissive, worlds))


def parts(program: GroundProgram, loaded: LoadedPolicy) -> Iterator[GroundProgram]:
    found = Parts(program)
    for paragraph in watched(loaded.outline).met.values():
        part = found.around(program.atoms[paragraph], 10_000) if paragraph in program.atoms else None
        if part is not None:
            yield part


@pytest.mark.parametrize("seed", range(14, 54))
def test_parts_and_the_whole_agree_on_what_matters(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = ":- is(color, red), includes(given, one). " if seed % 3 == 0 else ""
    (loaded,) = load_policies(write(tmp_path / "kb", rules(seed) + more, DECLARED))
    whole = matters(loaded)
    monkeypatch.setattr(turning, "WHOLE_ENOUGH", 0)
    assert matters(loaded) == whole, rules(seed)


def test_parts_and_the_whole_agree_on_the_knowledge_base(monkeypatch: pytest.MonkeyPatch) -> None:
    policies = list(load_policies(ROOT / "kb"))
    whole = [matters(loaded) for loaded in policies]
    monkeypatch.setattr(turning, "WHOLE_ENOUGH", 0)
    assert [matters(loaded) for loaded in policies] == whole


@pytest.mark.parametrize("seed", [15, 21, 33])
def test_each_world_of_a_part_belongs_to_one_of_the_whole(seed: int, tmp_path: Path) -> None:
    (loaded,) = load_policies(write(tmp_path / "kb", rules(seed), DECLARED))
    program = ground(loaded)
    whole = GroundSolver(program.rules)
    possible = [-program.atoms[BROKEN]]
    for part in parts(program, loaded):
        alone = GroundSolver(part.rules)
        choices = {atom for rule in part.rules if rule.choice for atom in rule.head}
        atoms = sorted(choices & set(part.atoms.values()))
        fixed = possible if BROKEN in part.atoms else []
        seen: set[tuple[bool, ...]] = set()
        for at, atom in enumerate(atoms):  # each value of each atom, in some world of the part
            for wanted in (atom, -atom):
                world = alone.model([*fixed, wanted], atoms)
                if world is not None and tuple(world) not in seen:
                    seen.add(tuple(world))
                    held = [one if holds else -one for one, holds in zip(atoms, world, strict=True)]
                    assert whole.possible([*possible, *held]), (at, part.atoms)
        assert seen


def test_a_constraint_brings_in_what_it_is_about(tmp_path: Path) -> None:
    policy = """
        met("A.1") :- is(first, yes). met("A.2") :- is(color, red). met("D.1") :- includes(given, one).
        two :- is(second, yes). label(two, "two"). :- two, is(first, no).
    """
    (loaded,) = load_policies(write(tmp_path / "kb", policy, DECLARED))
    program = ground(loaded)
    found = Parts(program)
    around = found.around(program.atoms['met("A.1")'], 1_000)
    assert around is not None
    assert {"is(first,yes)", "is(second,yes)", "two"} <= set(around.atoms)
    assert "is(color,red)" not in around.atoms
    beside = found.around(program.atoms['met("A.2")'], 1_000)
    assert beside is not None
    assert "is(first,yes)" not in beside.atoms
    assert found.around(program.atoms['met("A.1")'], 3) is None
    facts = {atom: name for name, atom in program.atoms.items() if name.startswith("is(")}
    about = [{facts[atom] for atom in one} for one in constrained(program.rules, program.atoms[BROKEN], facts)]
    assert {"is(first,no)", "is(second,yes)"} in about


def test_no_part_grows_with_the_knowledge_base(tmp_path: Path) -> None:
    largest = []
    for size in (20, 60):
        (loaded,) = load_policies(write_generated(tmp_path / str(size), size))
        program = ground(loaded)
        own = [len(part.rules) for part in parts(program, loaded) if 'met("A")' not in part.atoms]
        assert len(own) == size
        largest.append(max(own))
    assert largest[0] == largest[1] < 30


def test_where_the_constraints_of_a_shape_leave_nobody_nothing_turns(tmp_path: Path) -> None:
    policy = 'met("A.1") :- is(first, yes). met("A.2") :- is(second, yes). :- is(color, red). :- not is(color, red).'
    (loaded,) = load_policies(write(tmp_path / "kb", policy, DECLARED))
    assert set(matters(loaded).values()) == {""}


def test_what_only_patients_who_are_ruled_out_would_turn_on_never_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "WHOLE_ENOUGH", 0)
    policy = """
        met("A.1") :- is(first, yes), is(second, yes), is(color, red). met("A.2") :- at_least(level, "10").
        met("D.1") :- includes(given, one). :- is(first, yes), is(second, yes).
    """
    (loaded,) = load_policies(write(tmp_path / "kb", policy, DECLARED))
    idle = {thing.name for thing, turns in matters(loaded).items() if not turns}
    assert idle == {"the fact first", "the fact second", "the fact color"}
