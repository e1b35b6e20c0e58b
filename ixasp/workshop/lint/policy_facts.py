"""All facts about the rules of one policy that the checks are asked with."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from ixasp.workshop.lint.declarations import Declaration, Declarations, declarations
from ixasp.workshop.lint.growth import growing
from ixasp.workshop.lint.recursion import Dependency, Loop, loops
from ixasp.workshop.lint.reification import ReifiedFile, quoted
from ixasp.workshop.lint.special_cases import special_cases
from ixasp.workshop.lint.values import declared_facts, said_of_values
from ixasp.workshop.syntax.statements import Statement


class PolicyFacts:
    """The rules of one policy, with a number for each thing in them."""

    def __init__(self, files: Sequence[ReifiedFile]) -> None:
        """Keep the files, in the order of inclusion."""
        self._files = files
        self._owners = [(file, number) for file in files for number, _ in file.statements]
        self._statements: list[Statement] = [statement for file in files for _, statement in file.statements]

    @cached_property
    def growing(self) -> frozenset[int]:
        """The positions of the rules that would be ground without end."""
        return growing(self._statements)

    @cached_property
    def declarations(self) -> Declarations:
        """What the policy declares."""
        return declarations(self._statements, self.growing)

    @cached_property
    def rows(self) -> dict[int, tuple[int, Declaration]]:
        """Each declaration by its number, with the number of its statement."""
        found = {}
        for declaration in self.declarations.found:
            file, number = self._owners[declaration.statement]
            place = file.places[number]
            found[file.places.number(place.file, place.line)] = (number, declaration)
        return found

    @cached_property
    def loops(self) -> dict[int, Loop]:
        """Each recursion through negation, by the number of an atom that it passes."""
        fields = (row.atom.arguments[1].text for row in self.declarations.found if row.atom.name == "field")
        found = loops(self._statements, fields, self.growing)
        return {self._atom(loop.statement, loop.atom): loop for loop in found}

    @property
    def special_cases(self) -> Iterator[tuple[int, int]]:
        """The number of each statement that adds nothing to a more general one, with the number of that one."""
        return ((self.number(one), self.number(other)) for one, other in special_cases(self._statements))

    def number(self, position: int) -> int:
        """Return the number of a statement by its position in the policy."""
        return self._owners[position][1]

    def step(self, dependency: Dependency) -> str:
        """Return a step of a loop as a line to read."""
        file, _ = self._owners[dependency.statement]
        place = file.places[self._atom(dependency.statement, dependency.atom)]
        asked = f"the absence of `{dependency.asked}`" if dependency.negative else f"`{dependency.asked}`"
        return f"`{dependency.head}` needs {asked} ({place.file.name}:{place.line})"

    def facts(self) -> Iterator[str]:
        """Yield what parsed.lp lists."""
        for file in self._files:
            yield file.facts
            yield from self._of_head(file)
        yield from declared_facts(self.rows)
        yield from said_of_values(sorted(self._texts()))
        for position in self.growing:
            yield f"endless({self.number(position)})."
        for number, loop in self.loops.items():
            yield f"cycle({number},{quoted(loop.text)})."

    def _atom(self, position: int, atom: int) -> int:
        file, number = self._owners[position]
        return file.atoms[number][atom]

    def _of_head(self, file: ReifiedFile) -> Iterator[str]:
        head = file.source.head
        for paragraph in head.cited:
            yield f"paragraph({quoted(paragraph)})."
        met = {
            atom.arguments[0].text
            for _, statement in file.statements
            for atom in statement.heads
            if statement.body_texts and len(atom.arguments) == 1
        }
        for criterion in sorted(text for text in met if text.startswith('"')):
            if head.cites(criterion[1:-1]):
                yield f"cites({file.number},{criterion})."

    def _texts(self) -> set[str]:
        """Return every value that a rule or a declaration holds, as it is written."""
        declared = {value.text for row in self.declarations.found for value in row.atom.arguments}
        asked = {
            term.text
            for statement in self._statements
            if statement.body_texts
            for atom in statement.atoms
            for argument in atom.arguments
            for term in argument.within()
            if term.ground
        }
        compared = {
            term.text
            for statement in self._statements
            for comparison in statement.comparisons
            for term in (comparison.left, comparison.right)
            if term.ground
        }
        return declared | asked | compared
