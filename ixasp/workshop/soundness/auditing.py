"""The audit of one policy: what its rules say of all patients, as findings with a witness or a proof."""

from collections.abc import Iterator

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.finding import Finding
from ixasp.workshop.soundness.constraints import Constraints
from ixasp.workshop.soundness.criteria import impossible, unvarying
from ixasp.workshop.soundness.deciding import decisive_readings
from ixasp.workshop.soundness.draft import Draft, in_versions
from ixasp.workshop.soundness.exclusions import idle_exclusions
from ixasp.workshop.soundness.idle_rules import idle_rules
from ixasp.workshop.soundness.matters import idle_things, matters
from ixasp.workshop.soundness.patients import Patients
from ixasp.workshop.soundness.places import Declarations
from ixasp.workshop.soundness.redundancy import Redundancy
from ixasp.workshop.soundness.values import gaps_and_overlaps
from ixasp.workshop.syntax.library import PolicyFiles


def audit(loaded: LoadedPolicy, files: PolicyFiles, *, notes: bool = False) -> tuple[Finding, ...]:
    """Return what a solver finds in a policy whose rules are stratified, so that each patient has just one answer.

    Args:
        loaded: the policy
        files: the files that it is made of
        notes: look for what is worth knowing and no mistake, too, where that takes longer
    """
    declarations = Declarations(files)
    found = []
    for draft in _drafts(loaded, files, notes=notes):
        place = declarations.place(draft.subject)
        found.append(
            Finding(
                check=draft.check,
                severity=draft.severity,
                file=place.file,
                line=place.line,
                message=draft.message,
                detail=draft.detail,
                policies=(files.number,),
            )
        )
    return tuple(found)


def _drafts(loaded: LoadedPolicy, files: PolicyFiles, *, notes: bool) -> Iterator[Draft]:
    constraints = Constraints(loaded, files)
    patients = Patients(loaded)
    versions = [version.name for version in reversed(loaded.outline.versions)]
    barren = [(version, draft) for version in versions for draft in impossible(patients, version)]
    yield from in_versions(loaded.outline, [(name, constraints.explained(draft, name)) for name, draft in barren])
    if barren:
        return  # all that is said of no patient is true
    found = [(version, draft) for version in versions for draft in _of_version(patients, version, notes=notes)]
    yield from in_versions(loaded.outline, [(name, constraints.explained(draft, name)) for name, draft in found])
    yield from constraints.idle(versions)
    unmet = {draft.subject.arguments[0] for _, draft in found if draft.check == "never-met"}
    yield from idle_rules(loaded, files, versions, unmet)
    yield from idle_things(matters(loaded), patients.covered)
    if notes:
        yield from constraints.ruled_out(versions[0])
        yield from decisive_readings(loaded)


def _of_version(patients: Patients, version: str, *, notes: bool) -> Iterator[Draft]:
    yield from unvarying(patients, version)
    redundancy = Redundancy(patients, version)
    yield from redundancy.redundant()
    yield from redundancy.exhaustive()
    yield from idle_exclusions(patients, version)
    yield from gaps_and_overlaps(patients, version)
    if notes:
        yield from redundancy.overlaps()
