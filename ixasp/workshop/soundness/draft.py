"""A finding of the audit before it has a place, and how versions are told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ixasp.knowledge.outline import Outline
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.places import Subject


@dataclass(frozen=True)
class Draft:
    """What one check found of one thing."""

    check: str
    severity: Severity
    subject: Subject
    message: str
    detail: tuple[str, ...] = ()
    """A witness case, or what was proven."""


def in_versions(outline: Outline, found: Sequence[tuple[str, Draft]]) -> list[Draft]:
    """Return what was found version by version, each once; what not every version has is told with its versions.

    Args:
        outline: the policy
        found: each draft with the version in which it was found, the newest first
    """
    versions: dict[tuple[str, Severity, Subject, str], list[str]] = {}
    first: dict[tuple[str, Severity, Subject, str], Draft] = {}
    for version, draft in found:
        key = (draft.check, draft.severity, draft.subject, draft.message)
        versions.setdefault(key, []).append(version)
        first.setdefault(key, draft)
    told = []
    for key, draft in first.items():
        names = sorted(versions[key])
        newest = outline.versions[-1].name
        whole = names[-1] == newest and len(names) == len(_with(outline, draft.subject))
        told.append(draft if whole else replace(draft, message=f"{draft.message}, in version {' and '.join(names)}"))
    return told


def _with(outline: Outline, subject: Subject) -> list[str]:
    """Return the versions that have what a finding is about."""
    name = subject.arguments[0].strip('"') if subject.arguments else ""
    since = outline.criteria[name].since if name in outline.criteria else 0
    return [version.name for version in outline.versions if version.number >= since]


def listed(names: Iterable[str], last: str = "and") -> str:
    """Return names as a list in words."""
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}"
