"""Charts that say a little less: some mutants show only where a fact is left open, or a number is known roughly."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ixasp.knowledge.vocabulary import Kind, Vocabulary


def loosened(facts: Mapping[str, object], vocabulary: Vocabulary) -> Iterator[dict[str, object]]:
    """Yield a chart with one fact left out, then with one number known only as a range up or down to a limit.

    Args:
        facts: a chart in the case format
        vocabulary: what a case may say; the ranges end at the limits that its rules compare with
    """
    declared = {name: vocabulary.facts[name] for name in facts if not vocabulary.facts[name].selects_version}
    for name in declared:
        yield {other: value for other, value in facts.items() if other != name}
    for name, fact in declared.items():
        if fact.kind is Kind.QUANTITY:
            value = Decimal(str(facts[name]))
            for limit in fact.limits:
                if limit.value != value:
                    low, high = sorted((limit.value, value))
                    yield {**facts, name: {"low": format(low, "f"), "high": format(high, "f")}}
