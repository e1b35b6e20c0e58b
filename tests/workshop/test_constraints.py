"""What constraints rule out: compared with all complete patients, one by one, and with what the engine refuses."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest

from ixasp import InconsistentCase, KnowledgeBase
from ixasp.intake.yaml_text import read_yaml
from ixasp.knowledge.loader import load_policies
from ixasp.workshop.finding import Finding, Severity
from ixasp.workshop.soundness.auditing import audit
from ixasp.workshop.soundness.constraints import Constraints
from ixasp.workshop.syntax.library import read_library
from tests.workshop.linting import ROOT
from tests.workshop.small import write

World = Mapping[str, object]

RULES = """
met("A.1") :- is(first, yes), at_least(level, "10").
met("A.2") :- is(second, yes), includes(given, one).
met("D.1") :- is(color, blue).
label(way, "way"). default(way, wide). reading(way, wide, "Wide."). reading(way, narrow, "Narrow.").
strange :- is(color, red), is(first, no). strange :- includes(given, other). label(strange, "strange").
"""

CONDITIONS: dict[str, Callable[[World], bool]] = {
    "is(first, yes)": lambda world: world["first"] == "yes",
    "not is(first, yes)": lambda world: world["first"] == "no",
    "is(second, yes)": lambda world: world["second"] == "yes",
    "is(second, no)": lambda world: world["second"] == "no",
    "is(color, red)": lambda world: world["color"] == "red",
    "not is(color, blue)": lambda world: world["color"] != "blue",
    'at_least(level, "10")': lambda world: world["level"] == "10",
    'not at_least(level, "10")': lambda world: world["level"] == "9",
    "includes(given, one)": lambda world: "one" in str(world["given"]),
    "not includes(given, one)": lambda world: "one" not in str(world["given"]),
    "is(reading(way), narrow)": lambda world: world["way"] == "narrow",
    "strange": lambda world: (world["color"], world["first"]) == ("red", "no") or "other" in str(world["given"]),
}

VALUES = {
    "first": ("yes", "no"),
    "second": ("yes", "no"),
    "color": ("red", "green", "blue"),
    "level": ("9", "10"),
    "given": ("nothing", "one", "other", "one and other"),
    "way": ("wide", "narrow"),
}
WORLDS: list[World] = [dict(zip(VALUES, values, strict=True)) for values in product(*VALUES.values())]


def audited(root: Path) -> list[Finding]:
    (files,) = read_library(root).policies
    (loaded,) = load_policies(root)
    return list(audit(loaded, files, notes=True))


def some_constraints(seed: int) -> list[list[str]]:
    random = Random(f"constraints {seed}")
    return [random.sample(sorted(CONDITIONS), random.choice([1, 2, 2, 3])) for _ in range(4)]


def breaks(world: World, constraint: list[str]) -> bool:
    return all(CONDITIONS[condition](world) for condition in constraint)


def fewest(constraint: list[str]) -> int:
    """Return the fewest facts, and under other readings than the default options, that break a constraint."""
    by_default = [world for world in WORLDS if world["way"] == "wide"]
    scope = by_default if any(breaks(world, constraint) for world in by_default) else WORLDS
    return next(
        size
        for size in range(len(VALUES) + 1)
        for told in combinations(VALUES, size)
        for world in scope
        if all(breaks(o, constraint) for o in scope if all(o[name] == world[name] for name in told))
    )


@pytest.mark.parametrize("seed", range(12))
def test_idle_constraints_and_smallest_cases_are_those_of_all_patients(seed: int, tmp_path: Path) -> None:
    chosen = some_constraints(seed)
    root = written(tmp_path, chosen)
    text = (root / "policies" / "small" / "policy.lp").read_text(encoding="utf-8").splitlines()
    lines = [number for number, said in enumerate(text, start=1) if said.startswith(":- ")]
    at = dict(zip(lines, chosen, strict=True))
    found = audited(root)
    left = [world for world in WORLDS if not any(breaks(world, one) for one in chosen)]
    if {world["way"] for world in left} != {"wide", "narrow"}:
        assert {one.check for one in found} == {"no-patient"}
        return
    idle = {one.line for one in found if one.check == "idle-constraint"}
    assert idle == {line for line, one in at.items() if left == without(one, chosen)}
    shown = {one.line: one.detail for one in found if one.check == "ruled-out"}
    assert set(shown) == {line for line, one in at.items() if any(breaks(world, one) for world in WORLDS)}
    for line, detail in shown.items():
        assert detail[0] == "no patient is possible with these facts, a smallest case:"
        assert len(facts_in(detail)) == fewest(at[line]), (at[line], detail)


def written(folder: Path, chosen: list[list[str]], rules: str = RULES) -> Path:
    return write(folder / "kb", rules + "\n".join(f":- {', '.join(one)}." for one in chosen))


def without(one: list[str], chosen: list[list[str]]) -> list[World]:
    return [world for world in WORLDS if not any(breaks(world, other) for other in chosen if other is not one)]


def facts_in(detail: Iterable[str]) -> list[str]:
    return [line for line in detail if line.startswith("  ") and line[2] != " " and "request_date" not in line]


def test_an_idle_constraint_is_told_with_those_that_make_it_so(tmp_path: Path) -> None:
    chosen = [["is(first, yes)"], ["strange", "is(first, yes)"], ["is(color, red)", "is(color, blue)"]]
    found = [one for one in audited(written(tmp_path, chosen)) if one.check == "idle-constraint"]
    assert [one.message for one in found] == [
        "this constraint rules out nobody: whom it would rule out, others do as well",
        "this constraint rules out nobody: its conditions never hold together",
    ]
    assert found[0].severity is Severity.WARNING
    assert found[0].detail[0] == f"the others: {found[0].file}:{found[0].line - 1}"


def test_a_constraint_about_a_declaration_that_the_policy_does_without_is_not_idle(tmp_path: Path) -> None:
    optional = "#defined tells_of/1. :- tells_of(Fact), is(Fact, yes)."
    assert not [one for one in audited(write(tmp_path / "kb", RULES + optional)) if "constraint" in one.check]
    misspelled = "tells_of(frist). :- tells_of(Fact), is(Fact, yes)."
    found = audited(write(tmp_path / "misspelled", RULES + misspelled))
    assert [one.check for one in found if "constraint" in one.check] == ["idle-constraint"]


def test_a_criterion_that_a_constraint_leaves_to_nobody_is_told_with_the_constraint(tmp_path: Path) -> None:
    (found,) = [one for one in audited(written(tmp_path, [["is(color, blue)"]])) if one.check == "never-met"]
    assert found.message == "D.1 is never met under any readings"
    assert found.detail[-1].startswith("all who would meet it are ruled out at ")
    rules = RULES.replace("is(color, blue)", "is(color, blue), is(color, red)")
    (found,) = [one for one in audited(written(tmp_path / "again", [], rules)) if one.check == "never-met"]
    assert found.detail[-1] == "no constraint is the cause: its conditions never hold together"


def test_constraints_that_leave_nobody_together_are_named(tmp_path: Path) -> None:
    chosen = [["is(first, yes)"], ["is(color, red)"], ["not is(first, yes)"]]
    (found,) = audited(written(tmp_path, chosen))
    places = [int(place.rpartition(":")[2]) for place in found.detail[-1].split() if ":" in place]
    assert found.check == "no-patient"
    assert len(places) == 2
    assert places[1] - places[0] == 2


@pytest.mark.parametrize("folder", [ROOT / "kb", ROOT / "tests" / "workshop" / "knowledge"])
def test_the_engine_refuses_each_case_that_a_real_policy_rules_out(folder: Path) -> None:
    for files, loaded in zip(read_library(folder).policies, load_policies(folder), strict=True):
        policy = KnowledgeBase.load(folder).policy(files.number)
        told = list(Constraints(loaded, files).ruled_out(loaded.outline.versions[-1].name))
        written = [one for file in files.files for one in file.parsed.statements if one.kind == "constraint"]
        assert len(told) == len(written)
        for draft in told:
            document = read_yaml("\n".join(["id: refused", f"policy: {policy.id}", "facts:", *draft.detail[1:]]))
            with pytest.raises(InconsistentCase):
                policy.determine(document)
