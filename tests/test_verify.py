"""An independent check finds every planted error, and nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from typer.testing import CliRunner

from ixasp import Case, Determination, IxaspError, KnowledgeBase, Outcome
from ixasp.cli.main import app
from ixasp.verification.process import CHECKER
from ixasp.verification.verify import Verification
from tests.test_cases import CASES, FILES

POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")

Answer = dict[str, Any]


def named(name: str) -> Case:
    return POLICY.read_case(CASES / f"{name}.yaml")


def determination(name: str) -> Answer:
    answer: Answer = json.loads(POLICY.determine(named(name)).model_dump_json())
    return answer


def missing(name: str, goal: Any = "approve") -> Answer:
    answer: Answer = json.loads(POLICY.missing_facts(named(name), goal).model_dump_json())
    return answer


def counterfactuals(name: str, **options: Any) -> Answer:
    answer: Answer = json.loads(POLICY.counterfactuals(named(name), **options).model_dump_json())
    return answer


def literal(fact: str, relation: str, value: str) -> Answer:
    return {"fact": fact, "relation": relation, "value": value}


def one_failure(name: str, answer: object) -> str:
    """Return the one thing that is wrong with an answer, after checking that it is one."""
    found = POLICY.verify(named(name), answer)
    assert not found.holds
    assert len(found.failed) == 1, found.failed
    return found.failed[0]


def failures(name: str, answer: object) -> str:
    found = POLICY.verify(named(name), answer)
    assert not found.holds
    return "; ".join(found.failed)


def decided(file: Path) -> Determination | None:
    try:
        return POLICY.determine(POLICY.read_case(file))
    except IxaspError:
        return None


def assert_holds(found: Verification) -> None:
    assert found.failed == ()
    assert found.unchecked == ()
    assert found.holds
    assert found.checked > 3


LONG = 40
"""Completions of a case, of which more are not checked to be all."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_answer_about_an_example_case_holds(file: Path) -> None:
    case, answer = POLICY.read_case(file), decided(file)
    if answer is None:
        return
    assert_holds(POLICY.verify(case, answer))
    if answer.outcome is Outcome.PEND:
        for goal in ("approve", "deny"):
            lists = POLICY.missing_facts(case, goal, limit=LONG)
            if lists.complete:
                assert_holds(POLICY.verify(case, lists))
            else:  # where little is known, there are hundreds: that what is listed is right can be told soon
                assert POLICY.verify(case, lists, seconds=1).failed == ()


@pytest.mark.parametrize("file", FILES[::6], ids=lambda file: file.stem)
def test_the_counterfactuals_of_an_example_case_hold(file: Path) -> None:
    if decided(file) is not None:
        case = POLICY.read_case(file)
        assert_holds(POLICY.verify(case, POLICY.counterfactuals(case)))


def test_a_long_list_of_completions_holds_and_lacks_what_is_taken_from_it() -> None:
    whole = missing("open-referral-letter")
    assert len(whole["completions"]) > 10
    assert_holds(POLICY.verify(named("open-referral-letter"), whole))
    for position in (0, 7, -1):
        taken = whole["completions"][position]
        rest = [completion for completion in whole["completions"] if completion != taken]
        assert "the list lacks a completion" in one_failure("open-referral-letter", whole | {"completions": rest})


def test_an_answer_under_other_readings_is_checked_under_these() -> None:
    case, readings = named("reading-two-lines"), {"two_lines": "exactly_two"}
    answer = POLICY.determine(case, readings=readings)
    assert answer.outcome != POLICY.determine(case).outcome
    assert_holds(POLICY.verify(case, answer))
    assert_holds(POLICY.verify(case, answer, readings=readings))
    (wrong,) = POLICY.verify(case, POLICY.determine(case), readings=readings).failed
    assert "not as exactly_two" in wrong


def test_a_number_so_vague_that_the_rules_see_nothing_in_it_is_stated_all_the_same() -> None:
    document = named("split-receptors-unknown").document
    facts = document["facts"]
    assert isinstance(facts, dict)
    case = POLICY.case(document | {"facts": facts | {"dose": {"low": "1", "high": "500"}}})
    answer = POLICY.determine(case)
    assert answer.dosing is not None
    assert answer.dosing.status == "unknown"
    assert_holds(POLICY.verify(case, answer))


def test_a_case_without_its_undocumented_parts_is_checked_as_such() -> None:
    for file in FILES[::9]:
        case = POLICY.case(POLICY.read_case(file), require_sources=True)
        try:
            answer = POLICY.determine(case)
        except IxaspError:
            continue
        assert_holds(POLICY.verify(case, answer))


@pytest.mark.parametrize("claimed", ["approve", "deny", "pend", "perhaps"])
@pytest.mark.parametrize("name", ["split-receptors-unknown", "a-ii-d-missed-third-line", "a-i-open-extent"])
def test_a_wrong_outcome_is_found(name: str, claimed: str) -> None:
    answer = determination(name)
    if claimed != answer["outcome"]:
        assert f"not {claimed}" in failures(name, answer | {"outcome": claimed})


@pytest.mark.parametrize("status", ["met", "not_met", "unknown"])
@pytest.mark.parametrize("criterion", ["A.i", "A.ii.A", "A.ii.E", "B.i", "D.i"])
def test_a_wrong_status_of_a_criterion_is_found(criterion: str, status: str) -> None:
    answer = determination("split-receptors-unknown")
    if answer["criteria"][criterion] != status:
        answer["criteria"][criterion] = status
        assert f"criterion {criterion} is" in one_failure("split-receptors-unknown", answer)


def test_a_criterion_that_is_left_out_or_not_in_force_is_found() -> None:
    answer = determination("version-ovarian-day-before")
    assert "A.iii" not in answer["criteria"]
    added = answer | {"criteria": answer["criteria"] | {"A.iii": "not_met"}}
    assert "A.iii" in one_failure("version-ovarian-day-before", added)
    del answer["criteria"]["A.i"]
    assert "A.i is" in one_failure("version-ovarian-day-before", answer)


@pytest.mark.parametrize("name", ["split-receptors-unknown", "a-ii-d-missed-third-line", "window-adjuvant-last-day"])
def test_a_reason_with_a_fact_too_few_is_found(name: str) -> None:
    answer = determination(name)
    for position in range(len(answer["reason"])):
        reason = answer["reason"][:position] + answer["reason"][position + 1 :]
        assert "does not suffice" in one_failure(name, answer | {"reason": reason})


def test_a_reason_with_a_fact_twice_is_found() -> None:
    answer = determination("split-receptors-unknown")
    twice = [*answer["reason"], answer["reason"][0]]
    assert "a fact too many" in failures("split-receptors-unknown", answer | {"reason": twice})


def test_a_reason_with_what_can_not_be_said_is_found() -> None:
    name = "split-receptors-unknown"
    answer = determination(name)
    long = "9" * 5000  # more digits than Python turns into a number
    for extra in (
        literal("bsa", "is", "1"),
        literal("prior_therapies[3].end", "is", "2020"),
        literal(f"prior_therapies[{long}].end", "is", "2020"),
        literal("prior_lines", "at_least", long),
        literal("x", "is", "y"),
    ):
        assert one_failure(name, answer | {"reason": [*answer["reason"], extra]})


def test_a_reason_with_a_fact_too_many_is_found() -> None:
    name = "split-receptors-unknown"
    answer = determination(name)
    used = {found["fact"] for found in answer["reason"]}
    statements = named(name).statements
    path, statement = next(
        (path, statement)
        for path, statement in statements.items()
        if path not in used and statement.value in ("yes", "no")
    )
    extra = literal(path, "is", str(statement.value)) | {"source": list(statement.source)}
    assert "a fact too many" in one_failure(name, answer | {"reason": [*answer["reason"], extra]})


def test_a_reason_with_a_fact_that_the_case_does_not_state_is_found() -> None:
    name = "split-receptors-unknown"
    answer = determination(name)
    follows = [literal("metastatic", "is", "yes") if found["fact"] == "stage" else found for found in answer["reason"]]
    assert "metastatic" not in named(name).statements
    assert "does not state" in failures(name, answer | {"reason": follows})
    unknown = [*answer["reason"], literal("er", "is", "positive")]
    assert "does not state" in failures(name, answer | {"reason": unknown})
    contrary = [found | {"value": "positive"} if found["fact"] == "her2" else found for found in answer["reason"]]
    assert "does not state" in failures(name, answer | {"reason": contrary})


def test_a_wrong_source_in_a_reason_is_found() -> None:
    answer = determination("split-receptors-unknown")
    answer["reason"][-1]["source"] = ["a letter that nobody sent"]
    assert "other sources" in one_failure("split-receptors-unknown", answer)


def test_a_reason_for_a_pended_case_or_none_for_a_settled_one_is_found() -> None:
    pended = determination("a-i-open-extent")
    assert "reason" in one_failure("a-i-open-extent", pended | {"reason": []})
    settled = determination("split-receptors-unknown")
    assert "no reason" in one_failure("split-receptors-unknown", settled | {"reason": None})


def test_a_wrong_exclusion_is_found() -> None:
    excluded = determination("limit-neutrophils-below-1500")
    assert "D.i" in excluded["exclusions"]
    fewer = [name for name in excluded["exclusions"] if name != "D.i"]
    assert "exclusion D.i holds" in one_failure("limit-neutrophils-below-1500", excluded | {"exclusions": fewer})
    more = [*excluded["exclusions"], "D.ii"]
    assert "exclusion D.ii does not" in one_failure("limit-neutrophils-below-1500", excluded | {"exclusions": more})


def test_a_wrong_basis_duration_or_dose_limit_is_found() -> None:
    name = "split-receptors-unknown"
    answer = determination(name)
    assert "rest on" in one_failure(name, answer | {"basis": ["A.ii.E"]})
    assert "rest on" in one_failure(name, answer | {"basis": []})
    longer = answer | {"authorization": answer["authorization"] | {"months": 12}}
    assert "authorization" in one_failure(name, longer)
    assert "dose limit" in one_failure(name, answer | {"dosing": answer["dosing"] | {"limit_mg_per_m2": "60"}})
    assert "dosing is" in one_failure(name, answer | {"dosing": answer["dosing"] | {"status": "avoid"}})


def test_a_completion_that_is_missing_is_found() -> None:
    answer = missing("a-i-open-extent")
    assert len(answer["completions"]) == 2
    shorter = answer | {"completions": answer["completions"][:1]}
    assert "the list lacks a completion" in one_failure("a-i-open-extent", shorter)
    assert POLICY.verify(named("a-i-open-extent"), shorter | {"complete": False}).holds


@pytest.mark.parametrize("complete", [True, False])
def test_a_completion_that_is_too_strong_is_found(complete: bool) -> None:
    document = named("a-i-open-extent").document
    facts = document["facts"]
    assert isinstance(facts, dict)
    case = POLICY.case(document | {"facts": {name: value for name, value in facts.items() if name != "stage"}})
    answer = json.loads(POLICY.missing_facts(case).model_dump_json()) | {"complete": complete}
    assert_holds(POLICY.verify(case, answer))
    for completion in answer["completions"]:
        completion[:] = [
            literal("stage", "is", "IV") if found["fact"] == "metastatic" else found for found in completion
        ]
    assert "stage" in json.dumps(answer)
    assert any("stronger than needed" in sentence for sentence in POLICY.verify(case, answer).failed)


def test_a_completion_too_many_is_found() -> None:
    answer = missing("a-ii-a-open-lines")
    (right,) = answer["completions"]
    assert right == [literal("prior_lines", "at_least", "2")]
    stronger = [*answer["completions"], [literal("prior_lines", "at_least", "3")]]
    assert "stronger than needed" in one_failure("a-ii-a-open-lines", answer | {"completions": stronger})
    weaker = [*answer["completions"], [literal("prior_lines", "below", "3")]]
    assert "does not lead to approve" in one_failure("a-ii-a-open-lines", answer | {"completions": weaker})
    twice = [*answer["completions"], right]
    assert "listed twice" in one_failure("a-ii-a-open-lines", answer | {"completions": twice})


def test_a_completion_with_a_fact_that_is_not_needed_is_found() -> None:
    answer = missing("open-agents-unknown")
    longer = [[*answer["completions"][0], literal("pd_l1_cps", "below", "10")], *answer["completions"][1:]]
    assert "is not needed" in failures("open-agents-unknown", answer | {"completions": longer})


def test_a_completion_that_no_patient_has_is_found() -> None:
    answer = missing("a-i-open-extent")
    clashing = [literal("metastatic", "is", "yes"), literal("metastatic", "is", "no")]
    changed = answer | {"completions": [*answer["completions"], clashing]}
    assert "no patient that fits the case has" in one_failure("a-i-open-extent", changed)


def test_a_completion_of_what_is_known_or_no_fact_at_all_is_found() -> None:
    answer = missing("a-i-open-extent")
    for extra, found in {
        ("cancer", "is", "breast"): "open",
        ("weather", "is", "fine"): "no fact",
        ("her2", "is", "blue"): "nothing that can be known",
        ("anc", "at_least", "1501"): "do not compare",
    }.items():
        changed = answer | {"completions": [*answer["completions"], [literal(*extra)]]}
        assert found in one_failure("a-i-open-extent", changed)


def test_a_list_of_completions_for_the_other_goal_is_found() -> None:
    assert "does not lead to deny" in failures("a-i-open-extent", missing("a-i-open-extent") | {"goal": "deny"})


CHANGED = "a-ii-e-missed-no-crisis"


def test_a_counterfactual_that_does_not_lead_to_approve_is_found() -> None:
    answer = counterfactuals(CHANGED)
    wrong = {"changes": {"metastatic": "no"}, "literals": [literal("metastatic", "is", "no")]}
    changed = answer | {"counterfactuals": [*answer["counterfactuals"], wrong]}
    assert "does not lead to approve" in failures(CHANGED, changed)
    lower = {"changes": {"dose": "<=20"}, "literals": [literal("dose", "at_most", "20")]}
    assert "lead to approve" in failures(CHANGED, answer | {"counterfactuals": [lower]})


def test_a_counterfactual_that_no_patient_fits_is_found() -> None:
    name = "inconsistent-after-a-change"
    case = POLICY.case(
        {
            "id": name,
            "policy": POLICY.id,
            "facts": {
                "request_type": "initial",
                "combined_with": [],
                "cancer": "breast",
                "stage": "IV",
                "metastatic": "yes",
            },
        }
    )
    wrong = {"changes": {"metastatic": "no"}, "literals": [literal("metastatic", "is", "no")]}
    answer = json.loads(POLICY.counterfactuals(case).model_dump_json()) | {"counterfactuals": [wrong]}
    found = POLICY.verify(case, answer)
    assert any("no patient can have" in sentence for sentence in found.failed)


def test_a_counterfactual_that_changes_an_unknown_fact_is_found() -> None:
    answer = counterfactuals("a-ii-b-open-contraindication")
    unknown = {
        "changes": {"anthracycline_contraindicated": "yes"},
        "literals": [literal("anthracycline_contraindicated", "is", "yes")],
    }
    changed = answer | {"counterfactuals": [unknown]}
    assert "so it is no change" in failures("a-ii-b-open-contraindication", changed)


def test_a_counterfactual_that_is_not_among_the_smallest_is_found() -> None:
    few = counterfactuals(CHANGED)
    all_of_them = counterfactuals(CHANGED, all_minimal=True)
    smallest = min(len(change["changes"]) for change in few["counterfactuals"])
    larger = [change for change in all_of_them["counterfactuals"] if len(change["changes"]) > smallest]
    assert larger
    assert "a change of fewer facts" in failures(CHANGED, few | {"counterfactuals": larger[:1]})
    assert "fewer facts suffice" in failures(CHANGED, few | {"counterfactuals": [*few["counterfactuals"], larger[0]]})


def test_a_counterfactual_with_a_change_that_is_not_needed_is_found() -> None:
    answer = counterfactuals(CHANGED)
    first = answer["counterfactuals"][0]
    extra = {"strong_cyp3a4_inhibitor": "yes"} | first["changes"]
    assert "strong_cyp3a4_inhibitor" in named(CHANGED).statements
    longer = {"changes": extra, "literals": [*first["literals"], literal("strong_cyp3a4_inhibitor", "is", "yes")]}
    changed = answer | {"counterfactuals": [longer, *answer["counterfactuals"][1:]], "all_minimal": True}
    assert "is not needed" in failures(CHANGED, changed)


def test_a_counterfactual_that_is_missing_or_has_other_values_is_found() -> None:
    answer = counterfactuals(CHANGED)
    assert len(answer["counterfactuals"]) > 1
    assert "the list lacks a change" in failures(CHANGED, answer | {"counterfactuals": answer["counterfactuals"][:1]})
    assert "none is listed" in failures(CHANGED, answer | {"counterfactuals": []})
    first = answer["counterfactuals"][0]
    fact = next(iter(first["changes"]))
    stays = first | {"changes": {fact: named(CHANGED).statements[fact].given}}
    changed = answer | {"counterfactuals": [stays, *answer["counterfactuals"][1:]]}
    assert "a case with these values" in failures(CHANGED, changed)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda answer: answer | {"case": "another"}, "case `another`"),
        (lambda answer: answer | {"policy": "another"}, "policy `another`"),
        (lambda answer: answer | {"version": "2025-03-06"}, "version `2025-03-06`"),
        (lambda answer: answer | {"knowledge_base": "sha256:0"}, "knowledge base `sha256:0`"),
        (lambda answer: answer | {"readings": {}}, "reading"),
        (lambda answer: answer | {"criteria": ["A"]}, "criteria: not what is expected"),
        (lambda answer: {"outcome": "approve"}, "not what is expected"),
        (lambda answer: {}, "not an answer"),
        (lambda answer: [answer], "not an answer"),
        (lambda answer: None, "not an answer"),
    ],
)
def test_an_answer_that_is_about_something_else_or_no_answer_fails_with_a_sentence(
    change: Callable[[Answer], object], found: str
) -> None:
    assert found in failures("split-receptors-unknown", change(determination("split-receptors-unknown")))


def test_any_mapping_can_be_an_answer() -> None:
    name = "split-receptors-unknown"
    assert_holds(POLICY.verify(named(name), MappingProxyType(determination(name))))


def test_a_search_that_takes_too_long_is_told_as_unchecked() -> None:
    case = named("open-referral-letter")
    found = POLICY.verify(case, POLICY.missing_facts(case), seconds=0)
    assert found.holds
    assert "in the time allowed" in found.unchecked[0]


def test_the_checker_needs_nothing_but_python_and_clingo(tmp_path: Path) -> None:
    copied = tmp_path / "alone.py"
    copied.write_text(CHECKER.read_text(encoding="utf-8"), encoding="utf-8")
    request = {"files": [], "text": "{ is(a,b) }. q :- is(a,b). :- q, not r. { r }."}
    lines = [request, ["literals", ["q", "r", "nowhere", "is(a,c)"]], ["world", [1], []]]
    ran = subprocess.run(
        [sys.executable, "-I", str(copied)],
        input="\n".join(map(json.dumps, lines)),
        cwd=tmp_path,
        env={},
        capture_output=True,
        check=True,
        text=True,
    )
    ready, literals, _ = map(json.loads, ran.stdout.splitlines())
    assert ready == "ready"
    assert literals[3] is None
    assert "ixasp" not in {
        word for line in copied.read_text().splitlines() if "import" in line for word in line.split()
    }


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["verify", *arguments])
    return result.exit_code, result.output


def test_the_command_checks_all_answers_about_a_case() -> None:
    status, output = run(str(CASES / "a-i-open-extent.yaml"))
    assert status == 0
    assert output.count("all of them hold") == 3
    status, output = run(str(CASES / "a-ii-d-missed-third-line.yaml"), "--format", "json")
    assert status == 0
    document = json.loads(output)
    assert document["holds"]
    assert [one["about"] for one in document["verified"]] == ["deny"]


def test_the_command_checks_an_answer_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    case = str(CASES / "a-ii-d-missed-third-line.yaml")
    answer = determination("a-ii-d-missed-third-line")
    file.write_text(json.dumps(answer), encoding="utf-8")
    status, output = run(case, "--answer", str(file))
    assert status == 0
    assert "needs the review of a clinician" in output
    file.write_text(json.dumps(answer | {"outcome": "approve"}), encoding="utf-8")
    status, output = run(case, "--answer", str(file))
    assert status == 1
    assert "wrong: the outcome is deny, not approve" in output
    assert "other readings" not in output
    file.write_text("no JSON", encoding="utf-8")
    status, output = run(case, "--answer", str(file))
    assert status == 2
    assert "can't be read as JSON" in output


def test_the_command_says_that_an_answer_was_decided_under_other_readings(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    case, name = str(CASES / "reading-two-lines.yaml"), "reading-two-lines"
    answer = POLICY.determine(named(name), readings={"two_lines": "exactly_two"})
    file.write_text(answer.model_dump_json(), encoding="utf-8")
    for chosen in ([], ["--reading", "two_lines=exactly_two"]):
        status, output = run(case, "--answer", str(file), *chosen)
        assert status == 0
        assert "decided under other readings than by default: two_lines=exactly_two\n" in output
    status, output = run(case, "--answer", str(file), "--format", "json")
    assert json.loads(output)["verified"][0]["other_readings"] == {"two_lines": "exactly_two"}
    status, output = run(case, "--format", "json")
    assert json.loads(output)["verified"][0]["other_readings"] == {}
    strange = json.loads(answer.model_dump_json())
    strange["readings"] = {"two_lines": ["exactly_two"], "nothing": "none"}
    file.write_text(json.dumps(strange), encoding="utf-8")
    status, output = run(case, "--answer", str(file))
    assert status == 1
    assert "other readings than by default" not in output
