"""From a case to its worlds: what a question assumes, what codes supply, and what clashes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ixasp.errors import ClashingFact, InconsistentCase
from ixasp.intake.case import Case, Note, Statement
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.worlds.calendar import settled
from ixasp.worlds.coded import Clash, coded_statements
from ixasp.worlds.encoding import Encoding, option_atom
from ixasp.worlds.minimal import smallest_hitting
from ixasp.worlds.pool import Pool
from ixasp.worlds.solver import Solver
from ixasp.worlds.space import Worlds


@contextmanager
def open_worlds(
    pool: Pool,
    vocabulary: Vocabulary,
    case: Case,
    version: str,
    readings: Mapping[str, str],
    to_settle: Sequence[str] = (),
) -> Iterator[Worlds]:
    """Open all worlds of a case for questions, until the block ends.

    Args:
        pool: lends ground programs of the policy
        vocabulary: what a case may say
        case: what is known
        version: the version in force
        readings: one option of every reading
        to_settle: atoms that will be asked about first

    Raises:
        InconsistentCase: no patient fits what is stated.
    """
    encoding = Encoding(vocabulary, case)
    with pool.lend(encoding.shape) as solver:
        given = _given(solver, vocabulary, case, version, readings)
        clash = _clash(solver, encoding, given)
        stated = list(case.statements.values())
        coded: list[Statement] = []
        notes: list[Note] = []
        if case.supplied:
            _refuse(clash(stated))
            coded, notes = coded_statements(case, vocabulary, clash)
        order = {name: position for position, name in enumerate(vocabulary.facts)}
        together = sorted([*stated, *coded], key=lambda statement: order.get(statement.path, len(order)))
        worlds = Worlds(solver, encoding, given, together, notes)
        if not worlds.look(to_settle):
            _refuse(clash(stated))
        yield worlds


def _given(solver: Solver, vocabulary: Vocabulary, case: Case, version: str, readings: Mapping[str, str]) -> list[int]:
    """Return what a question assumes besides the facts: the version, the readings, and what dates settle."""
    given = [solver.known(f'is(version,"{version}")')]
    given += [solver.known(option_atom(name, option)) for name, option in readings.items()]
    if vocabulary.record is not None and vocabulary.record.windows:
        for atom, holds in settled(vocabulary.record, case):
            given.append(solver.known(atom) if holds else -solver.known(atom))
    return given


def _clash(solver: Solver, encoding: Encoding, given: list[int]) -> Clash:
    """Return what finds a minimal clash among statements."""

    def clash(statements: Sequence[Statement]) -> list[Statement] | None:
        worlds = Worlds(solver, encoding, given, statements)
        if worlds.possible(()):
            return None
        return list(dict.fromkeys(known.statement for known in worlds.reason(())))

    return clash


def smallest_to_take_back(
    pool: Pool, vocabulary: Vocabulary, case: Case, version: str, readings: Mapping[str, str]
) -> list[frozenset[Statement]]:
    """Return the smallest sets of statements without which a case fits some patient; codes count for nothing here."""
    encoding = Encoding(vocabulary, case)
    with pool.lend(encoding.shape) as solver:
        clash = _clash(solver, encoding, _given(solver, vocabulary, case, version, readings))
        return smallest_hitting(list(case.statements.values()), clash)


def _refuse(clashing: Sequence[Statement] | None) -> None:
    if clashing is not None:
        raise InconsistentCase([clashing_fact(statement) for statement in clashing])


def clashing_fact(statement: Statement) -> ClashingFact:
    """Return a statement as an error tells it."""
    return ClashingFact(statement.path, statement.given, statement.source)
