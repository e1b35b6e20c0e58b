"""Exclusions that never exclude anybody by themselves."""

from collections.abc import Iterator

from ixasp.workshop.difference.classes import in_force
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.draft import Draft, listed
from ixasp.workshop.soundness.patients import Patients, Scope, negated
from ixasp.workshop.soundness.places import Subject, quoted


def idle_exclusions(patients: Patients, version: str) -> Iterator[Draft]:
    """Yield exclusions without which the same patients would be approved.

    One that holds just where the request's section is not met says again what the section says: worth a note. One that
    holds for some of those only, or that others always come with, is most likely a mistake.
    """
    outline = patients.loaded.outline
    names = [name for name in in_force(outline, version) if outline.criteria[name].exclusion]
    if not names:
        return
    met = {name: patients.atom(f'met("{name}")') for name in names}
    sections = [(patients.atom(f'own_section("{name}")'), patients.atom(f'met("{name}")')) for name in outline.sections]
    otherwise = patients.either(sections)
    several = patients.several(list(met.values())) if len(met) > 1 else None
    alone = [negated(several)] if several is not None else []
    scope = Scope(version, default_readings=False)
    proof = f"proven over {patients.covered}, under any readings"
    for name in names:
        if (
            patients.find(scope, [met[name]]) is None
            or patients.find(scope, [met[name], otherwise, *alone]) is not None
        ):
            continue
        subject = Subject("exclusion", (quoted(name),))
        if patients.find(scope, [met[name], otherwise]) is None:
            again = patients.find(scope, [negated(met[name]), negated(otherwise)]) is None
            where = "just where" if again else "only where"
            message = f"{name} holds {where} the request's own section is not met, so it denies nothing by itself"
            yield Draft("idle-exclusion", Severity.NOTE if again else Severity.WARNING, subject, message, (proof,))
            continue
        others = [one for one in names if one != name]
        needed = patients.refuting(scope, [met[name], otherwise], [negated(met[one]) for one in others])
        by = listed([others[at] for at in needed], "or")
        message = f"{name} denies nothing by itself: where it would, {by} does as well"
        yield Draft("idle-exclusion", Severity.WARNING, subject, message, (proof,))
