"""Clingo under assumptions: one ground program, many questions.

A question is a list of assumptions, literals as whole numbers, negative for negation. Nothing is ever added to the
program, so a question leaves no trace but what the solver learned.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from clingo import Control, Observer, parse_term

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.program import Program, plain
from ixasp.worlds.entangled import Entangled
from ixasp.worlds.instances import Instances
from ixasp.worlds.recent import Recent
from ixasp.worlds.rules import GroundProgram, GroundRule, GroundRules
from ixasp.worlds.twins import Twins

Kept = TypeVar("Kept")

_REMEMBERED = 512
_OPTIONS = ("1", "-Wnone", "--heuristic=None")
"""A question is decided by propagation almost alone; scores of atoms, made anew for each, cost more than they save."""
_FIXED = ("is(reading(", "is(version,")
_ABOUT_FACTS = ("is", "includes", "at_least", "above")
_CHOSEN = (*_ABOUT_FACTS, "within", "stated", "settled", "own_last_dose")
_ASKED = (*_CHOSEN, "met", "own_section")


class _Listener(Observer):
    """Takes note of ground rules while clingo grounds."""

    def __init__(self, rules: GroundRules) -> None:
        self._rules = rules.rules

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        self._rules.append(GroundRule(choice, tuple(head), tuple(body)))

    def weight_rule(self, choice: bool, head: Sequence[int], lower_bound: int, body: Sequence[tuple[int, int]]) -> None:
        literals, weights = tuple(literal for literal, _ in body), tuple(weight for _, weight in body)
        self._rules.append(GroundRule(choice, tuple(head), literals, weights, lower_bound))


def ground_program(rules_text: str, worlds: str) -> GroundProgram:
    """Return ground rules with those that make worlds of one shape; nothing is solved."""
    rules, control = _grounded(f"{rules_text}\n{worlds}")
    return GroundProgram(rules, {str(atom.symbol): atom.literal for atom in control.symbolic_atoms})


def ground_instances(program: Program, worlds: str) -> Instances:
    """Return the ground rules of a policy with the rules that make worlds of one shape; nothing is solved."""
    rules, control = _grounded(f"{program.numbered.text}\n{worlds}")
    atoms = [atom for atom in control.symbolic_atoms if not atom.is_fact]
    terms = {atom.literal: plain(atom.symbol) for atom in atoms}
    return Instances(rules, terms, {atom.literal: str(atom.symbol) for atom in atoms})


def _grounded(text: str) -> tuple[list[GroundRule], Control]:
    """Return the ground rules of a program, and the control that knows its atoms."""
    rules = GroundRules()
    control = Control(["-Wnone"])
    control.register_observer(_Listener(rules))
    control.add("base", [], text)
    control.ground([("base", [])])
    return rules.rules, control


class TooHard(Exception):
    """A question was not decided within the effort that it was given."""


class GroundSolver:
    """A ground program, handed over rule by rule, that answers questions; not for two threads at once."""

    def __init__(self, rules: Iterable[GroundRule]) -> None:
        """Take the rules; their atoms are numbered as one likes, from 1."""
        self._control = Control(["1", "-Wnone"])
        self._number: dict[int, int] = {}
        self.add(rules)

    def add(self, rules: Iterable[GroundRule]) -> None:
        """Add rules for atoms that no rule has derived so far."""
        with self._control.backend() as backend:
            for rule in rules:
                head = [self._mapped(atom, backend.add_atom) for atom in rule.head]
                body = [self._mapped(literal, backend.add_atom) for literal in rule.body]
                if rule.weights is None:
                    backend.add_rule(head, body, rule.choice)
                else:
                    weighted = list(zip(body, rule.weights, strict=True))
                    backend.add_weight_rule(head, rule.least, weighted, rule.choice)

    def _mapped(self, literal: int, add_atom: Callable[[], int]) -> int:
        atom = abs(literal)
        if atom not in self._number:
            self._number[atom] = add_atom()
        return self._number[atom] if literal > 0 else -self._number[atom]

    def possible(self, assumptions: Sequence[int]) -> bool:
        """Return whether there is a world in which all literals hold, each of an atom that occurs in the rules."""
        return bool(self._control.solve(assumptions=self._numbered(assumptions)).satisfiable)

    def model(self, assumptions: Sequence[int], read: Sequence[int]) -> list[bool] | None:
        """Return which of the literals `read` hold in some world of the assumptions; None where there is no world."""
        with self._control.solve(assumptions=self._numbered(assumptions), yield_=True) as handle:
            found = handle.model()
            return None if found is None else [found.is_true(literal) for literal in self._numbered(read)]

    def model_within(self, conflicts: int, assumptions: Sequence[int], read: Sequence[int]) -> list[bool] | None:
        """Return the same as model.

        Raises:
            TooHard: it was not decided within so many conflicts
        """
        solving: Any = self._control.configuration.solve
        solving.solve_limit = str(conflicts)
        try:
            with self._control.solve(assumptions=self._numbered(assumptions), yield_=True) as handle:
                found = handle.model()
                if found is None and not handle.get().unsatisfiable:
                    raise TooHard
                return None if found is None else [found.is_true(literal) for literal in self._numbered(read)]
        finally:
            solving.solve_limit = "umax"

    def refuted(self, assumptions: Sequence[int]) -> frozenset[int] | None:
        """Return assumptions that alone have no world; None where all of them together have one."""
        numbered = self._numbered(assumptions)
        with self._control.solve(assumptions=numbered, yield_=True) as handle:
            if handle.get().satisfiable:
                return None
            core = set(handle.core())
        return frozenset(given for given, literal in zip(assumptions, numbered, strict=True) if literal in core)

    def _numbered(self, literals: Sequence[int]) -> list[int]:
        return [self._number[literal] if literal > 0 else -self._number[-literal] for literal in literals]


class Solver:
    """A ground program that answers questions; not for two threads at once."""

    def __init__(self, program: Program, worlds: str, watched: Iterable[str], values: Mapping[str, int]) -> None:
        """Ground a policy with the rules that make worlds.

        Args:
            program: the policy
            worlds: the rules that make worlds of one shape
            watched: atoms that will be asked about, besides those of facts and criteria
            values: how many values each one-of fact has
        """
        rules = GroundRules()
        self._control = Control(_OPTIONS)
        self._control.register_observer(_Listener(rules))
        self._control.load(str(program.sources.entry))
        self._control.add("base", [], f"{worlds}\n{{ _never }}. :- _never.\n#show.")  # nothing is read but by literal
        self._control.ground([("base", [])])
        atoms = self._control.symbolic_atoms
        signatures = {(name, arity) for name, arity, _ in atoms.signatures}
        wanted = {atom.partition("(")[0] for atom in watched} | {*_ASKED, "_never"}
        self._literals = {
            str(atom.symbol): atom.literal
            for name, arity in signatures
            if name in wanted
            for atom in atoms.by_signature(name, arity)
        }
        self._never = self._literals["_never"]
        self.fact_atoms = tuple(
            atom for atom in self._literals if atom.partition("(")[0] in _CHOSEN and not atom.startswith(_FIXED)
        )
        """Every atom that worlds choose, but for the version and the readings."""
        self._memory: Recent[tuple[int, ...], Any] = Recent(_REMEMBERED)
        about_facts = {
            literal: atom
            for atom, literal in self._literals.items()
            if atom.partition("(")[0] in _ABOUT_FACTS and not atom.startswith(_FIXED)
        }
        fixed = [literal for atom, literal in self._literals.items() if atom.startswith(_FIXED)]
        self._rules = rules
        self._twins: Twins | None = None
        self.entangled = Entangled(rules, about_facts, fixed, values)
        """Which facts belong together."""

    def literal(self, atom: str) -> int:
        """Return the literal of an atom; an atom that can't hold has the literal of what never holds."""
        found = self._literals.get(atom)
        if found is None:
            symbolic = self._control.symbolic_atoms[parse_term(atom)]
            found = self._literals[atom] = self._never if symbolic is None else symbolic.literal
        return found

    @property
    def twins(self) -> Twins:
        """Pairs of worlds; made when they are first asked for."""
        if self._twins is None:
            subjects: dict[str, list[int]] = {}
            for literal, subject in self.entangled.subjects.items():
                subjects.setdefault(subject, []).append(literal)
            self._twins = Twins(self._rules.rules, subjects, GroundSolver)
        return self._twins

    def known(self, atom: str) -> int:
        """Return the literal of an atom that the program must have.

        Raises:
            KnowledgeBaseError: no rule makes it.
        """
        try:
            return self._literals[atom]
        except KeyError as error:
            raise KnowledgeBaseError(f"the rules make no world in which `{atom}` is decided") from error

    def atoms(self, predicates: Sequence[str]) -> list[str]:
        """Return all atoms of these predicates, in alphabetical order."""
        return sorted(atom for atom in self._literals if atom.partition("(")[0] in predicates)

    def remembered(self, key: tuple[int, ...], make: Callable[[], Kept]) -> Kept:
        """Return what was made for a key before, or make it; the key that was not asked for the longest goes first."""
        kept: Kept = self._memory.get(key, make)
        return kept

    def model(self, assumptions: Sequence[int], read: Sequence[int]) -> list[bool] | None:
        """Return which of the literals `read` hold in some world of the assumptions; None where there is no world."""
        with self._control.solve(assumptions=assumptions, yield_=True) as handle:
            found = handle.model()
            return None if found is None else [found.is_true(literal) for literal in read]

    def refuted(self, assumptions: Sequence[int]) -> frozenset[int] | None:
        """Return assumptions that alone have no world; None where all of them together have one."""
        with self._control.solve(assumptions=assumptions, yield_=True) as handle:
            if handle.get().satisfiable:
                return None
            return frozenset(handle.core())
