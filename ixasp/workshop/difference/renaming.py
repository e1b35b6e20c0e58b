"""Facts that one side calls otherwise than the other: which are said to be one, and which perhaps are."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ixasp.errors import UnknownChoice
from ixasp.knowledge.vocabulary import Fact, Vocabulary, folded
from ixasp.workshop.difference.result import Renaming

NEAR = 0.6
"""How alike two names are that may be one, misspelt or put in other words; the measure is difflib's."""


def refuse_renamings(renamings: Sequence[Renaming], sides: Iterable[tuple[Vocabulary, Vocabulary]]) -> None:
    """Raise UnknownChoice, with all that is wrong, where a fact can't be told to be another one.

    Args:
        renamings: facts of the old and what the new calls them
        sides: the old and the new vocabulary of each policy; it is enough that one of these has both facts
    """
    vocabularies = list(sides)
    wrong = list(_twice(renamings))
    for one in renamings:
        problems = [_problem(one, before.facts, after.facts) for before, after in vocabularies]
        if all(problems):
            wrong.append(f"--renamed {one.before}={one.after}: {problems[-1]}")
    if wrong:
        raise UnknownChoice("\n".join(wrong))


def names_in(renamings: Sequence[Renaming], before: Vocabulary, after: Vocabulary) -> dict[str, str]:
    """Return for facts of the old what the new calls them, as far as both of a policy's sides have them."""
    return {one.before: one.after for one in renamings if not _problem(one, before.facts, after.facts)}


def perhaps_renamed(before: Vocabulary, after: Vocabulary, known: Mapping[str, str], *, sole: bool) -> list[Renaming]:
    """Return facts of the old only that are perhaps called otherwise in the new: of one kind and with the same values.

    They have the same label or question, or names that are near, or no other fact of their kind comes into question.

    Args:
        before, after: what the sides declare
        known: facts of the old that are said to be facts of the new
        sole: whether facts may be one only because no other comes into question
    """
    old = [fact for name, fact in before.facts.items() if name not in after.facts and name not in known]
    new = [fact for name, fact in after.facts.items() if name not in before.facts and name not in known.values()]
    found: dict[str, Renaming] = {}
    tests: list[Callable[[Fact, Fact], bool]] = [
        _said_alike,
        _named_alike,
        *([lambda one, other: True] if sole else []),
    ]
    for test in tests:
        pairs = [(one, other) for one in old for other in new if not _difference(one, other) and test(one, other)]
        for one, other in pairs:
            if sum(one in pair for pair in pairs) == sum(other in pair for pair in pairs) == 1:
                found[one.name] = Renaming(before=one.name, after=other.name)
        old = [fact for fact in old if fact.name not in found]
        new = [fact for fact in new if fact.name not in {renaming.after for renaming in found.values()}]
    return [found[name] for name in before.facts if name in found]


def _said_alike(one: Fact, other: Fact) -> bool:
    texts = ((one.label, other.label), (one.question, other.question))
    return any(first and folded(first) == folded(second) for first, second in texts)


def _named_alike(one: Fact, other: Fact) -> bool:
    return SequenceMatcher(None, one.name, other.name).ratio() >= NEAR


def _twice(renamings: Sequence[Renaming]) -> Iterator[str]:
    for names in ([one.before for one in renamings], [one.after for one in renamings]):
        twice = dict.fromkeys(name for name in names if names.count(name) > 1)
        yield from (f"--renamed: fact `{name}` is named twice; expected each fact once" for name in twice)


def _problem(renaming: Renaming, before: Mapping[str, Fact], after: Mapping[str, Fact]) -> str:
    """Return why a fact of the old can't be one of the new; empty where it can."""
    only_old = [name for name in before if name not in after]
    only_new = [name for name in after if name not in before]
    for name, mine, side, only in (
        (renaming.before, before, "old", only_old),
        (renaming.after, after, "new", only_new),
    ):
        if name not in only:
            told = "on both sides" if name in mine else f"no fact of the {side}"
            expected = f"a fact of the {side} only: {', '.join(only)}" if only else "facts of one side only; none is"
            return f"`{name}` is {told}; expected {expected}"
    return _difference(before[renaming.before], after[renaming.after])


def _difference(one: Fact, other: Fact) -> str:
    """Return in which way two facts are no fact of one kind with the same values; empty where they are."""
    for what, mine, theirs in (
        ("kind", one.kind, other.kind),
        ("values", ", ".join(sorted(one.domain)), ", ".join(sorted(other.domain))),
        ("unit", one.default_unit, other.default_unit),
    ):
        if mine != theirs:
            return f"the {what} differ{'' if what == 'values' else 's'}, `{mine}` and `{theirs}`; expected the same"
    return ""
