"""One policy, and the questions that it answers about a case."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from pydantic import PrivateAttr, SerializerFunctionWrapHandler, model_serializer

from ixasp.answers.determination import OUTCOMES, Outcome, Settled, settle
from ixasp.answers.missing import Goal, MissingFacts, missing_facts
from ixasp.answers.outline import outline_trace
from ixasp.answers.question import Question, watched
from ixasp.errors import UnknownChoice
from ixasp.intake.case import Case, without_sources
from ixasp.intake.documents import read_file
from ixasp.intake.model import Intake
from ixasp.intake.version import version_in_force
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline
from ixasp.traces.outline import OutlineTrace
from ixasp.worlds.plain_facts import plain_facts
from ixasp.worlds.pool import Pool
from ixasp.worlds.space import Worlds

ENGINE = "ixasp 0.1.0"
"""The name and version that every answer carries."""


_ORDER = (
    *("case", "policy", "version", "knowledge_base", "engine", "outcome", "criteria", "basis", "exclusions", "reason"),
    *("readings", "authorization", "dosing", "documentation", "notes"),
)


class Determination(Settled):
    """A decided request: the outcome, the status of every criterion, and what they rest on."""

    case: str
    policy: str
    version: str
    knowledge_base: str
    engine: str
    readings: dict[str, str]
    _question: Question = PrivateAttr()

    @model_serializer(mode="wrap")
    def _in_order(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        values: dict[str, object] = serialize(self)
        return {name: values[name] for name in _ORDER}

    def outline(self) -> OutlineTrace:
        """Return the policy's paragraphs as a tree, each with its status and a minimal reason."""
        with self._question.worlds() as worlds:
            return outline_trace(self._question, worlds, self)


class Policy:
    """One policy of a knowledge base, ready for questions from any number of threads."""

    def __init__(self, loaded: LoadedPolicy) -> None:
        """Prepare the intake and the watched atoms."""
        self._loaded = loaded
        self._watched = watched(loaded.outline)
        self._pool = Pool(loaded, self._watched.atoms)
        self._intake = Intake(loaded.vocabulary, loaded.outline.policy)

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

    def determine(self, case: object, *, readings: Mapping[str, str] | None = None) -> Determination:
        """Decide a request over all patients that fit what is known.

        Args:
            case: a case, or a mapping in the case format
            readings: options other than the default, by reading

        Raises:
            CaseError: the case has problems
            UnsupportedRequest: no encoded version of the policy covers it
            InconsistentCase: no patient fits it
            UnknownChoice: there is no such reading or option
        """
        question = self.question(case, readings)
        with question.worlds(to_settle=question.watched.atoms) as worlds:
            settled = settle(question, worlds)
        determination = Determination(
            **dict(settled),
            case=question.case.id,
            policy=self.id,
            version=question.version.name,
            knowledge_base=self.digest,
            engine=ENGINE,
            readings=dict(question.readings),
        )
        determination._question = question
        return determination

    def outcome(self, case: object, *, readings: Mapping[str, str] | None = None) -> Outcome:
        """Return the outcome alone, for callers that decide many cases; arguments and errors as for determine."""
        question = self.question(case, readings)
        with question.worlds(to_settle=(question.watched.approve,)) as worlds:
            return OUTCOMES[worlds.certainly(question.watched.approve)]

    def missing_facts(
        self,
        case: object,
        goal: Goal = "approve",
        *,
        readings: Mapping[str, str] | None = None,
        limit: int | None = None,
        seconds: float | None = None,
    ) -> MissingFacts:
        """Return all minimal sets of missing facts that would settle the case.

        Args:
            case: a case, or a mapping in the case format
            goal: what they lead to, `approve` or `deny`
            readings: options other than the default, by reading
            limit: at most so many
            seconds: stop looking after so long

        Raises:
            CaseError, UnsupportedRequest, InconsistentCase, UnknownChoice: as for determine
        """
        if goal not in ("approve", "deny"):
            raise UnknownChoice(f"unknown goal `{goal}`; expected approve or deny")
        with self.asking(case, readings) as (question, worlds):
            return missing_facts(question, worlds, goal, limit, seconds)

    def facts(self, case: object, *, readings: Mapping[str, str] | None = None) -> str:
        """Return what holds in every world of a case as plain facts for clingo; arguments and errors as for determine.

        `clingo kb/policies/NAME/policy.lp FACTS` then derives approve exactly where the engine approves, for a case
        that leaves nothing open.
        """
        with self.asking(case, readings) as (question, worlds):
            return plain_facts(worlds, f"{self.id}: {question.case.id}")

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
