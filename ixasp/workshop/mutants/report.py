"""What a run over mutants finds."""

from enum import StrEnum

from ixasp.frozen import Frozen


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    """A case is no longer decided as expected."""
    EQUIVALENT = "equivalent"
    """No case can kill it: proven for every version, under all readings, for records of up to two entries."""
    ALIVE = "alive"
    """No case of those given kills it, though one could."""
    NO_PROGRAM = "no_program"
    """What is left are no rules that decide: clingo or the engine refuses them, or an atom needs its own negation."""


class WrittenCase(Frozen):
    """A case that kills a mutant, and what the rules as they are decide."""

    name: str
    policy: str
    case: dict[str, object]
    """In the case format."""
    expected: dict[str, object]
    """As NAME.expected.json holds it."""


class MutantResult(Frozen):
    """A mutant and its fate."""

    file: str
    """Below the folder that holds the knowledge base: `kb/core/outline.lp`."""
    line: int
    what: str
    """What was changed, in plain words."""
    before: str
    after: str
    """The rule as it then is; empty where it is gone."""
    policies: tuple[str, ...]
    """The policies that have the rule."""
    fate: Fate
    killed_by: str = ""
    """A case that kills it."""
    case: str = ""
    """For one that is alive, the case of the report that would kill it; empty where none was found."""


class MutantReport(Frozen):
    """All mutants of some policies."""

    policies: tuple[str, ...]
    cases: int
    """How many cases were tried."""
    mutants: tuple[MutantResult, ...]
    """In the order of the files; a rule that policies share is changed for all of them at once."""
    written: tuple[WrittenCase, ...]
    """Smallest cases that together kill the mutants that are alive."""

    def count(self, fate: Fate) -> int:
        """Return how many mutants had a fate."""
        return sum(mutant.fate is fate for mutant in self.mutants)
