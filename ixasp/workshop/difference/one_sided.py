"""What only one side of a comparison has, and the requests that only one side can decide."""

from collections.abc import Iterator, Mapping

from ixasp.workshop.difference.charts import strange_values
from ixasp.workshop.difference.classes import in_force
from ixasp.workshop.difference.comparison import MOST_MOVED, Pair


def undecided_by_one(pair: Pair, names: tuple[str, str]) -> Iterator[str]:
    """Yield which requests only one side can decide, so that they are no patients of both.

    Args:
        pair: the sides
        names: what they are called
    """
    one, other = pair.before, pair.after
    first, second = one.outline.versions[0].name, other.outline.versions[0].name
    if first != second:
        earlier = names[0] if first < second else names[1]
        yield f"requests from {min(first, second)} to before {max(first, second)}: only {earlier} decides them"
    for name, fact in one.loaded.vocabulary.facts.items():
        theirs = other.loaded.vocabulary.facts.get(name)
        if theirs is not None:
            yield from strange_values(fact, theirs, names)
    for name, reading in one.outline.readings.items():
        others = other.outline.readings.get(name, reading)
        for side, here, there in ((names[0], reading, others), (names[1], others, reading)):
            odd = [option for option in here.options if option not in there.options]
            if odd:
                yield f"requests read with {', '.join(odd)} of {name}: only {side} has it"
    if len(pair.moved_defaults) > MOST_MOVED:
        moved = ", ".join(pair.moved_defaults)
        yield f"requests that select options beside more than {MOST_MOVED} of the moved defaults {moved}"


def on_one_side(pair: Pair, names: tuple[str, str]) -> Iterator[str]:
    """Yield what only one side has: criteria, facts, readings and versions.

    Args:
        pair: the sides
        names: what they are called
    """
    one, other = pair.before, pair.after
    criteria = [dict.fromkeys(in_force(side.outline, v)) for side, v in zip((one, other), pair.versions, strict=True)]
    first, second = one.loaded.vocabulary.facts, other.loaded.vocabulary.facts
    facts = [dict.fromkeys(pair.renamed.get(name, name) for name in first), dict.fromkeys(second)]
    readings: list[Mapping[str, object]] = [side.outline.readings for side in (one, other)]
    versions = [{version.name: None for version in side.outline.versions} for side in (one, other)]
    for kind, both in (("criterion", criteria), ("fact", facts), ("reading", readings), ("version", versions)):
        for name, mine, theirs in ((names[0], both[0], both[1]), (names[1], both[1], both[0])):
            only = [key for key in mine if key not in theirs]
            if only:
                yield f"only in {name}: {kind} {', '.join(only)}"
