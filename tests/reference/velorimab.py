"""An evaluator of the invented policy SKIN-7 in plain Python, and its patients."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from operator import eq, ge, lt
from random import Random

from tests.reference.exhaustive import Exhaustive, World
from tests.reference.literals import Literal, literal

SETS = {
    "places": ("face", "hands", "nails", "elsewhere"),
    "given_with": ("methotrexate", "biologic", "phototherapy", "other"),
}
MEMBERS = {f"{fact}.{member}": (fact, member) for fact, members in SETS.items() for member in members}
LIMITS = {"age": "18", "affected_area": "10", "weight": "40", "systemic_treatments": "2"}
TRUTHS = (True, False)
VALUES: dict[str, tuple[object, ...]] = {
    "skin_disease": ("plaque_psoriasis", "pustular_psoriasis", "eczema"),
    "age": (17, 18),
    "affected_area": (Decimal("9.9"), Decimal(10)),
    "weight": (Decimal("39.5"), Decimal(40)),
    "systemic_treatments": (1, 2),
    "infection": TRUTHS,
    "phototherapy_failed": TRUTHS,
    **dict.fromkeys(MEMBERS, TRUTHS),
}
FIRST, SECOND = "2023-02-01", "2024-09-15"


def criteria(world: World, version: str, readings: Mapping[str, str]) -> dict[str, bool]:
    """Whether each paragraph of the version holds."""
    places = {"face", "hands"} | ({"nails"} if readings.get("important_places") == "nails_too" else set())
    reached = {fact: Decimal(str(world[fact])) >= Decimal(limit) for fact, limit in LIMITS.items()}
    found = {
        "1a": world["skin_disease"] == "plaque_psoriasis" and reached["age"],
        "1b-i": reached["affected_area"],
        "1b-ii": any(world[f"places.{place}"] for place in places),
        "1c-i": reached["systemic_treatments"],
        "1d": reached["weight"],
        "X1": world["infection"] is True,
        "X2": world["given_with.biologic"] is True,
    }
    if version == SECOND:
        found["1c-ii"] = world["phototherapy_failed"] is True
    found["1b"] = found["1b-i"] or found["1b-ii"]
    found["1c"] = found["1c-i"] or found.get("1c-ii", False)
    found["1"] = found["1a"] and found["1b"] and found["1c"] and found["1d"]
    return found


def approvable(found: Mapping[str, bool]) -> bool:
    """Whether a patient of whom these paragraphs hold gets the drug."""
    return found["1"] and not found["X1"] and not found["X2"]


def _literals() -> Iterator[tuple[Literal, str, Callable[[object], bool]]]:
    for name, values in VALUES.items():
        if name in LIMITS:
            limit = Decimal(LIMITS[name])
            yield literal(name, "at_least", limit), name, partial(_than, ge, limit)
            yield literal(name, "below", limit), name, partial(_than, lt, limit)
            continue
        for value in values:
            fact, member = MEMBERS.get(name, (name, value))
            relation = ("includes" if value else "excludes") if name in MEMBERS else "is"
            yield literal(fact, relation, member), name, partial(eq, value)


def _than(compare: Callable[[Decimal, Decimal], bool], limit: Decimal, value: object) -> bool:
    return compare(Decimal(str(value)), limit)


PATIENTS = Exhaustive(VALUES, tuple(_literals()), lambda world: True)


def random_known(random: Random) -> dict[str, object]:
    """What is known of a patient who is near to what is covered."""
    world = {name: random.choice(values) for name, values in VALUES.items()}
    world |= {name: values[-1] for name, values in VALUES.items() if name in LIMITS and random.random() < 0.9}
    world |= {"skin_disease": "plaque_psoriasis"} if random.random() < 0.9 else {}
    world |= {name: False for name in ("infection", "given_with.biologic") if random.random() < 0.9}
    left_out = set(random.sample([name for name in VALUES if name not in MEMBERS], random.choice((0, 1, 2, 3, 4))))
    open_set = random.choice(("", "", "places", "given_with"))
    return {
        name: value
        for name, value in world.items()
        if name not in left_out and (name not in MEMBERS or MEMBERS[name][0] != open_set)
    }


def document(known: Mapping[str, object], day: str) -> dict[str, object]:
    """What is known, in the case format."""
    facts: dict[str, object] = {name: value for name, value in known.items() if name not in MEMBERS}
    for fact, members in SETS.items():
        if f"{fact}.{members[0]}" in known:
            facts[fact] = [member for member in members if known[f"{fact}.{member}"]]
    return {"id": "random", "policy": "SKIN-7", "facts": {"asked_on": day, **facts}}
