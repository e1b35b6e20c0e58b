"""The requested dose against the recommended one, over all worlds."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

from pydantic import SerializerFunctionWrapHandler, model_serializer

from ixasp.answers.missing import turning_facts
from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.intake.interval import Interval
from ixasp.knowledge.outline import DosingTerms
from ixasp.worlds.space import Worlds


class Dosing(Frozen):
    """How the requested dose stands to the limit; it never changes the outcome."""

    status: str
    """within_limit, exceeds_limit, avoid, no_recommendation, unknown, or not_requested where no dose was given."""
    limit_mg_per_m2: str | None
    """None where the worlds differ, or where there is no recommendation."""
    possible_limits_mg_per_m2: tuple[str, ...] | None = None
    """Ascending, where the worlds differ."""
    bsa_used_m2: str | None
    """The body surface area, up to its cap; none where it is not known exactly enough."""
    limit_mg: str | None
    """Limit times the body surface area used, exactly."""
    billing_units: int | None
    """Whole units that the limit amounts to, rounded up."""
    billing_code: str
    interval_days: int
    settled_by: tuple[str, ...]
    """The open facts on which the status or the limit turns."""
    notes: tuple[str, ...]

    @model_serializer(mode="wrap")
    def _without_empty(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        values: dict[str, object] = serialize(self)
        if self.possible_limits_mg_per_m2 is None:
            del values["possible_limits_mg_per_m2"]
        return values


def dosing(question: Question, worlds: Worlds, found: Mapping[str, bool | None]) -> Dosing | None:
    """Return the dosing, or none where the policy limits no dose.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        found: whether each watched atom holds in every world, in none, or in some
    """
    terms = question.policy.outline.dosing
    if terms is None:
        return None
    watched = question.watched
    stated = {statement.path: statement for statement in worlds.statements}
    requested = terms.dose in stated
    limits = {limit: found[atom] for limit, atom in watched.dose_limits.items() if found[atom] is not False}
    limit = next((limit for limit, holds in limits.items() if holds), None)
    statuses = {status: found[atom] for status, atom in watched.dosing.items() if found[atom] is not False}
    settled = next((status for status, holds in statuses.items() if holds), "unknown")
    status = settled if requested else "not_requested"
    open_limit = limit is None and bool(limits)
    turning: tuple[str, ...] = ()
    if status == "unknown" or (status == "not_requested" and open_limit):
        atoms = list(statuses) if requested else []
        open_atoms = [watched.dosing[name] for name in atoms] + [watched.dose_limits[name] for name in limits]
        turning = turning_facts(question, worlds, open_atoms)
    area = stated.get(terms.body_surface_area)
    used = _area_used(terms, area.value) if area is not None and isinstance(area.value, Interval) else None
    amount = Decimal(limit) * used if limit is not None and used is not None else None
    notes = [terms.alerts[name] for name, atom in watched.alerts.items() if found[atom]]
    if area is not None and isinstance(area.value, Interval) and area.value.low > Fraction(terms.cap):
        notes.append(f"body surface area is above {terms.cap} m² and counts as {terms.cap} m²")
    return Dosing(
        status=status,
        limit_mg_per_m2=limit,
        possible_limits_mg_per_m2=tuple(limits) if open_limit else None,
        bsa_used_m2=None if used is None else str(used),
        limit_mg=None if amount is None else str(amount),
        billing_units=None if amount is None else ceil(amount / terms.billing_unit),
        billing_code=terms.billing_code,
        interval_days=terms.interval_days,
        settled_by=turning,
        notes=tuple(notes),
    )


def _area_used(terms: DosingTerms, area: Interval) -> Decimal | None:
    """Return the body surface area that the limit is multiplied with, where it is one number."""
    if area.low >= Fraction(terms.cap):
        return terms.cap
    if area.low == area.high:
        return Decimal(area.low.numerator) / Decimal(area.low.denominator)
    return None
