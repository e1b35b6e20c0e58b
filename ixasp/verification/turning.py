"""The open facts on which something turns, found anew: those that take part in a completion that would settle it."""

from collections.abc import Iterable, Iterator, Mapping

from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenLiteral
from ixasp.verification.search import Search


def turning_facts(examination: Examination, atoms: Iterable[str], deadline: float) -> set[str]:
    """Return the facts that take part in a minimal completion after which one of some atoms holds.

    Args:
        examination: the case
        atoms: as the rules write them
        deadline: of the monotonic clock

    Raises:
        Late: they are not all found before the deadline.
    """
    written, facts = examination.askable(), set[str]()
    for atom in atoms:
        goal = examination.literal((atom, True))
        search = Search(examination.checker, examination.base(), goal, written, deadline)
        for literals in _completions(search, written):
            facts |= {written[literal].fact for literal in literals}
    return facts


def _completions(search: Search, written: Mapping[int, WrittenLiteral]) -> Iterator[list[int]]:
    """Yield every weakest set of literals that leads to the goal; of those that say the same, the fewest facts."""
    listed: list[list[int]] = []
    while (found := search.find(listed)) is not None:
        same = _weakest(search, found)
        fewest = min(_facts(written, literals) for literals in same)
        kept = [literals for literals in same if _facts(written, literals) == fewest]
        listed += kept
        yield from kept


def _weakest(search: Search, found: list[int]) -> list[list[int]]:
    """Return sets that lead to the goal, follow from one that does, and imply each other, but nothing weaker."""
    while True:
        others = list(search.sufficient(search.implied(found)))
        weaker = next((other for other in others if not search.follows(found, other)), None)
        if weaker is None:
            return others
        found = weaker


def _facts(written: Mapping[int, WrittenLiteral], literals: list[int]) -> int:
    return len({written[literal].fact for literal in literals})
