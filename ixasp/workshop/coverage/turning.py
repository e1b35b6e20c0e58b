"""Whether an answer would be another one under other rules or another reading."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from ixasp.errors import InconsistentCase
from ixasp.workshop.coverage.decisions import Decision
from ixasp.workshop.coverage.otherwise import Otherwise
from ixasp.workshop.coverage.switches import SETTLED, SwitchedRule, Switches
from ixasp.worlds.space import Worlds


class Turn(StrEnum):
    """What would be otherwise."""

    NOTHING = "nothing"
    PART = "part"
    """Something that the determination settles, but not the outcome."""
    OUTCOME = "outcome"
    """The outcome, or whether any patient fits the case, or which facts clash."""


def rests_on(one: Decision, rule: SwitchedRule, switched: Switches) -> bool:
    """Return whether an answer would be another one without a rule, or without a constraint.

    A world in which the rule does not fire stays a world, with all that holds in it, and so does every world without a
    constraint: what such worlds show need not be asked again.
    """
    kept = [world for world in one.seen if not world.get(rule.fires, False)]
    try:
        with switched.question(one.question, rule.switch).worlds() as worlds:
            return not one.statuses or _differs(one.statuses, kept, worlds, switched)
    except InconsistentCase as error:
        return frozenset(fact.fact for fact in error.clash) != one.clash


def turns_on(one: Decision, reading: str, option: str, switched: Switches, *, outcome_only: bool) -> Turn:
    """Return what would be otherwise where a passage is read otherwise.

    Args:
        one: the answer
        reading: the passage
        option: how it is read instead
        switched: the rules
        outcome_only: do not look for what would be otherwise besides the outcome
    """
    question = replace(one.question, readings={**one.question.readings, reading: option})
    try:
        with switched.question(question).worlds() as worlds:
            if not one.statuses or worlds.certainly("approve") is not one.statuses["approve"]:
                return Turn.OUTCOME
            return Turn.PART if not outcome_only and _differs(one.statuses, (), worlds, switched) else Turn.NOTHING
    except InconsistentCase as error:
        return Turn.OUTCOME if frozenset(fact.fact for fact in error.clash) != one.clash else Turn.NOTHING


def _differs(
    statuses: Mapping[str, bool | None], known: Collection[Mapping[str, bool]], worlds: Worlds, switched: Switches
) -> bool:
    """Return whether some atom has another status in worlds, of which some are known."""
    if Otherwise(worlds, SETTLED, switched.settled).world(statuses, ()) is not None:
        return True
    to_show = {(atom, holds) for atom, status in statuses.items() if status is None for holds in (True, False)}
    for world in known:
        to_show -= {(atom, world[atom]) for atom, _ in to_show}
    open_atoms: Sequence[str] = [atom for atom, status in statuses.items() if status is None]
    literals = [worlds.atom(atom) for atom in open_atoms]
    while to_show:
        atom, holds = next(iter(to_show))
        found = worlds.world([worlds.atom(atom) if holds else -worlds.atom(atom)], literals)
        if found is None:
            return True
        to_show -= set(zip(open_atoms, found, strict=True))
    return False
