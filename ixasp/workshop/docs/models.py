"""What the pages show that only a solver can tell, and what was written."""

from collections.abc import Mapping

from pydantic import Field

from ixasp.frozen import Frozen


class DecisiveCase(Frozen):
    """A case as small as can be that two options of a reading decide otherwise."""

    options: tuple[str, str]
    """The default first."""
    outcomes: tuple[str, str] = ("", "")
    """What the request comes to under each, in the same order; empty where no case tells them apart."""
    others: tuple[str, ...] = ()
    """Other readings that must be selected for it, as READING=OPTION."""
    case: str = ""
    """The facts of the case as YAML; empty where it is proven that there is none."""
    smallest: bool = False
    """Whether no case with as few entries in the record has fewer facts; else only no fact can be left out."""
    covers: str = ""
    """What the proof covers, where there is none: `over all patients with ...`."""

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Each option with its outcome."""
        return tuple(zip(self.options, self.outcomes, strict=True))


class ChangedClass(Frozen):
    """Patients for whom something is not the same under two versions."""

    title: str
    """What changes, in one line."""
    readings: tuple[str, ...] = ()
    """The readings under which it shows, as READING=OPTION; none where it shows under the defaults."""
    case: str = ""
    """The facts of a smallest such case, as YAML."""


class VersionDifference(Frozen):
    """Whom a version decides otherwise than the one before it."""

    older: str
    newer: str
    classes: tuple[ChangedClass, ...]
    """None where it is proven that nothing changes."""
    complete: bool = True
    """Whether these are all of them."""
    covers: str = ""
    """Which patients were looked at: `over all patients with ...`."""


class Decided(Frozen):
    """What a solver found out about a policy."""

    readings: Mapping[str, tuple[DecisiveCase, ...]] = Field(default_factory=dict)
    """By reading; one that is missing here was not looked at."""
    versions: tuple[VersionDifference, ...] = ()


class Site(Frozen):
    """The pages of a knowledge base."""

    policies: tuple[str, ...]
    """The numbers of the policies that the pages are about."""
    pages: Mapping[str, str]
    """The text of every file, by its path below the site's folder."""


class Written(Frozen):
    """What was written."""

    folder: str
    policies: tuple[str, ...]
    """The numbers of the policies that the pages are about."""
    files: tuple[str, ...]
    """Below the folder, in alphabetical order."""
    removed: tuple[str, ...] = ()
    """Files of an earlier run that the site no longer has."""
