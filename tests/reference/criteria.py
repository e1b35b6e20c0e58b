"""Every numbered paragraph of the policy as a formula over a patient.

A formula has the name of its paragraph. What lies below D, E, F and A.iii is its own condition
alone; the population is part of D, E, F and A.iii themselves.
"""

from collections.abc import Callable
from typing import TypeAlias

from tests.reference.patient import Patient
from tests.reference.truth import Truth, both, either, negate

Formula: TypeAlias = Callable[[Patient], Truth]


def lines(patient: Patient) -> str:
    """The count that the criteria use under the reading of what a line is."""
    if patient.under("line_counting", "advanced_systemic"):
        return "prior_advanced_lines"
    return "prior_lines"


def lines_at_least(patient: Patient, least: int) -> Truth:
    """Whether there were so many prior lines or more."""
    return patient.at_least(lines(patient), str(least))


def lines_exactly(patient: Patient, exact: int) -> Truth:
    """Whether there were exactly so many prior lines."""
    return both(lines_at_least(patient, exact), negate(lines_at_least(patient, exact + 1)))


def two_lines(patient: Patient) -> Truth:
    """Whether the two prior lines of A.ii.A and A.ii.B were given."""
    if patient.under("two_lines", "exactly_two"):
        return lines_exactly(patient, 2)
    return lines_at_least(patient, 2)


def single_agent(patient: Patient) -> Truth:
    """Whether ixabepilone is given alone."""
    if patient.under("single_agent", "endocrine_allowed"):
        return patient.given_with_nothing_but("endocrine_therapy")
    return patient.given_with_nothing_but()


def with_trastuzumab(patient: Patient) -> Truth:
    """Whether trastuzumab or a biosimilar of it is given too."""
    return either(patient.given_with("trastuzumab"), patient.given_with("trastuzumab_biosimilar"))


def label_drugs_given(patient: Patient, *drugs: str) -> Truth:
    """Whether the drugs that the label names were given, as far as the reading asks for it."""
    if patient.under("label_drugs", "not_required"):
        return True
    return both(*(patient.yes(f"prior_{drug}") for drug in drugs))


def no_germline_mutation(patient: Patient) -> Truth:
    """Whether there is no germline BRCA1/2 mutation, in the reading taken for an absent test."""
    if patient.under("brca_not_tested", "qualifies"):
        return patient.is_one_of("germline_brca", "no_mutation", "not_tested")
    return patient.is_one_of("germline_brca", "no_mutation")


def recurrent_unresectable_or_stage_iv(patient: Patient) -> Truth:
    """The extent of disease that A.ii.E and A.ii.F ask for."""
    stage_iv = patient.is_one_of("stage", "IV")
    if patient.under("stage_iv", "metastatic_counts"):
        stage_iv = either(stage_iv, patient.yes("metastatic"))
    return either(both(patient.yes("recurrent"), patient.yes("unresectable")), stage_iv)


def a(patient: Patient) -> Truth:
    """Initial approval: either the breast or, where the version has it, the ovarian branch."""
    if patient.version == "2025-03-06":
        return a_i_ii(patient)
    return either(a_i_ii(patient), a_iii(patient))


def a_i_ii(patient: Patient) -> Truth:
    """The breast branch: i and ii together."""
    return both(a_i(patient), a_ii(patient))


def a_i(patient: Patient) -> Truth:
    """Breast cancer that has spread, locally or farther."""
    extent = either(patient.yes("metastatic"), patient.yes("locally_advanced"))
    if patient.under("recurrence_as_advanced", "recurrence_counts"):
        local = either(patient.yes("locally_recurrent"), patient.yes("unresectable"))
        extent = either(extent, both(patient.yes("recurrent"), local))
    return both(patient.is_one_of("cancer", "breast"), extent)


def a_ii(patient: Patient) -> Truth:
    """Any of the six alternatives, whatever the cancer."""
    alternatives = (a_ii_a, a_ii_b, a_ii_c, a_ii_d, a_ii_e, a_ii_f)
    return either(*(alternative(patient) for alternative in alternatives))


def a_ii_a(patient: Patient) -> Truth:
    """Alone, after two lines."""
    named = label_drugs_given(patient, "anthracycline", "taxane", "capecitabine")
    return both(single_agent(patient), two_lines(patient), named)


def a_ii_b(patient: Patient) -> Truth:
    """With capecitabine after two lines, or where neither taxane nor anthracycline is left."""
    capecitabine = patient.given_with("capecitabine")
    after_two_lines = both(capecitabine, two_lines(patient), label_drugs_given(patient, "anthracycline", "taxane"))
    resistant = both(patient.yes("taxane_resistant"), patient.yes("anthracycline_contraindicated"))
    if patient.under("further_anthracycline", "prior_use_required"):
        resistant = both(resistant, patient.yes("prior_anthracycline"))
    if patient.under("b_scope", "with_capecitabine"):
        resistant = both(resistant, capecitabine)
    return either(after_two_lines, resistant)


def a_ii_c(patient: Patient) -> Truth:
    """With trastuzumab, where taxanes fail."""
    resistant = both(with_trastuzumab(patient), patient.yes("taxane_resistant"))
    if patient.under("c_her2", "her2_positive"):
        return both(resistant, patient.is_one_of("her2", "positive"))
    return resistant


def a_ii_d(patient: Patient) -> Truth:
    """With trastuzumab from the fourth line on, in HER2-positive disease."""
    return both(
        lines_at_least(patient, 3),
        with_trastuzumab(patient),
        either(patient.yes("locally_recurrent"), patient.yes("metastatic")),
        patient.is_one_of("her2", "positive"),
        either(a_ii_d_1(patient), a_ii_d_2(patient)),
    )


def a_ii_d_1(patient: Patient) -> Truth:
    """No hormone receptor is positive."""
    return negate(a_ii_d_2(patient))


def a_ii_d_2(patient: Patient) -> Truth:
    """A hormone receptor is positive, with or without endocrine therapy."""
    return either(patient.is_one_of("er", "positive"), patient.is_one_of("pr", "positive"))


def a_ii_e(patient: Patient) -> Truth:
    """Alone, HER2-negative and receptor-positive, in crisis or refractory to endocrine therapy."""
    receptor_positive = a_ii_d_2(patient)
    crisis = patient.yes("visceral_crisis")
    refractory = patient.yes("endocrine_refractory")
    if patient.under("e_scope", "refractory_alone"):
        population = either(both(receptor_positive, crisis), refractory)
    else:
        population = both(receptor_positive, either(crisis, refractory))
    return both(
        single_agent(patient),
        recurrent_unresectable_or_stage_iv(patient),
        patient.is_one_of("her2", "negative"),
        population,
        either(a_ii_e_1(patient), a_ii_e_2(patient), a_ii_e_3(patient)),
    )


def a_ii_e_1(patient: Patient) -> Truth:
    """First line, without a germline mutation."""
    return both(lines_exactly(patient, 0), no_germline_mutation(patient))


def a_ii_e_2(patient: Patient) -> Truth:
    """Second line, where trastuzumab deruxtecan is no option."""
    return both(lines_exactly(patient, 1), patient.no("trastuzumab_deruxtecan_candidate"))


def a_ii_e_3(patient: Patient) -> Truth:
    """Third line or later."""
    return lines_at_least(patient, 2)


def a_ii_f(patient: Patient) -> Truth:
    """Alone, in triple-negative disease."""
    return both(
        single_agent(patient),
        recurrent_unresectable_or_stage_iv(patient),
        patient.is_one_of("her2", "negative"),
        patient.is_one_of("er", "negative"),
        patient.is_one_of("pr", "negative"),
        either(a_ii_f_1(patient), a_ii_f_2(patient)),
    )


def a_ii_f_1(patient: Patient) -> Truth:
    """First line, with a low combined positive score and without a germline mutation."""
    return both(
        lines_exactly(patient, 0),
        patient.below("pd_l1_cps", "10"),
        no_germline_mutation(patient),
    )


def a_ii_f_2(patient: Patient) -> Truth:
    """Second line or later."""
    return lines_at_least(patient, 1)


def a_iii(patient: Patient) -> Truth:
    """The ovarian branch: the cancer, and A to C."""
    population = patient.is_one_of("cancer", "ovarian", "fallopian_tube", "primary_peritoneal")
    return both(population, a_iii_a(patient), a_iii_b(patient), a_iii_c(patient))


def a_iii_a(patient: Patient) -> Truth:
    """The cancer persists or has come back, resistant to platinum."""
    resistant = patient.yes("platinum_resistant")
    persistent, recurrent = patient.yes("persistent"), patient.yes("recurrent")
    if patient.under("platinum_resistant_scope", "persistent_only"):
        return either(both(resistant, persistent), recurrent)
    return both(resistant, either(persistent, recurrent))


def a_iii_b(patient: Patient) -> Truth:
    """A taxane was given before."""
    return patient.yes("prior_taxane")


def a_iii_c(patient: Patient) -> Truth:
    """With bevacizumab."""
    original = patient.given_with("bevacizumab")
    if patient.under("bevacizumab_biosimilars", "count"):
        return either(original, patient.given_with("bevacizumab_biosimilar"))
    return original
