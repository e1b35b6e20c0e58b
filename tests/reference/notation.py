"""Cases in the notations that the case format allows."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from tests.reference.facts import VERSIONS
from tests.reference.partial import Interval, Known, PartialCase

DATES: dict[str, tuple[str | None, ...]] = {
    "2025-11-10": ("2025-11-10", "2026-01-15", "2025-12", "2026-02", "2026", None),
    "2025-03-06": ("2025-03-06", "2025-11-09", "2025-07-31", "2025-04", "2025-10"),
}
"""Request dates, to the day or coarser, that select a version; none selects the latest."""

UNITS: dict[str, tuple[tuple[str, str], ...]] = {
    "anc": (("cells/mm3", "1"), ("/uL", "1"), ("10*3/uL", "0.001"), ("10*9/L", "0.001")),
    "platelets": (("cells/mm3", "1"), ("/uL", "1"), ("10*3/uL", "0.001"), ("10*9/L", "0.001")),
    "ast": (("xULN", "1"), ("U/L", "40"), ("U/L", "35")),
    "alt": (("xULN", "1"), ("U/L", "40"), ("U/L", "55.5")),
    "total_bilirubin": (("xULN", "1"), ("mg/dL", "1.2"), ("umol/L", "20.5")),
    "dose": (("mg/m2", "1"),),
    "bsa": (("m2", "1"),),
}
"""Accepted units, with what one default unit is in them (the laboratory's limit where one is)."""

BRANDS: dict[str, str] = {
    "capecitabine": "Xeloda",
    "trastuzumab_biosimilar": "trastuzumab-dkst",
}
"""Other names of agents."""


def plain(value: Decimal) -> int | float:
    """The number as JSON would hold it; its shortest form is exact."""
    return int(value) if value == value.to_integral_value() else float(value)


def written(value: Decimal) -> str:
    """The number in digits, without an exponent."""
    return format(value.normalize(), "f")


def numeral(known: Decimal | int | Interval, factor: Decimal) -> object:
    """A number, bound or range, in a unit so many times smaller than the default."""
    if not isinstance(known, Interval):
        return plain(known * factor)
    low = None if known.low is None else known.low * factor
    high = None if known.high is None else known.high * factor
    if low is not None and high is not None:
        return {"low": plain(low), "high": plain(high)}
    if low is not None:
        return f"{'>=' if known.low_included else '>'}{written(low)}"
    if high is not None:
        return f"{'<=' if known.high_included else '<'}{written(high)}"
    return "unknown"


def quantity(fact: str, known: Decimal | int | Interval, choose: Random) -> object:
    """A count or quantity, bare or with its unit."""
    unit, factor = choose.choice(UNITS.get(fact, (("", "1"),)))
    value = numeral(known, Decimal(factor))
    if not unit or (choose.random() < 0.5 and (unit, factor) == UNITS[fact][0]):
        return value
    result: dict[str, object] = {"value": value, "unit": unit}
    if unit in ("U/L", "mg/dL", "umol/L"):
        result["uln"] = plain(Decimal(factor))
    return result


def notation(fact: str, known: Known, choose: Random) -> object:
    """A known fact in one of the ways to write it."""
    value: object
    if isinstance(known, bool):
        value = choose.choice(("yes", True) if known else ("no", False))
    elif isinstance(known, str):
        value = known
    elif isinstance(known, frozenset):
        agents = [BRANDS.get(agent, agent) if choose.random() < 0.3 else agent for agent in sorted(known)]
        value = choose.sample(agents, len(agents))
    else:
        value = quantity(fact, known, choose)
    if choose.random() < 0.2:
        source = choose.choice(("note 2026-01-03", ["pathology", "letter of 2025"]))
        if isinstance(value, dict) and "value" in value:
            return value | {"source": source}
        return {"value": value, "source": source}
    return value


def shuffled(facts: Mapping[str, object], choose: Random) -> dict[str, object]:
    """The same facts in another order."""
    return dict(choose.sample(list(facts.items()), len(facts)))


def as_case(case: PartialCase, choose: Random) -> dict[str, object]:
    """The case as the case format writes it; unknown facts absent, null or `unknown`."""
    facts = {fact: notation(fact, known, choose) for fact, known in case.facts.items()}
    date = choose.choice(DATES[case.version])
    if date is not None:
        facts["request_date"] = date
    for fact in ("her2", "stage", "persistent", "anc", "prior_lines"):
        if fact not in facts and choose.random() < 0.2:
            facts[fact] = choose.choice((None, "unknown"))
    assert case.version in VERSIONS
    return {"id": case.name, "policy": "MP-RX-FP-46-23", "facts": shuffled(facts, choose)}
