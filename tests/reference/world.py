"""The decision about one fully known patient."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.reference.consistency import DEFAULT_READINGS
from tests.reference.criteria import Formula
from tests.reference.dosing import dosing
from tests.reference.patient import Patient, view_of
from tests.reference.request import approvable, formulas

ALTERNATIVES = ("A.ii.A", "A.ii.B", "A.ii.C", "A.ii.D", "A.ii.E", "A.ii.F")


@dataclass(frozen=True)
class Decision:
    """What follows from a world."""

    outcome: str
    """`approve` or `deny`: a world leaves nothing open."""

    criteria: dict[str, bool]
    """Every id of the version; True for an exclusion means that it holds."""

    basis: frozenset[str]
    """The innermost lettered alternatives of the request's own section that are met."""

    dosing: tuple[str, Decimal | None]
    """The status of the dose, and the limit in mg/m2 where there is one."""


def settled(formula: Formula, patient: Patient) -> bool:
    """The truth of a formula that nothing can leave open; TypeError otherwise."""
    truth = formula(patient)
    if not isinstance(truth, bool):
        raise TypeError(f"the world leaves `{truth}` open")
    return truth


def decide(world: Mapping[str, object], version: str, readings: Mapping[str, str]) -> Decision:
    """The decision under a version; a reading that is not named takes its default."""
    chosen = DEFAULT_READINGS | dict(readings)
    patient = Patient(view_of(world), version, chosen)
    criteria = {id: settled(formula, patient) for id, formula in formulas(version).items()}
    if world["request_type"] == "continuation":
        basis = {"B.i"} if criteria["B.i"] else set()
    else:
        basis = {id for id in ALTERNATIVES if criteria["A.i"] and criteria[id]}
        basis |= {"A.iii"} if criteria.get("A.iii", False) else set()
    outcome = "approve" if settled(approvable, patient) else "deny"
    return Decision(outcome, criteria, frozenset(basis), dosing(world, chosen))
