"""Whether atoms of the ground rules hold in every world of a case, in none, or in some; asked only where needed."""

from collections.abc import Iterable, Mapping

from ixasp.worlds.encoding import Known
from ixasp.worlds.instances import Instance, Instances
from ixasp.worlds.space import Worlds


class Statuses:
    """The status of an atom and of what its rules ask for: true in every world, false in none, None for some."""

    def __init__(
        self, worlds: Worlds, instances: Instances, root: int, settled: Mapping[str, bool | None] | None = None
    ) -> None:
        """Look at one world.

        Args:
            worlds: the worlds of a case
            instances: the ground rules of its shape
            root: the atom that is asked about
            settled: the status of atoms that were settled before
        """
        self._worlds = worlds
        self._instances = instances
        self.stated: dict[str, Known] = {known.atom: known for known in worlds.known}
        """What the case states of an atom: itself, or another value of its fact."""
        named = [atom for atom in instances.below(root) if atom in instances.names]
        self._literals = {atom: worlds.atom(instances.names[atom]) for atom in named}
        self._settled: dict[int, bool | None] = {}
        self._left: dict[int, bool] = {}
        one_of = {_subject(known.atom): known for known in worlds.known if known.holds and known.atom.startswith("is(")}
        for atom in named:
            name = instances.names[atom]
            stated = self.stated.get(name)
            if settled is not None and name in settled:
                self._settled[atom] = settled[name]
            elif stated is not None:
                self._settled[atom] = stated.holds
            elif (other := one_of.get(_subject(name))) is not None:
                self._settled[atom] = False
                self.stated[name] = other
        self._values: dict[str, list[int]] = {}
        for atom in named:
            if instances.names[atom].startswith("is("):
                self._values.setdefault(_subject(instances.names[atom]), []).append(atom)
        self._see(())

    def of(self, atom: int) -> bool | None:
        """Return the status of an atom."""
        if atom not in self._settled:
            self._settled[atom] = self._ask(atom) if atom in self._left else self._by_rules(atom)
        return self._settled[atom]

    def literal(self, literal: int) -> bool | None:
        """Return the status of an atom or of its negation."""
        return self.of(literal) if literal > 0 else _not(self.of(-literal))

    def body(self, instance: Instance) -> bool | None:
        """Return the status of a rule's conditions together, as far as it follows from each of them."""
        if instance.weights:
            found = [self.literal(literal) for literal in instance.body]
            reached = sum(weight for weight, holds in zip(instance.weights, found, strict=True) if holds)
            open_too = sum(weight for weight, holds in zip(instance.weights, found, strict=True) if holds is None)
            return True if reached >= instance.least else None if reached + open_too >= instance.least else False
        return _all(map(self.literal, instance.body))

    def _by_rules(self, atom: int) -> bool | None:
        fails = _all(_not(self.body(instance)) for instance in self._instances.rules.get(atom, ()))
        return _not(fails)

    def _ask(self, atom: int) -> bool | None:
        """Settle by the rules where they suffice; else look for a world in which the atom is otherwise."""
        rules = self._instances.rules.get(atom)
        if rules:
            self._settled[atom] = None  # a rule that asks for its own head adds nothing
            by_rules = self._by_rules(atom)
            if by_rules is not None:
                return by_rules
        other = self._seen_instead(atom)
        if other is not None:
            if self.of(other):
                return False
            if atom in self._settled:  # it holds in a world that was found on the way
                return None
        literal = self._literals[atom]
        seen = self._left[atom]
        return None if self._see([-literal if seen else literal]) else seen

    def _seen_instead(self, atom: int) -> int | None:
        """Return the value that a fact had where it lacked this one: what has it in every world has no other."""
        values = self._values.get(_subject(self._instances.names[atom]), ())
        return None if self._left[atom] else next((value for value in values if self._left.get(value)), None)

    def _see(self, also: list[int] | tuple[int, ...]) -> bool:
        """Look at a world, and return whether there is one; what was seen otherwise before is open."""
        unsettled = [atom for atom in self._literals if atom not in self._settled]
        values = self._worlds.world(also, [self._literals[atom] for atom in unsettled])
        if values is None:
            return False
        for atom, holds in zip(unsettled, values, strict=True):
            if self._left.setdefault(atom, holds) is not holds:
                self._settled[atom] = None
        return True


def _not(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def _all(statuses: Iterable[bool | None]) -> bool | None:
    """Return whether all hold; the first that fails ends the search."""
    found: bool | None = True
    for holds in statuses:
        if holds is False:
            return False
        found = found and holds
    return found


def _subject(atom: str) -> str:
    """Return what a fact's atom is about: `is(FACT` for `is(FACT,VALUE)`."""
    return atom[: atom.rfind(",")]
