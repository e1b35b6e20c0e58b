"""`ixasp why`, `ixasp counterfactual` and `ixasp verify`: what they print, and how they end."""

import json
from pathlib import Path

import pytest

from ixasp.traces.outline import NOTICE
from tests.test_command_line import BASE, HOSTILE, POLICY, UNSUPPORTED, case_file, document, ixasp

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


def test_a_paragraph_in_other_letters_is_the_nearest() -> None:
    assert "did you mean `A.ii.E`?" in ixasp("why", APPROVED, "a.II.e").stderr


@pytest.mark.parametrize("name", ["", "C", "\x1b[31m\n", "x" * 2000, "approve."])
def test_what_the_rules_do_not_derive_is_unusable(name: str) -> None:
    ended = ixasp("why", APPROVED, name)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr
    assert all(line.isprintable() for line in ended.stderr.splitlines())


@pytest.mark.parametrize(
    ("case", "status"), [(INCONSISTENT, 3), (UNSUPPORTED, 4), (CASES / "no-such-file.yaml", 2)], ids=["3", "4", "2"]
)
@pytest.mark.parametrize("command", ["why", "counterfactual"])
def test_a_case_without_an_answer_ends_with_its_status(command: str, case: Path, status: int) -> None:
    ended = ixasp(command, case)
    assert ended.exit_code == status
    assert ended.stderr


def test_a_reading_bears_on_why_and_on_what_would_have_to_change() -> None:
    case, otherwise = CASES / "reading-two-lines.yaml", ("--reading", "two_lines=exactly_two")
    assert ixasp("why", case).stdout.startswith("the request is approvable: yes\n")
    assert ixasp("why", case, *otherwise).stdout.startswith("the request is approvable: no\n")
    assert document(ixasp("counterfactual", case, "--format", "json", *otherwise))["outcome"] == "deny"


def test_an_atom_of_the_rules_is_explained_in_words() -> None:
    told = ixasp("why", CASES / "a-ii-a-met.yaml", "prior_lines_at_least(2)").stdout
    assert told.startswith("prior lines of therapy: at least 2: yes\n")
    assert "prior_lines_at_least" not in told


def test_json_is_that_of_the_library() -> None:
    policy = BASE.policy(POLICY)
    case = policy.read_case(PENDED)
    assert document(ixasp("why", PENDED, "--format", "json")) == json.loads(
        policy.determine(case).derivation("approve").model_dump_json()
    )
    assert document(ixasp("counterfactual", PENDED, "--format", "json")) == json.loads(
        policy.counterfactuals(case).model_dump_json()
    )


@pytest.mark.parametrize("facts", [{"her2": "positive"}, {"stage": "IV", "metastatic": "no"}])
@pytest.mark.parametrize("command", ["why", "counterfactual"])
def test_nothing_in_a_case_breaks_a_line_or_json(command: str, facts: dict[str, str], tmp_path: Path) -> None:
    written = {fact: {"value": value, "source": HOSTILE} for fact, value in facts.items()}
    case = case_file(tmp_path, written, id=HOSTILE, description=HOSTILE)
    for form in ("text", "json"):
        ended = ixasp(command, case, "--format", form)
        assert "\x1b" not in ended.stdout + ended.stderr
        assert all(line.isprintable() for line in ended.stderr.split("\n"))
        if form == "text":
            assert all(line.isprintable() for line in ended.stdout.split("\n"))
        elif ended.stdout:
            assert document(ended)["case"]


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


def test_facts_that_vary_may_be_repeated_or_listed() -> None:
    for options in (("--vary", "er", "--vary", "ast"), ("--vary", "er, ast")):
        assert document(ixasp("counterfactual", DENIED, "--format", "json", *options))["varied"] == ["er", "ast"]


def test_where_none_suffices_it_tells_which_facts_were_allowed_to_change() -> None:
    told = ixasp("counterfactual", DENIED, "--vary", "er").stdout
    assert "No change of these known facts alone leads to approve\n  - estrogen receptor" in told
    assert "ixasp missing" not in told
    pended = ixasp("counterfactual", PENDED, "--vary", "er").stdout
    assert "What is still open could: `ixasp missing` lists" in pended


def test_all_changes_are_no_fewer_and_a_limit_is_told() -> None:
    case = CASES / "a-ii-d-missed-third-line.yaml"
    smallest, every = (document(ixasp("counterfactual", case, "--format", "json", *more)) for more in ((), ("--all",)))
    assert len(every["counterfactuals"]) >= len(smallest["counterfactuals"])
    assert every["all_minimal"]
    assert "The list is not complete." in ixasp("counterfactual", case, "--limit", "1").stdout
    assert (
        "The list is complete: every change of which no part suffices." in ixasp("counterfactual", case, "--all").stdout
    )


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
