"""A policy that is ready for questions: what it accepts, and how worlds are opened for a case."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from ixasp.answers.question import Question, watched
from ixasp.errors import InconsistentCase, UnknownChoice
from ixasp.intake.case import Case, Note, without_sources
from ixasp.intake.documents import read_file
from ixasp.intake.model import Intake
from ixasp.intake.version import version_in_force
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline
from ixasp.worlds.pool import Pool
from ixasp.worlds.space import Worlds


class Engine:
    """One policy of a knowledge base, its cases and their worlds."""

    def __init__(self, loaded: LoadedPolicy) -> None:
        """Prepare the watched atoms."""
        self._loaded = loaded
        self._watched = watched(loaded.outline)
        self._pool = Pool(loaded, self._watched.atoms)

    @cached_property
    def _intake(self) -> Intake:
        """What reads cases; made for the first one, as most callers ask one policy of a knowledge base only."""
        return Intake(self._loaded.vocabulary, self._loaded.outline.policy)

    @property
    def id(self) -> str:
        """The policy's number."""
        return self._loaded.outline.policy

    @property
    def digest(self) -> str:
        """SHA-256 of the rules."""
        return self._loaded.program.sources.digest

    @property
    def outline(self) -> Outline:
        """The numbered paragraphs, readings and versions."""
        return self._loaded.outline

    @property
    def loaded(self) -> LoadedPolicy:
        """Program, vocabulary and outline."""
        return self._loaded

    def case(self, data: object, *, require_sources: bool = False) -> Case:
        """Return a case that was checked.

        Args:
            data: what is known, as a mapping in the case format, or a case that was checked before
            require_sources: take facts that carry no source as unknown

        Raises:
            CaseError: with all problems of the case
        """
        case = self._intake.build_case(data)
        return without_sources(case) if require_sources else case

    def read_case(self, path: str | Path, *, require_sources: bool = False) -> Case:
        """Return a case from a YAML or JSON file.

        Args:
            path: the file
            require_sources: take facts that carry no source as unknown

        Raises:
            CaseError: the file can't be read, or the case has problems
        """
        return self.case(read_file(path), require_sources=require_sources)

    def schema(self) -> dict[str, object]:
        """Return the JSON Schema of a case, generated from the knowledge base."""
        return self._intake.schema()

    def question(self, case: object, readings: Mapping[str, str] | None = None) -> Question:
        """Return a question about a case, its version and readings fixed; errors as for determine, but no clash yet."""
        checked = self.case(case)
        facts, outline = self._loaded.vocabulary.facts, self._loaded.outline
        version, notes = version_in_force(checked, facts, outline.versions)
        return Question(self._loaded, self._pool, self._watched, checked, version, self._readings(readings), notes)

    @contextmanager
    def asking(self, case: object, readings: Mapping[str, str] | None = None) -> Iterator[tuple[Question, Worlds]]:
        """Open the worlds of a case for several questions; errors as for determine."""
        question = self.question(case, readings)
        with question.worlds() as worlds:
            yield question, worlds

    def notes(self, case: object, readings: Mapping[str, str] | None = None) -> tuple[Note, ...]:
        """Return what to know about how a case was read, for answers that do not tell it themselves.

        A case that no patient fits has its notes too, but for those on diagnosis codes that give way to what is stated.

        Raises:
            CaseError, UnsupportedRequest, UnknownChoice: as for determine
        """
        question = self.question(case, readings)
        try:
            with question.worlds() as worlds:
                return question.all_notes(worlds)
        except InconsistentCase:
            return (*question.notes, *question.case.notes)

    def _readings(self, selected: Mapping[str, str] | None) -> dict[str, str]:
        declared = self._loaded.outline.readings
        chosen = {name: reading.default for name, reading in declared.items()}
        wrong = []
        for name, option in (selected or {}).items():
            if name not in declared:
                near = get_close_matches(name, declared, 1)
                expected = f"did you mean `{near[0]}`?" if near else f"expected {', '.join(declared)}"
                wrong.append(f"unknown reading `{name}`; {expected}")
            elif option not in declared[name].options:
                wrong.append(
                    f"reading {name}: unknown option `{option}`; expected {' or '.join(declared[name].options)}"
                )
            else:
                chosen[name] = option
        if wrong:
            raise UnknownChoice("\n".join(wrong))
        return chosen
