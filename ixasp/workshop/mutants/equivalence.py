"""Which mutants some patient tells from the policy as it is; no case can kill the others.

The policy as it is and the policy with all mutants decide one patient side by side. A world in which they tell
something else shows a mutant that can be killed; that there is none for all mutants that are left proves them
equivalent at once.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from ixasp.answers.question import Watched, watched
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline, Version
from ixasp.workshop.mutants.program import TOLERANT, MutatedPolicy, option
from ixasp.workshop.sides import Side, joined, union
from ixasp.worlds.joint import Joint
from ixasp.worlds.shape import Shape

AS_IS, CHANGED = 0, 1
"""The two sides."""


class Comparison:
    """A policy as it is and changed, for one version and one shape of cases."""

    def __init__(self, as_is: LoadedPolicy, changed: Side, shape: Shape) -> None:
        """Put them side by side; nothing is ground before the first question."""
        self.as_is, self.shape = as_is, shape
        self.version = next(version for version in as_is.outline.versions if version.name == changed.version)
        """The version that both apply."""
        self._sides = (Side(as_is, changed.version, {}), changed)
        self.vocabulary = union(self._sides)
        """What a chart may say."""
        self.told = tuple(_told(watched(as_is.outline), as_is.outline, self.version))
        """The atoms that a determination tells, those that tell most first."""

    @cached_property
    def _joined(self) -> tuple[Joint, list[int]]:
        return joined(self._sides, self.shape)

    @property
    def joint(self) -> Joint:
        """Both sides."""
        return self._joined[0]

    @property
    def given(self) -> list[int]:
        """What holds in every world that is asked about."""
        return self._joined[1]

    @property
    def possible(self) -> list[int]:
        """What holds where the patient is possible on both sides."""
        return [-self.joint.broken(AS_IS), -self.joint.broken(CHANGED)]

    @property
    def on_one_side(self) -> list[list[int]]:
        """What holds where the patient is possible on one side only: as it is, or changed."""
        before, after = self.possible
        return [[before, -after], [-before, after]]

    def apart(self, atom: str) -> list[list[int]]:
        """Return what holds where an atom holds on one side only: as it is, or changed."""
        before, after = self.joint.literal(AS_IS, atom), self.joint.literal(CHANGED, atom)
        return [[before, -after, *self.possible], [-before, after, *self.possible]]

    @cached_property
    def anything(self) -> int:
        """The literal that holds where the sides tell anything else."""
        bodies = [body for atom in self.told for body in self.apart(atom)]
        return self.joint.define([*bodies, *self.on_one_side])

    @cached_property
    def outcome(self) -> int:
        """The literal that holds where the sides decide otherwise."""
        return self.joint.define([*self.apart(self.told[0]), *self.on_one_side])


class WithAllMutants(Comparison):
    """A policy as it is and with all of its mutants."""

    def __init__(self, mutated: MutatedPolicy, version: Version, shape: Shape) -> None:
        """Put them side by side."""
        super().__init__(mutated.original, Side(mutated.policy.loaded, version.name, {TOLERANT: "no"}), shape)
        self._numbers = range(len(mutated.mutants) + 1)

    @cached_property
    def _marks(self) -> list[int]:
        return [self.joint.literal(CHANGED, option(number)) for number in self._numbers]

    def differing(self, alive: Collection[int], differs: int, also: Sequence[int] = ()) -> set[int]:
        """Return the mutants that some patient tells from the policy as it is, under any reading.

        Args:
            alive: the mutants that are asked about
            differs: the literal of what is to differ
            also: what is known of the patient
        """
        out = [-mark for number, mark in enumerate(self._marks) if number not in alive]
        found: set[int] = set()
        while True:
            world = self.joint.world([*self.given, *also, differs, *out], self._marks)
            if world is None:
                return found
            number = world.index(True)
            found.add(number)
            out.append(-self._marks[number])


def _told(atoms: Watched, outline: Outline, version: Version) -> Iterator[str]:
    later = {atoms.met[name] for name in atoms.met if outline.criteria[name].since > version.number}
    yield from (atom for atom in atoms.atoms if atom not in later)
