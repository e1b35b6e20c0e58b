"""Many atoms settled in a few questions."""

from collections.abc import Sequence

from ixasp.worlds.solver import Solver


def watch_rules(atoms: Sequence[str]) -> str:
    """Return rules that hold _differs in a world where some watched atom is not as it was seen before."""
    rules = [f"{{ _watched(0..{len(atoms) - 1}); _seen(0..{len(atoms) - 1}) }}."]
    for index, atom in enumerate(atoms):
        rules.append(f"_differs :- _watched({index}), {atom}, not _seen({index}).")
        rules.append(f"_differs :- _watched({index}), not {atom}, _seen({index}).")
    return "\n".join(rules)


WATCH_ATOMS = ("_watched", "_seen", "_differs")
"""The predicates that watch_rules makes."""


def settle(solver: Solver, assumptions: Sequence[int], atoms: Sequence[str]) -> list[bool | None] | None:
    """Return for each watched atom whether it holds in every world (true), in none (false) or in some (none).

    One world is seen first; each further one must differ from it in an atom that never differed so far. The last
    question, which has no such world, proves all that is left at once: brave and cautious consequences in one.

    Args:
        solver: its program holds watch_rules(atoms)
        assumptions: what restricts the worlds
        atoms: the watched atoms, in the order of the rules
    """
    literals = [solver.literal(atom) for atom in atoms]
    seen = solver.model(assumptions, literals)
    if seen is None:
        return None
    marks = [(solver.known(f"_watched({index})"), solver.known(f"_seen({index})")) for index in range(len(atoms))]
    settled: list[bool | None] = list(seen)
    question = [*assumptions, solver.known("_differs")]
    while True:
        watched = [
            mark
            for (watch, as_seen), holds in zip(marks, settled, strict=True)
            for mark in ((-watch,) if holds is None else (watch, as_seen if holds else -as_seen))
        ]
        other = solver.model([*question, *watched], literals)
        if other is None:
            return settled
        settled = [was if was is now else None for was, now in zip(settled, other, strict=True)]
