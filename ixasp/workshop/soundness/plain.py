"""Atoms about facts as short words for a knowledge engineer: names as the rules write them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ixasp.knowledge.vocabulary import Fact, Kind, Vocabulary
from ixasp.workshop.soundness.draft import listed

_ATOM = re.compile(r'(is|includes|at_least|above)\((\w+),"?([^"]*?)"?\)')


def plain_facts(vocabulary: Vocabulary, atoms: Mapping[str, bool]) -> Iterator[str]:
    """Yield what atoms say of each fact, in the order of the vocabulary; of a number only the closest limits."""
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for atom, holds in atoms.items():
        if match := _ATOM.fullmatch(atom):
            found.setdefault(match[2], []).append((match[1], match[3], holds))
    for name, fact in vocabulary.facts.items():
        said = found.get(name, [])
        if fact.kind in (Kind.ONE_OF, Kind.YES_NO):
            yield from _value(fact, said)
        elif fact.kind is Kind.SET_OF:
            yield from (f"{name} {'includes' if holds else 'does not include'} {of}" for _, of, holds in said)
        else:
            yield from _number(name, said)


def _value(fact: Fact, said: Sequence[tuple[str, str, bool]]) -> Iterator[str]:
    is_not = {value for _, value, holds in said if not holds}
    settled = [value for _, value, holds in said if holds]
    left = settled or [value for value in fact.domain if value not in is_not]
    if len(left) < len(fact.domain):
        yield f"{fact.name} is {listed(left, 'or')}"


def _number(name: str, said: Sequence[tuple[str, str, bool]]) -> Iterator[str]:
    reached = [one for one in said if one[2]]
    missed = [one for one in said if not one[2]]
    if reached:
        relation, value, _ = max(reached, key=lambda one: (Decimal(one[1]), one[0] == "above"))
        yield f"{name} is {'above' if relation == 'above' else 'at least'} {value}"
    if missed:
        relation, value, _ = min(missed, key=lambda one: (Decimal(one[1]), one[0] == "above"))
        yield f"{name} is {'at most' if relation == 'above' else 'below'} {value}"
