"""`kb diff` on the policies that come with the package: random patients, made without the workshop's code."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from ixasp import InconsistentCase, KnowledgeBase, Policy
from ixasp.answers.decided import Determination
from ixasp.errors import CaseError
from ixasp.intake.dates import add_months
from ixasp.knowledge.sources import packaged
from ixasp.knowledge.vocabulary import Kind
from ixasp.workshop.difference.result import Change, Decision, Met
from ixasp.workshop.difference.states import compare_states

POLICY, OTHER = "MP-RX-FP-46-23", "BCBS-ND-IXABEPILONE"
MP, BC = "policies/mp_rx_fp_46_23/", "policies/bcbs_nd_ixabepilone/"
EDITS = (
    (POLICY, MP + "d_not_covered.lp", '"1500"', '"1501"'),
    (POLICY, MP + "a_initial.lp", "    with_trastuzumab,\n    is(taxane_resistant, yes),", "    with_trastuzumab,"),
    (POLICY, MP + "a_initial.lp", "    extent_of_d,\n    receptors_of_d.", "    extent_of_d."),  # equivalent
    (POLICY, MP + "a_initial.lp", '    met("A.iii.B"),\n', ""),
    (POLICY, MP + "b_continuation.lp", "is(disease_progression, no)", "not is(disease_progression, no)"),
    (POLICY, MP + "policy.lp", '"2025-11-10", 2', '"2025-12-01", 2'),
    (POLICY, MP + "definitions.lp", "within(Therapy, taxane, 4)", "within(Therapy, taxane, 12)"),
    (POLICY, MP + "definitions.lp", "12", "13"),
    (OTHER, BC + "necessity.lp", 'is(nccn_category, "2B")', 'is(nccn_category, "3")'),
    (OTHER, BC + "failure.lp", ", 0)", ", 3)"),
)
BREAST = {"cancer": "breast", "metastatic": "yes", "request_type": "initial"}
TYPES: tuple[dict[str, object], ...] = (
    {},
    {**BREAST, "combined_with": []},
    {**BREAST, "combined_with": ["trastuzumab"], "taxane_resistant": "yes", "prior_taxane": "yes"},
    {**BREAST, "combined_with": ["capecitabine"], "taxane_resistant": "yes", "prior_taxane": "yes"},
    {"cancer": "ovarian", "platinum_resistant": "yes", "recurrent": "yes", "combined_with": ["bevacizumab"]},
    {"request_type": "continuation", "approved_indication": "yes", "unacceptable_toxicity": "no"},
)
NORMAL = {"anc": "1500", "platelets": "100000", "ast": "1", "alt": "1", "total_bilirubin": "1"}
Key = tuple[str, object, object]


def entry(random: Random) -> dict[str, object]:
    """Return a therapy whose progression comes at, just before or just after some window."""
    end = date(2024, 1, 31) + timedelta(days=random.randint(0, 200))
    event = add_months(end, random.choice((0, 3, 4, 12, 13))) + timedelta(days=random.choice((-1, 0, 1)))
    drugs = random.sample(("docetaxel", "doxorubicin", "Xeloda", "surgery"), random.randint(1, 2))
    told: dict[str, object] = {"drugs": drugs, "end": end.isoformat()}
    told["setting"] = random.choice(("neoadjuvant", "adjuvant", "advanced"))
    told["drug_ends"] = {drugs[0]: add_months(end, -1).isoformat()} if random.random() < 0.3 else None
    return told | {"progression": "none" if random.random() < 0.2 else event.isoformat()}


def patient(random: Random, policy: Policy) -> dict[str, object]:
    """Return facts of a patient of whom everything is known; some fit no constraints."""
    facts: dict[str, object] = {}
    for name, fact in policy.loaded.vocabulary.facts.items():
        if fact.kind in (Kind.ONE_OF, Kind.YES_NO):
            facts[name] = random.choice(fact.domain)
        elif fact.kind is Kind.SET_OF:
            facts[name] = random.sample(fact.domain, random.choice((0, 0, 1, 2)))
        elif fact.kind is Kind.COUNT:
            facts[name] = random.choice((0, 1, 2, 3, 5))
        elif fact.kind is Kind.QUANTITY:
            near = Decimal(random.choice([limit.value for limit in fact.limits] or [Decimal(2)]))
            facts[name] = str(near + random.choice((0, 0, 1)))
    facts |= {name: value for name, value in NORMAL.items() if random.random() < 0.6}
    facts |= {"stage": "III", "locally_recurrent": "no", "imaging_review": "not_appropriate"}
    facts |= {"prior_therapies": [entry(random) for _ in range(random.choice((0, 1, 2)))]}
    facts["hormone_receptor"] = "positive" if "positive" in (facts["er"], facts["pr"]) else "negative"
    if random.random() < 0.8:
        facts |= {"prior_therapies_complete": "no", "prior_lines": 5, "prior_advanced_lines": random.choice((2, 5))}
        given = random.sample(("prior_anthracycline", "prior_taxane", "prior_capecitabine"), 2)
        facts |= dict.fromkeys(given, "yes")
    facts |= random.choice(TYPES)
    facts["request_date"] = random.choice(("2025-06-30", "2025-11-10", "2025-11-30", "2026-02-28"))
    return {name: value for name, value in facts.items() if name in policy.loaded.vocabulary.facts}


def decided(policy: Policy, facts: Mapping[str, object], readings: Mapping[str, str]) -> Determination | None:
    """Return how a policy decides a patient; None where it has no such patient."""
    try:
        return policy.determine({"id": "random", "policy": policy.id, "facts": dict(facts)}, readings=readings)
    except InconsistentCase:
        return None


def classes(one: Determination | None, other: Determination | None) -> Iterator[Key]:
    """Yield the classes that a patient is of, by what determinations tell."""
    if one is None or other is None:
        found = one or other
        if found is not None:
            for name in (found.basis if found.outcome == "approve" else ()) or ("",):
                side, gone = (found.outcome, frozenset({name} - {""})), ("impossible", frozenset[str]())
                yield ("outcome", side, gone) if one else ("outcome", gone, side)
        return
    apart = set(one.basis) ^ set(other.basis)
    if apart or one.outcome != other.outcome:
        for names in [apart] if apart else [{name} for name in one.basis] or [set[str]()]:
            first, second = ((side.outcome, frozenset(names & set(side.basis))) for side in (one, other))
            yield "outcome", first, second
    for name in one.criteria.keys() & other.criteria.keys():
        if one.criteria[name] != other.criteria[name]:
            yield "criterion", (name, one.criteria[name] == "met"), (name, other.criteria[name] == "met")
    if one.dosing and other.dosing and one.dosing.limit_mg_per_m2 != other.dosing.limit_mg_per_m2:
        before, after = (frozenset({side.dosing.limit_mg_per_m2} - {None}) for side in (one, other) if side.dosing)
        yield "dose", before, after


def listed(change: Change) -> Key:
    """Return a class of the comparison in the same words."""
    told: list[object] = []
    for side in (change.before, change.after):
        if isinstance(side, Decision):
            told.append((side.outcome, frozenset(side.basis)))
        else:
            told.append((side.criterion, side.met) if isinstance(side, Met) else frozenset(side.limits))
    return change.aspect, told[0], told[1]


@pytest.mark.parametrize("edit", EDITS)
def test_a_random_patient_that_differs_is_of_a_listed_class(tmp_path: Path, edit: tuple[str, str, str, str]) -> None:
    number, file, old, new = edit
    edited = Path(shutil.copytree(packaged(), tmp_path / "kb"))
    text = (edited / file).read_text(encoding="utf-8")
    (edited / file).write_text(text.replace(old, new), encoding="utf-8")
    (comparison,) = compare_states(str(packaged()), str(edited), number=number)
    known = {listed(change): change for change in comparison.changes}
    before, after = (KnowledgeBase.load(path).policy(number) for path in (packaged(), edited))
    assert before.digest != after.digest
    random, possible = Random(file + new), 0
    for turn in range(300):
        facts = patient(random, before)
        options = {name: random.choice(list(one.options)) for name, one in before.outline.readings.items()}
        readings = options if turn % 2 else {}
        try:
            pair = decided(before, facts, readings), decided(after, facts, readings)
        except CaseError:  # a progression before its therapy, and the like
            continue
        possible += pair != (None, None)
        for key in classes(*pair):
            assert key in known, (key, facts, readings)
            assert readings or known[key].default_readings, (key, facts)
            assert {side.version for side in pair if side} <= set(known[key].versions), (key, facts)
    assert possible > 75
