"""Worlds in which something is otherwise than expected: many atoms looked at in one question.

A program that holds `otherwise_rules` has, for each atom, a mark that it is expected to hold and a mark that it is
expected to fail. A world with `_otherwise` is at odds with some mark.
"""

from collections.abc import Iterator, Mapping, Sequence

from ixasp.worlds.space import Worlds


def otherwise_rules(group: str, atoms: Sequence[str]) -> Iterator[str]:
    """Yield the rules for some atoms; `Otherwise` is given the same atoms in the same order.

    Args:
        group: a constant that tells these atoms from others of the same program
        atoms: what to look at
    """
    numbers = f"{group},0..{len(atoms) - 1}"
    yield f"{{ _to_hold({numbers}); _to_fail({numbers}) }}."
    for number, atom in enumerate(atoms):
        yield f"_otherwise({group}) :- _to_hold({group},{number}), not {atom}."
        yield f"_otherwise({group}) :- _to_fail({group},{number}), {atom}."


class Otherwise:
    """Looks for worlds of a case in which some atom is otherwise than expected."""

    def __init__(self, worlds: Worlds, group: str, atoms: Sequence[str]) -> None:
        """Look at the worlds of a case, whose program holds otherwise_rules(group, atoms)."""
        self._worlds = worlds
        self._otherwise = worlds.atom(f"_otherwise({group})")
        self._to_hold = [worlds.atom(f"_to_hold({group},{number})") for number in range(len(atoms))]
        self._to_fail = [worlds.atom(f"_to_fail({group},{number})") for number in range(len(atoms))]
        self._atoms = atoms

    def world(self, expected: Mapping[str, bool | None], read: Sequence[int]) -> list[bool] | None:
        """Return which literals hold in a world in which some atom is not as expected; None where there is none.

        Args:
            expected: whether an atom is expected to hold; of the others, and of those with none, nothing is
            read: the literals to tell about
        """
        assumed = [self._otherwise]
        for atom, hold, fail in zip(self._atoms, self._to_hold, self._to_fail, strict=True):
            wanted = expected.get(atom)
            assumed += [hold if wanted else -hold, fail if wanted is False else -fail]
        return self._worlds.world(assumed, read)
