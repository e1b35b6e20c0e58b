"""A question about a case: the policy, the version in force and the readings, fixed before worlds are opened."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from ixasp.intake.case import Case, Note
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline, Version
from ixasp.worlds.opening import open_worlds
from ixasp.worlds.pool import Pool
from ixasp.worlds.space import Worlds

DOSING_STATUSES = ("within_limit", "exceeds_limit", "avoid", "no_recommendation")
"""How a dose can stand to the recommendation in one world."""


@dataclass(frozen=True)
class Watched:
    """The atoms that every determination settles."""

    approve: str
    met: Mapping[str, str]
    basis: Mapping[str, str]
    months: Mapping[int, str]
    dose_limits: Mapping[str, str]
    dosing: Mapping[str, str]
    alerts: Mapping[str, str]

    @cached_property
    def atoms(self) -> tuple[str, ...]:
        """All of them, in one order."""
        groups: tuple[Mapping[int, str] | Mapping[str, str], ...] = (
            self.met,
            self.basis,
            self.months,
            self.dose_limits,
            self.dosing,
            self.alerts,
        )
        return (self.approve, *(atom for group in groups for atom in group.values()))


def watched(outline: Outline) -> Watched:
    """Return the atoms that a determination of this policy settles."""
    has_dosing = outline.dosing is not None
    return Watched(
        approve="approve",
        met={name: f'met("{name}")' for name, criterion in outline.criteria.items() if criterion.kind != "heading"},
        basis={name: f'basis("{name}")' for name in outline.alternatives},
        months={months: f"authorized_months({months})" for months in outline.durations},
        dose_limits={limit: f'dose_limit("{limit}")' for limit in outline.dose_limits},
        dosing={status: f"dosing({status})" for status in DOSING_STATUSES if has_dosing},
        alerts={name: f"alert({name})" for name in (outline.dosing.alerts if outline.dosing else ())},
    )


@dataclass(frozen=True)
class Question:
    """What is asked about, and under which version and readings."""

    policy: LoadedPolicy
    pool: Pool
    watched: Watched
    case: Case
    version: Version
    readings: Mapping[str, str]
    """One option of every reading."""
    notes: tuple[Note, ...]
    """On how the version was chosen."""

    @property
    def criteria_in_force(self) -> tuple[str, ...]:
        """The criteria that the version has, in the order of print; headings are none."""
        return tuple(
            name
            for name, criterion in self.policy.outline.criteria.items()
            if criterion.kind != "heading" and criterion.since <= self.version.number
        )

    def all_notes(self, worlds: Worlds) -> tuple[Note, ...]:
        """Return what the reader should know about how the case was read, that on its codes last."""
        return (*self.notes, *self.case.notes, *worlds.notes)

    @contextmanager
    def worlds(self, *, to_settle: Sequence[str] = (), any_reading: bool = False) -> Iterator[Worlds]:
        """Open all worlds of the case until the block ends.

        Args:
            to_settle: atoms that will be asked about first
            any_reading: leave the readings open, too

        Raises:
            InconsistentCase: no patient fits what is stated.
        """
        vocabulary = self.policy.vocabulary
        readings = {} if any_reading else self.readings
        with open_worlds(self.pool, vocabulary, self.case, self.version.name, readings, to_settle) as worlds:
            yield worlds
