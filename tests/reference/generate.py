"""Random patients and partial cases, aimed at where the policy turns."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from tests.reference.consistency import PRIOR_DRUGS, READINGS
from tests.reference.facts import (
    AGENTS,
    COUNTS,
    ONE_OF,
    ONLY_FOR_THE_DOSE,
    ONLY_ON_RENEWAL,
    QUANTITIES,
    VERSIONS,
    YES_NO,
)
from tests.reference.partial import Interval, Known, PartialCase
from tests.reference.patient import number

VALUES: dict[str, tuple[str, ...]] = {
    "anc": ("900", "1499", "1500", "2100", "4000"),
    "platelets": ("60000", "99999", "100000", "180000", "250000"),
    "ast": ("0.5", "1", "2.5", "2.6", "10", "12"),
    "alt": ("0.5", "1.2", "2.5", "3", "10", "10.1"),
    "total_bilirubin": ("0.5", "1", "1.1", "1.5", "2", "3", "3.5"),
    "pd_l1_cps": ("0", "5", "9.5", "10", "40"),
    "dose": ("15", "20", "25", "30", "32", "36", "40", "55", "60", "70"),
    "bsa": ("1.6", "1.9", "2.2", "2.4"),
}
"""Values on, beside and away from the limits of each quantity."""

BENIGN: dict[str, str] = {
    "anc": "2100",
    "platelets": "180000",
    "ast": "1",
    "alt": "0.5",
    "total_bilirubin": "0.5",
}
"""Values under which no exclusion holds."""

BREAST: dict[str, Known] = {"cancer": "breast", "metastatic": True}
ALONE: dict[str, Known] = {"combined_with": frozenset[str](), "her2": "negative"}
RENEWED: dict[str, Known] = {
    "request_type": "continuation",
    "unacceptable_toxicity": False,
    "disease_progression": False,
    "duration_exceeded": False,
    "oncology_note": True,
    "imaging_review": "no_progression",
}

PROFILES: dict[str, dict[str, Known]] = {
    "A.ii.A": BREAST | ALONE | {"prior_lines": 2, "prior_advanced_lines": 2},
    "A.ii.B": BREAST | {"combined_with": frozenset({"capecitabine"}), "prior_lines": 3},
    "A.ii.B resistant": BREAST
    | {
        "combined_with": frozenset({"capecitabine"}),
        "taxane_resistant": True,
        "anthracycline_contraindicated": True,
    },
    "A.ii.C": BREAST | {"combined_with": frozenset({"trastuzumab_biosimilar"}), "taxane_resistant": True},
    "A.ii.D": BREAST | {"combined_with": frozenset({"trastuzumab"}), "her2": "positive", "prior_lines": 4},
    "A.ii.E": BREAST | ALONE | {"er": "positive", "visceral_crisis": True, "stage": "IV"},
    "A.ii.E first": BREAST
    | ALONE
    | {
        "pr": "positive",
        "endocrine_refractory": True,
        "germline_brca": "no_mutation",
        "prior_lines": 0,
    },
    "A.ii.E second": BREAST
    | ALONE
    | {
        "er": "positive",
        "endocrine_refractory": True,
        "trastuzumab_deruxtecan_candidate": False,
        "prior_lines": 1,
    },
    "A.ii.F": BREAST | ALONE | {"er": "negative", "pr": "negative", "prior_lines": 1},
    "A.ii.F first": BREAST
    | ALONE
    | {
        "er": "negative",
        "pr": "negative",
        "germline_brca": "no_mutation",
        "pd_l1_cps": Decimal(5),
        "prior_lines": 0,
    },
    "recurrent": {
        "cancer": "breast",
        "recurrent": True,
        "unresectable": True,
        "combined_with": frozenset[str](),
        "prior_lines": 2,
    },
    "A.iii": {
        "cancer": "ovarian",
        "platinum_resistant": True,
        "recurrent": True,
        "prior_taxane": True,
        "combined_with": frozenset({"bevacizumab"}),
    },
    "B.i": RENEWED | {"approved_indication": True},
    "B.i anew": RENEWED | BREAST | ALONE | {"prior_lines": 2},
    "anything": {},
}
"""Facts that lead to one alternative under the default readings, the rest being left to chance."""


def random_readings(random: Random) -> dict[str, str]:
    """The defaults, one other option, or any mixture; options that are defaults may be named."""
    chance = random.choice((0.0, 0.1, 0.5))
    return {id: pair[1] for id, pair in READINGS.items() if random.random() < chance}


def random_value(fact: str, random: Random) -> Known:
    """Some value of the fact."""
    if fact == "combined_with":
        size = random.choice((0, 1, 1, 2, 3))
        return frozenset(random.sample(AGENTS, size))
    if fact in ONE_OF:
        return random.choice(ONE_OF[fact])
    if fact in COUNTS:
        return random.choice((0, 1, 1, 2, 2, 3, 4, 6))
    if fact in QUANTITIES:
        return Decimal(random.choice(VALUES[fact]))
    return random.random() < 0.5


ALL_FACTS = ("combined_with", *ONE_OF, *YES_NO, *COUNTS, *QUANTITIES)


def mend(world: dict[str, Known], random: Random) -> None:
    """Change what clashes, so that the world keeps the constraints between facts."""
    world["metastatic"] = world["metastatic"] or world["stage"] == "IV"
    world["recurrent"] = world["recurrent"] or world["locally_recurrent"]
    receptors = (world["er"], world["pr"])
    world["hormone_receptor"] = "positive" if "positive" in receptors else "negative"
    if world["imaging_review"] == "progression" and not world["disease_progression"]:
        world["imaging_review"] = "not_done"
    world["prior_taxane"] = world["prior_taxane"] or world["taxane_resistant"]
    lines, advanced = (number(world[fact]) for fact in COUNTS)
    if lines == 0 and any(world[drug] for drug in PRIOR_DRUGS):
        if random.random() < 0.5:
            world["prior_lines"] = 1
        else:
            world.update(dict.fromkeys((*PRIOR_DRUGS, "taxane_resistant"), False))
    if advanced > number(world["prior_lines"]):
        world["prior_advanced_lines"] = world["prior_lines"]


def random_world(random: Random, profile: Mapping[str, Known]) -> dict[str, Known]:
    """A consistent patient, benign in most respects, who has the facts of the profile."""
    world = {fact: random_value(fact, random) for fact in ALL_FACTS}
    world["request_type"] = "initial"
    if random.random() < 0.7:
        world.update({fact: Decimal(value) for fact, value in BENIGN.items()})
    world.update(profile)
    mend(world, random)
    return world


def blurred(fact: str, value: Known, random: Random) -> Interval:
    """A bound or range that holds the value of a count or quantity."""
    exact = number(value)
    near = [*QUANTITIES.get(fact, map(Decimal, (1, 2, 3, 4)))]
    near += [exact, exact * 2, exact / 2, exact + 1]
    if fact in COUNTS:
        near = [Decimal(int(end)) for end in near]
    low = random.choice([end for end in near if end <= exact])
    high = random.choice([end for end in near if end >= exact])
    match random.randrange(3):
        case 0:
            return Interval(low=low, low_included=low == exact or random.random() < 0.5)
        case 1:
            return Interval(high=high, high_included=high == exact or random.random() < 0.5)
        case _:
            return Interval(low=low, high=high)


TOGETHER: tuple[tuple[str, ...], ...] = (
    ("stage", "metastatic", "locally_advanced"),
    ("recurrent", "locally_recurrent", "unresectable", "persistent"),
    ("her2", "er", "pr", "hormone_receptor"),
    ("prior_lines", "prior_advanced_lines"),
    ("prior_taxane", "taxane_resistant", "prior_anthracycline", "prior_capecitabine"),
    ("combined_with",),
    ("combined_with", "prior_lines"),
    ("anc", "platelets"),
    ("ast", "alt", "total_bilirubin"),
    ("germline_brca", "pd_l1_cps", "trastuzumab_deruxtecan_candidate"),
    ("visceral_crisis", "endocrine_refractory", "anthracycline_contraindicated"),
    ("imaging_review", "disease_progression", "oncology_note"),
    ("request_type", "approved_indication"),
    ("cancer", "platinum_resistant"),
)
"""Facts that bear on each other, by a criterion or by a constraint."""


def forgettable(world: Mapping[str, Known], random: Random) -> set[str]:
    """Facts to leave out: a bounded number of those that matter, and many of the others."""
    idle = {*ONLY_FOR_THE_DOSE, "hormone_receptor"}
    if world["request_type"] == "initial":
        idle |= set(ONLY_ON_RENEWAL)
    live = [fact for fact in ALL_FACTS if fact not in idle]
    how = random.random()
    if how < 0.1:
        open_ = {fact for fact in live if random.random() < 0.4}
    elif how < 0.4:
        together = random.sample(TOGETHER, random.choice((1, 2, 2, 3)))
        open_ = {fact for facts in together for fact in facts}
    else:
        open_ = set(random.sample(live, random.choice((0, 1, 2, 3, 4, 5, 6, 7))))
    return open_ | {fact for fact in sorted(idle) if random.random() < 0.6}


def random_partial(random: Random) -> PartialCase:
    """A patient near one alternative, some facts of whom are changed, forgotten or blurred."""
    profile = random.choice(sorted(PROFILES))
    facts = random_world(random, PROFILES[profile])
    for fact in random.sample(ALL_FACTS, random.choice((0, 0, 1, 1, 2, 3))):
        facts[fact] = random_value(fact, random)
    if random.random() < 0.85:
        mend(facts, random)
    for fact in forgettable(facts, random):
        del facts[fact]
    for fact in (*COUNTS, *QUANTITIES):
        if fact in facts and random.random() < 0.15:
            facts[fact] = blurred(fact, facts[fact], random)
    version = random.choice((*VERSIONS, VERSIONS[0]))
    return PartialCase(f"random, near {profile}", version, facts)
