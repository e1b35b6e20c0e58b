"""The checks: their pages, their examples, and the knowledge base itself."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ixasp.cli.kb.app import app
from ixasp.workshop.checking import check
from ixasp.workshop.finding import Finding, Severity
from ixasp.workshop.lint.checks import rule_checks
from ixasp.workshop.lint.pages import audit_checks, pages
from tests.workshop.linting import HEAD, ROOT, example

PYTHON = {
    "syntax": "clingo tells it",
    "grounding": "clingo tells it",
    "loading": "the engine tells it",
    "missing-include": "about files",
    "special-case": "a search for values of variables",
    "repeated-include": "about files",
    "unincluded-file": "about files",
    "waiver": "about findings",
}
"""The checks that are no rules, each with the reason."""

NAMES = tuple(pages())


def told(findings: Iterable[Finding]) -> list[str]:
    return [f"{Path(found.file).name}:{found.line}: {found.message} [{found.check}]" for found in findings]


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert sorted({*rule_checks(), *PYTHON, *audit_checks()}) == sorted(NAMES)
    assert not set(rule_checks()) & set(PYTHON)
    assert not set(audit_checks()) & {*rule_checks(), *PYTHON}


@pytest.mark.parametrize("name", rule_checks())
def test_the_rules_of_a_check_find_under_its_own_name_only(name: str) -> None:
    text = (ROOT / "ixasp" / "workshop" / "lint" / "checks" / f"{name}.lp").read_text(encoding="utf-8")
    assert set(re.findall(r'^finding\("([^"]+)"', text, re.MULTILINE)) == {name}
    assert text.startswith("%# ")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_why_and_shows_both_examples(name: str) -> None:
    page = pages()[name]
    assert page.title.endswith(".")
    assert "\n## Why\n" in page.text
    assert page.bad
    assert page.good
    assert page.bad != page.good


@pytest.mark.parametrize("name", NAMES)
def test_the_bad_example_is_found_by_this_check_alone(name: str, tmp_path: Path) -> None:
    page = pages()[name]
    report = check(example(tmp_path, page.bad), notes=page.severity is Severity.NOTE)
    if page.severity is Severity.NOTE:
        good = check(example(tmp_path / "good", page.good), notes=True)
        noted = [[note.check for note in one.notes].count(name) for one in (report, good)]
        assert told(report.findings) == []
        assert noted[0] > noted[1]
    else:
        assert {found.check for found in report.findings} == {name}, told(report.findings)
        assert {found.severity for found in report.findings} == {page.severity}


@pytest.mark.parametrize("name", NAMES)
def test_in_the_good_example_nothing_is_found(name: str, tmp_path: Path) -> None:
    findings = check(example(tmp_path, pages()[name].good)).findings
    assert told(findings) == []


def test_nothing_is_found_in_the_knowledge_base() -> None:
    report = check(ROOT / "kb")
    assert told(report.findings) == []
    assert report.files == len(list((ROOT / "kb").rglob("*.lp")))
    assert report.checks == NAMES


SUGGESTED = {
    'met("A.i") :- is(severity, sever), is(failed, no).': "`severe`",
    'met("A.i") :- is(severty, severe), is(failed, no).': "`severity`",
    'met("A.i") :- includes(combined, injektion).': "`injection`",
    'met("A.i") :- includes(what(Entry), tablet), within(Entry, tablets, 6).': "`tablets`",
    'met("A.i") :- tells_of(Fact), is(Fact, yess).\ntells_of(failed).': "`yes`",
    'met("A.i") :- enough_course, is(failed, no).': "`enough_courses`",
    'met("A.i") :- is(reading(two_course), none), is(failed, no).': "`two_courses`",
    'met("A.i") :- is(reading(two_courses), non), is(failed, no).': "`none`",
    'met("A.i") :- at_least(weight, "300"), is(failed, no).': "`30`",
    'met("A.i") :- met("A.j"), is(failed, no).': "`A.i`",
    "changed_by(weight, tme).": "`time`",
    'drug("other tablets", tablet).': "`tablets`",
    'phrase(is(severity, mildd), "it is mild").': "`mild`",
    'code("X1", severity, seveer).': "`severe`",
    "window(tablet, 6).": "`tablets`",
    'met("A.i") :- includes(combined, Agent), Agent != injections, is(failed, no).': "`injection`",
    'met("A.i") :- includes(combined, Agent), rank(Agent), is(failed, no).\nrank(tablet).': "`tablets`",
}


@pytest.mark.parametrize("rules", SUGGESTED)
def test_what_was_probably_meant_is_suggested(rules: str, tmp_path: Path) -> None:
    findings = check(example(tmp_path, rules)).findings
    assert SUGGESTED[rules] in [part for found in findings for part in found.suggestion.split(" or ")], told(findings)


FORBIDDEN = {
    "{ lenient } :- is(failed, no).": "choice",
    "1 { lenient; strict } 1.": "choice",
    "lenient; strict :- is(failed, no).": "disjunction",
    "#script (python)\ndef main(program): pass\n#end.": "script",
    ":~ is(failed, no). [1]": "weak constraint",
    "#minimize { 1 : is(failed, no) }.": "weak constraint",
    "#maximize { 1 : is(failed, no) }.": "weak constraint",
    "#external lenient.": "external",
    "&diff { a - b } <= 3.": "theory atom",
    "#edge (a, b).": "edge",
    "#heuristic is(failed, no). [1, true]": "heuristic",
    "#program step(t).": "program part",
    "-enough_courses :- is(failed, no).": "`-` before an atom",
}


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_each_construct_that_does_more_than_derive_is_found(statement: str, tmp_path: Path) -> None:
    findings = check(example(tmp_path, f"\n{statement}")).findings
    found = [one for one in findings if one.check == "forbidden-construct"]
    assert [one.line for one in found] == [8], told(findings)
    assert FORBIDDEN[statement] in found[0].message


def test_a_broken_statement_does_not_hide_other_findings(tmp_path: Path) -> None:
    rules = """
met("A.i") :- is(severity, severe) is(failed, yes).
spare(Member) :- not includes(combined, Member).
label(spare, "spare {}").
met("A.i") :- is(severity, sever), spare(tablets).
met("A.i") :- is(failed, no)
"""
    findings = check(example(tmp_path, rules)).findings
    assert {(found.check, found.line) for found in findings} >= {
        ("syntax", 8),
        ("grounding", 9),
        ("unknown-value", 11),
    }, told(findings)
    assert [found.check for found in findings].count("syntax") == 2
    assert all(bool(found.detail) == (found.check == "syntax") for found in findings)
    assert all(
        found.message.startswith("clingo says: ") for found in findings if found.check in ("syntax", "grounding")
    )


LOST: dict[str, set[tuple[str, int]]] = {
    'fact(pregnant, yes_no) label(pregnant, "pregnant").\nmet("A.i") :- is(pregnant, yes).': set(),
    'label(pregnant "pregnant").\nfact(pregnant, yes_no).\nmet("A.i") :- is(pregnant, yes).': set(),
    'spare(Member) :- includes(combined Member).\nmet("A.i") :- spare(tablets), is(failed, no).': set(),
    'spare :- is(failed, no).\nmet("A.i") :- spare is(severity, mild).\nlabel(spare, "spare").': set(),
    'spare :- is(failed, no).\nmet("A.i") :- space is(severity, mild).\nlabel(spare, "spare").': {
        ("unused-predicate", 8)
    },
    'part("A", 2 "A.ii").\npart("A.ii", 1, "A.ii.1").\ncriterion(("A.ii"; "A.ii.1"), any).': {
        ("missing-label", 10),
        ("underived-criterion", 10),
    },
    'limit(weight, at_least, "40", "A.i")\nlabel(spare, "spare").\nmet("A.i") :- at_least(weight, "40"), spare.': set(),
    'met("A.i") :- is(severty, mild) is(failed, no).\nmet("A.i") :- is(severity, mldi).': {("unknown-value", 9)},
    'met("A.i") :- at_least(weight, "30"\nmet("A.i") :- is(severity, mild).': set(),
    '%* not closed\nmet("A.i") :- spare.': set(),
}
"""Rules with a statement that can't be parsed, and some of what else is told; nothing else of that kind is."""


@pytest.mark.parametrize("rules", LOST)
def test_what_may_only_follow_from_a_broken_statement_is_not_told(rules: str, tmp_path: Path) -> None:
    findings = check(example(tmp_path, f"\n{rules}\n")).findings
    syntax = [found for found in findings if found.check == "syntax"]
    assert syntax
    assert all(found.detail == ("what depends on this is checked when it is mended",) for found in syntax)
    others = {(found.check, found.line) for found in findings if found not in syntax}
    assert others == LOST[rules], told(findings)


@pytest.mark.parametrize("name", ["vocabulary.lp", "rules.lp"])
def test_a_file_that_cannot_be_read_is_told_once(name: str, tmp_path: Path) -> None:
    root = example(tmp_path, "")
    (root / "policies" / "example" / name).write_bytes(b"\xff\xfe")
    findings = check(root).findings
    assert {(found.check, Path(found.file).name) for found in findings} == {
        ("syntax", name),
        ("missing-head", name),
    }, told(findings)


def test_a_waiver_of_what_is_not_checked_is_not_said_to_waive_nothing(tmp_path: Path) -> None:
    waiver = "% waive: unused-predicate until 2999-01-01 by me: kept for later"
    rules = f'{waiver}\nspare :- is(failed, no).\nlabel(spare, "spare").\n'
    assert told(check(example(tmp_path / "good", rules)).findings) == []
    broken = f'{rules}\nmet("A.i") :- is(severity, mild) spare.\n'
    assert [found.check for found in check(example(tmp_path / "bad", broken)).findings] == ["syntax"]


def test_two_paragraphs_at_one_position_are_told_with_both_places(tmp_path: Path) -> None:
    rules = """
heading(("B"; "C")).
label("B", "more").
label("C", "more still").
top("B", 2).
top("C", 2).
part("A", 1, "A.ii").
heading("A.ii").
label("A.ii", "other treatment").
part("B", 1, "B.i").
heading("B.i").
label("B.i", "a first part").
"""
    findings = [one for one in check(example(tmp_path, rules)).findings if one.check == "repeated-position"]
    assert [(one.line, re.sub(r"\S+/", "", one.message)) for one in findings] == [
        (12, "`C` stands at position 2 of the outline, where `B` stands already, at example.lp:11"),
        (13, "`A.ii` stands at position 1 of `A`, where `A.i` stands already, at policy.lp:20"),
    ]


def test_a_constraint_that_cannot_be_ground_is_found(tmp_path: Path) -> None:
    findings = check(example(tmp_path, ":- not includes(combined, Agent), is(failed, no), Agent != Other.")).findings
    assert {(found.check, found.line) for found in findings} == {("grounding", 7), ("single-variable", 7)}


def test_a_missing_file_is_told_once_and_not_by_all_that_it_would_define(tmp_path: Path) -> None:
    root = example(tmp_path, "")
    entry = root / "policies" / "example" / "policy.lp"
    entry.write_text(entry.read_text().replace('"vocabulary.lp"', '"vocabluary.lp"'))
    found, stray = check(root).findings
    assert (found.check, found.line, found.suggestion) == ("missing-include", 8, "`vocabulary.lp`")
    assert (stray.check, Path(stray.file).name) == ("unincluded-file", "vocabulary.lp")


def test_a_file_that_is_no_text_is_found(tmp_path: Path) -> None:
    root = example(tmp_path, "")
    (root / "policies" / "example" / "rules.lp").write_bytes(b"\xff\xfe")
    assert ("syntax", 1) in {(found.check, found.line) for found in check(root).findings}


def test_a_loop_tells_its_way_round(tmp_path: Path) -> None:
    (found,) = check(example(tmp_path, pages()["unstratified"].bad)).findings
    way, shown = found.detail[:2], found.detail[2:]
    assert any("the absence of `met(" in line for line in way)
    assert all(re.search(r"\(.+example\.lp:\d+\)$", line) for line in way)
    assert shown[0] == (
        "a case, no fact or entry of which can be left out, of which the rules have more than one answer, "
        "with A.i and B met in one and not in another:"
    )
    assert "  failed: no" in shown


def test_what_one_policy_uses_is_not_unused_in_the_vocabulary_it_shares(tmp_path: Path) -> None:
    root = example(tmp_path, "")
    (root / "policies" / "example").rename(root / "policies" / "first")
    second = example(tmp_path / "again", "")
    (second / "policies" / "example").rename(root / "policies" / "second")
    shared = root / "policies" / "second" / "example.lp"
    shared.write_text(shared.read_text() + '#include "../../extra.lp".\nmet("A.i") :- is(pregnant, yes).\n')
    entry = root / "policies" / "second" / "policy.lp"
    entry.write_text(entry.read_text().replace("EX-1", "EX-2"))
    first = root / "policies" / "first" / "example.lp"
    first.write_text(first.read_text() + '#include "../../extra.lp".\n')
    (root / "extra.lp").write_text(HEAD + pages()["unused-fact"].bad)
    assert told(check(root).findings) == []
    entry.write_text(entry.read_text().replace("EX-2", "EX-3"))
    shared.write_text(shared.read_text().replace("is(pregnant, yes)", "is(failed, no)"))
    assert {found.check for found in check(root).findings} == {"unused-fact"}
    assert check(root).findings[0].policies == ("EX-1", "EX-3")
    assert {found.check for found in check(root, "EX-3").findings} == {"unused-fact"}


def test_a_file_that_a_tool_reads_beside_the_policy_is_checked_with_it(tmp_path: Path) -> None:
    root = example(tmp_path, "")
    beside = root / "policies" / "example" / "paragraphs.lp"
    beside.write_text(HEAD + 'paragraph(1, "a", "b").\nowned_by(1, criterion("A.i")).\n')
    assert told(check(root).findings) == []
    beside.write_text(beside.read_text() + "ownd_by(2, 3).\n")
    (found,) = check(root, "EX-1").findings
    assert (found.check, found.line, found.suggestion) == ("unused-predicate", 9, "`owned_by`")


def test_a_shared_rule_asks_for_no_fact_that_the_policy_does_without(tmp_path: Path) -> None:
    root = example(tmp_path, "")
    folder = root / "policies" / "example"
    for name, old, new in (
        ("policy.lp", 'section(initial, "A")', 'section("A")'),
        ("policy.lp", "section/2", "section/1"),
        ("vocabulary.lp", "request_type", "request_kind"),
        ("rules.lp", "is(failed, yes),\n    not", "is(failed, yes), is(request_kind, initial),\n    not"),
    ):
        path = folder / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
    assert told(check(root).findings) == []


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", *arguments])
    return result.exit_code, result.output


def test_the_command_prints_places_that_an_editor_jumps_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = example(tmp_path, 'met("A.i") :- is(severity, sever), is(failed, no).')
    monkeypatch.chdir(tmp_path)
    code, output = run("--kb", os.fspath(root))
    assert code == 1
    assert output == (
        "kb/policies/example/example.lp:7: `sever` is no value of `severity`; did you mean `severe`? [unknown-value]\n"
        "1 finding in 5 files; the solver is asked when these are mended\n"
    )
    code, output = run("--kb", os.fspath(root), "--format", "json")
    assert code == 1
    (found,) = json.loads(output)["findings"]
    assert (found["check"], found["line"], found["severity"]) == ("unknown-value", 7, "error")


def test_the_command_is_content_with_the_knowledge_base() -> None:
    code, output = run()
    assert (code, output.splitlines()[-1].split(" in ")[0].split(",")[0]) == (0, "no findings")


def test_the_command_explains_and_lists_checks() -> None:
    assert run("--explain", "part-cycle") == (0, pages()["part-cycle"].text)
    code, output = run("--list")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == list(NAMES)
    assert all(line.split()[1] in list(Severity) for line in output.splitlines())


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (("--explain", "part-cicle"), "unknown check `part-cicle`"),
        (("--policy", "NONE"), "unknown policy `NONE`"),
        (("--kb", "no-such-folder"), "no policy in `no-such-folder`"),
    ],
)
def test_the_command_refuses_what_it_does_not_know(arguments: tuple[str, ...], fragment: str) -> None:
    code, output = run(*arguments)
    assert code == 2
    assert fragment in output
