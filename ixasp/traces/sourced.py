"""A line of a reason, parted into what it says and where that is documented."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ixasp.traces.fact_literal import FactLiteral


class Sourced(NamedTuple):
    """A sentence, and its source."""

    sentence: str
    source: str
    """Empty where the case gives none."""


def sourced(lines: Iterable[str], literals: Iterable[FactLiteral] | None) -> Iterator[Sourced]:
    """Yield lines of a reason in two parts.

    Args:
        lines: the reason in plain words, with sources in brackets
        literals: the facts that it tells
    """
    # A source may hold brackets itself, so only the sources of these very facts are taken off.
    found = {"; ".join(literal.source) for literal in literals or () if literal.source}
    ends = {f" [{source}]": source for source in sorted(found, key=len, reverse=True)}
    for line in lines:
        end = next((end for end in ends if line.endswith(end)), "")
        yield Sourced(line.removesuffix(end), ends.get(end, ""))
