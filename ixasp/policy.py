"""The questions that a policy answers about a case."""

from collections.abc import Collection, Iterable, Mapping

from ixasp.answers.counterfactual import Counterfactuals, counterfactuals, take_back
from ixasp.answers.decided import Determination, determine
from ixasp.answers.determination import OUTCOMES, Outcome
from ixasp.answers.missing import Goal, MissingFacts, missing_facts
from ixasp.answers.next_question import NextQuestion, next_question
from ixasp.answers.robustness import Robustness, robustness
from ixasp.answers.what_if import WhatIf, what_if
from ixasp.engine import Engine
from ixasp.errors import InconsistentCase, UnknownChoice
from ixasp.intake.changes import changed_case
from ixasp.verification.verify import Verification, verify
from ixasp.worlds.plain_facts import plain_facts


class Policy(Engine):
    """One policy of a knowledge base, ready for questions from any number of threads."""

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
        return determine(self.question(case, readings))

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

    def what_if(
        self,
        case: object,
        changes: Mapping[str, object],
        forget: Iterable[str] = (),
        *,
        readings: Mapping[str, str] | None = None,
        require_sources: bool = False,
    ) -> WhatIf:
        """Return what some facts would change if they were otherwise: before, after, and only what differs.

        A case that no patient fits, or that no version covers, may be repaired by a change: it has no `before` then.

        Args:
            case: a case, or a mapping in the case format; it stays as it is
            changes: a new value in the case format for each fact, field (`RECORD[0].FIELD`) or the whole record
            forget: facts, fields or the record to take back, as the value `unknown` does
            readings: options other than the default, by reading
            require_sources: take facts that carry no source as unknown, but for what is changed: that is assumed, and
                needs none; a case that was checked that way stays so without being asked

        Raises:
            CaseError: the case has problems, or the changes have, or there are none
            UnsupportedRequest, InconsistentCase: as for determine, of the changed case
            UnknownChoice: as for determine
        """
        vocabulary = self.loaded.vocabulary
        change = changed_case(self._intake, vocabulary, case, changes, forget, require_sources=require_sources)
        return what_if(lambda one: self.question(one, readings), change)

    def counterfactuals(
        self,
        case: object,
        *,
        vary: Collection[str] | None = None,
        all_minimal: bool = False,
        readings: Mapping[str, str] | None = None,
        limit: int | None = None,
        seconds: float | None = None,
    ) -> Counterfactuals:
        """Return the smallest changes to known facts that lead to approve, whatever is still open.

        Args:
            case: a case, or a mapping in the case format
            vary: the facts that may change; by default what another request, or time, can change
            all_minimal: all changes of which no part suffices; else only those of the fewest facts
            readings: options other than the default, by reading
            limit: at most so many
            seconds: stop looking after so long

        Raises:
            CaseError, UnsupportedRequest, UnknownChoice: as for determine
            InconsistentCase: no patient fits; it holds the smallest sets of facts to take back
        """
        question = self.question(case, readings)
        try:
            with question.worlds() as worlds:
                return counterfactuals(question, worlds, vary, all_minimal=all_minimal, limit=limit, seconds=seconds)
        except InconsistentCase as error:
            raise InconsistentCase(error.clash, take_back(question)) from error

    def verify(
        self,
        case: object,
        answer: object,
        *,
        readings: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Verification:
        """Check an answer anew, with plain clingo in a process of its own and none of the engine's code.

        Args:
            case: the case that was asked about, or a mapping in the case format
            answer: a determination, missing facts or counterfactuals, or their JSON as a mapping
            readings: as they were asked with; a determination tells its own
            seconds: stop looking for what a list lacks after so long, and say so

        Raises:
            CaseError, UnsupportedRequest, UnknownChoice: as for determine
        """
        return verify(self.question(case, readings), answer, readings, seconds)

    def next_question(
        self,
        case: object,
        *,
        skip: Collection[str] = (),
        readings: Mapping[str, str] | None = None,
        seconds: float | None = 1.0,
    ) -> NextQuestion | None:
        """Return the fact to ask for first; None where no further question is needed, or none can settle anything.

        Args:
            case: a case, or a mapping in the case format
            skip: facts that nobody can tell; they stay open
            readings: options other than the default, by reading
            seconds: about how long completions are looked for, for each goal; what was found by then decides. It is
                counted in steps of work, so that a slow or busy machine asks the same

        Raises:
            CaseError, UnsupportedRequest, InconsistentCase, UnknownChoice: as for determine
        """
        with self.asking(case, readings) as (question, worlds):
            return next_question(question, worlds, skip, seconds)

    def robustness(self, case: object, *, readings: Mapping[str, str] | None = None) -> Robustness:
        """Return whether another reading of the policy would change the outcome, and which.

        Args:
            case: a case, or a mapping in the case format
            readings: options other than the default, from which changes count

        Raises:
            CaseError, UnsupportedRequest, UnknownChoice: as for determine
            InconsistentCase: no patient fits it under any reading
        """
        return robustness(self.question(case, readings))

    def facts(self, case: object, *, readings: Mapping[str, str] | None = None) -> str:
        """Return what holds in every world of a case as plain facts for clingo; arguments and errors as for determine.

        `clingo kb/policies/NAME/policy.lp FACTS` then derives approve exactly where the engine approves, for a case
        that leaves nothing open.
        """
        with self.asking(case, readings) as (question, worlds):
            return plain_facts(worlds, f"{self.id}: {question.case.id}")
