"""A derivation as a Mermaid flowchart."""

from collections.abc import Iterator

from ixasp.traces.derivation_step import FAILED, FIRED, MARKS, OPEN, Condition, RuleStep, atom_so, atom_words
from ixasp.traces.mermaid import Shape, edge, flowchart, node

_BY = {FIRED: "by rule", FAILED: "not by rule", OPEN: "perhaps by rule"}


def derivation_flowchart(headline: str, root: Condition) -> Iterator[str]:
    """Yield the lines of a flowchart: facts are round, rules lean, what is open has six sides.

    What rules derive is one node, wherever it is asked for.

    Args:
        headline: what its first node says
        root: what is derived
    """
    chart = _Chart(root.atom)
    return flowchart([node(chart.names[root.atom], headline, Shape.BOX), *chart.below(root)])


class _Chart:
    """The nodes so far."""

    def __init__(self, root: str) -> None:
        self.names = {root: "root"}
        self._rules = 0

    def below(self, condition: Condition) -> Iterator[str]:
        """Yield the lines for the rules of a condition and all that they ask for."""
        for rule in condition.rules:
            self._rules += 1
            name = f"rule{self._rules}"
            yield node(name, _rule(rule), Shape.LEANING)
            yield edge(self.names[condition.atom], name, "one always applies" if condition.split else "")
            for asked in rule.shown:
                # A fact and its negation have words of their own, so each has a node of its own.
                key = asked.atom if asked.must_not or not asked.negated else f"not {asked.atom}"
                if key not in self.names:
                    self.names[key] = f"atom{len(self.names)}"
                    yield _atom(self.names[key], asked)
                yield edge(name, self.names[key], "must not be so" if asked.must_not else "")
                yield from self.below(asked)


def _rule(rule: RuleStep) -> str:
    folder, slash, file = rule.place.rpartition("/")
    lines = [_BY[rule.applies], folder + slash, file]
    return "\n".join([*lines, *(f"never so together: {line}" for line in rule.jointly)])


def _atom(name: str, condition: Condition) -> str:
    so = atom_so(condition)
    words = atom_words(condition, "")
    if condition.reading is not None:
        lines = [f"{words}: {condition.says}"]
    elif condition.is_told_by_reason:
        lines = list(condition.because)
    else:
        since = "" if condition.is_stated else "since "
        because = (line if position else f"{since}{line}" for position, line in enumerate(condition.because))
        lines = [f"{condition.says}: {words}" if words else condition.says, *because]
    shape = Shape.HEXAGON if so == OPEN else Shape.BOX if condition.fact is None else Shape.ROUND
    return node(name, "\n".join([f"{MARKS[so]} {lines[0]}", *lines[1:]]), shape)
