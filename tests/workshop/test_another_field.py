"""A policy of another field of medicine: the engine answers every question about it, and names nothing of its own."""

import json
import re
from pathlib import Path
from random import Random
from typing import Literal

import pytest
from typer.testing import CliRunner

from ixasp import CaseError, InconsistentCase, KnowledgeBase, UnsupportedRequest
from ixasp.cli.main import app
from ixasp.knowledge.sources import packaged as packaged_folder
from tests.reference.exhaustive import status
from tests.reference.literals import literal
from tests.reference.velorimab import FIRST, PATIENTS, SECOND, approvable, criteria, document, random_known

FOLDER = Path(__file__).parent / "knowledge"
POLICY = KnowledgeBase.load(FOLDER).policy("SKIN-7")
OTHERS = {"important_places": "nails_too", "relapse": "during_only"}
GOALS: tuple[Literal["approve", "deny"], ...] = ("approve", "deny")

COVERED: dict[str, object] = {
    "asked_on": "2025-03-01",
    "diagnosis_codes": ["L40.0"],
    "age": 41,
    "affected_area": {"value": 12, "unit": "palms", "source": "visit 2025-02-20"},
    "weight": {"value": 150, "unit": "lb"},
    "given_with": [],
    "infection": "no",
    "treatments": [
        {"what": ["PUVA"], "stop": "2024-01-31", "relapse": "2024-04-30"},
        {"what": ["cyclosporine"], "stop": "2024-09-30", "relapse": "none"},
    ],
    "treatments_complete": "yes",
}


def case(**changes: object) -> dict[str, object]:
    """The covered case with some facts otherwise; None leaves one out."""
    facts = {fact: value for fact, value in (COVERED | changes).items() if value is not None}
    return {"id": "skin", "policy": "SKIN-7", "facts": facts}


@pytest.mark.parametrize("seed", range(100))
def test_a_case_is_decided_as_all_of_its_patients_are(seed: int) -> None:
    random = Random(seed)
    known = random_known(random)
    version, day = random.choice(((FIRST, "2023-05-05"), (SECOND, "2024-09-15")))
    readings = {name: option for name, option in OTHERS.items() if random.random() < 0.4}
    found = PATIENTS.worlds(known)
    of_each = [criteria(world, version, readings) for world in found]
    given = document(known, day)
    decided = POLICY.determine(given, readings=readings)
    assert {name: str(holds) for name, holds in decided.criteria.items()} == {
        name: status({one[name] for one in of_each}) for name in of_each[0]
    }
    outcomes = {"met": "approve", "not_met": "deny", "unknown": "pend"}
    assert decided.outcome == outcomes[status({approvable(one) for one in of_each})]
    if seed % 12 == 0:  # each time in a process of its own
        assert POLICY.verify(given, decided, readings=readings).holds
    for goal in GOALS:
        told = POLICY.missing_facts(given, goal, readings=readings)
        assert told.complete
        assert {
            frozenset(literal(one.fact, one.relation, one.value) for one in completion)
            for completion in told.completions
        } == PATIENTS.completions(found, [approvable(one) is (goal == "approve") for one in of_each])


def test_the_record_decides_by_a_window_without_last_doses_of_single_drugs() -> None:
    decided = POLICY.determine(case())
    assert decided.outcome == "approve"
    assert decided.basis == ("1c-ii",)
    assert decided.authorization is not None
    assert (decided.authorization.months, str(decided.authorization.through)) == (12, "2026-02-28")
    assert decided.dosing is None
    assert POLICY.determine(case(), readings={"relapse": "during_only"}).outcome == "deny"
    late = [{"what": ["PUVA"], "stop": "2024-01-31", "relapse": "2024-05-01"}]
    assert POLICY.determine(case(treatments=late)).outcome == "deny"
    ended = [{"what": ["PUVA"], "relapse": "2024-05-01"}]
    assert POLICY.determine(case(treatments=ended)).outcome == "pend"


def test_the_day_of_the_request_selects_the_version() -> None:
    before = POLICY.determine(case(asked_on="2024-09-14"))
    assert (before.version, before.outcome) == (FIRST, "deny")
    assert "1c-ii" not in before.criteria
    with pytest.raises(UnsupportedRequest, match=r"facts\.asked_on"):
        POLICY.determine(case(asked_on="2023-01-31"))
    with pytest.raises(CaseError, match=r"facts\.asked_on.*leaves open which version"):
        POLICY.case(case(asked_on="2024-09"))


def test_a_count_is_compared_with_a_limit_beyond_the_usual_numbers() -> None:
    assert POLICY.determine(case(age=17)).criteria["1a"] == "not_met"
    assert POLICY.determine(case(age=18)).criteria["1a"] == "met"
    assert POLICY.determine(case(age=">=18")).criteria["1a"] == "met"
    assert POLICY.determine(case(age="<30")).criteria["1a"] == "unknown"
    (completion,) = POLICY.missing_facts(case(age=None)).completions
    assert [(one.fact, one.relation, one.value) for one in completion] == [("age", "at_least", "18")]
    assert POLICY.verify(case(age=None), POLICY.missing_facts(case(age=None))).holds
    (change,) = POLICY.counterfactuals(case(age=17)).counterfactuals
    assert change.told == ("age in years is at least 18 (now: 17)",)


def test_units_are_read() -> None:
    assert POLICY.determine(case(weight={"value": 88, "unit": "lb"})).criteria["1d"] == "not_met"
    assert POLICY.determine(case(weight={"value": 89, "unit": "lb"})).criteria["1d"] == "met"
    with pytest.raises(CaseError, match="unknown unit `stone`; expected kg or lb"):
        POLICY.case(case(weight={"value": 9, "unit": "stone"}))


def test_an_exclusion_denies() -> None:
    decided = POLICY.determine(case(given_with=["etanercept"], infection=None))
    assert (decided.outcome, decided.exclusions) == ("deny", ("X2",))
    assert POLICY.determine(case(infection=None)).outcome == "pend"


def test_the_next_question_leads_to_an_outcome() -> None:
    facts: dict[str, object] = {"asked_on": "2025-03-01"}
    patient = {
        "skin_disease": "plaque_psoriasis",
        "age": 50,
        "affected_area": 30,
        "weight": 70,
        "systemic_treatments": 3,
        "infection": "no",
        "given_with": [],
        "phototherapy_failed": "no",
        "places": [],
    }
    asked = []
    while (question := POLICY.next_question({"policy": "SKIN-7", "facts": facts})) is not None:
        asked.append(question.fact)
        facts[question.fact] = patient[question.fact]
    assert POLICY.determine({"policy": "SKIN-7", "facts": facts}).outcome == "approve"
    assert len(asked) == len(set(asked)) <= len(patient)


def test_other_readings_are_told() -> None:
    found = POLICY.robustness(case())
    assert found.verdict == "split"
    assert found.decisive == ("relapse",)
    nails = POLICY.robustness(case(affected_area=3, places=["nails"]))
    assert nails.decisive == ("important_places",)


def test_a_clash_with_the_record_is_told() -> None:
    with pytest.raises(InconsistentCase) as caught:
        POLICY.determine(case(phototherapy_failed="no"))
    assert {fact.fact for fact in caught.value.clash} == {
        "phototherapy_failed",
        "treatments[0].what",
        "treatments[0].stop",
        "treatments[0].relapse",
    }


def test_every_answer_is_verified_by_plain_clingo() -> None:
    for given in (case(), case(infection=None, treatments=None, treatments_complete=None), case(infection="yes")):
        for answer in (
            POLICY.determine(given),
            POLICY.missing_facts(given),
            POLICY.missing_facts(given, "deny"),
            POLICY.counterfactuals(given),
        ):
            verification = POLICY.verify(given, answer)
            assert verification.holds, verification.failed


def test_a_derivation_leads_down_to_the_record() -> None:
    decided = POLICY.determine(case())
    derived = decided.derivation("phototherapy_failed_by(0)").render("text")
    assert "treatment 1 shows that phototherapy failed" in derived
    assert "treatment 1: after phototherapy, a relapse within 3 calendar months" in derived
    assert "knowledge/policies/velorimab/criteria.lp:" in derived
    assert "kb/core/outline.lp:" in decided.derivation("1b").render("text")


FOREIGN = re.compile(r"(?i:ixabepilone|cancer|chemother|mg/m|oncolog|anticancer|\bdose)|\bNone\b|\{\}")
"""Words that belong to another policy, and marks of a phrase that was not filled in."""


@pytest.fixture
def packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a case file, where the packaged knowledge base is that of this test."""
    monkeypatch.setattr("ixasp.knowledge.loader.packaged", lambda: FOLDER)
    (tmp_path / "covered.json").write_text(json.dumps(case()), encoding="utf-8")
    little = case(infection=None, treatments=None, treatments_complete=None)
    (tmp_path / "open.json").write_text(json.dumps(little), encoding="utf-8")
    (tmp_path / "denied.json").write_text(json.dumps(case(infection="yes")), encoding="utf-8")
    return tmp_path


def run(*arguments: str | Path) -> str:
    """Run a command that must answer, and return what it prints."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("name", ["covered", "open", "denied"])
@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_a_determination_is_shown_in_its_own_words(packaged: Path, name: str, form: str) -> None:
    shown = run("determine", packaged / f"{name}.json", "--format", form)
    if form == "json":
        decided = json.loads(shown)
        assert (decided["policy"], decided["dosing"]) == ("SKIN-7", None)
    else:
        assert "Velorimab for plaque psoriasis (SKIN-7)" in shown
        assert FOREIGN.findall(re.sub(r"<style>.*?</style>", "", shown, flags=re.DOTALL)) == []


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("missing", "open.json"), "there is no active infection; and phototherapy has failed"),
        (("missing", "open.json", "--goal", "deny"), "there is an active infection"),
        (("why", "covered.json", "1c-ii"), "treatment 1: phototherapy was given"),
        (("why", "denied.json", "X1"), "there is an active infection"),
        (("what-if", "covered.json", "--set", "given_with=[etanercept]"), "X2"),
        (("counterfactual", "denied.json"), "there is no active infection"),
        (("robustness", "covered.json"), "relapse"),
        (("verify", "covered.json"), "all of them hold"),
        (("facts", "covered.json"), "is(phototherapy_failed,yes)."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_answers_in_its_own_words(packaged: Path, command: tuple[str, ...], told: str) -> None:
    first, name, *options = command
    shown = run(first, packaged / name, *options)
    assert told in " ".join(shown.split())
    assert FOREIGN.findall(shown) == []


def test_the_schema_and_the_interview_are_about_this_policy(packaged: Path) -> None:
    schema = json.loads(run("schema", "SKIN-7"))
    assert set(schema["$defs"]["Facts"]["properties"]) == set(POLICY.loaded.vocabulary.facts)
    asked = CliRunner().invoke(app, ["interview"], input="q\n")
    assert any(fact.question in asked.stdout for fact in POLICY.loaded.vocabulary.facts.values() if fact.askable)


SMALL = """
#include "core/outline.lp".
fact(tall, yes_no). label(tall, "tall"). question(tall, "Is the patient tall?").
phrase(is(tall, yes), "the patient is tall"). phrase(is(tall, no), "the patient is not tall").
policy("SMALL"). label(policy, "Small"). version("2020-01-01", 1).
criterion("A", rule). label("A", "tall patients"). top("A", 1). section("A").
met("A") :- is(tall, yes).
"""
"""No date, record, reading, exclusion, alternative, renewal, duration or dose."""


def test_a_policy_may_declare_next_to_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "policies" / "small"
    (folder / "core").mkdir(parents=True)
    outline = (packaged_folder() / "core/outline.lp").read_text(encoding="utf-8")
    (folder / "core/outline.lp").write_text(outline, encoding="utf-8")
    (folder / "policy.lp").write_text(SMALL, encoding="utf-8")
    policy = KnowledgeBase.load(tmp_path).policy("SMALL")
    for tall, outcome in (("yes", "approve"), ("no", "deny"), (None, "pend")):
        given = {"policy": "SMALL", "facts": {"tall": tall}}
        decided = policy.determine(given)
        assert decided.outcome == outcome
        assert (decided.notes, decided.basis, decided.exclusions, decided.authorization) == ((), (), (), None)
        assert policy.verify(given, decided).holds
        assert policy.robustness(given).verdict == "robust"
        assert "tall" in decided.outline().render("html")
        assert decided.derivation("A").render("text")
    assert [len(one) for one in policy.missing_facts({"policy": "SMALL", "facts": {}}).completions] == [1]
    question = policy.next_question({"policy": "SMALL", "facts": {}})
    assert question is not None
    assert question.fact == "tall"
