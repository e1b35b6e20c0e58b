"""Where the rules declare what is measured."""

from ixasp.workshop.syntax.library import PolicyFiles
from ixasp.workshop.syntax.statements import Atom


class Declared:
    """Finds the line of a declaration by its predicate and its first arguments."""

    def __init__(self, files: PolicyFiles) -> None:
        """Sort the heads of all statements by predicate."""
        self._heads: dict[str, list[tuple[str, Atom]]] = {}
        for file in files.files:
            for statement in file.parsed.statements:
                for atom in statement.heads:
                    self._heads.setdefault(atom.name, []).append((file.name, atom))
        self._entry = (files.entry.name, 1)

    def place(self, predicate: str, *arguments: str) -> tuple[str, int]:
        """Return file and line of the first declaration of these arguments; of the policy where there is none."""
        for file, atom in self._heads.get(predicate, ()):
            if len(atom.arguments) >= len(arguments) and all(
                wanted in _alternatives(term.text) for wanted, term in zip(arguments, atom.arguments, strict=False)
            ):
                return file, atom.line
        return self._entry


def _alternatives(text: str) -> list[str]:
    """Return what an argument may be, without quotes: each of a pool, and each number of a range."""
    inside = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    first, dots, last = inside.partition("..")
    if dots and first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first), int(last) + 1)]
    return [part.strip().strip('"') for part in inside.split(";")]
