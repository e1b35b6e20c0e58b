"""Criteria that are met by nobody, or by everybody, and patients whom the constraints leave."""

from collections.abc import Iterator, Sequence

from ixasp.workshop.difference.classes import in_force
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.draft import Draft
from ixasp.workshop.soundness.patients import Patients, Scope, negated
from ixasp.workshop.soundness.places import Subject, quoted
from ixasp.worlds.encoding import term


def impossible(patients: Patients, version: str) -> Iterator[Draft]:
    """Yield where the constraints leave no patient: by default readings, or under any combination of options."""
    default = Scope(version, default_readings=True)
    proven = f"proven over {patients.covered}"
    if patients.find(default, ()) is None:
        message = "the constraints leave no patient at all under the default readings; expected some who fit them"
        yield Draft("no-patient", Severity.ERROR, Subject("policy", ()), message, (proven,))
        return
    for options in patients.barren(version):
        name, option = next(iter(options.items()))
        under = " and ".join(f"the option {option} of reading {name}" for name, option in options.items())
        message = f"the constraints leave no patient at all under {under}"
        yield Draft("no-patient", Severity.ERROR, Subject("reading", (name, term(option))), message, (proven,))


def unvarying(patients: Patients, version: str) -> Iterator[Draft]:
    """Yield criteria in force that are never met, or always: a warning under any readings, a note by default ones.

    Each world shows something of every criterion, so there are at most two questions for each.
    """
    names = in_force(patients.loaded.outline, version)
    shown = {default: _shown(patients, Scope(version, default), names) for default in (True, False)}
    for name in names:
        for holds, check, said in ((True, "never-met", "never met"), (False, "never-fails", "met by every patient")):
            if (name, holds) in shown[True]:
                continue
            by_default = (name, holds) in shown[False]
            under = "the default readings" if by_default else "any readings"
            severity = Severity.NOTE if by_default else Severity.WARNING
            proof = f"proven over {patients.covered}, under {under}"
            message = f"{name} is {said} under {under}"
            yield Draft(check, severity, Subject("criterion", (quoted(name),)), message, (proof,))


def _shown(patients: Patients, scope: Scope, names: Sequence[str]) -> set[tuple[str, bool]]:
    """Return each criterion with whether it can be met, and whether it can fail."""
    met = [patients.atom(f'met("{name}")') for name in names]
    seen: set[tuple[str, bool]] = set()
    for name, condition in zip(names, met, strict=True):
        for holds in (True, False):
            if (name, holds) not in seen:
                found = patients.find(scope, [condition if holds else negated(condition)], met)
                if found is not None:
                    seen |= set(zip(names, found.holds, strict=True))
    return seen
