"""Coverage of the options of readings: each is exchanged for another, to see whether some answer turns on it."""

from collections.abc import Iterator, Sequence

from ixasp.knowledge.outline import Reading
from ixasp.policy import Policy
from ixasp.workshop.coverage.decisions import Decision
from ixasp.workshop.coverage.declared import Declared
from ixasp.workshop.coverage.result import Item
from ixasp.workshop.coverage.switches import Switches
from ixasp.workshop.coverage.turning import Turn, turns_on


def options(policy: Policy, declared: Declared, switched: Switches, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each option of each reading.

    Covered is an option that is chosen for an expected answer, by default or since the expectation selects it, where
    another option of the same reading, all else as it is, gives another answer. The note tells where the outcome is the
    same all the same: then it is the dosing, or the status of a criterion, that turns on it.
    """
    for reading in policy.outline.readings.values():
        for option, means in reading.options.items():
            chosen = [one for one in found if one.question.readings[reading.id] == option]
            # Cases whose expectations read the passage otherwise are the likely ones.
            chosen.sort(key=lambda one: not any(reading.id in other for other, _ in one.case.expected.answers))
            by, note = _turning(reading, option, chosen, switched)
            file, line = declared.place("reading", reading.id, option)
            yield Item(
                id=f"{reading.id}={option}",
                says=means,
                file=file,
                line=line,
                covered=by is not None,
                by=() if by is None else (by.case.name,),
                note=note,
            )


def _turning(
    reading: Reading, option: str, chosen: Sequence[Decision], switched: Switches
) -> tuple[Decision | None, str]:
    """Return the first answer whose outcome turns on the option, else one that turns, and what else to know."""
    some: Decision | None = None
    for one in chosen:
        for other in reading.options:
            if other != option:
                turn = turns_on(one, reading.id, other, switched, outcome_only=some is not None)
                if turn is Turn.OUTCOME:
                    return one, ""
                some = one if turn is Turn.PART else some
    if some is not None:
        return some, "no outcome turns on it, but another part of an answer does"
    return None, "an answer is given under it, but none turns on it" if chosen else "no expectation selects it"
