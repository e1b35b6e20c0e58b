"""The ground rules of one shape, each with the rule that it comes from: what derivations are read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ixasp.knowledge.program import NUMBER, Plain, Term


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


@dataclass
class Instances:
    """All ground rules that derive something, by the atom that they derive."""

    terms: Mapping[int, Plain] = field(default_factory=dict)
    """What each atom says; none for those that the grounder made for itself."""
    names: Mapping[int, str] = field(default_factory=dict)
    """The same as clingo writes it."""
    rules: dict[int, list[Instance]] = field(default_factory=dict)

    def named(self, terms: Mapping[int, Plain], names: Mapping[int, str]) -> "Instances":
        """Return the rules with their atoms named, and each with its number instead of the atom that stands for it."""
        numbers = {
            literal: term.arguments[0]
            for literal, term in terms.items()
            if isinstance(term, Term) and term.name == NUMBER
        }
        rules = {
            head: sorted((_numbered(instance, numbers) for instance in found), key=_place)
            for head, found in self.rules.items()
        }
        return Instances(terms, names, rules)

    def add(self, head: Sequence[int], body: Sequence[int], weights: Sequence[int] = (), least: int = 0) -> None:
        """Take note of a ground rule; the grounder tells conditions from last to first."""
        for atom in head:
            instance = Instance(None, tuple(reversed(body)), tuple(reversed(weights)), least)
            self.rules.setdefault(atom, []).append(instance)

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


def _numbered(instance: Instance, numbers: Mapping[int, Plain]) -> Instance:
    number = next((numbers[literal] for literal in instance.body if literal in numbers), None)
    if not isinstance(number, int):
        return instance
    return instance._replace(rule=number, body=tuple(literal for literal in instance.body if literal not in numbers))


def _place(instance: Instance) -> int:
    return -1 if instance.rule is None else instance.rule
