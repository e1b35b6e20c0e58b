"""What was read of one fact: its value, and what stands beside it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ixasp.intake.dates import DateRange
from ixasp.intake.interval import Interval
from ixasp.intake.problems import Findings, Place, refused, seen, unknown_word

LastDates = tuple[tuple[str, tuple[str, ...], DateRange], ...]
"""For each name as given: its concepts, and the days that its date may be."""
Value = str | frozenset[str] | Interval | DateRange | LastDates
"""A word, the members of a set, numbers, days, or dates by name."""


@dataclass(frozen=True)
class Reading:
    """One fact, or one field of an entry, as it was read."""

    value: Value | None = None
    """None where it is unknown."""
    given: str = ""
    """As the sender wrote it."""
    source: tuple[str, ...] = ()
    """Where it is documented."""
    note: str = ""
    """The sender's own remark."""
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For a set, each name as given with its concepts; two names of one drug count once."""
    identities: tuple[str, ...] = ()
    """For a set or dates by name, what makes two names the same drug, one each."""
    remarks: tuple[str, ...] = ()
    """What the reader should know about how it was read."""

    def documented_by(self, source: tuple[str, ...], note: str) -> "Reading":
        """Return the reading with a source and a note, as far as it has none and anything is known."""
        source, note = self.source or source, self.note or note
        if self.value is None or (source == self.source and note == self.note):
            return self
        return replace(self, source=source, note=note)


UNKNOWN: Final = Reading()
"""A fact of which nothing is known."""


def is_unknown(value: object) -> bool:
    """Return whether a value says that it is not known: absent, null or the word."""
    return value is None or (isinstance(value, str) and value.strip().casefold() == "unknown")


@dataclass(frozen=True)
class Envelope:
    """A fact taken apart: the value, and what stands beside it."""

    value: object
    place: Place
    """Where the value stands, seen from the fact: empty for a bare value."""
    source: tuple[str, ...] = ()
    note: str = ""
    unit: object = None
    limit: object = None
    """The laboratory's upper limit of normal."""


def open_envelope(raw: object, findings: Findings, *, measured: bool = False, bare: bool = False) -> Envelope:
    """Return a fact taken apart; what is wrong beside the value is found.

    Args:
        raw: the fact as the case gives it.
        findings: takes what is wrong.
        measured: whether `unit` and `uln` may stand beside the value.
        bare: whether a mapping is the value itself: a range, dates by name.
    """
    if bare or not isinstance(raw, dict):
        return Envelope(raw, ())
    allowed = ("value", "unit", "uln", "source", "note") if measured else ("value", "source", "note")
    for key in raw:
        if key in allowed:
            continue
        with findings.at(key):
            if key in ("unit", "uln"):
                raise refused(f"`{key}` beside a value that has no unit", "value, source or note")
            raise unknown_word("key", key, allowed)
    if "value" not in raw and not findings.found:
        with findings.at():
            raise refused("a mapping without `value`", "a bare value, or {value: ..., source: ...}")
    source, note = beside(raw, findings)
    return Envelope(raw.get("value"), ("value",), source, note, raw.get("unit"), raw.get("uln"))


def beside(raw: dict[str, object], findings: Findings) -> tuple[tuple[str, ...], str]:
    """Return the source and the note that stand in a mapping."""
    source: tuple[str, ...] = ()
    note = ""
    if "source" in raw:
        with findings.at("source"):
            source = _sources(raw["source"])
    if "note" in raw:
        with findings.at("note"):
            note = text(raw["note"])
    return source, note


def read(parse: Callable[[object], Reading], raw: object, *, bare: bool = False) -> Reading:
    """Return a fact that has no unit, read by what reads its value; raise Refused with all that is wrong."""
    findings, reading = Findings(), UNKNOWN
    envelope = open_envelope(raw, findings, bare=bare)
    if not is_unknown(envelope.value):
        with findings.at(*envelope.place):
            reading = parse(envelope.value)
    findings.raise_any()
    return reading.documented_by(envelope.source, envelope.note)


def text(value: object) -> str:
    """Return a text, empty where there is none; raise Refused for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refused(f"{seen(value)} is not text", "text")
    return value.strip()


def _sources(value: object) -> tuple[str, ...]:
    """Return where a fact is documented; blank texts document nothing."""
    if not isinstance(value, list):
        documented = text(value)
        return (documented,) if documented else ()
    findings, sources = Findings(), []
    for position, item in enumerate(value):
        with findings.at(position):
            sources.append(text(item))
    findings.raise_any()
    return tuple(source for source in sources if source)
