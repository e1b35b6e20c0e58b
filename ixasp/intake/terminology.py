"""Names of drugs and treatments, and the concepts that the rules know of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ixasp.intake.problems import near, refused, seen
from ixasp.knowledge.vocabulary import Terminology, folded

LONGEST_NAME: Final = 200
"""The characters of a name."""

NOTHING: Final = frozenset({"none", "no", "nil", "na", "null", "nothing", "notapplicable"})
"""Words, folded, that say that there is no name: among names they would count as one."""
UNKNOWN_NAME: Final = frozenset({"unknown", "unk", "notknown"})
"""Words, folded, that say that a name is not known."""


@dataclass(frozen=True)
class Named:
    """What a name in a case stands for."""

    name: str
    """As the case writes it."""
    concepts: tuple[str, ...]
    """Members of the domain."""
    identity: str
    """The same for all names of one drug, whatever the domain."""
    note: str = ""
    """What the reader should know; empty where the name is known."""


class Names:
    """All names that a terminology knows; case, spaces and hyphens do not matter."""

    def __init__(self, terminology: Terminology) -> None:
        """Index the names, so that each is found at once."""
        self._drugs = terminology.drugs
        self._generic = terminology.generic
        concepts = [concept for concepts in terminology.drugs.values() for concept in concepts]
        self._concepts = {folded(concept) for concept in (*concepts, *terminology.member_labels)}
        generics = {folded(name): name for name in terminology.drugs}
        self._shown: Mapping[str, str] = {other: other for other in terminology.generic} | generics

    def generic(self, key: str) -> str | None:
        """Return the generic name behind a folded name; None where nothing knows it."""
        return self._generic.get(key)

    def concepts(self, generic: str) -> tuple[str, ...]:
        """Return the concepts of a drug by its generic name."""
        return self._drugs[generic]

    def is_concept(self, key: str) -> bool:
        """Return whether a folded name is that of a concept."""
        return key in self._concepts

    def near(self, key: str) -> str:
        """Return a known name that is close to a folded one and begins alike; to compare with all would take long."""
        return self._shown.get(near(key, (other for other in self._shown if other[0] == key[0]), 0.8), "")


class Domain:
    """The members of a set, and all names that stand for some of them."""

    def __init__(self, members: Sequence[str], names: Names, remarks: Mapping[str, str] | None = None) -> None:
        """Index the members, none or many; the last one stands for all that the others are not.

        Args:
            members: what the rules know of the set
            names: all names of drugs
            remarks: what is to be said where a drug is named, by its generic name
        """
        self._remarks = remarks or {}
        self._members = frozenset(members)
        self._others = tuple(members[-1:])
        self._by_key = {folded(member): member for member in members}
        self._names = names

    def named(self, value: object, empty: str = "[]") -> Named:
        """Return what a name stands for; raise Refused for what is no name.

        A concept that the domain lacks counts as its last member. So does a name that nothing knows, with a note.

        Args:
            value: what stands where a name belongs
            empty: what is written where there is no name at all
        """
        expected = f"the name of a drug or treatment; write {empty} where there is none"
        if not isinstance(value, str):
            raise refused(f"{seen(value)} is not a name", expected)
        name = value.strip()
        key = folded(name)
        if key in UNKNOWN_NAME or (name and not name.strip("?")):
            raise refused(f"{seen(name)} among names", "names that are known, or the whole fact left out")
        if len(name) > LONGEST_NAME or not any(character.isalpha() for character in key) or self._says_nothing(key):
            raise refused(f"{seen(name)} is not a name", expected)
        generic = self._names.generic(key)
        identity = key if generic is None else folded(generic)
        remark = self._remarks.get(generic or "", "")
        note = f"{seen(name)} {remark}" if remark else ""
        if key in self._by_key:
            return Named(name, (self._by_key[key],), identity, note)
        if generic is not None:
            return Named(name, self._within(self._names.concepts(generic)), identity, note)
        if self._names.is_concept(key):
            return Named(name, self._others, identity)
        close = self._names.near(key)
        hint = f"; did you mean `{close}`?" if close else ""
        counts = f" and counts as another drug (`{self._others[0]}`)" if self._others else ""
        return Named(name, self._others, identity, f"the name {seen(name)} is not known{counts}{hint}")

    def _says_nothing(self, key: str) -> bool:
        """Return whether a folded name is a word for none, and not by chance a name that is known."""
        known = key in self._by_key or self._names.generic(key) is not None or self._names.is_concept(key)
        return key in NOTHING and not known

    def _within(self, concepts: tuple[str, ...]) -> tuple[str, ...]:
        """Return concepts as members, each once."""
        known = [(concept,) if concept in self._members else self._others for concept in concepts]
        return tuple(dict.fromkeys(member for members in known for member in members))
