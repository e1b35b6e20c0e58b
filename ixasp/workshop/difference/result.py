"""What a comparison finds."""

from typing import Literal

from pydantic import computed_field

from ixasp.frozen import Frozen

Standing = Literal["approve", "deny", "impossible"]
"""What a policy says of a fully known patient; impossible where its facts rule such a patient out."""


class Decision(Frozen):
    """How a side decides a class of patients."""

    outcome: Standing
    basis: tuple[str, ...] = ()
    """Alternatives that are met with all that they need, as far as they tell the class from others: those of which the
    other side says otherwise, or one that carries the approval."""


class Dose(Frozen):
    """What a side says of the dose and the duration, as far as the other side says otherwise."""

    limits: tuple[str, ...]
    """The highest recommended dose; none where there is no recommendation."""
    statuses: tuple[str, ...]
    """How the requested dose stands to it."""
    alerts: tuple[str, ...]
    months: tuple[int, ...]
    """How long an approval may last."""


class Met(Frozen):
    """Whether a criterion is met on a side."""

    criterion: str
    met: bool


class Witness(Frozen):
    """A smallest case that shows a change, decided by both sides as a check."""

    case: dict[str, object]
    """In the case format."""
    readings: dict[str, str]
    """The readings under which it shows, defaults with them, where not all are read by default; those left out make no
    difference to it."""
    smallest: bool
    """Whether no case with fewer facts and entries shows it; else none can be left out, and no field of an entry."""
    request_dates: tuple[str, str]
    """The day of the request before and after, where versions are compared; else twice the same."""


class Change(Frozen):
    """A class of patients for whom something changes."""

    aspect: Literal["outcome", "dose", "criterion"]
    before: Decision | Dose | Met
    after: Decision | Dose | Met
    versions: tuple[str, ...]
    """The versions of the policy in which it changes; for two versions, both."""
    default_readings: bool
    """Whether it shows under the default readings; else only under others, such as those that the witness names."""
    witness: Witness


class Renaming(Frozen):
    """A fact of the old, and what the new calls it."""

    before: str
    after: str


class Comparison(Frozen):
    """Everything that changes between two policies, over all patients."""

    policy: str
    """The number of the policy; empty where two policies are compared."""
    before: str
    after: str
    entries: int
    """The comparison is complete for records of up to so many entries."""
    changes: tuple[Change, ...]
    complete: bool
    """Whether all classes are listed; not where a limit cut the list."""
    notes: tuple[str, ...]
    """What only one side has: criteria, facts, readings, versions."""
    not_compared: tuple[str, ...] = ()
    """Patients whom only one side can decide, so that they are lost or new; and what the sides read otherwise in a
    chart, or make of a dose, before and after any rule is asked."""
    renamed: tuple[Renaming, ...] = ()
    """Facts that were compared as one, as the caller said that they are."""
    perhaps_renamed: tuple[Renaming, ...] = ()
    """Facts of one side only that were compared as two, and are perhaps one."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def equivalent(self) -> bool:
        """Whether it is proven that nothing changes for any patient of either side."""
        return self.complete and not self.changes and not self.not_compared
