"""What a measurement of coverage reports."""

from ixasp.frozen import Frozen

MOST_NAMED = 3
"""So many cases are named that cover one thing."""


class Item(Frozen):
    """One thing that cases may decide."""

    id: str
    """What it is called, unlike any other of its group."""
    says: str
    """The text of the rule, or plain words."""
    file: str
    """Where the rules declare it."""
    line: int
    covered: bool
    by: tuple[str, ...]
    """Cases that cover it, at most three; for a rule and an option of a reading, the first one."""
    note: str = ""
    """What is lacking, where it is not covered; else what else should be known."""


class Group(Frozen):
    """All things of one kind."""

    id: str
    title: str
    covered: int
    items: tuple[Item, ...]


class PolicyCoverage(Frozen):
    """What the cases of one policy decide."""

    policy: str
    title: str
    cases: int
    """Those with an expectation, and with an answer or the expected error."""
    answers: int
    """Those of the cases under the readings that their expectations select, the default ones among them."""
    covered: int
    total: int
    percent: float
    """How much is covered, of 100, rounded down to a decimal: 100 means all."""
    groups: tuple[Group, ...]
    not_counted: tuple[Item, ...] = ()
    """Rules on which no answer can rest, since nothing that is decided asks for them."""

    def reaches(self, percent: float) -> bool:
        """Return whether so much is covered, of 100."""
        return self.covered * 100 >= percent * self.total


class Coverage(Frozen):
    """What the cases decide, policy by policy."""

    policies: tuple[PolicyCoverage, ...]
    left_out: tuple[str, ...] = ()
    """Cases without an expectation, and expectations without a case, a line each: they count for nothing."""
    problems: tuple[str, ...] = ()
    """What is wrong with cases and expectations that can't be used, a line for each problem."""


def group(name: str, title: str, items: list[Item]) -> Group:
    """Return a group of items."""
    return Group(id=name, title=title, covered=sum(item.covered for item in items), items=tuple(items))
