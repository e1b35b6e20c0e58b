"""What must have one value for each patient: the dose that is recommended, how a dose stands to it, the duration."""

from collections.abc import Iterator, Mapping

from ixasp.answers.question import watched
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.draft import Draft, listed
from ixasp.workshop.soundness.patients import Condition, Patients, Scope, negated
from ixasp.workshop.soundness.places import Subject


def gaps_and_overlaps(patients: Patients, version: str) -> Iterator[Draft]:
    """Yield values of which a patient has two, and those that a patient lacks, under any readings."""
    told = watched(patients.loaded.outline)
    groups: dict[str, Mapping[str, str] | Mapping[int, str]] = {
        "dose_limit": told.dose_limits,
        "dosing": told.dosing,
        "authorized_months": told.months,
    }
    for predicate, atoms in groups.items():
        conditions = {str(value): patients.atom(atom) for value, atom in atoms.items()}
        if len(conditions) > 1:
            yield from _two(patients, version, predicate, conditions)
    if told.dosing:
        yield from _none(patients, version, told.dosing)
    if told.months:
        yield from _no_duration(patients, version, told.months)


def _two(patients: Patients, version: str, predicate: str, conditions: Mapping[str, Condition]) -> Iterator[Draft]:
    several = patients.several(list(conditions.values()))
    scope = _scope(patients, version, several)
    if scope is None:
        return
    found = patients.find(scope, [several], list(conditions.values()))
    assert found is not None  # the scope has one
    values = [value for value, holds in zip(conditions, found.holds, strict=True) if holds]
    message = f"{predicate} has several values for one patient, such as {listed(values)}; expected one at most"
    detail = patients.case(scope, [conditions[value] for value in values])
    yield Draft("two-values", Severity.WARNING, Subject(predicate, ()), message, detail)


def _none(patients: Patients, version: str, dosing: Mapping[str, str]) -> Iterator[Draft]:
    missing = [negated(patients.atom(atom)) for atom in dosing.values()]
    scope = _scope(patients, version, patients.either([missing]))
    if scope is not None:
        message = f"dosing has no value for some patient; expected {listed(dosing, 'or')}"
        detail = patients.case(scope, missing)
        yield Draft("missing-value", Severity.WARNING, Subject("dosing", ()), message, detail)
    nothing = patients.atom(dosing["no_recommendation"])
    scope = _scope(patients, version, nothing)
    if scope is not None:
        under = "the default readings" if scope.default_readings else "other readings than the default"
        message = f"no dose is recommended for some patient, though nothing says to avoid the drug, under {under}"
        detail = patients.case(scope, [nothing])
        yield Draft("no-recommendation", Severity.NOTE, Subject("dosing", ("no_recommendation",)), message, detail)


def _no_duration(patients: Patients, version: str, months: Mapping[int, str]) -> Iterator[Draft]:
    body = [patients.atom("approve"), *(negated(patients.atom(atom)) for atom in months.values())]
    scope = _scope(patients, version, patients.either([body]))
    if scope is not None:
        message = f"authorized_months has no value for some approval; expected {listed(map(str, months), 'or')}"
        detail = patients.case(scope, body)
        yield Draft("missing-value", Severity.WARNING, Subject("authorized_months", ()), message, detail)


def _scope(patients: Patients, version: str, condition: Condition) -> Scope | None:
    """Return the default readings where a patient fits under them, else any, else None."""
    for default in (True, False):
        scope = Scope(version, default)
        if patients.find(scope, [condition]) is not None:
            return scope
    return None
