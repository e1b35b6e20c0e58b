"""Robustness: whether another reading of the policy would change the outcome.

The readings are facts of the solver like any other. With all of them left open, one question tells that no
combination changes anything; where one does, its world names the readings that are otherwise there, and minimal sets
follow by leaving readings as they are, one after the other (the hitting-set tree of Reiter 1987, both for worlds that
must appear and for worlds that must vanish).
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from pydantic import Field

from ixasp.answers.determination import OUTCOMES
from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.intake.case import Note
from ixasp.worlds.encoding import option_atom
from ixasp.worlds.minimal import all_minimal
from ixasp.worlds.space import Worlds

INCONSISTENT = "inconsistent"
"""The outcome of a case that no patient fits under some readings."""

Choice = tuple[str, str]
"""A reading and one of its options."""


class Verdict(StrEnum):
    """Whether the outcome hangs on how the policy is read."""

    ROBUST = "robust"
    SPLIT = "split"


class Passage(Frozen):
    """A passage that is read otherwise."""

    reading: str
    paragraphs: tuple[str, ...]
    label: str
    now: str
    """The option under which the case was decided."""
    now_means: str
    then: str
    """The other option."""
    then_means: str


class Turn(Frozen):
    """A minimal set of readings that, taken otherwise, changes the outcome; any smaller part of it changes nothing."""

    readings: dict[str, str]
    """The other option of each: what a determination takes."""
    outcome: str
    """approve, deny, pend, or inconsistent."""
    passages: tuple[Passage, ...]


class Robustness(Frozen):
    """The outcome under every combination of readings."""

    case: str
    outcome: str
    """Under the readings that the question was asked with."""
    verdict: Verdict
    readings: dict[str, str]
    """The readings that the question was asked with."""
    decisive: tuple[str, ...]
    """Every reading that takes part in a change, in alphabetical order."""
    outcomes: tuple[str, ...]
    """The outcomes that the changes lead to."""
    turned_by: tuple[Turn, ...] = Field(default=())
    """All minimal sets of readings that change the outcome, the smallest first."""
    notes: tuple[Note, ...] = ()
    """What to know about how the case was read."""


def robustness(question: Question) -> Robustness:
    """Return how the outcome stands under every combination of readings; changes count from those of the question.

    Raises:
        InconsistentCase: no patient fits the case under any reading.
    """
    with question.worlds(any_reading=True) as worlds:
        return _robustness(question, _Search(question, worlds), question.all_notes(worlds))


def _robustness(question: Question, search: "_Search", notes: tuple[Note, ...]) -> Robustness:
    outcome = search.outcome(())
    turns = sorted(search.turning(), key=lambda choices: (len(choices), sorted(choices)))
    declared = question.policy.outline.readings
    turned_by = tuple(
        Turn(
            readings=dict(sorted(choices)),
            outcome=search.outcome(choices),
            passages=tuple(
                Passage(
                    reading=name,
                    paragraphs=declared[name].about,
                    label=declared[name].label,
                    now=question.readings[name],
                    now_means=declared[name].options[question.readings[name]],
                    then=option,
                    then_means=declared[name].options[option],
                )
                for name, option in sorted(choices)
            ),
        )
        for choices in turns
    )
    return Robustness(
        case=question.case.id,
        outcome=outcome,
        verdict=Verdict.SPLIT if turned_by else Verdict.ROBUST,
        readings=dict(question.readings),
        decisive=tuple(sorted({name for turn in turned_by for name in turn.readings})),
        outcomes=tuple(sorted({turn.outcome for turn in turned_by})),
        turned_by=turned_by,
        notes=notes,
    )


class _Search:
    """Looks for sets of readings that change the outcome."""

    def __init__(self, question: Question, worlds: Worlds) -> None:
        self._worlds = worlds
        self._base = dict(question.readings)
        declared = question.policy.outline.readings
        self._others: list[Choice] = [
            (name, option)
            for name, reading in declared.items()
            for option in reading.options
            if option != self._base[name]
        ]
        self._literals: Mapping[Choice, int] = {
            (name, option): worlds.atom(option_atom(name, option))
            for name, reading in declared.items()
            for option in reading.options
        }
        self._choice_of = {literal: choice for choice, literal in self._literals.items()}
        constraining = worlds.constraining
        self._constraining = {name for (name, _), literal in self._literals.items() if literal in constraining}
        self._approve = worlds.atom(question.watched.approve)

    def outcome(self, choices: Sequence[Choice] | frozenset[Choice]) -> str:
        """Return the outcome where some readings are taken otherwise."""
        assumed = self._assumed(choices)
        approvable = self._worlds.possible([self._approve, *assumed])
        refused = self._worlds.possible([-self._approve, *assumed])
        if not approvable and not refused:
            return INCONSISTENT
        return OUTCOMES[None if approvable and refused else approvable]

    def turning(self) -> list[frozenset[Choice]]:
        """Return all minimal sets that change the outcome: a kind of world appears, or none of a kind is left."""
        found: set[frozenset[Choice]] = set()
        assumed = self._assumed(())
        for goal in (self._approve, -self._approve):
            if self._worlds.possible([goal, *assumed]):
                found.update(self._vanishing(goal))
            else:
                found.update(self._appearing(goal))
        return [choices for choices in found if not any(other < choices for other in found)]

    def _assumed(self, choices: Sequence[Choice] | frozenset[Choice]) -> list[int]:
        return [self._literals[choice] for choice in (self._base | dict(choices)).items()]

    def _appearing(self, goal: int) -> Iterator[frozenset[Choice]]:
        """Yield the minimal sets under which some world has the goal."""
        literals = [self._literals[choice] for choice in self._others]

        def world(allowed: Sequence[Choice]) -> list[Choice] | None:
            barred = [-self._literals[choice] for choice in self._others if choice not in allowed]
            held = self._worlds.world([goal, *barred], literals)
            if held is None:
                return None
            return [choice for choice, holds in zip(self._others, held, strict=True) if holds]

        def minimal(allowed: Sequence[Choice]) -> list[Choice] | None:
            found = world(allowed)
            for choice in tuple(found or ()):
                if found is not None and choice in found:
                    smaller = world([other for other in found if other != choice])
                    found = found if smaller is None else smaller
            return found

        yield from all_minimal(self._others, minimal)

    def _vanishing(self, goal: int) -> Iterator[frozenset[Choice]]:
        """Yield the minimal sets under which no world has the goal."""
        facts = [self._worlds.atom(atom) for atom in self._worlds.fact_atoms]
        found: list[frozenset[Choice]] = []
        level: list[frozenset[Choice]] = [frozenset()]
        while level:
            larger: dict[frozenset[Choice], None] = {}
            for choices in level:
                if any(known <= choices for known in found):
                    continue
                assumed = self._assumed(choices)
                held = self._worlds.world([goal, *assumed], facts)
                if held is None:
                    found.append(choices)
                    yield choices
                    continue
                patient = [literal if holds else -literal for literal, holds in zip(facts, held, strict=True)]
                needed = {
                    self._choice_of[literal][0] for literal in self._worlds.without_world(assumed, [-goal, *patient])
                }
                changed = {name for name, _ in choices}
                larger |= dict.fromkeys(
                    choices | {choice}
                    for choice in self._others
                    if choice[0] in (needed | self._constraining) - changed
                )
            level = list(larger)
