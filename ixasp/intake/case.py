"""What is known about one request, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ixasp.frozen import Frozen
from ixasp.intake.codes import Supplied
from ixasp.intake.reading import Value
from ixasp.knowledge.vocabulary import Fact


class Note(Frozen):
    """Something that the reader of an answer should know about how the case was read."""

    fact: str
    """The fact, or the field of an entry: `record[0].field`."""
    message: str
    """One lowercase sentence."""


@dataclass(frozen=True)
class Statement:
    """One fact, or one field of an entry, that a case states."""

    path: str
    """The fact's name, or the field of an entry: `record[0].field`."""
    fact: Fact = field(hash=False)
    """The declaration."""
    value: Value
    given: str
    """As the sender wrote it: `2.1 10*3/uL`, `2025-03`, `yes`."""
    source: tuple[str, ...] = ()
    """Where it is documented."""
    note: str = ""
    """The sender's own remark."""
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For a set, each name as given with its concepts; two names of one drug count once."""


@dataclass(frozen=True)
class Case:
    """What is known about one request."""

    id: str
    policy: str
    """The id of the policy that it is asked about."""
    description: str
    statements: Mapping[str, Statement] = field(hash=False)
    """By path, in the order of the vocabulary; what is unknown is not among them."""
    entries: int | None
    """The entries of the record; None where there is no record."""
    supplied: tuple[Supplied, ...]
    """What diagnosis codes supply, code by code, even where they contradict each other or a statement."""
    notes: tuple[Note, ...]
    document: dict[str, object] = field(hash=False)
    """The case as plain data, with its names and texts as given: for saving it, and for changing it."""
    complete: str = ""
    """The fact that tells that nothing else belongs to the record."""
    left_out: frozenset[int] = frozenset()
    """The entries, by position, that count as not told; empty but for a case without its undocumented parts."""


def without_sources(case: Case) -> Case:
    """Return the case without what carries no source; what a diagnosis code supplies has the code as its source.

    An entry of which nothing is documented counts as not told, and a record that has lost one is complete no more.
    """
    kept = {path: statement for path, statement in case.statements.items() if statement.source}
    documented = {_position(path) for path in kept}
    left_out = frozenset(range(case.entries or 0)) - documented
    if left_out:
        kept.pop(case.complete, None)
    told = case.entries == 0 or len(left_out) < (case.entries or 0)
    return replace(
        case,
        statements=MappingProxyType(kept),
        entries=case.entries if told else None,
        left_out=left_out if told else frozenset(),
    )


def _position(path: str) -> int | None:
    """Return the position of the entry that a path leads into."""
    _, bracket, rest = path.partition("[")
    return int(rest.partition("]")[0]) if bracket else None
