"""All worlds of one case, under one version of the policy and one choice of readings."""

from collections.abc import Collection, Iterable, Sequence

from ixasp.intake.case import Note, Statement
from ixasp.knowledge.vocabulary import Fact
from ixasp.worlds.encoding import Encoding, Known
from ixasp.worlds.literal import Literal
from ixasp.worlds.minimal import shrink
from ixasp.worlds.shape import Shape
from ixasp.worlds.solver import Solver
from ixasp.worlds.universe import Table, Universe, make_table
from ixasp.worlds.watch import SETTLING, settle


class Worlds:
    """Answers questions over all worlds that fit what is known."""

    def __init__(
        self,
        solver: Solver,
        encoding: Encoding,
        given: list[int],
        statements: Sequence[Statement],
        notes: Sequence[Note] = (),
    ) -> None:
        """Assume what is given (version, readings, shape) and what is stated."""
        self._solver = solver
        self._encoding = encoding
        self._given = given
        self.statements = tuple(statements)
        """What is stated, and what codes supply."""
        self.notes = tuple(notes)
        """What was dropped."""
        self.known = tuple(encoding.known(statements))
        """Each literal that the statements make known."""
        self._facts = [*given, *map(self.of_known, self.known)]
        self._assumed = [-solver.known(SETTLING), *self._facts]
        self._seen: dict[str, bool] = {}

    def literal(self, literal: Literal) -> int:
        """Return the solver's literal for a literal about a plain fact."""
        atom, holds = self._encoding.literal_atom(literal)
        found = self._solver.known(atom)
        return found if holds else -found

    def atom(self, atom: str) -> int:
        """Return the solver's literal for an atom of the rules."""
        return self._solver.literal(atom)

    def without(self, paths: Collection[str]) -> "Worlds":
        """Return the worlds that fit what is stated, some facts taken back."""
        kept = [statement for statement in self.statements if statement.path not in paths]
        return Worlds(self._solver, self._encoding, self._given, kept, self.notes)

    def of_known(self, known: Known) -> int:
        """Return the solver's literal for what a statement makes known."""
        literal = self._solver.known(known.atom)
        return literal if known.holds else -literal

    @property
    def constraining(self) -> frozenset[int]:
        """The readings, by the solver's literals, for which the constraints between facts ask."""
        return self._solver.entangled.constraining

    @property
    def shape(self) -> Shape:
        """What the ground program depends on."""
        return self._encoding.shape

    @property
    def counts(self) -> tuple[str, ...]:
        """The facts that are counts."""
        return self._encoding.counts

    @property
    def fact_atoms(self) -> Sequence[str]:
        """Every atom about a fact, and about what dates settle: together they tell one patient from all others."""
        return self._solver.fact_atoms

    def atoms(self, predicates: Sequence[str]) -> list[str]:
        """Return all atoms of these predicates, in alphabetical order."""
        return self._solver.atoms(predicates)

    def certain(self, literals: Sequence[int]) -> list[bool | None]:
        """Return for each literal whether it holds in every world (true), in none (false), or in some (none)."""
        first = self.world((), literals)
        if first is None:
            raise AssertionError("worlds of a consistent case")
        settled: list[bool | None] = list(first)
        for index, literal in enumerate(literals):
            if settled[index] is not None:
                other = self.world([-literal if settled[index] else literal], literals)
                if other is not None:
                    settled = [was if was is now else None for was, now in zip(settled, other, strict=True)]
        return settled

    def settle(self, atoms: Sequence[str]) -> list[bool | None]:
        """Return for each watched atom whether it holds in every world (true), in none (false), or in some (none)."""
        if not self._seen.keys() >= set(atoms) and not self.look(atoms):
            raise AssertionError("worlds of a consistent case")
        return settle(self._solver, self._facts, atoms, [self._seen[atom] for atom in atoms])

    def look(self, atoms: Sequence[str]) -> bool:
        """Look at one world, and return whether there is one; what holds in it is kept for settle and certainly."""
        seen = self.world((), [self._solver.literal(atom) for atom in atoms])
        self._seen = {} if seen is None else dict(zip(atoms, seen, strict=True))
        return seen is not None

    def certainly(self, atom: str) -> bool | None:
        """Return whether an atom holds in every world (true), in none (false), or in some (none)."""
        literal = self._solver.literal(atom)
        holds = self._seen[atom] if atom in self._seen else self.possible([literal])
        return None if self.possible([-literal if holds else literal]) else holds

    def world(self, also: Sequence[int], read: Sequence[int]) -> list[bool] | None:
        """Return which literals hold in some world where `also` holds; None where there is no such world."""
        return self._solver.model([*self._assumed, *also], read)

    def possible(self, also: Sequence[int]) -> bool:
        """Return whether some world has all the literals."""
        return self._solver.model([*self._assumed, *also], ()) is not None

    def bearing(self, literal: int) -> frozenset[str]:
        """Return the facts, by name, that a solver's literal can turn on; the others make no difference to it."""
        return self._solver.entangled.bearing(literal)

    def turns(self, literal: int, facts: Collection[str], askable: Collection[str]) -> bool:
        """Return whether a solver's literal may turn out either way with `facts`, all else being told.

        Two worlds of the case are looked for that differ in it and agree on every other fact that may be asked for.

        Args:
            literal: a literal of the solver
            facts: the facts that may differ; those that can't be asked for may differ, too
            askable: all facts that may be asked for
        """
        return self._solver.twins.differ(self._assumed, literal, [name for name in askable if name not in facts])

    def loose_group(self, fact: str) -> frozenset[str]:
        """Return the facts with which one is entangled by more than pairs of literals, itself included; none if so."""
        group = self._solver.entangled.groups.get(fact)
        return frozenset() if group is None or group.pairwise else group.subjects

    def linked(self, one: str, other: str) -> bool:
        """Return whether two facts constrain one another, directly or through others."""
        group = self._solver.entangled.groups.get(one)
        return group is not None and other in group.subjects

    def universe(self, facts: Iterable[Fact]) -> Universe:
        """Return the open literals of facts, numbered."""
        return Universe(facts, self._solver.entangled.groups, self._table)

    def _table(self, literals: tuple[Literal, ...]) -> Table:
        """Return how literals bear on one another; kept, as it depends on little of the case."""
        numbers = [self.literal(literal) for literal in literals]
        group = self._solver.entangled.groups.get(literals[0].fact)
        subjects = group.subjects if group else {literals[0].fact}
        if group is not None and not group.pairwise:
            return self._make_table(numbers)
        about = tuple(self.of_known(known) for known in self.known if known.literal.fact in subjects)
        return self._solver.remembered((*numbers, 0, *self._given, 0, *about), lambda: self._make_table(numbers))

    def _make_table(self, numbers: Sequence[int]) -> Table:
        def world(wanted: Sequence[tuple[int, bool]]) -> int | None:
            held = self.world([numbers[at] if holds else -numbers[at] for at, holds in wanted], numbers)
            return None if held is None else sum(1 << at for at, holds in enumerate(held) if holds)

        return make_table(len(numbers), world)

    def reason(self, impossible: Sequence[int]) -> list[Known]:
        """Return a minimal part of what is known that leaves no world for the literals `impossible`."""
        given = [-self._solver.known(SETTLING), *impossible, *self._given]
        return shrink(self.known, self.of_known, lambda literals: self._solver.refuted([*given, *literals]))

    def without_world(self, literals: Sequence[int], also: Sequence[int]) -> list[int]:
        """Return a minimal part of `literals` that, with the case and `also`, has no world; empty if there is one."""
        assumed = [*also, *self._assumed]
        return shrink(literals, int, lambda kept: self._solver.refuted([*assumed, *kept]))
