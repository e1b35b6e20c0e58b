"""The questions that a policy answers about a case."""

from collections.abc import Mapping

from ixasp.answers.decided import Determination, determine
from ixasp.answers.determination import OUTCOMES, Outcome
from ixasp.answers.missing import Goal, MissingFacts, missing_facts
from ixasp.engine import Engine
from ixasp.errors import UnknownChoice
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

    def facts(self, case: object, *, readings: Mapping[str, str] | None = None) -> str:
        """Return what holds in every world of a case as plain facts for clingo; arguments and errors as for determine.

        `clingo kb/policies/NAME/policy.lp FACTS` then derives approve exactly where the engine approves, for a case
        that leaves nothing open.
        """
        with self.asking(case, readings) as (question, worlds):
            return plain_facts(worlds, f"{self.id}: {question.case.id}")
