"""The literals that a case leaves open, and how they bear on one another."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ixasp.knowledge.vocabulary import Fact, Kind
from ixasp.worlds.entangled import Group
from ixasp.worlds.literal import Literal, Relation


def literals_of(fact: Fact) -> Iterator[Literal]:
    """Yield every literal of a fact that an answer may hold."""
    name = fact.name
    if fact.kind in (Kind.ONE_OF, Kind.YES_NO):
        yield from (Literal(name, Relation.IS, value) for value in fact.domain)
    elif fact.kind is Kind.SET_OF:
        for member in fact.domain:
            yield Literal(name, Relation.INCLUDES, member)
            yield Literal(name, Relation.EXCLUDES, member)
    elif fact.kind in (Kind.QUANTITY, Kind.COUNT):
        for limit in fact.limits:
            yield Literal(name, Relation.ABOVE if limit.strict else Relation.AT_LEAST, limit.text)
            yield Literal(name, Relation.AT_MOST if limit.strict else Relation.BELOW, limit.text)


@dataclass(frozen=True)
class Table:
    """How the literals of facts that constrain one another bear on one another, given the case. Masks of bits."""

    open: int
    """Literals that hold in some world and fail in some."""
    implied: tuple[int, ...]
    """For each literal, those that hold in every world where it does."""
    barred: tuple[int, ...]
    """For each literal, those that hold in no world where it does."""


class Universe:
    """Open literals of the facts that may be asked for, numbered; a set of them is a mask of bits.

    Facts come in groups that constrain one another. What holds within a group is asked of the solver once, when the
    group is first touched.
    """

    def __init__(
        self,
        facts: Iterable[Fact],
        groups: Mapping[str, Group],
        table: Callable[[tuple[Literal, ...]], Table],
    ) -> None:
        """Number the literals of facts, group by group.

        Args:
            facts: the facts that may be asked for, and that the case does not settle
            groups: the group of each fact that shares a constraint
            table: asks the solver how literals bear on one another
        """
        self._table = table
        self._literals: list[Literal] = []
        self._group_of: list[int] = []
        self._groups: list[tuple[int, tuple[Literal, ...], bool]] = []
        self._tables: dict[int, Table] = {}
        members: dict[object, list[Literal]] = {}
        pairwise: dict[object, bool] = {}
        for fact in facts:
            group = groups.get(fact.name)
            key: object = group.subjects if group else fact.name
            members.setdefault(key, []).extend(literals_of(fact))
            pairwise[key] = group is None or group.pairwise
        for key, literals in members.items():
            self._groups.append((len(self._literals), tuple(literals), pairwise[key]))
            self._group_of += [len(self._groups) - 1] * len(literals)
            self._literals += literals

    @property
    def literals(self) -> Sequence[Literal]:
        """All literals, by their number; some may not be open."""
        return self._literals

    def implied(self, number: int) -> int:
        """Return what a literal implies, itself included, as far as it is open."""
        base, table = self._at(number)
        return ((table.implied[number - base] | 1 << (number - base)) & table.open) << base

    def barred_by(self, mask: int) -> int:
        """Return what literals rule out, each by itself."""
        barred = 0
        for number in bits(mask):
            base, table = self._at(number)
            barred |= table.barred[number - base] << base
        return barred

    def pairwise(self, number: int) -> bool:
        """Return whether what follows from literals of this one's group follows from one of them."""
        return self._groups[self._group_of[number]][2]

    def against(self, reason: Iterable[int], world: int) -> int:
        """Return the open literals of which a completion needs one, to leave every world that has the `reason`.

        Where pairs of literals decide, only those that a literal of the reason rules out can matter. Elsewhere any
        literal that fails in the world may, together with others, as long as its group shares in the reason.
        """
        found = 0
        for number in reason:
            base, table = self._at(number)
            if self.pairwise(number):
                found |= (table.barred[number - base] & table.open) << base
            else:
                found |= (table.open << base) & ~world
        return found

    def false_in(self, world: int) -> int:
        """Return the open literals that fail in a world."""
        found = 0
        for position, (base, _, _) in enumerate(self._groups):
            found |= self._of_group(position).open << base
        return found & ~world

    def _at(self, number: int) -> tuple[int, Table]:
        position = self._group_of[number]
        return self._groups[position][0], self._of_group(position)

    def _of_group(self, position: int) -> Table:
        if position not in self._tables:
            self._tables[position] = self._table(self._groups[position][1])
        return self._tables[position]


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits of a mask, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def make_table(count: int, world: Callable[[Sequence[tuple[int, bool]]], int | None]) -> Table:
    """Return how `count` literals bear on one another.

    Args:
        count: how many literals there are
        world: given literals by number and whether they hold, a mask of the literals that hold in some such world,
            or None where there is no such world
    """
    everything = (1 << count) - 1
    seen: list[int] = []

    def ask(*wanted: tuple[int, bool]) -> int | None:
        for mask in seen:
            if all(bool(mask >> number & 1) is holds for number, holds in wanted):
                return mask
        found = world(wanted)
        if found is not None:
            seen.append(found)
        return found

    opened = 0
    implied, barred = [], []
    for number in range(count):
        first = ask((number, True))
        if first is None:
            implied.append(0)
            barred.append(everything)
            continue
        if ask((number, False)) is not None:
            opened |= 1 << number
        always, ever = first, first
        for other in bits(everything & ~(1 << number)):
            if always >> other & 1 and (found := ask((number, True), (other, False))) is not None:
                always, ever = always & found, ever | found
            if not ever >> other & 1 and (found := ask((number, True), (other, True))) is not None:
                always, ever = always & found, ever | found
        implied.append(always)
        barred.append(everything & ~ever)
    return Table(opened, tuple(implied), tuple(barred))
