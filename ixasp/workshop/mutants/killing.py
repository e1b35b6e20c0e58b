"""Which mutants a case kills: those under which its answer is no longer as expected.

The question leaves the mutant open. What is expected of every patient fails for some mutants: each is told by a world
that one search returns, and where no world is left, no further mutant is killed. What is expected of some patient is
shown by one that the policy as it is returns; only mutants under which this one shows it no longer are asked about one
by one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from ixasp.answers.question import Question
from ixasp.errors import InconsistentCase, UnsupportedRequest
from ixasp.intake.case import Case
from ixasp.knowledge.program import BROKEN
from ixasp.workshop.expectation import Expectation, ExpectedAnswer
from ixasp.workshop.mutants.program import MUTANT, TOLERANT, MutatedPolicy, option
from ixasp.workshop.testing import excluded_statuses, expected_statuses
from ixasp.worlds.opening import open_worlds
from ixasp.worlds.space import Worlds


@dataclass(frozen=True)
class ExpectedCase:
    """A case and what is expected of it."""

    name: str
    case: Case
    """As the policy as it is reads it; a mutant reads its document anew, to tell it apart at limits of its own."""
    expected: Expectation


@dataclass(frozen=True)
class Claims:
    """What an expected answer says of the worlds of a case, as literals of the solver."""

    everywhere: tuple[int, ...]
    """What holds in every world."""
    somewhere: tuple[int, ...]
    """What holds in some world, each by itself."""


class Asked:
    """The worlds of one question, all mutants open."""

    def __init__(self, mutated: MutatedPolicy, answer: ExpectedAnswer, question: Question, worlds: Worlds) -> None:
        """Find the literals of the mutants, and of what is expected."""
        self._worlds = worlds
        self._answer = answer
        self._marks = [worlds.atom(option(number)) for number in range(len(mutated.mutants) + 1)]
        self._claims = _claims(answer, question, worlds)
        self._strict = worlds.atom(f"is(reading({TOLERANT}),no)")
        self._tolerant = worlds.atom(f"is(reading({TOLERANT}),yes)")

    def killed_everywhere(self, alive: Collection[int]) -> set[int]:
        """Return the mutants for which some patient is not as expected of every patient, or is there against it."""
        if self._answer.error:
            return self._having([self._strict], alive)
        dead: set[int] = set()
        for literal in self._claims.everywhere:
            dead |= self._having([self._strict, -literal], set(alive) - dead)
        return dead

    def killed_somewhere(self, alive: Collection[int]) -> set[int]:
        """Return the mutants that leave no patient of whom something holds that is expected of some."""
        if self._answer.error:
            return set()
        return {number for number in self._suspects(alive) if not self._shown(self._marks[number])}

    def _suspects(self, alive: Collection[int]) -> set[int]:
        """Return the mutants under which patients that the policy as it is has shown show less, or are none."""
        left = list(self._claims.somewhere)
        atoms = [self._worlds.atom(atom) for atom in self._worlds.fact_atoms]
        suspects: set[int] = set()
        first = True
        while first or left:
            found = self._worlds.world([self._marks[0], self._strict, *left[:1]], [*atoms, *left])
            if found is None:
                return set(alive)
            patient = [atom if holds else -atom for atom, holds in zip(atoms, found[: len(atoms)], strict=True)]
            shown = [literal for literal, holds in zip(left, found[len(atoms) :], strict=True) if holds]
            left = [literal for literal in left if literal not in shown]
            for less in (self._worlds.atom(BROKEN), *(-literal for literal in shown)):
                suspects |= self._having([self._tolerant, *patient, less], set(alive) - suspects)
            first = False
        return suspects

    def _having(self, literals: Sequence[int], alive: Collection[int]) -> set[int]:
        """Return the mutants that have a world in which the literals hold."""
        out = [-mark for number, mark in enumerate(self._marks) if number not in alive]
        found: set[int] = set()
        while True:
            world = self._worlds.world([*literals, *out], self._marks)
            if world is None:
                return found
            number = world.index(True)
            found.add(number)
            out.append(-self._marks[number])

    def _shown(self, mutant: int) -> bool:
        """Return whether a mutant has a world, and for each thing expected of some patient one in which it holds."""
        left = list(self._claims.somewhere)
        world = self._worlds.world([mutant, self._strict], left)
        while world is not None:
            left = [literal for literal, holds in zip(left, world, strict=True) if not holds]
            if not left:
                return True
            world = self._worlds.world([mutant, self._strict, left[0]], left)
        return False


@contextmanager
def asked(
    mutated: MutatedPolicy, one: ExpectedCase, readings: Mapping[str, str], answer: ExpectedAnswer
) -> Iterator[Asked | None]:
    """Open the worlds of a case under all mutants at once; None where no mutant has any, or no version covers it."""
    try:
        question = mutated.policy.question(one.case.document, readings)
    except UnsupportedRequest:
        yield None
        return
    fixed = {name: option for name, option in question.readings.items() if name not in (MUTANT, TOLERANT)}
    with ExitStack() as stack:
        opened = open_worlds(question.pool, question.policy.vocabulary, question.case, question.version.name, fixed)
        try:
            worlds = stack.enter_context(opened)
        except InconsistentCase:
            yield None
            return
        yield Asked(mutated, answer, question, worlds)


def _claims(answer: ExpectedAnswer, question: Question, worlds: Worlds) -> Claims:
    """Return what an answer says; nothing where an error is expected."""
    watched, outline = question.watched, question.policy.outline
    statuses = expected_statuses(answer, watched)
    excluded = [-worlds.atom(atom) for atom, _ in excluded_statuses(answer, watched, outline)]
    everywhere = [worlds.atom(atom) if holds else -worlds.atom(atom) for atom, holds in statuses if holds is not None]
    opened = [worlds.atom(atom) for atom, holds in statuses if holds is None]
    dosing = answer.dosing
    if dosing is not None and dosing.notes is not None and outline.dosing is not None:
        for name, atom in watched.alerts.items():
            if outline.dosing.alerts[name] in dosing.notes:
                everywhere.append(worlds.atom(atom))
            else:
                excluded.append(-worlds.atom(atom))
    return Claims(tuple(everywhere), (*opened, *(-literal for literal in opened), *excluded))
