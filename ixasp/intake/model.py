"""From what a caller sends to a case, or to all of its problems at once."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from ixasp.errors import CaseError, Problem
from ixasp.intake.after_request import after_request
from ixasp.intake.case import Case, Note, Statement
from ixasp.intake.codes import CodesReading
from ixasp.intake.generated import CaseModel, CaseReading
from ixasp.intake.json_schema import Schema
from ixasp.intake.plain import plain
from ixasp.intake.problems import Finding, Refused, in_file_order, seen
from ixasp.intake.reading import UNKNOWN, Reading, is_unknown
from ixasp.intake.records import RecordReading
from ixasp.knowledge.vocabulary import Fact, Vocabulary


class Intake:
    """Reads the cases of one policy; it never changes, so many threads may use it."""

    def __init__(self, vocabulary: Vocabulary, policy_id: str) -> None:
        """Generate the model of a case from the vocabulary."""
        self._vocabulary = vocabulary
        self._policy = policy_id
        self._model = CaseModel(vocabulary, policy_id)

    def build_case(self, data: object) -> Case:
        """Return the case that plain data or Python values describe; a case of this policy is returned as it is.

        Raises:
            CaseError: anything is wrong with it; all problems are told, in the order of the data.
        """
        if type(data) is Case:
            if data.policy == self._policy:
                return data
            message = f"the case is about another policy, {seen(data.policy)}"
            raise CaseError([Problem("policy", message, self._policy)])
        try:
            document, findings = plain(data)
        except Refused as refusal:
            raise _error(refusal.findings, None) from None
        # What could not be copied counts as unknown from here on; a second finding at its place would say less.
        places = {finding.place for finding in findings}
        try:
            reading = self._model.read(document)
        except Refused as refusal:
            findings += [finding for finding in refusal.findings if finding.place not in places]
        findings += self._record_findings(document)
        if findings:
            raise _error(findings, document)
        assert isinstance(document, dict)  # the model has read it
        return self._case(reading, document)

    def schema(self) -> Schema:
        """Return the JSON Schema of a case (draft 2020-12)."""
        return self._model.json_schema()

    def _record_findings(self, document: object) -> Iterator[Finding]:
        """Yield what is wrong where a record is said to be complete but is not given."""
        record, facts = self._vocabulary.record, document.get("facts") if isinstance(document, dict) else None
        if record is None or not isinstance(facts, dict):
            return
        if not _is_told(facts.get(record.fact)) and _is_told(facts.get(record.complete)):
            yield Finding(("facts", record.complete), f"there is no {record.fact}", f"{record.fact}, [] for none")

    def _case(self, reading: CaseReading, document: dict[str, object]) -> Case:
        record = self._vocabulary.record
        told = reading.facts.get(record.fact) if record is not None else None
        statements = {statement.path: statement for statement in self._statements(reading)}
        return Case(
            id=reading.id,
            policy=self._policy,
            description=reading.description,
            statements=MappingProxyType(statements),
            entries=len(told.entries) if isinstance(told, RecordReading) and told.entries is not None else None,
            supplied=tuple(
                supplied
                for read in reading.facts.values()
                if isinstance(read, CodesReading)
                for supplied in read.supplied
            ),
            notes=tuple(self._notes(reading)),
            document=document,
            complete=record.complete if record is not None else "",
        )

    def _statements(self, reading: CaseReading) -> Iterator[Statement]:
        """Yield what is known, in the order of the vocabulary."""
        for path, fact, read in self._readings(reading):
            if read.value is not None:
                yield Statement(path, fact, read.value, read.given, read.source, read.note, read.named)

    def _readings(self, reading: CaseReading) -> Iterator[tuple[str, Fact, Reading]]:
        """Yield what was read of each fact and of each field of an entry, with its path."""
        record = self._vocabulary.record
        for name, read in reading.facts.items():
            if isinstance(read, Reading):
                yield name, self._vocabulary.facts[name], read
            elif isinstance(read, RecordReading) and record is not None:
                for position, entry in enumerate(read.entries or ()):
                    for field, of_field in entry.items():
                        yield f"{name}[{position}].{field}", record.fields[field], of_field

    def _notes(self, reading: CaseReading) -> Iterator[Note]:
        """Yield what the reader should know, codes last."""
        request, label = self._request_date(reading)
        for path, _, read in self._readings(reading):
            remarks = (*read.remarks, *after_request(read, request, label), *self._nothing_in_entry(path, read))
            yield from (Note(fact=path, message=remark) for remark in remarks)
        for name, codes in reading.facts.items():
            if isinstance(codes, CodesReading):
                yield from (Note(fact=name, message=remark) for remark in codes.remarks)

    def _nothing_in_entry(self, path: str, read: Reading) -> Iterator[str]:
        """Yield a remark where an entry of the record lists nothing: that it is there counts all the same."""
        record = self._vocabulary.record
        if record is not None and path.startswith(f"{record.fact}[") and read.value == frozenset():
            name = record.entry_name or record.fact
            yield f"nothing is listed, and it counts as one {name} all the same; leave the entry out if there was none"

    def _request_date(self, reading: CaseReading) -> tuple[Reading, str]:
        """Return what the case says of the date that selects the version, and what that is called."""
        for name, fact in self._vocabulary.facts.items():
            read = reading.facts.get(name)
            if fact.selects_version and isinstance(read, Reading):
                return read, fact.label
        return UNKNOWN, ""


def build_case(data: object, vocabulary: Vocabulary, policy_id: str) -> Case:
    """Return the case of a policy that some data describes; for many cases, keep an Intake.

    Raises:
        CaseError: anything is wrong with it; all problems are told, in the order of the data.
    """
    return Intake(vocabulary, policy_id).build_case(data)


def schema(vocabulary: Vocabulary, policy_id: str) -> Schema:
    """Return the JSON Schema of a case of a policy (draft 2020-12)."""
    return Intake(vocabulary, policy_id).schema()


def _is_told(raw: object) -> bool:
    """Return whether a fact says anything, right or wrong."""
    return not is_unknown(raw.get("value") if isinstance(raw, dict) and "value" in raw else raw)


def _error(findings: Iterable[Finding], document: object) -> CaseError:
    return CaseError([finding.problem() for finding in in_file_order(findings, document)])
