"""A case as plain facts of the rules, for clingo itself."""

from collections.abc import Iterator

from ixasp.worlds.space import Worlds

SHOWN = ("is", "includes", "at_least", "above", "within")
"""The predicates that a case is told in; the rules' bodies ask for no others."""


def plain_facts(worlds: Worlds, title: str) -> str:
    """Return what holds in every world of a case, as facts that clingo reads together with the policy's own files.

    Where the case leaves nothing open that matters, clingo alone then derives what the engine derives. What is open
    stands in comments, since the rules take what is not told as not so.

    Args:
        worlds: the worlds of the case
        title: a line that names the case
    """
    return "\n".join([f"% {' '.join(title.split())}", *_lines(worlds)]) + "\n"


def _lines(worlds: Worlds) -> Iterator[str]:
    shape = worlds.shape
    if shape.entries:
        yield f"entry(0..{shape.entries - 1})."
    for count in worlds.counts:
        yield f"compared({count},1..{shape.usual + shape.large_numbers})."
    atoms = worlds.atoms(SHOWN)
    certain = worlds.certain([worlds.atom(atom) for atom in atoms])
    for atom, holds in zip(atoms, certain, strict=True):
        if holds:
            yield f"{atom}."
        elif holds is None:
            yield f"% open: {atom}"
