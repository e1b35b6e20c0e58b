"""What a request turns on besides Section A: renewal, exclusions, and the outcome."""

from tests.reference import criteria
from tests.reference.criteria import Formula
from tests.reference.patient import Patient
from tests.reference.truth import Truth, both, either, negate


def b_i(patient: Patient) -> Truth:
    """A renewal: the indication, response documented twice, no toxicity and no progression."""
    indication = criteria.a(patient)
    if patient.under("renewal_indication", "prior_approval_suffices"):
        indication = either(patient.yes("approved_indication"), indication)
    in_time = patient.under("duration_limit", "none_stated") or patient.no("duration_exceeded")
    return both(
        b_i_a(patient),
        b_i_b(patient),
        patient.no("unacceptable_toxicity"),
        patient.no("disease_progression"),
        in_time,
        indication,
    )


def b_i_a(patient: Patient) -> Truth:
    """A current note documents the response."""
    return patient.yes("oncology_note")


def b_i_b(patient: Patient) -> Truth:
    """Imaging shows no progression, or is not called for."""
    return patient.is_one_of("imaging_review", "no_progression", "not_appropriate")


def d_i(patient: Patient) -> Truth:
    """Neutrophils or platelets are too low."""
    low = either(patient.below("anc", "1500"), patient.below("platelets", "100000"))
    if patient.under("counts_on_renewal", "every_request"):
        return low
    return both(patient.is_one_of("request_type", "initial"), low)


def d_ii(patient: Patient) -> Truth:
    """With capecitabine although the liver is impaired."""
    impaired = either(
        patient.above("ast", "2.5"),
        patient.above("alt", "2.5"),
        patient.above("total_bilirubin", "1"),
    )
    return both(patient.given_with("capecitabine"), impaired)


def own_section(patient: Patient) -> Truth:
    """Whether the section that the request falls under, A or B.i, is met."""
    initial = patient.is_one_of("request_type", "initial")
    return either(both(initial, criteria.a(patient)), both(negate(initial), b_i(patient)))


def d_iii(patient: Patient) -> Truth:
    """The request's own section is not met."""
    return negate(own_section(patient))


def approvable(patient: Patient) -> Truth:
    """Whether the request's own section is met and no exclusion holds."""
    return both(negate(either(d_i(patient), d_ii(patient))), own_section(patient))


ONLY_FROM_2025_11_10: dict[str, Formula] = {
    "A.iii": criteria.a_iii,
    "A.iii.A": criteria.a_iii_a,
    "A.iii.B": criteria.a_iii_b,
    "A.iii.C": criteria.a_iii_c,
}

IN_BOTH_VERSIONS: dict[str, Formula] = {
    "A": criteria.a,
    "A.i-ii": criteria.a_i_ii,
    "A.i": criteria.a_i,
    "A.ii": criteria.a_ii,
    "A.ii.A": criteria.a_ii_a,
    "A.ii.B": criteria.a_ii_b,
    "A.ii.C": criteria.a_ii_c,
    "A.ii.D": criteria.a_ii_d,
    "A.ii.D.1": criteria.a_ii_d_1,
    "A.ii.D.2": criteria.a_ii_d_2,
    "A.ii.E": criteria.a_ii_e,
    "A.ii.E.1": criteria.a_ii_e_1,
    "A.ii.E.2": criteria.a_ii_e_2,
    "A.ii.E.3": criteria.a_ii_e_3,
    "A.ii.F": criteria.a_ii_f,
    "A.ii.F.1": criteria.a_ii_f_1,
    "A.ii.F.2": criteria.a_ii_f_2,
    "B": b_i,
    "B.i": b_i,
    "B.i.A": b_i_a,
    "B.i.B": b_i_b,
    "D.i": d_i,
    "D.ii": d_ii,
    "D.iii": d_iii,
}


def formulas(version: str) -> dict[str, Formula]:
    """Every criterion and exclusion of a version by its id."""
    if version == "2025-03-06":
        return IN_BOTH_VERSIONS
    return IN_BOTH_VERSIONS | ONLY_FROM_2025_11_10
