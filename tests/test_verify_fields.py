"""No field of an answer is passed over: verify finds a wrong value in it, or names the field as not checked."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ixasp import Case
from ixasp.cli.main import app
from ixasp.verification.verify import Verification
from tests.test_cases import CASES
from tests.test_verify import CHANGED, POLICY, Answer, counterfactuals, determination, missing, named

Step = str | int

LARGE = ("criteria", "readings", "reason", "varied")
"""Fields with many entries of one form; perturbed in full for one case of each outcome."""

APPROVED, DENIED, PENDED = "split-receptors-unknown", "limit-ast-above-2-5", "a-i-open-extent"
OTHERS = (
    "dosing-open-tolerance",
    "dosing-above-40",
    "dosing-body-surface-above-2-2",
    "code-conflict-stated-wins",
    "version-no-request-date",
)
"""An open dose, one above its limit, a patient above the cap, codes that clash, and no date of the request."""


def leaves(value: object, place: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], object]]:
    """Yield every value of a document that holds no others, empty lists among them, with its place."""
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from leaves(part, (*place, name))
    elif isinstance(value, list) and value:
        for position, part in enumerate(value):
            yield from leaves(part, (*place, position))
    else:
        yield place, value


def others(value: object) -> Iterator[object]:
    """Yield values that are not the given one: near ones first, then what has no sense at all."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, 0)
    elif isinstance(value, str):
        if value[-1:].isdecimal():
            yield f"{value[:-1]}{(int(value[-1]) + 1) % 10}"
        yield f"{value}x"
    elif isinstance(value, list):
        yield ["x"]
    elif value is None:
        yield from ("1", 1)


def put(document: Answer, place: tuple[Step, ...], value: object) -> Answer:
    changed = deepcopy(document)
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


def taken(document: Answer, place: tuple[Step, ...]) -> Answer:
    changed = deepcopy(document)
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    return changed


def path(place: tuple[Step, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def is_told(found: Verification, place: tuple[Step, ...]) -> bool:
    """Return whether a verification tells that something is wrong, or that it did not look at this field."""
    prefixes = {path(place[: length + 1]) for length in range(len(place))}
    return not found.holds or not prefixes.isdisjoint(found.fields_not_checked)


def assert_no_field_is_passed_over(case: Case, answer: Answer, left_out: tuple[str, ...] = ()) -> None:
    untouched = POLICY.verify(case, answer)
    assert untouched.holds, untouched.failed
    for place, value in leaves(answer):
        if place[0] not in left_out:
            for other in others(value):
                found = POLICY.verify(case, put(answer, place, other))
                assert is_told(found, place), f"{path(place)}: {value!r} became {other!r}, and nothing is told"
            # Fewer facts that may vary are another question, and no error.
            if place[0] != "varied":
                found = POLICY.verify(case, taken(answer, place))
                assert is_told(found, place), f"{path(place)} was left out, and nothing is told"


@pytest.mark.parametrize("name", [APPROVED, DENIED, PENDED])
def test_no_field_of_a_determination_is_passed_over(name: str) -> None:
    assert_no_field_is_passed_over(named(name), determination(name))


@pytest.mark.parametrize("name", OTHERS)
def test_no_field_about_the_dose_the_notes_or_the_duration_is_passed_over(name: str) -> None:
    assert_no_field_is_passed_over(named(name), determination(name), LARGE)


def test_no_field_of_missing_facts_is_passed_over() -> None:
    for name in (PENDED, "a-ii-a-open-lines", "exclusion-open-neutrophils"):
        assert_no_field_is_passed_over(named(name), missing(name))
        assert_no_field_is_passed_over(named(name), missing(name, "deny"))


@pytest.mark.parametrize("name", [CHANGED, "exclusion-settles-open-criteria"])
def test_no_field_of_counterfactuals_is_passed_over(name: str) -> None:
    assert_no_field_is_passed_over(named(name), counterfactuals(name), LARGE)


@pytest.mark.parametrize(
    "name", [APPROVED, DENIED, PENDED, "dosing-open-tolerance", "exclusion-liver-not-needed-alone", "open-nearly-empty"]
)
def test_only_the_name_of_the_engine_is_not_checked(name: str) -> None:
    found = POLICY.verify(named(name), determination(name))
    assert found.holds
    assert found.fields_not_checked == ("engine",)
    assert found.unchecked == ()


@pytest.mark.parametrize("name", ["code-conflict-stated-wins", "code-contradicting-receptors"])
def test_how_a_clash_of_codes_is_worded_is_not_checked_but_that_it_is_told(name: str) -> None:
    answer = determination(name)
    assert POLICY.verify(named(name), answer).fields_not_checked == ("engine", "notes")
    (sentence, *_) = POLICY.verify(named(name), answer | {"notes": []}).failed
    assert "a note is left out" in sentence


WRONG_DOSING = [
    ("dosing-above-40", {"status": "within_limit"}, "the dosing is exceeds_limit, not within_limit"),
    ("dosing-above-40", {"limit_mg": "89.0"}, "the limit for this patient is 88 mg, not 89.0"),
    ("dosing-above-40", {"limit_mg": None}, "the limit for this patient is 88 mg, not open"),
    ("dosing-above-40", {"bsa_used_m2": "2.3"}, "the body surface area used is 2.2 m², not 2.3"),
    ("dosing-above-40", {"billing_units": 87}, "the billing units are 88, not 87"),
    ("dosing-above-40", {"billing_code": "J9000"}, "does not bill by the code `J9000`"),
    ("dosing-above-40", {"interval_days": 7}, "the policy's interval is not 7 days"),
    ("dosing-above-40", {"settled_by": ["ast"]}, "the dose is settled by nothing, not by ast"),
    ("dosing-above-40", {"possible_limits_mg_per_m2": ["40"]}, "the possible dose limits are nothing, not 40"),
    ("dosing-above-40", {"notes": ["take with food"]}, "a note on the dose does not follow: take with food"),
    ("dosing-open-tolerance", {"possible_limits_mg_per_m2": ["20"]}, "the possible dose limits are 20, 30, not 20"),
    ("dosing-open-tolerance", {"settled_by": []}, "the dose is settled by reduced_dose_tolerated, not by nothing"),
    ("dosing-open-tolerance", {"settled_by": ["reduced_dose_tolerated", "ast"]}, "not by reduced_dose_tolerated, ast"),
    ("exclusion-liver-not-needed-alone", {"settled_by": ["ast", "alt", "total_bilirubin"]}, "reduced_dose_tolerated"),
    ("dosing-body-surface-above-2-2", {"notes": []}, "a note on the dose is left out: body surface area is above"),
    ("limit-ast-above-2-5", {"notes": []}, "a note on the dose is left out"),
]


@pytest.mark.parametrize(("name", "wrong", "told"), WRONG_DOSING)
def test_a_wrong_amount_of_the_dose_is_found(name: str, wrong: Answer, told: str) -> None:
    answer = determination(name)
    found = POLICY.verify(named(name), answer | {"dosing": answer["dosing"] | wrong})
    assert len(found.failed) == 1
    assert told in found.failed[0]


def test_an_amount_with_more_zeros_is_the_same_amount() -> None:
    answer = determination("dosing-above-40")
    same = answer["dosing"] | {"limit_mg": "88.000", "bsa_used_m2": "2.20"}
    assert POLICY.verify(named("dosing-above-40"), answer | {"dosing": same}).holds


def test_wrong_documentation_is_found() -> None:
    answer = determination(APPROVED)
    assert answer["documentation"]["undocumented"]
    for listed in ([], [*answer["documentation"]["undocumented"], "her2"]):
        found = POLICY.verify(named(APPROVED), answer | {"documentation": {"undocumented": listed}})
        assert "without a source in the reason" in found.failed[0]


def test_what_rests_on_something_wrong_is_told_as_not_checked() -> None:
    answer = determination(APPROVED)
    found = POLICY.verify(named(APPROVED), answer | {"outcome": "deny"})
    assert found.fields_not_checked == ("engine", "reason", "documentation")
    found = POLICY.verify(named(APPROVED), answer | {"reason": answer["reason"][1:]})
    assert found.fields_not_checked == ("engine", "documentation")
    found = POLICY.verify(named(APPROVED), answer | {"version": "2025-03-06"})
    assert {"outcome", "reason", "dosing"} <= set(found.fields_not_checked)


def test_a_field_that_no_such_answer_has_is_told_with_everything_else_that_is_wrong() -> None:
    answer = determination(APPROVED) | {"outcome": "deny", "signed": "by nobody"}
    answer["dosing"] |= {"free": True}
    answer["reason"][1] |= {"sure": "very"}
    failed = POLICY.verify(named(APPROVED), answer).failed
    assert "the outcome is approve" in failed[0]
    for field in ("signed", "dosing.free", "reason[1].sure"):
        assert f"the field `{field}` is not one of a determination's" in " ".join(failed)


def test_a_strange_field_of_another_kind_of_answer_is_told() -> None:
    open_facts = missing(PENDED)
    open_facts["completions"][0][0] |= {"sure": "very"}
    (wrong,) = POLICY.verify(named(PENDED), open_facts).failed
    assert wrong == "the field `completions[0][0].sure` is not one of those of missing facts"
    changes = counterfactuals(CHANGED)
    changes["counterfactuals"][0] |= {"price": 1}
    (wrong,) = POLICY.verify(named(CHANGED), changes).failed
    assert wrong.startswith("the field `counterfactuals[0].price`")


def test_what_is_left_out_is_told_with_what_has_the_wrong_form() -> None:
    answer = determination(APPROVED) | {"criteria": ["A"]}
    del answer["engine"]
    failed = POLICY.verify(named(APPROVED), answer).failed
    assert failed == ("criteria: not what is expected there", "the field `engine` is left out")


def test_a_source_of_what_is_only_asked_for_is_wrong() -> None:
    answer = missing(PENDED)
    answer["completions"][0][0] |= {"source": ["a letter"]}
    assert "other sources" in POLICY.verify(named(PENDED), answer).failed[0]


def test_changes_that_only_open_a_denial_are_checked() -> None:
    name = "exclusion-settles-open-criteria"
    answer = counterfactuals(name)
    (change,) = answer["towards"]
    (wrong,) = POLICY.verify(named(name), answer | {"towards": []}).failed
    assert "none is listed" in wrong
    found = POLICY.verify(named(name), answer | {"towards": [], "complete": False})
    assert found.holds
    assert found.fields_not_checked == ("all_minimal", "complete", "towards")
    twice = POLICY.verify(named(name), answer | {"towards": [change, change]})
    assert "listed twice" in twice.failed[0]
    settled = counterfactuals(CHANGED)
    assert "towards approve" in POLICY.verify(named(CHANGED), settled | {"towards": [change]}).failed[-1]


def test_the_outcome_beside_counterfactuals_is_checked() -> None:
    (wrong,) = POLICY.verify(named(CHANGED), counterfactuals(CHANGED) | {"outcome": "pend"}).failed
    assert wrong == "the outcome as the case stands is deny, not pend"


def verified(tmp_path: Path, name: str, text: str) -> tuple[int, str]:
    file = tmp_path / "answer.json"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["verify", str(CASES / f"{name}.yaml"), "--answer", str(file)])
    return result.exit_code, result.output


def test_the_command_names_what_it_does_not_check(tmp_path: Path) -> None:
    status, output = verified(tmp_path, APPROVED, json.dumps(determination(APPROVED)))
    assert status == 0
    assert "all of them hold\n    not checked: engine\n" in output
    result = CliRunner().invoke(app, ["verify", str(CASES / f"{APPROVED}.yaml"), "--format", "json"])
    assert json.loads(result.output)["verified"][0]["fields_not_checked"] == ["engine"]


def test_the_command_says_plainly_what_is_wrong(tmp_path: Path) -> None:
    _, output = verified(tmp_path, PENDED, json.dumps(determination(PENDED) | {"reason": []}))
    assert "wrong: the answer gives a reason, and there is none: the outcome is pend" in output
    _, output = verified(tmp_path, APPROVED, json.dumps(determination(APPROVED) | {"reason": None}))
    assert "wrong: the answer gives no reason; expected the facts from which approve follows" in output
    status, output = verified(tmp_path, APPROVED, "[]")
    assert status == 1
    assert "1 check, which failed" in output
    assert "1 checks" not in output


def test_a_name_that_stands_twice_is_refused_as_only_one_could_be_checked(tmp_path: Path) -> None:
    text = json.dumps(determination(APPROVED))
    status, output = verified(tmp_path, APPROVED, text[:-1] + ', "outcome": "deny"}')
    assert status == 2
    assert "`outcome` stands twice in one place" in output
