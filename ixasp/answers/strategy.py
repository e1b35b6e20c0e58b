"""Which fact to ask for first, so that the fewest questions settle an outcome in the worst case.

The completions for approve and for deny are all that is needed: they tell for every combination of answers what it
comes to. Where that is always one of the two, and every completion for deny stays within one of several blocks of
facts, all blocks must turn out well for an approval, and the fewest questions add up over the blocks; and the other
way round. A block that is left is searched whole. (Decision trees of least depth; that the depth adds up over an AND
of functions without a common variable: the one who answers can leave each block open until its last question.)
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import product
from operator import and_, or_

from ixasp.answers.answerable import Answer, answers
from ixasp.answers.minimax import Minimax, Table
from ixasp.knowledge.vocabulary import Fact
from ixasp.worlds.literal import Literal

MOST_FACTS = 12
"""How many facts are gone through whole."""
MOST_COMBINATIONS = 1 << 20

Term = frozenset[Literal]
"""Literals that together settle a goal."""


@dataclass(frozen=True)
class Strategy:
    """How to begin, and how many questions there are in the worst case."""

    first: tuple[str, ...]
    """The facts with which one may begin, in the order of the vocabulary."""
    at_least: int
    """No way of asking needs fewer questions in the worst case."""
    at_most: int
    """One that begins so needs no more; equal to `at_least` where the search was exact."""


@dataclass(frozen=True)
class Asked:
    """What is asked about: the facts, their completions, and what can be."""

    facts: Mapping[str, Fact]
    approve: frozenset[Term]
    """All completions for approve, as far as facts may be asked for."""
    deny: frozenset[Term]
    linked: Callable[[str, str], bool]
    """Whether two facts constrain one another."""
    possible: Callable[[Sequence[Literal]], bool]
    """Whether some patient has all of the literals."""

    @property
    def relevant(self) -> tuple[str, ...]:
        """The facts on which something turns, in the order of the vocabulary."""
        named = {literal.fact for term in (*self.approve, *self.deny) for literal in term}
        return tuple(name for name in self.facts if name in named)

    def mattering(self, name: str) -> frozenset[Literal]:
        """Return the literals of a fact that some completion asks for."""
        terms = (*self.approve, *self.deny)
        return frozenset(literal for term in terms for literal in term if literal.fact == name)


def strategy(asked: Asked) -> Strategy:
    """Return how to begin: exact for at most MOST_FACTS facts, a rule of thumb with its bounds beyond."""
    grid = _grid(asked) if len(asked.relevant) <= MOST_FACTS else None
    if grid is None:
        return by_share(asked)
    blocks = list(_blocks(asked)) if grid.total and not grid.needs_all else [asked]
    if len(blocks) == 1:
        return grid.searched()
    found = [strategy(block) for block in blocks]
    first = {name for block in found for name in block.first}
    return Strategy(
        tuple(name for name in asked.facts if name in first),
        sum(block.at_least for block in found),
        sum(block.at_most for block in found),
    )


def by_share(asked: Asked) -> Strategy:
    """Begin with the fact that has the largest share in completions: what it turns out to be rules out most."""
    names, terms = asked.relevant, (*asked.approve, *asked.deny)
    share = {name: sum(1 / len(term) for term in terms if any(one.fact == name for one in term)) for name in names}
    shortest = [
        min((len({one.fact for one in term}) for term in some), default=0) for some in (asked.approve, asked.deny)
    ]
    return Strategy((max(names, key=lambda name: share[name]),), max(1, *shortest), len(names))


def _blocks(asked: Asked) -> Iterator[Asked]:
    """Yield blocks of facts over which the fewest questions add up."""
    for apart, other in ((asked.deny, asked.approve), (asked.approve, asked.deny)):
        parts = _connected(asked, apart)
        if len(parts) > 1:
            for names in parts:
                own = frozenset(term for term in apart if any(literal.fact in names for literal in term))
                rest = frozenset(frozenset(one for one in term if one.fact in names) for term in other)
                approve, deny = (rest, own) if apart is asked.deny else (own, rest)
                yield from _blocks(replace(asked, approve=approve, deny=deny))
            return
    yield asked


def _connected(asked: Asked, terms: Collection[Term]) -> list[set[str]]:
    """Return the facts in groups, those together that share a term or constrain one another."""
    names = asked.relevant
    groups = [{name} for name in names]
    together = [{literal.fact for literal in term} for term in terms]
    together += [{one, other} for one in names for other in names if one < other and asked.linked(one, other)]
    for joined in together:
        touched = [group for group in groups if group & joined]
        groups = [group for group in groups if not group & joined]
        if touched:
            groups.append(set[str]().union(*touched))
    return groups


def different(block: Asked, name: str) -> list[Answer]:
    """Return one answer for each way in which a fact can matter."""
    found: dict[object, Answer] = {}
    for answer in answers(block.facts[name], block.mattering(name)):
        if block.possible(answer.literals):
            left = tuple(_left(terms, name, answer) for terms in (block.approve, block.deny))
            # Facts that constrain one another are told apart as they are: what another may be hangs on them.
            constrained = any(block.linked(name, other) for other in block.relevant if other != name)
            found.setdefault((left, answer.literals) if constrained else left, answer)
    return list(found.values())


def _left(terms: Collection[Term], name: str, answer: Answer) -> frozenset[Term]:
    """Return what is left of terms once a fact is known."""
    rest = {
        frozenset(one for one in term if one.fact != name)
        for term in terms
        if all(one in answer.holds for one in term if one.fact == name)
    }
    return frozenset(term for term in rest if not any(other < term for other in rest))


@dataclass(frozen=True)
class _Grid:
    """All combinations of answers, and what each comes to."""

    names: tuple[str, ...]
    table: Table
    valid: int
    """The combinations that some patient has."""
    approve: int
    deny: int

    @property
    def free(self) -> bool:
        """Whether all answers combine freely."""
        return self.valid == self.table.everything

    @property
    def total(self) -> bool:
        """Whether every combination is settled one way or the other."""
        return self.approve | self.deny == self.valid

    @cached_property
    def needs_all(self) -> bool:
        """Whether it is known at once that every question is needed in the worst case."""
        return self.free and self.total and self.table.evasive(self.approve)

    def searched(self) -> Strategy:
        """Return the exact strategy."""
        if self.needs_all:
            return Strategy(self.names, len(self.names), len(self.names))
        search = Minimax(
            [[answer & self.valid for answer in some] for some in self.table.answers],
            [self.approve, self.deny, self.valid & ~self.approve & ~self.deny],
        )
        depth = search.depth(self.valid)
        return Strategy(tuple(self.names[question] for question in search.best(self.valid)), depth, depth)


def _grid(asked: Asked) -> _Grid | None:
    """Return all combinations of answers, or None where there are too many to go through."""
    names = asked.relevant
    choices = [different(asked, name) for name in names]
    if reduce(lambda size, some: size * len(some), choices, 1) > MOST_COMBINATIONS:
        return None
    table = Table([len(some) for some in choices])
    position = {name: number for number, name in enumerate(names)}
    valid = _valid(asked, names, choices, table)
    approve, deny = (
        reduce(or_, (_meeting(term, position, choices, table) for term in terms), 0) & valid
        for terms in (asked.approve, asked.deny)
    )
    return _Grid(names, table, valid, approve, deny)


def _meeting(term: Term, position: Mapping[str, int], choices: Sequence[Sequence[Answer]], table: Table) -> int:
    """Return the combinations in which a term holds."""
    found = table.everything
    for name in {literal.fact for literal in term}:
        asked = {literal for literal in term if literal.fact == name}
        masks = table.answers[position[name]]
        found &= reduce(
            or_,
            (mask for mask, answer in zip(masks, choices[position[name]], strict=True) if asked <= answer.holds),
            0,
        )
    return found


def _valid(block: Asked, names: Sequence[str], choices: Sequence[Sequence[Answer]], table: Table) -> int:
    """Return the combinations that some patient has; facts that do not constrain one another combine freely."""
    valid = table.everything
    left = list(range(len(names)))
    while left:
        group = [left.pop(0)]
        for number in group:
            joined = [other for other in left if block.linked(names[number], names[other])]
            group += joined
            left = [other for other in left if other not in joined]
        if len(group) > 1:
            valid &= reduce(or_, _possible(block, group, choices, table), 0)
    return valid


def _possible(block: Asked, group: Sequence[int], choices: Sequence[Sequence[Answer]], table: Table) -> Iterator[int]:
    for chosen in product(*(range(len(choices[number])) for number in group)):
        told = [
            literal
            for number, answer in zip(group, chosen, strict=True)
            for literal in choices[number][answer].literals
        ]
        if block.possible(told):
            yield reduce(and_, (table.answers[number][answer] for number, answer in zip(group, chosen, strict=True)))
