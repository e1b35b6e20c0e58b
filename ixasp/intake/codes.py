"""Diagnosis codes, and the facts that they supply."""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from ixasp.intake.problems import Findings, refused, seen
from ixasp.intake.reading import is_unknown, open_envelope
from ixasp.knowledge.vocabulary import Terminology

MOST_CODES: Final = 100
"""The codes of a case."""
CODE_PATTERN: Final = r"[A-Za-z][0-9][0-9A-Za-z](?:\.?[0-9A-Za-z]{1,4})?(?:\.?-)?"
"""How an ICD-10-CM code is written; a hyphen at its end stands for all codes below."""

_CODE: Final = re.compile(CODE_PATTERN)


class Supplied(NamedTuple):
    """A fact that a code supplies."""

    fact: str
    value: str
    code: str
    """As the classification prints it, in capitals and with its dot."""
    source: tuple[str, ...]
    """Where the code is documented."""


@dataclass(frozen=True)
class CodesReading:
    """Codes as they were read."""

    supplied: tuple[Supplied, ...] = ()
    """Code by code, what each supplies."""
    remarks: tuple[str, ...] = ()
    """Why codes supply nothing, where the knowledge base tells."""


class Codes:
    """Reads codes, and tells what they supply by their declared prefixes."""

    def __init__(self, terminology: Terminology) -> None:
        """Index the prefixes, shortest first."""
        by_length = sorted(terminology.codes.items(), key=lambda item: len(item[0]))
        self._supplies = [(_compact(prefix), supplied) for prefix, supplied in by_length]
        self._silent = [(_compact(prefix), reason) for prefix, reason in terminology.codes_without_fact.items()]

    def __call__(self, raw: object) -> CodesReading:
        """Return what a list of codes supplies; raise Refused with all that is wrong with it."""
        findings, codes = Findings(), []
        envelope = open_envelope(raw, findings)
        if not is_unknown(envelope.value):
            with findings.at(*envelope.place):
                codes = _codes(envelope.value)
        findings.raise_any()
        supplied, remarks = [], []
        for written in dict.fromkeys(codes):
            reason = self.silence(written)
            if reason:
                remarks.append(f"{written} supplies no fact: {reason}")
            supplied += [Supplied(fact, value, written, envelope.source) for fact, value in self.supplied(written)]
        return CodesReading(tuple(supplied), tuple(remarks))

    def supplied(self, written: str) -> tuple[tuple[str, str], ...]:
        """Return the facts and values that a code supplies; none where a prefix of it supplies nothing."""
        compact = _compact(written)
        if self.silence(written):
            return ()
        return tuple(pair for prefix, pairs in self._supplies if compact.startswith(prefix) for pair in pairs)

    def silence(self, written: str) -> str:
        """Return why a code supplies nothing; empty where no reason is declared."""
        compact = _compact(written)
        return next((reason for prefix, reason in self._silent if compact.startswith(prefix)), "")


def _codes(value: object) -> list[str]:
    if not isinstance(value, list):
        raise refused(f"{seen(value)} is not a list", "a list of codes, [] for none")
    if len(value) > MOST_CODES:
        raise refused(f"{len(value)} codes", f"at most {MOST_CODES}")
    findings, codes = Findings(), []
    for position, item in enumerate(value):
        with findings.at(position):
            codes.append(code(item))
    findings.raise_any()
    return codes


def code(value: object) -> str:
    """Return a code in capitals and with its dot, without a hyphen at its end; raise Refused where it is none."""
    text = value.strip() if isinstance(value, str) else ""
    if not _CODE.fullmatch(text):
        raise refused(f"{seen(value)} is not a diagnosis code", "an ICD-10-CM code such as A00.0")
    compact = _compact(text)
    return f"{compact[:3]}.{compact[3:]}" if len(compact) > 3 else compact


def _compact(text: str) -> str:
    return text.upper().replace(".", "").replace("-", "")
