"""Many atoms settled in a few questions."""

from collections.abc import Sequence

from ixasp.worlds.solver import Solver

SETTLING = "_settling"
"""Whether watched atoms are being settled; every other question denies it, so that the solver need not decide them."""


def watch_rules(atoms: Sequence[str]) -> str:
    """Return rules that hold _differs in a world where some watched atom is not as it was seen before."""
    rules = [f"{{ {SETTLING} }}.", f"{{ _watched(0..{len(atoms) - 1}); _seen(0..{len(atoms) - 1}) }} :- {SETTLING}."]
    for index, atom in enumerate(atoms):
        rules.append(f"_differs :- _watched({index}), {atom}, not _seen({index}).")
        rules.append(f"_differs :- _watched({index}), not {atom}, _seen({index}).")
    return "\n".join(rules)


WATCH_ATOMS = (SETTLING, "_watched", "_seen", "_differs")
"""The predicates that watch_rules makes."""


def settle(solver: Solver, assumptions: Sequence[int], atoms: Sequence[str], seen: Sequence[bool]) -> list[bool | None]:
    """Return for each watched atom whether it holds in every world (true), in none (false) or in some (none).

    One world was seen; each further one must differ from it in an atom that never differed so far. The last question,
    which has no such world, proves all that is left at once: brave and cautious consequences in one.

    Args:
        solver: its program holds watch_rules(atoms)
        assumptions: what restricts the worlds
        atoms: the watched atoms, in the order of the rules
        seen: whether each atom holds in some world of the assumptions
    """
    settled: list[bool | None] = list(seen)
    left = list(range(len(atoms)))
    watched = [solver.known(f"_watched({index})") for index in left]
    as_seen = [mark if holds else -mark for mark, holds in zip(_marks(solver, left), seen, strict=True)]
    literals = [solver.literal(atom) for atom in atoms]
    question = [solver.known("_differs"), *assumptions]
    while True:
        marks = [watched[index] if settled[index] is not None else -watched[index] for index in range(len(atoms))]
        other = solver.model([*question, *marks, *(as_seen[index] for index in left)], [literals[at] for at in left])
        if other is None:
            return settled
        for index, holds in zip(left, other, strict=True):
            if holds is not settled[index]:
                settled[index] = None
        left = [index for index in left if settled[index] is not None]


def _marks(solver: Solver, indices: Sequence[int]) -> list[int]:
    return [solver.known(f"_seen({index})") for index in indices]
