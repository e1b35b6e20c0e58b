"""One interview: the case as it fills, the question that comes next, and the way back."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final, cast

from ixasp.answers.decided import Determination
from ixasp.answers.determination import Outcome
from ixasp.answers.next_question import NextQuestion
from ixasp.errors import CaseError, Problem
from ixasp.intake.case import Case, Note
from ixasp.interview.reply import LONGEST, reply, with_source
from ixasp.knowledge.vocabulary import Fact
from ixasp.policy import Policy
from ixasp.traces.outline import OutlineTrace

SECONDS: Final = 0.3
"""About how long completions are looked for, for each goal: a person waits for the next question."""


@dataclass(frozen=True)
class _State:
    """Where an interview stands."""

    case: Case
    decided: Determination
    open: tuple[str, ...] = ()
    """What nobody can tell, in the order in which it was asked for."""
    fact: str = ""
    """What was answered or left open last; empty at the beginning."""


class Conversation:
    """Asks about one case until its outcome is settled, or until nothing that may be asked for can settle it."""

    def __init__(
        self,
        policy: Policy,
        data: object,
        readings: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Begin with what is known.

        Args:
            policy: what decides
            data: a case, or a mapping in the case format
            readings: options other than the default, by reading
            seconds: about how long completions are looked for before each question

        Raises:
            CaseError, UnsupportedRequest, InconsistentCase, UnknownChoice: as for determine
        """
        self.policy = policy
        self._readings = readings
        self._seconds = seconds
        case = policy.case(data)
        self._states = [_State(case, policy.determine(case, readings=readings))]
        self._questions: dict[int, NextQuestion | None] = {}
        self._outlines: dict[int, OutlineTrace] = {}

    @property
    def case(self) -> Case:
        """The case with all answers."""
        return self._state.case

    @property
    def decided(self) -> Determination:
        """What is decided so far."""
        return self._state.decided

    @property
    def settled(self) -> bool:
        """Whether no further question is needed."""
        return self.decided.outcome is not Outcome.PEND

    @property
    def asked(self) -> int:
        """How many questions were answered or left open."""
        return len(self._states) - 1

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return self.asked - len(self._state.open)

    @property
    def left_open(self) -> tuple[Fact, ...]:
        """What nobody can tell."""
        return tuple(self._facts[name] for name in self._state.open)

    @property
    def question(self) -> NextQuestion | None:
        """What to ask next; none where the outcome is settled, or nothing that may be asked for can settle it."""
        if self.asked not in self._questions:
            self._questions[self.asked] = self.policy.next_question(
                self.case, skip=self._state.open, readings=self._readings, seconds=self._seconds
            )
        return self._questions[self.asked]

    @property
    def outline(self) -> OutlineTrace:
        """The policy's paragraphs as they stand now."""
        if self.asked not in self._outlines:
            self._outlines[self.asked] = self.decided.outline()
        return self._outlines[self.asked]

    @property
    def fact(self) -> Fact:
        """The fact that the next question asks for."""
        if self.question is None:
            raise ValueError("there is no next question")
        return self._facts[self.question.fact]

    def answer(self, text: str) -> tuple[Note, ...]:
        """Answer the next question, and return what is to be said about how that was read.

        Raises:
            CaseError: the answer can't be used; the interview stays where it is
            InconsistentCase: it clashes with what is known; the interview stays where it is
        """
        fact = self.fact
        if len(text) > LONGEST:
            message = f"an answer of {len(text)} characters"
            raise CaseError([Problem(f"facts.{fact.name}", message, f"at most {LONGEST}")])
        if not text.strip():
            raise CaseError([Problem(f"facts.{fact.name}", "no answer", "an answer, or ? where nobody can tell")])
        before = self.decided.notes
        self._step(self._with(fact.name, reply(fact, text)))
        return tuple(note for note in self.decided.notes if note not in before)

    def leave_open(self) -> None:
        """Go on without an answer to the next question; it is not asked again."""
        state = self._state
        self._step(replace(state, open=(*state.open, self.fact.name), fact=self.fact.name))

    def back(self) -> Fact | None:
        """Take the last answer back, or that nobody can tell, and return the fact; none at the beginning."""
        if not self.asked:
            return None
        self._forget()
        return self._facts[self._states.pop().fact]

    def document(self, source: str) -> Fact | None:
        """Add a source to the last answer, and return its fact; none where there is no answer to document.

        Raises:
            CaseError: the source can't be used.
        """
        name = self._state.fact
        if not name or name in self._state.open:
            return None
        documented = self._with(
            name, with_source(cast(dict[str, object], self.case.document["facts"])[name], source.strip())
        )
        self._states[-1] = documented
        self._forget()
        return self._facts[name]

    @property
    def _facts(self) -> Mapping[str, Fact]:
        return self.policy.loaded.vocabulary.facts

    @property
    def _state(self) -> _State:
        return self._states[-1]

    def _step(self, state: _State) -> None:
        self._states.append(state)

    def _forget(self) -> None:
        """Forget what was found out where the interview stands: that changes."""
        self._questions.pop(self.asked, None)
        self._outlines.pop(self.asked, None)

    def _with(self, name: str, value: object) -> _State:
        """Return where the interview stands once a fact has a value."""
        document = deepcopy(self.case.document)
        _facts_of(document)[name] = value
        case = self.policy.case(document)
        decided = self.policy.determine(case, readings=self._readings)
        return replace(self._state, case=case, decided=decided, fact=name)


def _facts_of(document: dict[str, object]) -> dict[str, object]:
    return cast(dict[str, object], document["facts"])  # the document was checked
