"""Derivations: what they say is so over all worlds, and stands in the rules where they say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from ixasp import Determination, IxaspError, KnowledgeBase, Policy, UnknownChoice
from ixasp.traces.derivation import DerivationTrace
from ixasp.traces.derivation_step import Condition, RuleStep
from ixasp.traces.outline import NOTICE, Form
from tests.test_html import HOSTILE, Page, hostile_case, squeezed

ROOT = Path(__file__).parent.parent
CASES = sorted((ROOT / "cases").glob("*.yaml"))
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
SO = {"met": "yes", "not_met": "no", "unknown": "open"}


def decided(name: str) -> Determination:
    return POLICY.determine(POLICY.read_case(ROOT / "cases" / f"{name}.yaml"))


def all_decided() -> Iterator[Determination]:
    for file in CASES:
        try:
            yield POLICY.determine(POLICY.read_case(file))
        except IxaspError:
            continue


DECIDED = list(all_decided())


def conditions(trace: DerivationTrace) -> Iterator[Condition]:
    yield from (step for _, step in trace.walk() if isinstance(step, Condition))


def test_a_derivation_says_what_the_determination_says() -> None:
    for determination in DECIDED:
        for name in ("A", "A.i", "A.ii.B", "A.ii.E", "A.ii.F.1", "B.i", "D.i", "D.ii", "D.iii"):
            trace = determination.derivation(name)
            assert trace.root.so == SO[determination.criteria[name]], (determination.case, name)
            assert bool(trace.turns_on) == (trace.root.so == "open"), (determination.case, name)


def test_every_step_is_borne_out_by_what_stands_below_it() -> None:
    for determination in DECIDED:
        for condition in conditions(determination.derivation("approve")):
            where = (determination.case, condition.atom)
            derived = (
                condition.so if not condition.negated else {"yes": "no", "no": "yes", "open": "open"}[condition.so]
            )
            for rule in condition.rules:
                below = {one.so for one in rule.conditions}
                assert rule.applies != "yes" or below <= {"yes"}, where
                assert rule.applies != "no" or below == {"no"} or rule.jointly, where
                assert rule.applies != "open" or "no" not in below, where
            applied = [rule.applies for rule in condition.rules]
            if applied and derived == "yes":
                assert condition.split or set(applied) == {"yes"}, where
            if applied and derived == "no":
                assert set(applied) == {"no"}, where
            if derived == "open":
                assert "yes" not in applied, where
            if condition.fact is not None and condition.so != "open":
                assert condition.because, where


def test_what_does_not_hold_names_every_rule_for_it() -> None:
    trace = decided("a-ii-b-met-resistant-contraindicated").derivation("A.ii.A")
    text = (ROOT / "kb/policies/mp_rx_fp_46_23/a_initial.lp").read_text(encoding="utf-8").splitlines()
    lines = [number for number, line in enumerate(text, start=1) if line.startswith('met("A.ii.A") :-')]
    assert [rule.line for rule in trace.root.rules] == lines


def test_every_rule_stands_where_it_is_said_to_stand() -> None:
    for determination in DECIDED[::7]:
        for condition in conditions(determination.derivation("approve")):
            predicate = re.split(r"[ (]", condition.atom)[0]
            for rule in condition.rules:
                line = (ROOT / rule.file).read_text(encoding="utf-8").splitlines()[rule.line - 1]
                assert line.startswith(predicate), (rule.file, rule.line, predicate)


def test_a_number_is_explained_with_what_was_given_and_the_limit() -> None:
    text = decided("limit-ast-above-2-5").derivation("D.ii").render()
    assert "AST 101 U/L is 2.525 × ULN, above 2.5 (D.ii)" in text


def test_what_follows_from_other_facts_names_them() -> None:
    text = decided("split-receptors-unknown").derivation("A.i").render()
    assert "the disease is metastatic, since the recorded stage is IV [CT liver 2026-01-07]" in text


def test_a_case_split_says_that_one_of_the_rules_always_applies() -> None:
    trace = decided("split-receptors-unknown").derivation("A.ii")
    assert trace.root.so == "yes"
    assert trace.root.split
    assert [rule.applies for rule in trace.root.rules] == ["open", "open"]


def test_what_is_open_names_the_facts_on_which_it_turns() -> None:
    trace = decided("a-ii-b-open-contraindication").derivation("A.ii.B")
    assert trace.turns_on == ("anthracycline_contraindicated",)
    assert "turns on: further anthracycline contraindicated" in trace.render()


def test_a_denial_carries_its_notice_in_every_form() -> None:
    trace = decided("limit-ast-above-2-5").derivation("D.ii")
    for form in get_args(Form):
        assert "clinician" in trace.render(form), form


def test_a_notice_stands_where_the_outcome_is_a_denial_and_only_there() -> None:
    for determination in DECIDED[::5]:
        trace = determination.derivation("A.ii.E")
        for form in get_args(Form):
            assert (NOTICE in trace.render(form)) is (determination.outcome == "deny"), (determination.case, form)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown form `pdf`"):
        decided("a-ii-a-met").derivation("A").render("pdf")  # type: ignore[arg-type]  # callers without types


def test_a_derivation_carries_the_reason_of_the_outline_and_of_the_determination() -> None:
    for determination in DECIDED[::3]:
        of_outcome = determination.derivation("approve")
        assert of_outcome.reason == determination.reason
        assert of_outcome.because or of_outcome.ask
        nodes = {node.id: node for _, node in determination.outline().walk()}
        for name in ("A.i", "A.ii.B", "D.ii"):
            trace = determination.derivation(name)
            if name in nodes:
                assert (trace.reason, trace.because) == (nodes[name].reason, nodes[name].because)
                assert (trace.turns_on, trace.ask) == (nodes[name].open, nodes[name].ask)
            assert len(trace.turns_on) == len(trace.ask) == len(trace.questions)


def test_no_atom_stands_in_what_people_read() -> None:
    for determination in DECIDED[::4]:
        trace = determination.derivation("approve")
        atoms = {condition.atom for condition in conditions(trace) if "(" in condition.atom}
        for text in (trace.render("text"), trace.render("markdown"), Page(trace.render("html")).text):
            assert not [atom for atom in atoms if atom in text], determination.case


def test_what_must_not_be_so_is_told_as_that() -> None:
    text = decided("limit-ast-above-2-5").derivation("approve").render()
    assert "✗ an exclusion holds: so, but must not be\n" in text
    assert "✓ an exclusion holds: not so, as it must be\n" in decided("a-ii-a-met").derivation("approve").render()


def test_a_page_is_well_formed_and_loads_nothing_and_tells_every_step() -> None:
    for determination in DECIDED[::3]:
        trace = determination.derivation("approve")
        text = trace.render("html")
        page = Page(text)
        assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
        assert not re.search(r"//[a-z]|url\(|@import|javascript:", text, re.IGNORECASE)
        assert not [found for found in page.attributes if re.match(r"on|src|href|style|action", found[1])]
        for _, step in trace.walk():
            if isinstance(step, RuleStep):
                assert f"rule {step.place}" in page.text.replace("/ ", "/")
            else:
                told = step.because if step.is_told_by_reason else (step.says,)
                parts = [part for line in told for part in line.split("; ")]
                assert all(squeezed(part) in page.text for part in parts), (determination.case, told)
                assert all(squeezed(line) in page.text for line in step.because)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_in_a_case_breaks_out_of_a_derivation(text: str) -> None:
    hostile, plain = (POLICY.determine(hostile_case(one)).derivation("A.i") for one in (text, "plain text"))
    assert Page(hostile.render("html")).tags == Page(plain.render("html")).tags
    assert Page(hostile.render("html")).attributes == Page(plain.render("html")).attributes
    for form in ("text", "markdown", "mermaid"):
        lines, like = (trace.render(form).split("\n") for trace in (hostile, plain))
        assert len(lines) == len(like), form
        assert all(line.isprintable() for line in lines), form


_FLOWCHART_LINE = re.compile(
    r'  (?P<node>\w+)(?:\["[^"]+"\]|\("[^"]+"\)|\[/"[^"]+"/\]|\{\{"[^"]+"\}\})'
    r'|  (?P<start>\w+) -->(?:\|"[^"]+"\|)? (?P<end>\w+)'
)


def test_a_flowchart_has_one_node_for_an_atom_and_every_edge_has_its_ends() -> None:
    for determination in DECIDED[::3]:
        trace = determination.derivation("approve")
        first, *lines = trace.render("mermaid").splitlines()
        assert first == "flowchart LR"
        found = [match for line in lines if (match := _FLOWCHART_LINE.fullmatch(line))]
        assert len(found) == len(lines)
        nodes = [match["node"] for match in found if match["node"]]
        assert len(nodes) == len(set(nodes))
        assert {name for match in found if match["start"] for name in (match["start"], match["end"])} <= set(nodes)
        steps = [step for _, step in trace.walk()]
        rules = [step for step in steps if isinstance(step, RuleStep)]
        assert sum(name.startswith("rule") for name in nodes) == len(rules)
        asked = {(step.atom, step.negated and not step.must_not) for step in steps if isinstance(step, Condition)}
        assert len(nodes) == len(rules) + len(asked)


@pytest.mark.parametrize("name", ["A.ii.Z", "C", "nothing(at, all)", "", "A.ii.E\n"])
def test_what_is_not_there_is_an_error_that_says_what_is(name: str) -> None:
    with pytest.raises(UnknownChoice, match=r"expected|did you mean"):
        decided("a-ii-a-met").derivation(name)


def test_any_atom_of_the_rules_has_a_derivation() -> None:
    trace = decided("a-ii-a-met").derivation("prior_lines_at_least(2)")
    assert trace.root.so == "yes"
    assert trace.root.says == "prior lines of therapy: at least 2"


RECURSIVE = """
fact(parent, yes_no). label(parent, "a parent is affected"). question(parent, "Is a parent affected?").
phrase(is(parent, yes), "a parent is affected"). phrase(is(parent, no), "no parent is affected").
affected(1) :- is(parent, yes).
affected(1) :- affected(2).
affected(2) :- affected(1).
label(affected, "relative {} is affected").
criterion("1", rule). label("1", "a relative is affected"). met("1") :- affected(2).
top("1", 1). section(initial, "1"). policy("family"). label(policy, "Family"). version("2020-01-01", 1).
fact(request_type, one_of). domain(request_type, (initial; other)). label(request_type, "type of request").
phrase(is(request_type, initial), "first"). phrase(is(request_type, other), "other").
authorization(initial, 6, "1").
"""


def small_policy(folder: Path, rules: str) -> Policy:
    (folder / "policies" / "small").mkdir(parents=True)
    (folder / "core").mkdir()
    outline = (ROOT / "kb/core/outline.lp").read_text(encoding="utf-8")
    (folder / "core/outline.lp").write_text(outline, encoding="utf-8")
    text = f'#include "../../core/outline.lp".\n{rules}'
    (folder / "policies/small/policy.lp").write_text(text, encoding="utf-8")
    base = KnowledgeBase.load(folder)
    return base.policy(base.policies[0])


def test_rules_that_support_each_other_do_not_explain_each_other(tmp_path: Path) -> None:
    policy = small_policy(tmp_path, RECURSIVE)
    case = {"id": "x", "policy": "family", "facts": {"request_type": "initial", "parent": "yes"}}
    trace = policy.determine(case).derivation("1")
    rules = [step for _, step in trace.walk() if isinstance(step, RuleStep)]
    assert [rule.line for rule in rules] == [9, 7, 5]
