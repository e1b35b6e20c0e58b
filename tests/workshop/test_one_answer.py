"""One answer set in every world: two answers about one patient never differ, and there is one.

Where negation is stratified, as lint asks, there is just one (Apt, Blair and Walker, "Towards a theory of declarative
knowledge", 1988). Here clingo proves it: the ground program is doubled, with the facts of both tied, and asked for a
world in which the two differ. Where it is not, what `kb check` says is held against all answers of all patients.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random

import pytest
from clingo import Control

from ixasp import KnowledgeBase
from ixasp.intake.yaml_text import read_yaml
from ixasp.workshop.checking import check
from ixasp.workshop.sides import Side, joined, shapes
from ixasp.workshop.soundness.answers import answers
from tests.workshop.small import DECLARED, load, write

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


HEADS = ('met("A.1")', 'met("A.2")', 'met("D.1")', "between", "beside")
FACTS = ("is(first,yes)", "is(second,yes)", "is(color,blue)")


def random_rules(seed: int) -> str:
    random = Random(seed)
    rules = []
    for head in [*HEADS, *random.choices(HEADS, k=3)]:
        body = random.sample([one for one in HEADS if one != head or random.random() < 0.2], k=random.randint(0, 2))
        facts = random.sample(FACTS, k=random.randint(0, 2))
        rules.append(f"{head} :- {', '.join(random.choice(('', 'not ')) + one for one in [*body, *facts]) or 'true'}.")
    broken = f":- {random.choice(HEADS)}, {random.choice(FACTS)}." if random.random() < 0.5 else ""
    return "\n".join(["true.", *rules, broken])


def patients() -> Iterator[dict[str, str]]:
    for first, second, color in product(("yes", "no"), ("yes", "no"), ("red", "green", "blue")):
        yield {"first": first, "second": second, "color": color}


def number_of_answers(rules: str, patient: dict[str, str]) -> tuple[int, bool]:
    """Return how many answers there are, and whether the constraint rules all out, or may where there is none."""
    permissive = "\n".join(f"_broken {line}" if line.startswith(":-") else line for line in rules.splitlines())
    control = Control(["0", "-Wnone"])
    control.add("base", [], permissive + "".join(f"is({fact},{value})." for fact, value in patient.items()))
    control.ground([("base", [])])
    found: list[bool] = []
    control.solve(on_model=lambda model: found.append("_broken" in map(str, model.symbols(atoms=True))))
    asked = [line for line in rules.splitlines() if line.startswith(":-")]
    touched = any(f"is({fact},{value})" in line for line in asked for fact, value in patient.items())
    return len(found), all(found) if found else touched


@pytest.mark.parametrize("seed", range(60))
def test_what_is_said_of_answers_is_so_of_all_patients(seed: int, tmp_path: Path) -> None:
    rules = random_rules(seed)
    said = answers(load(tmp_path / "kb", rules).loaded)
    counts = [number_of_answers(rules, patient) for patient in patients()]
    odd = [number for number, ruled_out in counts if number != 1 and not ruled_out]
    if said[0].startswith("all the same"):
        assert odd == []
        return
    told = {name: ("no", "yes")[value] if isinstance(value, bool) else value for name, value in case_in(said).items()}
    fitting = [one for one in patients() if told.items() <= one.items()]
    numbers = [number_of_answers(rules, patient) for patient in fitting]
    if "no answer" in said[0]:
        assert {number for number, _ in numbers} == {0}
    else:
        assert all(number > 1 for number, _ in numbers)
        assert any(not ruled_out for _, ruled_out in numbers)
    for fact in told if "no answer" in said[0] else ():
        wider = {name: value for name, value in told.items() if name != fact}
        assert {number_of_answers(rules, one)[0] for one in patients() if wider.items() <= one.items()} != {0}


def case_in(said: tuple[str, ...]) -> dict[str, object]:
    facts = read_yaml("\n".join(line.removeprefix("  ") for line in said[1:]))
    assert isinstance(facts, dict)
    return {name: value for name, value in facts.items() if name in ("first", "second", "color")}


def test_the_seeds_show_no_answer_several_and_one_in_spite_of_a_loop() -> None:
    shown = set()
    for seed in range(60):
        counts = [number_of_answers(random_rules(seed), patient)[0] for patient in patients()]
        shown.add("none" if 0 in counts else "several" if max(counts) > 1 else "one")
    assert shown == {"none", "several", "one"}


def test_check_shows_a_patient_beside_the_loop(tmp_path: Path) -> None:
    rules = (
        'met("A.1") :- not met("A.2"), is(first, yes).\nmet("A.2") :- not met("A.1").\nmet("D.1") :- is(color, blue).'
    )
    root = write(tmp_path / "kb", rules, DECLARED)
    (found,) = [one for one in check(root).findings if one.check == "unstratified"]
    assert found.detail[2:] == (
        "a case, no fact or entry of which can be left out, of which the rules have more than one answer, "
        "with A.1 and A.2 met in one and not in another:",
        "  request_date: 2025-01-01",
        "  first: yes",
    )
    (silent,) = [one for one in check(root, audited=False).findings if one.check == "unstratified"]
    assert silent.detail == found.detail[:2]
