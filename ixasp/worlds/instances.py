"""The ground rules of one shape, each with the rule that it comes from: what derivations are read from."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ixasp.knowledge.program import NUMBER, Plain, Term
from ixasp.worlds.rules import GroundRule


class Instance(NamedTuple):
    """A ground rule."""

    rule: int | None
    """The number of the rule that it comes from; none for one that the grounder made for itself."""
    body: tuple[int, ...]
    """The literals that it asks for, in the order of print."""
    weights: tuple[int, ...] = ()
    """For an aggregate, what each literal counts."""
    least: int = 0
    """For an aggregate, how much must be reached."""


class Instances:
    """All ground rules that derive something, by the atom that they derive."""

    def __init__(self, rules: Iterable[GroundRule], terms: Mapping[int, Plain], names: Mapping[int, str]) -> None:
        """Sort the rules, each with its number instead of the atom that stands for it.

        Args:
            rules: the ground rules of a program whose rules are numbered
            terms: what each atom says; none for those that the grounder made for itself
            names: the same as clingo writes it
        """
        numbers = {
            literal: int(str(term.arguments[0]))
            for literal, term in terms.items()
            if isinstance(term, Term) and term.name == NUMBER
        }
        self.terms = {literal: term for literal, term in terms.items() if literal not in numbers}
        """What each atom says; none for those that the grounder made for itself."""
        self.names = {literal: names[literal] for literal in self.terms}
        """The same as clingo writes it."""
        self.rules: dict[int, list[Instance]] = {}
        """The rules for each atom, in the order of print."""
        for rule in rules:
            if not rule.choice:
                for atom in rule.head:
                    self.rules.setdefault(atom, []).append(_instance(rule, numbers))
        for found in self.rules.values():
            found.sort(key=lambda instance: -1 if instance.rule is None else instance.rule)

    def below(self, atom: int) -> list[int]:
        """Return the atoms that an atom's rules ask for, directly or through others, itself first."""
        found, left = {atom: None}, [atom]
        while left:
            for instance in self.rules.get(left.pop(), ()):
                for literal in instance.body:
                    if abs(literal) not in found:
                        found[abs(literal)] = None
                        left.append(abs(literal))
        return list(found)


def _instance(rule: GroundRule, numbers: Mapping[int, int]) -> Instance:
    """Return a rule as it stands in print; the grounder tells conditions from last to first."""
    body = tuple(literal for literal in reversed(rule.body) if literal not in numbers)
    number = next((numbers[literal] for literal in rule.body if literal in numbers), None)
    return Instance(number, body, tuple(reversed(rule.weights or ())), rule.least)
