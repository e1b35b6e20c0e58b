"""Why approve holds in one complete patient, by xclingo: one explanation, every atom traced.

A case is its plain `facts`, which together with the policy have one answer set. `found` is the explanation as a tree
of text. Reading and grounding covers the translation of the rules into xclingo's own; their grounding is part of
explaining, as xclingo does it anew for every answer set. Once for all, and not measured, variables without a name
get one: xclingo 2.0b24 makes unsafe rules of them.
"""

from collections.abc import Callable

from clingo.ast import AST, Transformer, parse_string
from xclingo import XclingoControl  # type: ignore[import-not-found]  # in an environment of its own
from xclingo.extensions import load_xclingo_extension  # type: ignore[import-not-found]  # as above

from benchmarks.others.task import Case, answer, read


class Named(Transformer):
    """Gives every variable a name."""

    def __init__(self) -> None:
        """Begin to count."""
        self._count = 0

    def visit_Variable(self, variable: AST) -> AST:  # noqa: N802 - named by clingo
        """Return the variable with a name of its own."""
        if variable.name != "_":
            return variable
        self._count += 1
        return variable.update(name=f"Unnamed{self._count}")


def named(program: str) -> str:
    """Return a program in which every variable has a name."""
    statements: list[str] = []
    names = Named()
    parse_string(program, lambda statement: statements.append(str(names(statement))))
    return "\n".join(statements)


def main() -> None:
    """Do the task."""
    task = read()
    policy = named(task["policy"])

    def prepare(case: Case) -> Callable[[], object]:
        control = XclingoControl(["1", "-Wnone"], n_explanations="1")
        control.extend_explainer("base", [], load_xclingo_extension("autotrace_all.lp"))
        control.add("base", [], f"{policy}\n{case['facts']}\n%!show_trace {{approve}}.\n")
        control.ground([("base", [])])

        def find() -> str | None:
            for model in control.solve():
                for graph in model.explain_model():
                    for atom in graph.show_trace:
                        return str(graph.explain(atom).ascii_tree())
            return None

        return find

    answer(task["cases"], prepare, task["repetitions"])


if __name__ == "__main__":
    main()
