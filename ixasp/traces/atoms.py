"""What an atom of the rules says, in plain words."""

from collections.abc import Mapping

from ixasp.knowledge.outline import Outline
from ixasp.knowledge.program import Plain, Term
from ixasp.knowledge.vocabulary import Kind, Vocabulary
from ixasp.traces.phrases import sentence
from ixasp.worlds.literal import Literal, Relation

_POSITIVE = {
    "is": Relation.IS,
    "includes": Relation.INCLUDES,
    "at_least": Relation.AT_LEAST,
    "above": Relation.ABOVE,
}
_NEGATIVE = {
    Relation.INCLUDES: Relation.EXCLUDES,
    Relation.AT_LEAST: Relation.BELOW,
    Relation.ABOVE: Relation.AT_MOST,
}
_OTHER = {"yes": "no", "no": "yes"}


class Atoms:
    """Says what atoms mean, from the labels and phrases of the knowledge base."""

    def __init__(self, vocabulary: Vocabulary, outline: Outline, entries: Mapping[int, int]) -> None:
        """Keep the words.

        Args:
            vocabulary: labels and phrases of facts
            outline: labels of criteria, readings and predicates
            entries: the position in the case of each entry of the record, by its number in the rules
        """
        self._vocabulary = vocabulary
        self._outline = outline
        self._entries = entries

    def literal(self, atom: Plain, *, holds: bool = True) -> Literal | None:
        """Return the literal about a fact that an atom is, or that its negation is; None for any other atom."""
        if not isinstance(atom, Term) or atom.name not in _POSITIVE or len(atom.arguments) != 2:
            return None
        path = self._path(atom.arguments[0])
        if path is None:
            return None
        relation, value = _POSITIVE[atom.name], str(atom.arguments[1])
        if holds:
            return Literal(path, relation, value)
        if relation in _NEGATIVE:
            return Literal(path, _NEGATIVE[relation], value)
        fact = self._vocabulary.fact(path)
        if fact.kind is Kind.YES_NO:
            return Literal(path, relation, _OTHER[value])
        others = [other for other in fact.domain if other != value]
        return Literal(path, relation, others[0]) if len(others) == 1 else None

    def reading(self, atom: Plain) -> tuple[str, str] | None:
        """Return the reading and the option that an atom asks for; None for any other atom."""
        if isinstance(atom, Term) and atom.name == "is" and isinstance(atom.arguments[0], Term):
            subject = atom.arguments[0]
            if subject.name == "reading":
                return str(subject.arguments[0]), str(atom.arguments[1])
        return None

    def selects_version(self, atom: Plain) -> bool:
        """Return whether an atom asks which version is in force."""
        return isinstance(atom, Term) and atom.name == "is" and atom.arguments[0] == "version"

    def says(self, atom: Plain, *, holds: bool = True) -> str:
        """Return an atom in plain words, or its negation."""
        literal = self.literal(atom, holds=holds)
        if literal is not None:
            return sentence(self._vocabulary, literal)
        words = self._words(atom)
        return words if holds else f"not so: {words}"

    def _words(self, atom: Plain) -> str:
        if not isinstance(atom, Term):
            return self._outline.labels.get(str(atom), str(atom).strip("_").replace("_", " "))
        if reading := self.reading(atom):
            name, option = reading
            return f"{self._outline.readings[name].options[option]} ({name})"
        if self.selects_version(atom):
            return f"version {atom.arguments[1]} is in force"
        if (literal := self.literal(atom)) is not None:
            return sentence(self._vocabulary, literal)
        if atom.name == "met":
            criterion = str(atom.arguments[0])
            return f"{criterion} {self._outline.labels.get(criterion, '')}".rstrip()
        return self._filled(self._outline.labels.get(atom.name, atom.name.strip("_").replace("_", " ")), atom)

    def _filled(self, label: str, atom: Term) -> str:
        """Return a label with the atom's arguments in place of {} and {entry}; those without a place come last."""
        left = list(atom.arguments)
        words = ""
        while left and "{" in label:
            before, _, rest = label.partition("{")
            kind, _, label = rest.partition("}")
            words += before + self._argument(left.pop(0), entry=kind == "entry")
        words += label
        return f"{words}: {', '.join(self._argument(argument, entry=False) for argument in left)}" if left else words

    def _argument(self, argument: Plain, *, entry: bool) -> str:
        record = self._vocabulary.record
        if entry and record is not None and isinstance(argument, int):
            return f"{record.entry_name} {self._entries.get(argument, argument) + 1}"
        return self._vocabulary.terminology.member_labels.get(str(argument), str(argument))

    def _path(self, subject: Plain) -> str | None:
        if isinstance(subject, str):
            return subject if subject in self._vocabulary.facts else None
        record = self._vocabulary.record
        if not isinstance(subject, Term) or record is None or subject.name not in record.fields:
            return None
        number = subject.arguments[0]
        return f"{record.fact}[{self._entries.get(number, number)}].{subject.name}" if isinstance(number, int) else None
