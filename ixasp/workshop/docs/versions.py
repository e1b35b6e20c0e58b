"""The versions of a policy as their page shows them: what came with each, and whom it decides otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ixasp.knowledge.outline import Version
from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.gathering import Gathering
from ixasp.workshop.docs.models import ChangedClass, Decided, VersionDifference
from ixasp.workshop.docs.shown import Link, lines_of


@dataclass(frozen=True)
class ShownVersion:
    """A version and what it changed."""

    version: Version
    anchor: str
    until: str
    """The day on which the next version came into force; empty for the last one."""
    new: Sequence[Link]
    """The criteria that came with it; none for the first one, which all others came with."""
    difference: VersionDifference | None
    """Whom it decides otherwise than the one before it; None where no solver was asked."""
    classes: Sequence[tuple[ChangedClass, Markup]]
    """Each with its case as lines."""


def versions(found: Gathering, decided: Decided | None) -> list[ShownVersion]:
    """Return the versions, the oldest first."""
    outline = found.outline
    differences = {one.newer: one for one in decided.versions} if decided else {}
    shown = []
    for at, version in enumerate(outline.versions):
        later = outline.versions[at + 1 :]
        difference = differences.get(version.name)
        shown.append(
            ShownVersion(
                version=version,
                anchor=addresses.anchor("version", version.name),
                until=later[0].name if later else "",
                new=[
                    found.criterion_link(name)
                    for name, criterion in outline.criteria.items()
                    if at and criterion.since == version.number
                ],
                difference=difference,
                classes=[(one, lines_of(one.case)) for one in difference.classes] if difference else [],
            )
        )
    return shown
