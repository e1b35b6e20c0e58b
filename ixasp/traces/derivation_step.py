"""The steps of a derivation: what rules ask for, whether it is so, and the marks and words for it."""

from ixasp.frozen import Frozen
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.outline_node import EXCLUSION_WORDS, WORDS

FIRED, FAILED, OPEN = "yes", "no", "open"
"""Whether something is so for every patient that fits the case, for none, or for some."""


class RuleStep(Frozen):
    """One rule, with its variables filled in."""

    file: str
    """Below the knowledge base: `kb/core/outline.lp`."""
    line: int
    applies: str
    """yes: it applies to every patient that fits the case; no: to none; open: to some."""
    conditions: "tuple[Condition, ...]"
    """In the order of print: all of a rule that applies; of one that does not, those that fail; else all."""
    jointly: tuple[str, ...] = ()
    """Where no condition fails by itself: those that never hold together, in plain words, a line for each choice."""

    @property
    def shown(self) -> "tuple[Condition, ...]":
        """The conditions that tell something: not those that are so whatever the case says."""
        return tuple(condition for condition in self.conditions if not condition.always)

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"


class Condition(Frozen):
    """An atom, or its negation, that a rule asks for."""

    atom: str
    """As the rules write it."""
    negated: bool
    """Whether the rule asks that it does not hold."""
    says: str
    """What is asked for, in plain words; of what must not be so, the words of what must not be."""
    must_not: bool = False
    """Whether it must not be so; never where a negation has words of its own, as those of facts have."""
    so: str
    """Whether what is asked for is so. yes: for every patient that fits the case; no: for none; open: for some."""
    criterion: str | None = None
    """The number of the paragraph that it is; none for all else."""
    excludes: bool = False
    """Whether that paragraph is an exclusion."""
    reading: str | None = None
    """The reading that it asks for; none for all else."""
    fact: str | None = None
    """The fact that it is about; none for what rules derive."""
    reason: tuple[FactLiteral, ...] | None = None
    """For a fact that is settled: what the case states of it, or what it follows from."""
    because: tuple[str, ...] = ()
    """The same in plain words, with sources."""
    rules: tuple[RuleStep, ...] = ()
    """For what rules derive: those that apply; or every one and why it fails; or those that may apply."""
    always: bool = False
    """Whether it is so whatever the case says."""
    seen: bool = False
    """Whether its rules stand further up."""
    split: bool = False
    """Whether one of its rules applies to every patient, but not the same one to all."""

    @property
    def is_stated(self) -> bool:
        """Whether the case settles the very fact that is asked about, instead of others from which it follows."""
        return self.reason is not None and [literal.fact for literal in self.reason] == [self.fact]

    @property
    def is_told_by_reason(self) -> bool:
        """Whether the reason says all that there is to say: it is what is asked for, as the case states it."""
        return self.is_stated and self.so == FIRED and not self.must_not


MARKS = {FIRED: "✓", FAILED: "✗", OPEN: "?"}
"""A mark for whether something is so, readable without colour."""

ONE_ALWAYS_APPLIES = "one of these rules always applies:"
"""What stands between a condition and its rules where none of them applies to every patient."""

_OTHERWISE = {FIRED: FAILED, FAILED: FIRED, OPEN: OPEN}
_STATUSES = {FIRED: "met", FAILED: "not_met", OPEN: "unknown"}
_READ = {FIRED: "read so", FAILED: "not read so", OPEN: "open"}


def atom_so(condition: Condition) -> str:
    """Return whether what a condition says is so, whether or not it must be."""
    return _OTHERWISE[condition.so] if condition.must_not else condition.so


def atom_words(condition: Condition, yes: str = "yes", no: str = "no") -> str:
    """Return whether what a condition says is so, in words.

    Args:
        condition: what is asked for
        yes: the word where it is neither a paragraph nor a reading, and so
        no: the same where it is not so
    """
    so = atom_so(condition)
    if condition.criterion is not None:
        return (EXCLUSION_WORDS if condition.excludes else WORDS)[_STATUSES[so]]
    return _READ[so] if condition.reading is not None else {FIRED: yes, FAILED: no, OPEN: "open"}[so]


def status_words(condition: Condition) -> str:
    """Return what is to be said of a condition beside its mark; empty where the mark says it all."""
    if condition.must_not:
        required = {FIRED: ", as it must be", FAILED: ", but must not be", OPEN: ", and must not be so"}
        return atom_words(condition, "so", "not so") + required[condition.so]
    return atom_words(condition, "")


def condition_told(condition: Condition) -> str:
    """Return a condition in one line."""
    says, words, because = condition.says, status_words(condition), "; ".join(condition.because)
    if condition.reading is not None:
        return f"{words}: {says}"
    if condition.is_told_by_reason:
        return because
    told = f"{says}: {words}" if words else says
    if because:
        return f"{told}, {because}" if condition.is_stated else f"{told}, since {because}"
    return f"{told} (see above)" if condition.seen else told


def rule_told(step: RuleStep) -> str:
    """Return a rule in one line."""
    if step.applies == FIRED:
        return f"by rule {step.place}"
    if step.applies == OPEN:
        return f"perhaps by rule {step.place}"
    if step.jointly:
        return f"not by rule {step.place}, as never so together: {', nor '.join(step.jointly)}"
    return f"not by rule {step.place}, as this fails:"
