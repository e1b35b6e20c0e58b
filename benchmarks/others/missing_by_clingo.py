"""All subset-minimal sets of open literals under which approve follows, by two clingo controls and a loop.

That some literals suffice in all worlds is a question of the kind exists-forall, which no normal program can put. So
one control proposes the smallest sets not ruled out yet (the domain heuristic makes its first answer set
subset-minimal), and the other looks for a world with the set and without approve. Such a world rules out every set
that holds in it; a set without one is an answer, and nothing larger is looked at.

A case is its `program` and the `literals` that may be missing: atoms, and whether they hold. `found` holds the `sets`,
as positions in that list, and whether it `finished` within the task's seconds.
"""

import time
from collections.abc import Callable, Mapping

from clingo import Control

from benchmarks.others.task import Case, answer, read


def grounded(program: str, *options: str) -> Control:
    """Return a control that has read and grounded a program."""
    control = Control(["1", "-Wnone", *options])
    control.add("base", [], program)
    control.ground([("base", [])])
    return control


class Missing:
    """The search for one case."""

    def __init__(self, policy: str, case: Case) -> None:
        """Read and ground."""
        self._worlds = grounded(f"{policy}\n{case['program']}")
        atoms = {str(atom.symbol): atom.literal for atom in self._worlds.symbolic_atoms}
        self._approve = atoms["approve"]
        self._literals = {
            one: atoms[atom] if holds else -atoms[atom] for one, (atom, holds) in enumerate(case["literals"])
        }

    def find(self, seconds: float) -> dict[str, object]:
        """Return the sets found, and whether they are all."""
        deadline = time.process_time() + seconds
        undecided = self._consequences("brave") - self._consequences("cautious")
        literals = {one: literal for one, literal in self._literals.items() if abs(literal) in undecided}
        proposing = grounded(proposals(literals), "--heuristic=Domain")
        picks = {atom.symbol.arguments[0].number: atom.literal for atom in proposing.symbolic_atoms}
        sets: list[list[int]] = []
        while time.process_time() < deadline:
            with proposing.solve(yield_=True) as handle:
                model = handle.model()
                if model is None:
                    return {"sets": sets, "finished": True}
                chosen = [one for one in literals if model.is_true(picks[one])]
            fails = self._failing([literals[one] for one in chosen], literals)
            if fails is not None:
                ruled_out = [-picks[one] for one in fails]
            else:
                ruled_out = [picks[one] for one in chosen]
                if self._worlds.solve(assumptions=[literals[one] for one in chosen]).satisfiable:
                    sets.append(chosen)
            with proposing.backend() as backend:
                backend.add_rule([], ruled_out)
        return {"sets": sets, "finished": False}

    def _consequences(self, mode: str) -> set[int]:
        """Return the atoms of the literals that hold in some world (brave), or in every one (cautious)."""
        atoms = set(map(abs, self._literals.values()))
        held: list[set[int]] = [set()]
        solve = self._worlds.configuration.solve
        solve.enum_mode, solve.models = mode, 0  # type: ignore[union-attr]  # a configuration takes any key
        self._worlds.solve(on_model=lambda model: held.append({atom for atom in atoms if model.is_true(atom)}))
        solve.enum_mode, solve.models = "auto", 1  # type: ignore[union-attr]  # as above
        return held[-1]

    def _failing(self, chosen: list[int], literals: Mapping[int, int]) -> list[int] | None:
        """Return the literals that fail in a world with the chosen ones and without approve; None if there is none."""
        with self._worlds.solve(assumptions=[-self._approve, *chosen], yield_=True) as handle:
            model = handle.model()
            return None if model is None else [one for one, literal in literals.items() if not model.is_true(literal)]


def proposals(literals: Mapping[int, int]) -> str:
    """Return a program whose first answer set, by the domain heuristic, picks as little as it can."""
    position_of = {literal: one for one, literal in literals.items()}
    lines = [f"{{ pick({one}) }}. #heuristic pick({one}). [1, false]" for one in literals]
    lines += [
        f":- pick({one}), pick({position_of[-literal]})."
        for one, literal in literals.items()
        if -literal in position_of
    ]
    return "\n".join(lines)


def main() -> None:
    """Do the task."""
    task = read()

    def prepare(case: Case) -> Callable[[], object]:
        search = Missing(task["policy"], case)
        return lambda: search.find(task["seconds"])

    answer(task["cases"], prepare, task["repetitions"])


if __name__ == "__main__":
    main()
