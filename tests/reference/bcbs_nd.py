"""An evaluator of BCBS-ND-IXABEPILONE in plain Python, written from the published criteria, not from the rules.

Medically necessary for metastatic or locally advanced breast cancer: alone where anthracycline, taxane and capecitabine
have all failed; or with capecitabine where the disease is resistant to an anthracycline and a taxane, or is taxane
resistant and further anthracycline is contraindicated. Any NCCN recommendation of category 1, 2A or 2B counts too.
All else is not covered.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import eq
from random import Random

from tests.reference.exhaustive import Exhaustive, World
from tests.reference.facts import AGENTS
from tests.reference.literals import Literal, literal

DRUGS = ("anthracycline", "taxane", "capecitabine")
DEFAULTS = {
    "drug_failure": "progressed_on",
    "single_agent": "no_other_anticancer_agent",
    "combination_partners": "further_agents_allowed",
    "further_anthracycline": "prior_use_not_required",
}
OTHERS = {
    "drug_failure": "given_before",
    "single_agent": "endocrine_allowed",
    "combination_partners": "capecitabine_only",
    "further_anthracycline": "prior_use_required",
}
"""For each reading the option that is not the default."""

TRUTHS = (True, False)
VALUES: dict[str, tuple[object, ...]] = {
    "cancer": ("breast", "ovarian", "fallopian_tube", "primary_peritoneal", "other"),
    "stage": ("I", "II", "III", "IV"),
    "metastatic": TRUTHS,
    "locally_advanced": TRUTHS,
    **{f"prior_{drug}": TRUTHS for drug in DRUGS},
    **{f"progressed_on_{drug}": TRUTHS for drug in DRUGS},
    "anthracycline_resistant": TRUTHS,
    "taxane_resistant": TRUTHS,
    "anthracycline_contraindicated": TRUTHS,
    "nccn_category": ("1", "2A", "2B", "3", "not_recommended"),
    **dict.fromkeys(AGENTS, TRUTHS),
}


def fits(world: World) -> bool:
    """Whether there can be such a patient."""
    resistant = {"anthracycline": world["anthracycline_resistant"], "taxane": world["taxane_resistant"]}
    return all(
        (
            world["metastatic"] or world["stage"] != "IV",
            all(world[f"prior_{drug}"] or not world[f"progressed_on_{drug}"] for drug in DRUGS),
            all(world[f"prior_{drug}"] or not shown for drug, shown in resistant.items()),
            all(shown or not world[f"progressed_on_{drug}"] for drug, shown in resistant.items()),
        )
    )


def criteria(world: World, readings: Mapping[str, str]) -> dict[str, bool]:
    """Whether each paragraph holds."""
    given = {agent for agent in AGENTS if world[agent]}
    sign = "progressed_on" if readings["drug_failure"] == "progressed_on" else "prior"
    beside = {"endocrine_therapy"} if readings["single_agent"] == "endocrine_allowed" else set()
    with_capecitabine = "capecitabine" in given and (
        len(given) == 1 or readings["combination_partners"] == "further_agents_allowed"
    )
    forbidden = world["anthracycline_contraindicated"] and (
        world["prior_anthracycline"] or readings["further_anthracycline"] == "prior_use_not_required"
    )
    found = {
        "I.A.1": world["cancer"] == "breast" and bool(world["metastatic"] or world["locally_advanced"]),
        "I.A.2.a": given <= beside and all(world[f"{sign}_{drug}"] for drug in DRUGS),
        "I.A.2.b": bool(with_capecitabine and world["anthracycline_resistant"] and world["taxane_resistant"]),
        "I.A.2.c": bool(with_capecitabine and world["taxane_resistant"] and forbidden),
        "I.B": world["nccn_category"] in ("1", "2A", "2B"),
    }
    found["I.A.2"] = found["I.A.2.a"] or found["I.A.2.b"] or found["I.A.2.c"]
    found["I.A"] = found["I.A.1"] and found["I.A.2"]
    found["I"] = found["I.A"] or found["I.B"]
    found["II"] = not found["I"]
    return found


def random_world(random: Random) -> dict[str, object]:
    """A patient near to what is covered."""
    while True:
        world = {fact: random.choice(values) for fact, values in VALUES.items()}
        world |= {"cancer": random.choice(("breast", "breast", "breast", world["cancer"]))}
        world |= {"nccn_category": random.choice(("not_recommended", "3", world["nccn_category"]))}
        agents = random.choice(((), ("capecitabine",), ("capecitabine", "bevacizumab"), ("endocrine_therapy",), AGENTS))
        world |= {agent: agent in agents for agent in AGENTS}
        world |= {f"prior_{drug}": random.random() < 0.8 for drug in DRUGS}
        if random.random() < 0.4:
            world |= {fact: True for fact in VALUES if fact.startswith("progressed") or fact.endswith("_resistant")}
        if fits(world):
            return world


def forgotten(world: World, random: Random) -> dict[str, object]:
    """The facts of a patient without some of them; the agents are known all or not at all."""
    names = [fact for fact in VALUES if fact not in AGENTS]
    left_out = set(random.sample(names, random.choice((0, 1, 2, 3, 4, 5))))
    if random.random() < 0.5 and len(left_out) < 4:
        left_out |= set(AGENTS)
    if len(left_out) > 9:
        left_out -= {"stage", "cancer", "nccn_category"}
    return {fact: value for fact, value in world.items() if fact not in left_out}


def _literals() -> Iterator[tuple[Literal, str, Callable[[object], bool]]]:
    """Every literal, with the fact that it is about and the value under which it holds."""
    for fact, values in VALUES.items():
        for value in values:
            of_set = literal("combined_with", "includes" if value else "excludes", fact)
            yield of_set if fact in AGENTS else literal(fact, "is", value), fact, partial(eq, value)


PATIENTS = Exhaustive(VALUES, tuple(_literals()), fits)


def document(known: Mapping[str, object]) -> dict[str, object]:
    """What is known, in the case format."""
    facts: dict[str, object] = {fact: value for fact, value in known.items() if fact not in AGENTS}
    if known.keys() >= set(AGENTS):
        facts["combined_with"] = [agent for agent in AGENTS if known[agent]]
    return {"id": "random", "policy": "BCBS-ND-IXABEPILONE", "facts": facts}
