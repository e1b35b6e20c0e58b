"""Rules that add nothing, since a more general rule derives the same wherever they do.

A rule is a special case of another one where some values for the variables of the other make their heads alike and
each condition of the other one of its own: then the other subsumes it (Plotkin: A note on inductive generalization,
1970), and what the rules mean does not change without it. Conditions are compared as clingo writes them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ixasp.workshop.lint.matching import Bindings, MatchedRule, matched
from ixasp.workshop.lint.reification import key_of
from ixasp.workshop.syntax.statements import Statement

MOST_TRIED = 10_000
"""Beyond so many attempts to fit the conditions of two rules together they count as different."""


def special_cases(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the position of each rule or constraint that adds nothing, with that of the first more general one.

    Of two rules that say the same in the same words, none is a special case; of two that say the same with more and
    with fewer conditions, the longer one is.

    Args:
        statements: all statements of a policy
    """
    rules = {
        position: MatchedRule.of(statement)
        for position, statement in enumerate(statements)
        if statement.plain or statement.kind == "constraint"
    }
    offered = Counter(word for rule in rules.values() for word in rule.offered)
    by_word: dict[str, list[int]] = {}
    for position, rule in rules.items():
        rarest = min(sorted(rule.required), key=lambda word: offered[word])
        by_word.setdefault(rarest, []).append(position)
    seen: set[str] = set()
    for position, rule in rules.items():
        if not rule.conditions or _again(statements[position], seen):
            continue
        near = sorted(other for word in rule.offered for other in by_word.get(word, ()) if other != position)
        for other in near:
            if _more_general(other, position, rules, statements):
                yield position, other
                break


def _again(statement: Statement, seen: set[str]) -> bool:
    """Return whether a statement says what an earlier one says."""
    key = key_of(statement)
    known = key in seen
    seen.add(key)
    return known


def _more_general(other: int, position: int, rules: Mapping[int, MatchedRule], statements: Sequence[Statement]) -> bool:
    general, special = rules[other], rules[position]
    if not general.required <= special.offered or not subsumes(general, special):
        return False
    if not subsumes(special, general):
        return True
    alike = key_of(statements[other]) == key_of(statements[position])
    return not alike and (len(general.conditions), other) < (len(special.conditions), position)


def subsumes(general: MatchedRule, special: MatchedRule) -> bool:
    """Return whether the conditions of a special rule hold all those of a general one, and their heads are alike."""
    bindings = matched(general.head, special.head, {}, general, special)
    left = [MOST_TRIED]

    def fits(position: int, known: Bindings) -> bool:
        if position == len(general.conditions):
            return True
        for condition in special.conditions:
            left[0] -= 1
            if left[0] < 0:
                return False
            further = matched(general.conditions[position], condition, known, general, special)
            if further is not None and fits(position + 1, further):
                return True
        return False

    return bindings is not None and fits(0, bindings)
