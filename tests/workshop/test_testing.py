"""Expectations are read strictly, compared wholly, and told with what was got."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from ixasp import Determination, InconsistentCase, IxaspError, KnowledgeBase, UnsupportedRequest
from ixasp.answers.dosing import Dosing
from ixasp.cli.kb.app import app
from ixasp.workshop.case_files import case_files
from ixasp.workshop.case_run import CaseRun, ReadyCase, Verdict, read_pair, run_cases
from ixasp.workshop.case_run_text import MARK, run_text
from ixasp.workshop.expectation import ExpectationError, ExpectedDosing, expectation
from ixasp.workshop.testing import answered, differences, excluded_statuses, expected_statuses

CASES = Path(__file__).parent.parent.parent / "cases"
BASE = KnowledgeBase.load()
POLICY = BASE.policy("MP-RX-FP-46-23")
PAIRS = [pair for file in case_files([CASES]) if (pair := read_pair(BASE, file, POLICY.id)) is not None]
ANSWERS = [(pair, readings, expected) for pair in PAIRS for readings, expected in pair.expected.answers]
GOT = [answered(POLICY, pair.case, readings) for pair, readings, _ in ANSWERS]

main = typer.Typer(pretty_exceptions_enable=False)
main.add_typer(app)


@main.callback()
def whole() -> None:
    """Stands around the commands, as in the program."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["kb", "test", *map(str, arguments)])


# What an expectation may say


WRONG = [
    ([], "a list stands here; expected a mapping"),
    ({}, "outcome: neither an outcome nor an error; expected approve, deny or pend"),
    ({"outcome": "aprove"}, "outcome: unknown value `aprove`; expected approve, deny or pend"),
    ({"outcom": "deny", "error": "unsupported"}, "outcom: unknown key `outcom`; did you mean `outcome`?"),
    ({"outcome": "deny", "criteria": {"A.ii.G": "met"}}, "criteria.A.ii.G: unknown criterion `A.ii.G` (did you mean"),
    ({"outcome": "deny", "criteria": {"C": "met"}}, "criteria.C: unknown criterion `C`"),
    ({"outcome": "deny", "criteria": {"A": "no"}}, "criteria.A: unknown value `no`; expected met, not_met or unknown"),
    ({"outcome": "deny", "basis": ["A.ii"]}, "basis[0]: unknown alternative `A.ii`"),
    ({"outcome": "deny", "basis": "A.iii"}, "basis: `A.iii` stands here; expected a list"),
    ({"outcome": "deny", "exclusions": ["A.i"]}, "exclusions[0]: unknown exclusion `A.i`"),
    (
        {"outcome": "deny", "dosing": {"limt_mg": "1"}},
        "dosing.limt_mg: unknown key `limt_mg`; did you mean `limit_mg`?",
    ),
    ({"outcome": "deny", "dosing": {"status": "low"}}, "dosing.status: unknown status `low`"),
    ({"outcome": "deny", "dosing": {"billing_units": "a"}}, "dosing.billing_units: `a` stands here; expected a whole"),
    ({"outcome": "pend", "completions": [[{"fact": "her3", "relation": "is", "value": "x"}]]}, "unknown fact `her3`"),
    ({"outcome": "pend", "completions": [[{"fact": "her2", "value": "x"}]]}, "relation: `relation` is missing"),
    ({"outcome": "pend", "readings": [{"outcome": "deny"}]}, "readings[0].select: `select` is missing"),
    (
        {"outcome": "pend", "readings": [{"select": {"two": "x"}, "outcome": "deny"}]},
        "select.two: unknown reading `two`",
    ),
    (
        {"outcome": "pend", "readings": [{"select": {"two_lines": "three"}, "outcome": "deny"}]},
        "readings[0].select.two_lines: unknown option `three`; expected at_least_two or exactly_two",
    ),
    ({"error": "inconsistent"}, "clash: an inconsistent case without a clash; expected the facts that clash"),
    ({"error": "unsupported", "clash": ["er"]}, "clash: a clash without its error"),
    ({"error": "unsupported", "outcome": "deny"}, "outcome: an answer beside an error; expected one of them"),
]


@pytest.mark.parametrize(("document", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_an_expectation_that_can_not_be_used_says_why(document: object, message: str) -> None:
    with pytest.raises(ExpectationError) as caught:
        expectation(document, POLICY.loaded)
    assert message in str(caught.value)
    assert all(line[0].islower() or line[0] == "`" for line in str(caught.value).splitlines())


def test_all_problems_of_an_expectation_are_told_at_once() -> None:
    document = {
        "outcome": "dney",
        "basis": ["X"],
        "criteria": {"Y": "met", "A": "mett"},
        "exclusions": ["Z"],
        "note": 1,
    }
    with pytest.raises(ExpectationError) as caught:
        expectation(document, POLICY.loaded)
    assert [problem.path for problem in caught.value.problems] == [
        *("outcome", "basis[0]", "criteria.Y", "criteria.A", "exclusions[0]", "note")
    ]


def test_every_part_of_the_dosing_can_be_expected() -> None:
    assert set(ExpectedDosing.model_fields) == set(Dosing.model_fields)


# What is compared


def whole_expectation(got: Determination) -> dict[str, Any]:
    """Return everything that can be expected of an answer, as it is."""
    document = json.loads(got.model_dump_json())
    return {key: document[key] for key in ("outcome", "basis", "criteria", "exclusions", "dosing")}


def changed(document: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Yield an expectation with one thing otherwise, and where that is."""
    others = {"approve": "deny", "deny": "pend", "pend": "approve"}
    yield ("outcome", ""), document | {"outcome": others[document["outcome"]]}
    basis = ["A.ii.C"] if document["basis"] != ["A.ii.C"] else []
    yield ("basis", ""), document | {"basis": basis}
    yield ("exclusions", ""), document | {"exclusions": [] if document["exclusions"] else ["D.ii"]}
    statuses = {"met": "unknown", "unknown": "not_met", "not_met": "met"}
    for name, status in document["criteria"].items():
        yield ("criteria", name), document | {"criteria": document["criteria"] | {name: statuses[status]}}
    for name, value in document["dosing"].items():
        other: object = 7 if name in ("billing_units", "interval_days") else "7.5"
        if name in ("possible_limits_mg_per_m2", "settled_by", "notes"):
            other = [*(value or ()), "x"]
        if name == "status":
            other = "avoid" if value != "avoid" else "within_limit"
        yield ("dosing", name), document | {"dosing": document["dosing"] | {name: other}}


def test_an_answer_differs_from_itself_nowhere_and_from_what_is_otherwise_just_there() -> None:
    compared = 0
    for got in GOT[::6]:
        if isinstance(got, IxaspError):
            continue
        document = whole_expectation(got)
        assert list(differences(expectation(document, POLICY.loaded), got)) == []
        for place, other in changed(document):
            found = list(differences(expectation(other, POLICY.loaded), got))
            assert [(one.about, one.what) for one in found] == [place]
            assert found[0].expected != found[0].got
            compared += 1
    assert compared > 900


def test_a_limit_of_the_dose_is_compared_as_a_number_and_null_is_compared_too() -> None:
    got = next(got for got in GOT if isinstance(got, Determination) and got.dosing and got.dosing.limit_mg)
    assert got.dosing is not None
    exact = {"outcome": got.outcome, "dosing": {"limit_mg": f"{got.dosing.limit_mg}00"}}
    assert list(differences(expectation(exact, POLICY.loaded), got)) == []
    nothing = {"outcome": got.outcome, "dosing": {"limit_mg": None}}
    assert [one.what for one in differences(expectation(nothing, POLICY.loaded), got)] == ["limit_mg"]


def test_an_error_and_an_answer_differ_both_ways() -> None:
    clash = next(got for got in GOT if isinstance(got, InconsistentCase))
    old = next(got for got in GOT if isinstance(got, UnsupportedRequest))
    decided = next(got for got in GOT if isinstance(got, Determination))
    facts = [fact.fact for fact in clash.clash]

    def about(document: dict[str, Any], got: Determination | IxaspError) -> list[str]:
        return [one.about for one in differences(expectation(document, POLICY.loaded), got)]

    assert about({"error": "inconsistent", "clash": facts[::-1]}, clash) == []
    assert about({"error": "inconsistent", "clash": facts[:1]}, clash) == ["clash"]
    assert about({"error": "inconsistent", "clash": facts}, decided) == ["error"]
    assert about({"error": "unsupported"}, clash) == ["error"]
    assert about({"error": "unsupported"}, old) == []
    assert about({"outcome": "deny"}, old) == ["outcome"]


# The same in terms of atoms


def settled(pair: ReadyCase, readings: Any) -> dict[str, bool | None]:
    try:
        with POLICY.asking(pair.case, readings) as (question, worlds):
            atoms = question.watched.atoms
            return dict(zip(atoms, worlds.settle(atoms), strict=True))
    except (InconsistentCase, UnsupportedRequest):
        return {}


def test_statuses_say_of_any_answer_what_the_comparison_says() -> None:
    found = [settled(pair, readings) for pair, readings, _ in ANSWERS]
    watched = POLICY.question(next(pair.case for pair, _, _ in ANSWERS)).watched
    same = other = 0
    for _, _, expected in ANSWERS:
        if expected.outcome is None:
            assert expected_statuses(expected, watched) == []
            continue
        must, must_not = expected_statuses(expected, watched), excluded_statuses(expected, watched, POLICY.outline)
        for statuses, got in zip(found, GOT, strict=True):
            if (
                not statuses
                or isinstance(got, IxaspError)
                or got.dosing is None
                or got.dosing.status == "not_requested"
            ):
                continue
            fits = all(statuses[atom] is holds for atom, holds in must)
            fits = fits and not any(statuses[atom] is holds for atom, holds in must_not)
            wrong = list(differences(expected, got))
            if not fits:
                assert wrong
                other += 1
            else:
                same += 1
                left = [one for one in wrong if "not in force" not in one.got]
                assert all(
                    one.about == "dosing" or (one.about == "basis" and len(expected.basis or ()) != 1) for one in left
                ), left
    assert same > 150
    assert other > 10_000


# Runs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("reading-two-lines", "limit-neutrophils-below-1500", "inconsistent-receptors", "a-ii-e-open-crisis"):
        for ending in (".yaml", ".expected.json"):
            (tmp_path / f"{name}{ending}").write_bytes((CASES / f"{name}{ending}").read_bytes())
    return tmp_path


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def verdicts(found: CaseRun) -> dict[str, Verdict]:
    return {result.name: result.verdict for result in found.results}


def test_every_example_is_as_expected() -> None:
    found = run_cases(BASE, [CASES])
    assert set(verdicts(found).values()) == {Verdict.AS_EXPECTED}
    assert len(found.results) == len(list(CASES.rglob("*.yaml")))
    assert run_text(found) == f"{len(found.results)} cases: {len(found.results)} as expected, 0 not\n"


def test_a_failure_shows_what_was_expected_beside_what_was_got(folder: Path) -> None:
    change(folder / "reading-two-lines.expected.json", '"A.ii.F": "not_met"', '"A.ii.F": "met"')
    change(folder / "reading-two-lines.expected.json", '"outcome": "deny"', '"outcome": "pend"')
    change(folder / "limit-neutrophils-below-1500.expected.json", '["D.i"]', '["D.ii"]')
    change(folder / "a-ii-e-open-crisis.expected.json", '"visceral_crisis"', '"recurrent"')
    found = run(folder)
    assert found.exit_code == 1
    lines = found.stdout.splitlines()
    assert f"{folder / 'reading-two-lines.yaml'}: A.ii.F: expected met, got not met" in lines
    assert f"{folder / 'reading-two-lines.yaml'} [two_lines=exactly_two]: outcome: expected pend, got deny" in lines
    marked = [line.strip() for line in lines if MARK in line]
    assert any(line.startswith("✗ A.ii.F ") and line.endswith(f"not met   {MARK} expected met") for line in marked)
    assert any(line.endswith(f": deny   {MARK} expected pend") for line in marked)
    assert any(line.startswith("✗ D.i ") and line.endswith(f"{MARK} expected not excluding") for line in marked)
    assert any(line.startswith("✓ D.ii ") and line.endswith(f"{MARK} expected excluding") for line in marked)
    assert any("expected also recurrent is yes, got also visceral_crisis is yes" in line for line in lines)
    assert lines[-1] == "4 cases: 1 as expected, 3 not"


def test_quiet_leaves_the_outlines_out(folder: Path) -> None:
    change(folder / "reading-two-lines.expected.json", '"A.ii.F": "not_met"', '"A.ii.F": "met"')
    found = run(folder, "--quiet")
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        f"{folder / 'reading-two-lines.yaml'}: A.ii.F: expected met, got not met",
        "4 cases: 3 as expected, 1 not",
    ]


def test_half_a_pair_is_reported_and_a_case_with_problems_is_worse(folder: Path) -> None:
    (folder / "reading-two-lines.expected.json").rename(folder / "ghost.expected.json")
    found = run(folder)
    assert found.exit_code == 1
    assert "an expectation without a case; expected ghost.yaml beside it" in found.stdout
    assert "a case without an expectation; expected reading-two-lines.expected.json beside it" in found.stdout
    assert found.stdout.splitlines()[-1] == "5 cases: 3 as expected, 0 not, 2 without case or expectation"
    change(folder / "a-ii-e-open-crisis.yaml", "her2:", "her22:")
    change(folder / "limit-neutrophils-below-1500.expected.json", "outcome", "outcme")
    found = run(folder)
    assert found.exit_code == 2
    assert "facts.her22: unknown fact `her22`" in found.stdout
    assert "outcme: unknown key `outcme`; did you mean `outcome`?" in found.stdout


def test_json_holds_every_case_with_its_differences(folder: Path) -> None:
    change(folder / "inconsistent-receptors.expected.json", '"hormone_receptor", ', "")
    found = run(folder, "--format", "json")
    results = {result["name"]: result for result in json.loads(found.stdout)["results"]}
    assert len(results) == 4
    assert results["reading-two-lines"]["verdict"] == "as_expected"
    (answer,) = results["inconsistent-receptors"]["answers"]
    assert answer["differences"][0]["about"] == "clash"
    assert answer["outline"] is None


def test_only_some_cases_are_run_where_they_are_named(folder: Path) -> None:
    found = run(folder, "--only", "reading-*", "--only", "inconsistent-receptors")
    assert found.exit_code == 0
    assert found.stdout == "2 cases: 2 as expected, 0 not\n"
    one = run(folder / "reading-two-lines.yaml", folder / "reading-two-lines.expected.json")
    assert one.stdout == "1 case: 1 as expected, 0 not\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "nobody"], "no case is called `nobody`"),
        (["--policy", "X"], "unknown policy `X`"),
        (["--kb", "nowhere"], "no policy in `nowhere`"),
        (["nowhere"], "there is no `nowhere`; expected a case, or a folder of cases"),
    ],
)
def test_what_can_not_be_run_is_unusable(folder: Path, arguments: list[str], message: str) -> None:
    found = run(folder, *arguments)
    assert found.exit_code == 2
    assert message in found.stderr


def test_a_folder_without_cases_is_unusable(tmp_path: Path) -> None:
    found = run(tmp_path)
    assert found.exit_code == 2
    assert f"there is no case in `{tmp_path}`; expected NAME.yaml" in found.stderr


def test_a_changed_rule_fails_the_cases_that_rest_on_it(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("changed") / "kb"
    source = POLICY.loaded.program.sources.root
    for path in source.rglob("*.lp"):
        target = root / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            path.read_text(encoding="utf-8").replace('at_least(anc, "1500")', 'at_least(platelets, "100000")')
        )
    found = run(folder, "--kb", root, "--quiet")
    assert found.exit_code == 1
    assert (
        "limit-neutrophils-below-1500.yaml: outcome: expected deny, got approve; exclusions: expected D.i, got none"
        in (found.stdout)
    )
