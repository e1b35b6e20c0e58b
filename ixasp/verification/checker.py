"""Plain clingo in a process of its own: it answers whether there is a world, and knows of nothing else.

It needs the standard library and clingo only. Its first line of standard input is a JSON object: the rule `files` and
the `text` of further rules, which are ground together. Each further line is a question, a JSON list of a name and
arguments, answered by one line. Literals are whole numbers, negative for what does not hold.
"""

import json
import sys
from collections.abc import Iterable, Sequence

from clingo import Control, Observer

_CHOSEN = ("is", "includes", "at_least", "above", "stated", "settled", "own_last_dose")
"""The predicates of which every atom must be decided in some world."""


class Rules(Observer):
    """Ground rules, to find out which choices constrain one another."""

    def __init__(self) -> None:
        """Begin without rules."""
        self._bodies: dict[int, set[int]] = {}
        self._together: list[tuple[set[int], set[int]]] = []
        self.chosen: set[int] = set()
        """The atoms that are left to choice."""
        self._below: dict[int, frozenset[int]] = {}

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        """Take note of a rule; what a choice depends on belongs together with each of its atoms."""
        atoms = {abs(literal) for literal in body}
        if choice:
            self.chosen.update(head)
            self._together += [({atom}, atoms) for atom in head if atoms]
        elif head:
            for atom in head:
                self._bodies.setdefault(atom, set()).update(atoms)
        else:
            self._together.append((set(), atoms))

    def weight_rule(self, choice: bool, head: Sequence[int], lower_bound: int, body: Sequence[tuple[int, int]]) -> None:
        """Take note of a rule whose body counts."""
        self.rule(choice, head, [literal for literal, _ in body])

    def groups(self, fixed: Iterable[int]) -> dict[int, int]:
        """Return a group for each chosen atom that constrains others, where the `fixed` literals are no choice."""
        constant = {abs(literal) for literal in fixed}
        leader: dict[int, int] = {}

        def lead(atom: int) -> int:
            while leader.setdefault(atom, atom) != atom:
                atom = leader[atom]
            return atom

        for chosen, atoms in self._together:
            found = chosen.union(*map(self._choices_below, atoms)) - constant
            for atom in found:
                leader[lead(atom)] = lead(min(found))
        return {atom: lead(atom) for atom in list(leader)}

    def _choices_below(self, atom: int) -> frozenset[int]:
        if atom not in self._below:
            seen, left = {atom}, [atom]
            while left:
                here = left.pop()
                further = self._bodies.get(here, set()) - seen
                seen |= further
                left += further
            self._below[atom] = frozenset(seen & self.chosen)
        return self._below[atom]


class Program:
    """The plain rules, grounded once; an assumption is a literal, negative for what does not hold."""

    def __init__(self, files: Sequence[str], text: str) -> None:
        """Ground files together with a text of further rules."""
        self.rules = Rules()
        self._control = Control(["1", "-Wnone"])
        self._control.register_observer(self.rules)
        for file in files:
            self._control.load(file)
        self._control.add("base", [], text + "\n{ _never }. :- _never.\n#show.")
        self._control.ground([("base", [])])
        self._atoms = {str(atom.symbol): atom.literal for atom in self._control.symbolic_atoms}

    def literals(self, atoms: Iterable[str]) -> list[int | None]:
        """Return atoms as literals: what can't be derived never holds; None for what no world decides."""
        never = self._atoms["_never"]
        return [self._atoms.get(atom, None if atom.partition("(")[0] in _CHOSEN else never) for atom in atoms]

    def world(self, assumed: Sequence[int], read: Iterable[int]) -> list[int] | None:
        """Return which literals of `read` hold in a world of the assumptions; None where there is no such world."""
        with self._control.solve(assumptions=assumed, yield_=True) as handle:
            model = handle.model()
            return None if model is None else [literal for literal in read if model.is_true(literal)]

    def shrink(self, fixed: list[int], part: list[int]) -> list[int] | None:
        """Return a part of `part`, no literal too many, that has no world with `fixed`; None where all have one."""
        kept = self._core(fixed, part)
        for literal in kept or ():
            if kept is not None and literal in kept:
                fewer = self._core(fixed, [other for other in kept if other != literal])
                kept = kept if fewer is None else fewer
        return kept

    def _core(self, fixed: list[int], part: list[int]) -> list[int] | None:
        """Return literals of `part` that have no world with `fixed`, if maybe too many; None where all have one."""
        with self._control.solve(assumptions=[*fixed, *part], yield_=True) as handle:
            if handle.model() is not None:
                return None
            core = set(handle.core())
        return [literal for literal in part if literal in core]


class Guesses:
    """Sets of items, one after another, that keep to all that was learned about them."""

    def __init__(self, items: Iterable[int]) -> None:
        """Guess any set of the items."""
        self._control = Control(["1", "-Wnone"])
        with self._control.backend() as backend:
            self._atoms = {item: backend.add_atom() for item in items}
            backend.add_rule(list(self._atoms.values()), choice=True)

    def guess(self) -> list[int] | None:
        """Return a set that was not ruled out; None where there is none."""
        with self._control.solve(yield_=True) as handle:
            model = handle.model()
            return None if model is None else [item for item, atom in self._atoms.items() if model.is_true(atom)]

    def rule_out(self, all_of: Iterable[int], none_of: Iterable[int]) -> None:
        """Rule out the sets that hold all of some items and none of others."""
        body = [self._atoms[item] for item in all_of] + [-self._atoms[item] for item in none_of]
        with self._control.backend() as backend:
            backend.add_rule([], body)


def answers(lines: Iterable[str]) -> Iterable[object]:
    """Yield the answer to each line."""
    source = iter(lines)
    program = Program(**json.loads(next(source)))
    guesses = Guesses(())
    yield "ready"
    for line in source:
        match json.loads(line):
            case ["literals", atoms]:
                yield program.literals(atoms)
            case ["world", assumed, read]:
                yield program.world(assumed, read)
            case ["shrink", fixed, part]:
                yield program.shrink(fixed, part)
            case ["chosen"]:
                yield sorted(program.rules.chosen)
            case ["groups", fixed]:
                yield list(program.rules.groups(fixed).items())
            case ["guesses", items]:
                guesses = Guesses(items)
                yield "ready"
            case ["guess"]:
                yield guesses.guess()
            case ["rule out", all_of, none_of]:
                guesses.rule_out(all_of, none_of)
                yield "ready"


if __name__ == "__main__":
    for answer in answers(sys.stdin):
        print(json.dumps(answer), flush=True)
