"""What a fact may turn out to be, told apart by the literals that matter."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from ixasp.knowledge.vocabulary import Fact, Kind
from ixasp.worlds.literal import Literal, Relation


@dataclass(frozen=True)
class Answer:
    """One thing that a fact may turn out to be."""

    literals: tuple[Literal, ...]
    """What is then known of it, as far as it matters."""
    holds: frozenset[Literal]
    """The literals that matter and then hold."""


def answers(fact: Fact, literals: Collection[Literal]) -> list[Answer]:
    """Return all answers to the question for a fact, each different from the others as far as `literals` can tell.

    Of a one-of fact every value is an answer of its own; of a number, every stretch between two limits.
    """
    if fact.kind in (Kind.ONE_OF, Kind.YES_NO):
        told = [(Literal(fact.name, Relation.IS, value),) for value in fact.domain]
        return [Answer(one, frozenset(literals) & set(one)) for one in told]
    if fact.kind is Kind.SET_OF:
        return list(_sets(fact, literals))
    return list(_stretches(fact.name, literals))


def _sets(fact: Fact, literals: Collection[Literal]) -> Iterator[Answer]:
    mattering = {literal.value for literal in literals}
    members = [member for member in fact.domain if member in mattering]
    for held in product((False, True), repeat=len(members)):
        told = tuple(
            Literal(fact.name, Relation.INCLUDES if included else Relation.EXCLUDES, member)
            for member, included in zip(members, held, strict=True)
        )
        yield Answer(told, frozenset(literals) & set(told))


def _stretches(name: str, literals: Collection[Literal]) -> Iterator[Answer]:
    lower = {Relation.BELOW: Relation.AT_LEAST, Relation.AT_MOST: Relation.ABOVE}
    limits = {Literal(name, lower.get(one.relation, one.relation), one.value) for one in literals}
    ascending = sorted(limits, key=lambda one: (Decimal(one.value), one.relation is Relation.ABOVE))
    for reached in range(len(ascending) + 1):
        below, above = ascending[:reached], [_opposite(one) for one in ascending[reached:]]
        yield Answer((*below[-1:], *above[:1]), frozenset(literals) & {*below, *above})


def _opposite(literal: Literal) -> Literal:
    relation = Relation.BELOW if literal.relation is Relation.AT_LEAST else Relation.AT_MOST
    return literal._replace(relation=relation)
