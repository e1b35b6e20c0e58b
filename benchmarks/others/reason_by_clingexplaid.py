"""Why a case is approved or denied, by clingexplaid: a minimal unsatisfiable subset of what is known.

A case is its `worlds`, with the outcome ruled out by a constraint, and what is `known`: atoms, and whether they hold.
`found` is the part of the known that the subset keeps.
"""

from collections.abc import Callable

from clingexplaid.unsat import SubsetComputer  # type: ignore[import-not-found]  # in an environment of its own
from clingo import Control

from benchmarks.others.task import Case, answer, read


def main() -> None:
    """Do the task."""
    task = read()

    def prepare(case: Case) -> Callable[[], object]:
        control = Control(["1", "-Wnone"])
        control.add("base", [], f"{task['policy']}\n{case['worlds']}")
        control.ground([("base", [])])

        def find() -> list[tuple[str, bool]]:
            symbols = {str(atom.symbol): atom.symbol for atom in control.symbolic_atoms}
            known = [(symbols[atom], holds) for atom, holds in case["known"]]
            subset = SubsetComputer(control, known).mus()
            return [(str(symbol), sign) for symbol, sign in subset.iter_symbols()]

        return find

    answer(task["cases"], prepare, task["repetitions"])


if __name__ == "__main__":
    main()
