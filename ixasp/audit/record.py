"""One record: a case, how it was decided, and the answer; in a file it is one line with a checksum."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self

from pydantic import AwareDatetime, ValidationError, model_validator

from ixasp.answers.decided import ENGINE, Determination
from ixasp.audit.answer import answer_document
from ixasp.errors import IxaspError, UnsupportedRequest
from ixasp.frozen import Frozen
from ixasp.intake.case import Case
from ixasp.policy import Policy

TOLD_TWICE = ("policy", "version", "knowledge_base", "engine", "readings")
"""What a record tells of every answer, and a determination of itself."""

START = b'{"record":1,'
"""How every line begins."""


class Record(Frozen):
    """What is needed to tell, years later, why a case was answered as it was."""

    record: Literal[1] = 1
    """The form of the line; another form has another number."""
    decided_at: AwareDatetime
    """Day and time, in UTC, to the second."""
    policy: str
    version: str | None
    """The version in force; none where the request is older than all of them."""
    knowledge_base: str
    """The digest of the rules."""
    engine: str
    readings: dict[str, str]
    """The option of every reading."""
    require_sources: bool
    """Whether facts that carry no source counted as unknown."""
    case: dict[str, object]
    """The case as it was given, as plain data."""
    answer: dict[str, object]
    """The JSON of the determination, or of the error in its place."""

    @model_validator(mode="after")
    def _answer_tells_the_same(self) -> Self:
        for name in TOLD_TWICE if "error" not in self.answer else ():
            if self.answer.get(name) != getattr(self, name):
                raise ValueError(f"the answer tells another {name} than its record")
        return self


@dataclass(frozen=True)
class Damage:
    """What is wrong with a line that holds no record any more."""

    why: str
    """In one lowercase phrase."""


def record_of(
    policy: Policy,
    case: Case,
    answer: Determination | IxaspError,
    *,
    readings: Mapping[str, str] | None = None,
    require_sources: bool = False,
) -> Record:
    """Return the record of a case that was answered now.

    Args:
        policy: the policy that was asked
        case: the case, as it was asked about
        answer: the determination, or the error in its place
        readings: options other than the default, by reading
        require_sources: whether facts that carry no source counted as unknown
    """
    defaults = {name: reading.default for name, reading in policy.outline.readings.items()}
    return Record(
        decided_at=datetime.now(UTC).replace(microsecond=0),
        policy=policy.id,
        version=_version(policy, case),
        knowledge_base=policy.digest,
        engine=ENGINE,
        readings=defaults | dict(readings or {}),
        require_sources=require_sources,
        case=case.document,
        answer=answer_document(case.id, answer),
    )


def line_of(record: Record) -> bytes:
    """Return a record as the line that holds it, with its end."""
    return _sealed(record.model_dump(mode="json")) + b"\n"


def record_in(line: bytes) -> Record | Damage:
    """Return the record that a line holds, with its end or without; or what is wrong with it."""
    text = line.removesuffix(b"\n")
    if not text or not START.startswith(text[: len(START)]):
        return Damage("not a record; expected a line that `ixasp determine --record` wrote")
    try:
        told = json.loads(text)
        del told["checksum"]
        # Compared as a whole, so that not even a blank may change.
        if _sealed(told) != text:
            return Damage("altered: it is not what its checksum was made of")
    except KeyError:
        return Damage("altered: it has no checksum")
    except (ValueError, RecursionError):
        return Damage("cut or altered: it is no whole JSON document")
    try:
        return Record.model_validate(told)
    except ValidationError:
        return Damage("a record of another form, or one that contradicts itself; expected form 1")


def _sealed(told: dict[str, object]) -> bytes:
    """Return the line of a record's fields: the checksum comes last, and is that of the line without it."""
    checksum = f"sha256:{hashlib.sha256(_canonical(told)).hexdigest()}"
    return _canonical(told | {"checksum": checksum})


def _canonical(told: dict[str, object]) -> bytes:
    """Return JSON in the one way that a checksum is made of: no blanks, the order as it stands, UTF-8."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _version(policy: Policy, case: Case) -> str | None:
    try:
        return policy.question(case).version.name
    except UnsupportedRequest:
        return None
