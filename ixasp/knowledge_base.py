"""A knowledge base: all policies below one folder of rules."""

from collections.abc import Mapping
from pathlib import Path

from ixasp.errors import CaseError, Problem, UnknownChoice
from ixasp.knowledge.loader import load_policies
from ixasp.policy import Policy


class KnowledgeBase:
    """All policies below one folder of rules."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        """Keep the policies by number."""
        self._policies = dict(policies)

    @classmethod
    def load(cls, path: str | Path | None = None) -> "KnowledgeBase":
        """Load the knowledge base that comes with the package, or the one in the folder `path`.

        Raises:
            KnowledgeBaseError: rules are missing, can't be parsed, or declare something half
        """
        loaded = load_policies(None if path is None else Path(path))
        return cls({policy.outline.policy: Policy(policy) for policy in loaded})

    @property
    def policies(self) -> tuple[str, ...]:
        """The numbers of the policies."""
        return tuple(self._policies)

    def policy(self, number: str) -> Policy:
        """Return a policy.

        Raises:
            UnknownChoice: there is none of this number
        """
        if number not in self._policies:
            raise UnknownChoice(f"unknown policy `{number}`; expected {' or '.join(self._policies)}")
        return self._policies[number]

    def policy_of(self, data: object) -> Policy:
        """Return the policy that a case names.

        Raises:
            CaseError: it names none, or one that the knowledge base does not hold
        """
        named = data.get("policy") if isinstance(data, Mapping) else None
        if isinstance(named, str) and named in self._policies:
            return self._policies[named]
        problems = []
        if isinstance(data, Mapping):
            message = "no policy is named" if named is None else "the named policy is not in the knowledge base"
            problems.append(Problem("policy", message, " or ".join(self._policies)))
        for policy in list(self._policies.values())[:1]:  # whatever the policy, most problems are told the same way
            try:
                policy.case(data)
            except CaseError as error:
                problems += [problem for problem in error.problems if problem.path != "policy"]
        raise CaseError(problems)
