"""Where a policy declares what a finding is about."""

from typing import NamedTuple

from ixasp.workshop.syntax.library import PolicyFiles


class Place(NamedTuple):
    """A file and a line."""

    file: str
    line: int


class Subject(NamedTuple):
    """What a finding is about: a declaration, by its predicate and the arguments that it begins with."""

    predicate: str
    arguments: tuple[str, ...]
    """As clingo prints them."""


def statement_at(place: Place) -> Subject:
    """Return what a finding about a constraint or a rule is about: its place, as it declares nothing by itself."""
    return Subject("", (place.file, str(place.line)))


class Declarations:
    """The places of all that a policy's rules derive."""

    def __init__(self, policy: PolicyFiles) -> None:
        """Take note of where each atom is derived first."""
        self._entry = Place(policy.entry.name, 1)
        self._places: dict[Subject, Place] = {}
        for file in policy.files:
            for statement in file.parsed.statements:
                place = Place(file.name, statement.line)
                self._places[statement_at(place)] = place
                for atom in statement.heads:
                    arguments = tuple(argument.text for argument in atom.arguments)
                    for length in range(len(arguments) + 1):
                        self._places.setdefault(Subject(atom.name, arguments[:length]), place)

    def place(self, subject: Subject) -> Place:
        """Return where something is declared; the head of the policy's own file where a rule with variables does it."""
        for length in range(len(subject.arguments), -1, -1):
            found = self._places.get(Subject(subject.predicate, subject.arguments[:length]))
            if found is not None:
                return found
        return self._entry


def quoted(text: str) -> str:
    """Return a text as rules write it."""
    return f'"{text}"'
