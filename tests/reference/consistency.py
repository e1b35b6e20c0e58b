"""The live readings, and the constraints between facts that hold in every world."""

from collections.abc import Mapping

from tests.reference.patient import View, number

READINGS: dict[str, tuple[str, str]] = {
    "line_counting": ("any_treatment", "advanced_systemic"),
    "two_lines": ("at_least_two", "exactly_two"),
    "label_drugs": ("not_required", "required"),
    "b_scope": ("with_capecitabine", "any_regimen"),
    "further_anthracycline": ("prior_use_not_required", "prior_use_required"),
    "c_her2": ("not_required", "her2_positive"),
    "recurrence_as_advanced": ("gate_holds", "recurrence_counts"),
    "stage_iv": ("metastatic_counts", "recorded_stage_only"),
    "e_scope": ("hr_positive_required", "refractory_alone"),
    "brca_not_tested": ("does_not_qualify", "qualifies"),
    "single_agent": ("no_other_anticancer_agent", "endocrine_allowed"),
    "platinum_resistant_scope": ("both", "persistent_only"),
    "bevacizumab_biosimilars": ("count", "do_not_count"),
    "neoadjuvant_window": ("as_adjuvant", "none"),
    "renewal_indication": ("prior_approval_suffices", "criteria_again"),
    "duration_limit": ("none_stated", "attested"),
    "counts_on_renewal": ("initial_only", "every_request"),
    "hepatic_dosing": ("label_table", "as_printed"),
}
"""Every live reading with its options, the default first."""

DEFAULT_READINGS: dict[str, str] = {id: options[0] for id, options in READINGS.items()}

PRIOR_DRUGS = ("prior_anthracycline", "prior_taxane", "prior_capecitabine")


def consistent(world: Mapping[str, object]) -> bool:
    """Whether a fully known patient breaks none of the constraints 1 to 7 of the case format."""
    receptor = "positive" if "positive" in (world["er"], world["pr"]) else "negative"
    lines = number(world["prior_lines"])
    return (
        (world["stage"] != "IV" or world["metastatic"] is True)
        and (not world["locally_recurrent"] or world["recurrent"] is True)
        and world["hormone_receptor"] == receptor
        and number(world["prior_advanced_lines"]) <= lines
        and (not world["taxane_resistant"] or world["prior_taxane"] is True)
        and (lines >= 1 or not any(world[drug] for drug in PRIOR_DRUGS))
        and (world["imaging_review"] != "progression" or world["disease_progression"] is True)
    )


def possible(view: View) -> bool:
    """Whether some world within the view is consistent; every fact has a value at all.

    Exact, not merely necessary: no fact occurs in two of the clauses below save those about prior
    drugs and lines, and there the largest number of lines and as few `yes` as the view allows
    satisfy all at once where anything does.
    """
    if not all(view.values()):
        return False
    if view["stage"] == ("IV",) and view["metastatic"] == (False,):
        return False
    if view["locally_recurrent"] == (True,) and view["recurrent"] == (False,):
        return False
    if view["imaging_review"] == ("progression",) and view["disease_progression"] == (False,):
        return False
    if view["taxane_resistant"] == (True,) and view["prior_taxane"] == (False,):
        return False
    drug = any(view[fact] == (True,) for fact in (*PRIOR_DRUGS, "taxane_resistant"))
    most = max(number(lines) for lines in view["prior_lines"])
    fewest = min(number(lines) for lines in view["prior_advanced_lines"])
    if most < fewest or (drug and most < 1):
        return False
    return receptors_possible(view)


def receptors_possible(view: View) -> bool:
    """Whether ER, PR and the combined status can agree."""
    reachable = {"positive" if "positive" in (er, pr) else "negative" for er in view["er"] for pr in view["pr"]}
    return any(status in reachable for status in view["hormone_receptor"])
