"""What is known about one request, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ixasp.frozen import Frozen
from ixasp.intake.codes import Supplied
from ixasp.intake.dates import ANY_DAY
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
    The date that selects the version stays: it says which rules hold, and proves nothing. Last doses become unknown
    days, not absent ones, since an entry without any ended as a whole. And where something else is stated without a
    source, a code does not fill the gap.
    """
    kept = {path: kept for path, statement in case.statements.items() if (kept := _documented(statement))}
    documented = {_position(path) for path, statement in kept.items() if statement.source}
    left_out = frozenset(range(case.entries or 0)) - documented
    kept = {path: statement for path, statement in kept.items() if _position(path) not in left_out}
    if left_out:
        kept.pop(case.complete, None)
    told = case.entries == 0 or len(left_out) < (case.entries or 0)
    contradicted = [
        supplied
        for supplied in case.supplied
        if supplied.fact in case.statements
        and supplied.fact not in kept
        and case.statements[supplied.fact].value != supplied.value
    ]
    notes = [
        Note(
            fact=supplied.fact,
            message=f"`{case.statements[supplied.fact].given}` is stated without a source, "
            f"and {supplied.code} supplies `{supplied.value}`: neither is used",
        )
        for supplied in contradicted
    ]
    return replace(
        case,
        statements=MappingProxyType(kept),
        entries=case.entries if told else None,
        supplied=tuple(supplied for supplied in case.supplied if supplied not in contradicted),
        notes=(*case.notes, *notes),
        left_out=left_out if told else frozenset(),
    )


def _documented(statement: Statement) -> Statement | None:
    """Return what is left of a statement if only its sources count."""
    if statement.source or statement.fact.selects_version:
        return statement
    if isinstance(statement.value, tuple):
        return replace(statement, value=tuple((name, concepts, ANY_DAY) for name, concepts, _ in statement.value))
    return None


def _position(path: str) -> int | None:
    """Return the position of the entry that a path leads into."""
    _, bracket, rest = path.partition("[")
    return int(rest.partition("]")[0]) if bracket else None
