"""The alternatives of the policy that an outcome rests on."""

from collections.abc import Mapping
from itertools import combinations

from ixasp.answers.question import Question
from ixasp.worlds.space import Worlds


def basis(
    question: Question, worlds: Worlds, found: Mapping[str, bool | None], *, approved: bool
) -> tuple[str, ...]:
    """Return the alternatives that are met, with what they need, in every world.

    Where an approval rests on a case split, so that none of them is, return a smallest set of alternatives of which
    every world meets one.
    """
    atoms = question.watched.basis
    certain = tuple(name for name, atom in atoms.items() if found[atom])
    if certain or not approved:
        return certain
    open_names = [name for name, atom in atoms.items() if found[atom] is None]
    for size in range(2, len(open_names) + 1):
        for names in combinations(open_names, size):
            if not worlds.possible([-worlds.atom(atoms[name]) for name in names]):
                return names
    return ()
