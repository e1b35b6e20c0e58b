"""`ixasp why`, `ixasp counterfactual` and `ixasp verify`: what they print, and how they end."""

import json
from pathlib import Path

import pytest

from ixasp.traces.outline import NOTICE
from tests.test_command_line import case_file, ixasp

CASES = Path(__file__).parent.parent / "cases"
APPROVED = CASES / "a-ii-b-met-resistant-contraindicated.yaml"
PENDED = CASES / "a-ii-b-open-contraindication.yaml"
DENIED = CASES / "limit-ast-above-2-5.yaml"
INCONSISTENT = CASES / "inconsistent-receptors.yaml"


def test_why_not_names_the_paragraph_the_reason_and_the_failing_conditions() -> None:
    ended = ixasp("why", APPROVED, "A.ii.E")
    assert ended.exit_code == 0
    assert ended.stdout.startswith("A.ii.E single agent in HER2-negative, hormone receptor-positive disease: not met\n")
    assert "Because\n  - it is given together with capecitabine" in ended.stdout
    assert "kb/policies/mp_rx_fp_46_23/a_initial.lp:" in ended.stdout


def test_why_of_what_is_open_tells_what_it_turns_on() -> None:
    ended = ixasp("why", PENDED, "A.ii.B")
    assert "further anthracycline" in ended.stdout
    assert "Is further anthracycline therapy contraindicated?" in ended.stdout


def test_why_without_a_paragraph_explains_the_outcome() -> None:
    ended = ixasp("why", DENIED)
    assert ended.exit_code == 0
    assert NOTICE in ended.stdout
    assert "AST 101 U/L is 2.525 × ULN, above 2.5 (D.ii)" in ended.stdout


@pytest.mark.parametrize("form", ["text", "markdown", "html", "mermaid", "json"])
def test_no_form_of_why_lets_a_case_break_out(form: str, tmp_path: Path) -> None:
    facts = {"request_type": "initial", "cancer": {"value": "breast", "source": "<script>x</script>\x1b[31m`|"}}
    ended = ixasp("why", case_file(tmp_path, facts), "A.i", "--format", form)
    assert ended.exit_code == 0
    assert "\x1b" not in ended.stdout
    if form in ("html", "mermaid", "markdown"):
        assert "<script>" not in ended.stdout
    if form == "json":
        json.loads(ended.stdout)


def test_an_unknown_paragraph_is_an_error_with_a_near_name() -> None:
    ended = ixasp("why", APPROVED, "A.ii.H")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert "did you mean" in ended.stderr


def test_the_smallest_changes_are_told_with_what_is_given_now() -> None:
    ended = ixasp("counterfactual", DENIED)
    assert ended.exit_code == 0
    assert NOTICE in ended.stdout
    assert "- AST is at most 2.5 × ULN (D.ii) (now: 101 U/L, ULN 40)" in ended.stdout


def test_only_what_is_named_varies() -> None:
    ended = ixasp("counterfactual", DENIED, "--vary", "ast", "--format", "json")
    document = json.loads(ended.stdout)
    assert [each["changes"] for each in document["counterfactuals"]] == [{"ast": "<=2.5"}]
    assert document["varied"] == ["ast"]


def test_nothing_needs_to_change_in_an_approved_case() -> None:
    assert "Nothing needs to change." in ixasp("counterfactual", APPROVED).stdout


def test_a_denial_that_misses_facts_tells_what_would_open_it_again() -> None:
    text = ixasp("counterfactual", CASES / "exclusion-settles-open-criteria.yaml").stdout
    assert "No change of these known facts alone leads to approve" in text
    assert "What would at least open the denial again; what is missing then decides" in text


def test_of_an_inconsistent_case_it_tells_what_to_take_back() -> None:
    ended = ixasp("counterfactual", INCONSISTENT)
    assert ended.exit_code == 3
    assert "Some patient fits if one of these is taken back" in ended.stdout
    assert "- hormone receptor status: positive [request form]" in ended.stdout
    assert "no patient fits" in ended.stderr
    as_json = ixasp("counterfactual", INCONSISTENT, "--format", "json")
    assert as_json.exit_code == 3
    assert len(json.loads(as_json.stdout)["take_back"]) == 3


@pytest.mark.parametrize("name", ["asst", "prior_therapies"])
def test_a_fact_that_cannot_vary_is_an_error(name: str) -> None:
    ended = ixasp("counterfactual", DENIED, "--vary", name)
    assert ended.exit_code == 2
    assert name in ended.stderr


def test_verify_checks_a_case_and_an_answer_in_a_file(tmp_path: Path) -> None:
    assert ixasp("verify", PENDED).exit_code == 0
    answer = tmp_path / "answer.json"
    answer.write_text(ixasp("determine", DENIED, "--format", "json").stdout, encoding="utf-8")
    assert ixasp("verify", DENIED, "--answer", answer).exit_code == 0
    wrong = json.loads(answer.read_text(encoding="utf-8")) | {"outcome": "approve"}
    answer.write_text(json.dumps(wrong), encoding="utf-8")
    ended = ixasp("verify", DENIED, "--answer", answer)
    assert ended.exit_code == 1
    assert "approve" in ended.stdout
