"""The record: a list of entries, each with fields, read together with what its dates say of each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from ixasp.intake.chronology import Entry, contradictions
from ixasp.intake.problems import Finding, Findings, Refused, refused, seen, unknown_word
from ixasp.intake.reading import Envelope, Reading, beside, is_unknown, open_envelope
from ixasp.intake.terminology import Names
from ixasp.intake.values import reader
from ixasp.knowledge.vocabulary import Record, Role

MOST_ENTRIES: Final = 40
"""The entries of a record."""


@dataclass(frozen=True)
class RecordReading:
    """A record as it was read."""

    entries: tuple[Mapping[str, Reading], ...] | None = None
    """For each entry, what is known of its fields, in the declared order; None where there is no record."""


NO_RECORD: Final = RecordReading()
"""A record that is not given."""


class RecordReader:
    """Reads the entries of a record."""

    def __init__(self, record: Record, names: Names) -> None:
        """Prepare the reader of each field."""
        self._record = record
        given = record.fields.get(record.roles.get(Role.GIVEN, ""))
        last_doses = record.roles.get(Role.LAST_DOSES)
        self._readers = {
            # The names that have a last dose are names of what was given.
            name: reader(replace(field, domain=given.domain) if given and name == last_doses else field, names)
            for name, field in record.fields.items()
        }

    def __call__(self, raw: object) -> RecordReading:
        """Return the entries; raise Refused with all that is wrong with them."""
        if is_unknown(raw):
            return NO_RECORD
        findings, entries = Findings(), []
        envelope = open_envelope(raw, findings)
        if is_unknown(envelope.value):
            findings.raise_any()
            return NO_RECORD
        with findings.at(*envelope.place):
            entries = self._entries(envelope.value, envelope)
        findings.raise_any()
        return RecordReading(tuple(entries))

    def _entries(self, value: object, record: Envelope) -> list[Mapping[str, Reading]]:
        if not isinstance(value, list):
            raise refused(f"{seen(value)} is not a list", f"a list with a mapping for each {self._record.entry_name}")
        if len(value) > MOST_ENTRIES:
            raise refused(f"{len(value)} entries", f"at most {MOST_ENTRIES}")
        findings, entries = Findings(), []
        for position, raw in enumerate(value):
            with findings.at(position):
                entries.append(self._entry(raw, record))
        findings.raise_any()
        return entries

    def _entry(self, raw: object, record: Envelope) -> Mapping[str, Reading]:
        """Return what one entry says; a field without a source has the entry's, and that the record's."""
        if not isinstance(raw, dict):
            raise refused(f"{seen(raw)} is not a mapping", f"a mapping with {', '.join(self._readers)}")
        findings = Findings()
        for key in raw:
            if key not in self._readers and key not in ("source", "note"):
                with findings.at(key):
                    raise unknown_word("field", key, (*self._readers, "source", "note"))
        source, note = beside({key: raw[key] for key in ("source", "note") if key in raw}, findings)
        source, note = source or record.source, note or record.note
        readings: dict[str, Reading] = {}
        unreadable = set()
        for name in self._readers.keys() & raw.keys():
            try:
                readings[name] = self._readers[name](raw[name]).documented_by(source, note)
            except Refused as refusal:
                unreadable.add(name)
                findings.add(refusal, name)
        known = {name: readings[name] for name in self._readers if name in readings}
        for finding in contradictions(Entry(self._record.roles, known, frozenset(unreadable))):
            findings.found.append(_as_written(finding, raw))
        findings.raise_any()
        return known


def _as_written(finding: Finding, raw: Mapping[str, object]) -> Finding:
    """Return a finding about a field with the step to its value, where that stands in a mapping."""
    field, *rest = finding.place
    value = raw.get(str(field))
    if isinstance(value, dict) and "value" in value:
        return replace(finding, place=(field, "value", *rest))
    return finding
