"""Classes of patients that two sides decide differently: each seen once, the last question proves that no other is.

A class says how each side decides, and which alternatives are met on one side only: what both sides say alike belongs
to no class, or there would be one for every combination of it. Where the sides decide differently though the same
alternatives are met, there is one class for each alternative that carries the approval.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ixasp.answers.question import Watched, watched
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline
from ixasp.workshop.difference.result import Decision, Dose, Met, Standing
from ixasp.workshop.smallest import Claim
from ixasp.worlds.joint import Joint

Told = Decision | Dose | Met


@dataclass(frozen=True)
class Aspect:
    """Something that a side tells of a patient, by the atoms that make it up."""

    name: Literal["outcome", "dose", "criterion"]
    told: tuple[tuple[str, object], ...]
    """What each atom tells: a group of what a determination settles, and a name within it."""
    atoms: tuple[tuple[str, ...], tuple[str, ...]]
    """For each side the atoms in the same order; an empty text stands for what a side can't tell."""
    first_only: bool = False
    """Whether only the first atom makes a difference: the paragraphs of one policy say nothing in another."""


@dataclass(frozen=True)
class Seen:
    """A class: which atoms of an aspect hold on each side, None where that does not matter, or for the whole side where
    it has no such patient."""

    before: tuple[bool | None, ...] | None
    after: tuple[bool | None, ...] | None


def aspects(before: LoadedPolicy, after: LoadedPolicy, versions: tuple[str, str]) -> list[Aspect]:
    """Return what is compared: outcome with basis, dose with duration, and each criterion in force on both sides.

    Two policies have no paragraph in common: of them, the outcome is compared, and the dose where both tell it, for
    patients whom both take for possible.
    """
    sides = (watched(before.outline), watched(after.outline))
    same = before.outline.policy == after.outline.policy
    found = [replace(_aspect("outcome", sides, ("approve", "basis")), first_only=not same)]
    dose = _aspect("dose", sides, ("dose_limits", "dosing", "alerts", "months"))
    if dose.told and (same or (before.outline.dosing and after.outline.dosing)):
        found.append(dose)
    if not same:
        return found
    both = in_force(after.outline, versions[1])
    return found + [
        Aspect("criterion", (("met", name),), ((sides[0].met[name],), (sides[1].met[name],)))
        for name in in_force(before.outline, versions[0])
        if name in both
    ]


def in_force(outline: Outline, version: str) -> tuple[str, ...]:
    """Return the criteria that a version has, in the order of print."""
    number = next(one.number for one in outline.versions if one.name == version)
    criteria = outline.criteria.items()
    return tuple(name for name, one in criteria if one.kind != "heading" and one.since <= number)


def _aspect(name: Literal["outcome", "dose"], sides: tuple[Watched, Watched], groups: Sequence[str]) -> Aspect:
    atoms = [dict(_atoms(side, groups)) for side in sides]
    told = tuple(dict.fromkeys([*atoms[0], *atoms[1]]))
    return Aspect(
        name, told, (tuple(atoms[0].get(one, "") for one in told), tuple(atoms[1].get(one, "") for one in told))
    )


def _atoms(side: Watched, groups: Sequence[str]) -> Iterator[tuple[tuple[str, object], str]]:
    for group in groups:
        found: str | Mapping[object, str] = getattr(side, group)
        if isinstance(found, str):
            yield (group, group), found
        else:
            yield from (((group, name), atom) for name, atom in found.items())


class Classes:
    """Looks for the classes of one aspect in one joint program."""

    def __init__(self, joint: Joint, aspect: Aspect) -> None:
        """Say where the sides differ in the aspect."""
        self._joint = joint
        self._first_only = aspect.first_only
        self._by_alternative = aspect.name == "outcome"
        self._broken = (joint.broken(0), joint.broken(1))
        self._sides = [[joint.literal(side, atom) for atom in aspect.atoms[side]] for side in (0, 1)]
        possible = [-self._broken[0], -self._broken[1]]
        self._apart = [joint.define([[one, -other], [-one, other]]) for one, other in zip(*self._sides, strict=True)]
        compared = self._apart[:1] if aspect.first_only else self._apart
        bodies = [[*possible, apart] for apart in compared]
        if aspect.name == "outcome" and not aspect.first_only:
            bodies += [[-self._broken[0], self._broken[1]], [self._broken[0], -self._broken[1]]]
        self._differs = joint.define(bodies)

    def unseen(self, given: Sequence[int], seen: Sequence[Seen]) -> Iterator[Seen]:
        """Yield each class of which some patient is, but for those already seen.

        Args:
            given: what is assumed of every world
            seen: classes that are known
        """
        assumed = [*given, self._differs]
        read = [*self._broken, *self._sides[0], *self._sides[1]]
        middle = 2 + len(self._sides[0])
        while (world := self._joint.world(assumed, read)) is not None:
            before, after = (None if world[0] else world[2:middle]), (None if world[1] else world[middle:])
            found = self._seen(before, after)
            assumed.append(-self.patient(found))
            yield from (one for one in self._carried(found, given) if one not in seen)

    def claims(self, one: Seen) -> list[Claim]:
        """Return what a chart of a class shows of each side."""
        sides = enumerate((one.before, one.after))
        define = self._joint.define
        return [Claim(side, None if values is None else define([self._signed(side, values)])) for side, values in sides]

    def _seen(self, before: Sequence[bool] | None, after: Sequence[bool] | None) -> Seen:
        """Return the class of a patient: the first atom of each side, and those that differ."""
        if before is None or after is None or self._first_only:
            marks = [at == 0 for at in range(len(self._sides[0]))]
        else:
            marks = [one is not other for one, other in zip(before, after, strict=True)]
            marks[0] |= self._by_alternative  # the outcome belongs to its class even where it stays
        return Seen(*(None if side is None else _marked(side, marks) for side in (before, after)))

    def _carried(self, found: Seen, given: Sequence[int]) -> Iterator[Seen]:
        """Yield a class, or one for each alternative that carries the approval, where none tells the sides apart."""
        sides = (found.before, found.after)
        approving = [at for at, side in enumerate(sides) if side is not None and side[0]]
        apart = any(value is not None for side in sides if side is not None for value in side[1:])
        if not self._by_alternative or apart or len(approving) != 1:
            yield found
            return
        (side,) = approving
        here = [*given, self.patient(found)]
        atoms = list(enumerate(self._sides[side]))[1:]
        carried = [at for at, atom in atoms if self._joint.world([*here, atom], ()) is not None]
        both = sides[1 - side] is not None and not self._first_only  # then it is met on the other side, too
        for at in carried:
            marked = [value if one != at else True for one, value in enumerate(sides[side] or ())]
            others = [value if one != at else True for one, value in enumerate(sides[1 - side] or ())]
            here_there = tuple(marked), tuple(others) if both else sides[1 - side]
            yield Seen(*(here_there if side == 0 else here_there[::-1]))
        none = [-self._sides[side][at] for at in carried]
        if self._joint.world([*here, *none], ()) is not None:
            yield found

    def patient(self, one: Seen) -> int:
        """Return the literal that holds of the patients of a class, whatever a chart shows of them."""
        body: list[int] = []
        for side, values in enumerate((one.before, one.after)):
            broken = self._broken[side]
            body += [broken] if values is None else [-broken, *self._signed(side, values)]
        if one.before is not None and one.after is not None and not self._first_only:
            alike = [first is None and other is None for first, other in zip(one.before, one.after, strict=True)]
            body += [-apart for apart, same in zip(self._apart, alike, strict=True) if same]
        return self._joint.define([body])

    def _signed(self, side: int, values: Sequence[bool | None]) -> list[int]:
        pairs = zip(self._sides[side], values, strict=True)
        return [atom if holds else -atom for atom, holds in pairs if holds is not None]


def _marked(values: Sequence[bool], marks: Sequence[bool]) -> tuple[bool | None, ...]:
    return tuple(value if mark else None for value, mark in zip(values, marks, strict=True))


def told(aspect: Aspect, values: tuple[bool | None, ...] | None) -> Told:
    """Return what a side says of a class, in the words of a determination."""
    if values is None:
        return Decision(outcome="impossible")
    holding: dict[str, list[Any]] = {}
    for (group, name), holds in zip(aspect.told, values, strict=True):
        if holds:
            holding.setdefault(group, []).append(name)
    if aspect.name == "outcome":
        outcome: Standing = "approve" if values[0] else "deny"
        return Decision(outcome=outcome, basis=tuple(holding.get("basis", ())))
    if aspect.name == "criterion":
        return Met(criterion=str(aspect.told[0][1]), met=bool(values[0]))
    return Dose(
        limits=tuple(holding.get("dose_limits", ())),
        statuses=tuple(holding.get("dosing", ())),
        alerts=tuple(holding.get("alerts", ())),
        months=tuple(holding.get("months", ())),
    )
