"""The rules of one policy with their places: what derives a predicate or a criterion, and what asks for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.docs.contract import Contract, contract
from ixasp.workshop.syntax.doc_comments import DocComment
from ixasp.workshop.syntax.library import PolicyFiles, SourceFile
from ixasp.workshop.syntax.statements import Atom, Statement

_ESCAPED = re.compile(r"\\(.)")

MET = "met"
"""The predicate that says that a criterion is met."""


@dataclass(frozen=True, eq=False)
class Rule:
    """A statement and where it stands."""

    file: str
    """Below the folder that holds the knowledge base's."""
    statement: Statement

    @property
    def place(self) -> str:
        """The place as an editor understands it."""
        return f"{self.file}:{self.statement.line}"

    @property
    def is_fact(self) -> bool:
        """Whether it holds without any condition."""
        return self.statement.plain and not self.statement.body_texts


@dataclass(frozen=True, eq=False)
class Predicate:
    """A predicate of the policy."""

    name: str
    arity: int
    label: str
    """Empty where none is declared."""
    doc: DocComment | None
    doc_file: str
    rules: tuple[Rule, ...]
    """What derives it under a condition."""
    facts: tuple[Rule, ...]
    """What states it without one."""
    users: tuple[Rule, ...]
    """What asks for it."""

    @property
    def signature(self) -> str:
        """Name and arity: `met/1`."""
        return f"{self.name}/{self.arity}"


class PolicyRules:
    """All statements of a policy."""

    def __init__(self, loaded: LoadedPolicy, files: PolicyFiles) -> None:
        """Read the statements.

        Args:
            loaded: the policy as the engine knows it
            files: the same policy as it is written
        """
        self.loaded = loaded
        self.contract: Contract = contract()
        self._root = loaded.program.sources.root
        self.files: Mapping[str, SourceFile] = {self.name_of(file.path): file for file in files.files}
        self.rules = tuple(
            Rule(name, statement) for name, file in self.files.items() for statement in file.parsed.statements
        )

    def name_of(self, path: Path) -> str:
        """Return a file's path as the pages show it: below the folder that holds the knowledge base's."""
        below = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
        return f"{self._root.name}/{below}"

    def text(self, rule: Rule) -> str:
        """Return a statement as it stands in its file, all of its lines."""
        lines = self.files[rule.file].text.split("\n")  # as clingo counts lines
        return "\n".join(lines[rule.statement.line - 1 : rule.statement.last_line])

    def remark(self, rule: Rule) -> str:
        """Return what the comment right above a statement says, without its marks; empty where there is none."""
        lines = self.files[rule.file].text.split("\n")[: rule.statement.line - 1]
        said: list[str] = []
        while lines and lines[-1].startswith("% "):
            said.insert(0, lines.pop().removeprefix("% "))
        return " ".join(said)

    @cached_property
    def predicates(self) -> Mapping[str, Predicate]:
        """Every predicate by its signature, in alphabetical order."""
        derived: dict[str, list[Rule]] = {}
        asked: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for table, atoms in ((derived, rule.statement.heads), (asked, rule.statement.asked)):
                for signature in dict.fromkeys(atom.signature for atom in atoms):
                    table.setdefault(signature, []).append(rule)
        docs = {f"{doc.name}/{doc.arity}": (doc, name) for name, file in self.files.items() for doc in file.docs}
        found = {}
        for signature in sorted(derived.keys() | asked.keys(), key=lambda one: (one.lstrip("_"), one)):
            name, _, arity = signature.rpartition("/")
            doc, file_of_doc = docs.get(signature, (None, ""))
            rules = derived.get(signature, [])
            found[signature] = Predicate(
                name=name,
                arity=int(arity),
                label=self.loaded.outline.labels.get(name, ""),
                doc=doc,
                doc_file=file_of_doc,
                rules=tuple(rule for rule in rules if not rule.is_fact),
                facts=tuple(rule for rule in rules if rule.is_fact),
                users=tuple(asked.get(signature, ())),
            )
        return found

    @cached_property
    def definitions(self) -> Mapping[str, Predicate]:
        """What depends on the case, or is explained by a doc comment; by signature, in the order of the files."""
        open_ones = set(self.contract.supplied)
        grown = True
        while grown:
            before = len(open_ones)
            for rule in self.rules:
                if any(atom.signature in open_ones for atom in rule.statement.asked):
                    open_ones |= {atom.signature for atom in rule.statement.heads}
            grown = len(open_ones) > before
        derived = dict.fromkeys(atom.signature for rule in self.rules for atom in rule.statement.heads)
        chosen = [name for name in derived if name in open_ones or self.predicates[name].doc is not None]
        return {name: self.predicates[name] for name in chosen}

    @property
    def constraints(self) -> tuple[Rule, ...]:
        """The rules that no patient may break."""
        return tuple(rule for rule in self.rules if rule.statement.kind == "constraint")

    def of_criterion(self, name: str) -> tuple[Rule, ...]:
        """Return the rules that derive that a criterion is met, and name it."""
        return tuple(rule for rule in self.rules if any(names(atom, name) for atom in rule.statement.heads))

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """Return the rules that derive that any criterion of a kind is met from its parts."""
        return tuple(rule for rule in self._general if kind in _kinds_asked(rule.statement))

    @cached_property
    def _general(self) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in self.rules
            if any(atom.signature == f"{MET}/1" and atom.arguments[0].variable for atom in rule.statement.heads)
        )

    def asking_for_reading(self, name: str) -> tuple[Rule, ...]:
        """Return the rules that ask how a passage is read."""
        return tuple(rule for rule in self.rules if name in set(_readings_asked(rule.statement)))


def plain_text(text: str) -> str:
    """Return a constant as it is, and what a string says."""
    if not (text.startswith('"') and text.endswith('"') and len(text) > 1):
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text[1:-1])


def names(atom: Atom, criterion: str) -> bool:
    """Return whether an atom says that this criterion is met."""
    return atom.signature == f"{MET}/1" and atom.arguments[0].ground and plain_text(atom.arguments[0].text) == criterion


def _kinds_asked(statement: Statement) -> set[str]:
    return {
        atom.arguments[1].text
        for atom in statement.asked
        if atom.signature == "criterion/2" and atom.arguments[1].ground
    }


def _readings_asked(statement: Statement) -> Iterator[str]:
    for atom in statement.asked:
        for term in atom.arguments:
            if term.functor == "reading" and len(term.arguments) == 1:
                yield plain_text(term.arguments[0].text)
