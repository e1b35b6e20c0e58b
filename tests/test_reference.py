"""The reference evaluator: hand-made patients on both sides of everything that decides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from tests.reference.completions import completions
from tests.reference.consistency import (
    DEFAULT_READINGS,
    READINGS,
    consistent,
    possible,
)
from tests.reference.facts import ONE_OF, QUANTITIES
from tests.reference.generate import PROFILES, random_partial, random_readings, random_world
from tests.reference.generate_records import random_record
from tests.reference.literals import literal
from tests.reference.partial import (
    Expected,
    Interval,
    PartialCase,
    expected,
    expected_by_enumeration,
    expected_dosing,
    representatives,
    view,
    worlds,
    worlds_at_most,
)
from tests.reference.patient import view_of
from tests.reference.record import (
    Entry,
    add_months,
    advanced_lines,
    lines,
    record_consistent,
    shows_taxane_resistance,
)
from tests.reference.record_cases import (
    PartialEntry,
    RecordCase,
    Span,
    completions_of,
    expected_with_record,
    records,
)
from tests.reference.world import Decision, decide

LATEST, EARLIER = "2025-11-10", "2025-03-06"

NOBODY: dict[str, object] = {
    **{fact: False for fact in view(PartialCase("", LATEST, {})) if "." not in fact},
    **{fact: values[-1] for fact, values in ONE_OF.items()},
    "request_type": "initial",
    "combined_with": frozenset[str](),
    "stage": "II",
    "prior_lines": 0,
    "prior_advanced_lines": 0,
    "anc": Decimal(2100),
    "platelets": Decimal(180000),
    "ast": Decimal(1),
    "alt": Decimal(1),
    "total_bilirubin": Decimal("0.5"),
    "pd_l1_cps": Decimal(40),
    "dose": Decimal(40),
    "bsa": Decimal("1.9"),
}
"""A patient without breast cancer or treatment, and with normal laboratory values."""

BREAST = NOBODY | {"cancer": "breast", "metastatic": True}
MONOTHERAPY = BREAST | {"her2": "positive", "prior_lines": 2, "prior_advanced_lines": 2}
CAPECITABINE = BREAST | {
    "combined_with": frozenset({"capecitabine"}),
    "prior_lines": 1,
    "prior_taxane": True,
    "taxane_resistant": True,
    "anthracycline_contraindicated": True,
}
TRASTUZUMAB = BREAST | {
    "combined_with": frozenset({"trastuzumab_biosimilar"}),
    "her2": "positive",
    "prior_lines": 3,
}
HORMONAL = BREAST | {
    "her2": "negative",
    "er": "positive",
    "hormone_receptor": "positive",
    "endocrine_refractory": True,
    "germline_brca": "no_mutation",
}
TRIPLE_NEGATIVE = BREAST | {"germline_brca": "no_mutation", "pd_l1_cps": Decimal("9.9")}
OVARIAN = NOBODY | {
    "cancer": "ovarian",
    "combined_with": frozenset({"bevacizumab"}),
    "platinum_resistant": True,
    "recurrent": True,
    "prior_taxane": True,
    "prior_lines": 1,
}
RENEWAL = NOBODY | {
    "request_type": "continuation",
    "approved_indication": True,
    "oncology_note": True,
    "imaging_review": "no_progression",
}


def decision(world: Mapping[str, object], version: str = LATEST, **readings: str) -> Decision:
    """The decision about a patient, who must be a possible one."""
    assert consistent(world)
    return decide(world, version, readings)


@pytest.mark.parametrize(
    ("world", "basis"),
    [
        (MONOTHERAPY, {"A.ii.A"}),
        (CAPECITABINE, {"A.ii.B"}),
        (TRASTUZUMAB, {"A.ii.D"}),
        (HORMONAL, {"A.ii.E"}),
        (TRIPLE_NEGATIVE, {"A.ii.F"}),
        (OVARIAN, {"A.iii"}),
        (RENEWAL, {"B.i"}),
    ],
)
def test_each_alternative_has_a_patient_who_is_approved_by_it(world: dict[str, object], basis: set[str]) -> None:
    assert decision(world).outcome == "approve"
    assert decision(world).basis == basis
    assert decision(world).criteria["D.iii"] is False


def test_nobody_is_denied_without_a_basis() -> None:
    answer = decision(NOBODY)
    assert (answer.outcome, answer.basis) == ("deny", frozenset())
    assert answer.criteria["D.iii"]
    assert not answer.criteria["D.i"]


@pytest.mark.parametrize(
    ("world", "fact", "passes", "fails"),
    [
        (MONOTHERAPY, "anc", Decimal(1500), Decimal("1499.9")),
        (MONOTHERAPY, "platelets", Decimal(100000), Decimal(99999)),
        (MONOTHERAPY, "prior_lines", 2, None),
        (CAPECITABINE, "ast", Decimal("2.5"), Decimal("2.51")),
        (CAPECITABINE, "alt", Decimal("2.5"), Decimal("2.51")),
        (CAPECITABINE, "total_bilirubin", Decimal(1), Decimal("1.01")),
        (CAPECITABINE, "combined_with", frozenset({"capecitabine", "other"}), frozenset({"other"})),
        (TRIPLE_NEGATIVE, "pd_l1_cps", Decimal("9.99"), Decimal(10)),
        (TRIPLE_NEGATIVE, "germline_brca", "no_mutation", "mutation"),
        (TRIPLE_NEGATIVE, "her2", "negative", "positive"),
        (TRASTUZUMAB, "prior_lines", 3, 2),
        (TRASTUZUMAB, "prior_lines", 5, 0),
        (HORMONAL, "endocrine_refractory", True, False),
        (HORMONAL, "germline_brca", "no_mutation", "mutation"),
        (OVARIAN, "cancer", "primary_peritoneal", "other"),
        (OVARIAN, "combined_with", frozenset({"bevacizumab", "other"}), frozenset({"other"})),
        (RENEWAL, "imaging_review", "not_appropriate", "not_done"),
        (RENEWAL, "oncology_note", True, False),
        (RENEWAL, "unacceptable_toxicity", False, True),
        (RENEWAL, "disease_progression", False, True),
    ],
)
def test_a_limit_or_value_decides_exactly_where_the_policy_says(
    world: dict[str, object], fact: str, passes: object, fails: object
) -> None:
    assert decision(world | {fact: passes}).outcome == "approve"
    if fails is not None:
        assert decision(world | {fact: fails}).outcome == "deny"


@pytest.mark.parametrize(
    ("reading", "world"),
    [
        ("line_counting", MONOTHERAPY | {"prior_advanced_lines": 1}),
        ("two_lines", MONOTHERAPY | {"prior_lines": 3}),
        ("label_drugs", MONOTHERAPY),
        ("b_scope", CAPECITABINE | {"combined_with": frozenset({"other"})}),
        ("further_anthracycline", CAPECITABINE),
        ("c_her2", TRASTUZUMAB | CAPECITABINE | {"combined_with": frozenset({"trastuzumab"})}),
        (
            "recurrence_as_advanced",
            MONOTHERAPY | {"metastatic": False, "recurrent": True, "unresectable": True},
        ),
        ("stage_iv", TRIPLE_NEGATIVE),
        (
            "e_scope",
            HORMONAL | {"er": "negative", "hormone_receptor": "negative", "pd_l1_cps": Decimal(10)},
        ),
        ("brca_not_tested", HORMONAL | {"germline_brca": "not_tested"}),
        (
            "single_agent",
            MONOTHERAPY | {"combined_with": frozenset({"endocrine_therapy"})},
        ),
        ("platinum_resistant_scope", OVARIAN | {"platinum_resistant": False}),
        (
            "bevacizumab_biosimilars",
            OVARIAN | {"combined_with": frozenset({"bevacizumab_biosimilar"})},
        ),
        ("renewal_indication", RENEWAL),
        ("duration_limit", RENEWAL | {"duration_exceeded": True}),
        ("counts_on_renewal", RENEWAL | {"anc": Decimal(1499)}),
    ],
)
def test_each_reading_changes_the_outcome_of_some_patient(reading: str, world: dict[str, object]) -> None:
    outcomes = {decision(world, **{reading: option}).outcome for option in READINGS[reading]}
    assert outcomes == {"approve", "deny"}
    assert decision(world).outcome == decision(world, **{reading: READINGS[reading][0]}).outcome


def test_the_earlier_version_knows_no_ovarian_cancer() -> None:
    assert decision(OVARIAN, EARLIER).outcome == "deny"
    assert not any(id.startswith("A.iii") for id in decision(OVARIAN, EARLIER).criteria)
    assert decision(MONOTHERAPY, EARLIER).outcome == "approve"


@pytest.mark.parametrize(
    ("ast", "bilirubin", "table", "printed"),
    [
        ("2.5", "1", "40", "32"),
        ("2.6", "1", "32", "32"),
        ("2.5", "1.1", "32", "32"),
        ("10", "1.5", "32", "32"),
        ("10", "1.6", "20", "20"),
        ("10", "3", "20", "20"),
        ("10", "3.1", "avoid", "no_recommendation"),
        ("10.1", "3", "avoid", "no_recommendation"),
        ("10.1", "3.1", "avoid", "avoid"),
    ],
)
def test_each_row_of_the_dosing_table_ends_where_it_says(ast: str, bilirubin: str, table: str, printed: str) -> None:
    world = NOBODY | {
        "ast": Decimal(ast),
        "alt": Decimal(ast),
        "total_bilirubin": Decimal(bilirubin),
    }
    for option, limit in (("label_table", table), ("as_printed", printed)):
        status, bound = decision(world, hepatic_dosing=option).dosing
        assert limit == (status if bound is None else str(bound))


def test_one_raised_enzyme_is_in_no_printed_row_but_to_be_avoided_by_the_label() -> None:
    world = NOBODY | {"ast": Decimal(11), "total_bilirubin": Decimal(4)}
    assert decision(world).dosing == ("avoid", None)
    assert decision(world, hepatic_dosing="as_printed").dosing == ("no_recommendation", None)


def test_inhibitors_prevail_and_inducers_lift_only_the_full_dose() -> None:
    inhibitor, inducer = {"strong_cyp3a4_inhibitor": True}, {"strong_cyp3a4_inducer": True}
    impaired = {"ast": Decimal(5)}
    severe = {"ast": Decimal(11)}
    assert decision(NOBODY | inducer).dosing == ("within_limit", Decimal(60))
    assert decision(NOBODY | inducer | inhibitor).dosing == ("exceeds_limit", Decimal(20))
    assert decision(NOBODY | inducer | impaired).dosing == ("exceeds_limit", Decimal(32))
    assert decision(NOBODY | inhibitor | severe).dosing == ("avoid", None)
    lost = decision(NOBODY | inhibitor | severe, hepatic_dosing="as_printed")
    assert lost.dosing == ("exceeds_limit", Decimal(20))


def test_a_tolerated_lower_dose_raises_the_lowest_row_to_thirty() -> None:
    world = NOBODY | {"total_bilirubin": Decimal(2), "dose": Decimal(30)}
    assert decision(world).dosing == ("exceeds_limit", Decimal(20))
    assert decision(world | {"reduced_dose_tolerated": True}).dosing == (
        "within_limit",
        Decimal(30),
    )


@pytest.mark.parametrize(
    "clash",
    [
        {"stage": "IV", "metastatic": False},
        {"locally_recurrent": True, "recurrent": False},
        {"hormone_receptor": "positive"},
        {"pr": "positive"},
        {"prior_advanced_lines": 1},
        {"prior_lines": 1, "taxane_resistant": True},
        {"prior_capecitabine": True},
        {"imaging_review": "progression"},
    ],
)
def test_each_constraint_forbids_a_patient(clash: dict[str, object]) -> None:
    assert consistent(NOBODY)
    assert not consistent(NOBODY | clash)
    assert not possible(view_of(NOBODY | clash))


def test_random_patients_are_consistent_and_views_know_it() -> None:
    random = Random(1)
    for profile in PROFILES.values():
        for _ in range(40):
            world = random_world(random, profile)
            assert consistent(world)
            assert possible(view_of(world))


@pytest.mark.parametrize(
    ("day", "months", "reached"),
    [
        (date(2024, 6, 10), 12, date(2025, 6, 10)),
        (date(2025, 10, 31), 4, date(2026, 2, 28)),
        (date(2023, 10, 31), 4, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 4, date(2024, 12, 31)),
        (date(2024, 12, 31), 0, date(2024, 12, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, reached: date) -> None:
    assert add_months(day, months) == reached


def entry(setting: str, end: date | None, progression: date | None, drug: str = "taxane") -> Entry:
    """An entry with one drug that began at the beginning of 2024."""
    return Entry(frozenset({drug}), setting, date(2024, 1, 1), end, progression)


@pytest.mark.parametrize(("setting", "months"), [("adjuvant", 12), ("neoadjuvant", 12), ("advanced", 4)])
def test_the_last_day_of_the_window_still_shows_resistance(setting: str, months: int) -> None:
    end = date(2024, 10, 31)
    last = add_months(end, months)
    after = last + timedelta(days=1)
    assert shows_taxane_resistance(entry(setting, end, last), DEFAULT_READINGS)
    assert not shows_taxane_resistance(entry(setting, end, after), DEFAULT_READINGS)


def test_the_neoadjuvant_window_is_a_reading_but_progression_during_therapy_is_not() -> None:
    no_window = DEFAULT_READINGS | {"neoadjuvant_window": "none"}
    end = date(2024, 6, 1)
    late = entry("neoadjuvant", end, date(2024, 6, 2))
    assert shows_taxane_resistance(late, DEFAULT_READINGS)
    assert not shows_taxane_resistance(late, no_window)
    assert shows_taxane_resistance(entry("neoadjuvant", end, end), no_window)


def test_windows_count_from_the_last_dose_of_the_taxane() -> None:
    progression = date(2025, 3, 2)
    early = {"taxane": date(2024, 11, 1)}
    going = replace(entry("advanced", None, progression), end="ongoing")
    assert shows_taxane_resistance(going, DEFAULT_READINGS)
    assert not shows_taxane_resistance(replace(going, drug_ends=early), DEFAULT_READINGS)
    undated = replace(going, progression=None, progressed=True)
    assert shows_taxane_resistance(undated, DEFAULT_READINGS)
    other = replace(going, drugs=frozenset({"other"}))
    assert not shows_taxane_resistance(other, DEFAULT_READINGS)


def test_early_entries_are_one_line_and_local_treatment_is_not_systemic() -> None:
    early = [entry("adjuvant", None, None), entry("neoadjuvant", None, None)]
    radiation = entry("advanced", None, None, "radiation")
    assert (lines(early), advanced_lines(early)) == (1, 0)
    assert (lines([*early, radiation]), advanced_lines([*early, radiation])) == (2, 0)
    assert advanced_lines([entry("advanced", None, None), radiation]) == 1


def test_a_record_gives_a_minimum_and_a_complete_one_the_exact_summaries() -> None:
    record = [entry("advanced", date(2024, 3, 1), None)]
    fits = BREAST | {"prior_lines": 1, "prior_advanced_lines": 1, "prior_taxane": True}
    more = fits | {"prior_lines": 2, "prior_capecitabine": True, "taxane_resistant": True}
    less = fits | {"prior_advanced_lines": 0}
    for world, complete, answer in (
        (fits, True, True),
        (fits, False, True),
        (more, True, False),
        (more, False, True),
        (less, False, False),
    ):
        assert record_consistent(world, record, complete, DEFAULT_READINGS) is answer


def test_representative_values_cover_each_zone_that_a_bound_touches() -> None:
    below = representatives("pd_l1_cps", Interval(high=Decimal(10), high_included=False))
    assert all(value < 10 for value in below)
    narrow = Interval(Decimal(1), Decimal("1.2"), low_included=False)
    assert len(representatives("total_bilirubin", narrow)) == 1
    assert representatives("anc", Interval(Decimal(1500), Decimal(1500))) == (Decimal(1500),)


def test_every_quantity_of_a_known_patient_falls_in_one_of_its_zones() -> None:
    for fact, limits in QUANTITIES.items():
        assert len(representatives(fact, Interval())) == len(limits) + 1


def test_splitting_cases_answers_as_trying_every_world_does() -> None:
    random = Random(2)
    tried: list[str] = []
    while len(tried) < 150:
        case, readings = random_partial(random), random_readings(random)
        if worlds_at_most(case) > 600:
            continue
        answer = expected(case, case.version, readings)
        assert answer == expected_by_enumeration(case, case.version, readings), case
        tried.append(answer.outcome)
    assert {"approve", "deny", "pend"} <= set(tried)


def test_dates_between_the_ends_of_a_month_add_nothing() -> None:
    random = Random(3)
    for _ in range(6):
        first = [date(2024, random.randrange(1, 7), 1)]
        first.append(add_months(first[0], random.randrange(2)))
        first.append(add_months(first[1], random.choice((0, 4, 12))))
        spans = [Span(day, add_months(day, 1) - timedelta(days=1), f"{day:%Y-%m}") for day in first]
        setting = random.choice(("adjuvant", "advanced"))
        partial = PartialEntry(("taxane",), setting, spans[0], spans[1], spans[2])
        every = {
            shows_taxane_resistance(entry(setting, end, found), DEFAULT_READINGS)
            for start, end, found in product(*(days(span) for span in spans))
            if start <= end and start <= found
        }
        shown = completions_of(partial, DEFAULT_READINGS)
        assert {shows_taxane_resistance(one, DEFAULT_READINGS) for one in shown} == every


def days(span: Span) -> list[date]:
    """Every day of a span."""
    return [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]


def test_an_open_end_may_be_ongoing_but_not_before_the_start() -> None:
    start, found = Span(date(2025, 1, 1), date(2025, 1, 1), ""), date(2025, 3, 15)
    partial = PartialEntry(("taxane",), "advanced", start, None, Span(found, found, ""))
    shown = completions_of(partial, DEFAULT_READINGS)
    assert {shows_taxane_resistance(one, DEFAULT_READINGS) for one in shown} == {True}


def test_records_answer_as_trying_every_world_with_every_record_does() -> None:
    random = Random(4)
    tried: list[str] = []
    while len(tried) < 30:
        case, readings = random_record(random), random_readings(random)
        if worlds_at_most(case.case) > 12000:
            continue
        answer = expected_with_record(case, case.case.version, readings)
        assert answer == expected_world_by_world(case, readings), case
        tried.append(answer.outcome)
    assert {"approve", "deny", "pend"} <= set(tried)


def expected_world_by_world(case: RecordCase, readings: dict[str, str]) -> Expected:
    """The answer from each world that fits one of the full records."""
    chosen = DEFAULT_READINGS | readings
    full = records(case, chosen)
    decisions = [
        decide(world, case.case.version, chosen)
        for world in worlds(case.case)
        if any(record_consistent(world, one, case.complete is True, chosen) for one in full)
    ]
    if not decisions:
        return Expected("inconsistent", {})
    outcomes = {one.outcome for one in decisions}
    statuses = {id: {one.criteria[id] for one in decisions} for id in decisions[0].criteria}
    return Expected(
        "pend" if len(outcomes) == 2 else outcomes.pop(),
        {id: "unknown" if len(found) == 2 else "met" if True in found else "not_met" for id, found in statuses.items()},
    )


def forgotten(world: dict[str, object], *facts: str) -> PartialCase:
    """A patient of whom some facts are unknown."""
    return PartialCase(
        "",
        LATEST,
        {fact: value for fact, value in world.items() if fact not in facts},  # type: ignore[misc]  # values of NOBODY are known facts
    )


def test_unknown_receptors_do_not_matter_between_the_two_forms_of_d() -> None:
    case = forgotten(TRASTUZUMAB, "er", "pr", "hormone_receptor")
    answer = expected(case, LATEST, {})
    assert answer.outcome == "approve"
    assert answer.criteria["A.ii.D.1"] == answer.criteria["A.ii.D.2"] == "unknown"
    assert answer.criteria["A.ii.D"] == "met"


def test_a_completion_is_as_weak_as_the_constraints_allow() -> None:
    case = forgotten(HORMONAL | {"prior_lines": 2}, "stage", "metastatic", "locally_advanced")
    found = completions(case, LATEST, {}, "approve")
    advanced = [literal(fact, "is", True) for fact in ("metastatic", "locally_advanced")]
    assert found == {frozenset({one}) for one in advanced}


def test_a_known_line_weakens_what_the_earlier_taxane_must_say() -> None:
    case = forgotten(TRIPLE_NEGATIVE | {"pd_l1_cps": Decimal(40)}, "prior_lines", "prior_taxane")
    found = completions(case, LATEST, {}, "approve")
    assert found == {frozenset({literal("prior_lines", "at_least", 1)})}
    assert completions(case, LATEST, {}, "deny") == {frozenset({literal("prior_lines", "below", 1)})}


def test_a_settled_case_has_the_empty_completion_or_none() -> None:
    case = forgotten(MONOTHERAPY)
    assert completions(case, LATEST, {}, "approve") == {frozenset()}
    assert completions(case, LATEST, {}, "deny") == set()


def test_the_limits_of_the_dosing_table_add_no_completions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = forgotten(CAPECITABINE, "ast", "alt", "total_bilirubin", "taxane_resistant")
    for goal in ("approve", "deny"):
        plain = completions(case, LATEST, {}, goal)
        with monkeypatch.context() as patch:
            patch.setattr("tests.reference.completions.ONLY_LIMIT", {})
            assert completions(case, LATEST, {}, goal) == plain


def test_dosing_is_unknown_where_worlds_differ_and_keeps_a_limit_that_they_share() -> None:
    unlimited = forgotten(NOBODY | {"dose": Decimal(25)}, "reduced_dose_tolerated")
    assert expected_dosing(unlimited, {}) == ("within_limit", Decimal(40))
    open_row = forgotten(NOBODY | {"dose": Decimal(40)}, "ast")
    assert expected_dosing(open_row, {}) == ("unknown", None)
    low = forgotten(NOBODY | {"total_bilirubin": Decimal(2)}, "reduced_dose_tolerated")
    assert expected_dosing(low, {}) == ("exceeds_limit", None)
    assert expected_dosing(forgotten(NOBODY, "dose"), {}) == ("not_requested", Decimal(40))
