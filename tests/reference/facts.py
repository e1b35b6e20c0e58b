"""The facts of a patient, apart from the record of prior therapies, and what each can be."""

from decimal import Decimal

VERSIONS = ("2025-11-10", "2025-03-06")
"""The encoded versions of the policy, named by the date that each is in force from."""

AGENTS = (
    "capecitabine",
    "trastuzumab",
    "trastuzumab_biosimilar",
    "bevacizumab",
    "bevacizumab_biosimilar",
    "endocrine_therapy",
    "other",
)
"""What ixabepilone can be given together with: the members of `combined_with`."""

ONE_OF: dict[str, tuple[str, ...]] = {
    "request_type": ("initial", "continuation"),
    "cancer": ("breast", "ovarian", "fallopian_tube", "primary_peritoneal", "other"),
    "stage": ("I", "II", "III", "IV"),
    "her2": ("positive", "negative"),
    "er": ("positive", "negative"),
    "pr": ("positive", "negative"),
    "hormone_receptor": ("positive", "negative"),
    "germline_brca": ("mutation", "no_mutation", "not_tested"),
    "imaging_review": ("no_progression", "progression", "not_appropriate", "not_done"),
}

YES_NO = (
    "locally_advanced",
    "metastatic",
    "recurrent",
    "locally_recurrent",
    "unresectable",
    "persistent",
    "visceral_crisis",
    "endocrine_refractory",
    "trastuzumab_deruxtecan_candidate",
    "prior_anthracycline",
    "prior_taxane",
    "prior_capecitabine",
    "taxane_resistant",
    "anthracycline_contraindicated",
    "platinum_resistant",
    "strong_cyp3a4_inhibitor",
    "strong_cyp3a4_inducer",
    "reduced_dose_tolerated",
    "approved_indication",
    "unacceptable_toxicity",
    "disease_progression",
    "duration_exceeded",
    "oncology_note",
)

COUNTS = ("prior_lines", "prior_advanced_lines")

COUNT_LIMITS = (1, 2, 3)
"""The numbers of lines that some criterion asks for."""

QUANTITIES: dict[str, tuple[Decimal, ...]] = {
    "anc": (Decimal(1500),),
    "platelets": (Decimal(100000),),
    "ast": (Decimal("2.5"), Decimal(10)),
    "alt": (Decimal("2.5"), Decimal(10)),
    "total_bilirubin": (Decimal(1), Decimal("1.5"), Decimal(3)),
    "pd_l1_cps": (Decimal(10),),
    "dose": (Decimal(20), Decimal(30), Decimal(32), Decimal(40), Decimal(60)),
    "bsa": (Decimal("2.2"),),
}
"""Each quantity with the limits, in its default unit, that the policy compares it with."""

UPPER_LIMITS = ("ast", "alt", "total_bilirubin", "dose", "bsa")
"""The quantities that the policy bounds from above: a limit itself lies with what is below it.
For the others it lies with what is above."""

SUMMARIES = (
    *COUNTS,
    "prior_anthracycline",
    "prior_taxane",
    "prior_capecitabine",
    "taxane_resistant",
)
"""The facts that follow, wholly or as a minimum, from the record of prior therapies."""

ONLY_ON_RENEWAL = (
    "approved_indication",
    "unacceptable_toxicity",
    "disease_progression",
    "duration_exceeded",
    "oncology_note",
    "imaging_review",
)
"""The facts that only Section B reads; no constraint ties them to the others."""

ONLY_FOR_THE_DOSE = (
    "dose",
    "bsa",
    "strong_cyp3a4_inhibitor",
    "strong_cyp3a4_inducer",
    "reduced_dose_tolerated",
)
"""The facts that no criterion reads and no constraint names."""


def member(agent: str) -> str:
    """The name of the yes/no question whether `combined_with` includes an agent."""
    return f"combined_with.{agent}"
