"""The alternatives of the policy that an outcome rests on."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from ixasp.answers.question import Question
from ixasp.worlds.space import Worlds


def basis(question: Question, worlds: Worlds, found: Mapping[str, bool | None]) -> tuple[str, ...]:
    """Return the alternatives that are met, with what they need, in every world.

    Where the request's section is met by a case split, so that none of them is, return a smallest set of alternatives
    of which every world meets one.
    """
    atoms = question.watched.basis
    certain = tuple(name for name, atom in atoms.items() if found[atom])
    open_names = [name for name, atom in atoms.items() if found[atom] is None]
    if certain or not open_names or _none_may_hold(worlds, [atoms[name] for name in open_names]):
        return certain
    for size in range(2, len(open_names) + 1):
        for names in combinations(open_names, size):
            if not _none_may_hold(worlds, [atoms[name] for name in names]):
                return names
    return ()


def _none_may_hold(worlds: Worlds, atoms: Sequence[str]) -> bool:
    """Return whether some world meets none of the alternatives."""
    return worlds.possible([-worlds.atom(atom) for atom in atoms])
