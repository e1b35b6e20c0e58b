"""The dosing limit for a fully known patient, in mg/m2."""

from collections.abc import Mapping
from decimal import Decimal

from tests.reference.patient import number


def hepatic_limit(world: Mapping[str, object], readings: Mapping[str, str]) -> Decimal | str:
    """The dose by liver function alone, or `avoid`, or `no_recommendation` where no row fits."""
    ast, alt = number(world["ast"]), number(world["alt"])
    bilirubin = number(world["total_bilirubin"])
    enzymes = max(ast, alt)
    reduced = Decimal(30) if world["reduced_dose_tolerated"] else Decimal(20)
    as_printed = readings["hepatic_dosing"] == "as_printed"
    if not as_printed and enzymes <= Decimal("2.5") and bilirubin <= 1:
        return Decimal(40)
    if enzymes <= 10 and bilirubin <= Decimal("1.5"):
        return Decimal(32)
    if enzymes <= 10 and bilirubin <= 3:
        return reduced
    if as_printed and not (min(ast, alt) > 10 and bilirubin > 3):
        return "no_recommendation"
    return "avoid"


def limit(world: Mapping[str, object], readings: Mapping[str, str]) -> Decimal | str:
    """The limit after CYP3A4 inhibitors and inducers; an inhibitor prevails over an inducer."""
    hepatic = hepatic_limit(world, readings)
    if world["strong_cyp3a4_inhibitor"]:
        if hepatic == "avoid":
            return hepatic
        return Decimal(20) if isinstance(hepatic, str) else min(hepatic, Decimal(20))
    if world["strong_cyp3a4_inducer"] and hepatic == Decimal(40):
        return Decimal(60)
    return hepatic


def dosing(world: Mapping[str, object], readings: Mapping[str, str]) -> tuple[str, Decimal | None]:
    """The status of the world's dose, and the limit where there is one."""
    bound = limit(world, readings)
    if isinstance(bound, str):
        return bound, None
    within = number(world["dose"]) <= bound
    return ("within_limit" if within else "exceeds_limit"), bound
