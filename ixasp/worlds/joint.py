"""Several policies about one patient: their ground programs side by side, with the facts in common.

An atom about a fact has one number in all of them, so a world of the joint program is one patient whom each side
decides by its own rules. The sides are read permissively: a policy's constraint breaks only its own side. Where a
patient is possible for one policy and not for another, there is still a world, and it says so.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from ixasp.knowledge.program import BROKEN
from ixasp.worlds.rules import GroundProgram, GroundRule, constrained
from ixasp.worlds.solver import GroundSolver

_TIED = ("is", "includes", "at_least", "above", "within", "stated", "settled", "own_last_dose")
_VERSION = "is(version,"


class Joint:
    """A patient as several policies see one; not for two threads at once."""

    def __init__(self, sides: Sequence[GroundProgram], own_readings: Collection[str] = ()) -> None:
        """Put the programs together.

        Args:
            sides: ground programs of one shape, of policies that are read permissively
            own_readings: the readings of which each side has an option of its own; all others are read alike by all
        """
        self._sides = tuple(sides)
        self._own_readings = own_readings
        self._own = (_VERSION, *(f"is(reading({name})," for name in own_readings))
        self._taken = 0
        self.never = self._new()
        """A literal that holds in no world."""
        self._always = self._new()
        self._tied: dict[str, int] = {}
        self._rules: list[list[GroundRule]] = []
        self._atoms: list[dict[str, int]] = []
        rules = [GroundRule(False, (), (self.never,)), GroundRule(True, (self.never,), ())]
        rules.append(GroundRule(False, (self._always,), ()))
        for side in sides:
            self._rules.append(list(self._of(side)))
            rules += self._rules[-1]
        self._solver = GroundSolver(rules)

    @property
    def sides(self) -> Sequence[GroundProgram]:
        """The ground programs that were put together."""
        return self._sides

    def again(self) -> "Joint":
        """Return the same patients without what was defined since; literals of atoms are the same."""
        return Joint(self._sides, self._own_readings)

    def literal(self, side: int, atom: str) -> int:
        """Return the literal of an atom for one side; that of what never holds where the side can't derive it."""
        return self._atoms[side].get(atom, self.never)

    def atoms(self, side: int) -> Iterable[str]:
        """Return all atoms of a side that have a name."""
        return self._atoms[side]

    @property
    def tied(self) -> Sequence[str]:
        """Every atom about a fact or a reading, of whichever side: together they tell one patient from all others."""
        return tuple(self._tied)

    def tied_literal(self, atom: str) -> int:
        """Return the literal of an atom about a fact or a reading."""
        return self._tied[atom]

    def broken(self, side: int) -> int:
        """Return the literal that holds where a side has no such patient."""
        return self.literal(side, BROKEN)

    def constrained(self, side: int) -> Iterator[frozenset[int]]:
        """Return for each constraint of a side the atoms about facts that it is about, directly or through rules."""
        return constrained(self._rules[side], self.broken(side), set(self._tied.values()))

    def define(self, bodies: Iterable[Sequence[int]]) -> int:
        """Return the literal of a new atom that holds exactly where all literals of some body hold."""
        atom = self._new()
        rules = [GroundRule(False, (atom,), tuple(body)) for body in bodies]
        self._solver.add(rules or [GroundRule(False, (atom,), (self.never,))])
        return atom

    def choice(self) -> int:
        """Return the literal of a new atom that may hold or not."""
        atom = self._new()
        self._solver.add([GroundRule(True, (atom,), ())])
        return atom

    def count(self, literals: Sequence[int], least: int) -> int:
        """Return the literal of a new atom that holds exactly where so many of the literals do."""
        atom = self._new()
        self._solver.add([GroundRule(False, (atom,), tuple(literals), (1,) * len(literals), least)])
        return atom

    def world(self, assumptions: Sequence[int], read: Sequence[int]) -> list[bool] | None:
        """Return which of the literals `read` hold in some world of the assumptions; None where there is none."""
        return self._solver.model(assumptions, read)

    def world_within(self, conflicts: int, assumptions: Sequence[int], read: Sequence[int]) -> list[bool] | None:
        """Return the same as world; raise TooHard where it was not decided within so many conflicts."""
        return self._solver.model_within(conflicts, assumptions, read)

    def refuted(self, assumptions: Sequence[int]) -> frozenset[int] | None:
        """Return assumptions that alone have no world; None where all of them together have one."""
        return self._solver.refuted(assumptions)

    def _new(self) -> int:
        self._taken += 1
        return self._taken

    def _of(self, side: GroundProgram) -> Iterator[GroundRule]:
        """Yield the rules of a side with numbers of the joint program."""
        chosen = {atom for rule in side.rules if rule.choice for atom in rule.head}
        chosen -= {atom for rule in side.rules if not rule.choice for atom in rule.head}
        asked = {abs(literal) for rule in side.rules for literal in rule.body}
        idle = {rule.head for rule in side.rules if not (rule.choice or rule.body) and asked.isdisjoint(rule.head)}
        number = {head[0]: self._always for head in idle if len(head) == 1}  # declarations: most rules are such facts
        for name, atom in side.atoms.items():
            if atom in chosen and name.partition("(")[0] in _TIED and not name.startswith(self._own):
                number[atom] = self._tied.setdefault(name, self._taken + 1)
                self._taken = max(self._taken, number[atom])
        rules = [rule for rule in side.rules if rule.choice or rule.body or rule.head not in idle]
        for rule in rules:
            for atom in map(abs, (*rule.head, *rule.body)):
                if atom not in number:
                    number[atom] = self._new()

        def joined(literals: Iterable[int]) -> tuple[int, ...]:
            return tuple(number[literal] if literal > 0 else -number[-literal] for literal in literals)

        for rule in rules:
            yield rule._replace(head=joined(rule.head), body=joined(rule.body))
        self._atoms.append({name: number[atom] for name, atom in side.atoms.items() if atom in number})
