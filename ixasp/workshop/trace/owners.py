"""What a paragraph can support: the declarations and definitions of a policy, each with its places and its label."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import NamedTuple

from ixasp.workshop.syntax.library import PolicyFiles, SourceFile
from ixasp.workshop.trace.terms import Named, alternatives, taken_apart

_SUPPORTED = {"criterion": 1, "heading": 1, "default": 1, "limit": 3, "count_limit": 2, "window": 2}
"""The declarations that need a paragraph of the text, and how many of their arguments tell which one it is."""
_NAMED = {"default": "reading"}
"""A reading is known by its default, of which it has one; its options make it up."""
_DEFINITION = "definition"


class Owner(NamedTuple):
    """A declaration or definition that a paragraph supports, or should."""

    term: str
    """As the manifest writes it: `reading(Id)`."""
    label: str
    """In plain words; empty where it has no label."""
    places: tuple[str, ...]
    """File and line of where it is declared, and of the rules that derive it."""


class _Declared(NamedTuple):
    named: Named
    place: str


class Owners:
    """The owners of one policy."""

    def __init__(self, policy: PolicyFiles) -> None:
        """Read the declarations of the policy's files."""
        self._policy = policy

    def find(self, term: str) -> Owner | None:
        """Return the owner that a manifest names; None where the policy has none of this name.

        A definition is known by its predicate; any other by the declaration, as far as the term writes it: both
        `limit(Fact)` and `limit(Fact, above, "2")` name `limit(Fact, above, "2", "Paragraph")`, and others may as well.
        """
        asked = taken_apart(term)
        if not asked.arguments:
            return None
        first = asked.arguments[0]
        if asked.name == _DEFINITION:
            places = self._definitions.get(first, ())
        else:
            places = tuple(one.place for one in self._declarations if asked.names(one.named))
            if places and asked.name == "criterion":
                places += self._rules_met.get(first, ())
        return Owner(str(asked), self._label(asked), tuple(dict.fromkeys(places))) if places else None

    def in_need(self) -> Iterator[Owner]:
        """Yield what the policy's own files declare and a paragraph should support, in the order of the files.

        These are the criteria and headings, the readings, the limits and the definitions: the predicates with a doc
        comment. What other folders hold belongs to several policies, and needs no support of this one.
        """
        terms = [
            Named(_NAMED.get(name, name), arguments[: _SUPPORTED[name]])
            for (name, arguments), _ in self._own_declarations
            if name in _SUPPORTED
        ]
        terms += [Named(_DEFINITION, (doc.name,)) for file in self._policy.own for doc in file.docs if doc.name]
        for term in dict.fromkeys(map(str, terms)):
            if owner := self.find(term):
                yield owner

    @cached_property
    def _own_declarations(self) -> tuple[_Declared, ...]:
        return tuple(one for file in self._policy.own for one in _derived(file, conditional=False))

    @cached_property
    def _declarations(self) -> tuple[_Declared, ...]:
        return tuple(one for file in self._policy.files for one in _derived(file, conditional=False))

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        labels = (named.arguments for named, _ in self._declarations if named.name == "label")
        return {arguments[0]: arguments[1].strip('"') for arguments in labels if len(arguments) > 1}

    @cached_property
    def _rules(self) -> tuple[_Declared, ...]:
        return tuple(one for file in self._policy.files for one in _derived(file, conditional=True))

    @cached_property
    def _rules_met(self) -> Mapping[str, tuple[str, ...]]:
        rules = (one for one in self._rules if one.named.name == "met" and one.named.arguments)
        return _places((one.named.arguments[0], one.place) for one in rules)

    @cached_property
    def _definitions(self) -> Mapping[str, tuple[str, ...]]:
        return _places((one.named.name, one.place) for one in self._rules)

    def _label(self, owner: Named) -> str:
        label = self._labels.get(owner.arguments[0], "")
        further = (argument.strip('"').replace("_", " ") for argument in owner.arguments[1:])
        return " ".join([label, *further]) if label else ""


def _derived(file: SourceFile, *, conditional: bool) -> Iterator[_Declared]:
    """Yield what a file derives under a condition, or declares without one; pools are told apart."""
    for statement in file.parsed.statements:
        if statement.plain and bool(statement.body_texts) == conditional:
            for atom in statement.heads:
                # Pools in facts come as they are written.
                for arguments in product(*(alternatives(argument.text) for argument in atom.arguments)):
                    yield _Declared(Named(atom.name, arguments), f"{file.name}:{atom.line}")


def _places(found: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    places: dict[str, tuple[str, ...]] = {}
    for name, place in found:
        places[name] = (*places.get(name, ()), place)
    return places
