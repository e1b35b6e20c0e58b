"""New policies, facts, criteria and readings: what they write loads, decides and passes every check at once."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ixasp import KnowledgeBase
from ixasp.cli.kb.app import app
from ixasp.errors import KnowledgeBaseError
from ixasp.workshop.case_run import Verdict, run_cases
from ixasp.workshop.checking import check
from ixasp.workshop.skeleton.parts import FactKind, append_part, criterion_part, fact_part, reading_part
from ixasp.workshop.skeleton.policy import new_policy

DAY = date(2026, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_policy("sample_drug", "SAMPLE-1", tmp_path / "kb", day=DAY)
    return tmp_path / "kb"


def extend(folder: Path, file: str, part: str) -> None:
    append_part(part, folder / "policies" / "sample_drug" / file)


def edit(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / "policies" / "sample_drug" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_new_policy_decides_passes_the_checks_and_has_its_cases(tmp_path: Path) -> None:
    made = new_policy("sample_drug", "SAMPLE-1", tmp_path / "kb", label="Sample drug", day=DAY)
    assert all(Path(file).is_file() for file in made.files)
    assert check(tmp_path / "kb", None).findings == ()
    loaded = KnowledgeBase.load(tmp_path / "kb")
    assert loaded.policy("SAMPLE-1").loaded.outline.label == "Sample drug (SAMPLE-1)"
    run = run_cases(loaded, [Path(made.cases)])
    assert run.count(Verdict.AS_EXPECTED) == len(run.results) == 4


def test_a_new_policy_stands_beside_others_and_leaves_shared_rules_alone(folder: Path) -> None:
    outline = folder / "core" / "outline.lp"
    outline.write_text(outline.read_text(encoding="utf-8") + "% kept\n", encoding="utf-8")
    made = new_policy("another", "SAMPLE-2", folder, day=DAY)
    assert not [file for file in made.files if "core" in file]
    assert outline.read_text(encoding="utf-8").endswith("% kept\n")
    assert set(KnowledgeBase.load(folder).policies) == {"SAMPLE-1", "SAMPLE-2"}
    assert check(folder, None).findings == ()


def test_nothing_is_overwritten_and_all_problems_are_told_at_once(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(KnowledgeBaseError) as caught:
        new_policy("sample_drug", "SAMPLE-1", folder)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "is there already; expected a name that no policy has" in lines[0]
    assert "a policy `SAMPLE-1` already" in lines[1]
    with pytest.raises(KnowledgeBaseError) as caught:
        new_policy("Not A Name", 'a"b', folder, label="two\nlines")
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()][:2] == ["NAME", "--policy"]
    with pytest.raises(KnowledgeBaseError, match="can't stand in a rule"):
        new_policy("../elsewhere", "SAMPLE-9", folder)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", FactKind)
def test_a_fact_of_every_kind_loads_and_lacks_nothing_but_a_use(folder: Path, kind: FactKind) -> None:
    extend(folder, "facts.lp", fact_part("severity", kind, values=("mild", "severe"), unit="kg", root=folder))
    found = [finding.check for finding in check(folder, None).findings]
    assert found == ["unused-fact"]
    fact = KnowledgeBase.load(folder).policy("SAMPLE-1").loaded.vocabulary.facts["severity"]
    assert (fact.kind.value, fact.label) == (kind.value, "severity")
    assert fact.question


def test_a_fact_a_criterion_and_a_reading_together_pass_the_checks(folder: Path) -> None:
    extend(folder, "facts.lp", fact_part("severity", FactKind.ONE_OF, values=("mild", "severe"), root=folder))
    criterion = criterion_part("A.ii", label="severe enough", when="severe_enough", root=folder)
    assert 'part("A", 2, "A.ii").' in criterion
    extend(folder, "criteria.lp", criterion)
    reading = reading_part("needed_severity", "A.ii", options=("severe_only", "any_severity"), root=folder)
    extend(folder, "readings.lp", reading)
    rules = (
        "severe_enough :- is(severity, severe).\n"
        "severe_enough :- is(reading(needed_severity), any_severity), is(severity, mild).\n"
        'label(severe_enough, "severe enough").\n'
    )
    extend(folder, "criteria.lp", rules)
    edit(folder, "criteria.lp", "Defines: met/1 for A.i", "Defines: met/1 for A.i and A.ii; their declarations")
    for file in ("facts.lp", "criteria.lp", "readings.lp"):
        edit(folder, file, "% Encodes: A.i", "% Encodes: A.i, A.ii")
    assert [str(finding) for finding in check(folder, None).findings] == []
    policy = KnowledgeBase.load(folder).policy("SAMPLE-1")
    case = {"id": "one", "policy": "SAMPLE-1", "facts": {"diagnosis_confirmed": "yes", "severity": "mild"}}
    assert policy.determine(case).outcome == "deny"
    assert policy.determine(case, readings={"needed_severity": "any_severity"}).outcome == "approve"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fact", "report_attached"], "facts.lp:17: `report_attached` is declared already"),
        (["fact", "No"], "NAME: `No` can't stand in a rule"),
        (["fact", "x", "--kind", "one_of", "--value", "A b"], "--value: `A b` can't stand in a rule"),
        (["fact", "x", "--label", 'a "b"'], '--label: `a "b"` can\'t stand in a rule'),
        (["criterion", "A.i"], 'policy.lp:25: `"A.i"` is declared already'),
        (["criterion", "B.i"], "--within: there is no paragraph `B`; expected one of A, A.i"),
        (["criterion", "A.iii", "--when", " . "], "--when: there is no condition; expected"),
        (["criterion", "A.iii", "--policy", "NO-1"], "--policy: unknown policy `NO-1`; expected "),
        (["fact", "not"], "NAME: `not` can't stand in a rule"),
        (["fact", "x", "--kind", "one_of", "--value", "not", "--value", "a"], "--value: `not` can't stand in a rule"),
        (["criterion", "A.ii", "--when", 'is(x, yes). met("B")'], "is more than the conditions of one rule"),
        (["criterion", "A.ii", "--when", "is(x, yes). %"], "is more than the conditions of one rule"),
        (["criterion", "A.ii", "--when", "is(x"], "--when: `is(x` can't be read"),
        (["reading", "proof_of_diagnosis", "--about", "A.i"], "`proof_of_diagnosis` is declared already"),
        (["reading", "x", "--about", "A.ix"], "--about: there is no paragraph `A.ix`; did you mean `A.i`?"),
        (["reading", "x", "--about", "A.i", "--option", "a"], "`a` is the only one; expected two or more"),
        (["fact", "x", "--into", "none.lp"], "--into: `none.lp` can't be extended"),
    ],
)
def test_what_can_not_be_written_is_refused(folder: Path, arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["new", *arguments, "--kb", str(folder)])
    assert done.exit_code == 2
    assert said in done.stderr
    assert not done.stdout


def test_the_commands_print_or_write_the_same(folder: Path) -> None:
    file = folder / "policies" / "sample_drug" / "facts.lp"
    before = file.read_text(encoding="utf-8")
    command = ["new", "fact", "weight", "--kind", "quantity", "--unit", "kg", "--kb", str(folder)]
    printed = CliRunner().invoke(app, command).stdout
    assert printed == fact_part("weight", FactKind.QUANTITY, unit="kg", root=folder)
    assert file.read_text(encoding="utf-8") == before
    assert CliRunner().invoke(app, [*command, "--into", str(file)]).exit_code == 0
    assert file.read_text(encoding="utf-8") == f"{before}\n{printed}"
    made = CliRunner().invoke(app, ["new", "policy", "other", "--policy", "S-2", "--kb", str(folder)])
    assert made.exit_code == 0
    assert made.stdout.splitlines()[-1].startswith("policy S-2: 12 files; its cases are in ")


def test_the_cases_of_a_new_policy_cover_all_of_it_and_kill_every_mutant(folder: Path) -> None:
    arguments = ["--kb", str(folder), str(folder / "policies" / "sample_drug" / "cases")]
    assert "100.0 % of all" in CliRunner().invoke(app, ["coverage", *arguments]).stdout
    mutants = CliRunner().invoke(app, ["mutants", *arguments])
    assert mutants.exit_code == 0
    assert ", 0 alive" in mutants.stdout
