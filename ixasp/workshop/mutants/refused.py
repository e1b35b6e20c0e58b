"""Which changed rules are no program."""

from collections.abc import Sequence

from ixasp.workshop.syntax.evaluation import evaluate


def refused(rules: Sequence[str]) -> frozenset[int]:
    """Return the positions of the rules that clingo refuses, such as those with a variable that nothing binds."""
    found: set[int] = set()
    while True:
        lines = ["" if at in found else rule for at, rule in enumerate(rules)]
        messages = evaluate("\n".join(lines), ()).messages
        more = {message.line - 1 for message in messages} - found
        if not more:
            return frozenset(found)
        found |= more
