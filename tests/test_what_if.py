"""What-if: a case decided again with some facts otherwise, and only what that changes."""

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from ixasp import (
    Case,
    CaseError,
    Determination,
    InconsistentCase,
    IxaspError,
    KnowledgeBase,
    Outcome,
    UnknownChoice,
    UnsupportedRequest,
    WhatIf,
)
from ixasp.traces.outline import NOTICE
from tests.reference.generate import ALL_FACTS, random_partial, random_readings, random_value
from tests.reference.notation import as_case, notation
from tests.test_cases import CASES, FILES
from tests.test_command_line import document, ixasp
from tests.test_library import written

POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")

PENDED = CASES / "a-ii-b-open-contraindication.yaml"
APPROVED = CASES / "a-ii-b-met-resistant-contraindicated.yaml"
CODED = CASES / "code-triple-negative.yaml"
INCONSISTENT = CASES / "inconsistent-receptors.yaml"
UNSUPPORTED = CASES / "version-before-the-first.yaml"
BEFORE_A_III = CASES / "version-ovarian-day-before.yaml"

ENTRY: dict[str, object] = {
    "drugs": ["docetaxel", "trastuzumab"],
    "setting": "advanced",
    "start": "2025-01-01",
    "end": "2025-12-01",
    "progression": "2025-12-01",
}
DOCUMENTED_ENTRY: dict[str, object] = ENTRY | {"source": "infusion record"}


def read(file: Path) -> Case:
    return POLICY.read_case(file)


def from_scratch(case: Case, changes: Mapping[str, object], forget: list[str]) -> dict[str, Any]:
    """The changed case written by hand, for changes of plain facts."""
    data: dict[str, Any] = deepcopy(case.document)
    data["facts"] |= changes
    for name in forget:
        data["facts"].pop(name, None)
    return data


def random_changes(random: Random, case: Case) -> tuple[dict[str, object], list[str]]:
    stated = [name for name in ALL_FACTS if name in case.statements]
    changed = random.sample(ALL_FACTS, random.choice((0, 1, 1, 2, 3)))
    others = [name for name in stated if name not in changed]
    forget = random.sample(others, min(len(others), random.choice((0, 1, 2)) if changed else 1))
    return {name: notation(name, random_value(name, random), random) for name in changed}, forget


def determined(data: object, readings: Mapping[str, str]) -> Determination | IxaspError:
    try:
        return POLICY.determine(data, readings=readings)
    except IxaspError as error:
        return error


def check(case: Case, changes: Mapping[str, object], forget: list[str], readings: Mapping[str, str]) -> WhatIf | None:
    """Compare a what-if with two determinations from scratch; nothing where the changed case has no answer."""
    document = deepcopy(case.document)
    changed = from_scratch(case, changes, forget)
    after = determined(changed, readings)
    if isinstance(after, IxaspError):
        with pytest.raises(type(after)) as caught:
            POLICY.what_if(case, changes, forget, readings=readings)
        assert str(caught.value) == str(after)
        return None
    answer = POLICY.what_if(case, changes, forget, readings=readings)
    assert answer.after.model_dump_json() == after.model_dump_json()
    assert case.document == document
    before = determined(case, readings)
    if isinstance(before, IxaspError):
        assert answer.before is None
        assert answer.unanswered is not None
        assert answer.unanswered.message == str(before)
        return answer
    assert answer.before is not None
    assert answer.before.model_dump_json() == before.model_dump_json()
    check_comparison(answer)
    return answer


def check_comparison(answer: WhatIf) -> None:
    """Check that what differs is listed, and nothing else."""
    before, after = json.loads(answer.model_dump_json(include={"before", "after"})).values()
    names = [name for name in POLICY.outline.criteria if before["criteria"].get(name) != after["criteria"].get(name)]
    assert [one.id for one in answer.changed] == names
    for one in answer.changed:
        assert one.before == before["criteria"].get(one.id)
        assert one.after == after["criteria"].get(one.id)
        assert (one.reason is not None) is (one.after in ("met", "not_met"))
        assert bool(one.because) is (one.reason is not None)
        assert bool(one.open) is (one.after == "unknown")
    assert (answer.reason is not None) is (before["reason"] != after["reason"])
    assert (answer.authorization is not None) is (before["authorization"] != after["authorization"])
    assert (answer.version is not None) is (before["version"] != after["version"])
    fields = {*before["dosing"], *after["dosing"]}
    assert {name: (pair.before, pair.after) for name, pair in answer.dosing.items()} == {
        name: (before["dosing"].get(name), after["dosing"].get(name))
        for name in fields
        if before["dosing"].get(name) != after["dosing"].get(name)
    }
    assert bool(answer.open) is (after["outcome"] == "pend")
    assert answer.changes_nothing is (
        before["outcome"] == after["outcome"]
        and not (names or answer.dosing or answer.authorization or answer.version or answer.turns_on)
    )


def test_after_is_the_changed_case_from_scratch_in_the_example_cases() -> None:
    random = Random(1)
    answered = [check(case, *random_changes(random, case), {}) for case in map(read, FILES[::2])]
    outcomes = {(one.outcome.before, one.outcome.after) for one in answered if one is not None}
    assert len(outcomes) > 5
    assert None in answered


def test_after_is_the_changed_case_from_scratch_in_random_cases() -> None:
    random = Random(2)
    for _ in range(60):
        case = POLICY.case(as_case(random_partial(random), random))
        check(case, *random_changes(random, case), random_readings(random))


def test_learning_a_fact_never_turns_an_approval_into_a_denial_or_back() -> None:
    random = Random(3)
    learned = 0
    for _ in range(60):
        case = POLICY.case(as_case(random_partial(random), random))
        name = random.choice([name for name in ALL_FACTS if name not in case.statements] or [""])
        if not name:
            continue
        answer = check(case, {name: notation(name, random_value(name, random), random)}, [], {})
        if answer is not None and answer.outcome.before in (Outcome.APPROVE, Outcome.DENY):
            assert answer.outcome.after is answer.outcome.before
            learned += 1
        for one in answer.changed if answer is not None else ():
            assert one.before == "unknown"
    assert learned > 10


def test_a_reason_of_what_changed_holds_a_changed_fact() -> None:
    answer = POLICY.what_if(read(PENDED), {"anthracycline_contraindicated": "yes"})
    assert (answer.outcome.before, answer.outcome.after) == ("pend", "approve")
    assert [one.id for one in answer.changed] == ["A", "A.i-ii", "A.ii", "A.ii.B", "D.iii"]
    for one in answer.changed:
        assert one.reason is not None
        assert "anthracycline_contraindicated" in {literal.fact for literal in one.reason}
        assert "further anthracycline therapy is contraindicated" in one.because
    assert answer.authorization is not None
    assert answer.authorization.before is None
    assert answer.dosing == {}


def test_what_is_open_now_names_the_facts_it_turns_on() -> None:
    answer = POLICY.what_if(read(APPROVED), {}, ["anthracycline_contraindicated"])
    (of_alternative,) = [one for one in answer.changed if one.id == "A.ii.B"]
    assert (of_alternative.before, of_alternative.after) == ("met", "unknown")
    assert "anthracycline_contraindicated" in of_alternative.open
    assert "anthracycline_contraindicated" in answer.open
    assert answer.outcome.after == "pend"


def test_json_is_complete_and_stable_and_holds_no_sentences() -> None:
    case = read(PENDED)
    answer = POLICY.what_if(case, {"dose": 60, "anc": 900}, ["her2"])
    told = json.loads(answer.model_dump_json())
    assert list(told) == [
        *("case", "policy", "changes", "outcome", "version", "reason", "changed", "dosing", "authorization"),
        *("open", "turns_on", "unanswered", "before", "after"),
    ]
    assert told["changes"] == [
        {"fact": "dose", "before": {"value": "40", "unit": "mg/m2", "source": "order 2026-01-14"}, "after": "60"},
        {"fact": "anc", "before": {"value": "2.1", "unit": "10*3/uL", "source": "CBC 2026-01-10"}, "after": "900"},
        {"fact": "her2", "before": {"value": "negative", "source": "pathology 2025-12-04"}, "after": None},
    ]
    assert told["outcome"] == {"before": "pend", "after": "deny"}
    assert told["dosing"] == {"status": {"before": "within_limit", "after": "exceeds_limit"}}
    assert told["before"] == json.loads(POLICY.determine(case).model_dump_json())
    assert POLICY.what_if(case, {"dose": 60, "anc": 900}, ["her2"]).model_dump_json() == answer.model_dump_json()
    assert set(told["changed"][0]) == {
        *("id", "label", "before", "after", "excludes", "parts", "decides", "reason", "open")
    }


def test_a_result_never_changes_and_shares_nothing_with_the_case() -> None:
    case = read(PENDED)
    document = deepcopy(case.document)
    entries: list[object] = [dict(ENTRY)]
    answer = POLICY.what_if(case, {"prior_therapies": entries, "anc": 900})
    for result in (answer, answer.outcome, answer.changes[0], answer.changed[0]):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(result, next(iter(type(result).model_fields)), None)
    for told in (answer.changes[0].before, answer.changes[0].after):
        assert isinstance(told, list)
        told.clear()
    assert case.document == document
    assert entries == [ENTRY]
    assert answer.after.outline().render()


def test_a_mapping_and_the_case_that_it_describes_get_one_answer() -> None:
    case = written({"her2": "negative"})
    told = deepcopy(case)
    by_mapping = POLICY.what_if(case, {"her2": "positive"}, "anc")
    by_case = POLICY.what_if(POLICY.case(case), {"her2": "positive"}, ["anc"])
    assert by_mapping.model_dump_json() == by_case.model_dump_json()
    assert case == told


def test_unknown_as_a_value_is_the_same_as_forgetting() -> None:
    case = read(APPROVED)
    forgotten = POLICY.what_if(case, {}, ["metastatic"])
    for unknown in ("unknown", None, {"value": "unknown"}):
        answer = POLICY.what_if(case, {"metastatic": unknown})
        assert answer.after.model_dump_json() == forgotten.after.model_dump_json()
        assert answer.changed == forgotten.changed


def test_forgetting_what_is_not_stated_changes_nothing() -> None:
    answer = POLICY.what_if(read(APPROVED), {}, ["persistent"])
    assert answer.changes_nothing
    assert answer.reason is None
    assert answer.changes[0].told == "persistent disease: unknown, as it is already"
    assert not POLICY.what_if(read(APPROVED), {"anc": 900}).changes_nothing


def test_a_value_that_a_fact_has_already_is_no_change_however_it_is_written() -> None:
    values: dict[str, object] = {"combined_with": ["Xeloda"], "metastatic": True, "dose": "40.0", "cancer": "breast"}
    values["anc"] = {"value": "2.41", "unit": "10*3/uL"}
    stated = from_scratch(read(APPROVED), {"anc": 2410, "combined_with": ["Xeloda"]}, [])
    for name, value in values.items():
        (change,) = POLICY.what_if(stated, {name: value}).changes
        assert not change.differs, name
        assert change.told.endswith(", as it is already"), name
        assert "→" not in change.told
    for name, other in {"combined_with": [], "dose": 41, "her2": "positive", "prior_therapies": []}.items():
        document = from_scratch(read(APPROVED), {name: other}, ["prior_therapies_complete"])
        case = from_scratch(read(APPROVED), {}, ["prior_therapies_complete", "er", "pr"])
        (change,) = POLICY.what_if(case, {name: other}).changes
        assert change.differs, name
        assert "→" in change.told
        (change,) = POLICY.what_if(document, {name: other}).changes
        assert not change.differs, name


def test_what_an_outcome_turns_on_is_a_change_though_the_outcome_stays() -> None:
    case = read(PENDED)
    for forgotten in ("request_type", "prior_therapies[0].progression"):
        answer = POLICY.what_if(case, {}, [forgotten])
        assert (answer.outcome.before, answer.outcome.after) == ("pend", "pend")
        assert answer.turns_on is not None
        assert answer.turns_on.before == ("anthracycline_contraindicated",)
        assert answer.turns_on.after == answer.open != answer.turns_on.before
        assert not answer.changes_nothing
    back = POLICY.what_if(from_scratch(case, {}, ["request_type"]), {"request_type": "initial"})
    assert "type of request" in back.no_longer
    assert not back.changes_nothing
    assert POLICY.what_if(case, {"persistent": "no"}).turns_on is None


def test_a_field_of_the_record_is_changed_and_forgotten_by_its_path() -> None:
    case = read(PENDED)
    whole = deepcopy(case.document)
    whole["facts"]["prior_therapies"][0]["progression"] = "none"  # type: ignore[index]  # plain data
    answer = POLICY.what_if(case, {"prior_therapies[0].progression": "none"})
    assert answer.after.model_dump_json() == POLICY.determine(whole).model_dump_json()
    assert answer.changes[0].told == "prior therapy 1: progression: 2025-11-28 → none"
    assert answer.outcome.after == "deny"
    del whole["facts"]["prior_therapies"][0]["progression"]  # type: ignore[index]  # plain data
    forgotten = POLICY.what_if(case, {}, ["prior_therapies[0].progression"])
    assert forgotten.after.model_dump_json() == POLICY.determine(whole).model_dump_json()
    assert forgotten.changes[0].fact == "prior_therapies[0].progression"


def test_a_record_with_a_source_of_its_own_has_fields_too() -> None:
    case = written({"prior_lines": "unknown", "prior_therapies": {"value": [dict(ENTRY)], "source": "chart"}})
    answer = POLICY.what_if(case, {"prior_therapies[0].setting": "adjuvant"})
    assert answer.changes[0].told == "prior therapy 1: setting: advanced [chart] → adjuvant [chart]"


def test_the_whole_record_is_changed_and_forgotten() -> None:
    case = read(PENDED)
    changed = POLICY.what_if(case, {"prior_therapies": [ENTRY, ENTRY, ENTRY]})
    assert changed.changes[0].told == "record of prior therapies: 1 prior therapy → 3 prior therapies"
    assert changed.after.criteria["A.ii.E.3"] == "met"
    forgotten = POLICY.what_if(case, {}, ["prior_therapies", "prior_therapies_complete"])
    assert forgotten.changes[0].told == "record of prior therapies: 1 prior therapy → unknown"
    with pytest.raises(CaseError, match=r"^facts\.prior_therapies_complete: there is no prior_therapies"):
        POLICY.what_if(case, {}, ["prior_therapies"])


def test_last_doses_that_are_forgotten_are_unknown_and_not_absent() -> None:
    case = written(
        {
            "combined_with": ["trastuzumab"],
            "prior_lines": "unknown",
            "prior_therapies": [ENTRY | {"drug_ends": {"docetaxel": "2025-03-01"}}],
            "prior_therapies_complete": "yes",
        }
    )
    assert POLICY.determine(case).outcome == "deny"
    assert POLICY.what_if(case, {}, ["prior_therapies[0].drug_ends"]).outcome.after == "pend"


PROBLEMS: tuple[tuple[dict[str, object], list[str], list[str]], ...] = (
    ({"her": "positive"}, [], ["facts.her: unknown fact `her`; did you mean `her2`?"]),
    ({}, ["her"], ["facts.her: unknown fact `her`; did you mean `her2`?"]),
    ({"her2": "maybe"}, [], ["facts.her2: unknown value `maybe`; expected positive or negative"]),
    ({"anc": {"value": 2, "unit": "g/L"}, "dose": -1}, ["ere"], ["facts.dose: ", "facts.anc.unit: ", "facts.ere: "]),
    ({"her2": "positive"}, ["her2"], ["facts.her2: `her2` is both changed and forgotten; expected one of the two"]),
    ({"prior_therapies[0].end": "2024-01-01"}, [], ["facts.prior_therapies[0].end: `2024-01-01` is before start"]),
    ({"prior_therapies[0].ends": "2024"}, [], ["facts.prior_therapies[0].ends: unknown field `ends`"]),
    ({}, ["prior_therapies[0].ends"], ["facts.prior_therapies[0].ends: unknown field `ends`"]),
    (
        {"prior_therapies[1].end": "2024"},
        ["prior_therapies[99999].end"],
        [
            "facts.prior_therapies[1].end: there is no such entry; expected an entry up to prior_therapies[0]",
            "facts.prior_therapies[99999].end: unknown fact",
        ],
    ),
    ({"prior_therapies[0]": {}}, [], ["facts.prior_therapies[0]: unknown fact"]),
    ({"her2[0].end": "2024"}, [], ["facts.her2[0].end: unknown fact"]),
    (
        {"prior_therapies": [], "prior_therapies[0].end": "2025-05-01"},
        [],
        ["facts.prior_therapies[0].end: `prior_therapies[0].end` is part of `prior_therapies`"],
    ),
    ({"prior_therapies": [{"end": "soon"}]}, [], ["facts.prior_therapies[0].end: "]),
    ({"her2": complex(1)}, [], ["facts.her2: a value of a kind that a case cannot hold"]),
    ({"request_date": "2025"}, [], ["facts.request_date: `2025` leaves open which version"]),
    ({}, [], ["nothing to change; expected a fact with a new value, or a fact to forget"]),
)


@pytest.mark.parametrize(("changes", "forget", "expected"), PROBLEMS, ids=str)
def test_bad_changes_are_reported_like_a_bad_case(
    changes: dict[str, object], forget: list[str], expected: list[str]
) -> None:
    with pytest.raises(CaseError) as caught:
        POLICY.what_if(read(PENDED), changes, forget)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(expected)
    assert all(any(line.startswith(start) for line in told) for start in expected)


def test_a_field_without_a_record_is_a_problem() -> None:
    with pytest.raises(CaseError, match=r"there is no such entry; expected prior_therapies with its entries first"):
        POLICY.what_if(written({}), {"prior_therapies[0].end": "2024"})


def test_a_bad_case_and_an_unknown_reading_are_refused_as_by_any_question() -> None:
    with pytest.raises(CaseError, match=r"facts\.her2"):
        POLICY.what_if(written({"her2": "maybe"}), {"her2": "positive"})
    with pytest.raises(UnknownChoice, match="unknown reading `no_such`"):
        POLICY.what_if(written({}), {"her2": "positive"}, readings={"no_such": "x"})


def test_readings_hold_before_and_after() -> None:
    readings = {"two_lines": "exactly_two"}
    answer = POLICY.what_if(written({}), {"prior_lines": 2}, readings=readings)
    assert answer.before is not None
    assert answer.before.readings == answer.after.readings == POLICY.determine(written({}), readings=readings).readings
    assert (answer.outcome.before, answer.outcome.after) == ("pend", "approve")


def test_a_stated_fact_replaces_what_a_code_supplies() -> None:
    answer = POLICY.what_if(read(CODED), {"her2": "positive"})
    (change,) = answer.changes
    assert change.told == "HER2 status: negative [ICD-10-CM Z17.421] → positive"
    assert (change.before, change.after) == (None, "positive")
    assert (answer.outcome.before, answer.outcome.after) == ("approve", "deny")
    assert any(note.fact == "her2" for note in answer.after.notes)


def test_forgetting_what_a_code_supplies_says_that_it_still_does() -> None:
    (change,) = POLICY.what_if(read(CODED), {}, ["her2"]).changes
    assert change.told == "HER2 status: negative [ICD-10-CM Z17.421], as it is already"
    stated = from_scratch(read(CODED), {"her2": "positive"}, [])
    (change,) = POLICY.what_if(stated, {}, ["her2"]).changes
    assert change.told == "HER2 status: positive → negative [ICD-10-CM Z17.421]"


def test_codes_can_be_changed_and_forgotten() -> None:
    changed = POLICY.what_if(read(CODED), {"diagnosis_codes": ["C56.1"]})
    assert changed.changes[0].told == "ICD-10-CM diagnosis codes: C50.A1, Z17.421 → C56.1"
    assert changed.after.criteria["A.i"] == "not_met"
    forgotten = POLICY.what_if(read(CODED), {}, ["diagnosis_codes"])
    assert forgotten.after.criteria["A.i"] == "unknown"


def test_a_change_that_clashes_names_the_clash() -> None:
    with pytest.raises(InconsistentCase) as caught:
        POLICY.what_if(read(APPROVED), {"stage": "IV", "metastatic": "no"})
    assert {fact.fact for fact in caught.value.clash} == {"stage", "metastatic"}
    with pytest.raises(InconsistentCase) as caught:
        POLICY.what_if(read(PENDED), {"prior_lines": 3})
    assert "prior_lines" in {fact.fact for fact in caught.value.clash}


def test_a_change_that_no_version_covers_is_unsupported() -> None:
    with pytest.raises(UnsupportedRequest, match="2025-01-01"):
        POLICY.what_if(written({}), {"request_date": "2025-01-01"})


def test_a_change_can_repair_an_inconsistent_case() -> None:
    answer = POLICY.what_if(read(INCONSISTENT), {}, ["hormone_receptor"])
    assert answer.before is None
    assert (answer.outcome.before, answer.outcome.after) == (None, "approve")
    assert answer.unanswered is not None
    assert {fact.fact for fact in answer.unanswered.clash} == {"er", "pr", "hormone_receptor"}
    assert (answer.changed, answer.dosing, answer.reason, answer.version) == ((), {}, None, None)
    assert not answer.changes_nothing
    told = json.loads(answer.model_dump_json())
    assert {fact["fact"] for fact in told["unanswered"]["clash"]} == {"er", "pr", "hormone_receptor"}
    with pytest.raises(InconsistentCase):
        POLICY.what_if(read(INCONSISTENT), {"anc": 900})


def test_a_change_can_repair_an_unsupported_case() -> None:
    answer = POLICY.what_if(read(UNSUPPORTED), {"request_date": "2026-01-01"})
    assert (answer.before, answer.outcome.after) == (None, "approve")
    assert answer.unanswered is not None
    assert answer.unanswered.clash == ()


def test_another_version_has_other_paragraphs() -> None:
    answer = POLICY.what_if(read(BEFORE_A_III), {"request_date": "2025-12-01"})
    assert answer.version is not None
    assert (answer.version.before, answer.version.after) == ("2025-03-06", "2025-11-10")
    statuses = {one.id: (one.before, one.after) for one in answer.changed}
    assert statuses["A.iii"] == (None, "met")
    back = POLICY.what_if(from_scratch(read(BEFORE_A_III), {"request_date": "2025-12-01"}, []), {}, ["her2"])
    assert back.version is None
    older = POLICY.what_if(written({"request_date": "2026-01-01"}), {"request_date": "2025-06-01"})
    assert {one.id: one.after for one in older.changed}["A.iii"] is None


def strict_case() -> dict[str, Any]:
    """A case that is approved, and pended where its undocumented facts do not count."""
    data = written({})
    facts: dict[str, Any] = data["facts"]  # type: ignore[assignment]  # plain data
    for name, value in facts.items():
        if not isinstance(value, dict):
            facts[name] = {"value": value, "source": "chart"}
        elif "source" not in value:
            facts[name] = value | {"source": "chart"}
    facts["metastatic"] = "yes"
    return data


def test_undocumented_facts_stay_left_out_and_what_is_changed_is_assumed() -> None:
    data = strict_case()
    assert POLICY.what_if(data, {"her2": "positive"}).outcome.after == "approve"
    asked = POLICY.what_if(data, {"her2": "positive"}, require_sources=True)
    assert (asked.outcome.before, asked.outcome.after) == ("pend", "pend")
    assumed = POLICY.what_if(data, {"metastatic": "yes"}, require_sources=True)
    assert (assumed.outcome.before, assumed.outcome.after) == ("pend", "approve")
    assert assumed.changes[0].told == "metastatic disease: unknown → yes"
    assert assumed.after.documentation.undocumented == ("metastatic",)
    assert "assumed" not in assumed.model_dump_json()


@pytest.mark.parametrize("change", [{"metastatic": "yes"}, {"her2": "positive"}, {"anc": 900}, {"dose": "unknown"}])
def test_a_case_that_was_checked_for_sources_stays_so(change: dict[str, object]) -> None:
    data = strict_case()
    strict = POLICY.case(data, require_sources=True)
    by_case = POLICY.what_if(strict, change)
    assert by_case.model_dump_json() == POLICY.what_if(data, change, require_sources=True).model_dump_json()
    assert by_case.model_dump_json() == POLICY.what_if(strict, change, require_sources=True).model_dump_json()
    assert by_case.before == POLICY.determine(strict)
    changed = from_scratch(POLICY.case(data), change, [])
    name, value = next(iter(change.items()))
    changed["facts"][name] = {"value": value, "source": "x"}
    assert by_case.after.criteria == POLICY.determine(POLICY.case(changed, require_sources=True)).criteria


def test_a_case_of_another_knowledge_base_is_not_taken_for_one_without_its_undocumented_facts() -> None:
    case = KnowledgeBase.load().policy(POLICY.id).case(strict_case())
    assert POLICY.what_if(case, {"her2": "positive"}).outcome.after == "approve"


@pytest.mark.parametrize(
    ("entry", "changes", "after"),
    [
        (ENTRY, {}, "unknown"),
        (ENTRY, {"prior_therapies": [ENTRY]}, "met"),
        (DOCUMENTED_ENTRY, {}, "met"),
        (DOCUMENTED_ENTRY, {"prior_therapies[0].drugs": ["docetaxel"]}, "met"),
        (DOCUMENTED_ENTRY, {"prior_therapies[0].drug_ends": {"docetaxel": "2025-02-01"}}, "unknown"),
        (ENTRY, {"prior_therapies[0].drugs": ["docetaxel"]}, "unknown"),
        (ENTRY, {"prior_therapies[0].drugs": ["docetaxel"], "prior_therapies[0].end": "2025-12-01"}, "unknown"),
    ],
    ids=str,
)
def test_entries_without_a_source_stay_left_out(
    entry: dict[str, object], changes: dict[str, object], after: str
) -> None:
    data = strict_case()
    data["facts"] |= {
        "combined_with": {"value": ["trastuzumab"], "source": "order"},
        "prior_lines": "unknown",
        "prior_therapies": [entry],
    }
    answer = POLICY.what_if(data, {"metastatic": "yes"} | changes, require_sources=True)
    assert answer.after.criteria["A.ii.C"] == after


def test_the_command_prints_the_library_s_json() -> None:
    options = ["--set", "her2=positive", "--set", "anc={value: 1.2, unit: 10*3/uL}", "--forget", "er"]
    result = ixasp("what-if", PENDED, *options, "--format", "json")
    assert result.exit_code == 0
    answer = POLICY.what_if(
        read(PENDED), {"her2": "positive", "anc": {"value": "1.2", "unit": "10*3/uL"}}, forget=["er"]
    )
    assert result.stdout == answer.model_dump_json() + "\n"
    assert result.stderr == ""


def test_the_text_tells_a_nurse_what_changes_and_why() -> None:
    told = ixasp("what-if", PENDED, "--set", "anthracycline_contraindicated=yes").stdout
    lines = told.splitlines()
    assert lines[0] == "PEND → APPROVE  a-ii-b-open-contraindication"
    assert "  - further anthracycline contraindicated: unknown → yes" in lines
    assert any(line.startswith("  - A.ii.B with capecitabine") and line.endswith(": open → met") for line in lines)
    assert "      further anthracycline therapy is contraindicated" in lines
    assert "  - after: up to 6 months, 2026-01-15 through 2026-07-14" in lines
    assert NOTICE not in told


def test_a_denial_before_or_after_shows_the_notice() -> None:
    denied = ixasp("what-if", PENDED, "--set", "anc=900").stdout
    assert denied.startswith("PEND → DENY")
    assert NOTICE in denied
    assert NOTICE in ixasp("what-if", BEFORE_A_III, "--set", "request_date=2025-12-01").stdout


def test_the_text_says_that_nothing_changes_and_what_is_still_open() -> None:
    same = ixasp("what-if", PENDED, "--set", "persistent=no").stdout
    assert same.startswith("PEND, nothing changes  ")
    assert "What changes\n  - nothing\n" in same
    assert "Still to settle\n  - further anthracycline contraindicated\n" in same


def test_the_text_tells_what_is_newly_and_no_longer_to_settle() -> None:
    told = ixasp("what-if", PENDED, "--forget", "request_type").stdout
    assert told.startswith("PEND, as before  ")
    assert "What changes\n  - no criterion, but what is still to settle\n" in told
    assert "  - type of request (new)\n" in told
    assert "  - further anthracycline contraindicated\n" in told
    back = ixasp("what-if", CASES / "open-agents-unknown.yaml", "--set", "combined_with=[capecitabine]").stdout
    assert "\nNo longer to settle\n  - anticancer agents given together with it\n" in back


def test_the_text_shows_the_dose_before_and_after_and_new_notes() -> None:
    told = ixasp("what-if", APPROVED, "--set", "dose=60", "--set", "anc=2.1").stdout
    assert "Dose\n  - before: the requested dose is within the limit; " in told
    assert "  - after: the requested dose exceeds the limit; " in told
    assert "neutrophils: `2.1` is far from the usual" in told
    assert "→ 2.1 cells/mm³" in told


def test_the_text_of_a_repaired_case_names_what_clashed() -> None:
    told = ixasp("what-if", INCONSISTENT, "--forget", "hormone_receptor").stdout
    assert told.startswith("INCONSISTENT → APPROVE  ")
    assert "As the case stands\n  - no patient fits all of these facts: " in told


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("combined_with=[Xeloda]", ["Xeloda"]),
        ("combined_with=[]", []),
        ("metastatic=yes", "yes"),
        ("metastatic = no", "no"),
        ("metastatic=true", "true"),
        ("platelets=>150000", ">150000"),
        ("platelets=>=150000", ">=150000"),
        ("alt={value: <30, unit: U/L, uln: 40}", {"value": "<30", "unit": "U/L", "uln": "40"}),
        ("prior_lines={low: 1, high: 3}", {"low": "1", "high": "3"}),
        ("her2=unknown", "unknown"),
        ('her2={"value": "positive"}', {"value": "positive"}),
        ("prior_therapies[0].end=2025-05-01", "2025-05-01"),
    ],
)
def test_values_are_read_as_a_case_writes_them(option: str, value: object) -> None:
    result = ixasp("what-if", PENDED, "--set", option, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    name = option.partition("=")[0].strip()
    assert document(result) == json.loads(POLICY.what_if(read(PENDED), {name: value}).model_dump_json())


@pytest.mark.parametrize(
    ("options", "fragment"),
    [
        ([], "nothing to change; expected a fact with a new value, or a fact to forget"),
        (["--set", "her2"], "--set: `her2` is not a change; expected FACT=VALUE"),
        (["--set", "=x"], "expected FACT=VALUE"),
        (["--set", "her2="], "--set her2: no value; expected a value, or --forget her2"),
        (["--set", "her2=~"], "--set her2: no value"),
        (["--set", 'her2=""'], "--set her2: no value"),
        (["--set", "er=negative", "--set", "er=positive"], "--set er: the fact is set twice; expected one value"),
        (["--set", "er={value: a, value: b}"], "--set er: `value` stands here twice; expected each name once"),
        (["--set", "er=!!str x"], "--set er: line 1: the tag "),
        (["--set", "er=[a"], "--set er: line 1, column 3: not valid YAML"),
        (["--set", "er=&a b"], "an alias or anchor"),
        (["--set", "er=\udcff"], "not valid UTF-8"),
        (["--set", "her=positive"], "facts.her: unknown fact `her`; did you mean `her2`?"),
        (["--forget", "her"], "facts.her: unknown fact `her`; did you mean `her2`?"),
        (["--set", "her2=positive", "--forget", "her2"], "both changed and forgotten"),
        (["--set", "her2=yes"], "facts.her2: unknown value `yes`; expected positive or negative"),
        (["--set", "her2=positive", "--reading", "no_such=x"], "unknown reading `no_such`"),
        (["--set", "\x1b[31m\n=x"], "unknown fact"),
    ],
    ids=str,
)
def test_what_cannot_be_changed_is_unusable(options: list[str], fragment: str) -> None:
    result = ixasp("what-if", PENDED, *options, "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert fragment in result.stderr
    assert all(line.isprintable() for line in result.stderr.splitlines())


def test_all_options_that_cannot_be_used_are_told_at_once_one_a_line() -> None:
    result = ixasp("what-if", PENDED, "--set", "her2=", "--set", "er", "--set", "pr=[a")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["--set her2", "--set", "--set pr"]


@pytest.mark.parametrize(
    ("case", "options", "status"),
    [
        (APPROVED, ["--set", "stage=IV", "--set", "metastatic=no"], 3),
        (INCONSISTENT, ["--set", "anc=900"], 3),
        (APPROVED, ["--set", "request_date=2025-01-01"], 4),
        (UNSUPPORTED, ["--set", "anc=900"], 4),
        (CASES / "no-such-file.yaml", ["--set", "anc=900"], 2),
    ],
    ids=str,
)
def test_the_exit_status_tells_why_there_is_no_answer(case: Path, options: list[str], status: int) -> None:
    result = ixasp("what-if", case, *options)
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr


def test_a_case_from_standard_input_and_without_its_undocumented_facts() -> None:
    text = json.dumps(strict_case())
    lenient = document(ixasp("what-if", "-", "--set", "her2=positive", "--format", "json", given=text))
    options = ("--set", "her2=positive", "--require-sources", "--format", "json")
    strict = document(ixasp("what-if", "-", *options, given=text))
    assert (lenient["outcome"]["after"], strict["outcome"]["after"]) == ("approve", "pend")


def test_no_value_and_no_source_steers_a_terminal() -> None:
    hostile = '"a\\u2028\\e[31m\\n[bold]"'
    result = ixasp("what-if", PENDED, "--set", f"stage={{value: IV, source: {hostile}}}")
    assert result.exit_code == 0
    assert all(line.isprintable() for line in result.stdout.split("\n"))
