"""What a comparison says of what is no rule: names, codes, units and terms of a dose, and how passages are read."""

import shutil
from itertools import product
from pathlib import Path

import pytest

from ixasp import InconsistentCase, KnowledgeBase, Policy
from ixasp.errors import CaseError, KnowledgeBaseError
from ixasp.knowledge.sources import packaged
from ixasp.workshop.difference.result import Change, Comparison, Decision
from ixasp.workshop.difference.states import compare_states
from ixasp.workshop.difference.text import comparison_text
from tests.workshop.small import DECLARED, write

POLICY = "MP-RX-FP-46-23"
EDITS = (
    ('code("C56", cancer, ovarian)', 'code("C56", cancer, breast)', "code C56"),
    ('"1000")', '"100")', ": one is 1000 cells/mm3 to "),
    ('"2.2"', '"2.0"', "the largest body surface area"),
    ("interval_days(21)", "interval_days(28)", "the interval is 21 days"),
    ('code_without_fact("C79.81"', 'code_without_fact("C79.82"', "code C79.81: it tells nothing to "),
    ("fact(diagnosis_codes, codes).", "", "charts that tell diagnosis_codes: only "),
    ("domain(setting, (", "domain(setting, (palliative; ", "patients whose setting is or holds palliative: only "),
    ("domain(drugs, (", "domain(drugs, (novel; ", "patients whose drugs is or holds novel: only "),
    (
        "record_complete(prior_therapies, prior_therapies_complete)",
        "record_complete(prior_therapies, persistent)",
        "told",
    ),
    (
        "fact(recurrent, yes_no).",
        "fact(recurrent, one_of). domain(recurrent, (yes; no)).",
        "charts that tell recurrent",
    ),
    ('brand("docetaxel", ', 'brand("paclitaxel", ', "charts that name taxotere: it is docetaxel (taxane) to "),
    ("dosing_fact(body_surface_area, bsa)", "dosing_fact(body_surface_area, pd_l1_cps)", "is bsa in "),
    (
        "record(prior_therapies).",
        'record(prior_therapies). field(prior_therapies, odd, yes_no). label(odd, "odd").',
        "entries of prior_therapies that tell odd: only ",
    ),
)
MISTAKES = (
    ("window(taxane, (0; 4; 12))", "window(taxane, (0; 5; 12))", "definitions.lp:"),
    ("domain(cancer, (breast; ", "domain(cancer, (brest; ", "necessity.lp:"),
    ("field(prior_therapies, end, date).", "", "treatment.lp"),
    ('limit(anc, at_least, "1500"', 'limit(anc, at_least, "1500.0"', "d_not_covered.lp:"),
)


def edit(folder: Path, old: str, new: str) -> Path:
    """Return a copy of the knowledge base in which one text stands for another."""
    edited = Path(shutil.copytree(packaged(), folder / "kb"))
    places = [path for path in edited.rglob("*.lp") if old in path.read_text(encoding="utf-8")]
    assert places, f"{old} is nowhere"
    for path in places:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return edited


@pytest.mark.parametrize(("old", "new", "said"), EDITS)
def test_a_chart_that_is_read_otherwise_is_no_equivalence(old: str, new: str, said: str, tmp_path: Path) -> None:
    (found,) = compare_states(str(packaged()), str(edit(tmp_path, old, new)), number=POLICY)
    assert not found.equivalent
    assert any(said in one for one in found.not_compared), found.not_compared
    assert "equivalent" not in comparison_text(found)


@pytest.mark.parametrize(("old", "new", "place"), MISTAKES)
def test_rules_that_ask_for_what_is_no_longer_declared_are_not_compared(
    old: str, new: str, place: str, tmp_path: Path
) -> None:
    """The other side's declarations would mend them."""
    edited = edit(tmp_path, old, new)
    with pytest.raises(KnowledgeBaseError, match="can't be compared") as caught:
        compare_states(str(packaged()), str(edited), number=POLICY)
    assert place in str(caught.value)


def test_a_name_of_a_drug_that_stands_for_something_else_is_told(tmp_path: Path) -> None:
    rules = 'met("A.1") :- includes(given, one).\nmet("A.2") :- is(first, yes).\nmet("D.1") :- is(color, red).\n'
    old = write(tmp_path / "old", rules)
    new = write(tmp_path / "new", rules, DECLARED.replace('drug("one", one)', 'drug("one", other)'))
    (found,) = compare_states(str(old), str(new))
    assert found.not_compared == (f"charts that name one: it is one (one) to {old} and one (other) to {new}",)


READINGS = """
label(way, "way"). default(way, {0}). reading(way, wide, "Wide."). reading(way, narrow, "Narrow.").
label(side, "side"). default(side, {1}). reading(side, left, "Left."). reading(side, right, "Right.").
met("A.1") :- is(first, yes), is(reading(way), wide), is(reading(side), right).
met("A.2") :- is(second, yes), is(reading(way), narrow).
met("D.1") :- is(color, red).
"""
"""Which default of `way` holds matters beside the right side only, where `second` is not yes."""


def of_defaults(tmp_path: Path, *defaults: tuple[str, str]) -> Comparison:
    before, after = (write(tmp_path / str(at), READINGS.format(*one)) for at, one in enumerate(defaults))
    return compare_states(str(before), str(after))[0]


def test_a_moved_default_is_compared_beside_other_options_that_are_selected(tmp_path: Path) -> None:
    found = of_defaults(tmp_path, ("wide", "left"), ("narrow", "left"))
    before, after = (KnowledgeBase.load(tmp_path / side).policy("SMALL") for side in ("0", "1"))
    listed = {
        (str(getattr(one.before, "outcome", "")), str(getattr(one.after, "outcome", ""))) for one in found.changes
    }
    for change in found.changes:
        case = {**change.witness.case, "policy": "SMALL"}
        assert (
            before.determine(case, readings=change.witness.readings).criteria
            != after.determine(case, readings=change.witness.readings).criteria
        )
    seen = set()
    for first, second, side in product(("yes", "no"), ("yes", "no"), ("left", "right")):
        facts = {"request_type": "initial", "request_date": "2025-02-01", "first": first, "second": second}
        case = {"id": "one", "policy": "SMALL", "facts": {**facts, "color": "blue"}}
        pair = tuple(str(policy.determine(case, readings={"side": side}).outcome) for policy in (before, after))
        seen |= {pair} if pair[0] != pair[1] else set()
    assert seen == {("approve", "deny"), ("deny", "approve")}
    assert seen <= listed


def test_a_moved_default_that_no_selection_shows_is_equivalent(tmp_path: Path) -> None:
    rules = READINGS.replace("is(reading(way), wide), ", "").replace(", is(reading(way), narrow)", "")
    before, after = (write(tmp_path / name, rules.format(name, "left")) for name in ("wide", "narrow"))
    (found,) = compare_states(str(before), str(after))
    assert found.equivalent


def test_an_option_that_only_one_side_has_is_told(tmp_path: Path) -> None:
    old = write(tmp_path / "old", READINGS.format("wide", "left"))
    new = write(tmp_path / "new", READINGS.format("wide", "left") + 'reading(side, middle, "In between.").')
    (found,) = compare_states(str(old), str(new))
    assert not found.equivalent
    assert found.not_compared == (f"requests read with middle of side: only {new} has it",)


def test_a_class_that_shows_by_default_in_a_later_version_is_told_so(tmp_path: Path) -> None:
    """In the first version it shows under another reading only."""
    two = DECLARED.replace('version("2025-01-01", 1).', 'version("2025-01-01", 1). version("2025-06-01", 2).')
    shared = READINGS.format("wide", "left")
    old = write(tmp_path / "old", shared, two)
    late = 'met("D.1") :- is(second, yes), is(version, "2025-06-01").\n'
    early = 'met("D.1") :- is(second, yes), is(version, "2025-01-01"), is(reading(side), right).\n'
    new = write(tmp_path / "new", shared + late + early, two)
    (found,) = compare_states(str(old), str(new))
    (criterion,) = [one for one in found.changes if one.aspect == "criterion"]
    assert criterion.versions == ("2025-01-01", "2025-06-01")
    assert criterion.default_readings
    facts = criterion.witness.case["facts"]
    assert isinstance(facts, dict)
    assert facts["request_date"] == "2025-06-01"


def test_no_field_of_an_entry_can_be_left_out_of_a_witness(tmp_path: Path) -> None:
    edited = Path(shutil.copytree(packaged(), tmp_path / "kb"))
    definitions = edited / "policies/mp_rx_fp_46_23/definitions.lp"
    definitions.write_text(definitions.read_text(encoding="utf-8").replace("12)", "13)"), encoding="utf-8")
    (found,) = compare_states(str(packaged()), str(edited), number=POLICY)
    sides = [KnowledgeBase.load(folder).policy(POLICY) for folder in (packaged(), edited)]
    outcomes = [one for one in found.changes if isinstance(one.before, Decision) and isinstance(one.after, Decision)]
    left_out = 0
    for change in outcomes:
        facts = change.witness.case["facts"]
        assert isinstance(facts, dict)
        assert shows(sides, change, facts["prior_therapies"])
        for at, entry in enumerate(facts["prior_therapies"]):
            for name in entry:
                fewer = [dict(one) for one in facts["prior_therapies"]]
                del fewer[at][name]
                left_out += 1
                assert not shows(sides, change, fewer), (name, facts)
    assert left_out


def shows(sides: list[Policy], change: Change, entries: object) -> bool:
    """Return whether the sides decide a witness with such entries as its class says."""
    facts = change.witness.case["facts"]
    assert isinstance(facts, dict)
    case = {**change.witness.case, "facts": {**facts, "prior_therapies": entries}}
    for side, says in zip(sides, (change.before, change.after), strict=True):
        assert isinstance(says, Decision)
        try:
            told = side.determine(case, readings=change.witness.readings)
        except InconsistentCase:
            outcome, basis = "impossible", set[str]()
        except CaseError:  # an entry must have the field
            return False
        else:
            outcome, basis = str(told.outcome), set(told.basis)
        if outcome != says.outcome or (outcome == "approve" and not basis >= set(says.basis)):
            return False
    return True


@pytest.mark.parametrize(
    "wrong",
    [
        'odd :- is(first, yes), not odd. label(odd, "odd").',
        "one :- is(first, yes), not another. another :- not one.",
        "{ perhaps } :- is(first, yes).",
        "count(1). count(N) :- count(M), N = M + 1.",
    ],
)
def test_rules_without_exactly_one_answer_are_refused_before_they_are_loaded(wrong: str, tmp_path: Path) -> None:
    rules = 'met("A.1") :- is(first, yes).\nmet("A.2") :- is(second, yes).\nmet("D.1") :- is(color, red).\n'
    old, new = write(tmp_path / "old", rules), write(tmp_path / "new", rules + wrong)
    with pytest.raises(KnowledgeBaseError, match=r"policy\.lp:\d+: .*\n`.*new` can't be compared"):
        compare_states(str(old), str(new))


def test_a_class_that_needs_a_reading_for_there_to_be_a_patient_is_told_with_it(tmp_path: Path) -> None:
    """By default no setting of the therapy is left on the new side; the window of one setting can be read otherwise."""
    rule = "    within(Therapy, taxane, 0).\ntaxane_resistant_by(Therapy) :-\n    includes(drugs(Therapy), taxane),\n"
    (found,) = compare_states(str(packaged()), str(edit(tmp_path, rule, "")), number=POLICY)
    appeared = [one for one in found.changes if one.before == Decision(outcome="impossible")]
    assert appeared
    assert all(one.witness.readings for one in appeared)
