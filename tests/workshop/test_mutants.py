"""Mutants meet the same fate in one program as one by one, and what the cases leave alive gets a case."""

import json
import random
import re
import shutil
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from clingo import Control
from clingo.ast import AST, ASTType, parse_files
from typer.testing import CliRunner, Result

from ixasp import Determination, IxaspError, KnowledgeBase, Policy
from ixasp.answers.question import watched
from ixasp.cli.kb.app import app
from ixasp.workshop.case_files import case_files
from ixasp.workshop.case_run import read_pair
from ixasp.workshop.expectation import expectation
from ixasp.workshop.mutants.changes import Surroundings, changes
from ixasp.workshop.mutants.distinguishing import distinguished
from ixasp.workshop.mutants.equivalence import Comparison
from ixasp.workshop.mutants.expected import expected_document
from ixasp.workshop.mutants.fates import Fates
from ixasp.workshop.mutants.files import try_cases
from ixasp.workshop.mutants.killing import ExpectedCase
from ixasp.workshop.mutants.program import mutated
from ixasp.workshop.mutants.report import Fate, MutantReport
from ixasp.workshop.mutants.rules import read_rules
from ixasp.workshop.mutants.run import try_mutants
from ixasp.workshop.sides import Side, shapes
from ixasp.workshop.testing import other_answers
from ixasp.worlds.shape import Shape, worlds_program
from tests.workshop.small import load

CASES = Path(__file__).parent.parent.parent / "cases"
LIMITS = """
limit(level, at_least, ("9"; "11"), "A.1"). limit(level, above, ("9"; "10"; "11"), "A.1").
label(strictness, "how strict it is"). default(strictness, lax). about(strictness, "A.2").
reading(strictness, lax, "One is enough."). reading(strictness, strict, "Both are needed.").
"""
RULES = """
met("A.1") :- is(first, yes), at_least(level, "10").
met("A.1") :- _enough, not is(color, blue).
met("A.2") :- is(second, yes), is(reading(strictness), lax).
met("A.2") :- is(second, yes), is(reading(strictness), strict), includes(given, one).
met("D.1") :- is(color, red), not _enough.
_enough :- 2 <= #count { Member : includes(given, Member), part(_, _, _) }.
:- is(first, yes), is(color, green), not is(second, yes).
"""


def small(folder: Path, rules: str = RULES) -> Policy:
    return load(folder, LIMITS + rules)


def recorded(policy: Policy, name: str, facts: Mapping[str, object]) -> ExpectedCase:
    """Return a case that expects all that the policy says of it now, under either option of its readings."""
    case = policy.case({"id": name, "policy": policy.id, "description": name, "facts": dict(facts)})
    answers = []
    for option in ("lax", "strict"):
        try:
            got = policy.determine(case, readings={"strictness": option})
        except IxaspError:
            answers.append({"error": "inconsistent"})
        else:
            told = json.loads(got.model_dump_json())
            answers.append({key: told[key] for key in ("outcome", "basis", "criteria", "exclusions")})
    readings = [{"select": {"strictness": "strict"}, **answers[1]}]
    return ExpectedCase(name, case, expectation({**answers[0], "readings": readings}, policy.loaded))


def some_cases(policy: Policy, number: int, seed: int) -> list[ExpectedCase]:
    chance = random.Random(seed)
    values: dict[str, list[object]] = {
        "first": ["yes", "no"],
        "second": ["yes", "no"],
        "color": ["red", "green", "blue"],
        "level": ["8.5", "9", "10", "10.5", "<11", {"low": "9", "high": "10"}],
        "given": [[], ["one"], ["other"], ["one", "other"]],
    }
    found = []
    for at in range(number):
        told = {name: chance.choice(options) for name, options in values.items() if chance.random() < 0.7}
        found.append(recorded(policy, f"case-{at}", {"request_type": "initial", "request_date": "2026-01-01", **told}))
    return found


# One by one: the file is rewritten for each mutant, and the knowledge base read anew.


def rewritten(folder: Path, target: Path, file: str, line: int, before: str, after: str) -> Path:
    """Return the folder of a knowledge base in which one rule, or one of a pool, is another."""
    shutil.copytree(folder, target)
    path = target / Path(file).relative_to(Path(file).parts[0])
    nodes: list[AST] = []
    parse_files([str(path)], nodes.append)
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in nodes:
        if node.ast_type is not ASTType.Rule or Path(node.location.begin.filename) != path:
            continue
        texts = [str(one).replace("#false :-", ":-") for one in node.unpool()]
        begin, end = node.location.begin, node.location.end
        if begin.line == line and before in texts:
            texts[texts.index(before)] = after
            first = lines[begin.line - 1].encode()[: begin.column - 1].decode()
            last = lines[end.line - 1].encode()[end.column - 1 :].decode()
            lines[begin.line - 1 : end.line] = [f"{first}{' '.join(texts)}{last}"]
            path.write_text("\n".join(lines), encoding="utf-8")
            return target
    raise AssertionError(f"{file}:{line}: no rule {before}")


def worlds(policy: Policy) -> set[frozenset[str]]:
    """Return what is told of each fully known patient, with the patient: every answer set, found by plain clingo."""
    told = {"is", "includes", "at_least", "above"}
    atoms = set(watched(policy.outline).atoms)
    control = Control(["0", "-Wnone"])
    control.load(str(policy.loaded.program.sources.entry))
    control.add(
        "base", [], worlds_program(policy.loaded.vocabulary, Shape(0, 0, policy.loaded.vocabulary.most_compared))
    )
    control.ground([("base", [])])
    found = set()
    with control.solve(yield_=True) as handle:
        for model in handle:
            shown = {(symbol.name, str(symbol)) for symbol in model.symbols(atoms=True)}
            found.add(frozenset(text for name, text in shown if name in told or text in atoms))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_one_program_holds_all_mutants_as_if_each_were_written_by_itself(seed: int, tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    policy = small(folder)
    cases = some_cases(policy, 6 + 6 * seed, seed)
    report = try_mutants([policy.loaded], {policy.id: cases})
    usual = worlds(policy)
    fates = set()
    chance = random.Random(seed)
    for at, mutant in enumerate(chance.sample(report.mutants, 25)):
        if mutant.fate is Fate.NO_PROGRAM:
            continue
        place = rewritten(folder, tmp_path / str(at), mutant.file, mutant.line, mutant.before, mutant.after)
        changed = KnowledgeBase.load(place).policy("SMALL")
        assert (worlds(changed) == usual) is (mutant.fate is Fate.EQUIVALENT), mutant
        killed = any(other_answers(changed, changed.case(one.case.document), one.expected) for one in cases)
        assert killed is (mutant.fate is Fate.KILLED), mutant
        fates.add(mutant.fate)
    assert fates >= {Fate.KILLED, Fate.EQUIVALENT}


def test_what_is_left_alive_gets_cases_that_kill_it(tmp_path: Path) -> None:
    policy = small(tmp_path / "kb")
    cases = some_cases(policy, 4, 1)
    before = try_mutants([policy.loaded], {policy.id: cases})
    assert before.count(Fate.ALIVE) > 10
    assert all(mutant.case for mutant in before.mutants if mutant.fate is Fate.ALIVE)
    for written in before.written:
        case = policy.case(written.case)
        cases.append(ExpectedCase(written.name, case, expectation(written.expected, policy.loaded)))
        assert not other_answers(policy, case, cases[-1].expected)
    after = try_mutants([policy.loaded], {policy.id: cases})
    assert after.count(Fate.ALIVE) == 0
    assert after.count(Fate.EQUIVALENT) == before.count(Fate.EQUIVALENT)


def test_a_smallest_case_tells_no_fact_more_than_it_needs(tmp_path: Path) -> None:
    policy = small(tmp_path / "kb", 'met("A.1") :- is(first, yes). met("A.2") :- is(second, yes).')
    with mutated(policy.loaded) as found:
        (dropped,) = [one for one in found.mutants if one.before.startswith('met("A.1") :-') and "dropped" in one.what]
        changed = found.alone(dropped.number).loaded
        (shape,) = shapes([Side(changed, "2025-01-01", {})], 0)
        charts = distinguished(Comparison(policy.loaded, Side(changed, "2025-01-01", {}), shape))
        smallest = next(charts).facts
    assert smallest == {"request_date": "2025-01-01", "first": "no", "second": "no"}


# What is changed


def texts(policy: Policy) -> dict[str, set[str]]:
    rules = read_rules(policy.loaded)
    around = Surroundings.of(policy.loaded, rules)
    return {
        rule.text: {str(change.node or "").replace("#false :-", ":-") for change in changes(rule, around)}
        for rule in rules.changed
    }


def test_every_kind_of_change_is_made(tmp_path: Path) -> None:
    found = texts(small(tmp_path / "kb"))
    assert found['met("A.1") :- is(first,yes); at_least(level,"10").'] == {
        "",
        'met("A.1") :- at_least(level,"10").',
        'met("A.1") :- not is(first,yes); at_least(level,"10").',
        'met("A.1") :- is(first,yes).',
        'met("A.1") :- is(first,yes); not at_least(level,"10").',
        'met("A.1") :- is(first,yes); above(level,"10").',
        'met("A.1") :- is(first,yes); at_least(level,"9").',
        'met("A.1") :- is(first,yes); at_least(level,"11").',
    }
    assert found['met("A.2") :- is(second,yes); is(reading(strictness),lax).'] == {
        "",
        'met("A.2") :- is(reading(strictness),lax).',
        'met("A.2") :- not is(second,yes); is(reading(strictness),lax).',
        'met("A.2") :- is(second,yes).',
        'met("A.2") :- is(second,yes); is(reading(strictness),strict).',
    }
    assert 'met("D.1") :- is(color,green); not _enough.' in found['met("D.1") :- is(color,red); not _enough.']
    (count,) = [changed for rule, changed in found.items() if rule.startswith("_enough")]
    assert "_enough :- 3 <= #count { Member: includes(given,Member), part(_,_,_) }." in count
    assert "_enough :- 2 < #count { Member: includes(given,Member), part(_,_,_) }." in count
    assert "_enough :- 2 <= #count { Member: includes(given,Member) }." in count
    assert ":- is(color,green); not is(second,yes)." in found[":- is(first,yes); is(color,green); not is(second,yes)."]
    assert found['exclusion("D.1").'] == {""}
    assert 'criterion("A",all).' in found['criterion("A",any).']


def test_declarations_stay_as_they_are(tmp_path: Path) -> None:
    declared = re.compile(r"(fact|domain|label|question|limit|reading|default|version)\(")
    assert not [rule for rule in texts(small(tmp_path / "kb")) if declared.match(rule)]


def test_a_change_that_is_no_program_is_counted_and_tried_on_nobody(tmp_path: Path) -> None:
    rules = 'met("A.1") :- includes(given, X), _wanted(X). _wanted(one). met("D.1") :- not met("A").'
    with mutated(small(tmp_path / "kb", rules).loaded) as found:
        good = {mutant.after for mutant in found.mutants}
        bad = {(mutant.before, mutant.after) for mutant in found.refused}
    assert 'met("A.1") :- includes(given,X).' in good
    whole = "met(Whole) :- criterion(Whole,any); part(Whole,_,Part); met(Part)."
    assert (whole, "met(Whole) :- criterion(Whole,any); met(Part).") in bad  # it would depend on its own negation
    assert "met(Whole) :- part(Whole,_,Part); met(Part)." in good
    younger = "_younger(Part) :- part(Whole,_,Part); _younger(Whole)."
    assert (younger, "_younger(Part) :- _younger(Whole).") in bad  # nothing would bind Part
    assert ('criterion("A.1",rule).', "") in bad  # the outline would have a part without a paragraph
    assert not {after for _, after in bad} & good - {""}


# On the command line


main = typer.Typer(pretty_exceptions_enable=False)
main.add_typer(app)


@main.callback()
def whole() -> None:
    """Stands around the commands, as in the program."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["kb", "mutants", *map(str, arguments)])


def written_cases(policy: Policy, folder: Path) -> Path:
    """Write cases that kill all mutants of the small policy, and return their folder."""
    folder.mkdir()
    for case in try_mutants([policy.loaded], {policy.id: []}).written:
        (folder / f"{case.name}.yaml").write_text(json.dumps(case.case), encoding="utf-8")
        (folder / f"{case.name}.expected.json").write_text(json.dumps(case.expected), encoding="utf-8")
    return folder


def test_a_planted_gap_is_found_and_the_case_that_is_written_closes_it(tmp_path: Path) -> None:
    cases = written_cases(small(tmp_path / "kb"), tmp_path / "cases")
    full = run(cases, "--kb", tmp_path / "kb")
    assert full.exit_code == 0, full.output
    assert " 0 alive" in full.stdout
    gone = sorted(cases.glob("*.yaml"))[2]
    gone.unlink()
    gone.with_suffix(".expected.json").unlink()
    gap = run(cases, "--kb", tmp_path / "kb", "--write")
    assert gap.exit_code == 1
    assert re.search(r"^kb/.+\.lp:\d+: .+: alive$", gap.stdout, re.MULTILINE)
    assert "written, to be reviewed" in gap.stderr
    closed = run(cases, "--kb", tmp_path / "kb", "--format", "json")
    assert closed.exit_code == 0, closed.output
    assert MutantReport.model_validate_json(closed.stdout).count(Fate.ALIVE) == 0


def test_all_mutants_are_listed_on_request(tmp_path: Path) -> None:
    cases = written_cases(small(tmp_path / "kb"), tmp_path / "cases")
    listed = run(cases, "--kb", tmp_path / "kb", "--all").stdout
    for word in ("killed by mutant-", ": equivalent", ": not a program", "  before  ", "  after   (nothing)"):
        assert word in listed
    assert "\nNot a program: what is left can't be run" in listed


def test_a_case_that_fails_already_is_refused(tmp_path: Path) -> None:
    cases = written_cases(small(tmp_path / "kb"), tmp_path / "cases")
    file = next(path for path in sorted(cases.glob("*.expected.json")) if "approve" in path.read_text())
    file.write_text('{"outcome": "pend"}', encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Fates, "prove", pytest.fail)  # what takes long is not even begun
        refused = run(cases, "--kb", tmp_path / "kb")
    assert refused.exit_code == 2
    name = file.name.removesuffix(".expected.json")
    message = "the rules as they are do not decide it as expected; expected cases that `ixasp kb test` passes"
    assert refused.stderr == f"{name}: {message}\n"
    assert refused.stdout == ""


def test_files_that_are_no_cases_are_named(tmp_path: Path) -> None:
    small(tmp_path / "kb")
    (tmp_path / "bin").mkdir()
    empty = run(tmp_path / "bin", "--kb", tmp_path / "kb")
    assert empty.exit_code == 2
    assert f"there is no case in `{tmp_path / 'bin'}`; expected NAME.yaml" in empty.stderr
    (tmp_path / "bin" / "tool.json").write_bytes(b"\x7fELF\xff")
    binary = run(tmp_path / "bin", "--kb", tmp_path / "kb")
    assert binary.exit_code == 2
    assert binary.stderr == f"{tmp_path / 'bin' / 'tool.json'}: byte 4 is not valid UTF-8; expected text in UTF-8\n"


def test_an_unknown_policy_is_refused(tmp_path: Path) -> None:
    cases = written_cases(small(tmp_path / "kb"), tmp_path / "cases")
    assert run(cases, "--kb", tmp_path / "kb", "--policy", "NONE").exit_code == 2


# The packaged knowledge base


BASE = KnowledgeBase.load()
POLICY = BASE.policy("MP-RX-FP-46-23")


@pytest.fixture(scope="module")
def packaged_report() -> MutantReport:
    return try_cases(BASE, [CASES])[0]


def test_the_cases_kill_whatever_can_be_killed(packaged_report: MutantReport) -> None:
    assert packaged_report.policies == BASE.policies
    assert packaged_report.count(Fate.KILLED) > 1000
    assert [mutant for mutant in packaged_report.mutants if mutant.fate is Fate.ALIVE] == []


def test_no_two_mutants_are_the_same(packaged_report: MutantReport) -> None:
    keys = sorted((one.file, one.line, one.before, one.after) for one in packaged_report.mutants)
    assert all(one != other for one, other in pairwise(keys))


def test_a_mutant_is_killed_by_just_the_case_that_is_named(packaged_report: MutantReport) -> None:
    pairs = {pair.name: pair for file in case_files([CASES]) if (pair := read_pair(BASE, file, POLICY.id)) is not None}
    named = {(one.file, one.line, one.what, one.after): one.killed_by for one in packaged_report.mutants}
    with mutated(POLICY.loaded) as found:
        for mutant in random.Random(4).sample(found.mutants, 15):
            name = named[(mutant.place.file, mutant.place.line, mutant.what, mutant.after)]
            if name in pairs:
                changed = found.alone(mutant.number)
                case = changed.case(pairs[name].case.document)
                assert other_answers(changed, case, pairs[name].expected), (mutant, name)


def test_an_equivalent_mutant_decides_each_case_alike(packaged_report: MutantReport) -> None:
    pairs = [pair for file in case_files([CASES]) if (pair := read_pair(BASE, file, POLICY.id)) is not None]
    equivalent = {
        (one.file, one.line, one.what, one.after) for one in packaged_report.mutants if one.fate is Fate.EQUIVALENT
    }
    chance = random.Random(5)
    with mutated(POLICY.loaded) as found:
        same = [m for m in found.mutants if (m.place.file, m.place.line, m.what, m.after) in equivalent]
        for mutant in chance.sample(same, 4):
            changed = found.alone(mutant.number)
            for pair in chance.sample(pairs, 8):
                case = changed.case(pair.case.document)
                assert not other_answers(changed, case, pair.expected), (mutant, pair.name)


def test_what_a_gap_leaves_alive_is_the_same_in_one_program_and_one_by_one() -> None:
    pairs = [pair for file in case_files([CASES]) if (pair := read_pair(BASE, file, POLICY.id)) is not None]
    chance = random.Random(6)
    cases = [ExpectedCase(one.name, one.case, one.expected) for one in chance.sample(pairs, 8)]
    with mutated(POLICY.loaded) as found:
        fates = Fates(found, cases)
        fates.prove()
        fates.kill()
        sample = chance.sample(found.mutants, 25)
        fates.kill_by_answers({mutant.number for mutant in found.mutants} - {mutant.number for mutant in sample})
        for mutant in sample:
            changed = found.alone(mutant.number)
            by_itself = any(other_answers(changed, changed.case(one.case.document), one.expected) for one in cases)
            assert by_itself is (mutant.number in fates.killed_by), mutant


def test_an_expectation_states_what_a_mutant_makes_otherwise() -> None:
    with mutated(POLICY.loaded) as found:
        (mutant,) = [one for one in found.mutants if one.after.startswith("authorization(initial,7")]
        case = POLICY.read_case(CASES / "a-ii-a-met.yaml")
        expected = expected_document(POLICY, found.alone(mutant.number), case, {})
    assert isinstance(POLICY.determine(case), Determination)
    assert expected == {"outcome": "approve", "basis": ["A.ii.A"], "exclusions": [], "authorization": {"months": 6}}
