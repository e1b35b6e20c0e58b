"""What can be wrong with a request, with a knowledge base, or with a question."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a case."""

    path: str
    """Where it stands, as written in the file: `facts.RECORD[2].end`."""
    message: str
    """What was seen there, in one lowercase sentence."""
    expected: str = ""
    """What would have been accepted."""

    def __str__(self) -> str:
        """Return the problem as one line: path, message, expectation."""
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{self.path}: {self.message}{expected}" if self.path else f"{self.message}{expected}"


class IxaspError(Exception):
    """Any error that a caller can cause."""


class CaseError(IxaspError):
    """A case that can't be used; it tells all of its problems at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems, at least one, in the order of the file."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnsupportedRequest(IxaspError):
    """A request that no encoded version of the policy covers."""


class KnowledgeBaseError(IxaspError):
    """Rules that can't be loaded, or a policy, a criterion or a reading that they do not hold."""


class UnknownChoice(KnowledgeBaseError):
    """A policy, criterion, reading or option that the knowledge base does not declare."""


@dataclass(frozen=True)
class ClashingFact:
    """One of the facts that can't all be true."""

    fact: str
    """The fact's name, or the path of a field."""
    value: str
    """As it was given."""
    source: tuple[str, ...]
    """Where it is documented."""

    def __str__(self) -> str:
        """Return the fact with its value and its sources."""
        sources = f" [{'; '.join(self.source)}]" if self.source else ""
        return f"{self.fact} `{self.value}`{sources}"


class InconsistentCase(IxaspError):
    """A case that no patient fits."""

    def __init__(self, clash: Sequence[ClashingFact], take_back: Sequence[Sequence[ClashingFact]] = ()) -> None:
        """Keep what clashes.

        Args:
            clash: a minimal set of clashing facts: without any one of them the rest of the set would fit
            take_back: the smallest sets of facts without which the whole case fits, where these were asked for
        """
        self.clash = tuple(clash)
        self.take_back = tuple(map(tuple, take_back))
        facts = ", ".join(map(str, self.clash))
        super().__init__(f"no patient fits all of these facts: {facts}; expected at least one of them to be otherwise")
