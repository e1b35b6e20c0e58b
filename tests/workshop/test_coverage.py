"""Coverage says of a small policy just what can be seen by hand, and of every rule what taking it out shows."""

import json
import shutil
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from ixasp import InconsistentCase, KnowledgeBase, Policy
from ixasp.answers.determination import Outcome
from ixasp.cli.kb.app import app
from ixasp.workshop.case_files import case_files
from ixasp.workshop.case_run import ReadyCase, read_pair
from ixasp.workshop.coverage.decisions import decisions
from ixasp.workshop.coverage.declared import Declared
from ixasp.workshop.coverage.measure import coverage
from ixasp.workshop.coverage.result import Coverage, Item, PolicyCoverage
from ixasp.workshop.coverage.switches import switches
from ixasp.workshop.coverage.turning import Turn, rests_on, turns_on
from ixasp.workshop.expectation import Expectation
from ixasp.workshop.syntax.library import PolicyFiles, read_library
from ixasp.workshop.syntax.statements import Statement

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "cases"

POLICY = """
#include "../../core/outline.lp".
policy("T-1").
version("2025-01-01", 1).
version("2026-01-01", 2).
fact(request_day, date). label(request_day, "day of the request"). selects_version(request_day).
fact(fever, yes_no). label(fever, "fever"). question(fever, "Is there a fever?").
fact(chills, yes_no). label(chills, "chills"). question(chills, "Are there chills?").
fact(route, one_of). domain(route, (oral; injected)). label(route, "route"). question(route, "Which route?").
fact(score, quantity). label(score, "score"). question(score, "Which score?"). default_unit(score, "points").
limit(score, at_least, "3", "A.1").
fact(unused, yes_no). label(unused, "a fact that nothing asks for").
reading(strict, by_score, "The score counts."). reading(strict, by_fever, "Fever counts, whatever the score.").
default(strict, by_score). label(strict, "what counts"). about(strict, "A.1").
top("A", 1). top("B", 2).
section("A").
criterion("A", all). label("A", "criteria"). part("A", 1, "A.1"). part("A", 2, "A.2").
criterion("A.1", rule). label("A.1", "sick enough").
criterion("A.2", rule). label("A.2", "a route").
criterion("B", rule). label("B", "excluded"). exclusion("B").
alternative("A").
met("A.1") :- is(reading(strict), by_score), at_least(score, "3").
met("A.1") :- is(reading(strict), by_fever), sick.
sick :- is(fever, yes).
sick :- is(chills, yes), is(fever, yes).
met("A.2") :- is(route, injected).
met("A.2") :- is(route, oral), not sick.
met("B") :- is(fever, yes), is(chills, no), not at_least(score, "3").
idle :- is(unused, yes).
:- is(chills, yes), not is(fever, yes).
"""
"""Fever with chills is fever anyway, so one rule for `sick` never matters."""


def knowledge_base(root: Path, text: str = POLICY) -> KnowledgeBase:
    """Return a knowledge base of one policy."""
    (root / "policies" / "t").mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "kb" / "core", root / "core", dirs_exist_ok=True)
    (root / "policies" / "t" / "policy.lp").write_text(text, encoding="utf-8")
    return KnowledgeBase.load(root)


def files_of(policy: Policy) -> PolicyFiles:
    sources = policy.loaded.program.sources
    entry = sources.entry.resolve()
    return next(files for files in read_library(sources.root).policies if files.entry.path == entry)


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(POLICY.splitlines(), start=1) if line.startswith(text))


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    return knowledge_base(tmp_path / "kb")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    return tmp_path / "cases"


def write(folder: Path, name: str, facts: Mapping[str, object], expected: Mapping[str, object]) -> None:
    document = {"id": name, "policy": "T-1", "facts": {"request_day": "2026-02-01", **facts}}
    (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / f"{name}.expected.json").write_text(json.dumps(expected), encoding="utf-8")


def measured(base: KnowledgeBase, folder: Path) -> PolicyCoverage:
    (found,) = coverage(base, [folder]).policies
    return found


def items(found: PolicyCoverage, name: str) -> dict[str, Item]:
    (group,) = [group for group in found.groups if group.id == name]
    assert group.covered == sum(item.covered for item in group.items)
    return {item.id: item for item in group.items}


def covered(found: PolicyCoverage, name: str) -> set[str]:
    return {name for name, item in items(found, name).items() if item.covered}


def test_one_case_covers_just_what_it_decides(base: KnowledgeBase, cases: Path) -> None:
    facts = {"fever": "no", "chills": "no", "route": "oral", "score": "3"}
    write(cases, "well", facts, {"outcome": "approve", "criteria": {"A.1": "met"}})
    found = measured(base, cases)
    assert covered(found, "requests") == {"approve"}
    assert covered(found, "criteria") == {"A met", "A.1 met", "A.2 met", "B not met"}
    assert items(found, "criteria")["A.1 met"].note == ""
    assert items(found, "criteria")["A.2 met"].note == "no expectation states it"
    assert covered(found, "exclusions") == set()
    assert covered(found, "limits") == {"score at least 3", "score exactly 3"}
    assert covered(found, "values") == {"fever no", "chills no", "route oral"}
    assert "unused no" not in items(found, "values")
    assert covered(found, "versions") == {"2026-01-01"}
    assert covered(found, "readings") == {"strict=by_score"}
    assert items(found, "readings")["strict=by_fever"].note == "no expectation selects it"
    lines = {item.line for item in items(found, "rules").values() if item.covered and item.file.endswith("policy.lp")}
    assert lines == {line_of('met("A.1") :- is(reading(strict), by_score)'), line_of('met("A.2") :- is(route, oral)')}


def test_every_side_of_a_limit_needs_a_case_of_its_own(base: KnowledgeBase, cases: Path) -> None:
    write(cases, "below", {"score": "2.99"}, {"outcome": "deny"})
    assert covered(measured(base, cases), "limits") == {"score below 3"}
    write(cases, "bound", {"score": ">3"}, {"outcome": "pend"})
    assert covered(measured(base, cases), "limits") == {"score below 3", "score at least 3"}
    write(cases, "open", {"score": "<=3"}, {"outcome": "pend"})
    assert covered(measured(base, cases), "limits") == {"score below 3", "score at least 3"}
    write(cases, "at", {"score": "3.0"}, {"outcome": "pend"})
    assert covered(measured(base, cases), "limits") == {"score below 3", "score at least 3", "score exactly 3"}


def test_an_exclusion_is_covered_where_it_decides_alone(base: KnowledgeBase, cases: Path) -> None:
    facts = {"fever": "yes", "chills": "no", "route": "injected", "score": "2"}
    write(cases, "excluded", facts, {"outcome": "deny", "exclusions": ["B"]})
    assert covered(measured(base, cases), "exclusions") == {"B denies alone"}


def test_an_option_is_covered_where_an_expectation_selects_it_and_the_answer_turns_on_it(
    base: KnowledgeBase, cases: Path
) -> None:
    facts = {"fever": "yes", "chills": "yes", "route": "injected", "score": "3"}
    by_fever = {"select": {"strict": "by_fever"}, "outcome": "approve"}
    write(cases, "both", facts, {"outcome": "approve", "readings": [by_fever]})
    found = items(measured(base, cases), "readings")
    assert [item.covered for item in found.values()] == [False, False]
    assert {item.note for item in found.values()} == {"an answer is given under it, but none turns on it"}
    write(cases, "low", facts | {"score": "1"}, {"outcome": "deny", "readings": [by_fever]})
    found = items(measured(base, cases), "readings")
    assert [(item.covered, item.by, item.note) for item in found.values()] == [(True, ("low",), "")] * 2


def test_a_constraint_is_covered_where_a_case_is_contradictory_by_it(base: KnowledgeBase, cases: Path) -> None:
    place = f"policy.lp:{line_of(':- is(chills, yes), not')}"
    write(cases, "without", {"fever": "yes"}, {"outcome": "pend"})
    assert not any(name.endswith(place) for name in covered(measured(base, cases), "rules"))
    clash = {"error": "inconsistent", "clash": ["fever", "chills"]}
    write(cases, "clash", {"fever": "no", "chills": "yes"}, clash)
    assert any(name.endswith(place) for name in covered(measured(base, cases), "rules"))


def test_a_rule_that_never_matters_is_never_covered_and_one_that_nothing_asks_for_does_not_count(
    base: KnowledgeBase, cases: Path
) -> None:
    for number, (fever, chills, route, score) in enumerate(product(("yes", "no"), ("yes", "no"), ("oral",), "24")):
        if (fever, chills) != ("no", "yes"):
            facts = {"fever": fever, "chills": chills, "route": route, "score": score}
            by_fever = {"select": {"strict": "by_fever"}, "outcome": "pend"}
            write(cases, f"case-{number}", facts, {"outcome": "pend", "readings": [by_fever]})
    found = measured(base, cases)
    lacking = {item.line: item.note for item in items(found, "rules").values() if item.file.endswith("policy.lp")}
    assert lacking[line_of("sick :- is(chills")] == "it fires, but every answer would be the same without it"
    idle = {(item.line, item.note) for item in found.not_counted if item.file.endswith("policy.lp")}
    assert idle == {(line_of("idle"), "nothing that is decided asks for it")}


def answer_of(policy: Policy, case: object, readings: Mapping[str, str]) -> object:
    """Return what a determination settles, or what clashes."""
    try:
        with policy.asking(case, readings) as (question, worlds):
            sections = tuple(f'own_section("{name}")' for name in policy.outline.sections)
            return tuple(worlds.settle(question.watched.atoms)), tuple(map(worlds.certainly, sections))
    except InconsistentCase as error:
        return {fact.fact for fact in error.clash}


def test_an_answer_rests_on_a_rule_just_where_taking_it_out_changes_the_answer(tmp_path: Path) -> None:
    base = knowledge_base(tmp_path / "kb")
    policy = base.policy("T-1")
    files = files_of(policy)
    values = [
        ("fever", "yes", "no", None),
        ("chills", "yes", "no", None),
        ("route", "oral", None),
        ("score", "2", "3", None),
    ]
    ready = []
    for chosen in product(*(options for _, *options in values)):
        facts = {name: value for (name, *_), value in zip(values, chosen, strict=True) if value}
        case = policy.case({"policy": "T-1", "facts": facts})
        other = {"select": {"strict": "by_fever"}, "outcome": "pend"}
        expected = Expectation.model_validate({"outcome": Outcome.PEND, "readings": [other]})
        ready.append(ReadyCase("case", policy, case, expected))
    differ = 0
    with switches(policy, files) as switched:
        found = list(decisions(ready, switched))
        assert len(found) == 2 * len(ready) == 108
        for rule in (rule for rule in switched.rules if rule.file.endswith("policy.lp")):
            lines = POLICY.splitlines()
            lines[rule.statement.line - 1] = ""
            without = knowledge_base(tmp_path / f"without-{rule.statement.line}", "\n".join(lines)).policy("T-1")
            for one in found:
                before = answer_of(policy, one.case.case, one.selected)
                changed = before != answer_of(without, one.case.case, one.selected)
                may_matter = not one.statuses or rule.statement.kind == "constraint" or one.fires(rule)
                assert changed == (may_matter and rests_on(one, rule, switched)), (rule.statement.text, one.case.case)
                differ += changed
        for one in found:
            option = "by_score" if one.selected else "by_fever"
            turn = turns_on(one, "strict", option, switched, outcome_only=False)
            before, after = (answer_of(policy, one.case.case, chosen) for chosen in (one.selected, {"strict": option}))
            assert (turn is not Turn.NOTHING) == (before != after)
    assert differ > 100


def without(root: Path, policy: Policy, file: str, statement: Statement) -> Policy:
    """Return a policy without one of its statements."""
    source = policy.loaded.program.sources.root
    shutil.copytree(source, root)
    path = root / Path(file).resolve().relative_to(source)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[statement.line - 1 : statement.last_line] = [""] * (statement.last_line - statement.line + 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    return KnowledgeBase.load(root).policy(policy.id)


def test_the_same_holds_for_rules_of_the_packaged_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    base = KnowledgeBase.load()
    policy = base.policy("MP-RX-FP-46-23")
    names = ["window-*", "inconsistent-record-*", "dosing-3*", "split-*", "reading-[a-h]*"]
    pairs = [pair for file in case_files([CASES], names) if (pair := read_pair(base, file, policy.id)) is not None]
    compared = differ = 0
    with switches(policy, files_of(policy)) as switched:
        found = list(decisions(pairs, switched))
        assert len(found) >= 20
        for number, rule in enumerate(switched.rules[4::12]):
            other = without(tmp_path / str(number), policy, rule.file, rule.statement)
            for one in found:
                before = answer_of(policy, one.case.case, one.selected)
                changed = before != answer_of(other, one.case.case, one.selected)
                may_matter = not one.statuses or rule.statement.kind == "constraint" or one.fires(rule)
                assert changed == (may_matter and rests_on(one, rule, switched)), (rule.statement.text, one.case.name)
                compared += 1
                differ += changed
    assert compared > 200
    assert differ > 10


@pytest.fixture(scope="module")
def whole() -> Coverage:
    return coverage(KnowledgeBase.load(), [CASES])


def test_the_examples_cover_most_of_the_packaged_policies(whole: Coverage) -> None:
    assert whole.problems == whole.left_out == ()
    found = {policy.policy: policy for policy in whole.policies}["MP-RX-FP-46-23"]
    for name in ("requests", "exclusions", "readings", "versions"):
        assert covered(found, name) == set(items(found, name))
    assert found.percent >= 90
    assert found.covered == sum(group.covered for group in found.groups)


def test_every_place_is_a_line_that_declares_what_it_is_said_to(whole: Coverage) -> None:
    root = KnowledgeBase.load().policy("MP-RX-FP-46-23").loaded.program.sources.root.parent
    predicates = {
        **{"requests": "section(", "criteria": "criterion(", "exclusions": "criterion(", "readings": "reading("},
        **{"windows": "window(", "versions": "version("},
    }
    places = 0
    for group in (group for policy in whole.policies for group in policy.groups):
        for item in group.items:
            path = Path(item.file) if Path(item.file).is_file() else root / item.file
            line = path.read_text(encoding="utf-8").splitlines()[item.line - 1]
            if group.id == "rules":
                head = item.says.partition(" :- ")[0]
                assert line.startswith(head[:4].rstrip()), (item.id, line)
            elif group.id == "limits":
                assert "limit(" in line, (item.id, line)
                assert item.id.split()[0] in line, (item.id, line)
            elif group.id == "values":
                assert line.startswith(("fact(", "domain(", "field(", "special(")), (item.id, line)
            else:
                assert predicates[group.id] in line, (item.id, line)
            places += 1
    assert places > 500


def test_a_declaration_is_found_within_pools_and_ranges(tmp_path: Path) -> None:
    text = POLICY + '\nwindow(dose, (0; 4; 12)).\nwindow(other, 1..3).\nlimit((one; two), above, ("2.5"; "10"), "B").\n'
    declared = Declared(files_of(knowledge_base(tmp_path, text).policy("T-1")))
    lines = len(POLICY.splitlines())
    assert declared.place("window", "dose", "4")[1] == lines + 2
    assert declared.place("window", "other", "2")[1] == lines + 3
    assert declared.place("limit", "two", "above", "10")[1] == lines + 4
    assert declared.place("limit", "two", "above", "5")[1] == 1


main = typer.Typer(pretty_exceptions_enable=False)
main.add_typer(app)


@main.callback()
def around() -> None:
    """Stands around the commands, as in the program."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["kb", "coverage", *map(str, arguments)])


def test_the_command_tells_first_what_is_not_covered(base: KnowledgeBase, cases: Path, tmp_path: Path) -> None:
    write(cases, "well", {"route": "oral", "score": "3"}, {"outcome": "pend"})
    found = run(cases, "--kb", tmp_path / "kb")
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    number = line_of('met("A.2") :- is(route, injected)')
    place = f"policies/t/policy.lp:{number}"
    assert any(line.endswith(f'{place}: met("A.2") :- is(route,injected).') for line in lines)
    assert lines.index("not covered: rules and constraints") < lines.index("    1 of    2  versions")
    assert any(line.startswith("1 cases, 1 answers; not counted") for line in lines)


def test_the_command_fails_under_a_percentage(base: KnowledgeBase, cases: Path, tmp_path: Path) -> None:
    write(cases, "well", {"route": "oral", "score": "3"}, {"outcome": "pend"})
    found = run(cases, "--kb", tmp_path / "kb", "--format", "json")
    (policy,) = json.loads(found.stdout)["policies"]
    exact = 100 * policy["covered"] / policy["total"]
    assert policy["percent"] <= exact < policy["percent"] + 0.1
    assert run(cases, "--kb", tmp_path / "kb", "--fail-under", exact - 0.01).exit_code == 0
    assert run(cases, "--kb", tmp_path / "kb", "--fail-under", exact + 0.01).exit_code == 1


def test_what_does_not_count_is_reported(base: KnowledgeBase, cases: Path, tmp_path: Path) -> None:
    write(cases, "well", {"score": "3"}, {"outcome": "pend"})
    write(cases, "alone", {"score": "3"}, {"outcome": "pend"})
    (cases / "alone.expected.json").unlink()
    found = run(cases, "--kb", tmp_path / "kb")
    assert found.exit_code == 0
    assert "alone.json: a case without an expectation; expected alone.expected.json beside it" in found.stdout
    write(cases, "wrong", {"scor": "3"}, {"outcome": "pend"})
    found = run(cases, "--kb", tmp_path / "kb")
    assert found.exit_code == 2
    assert "wrong.json: facts.scor: unknown fact `scor`; did you mean `score`?" in found.stdout
    assert run(cases, "--kb", tmp_path / "kb", "--only", "none").exit_code == 2


def test_a_policy_that_is_asked_for_is_measured_even_without_a_case(base: KnowledgeBase, cases: Path) -> None:
    write(cases, "well", {"score": "3"}, {"outcome": "pend"})
    (found,) = coverage(base, [cases], policy="T-1", only=["well"]).policies
    assert found.cases == 1
    packaged = KnowledgeBase.load()
    none = coverage(packaged, [CASES / "a-ii-a-met.yaml"], policy=packaged.policies[0])
    assert [(one.policy, one.cases, one.covered) for one in none.policies] == [(packaged.policies[0], 0, 0)]
