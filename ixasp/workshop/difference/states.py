"""What is compared: folders, states in git, versions of a policy, or two policies."""

import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from ixasp.errors import UnknownChoice
from ixasp.knowledge.sources import packaged
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.workshop.difference.classes import in_force
from ixasp.workshop.difference.comparison import Pair, compare
from ixasp.workshop.difference.result import Comparison
from ixasp.workshop.sides import MOST_ENTRIES

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def compare_states(
    old: str,
    new: str,
    *,
    folder: Path | None = None,
    number: str | None = None,
    entries: int = MOST_ENTRIES,
    limit: int | None = None,
) -> tuple[Comparison, ...]:
    """Return what changes from one state to another, for each policy that both have.

    Args:
        old, new: two folders or git revisions that hold a knowledge base, in any mixture; or two versions of one
            policy, by the day on which each came into force; or two policies, by number
        folder: the knowledge base that versions and policies are of, and whose history revisions are of
        number: only this policy
        entries: records of up to so many entries are covered
        limit: stop after so many classes of patients

    Raises:
        UnknownChoice: a state, a version or a policy is not there
        KnowledgeBaseError: the rules of a state can't be loaded
    """
    root = folder or packaged()
    if _DAY.fullmatch(old) and _DAY.fullmatch(new):
        policy = _policy_with(KnowledgeBase.load(root), number, (old, new))
        return (_compared([Pair(policy, policy, (old, new))], (old, new), policy.id, entries, limit),)
    with _knowledge_base(old, root) as before, _knowledge_base(new, root) as after:
        if old in before and new in after:  # two policies
            one, other = before[old], after[new]
            versions = (one.outline.versions[-1].name, other.outline.versions[-1].name)
            return (_compared([Pair(one, other, versions)], (old, new), "", entries, limit),)
        numbers = [name for name in before if name in after and number in (None, name)]
        if not numbers:
            raise UnknownChoice(
                f"`{old}` and `{new}` have no policy {number or ''} in common; the first has {', '.join(before)}, "
                f"the second {', '.join(after)}"
            )
        return tuple(_compared(_pairs(before[name], after[name]), (old, new), name, entries, limit) for name in numbers)


def _compared(pairs: list[Pair], names: tuple[str, str], number: str, entries: int, limit: int | None) -> Comparison:
    one, other = pairs[0].before, pairs[0].after
    return compare(
        pairs,
        names,
        policy=number,
        entries=entries,
        limit=limit,
        notes=tuple(dict.fromkeys(note for pair in pairs for note in _on_one_side(pair, names))),
        not_compared=tuple(_not_compared(one, other, names)) if number else (),
    )


def _pairs(before: Policy, after: Policy) -> list[Pair]:
    """Return the versions that are in force together on some day, oldest first."""
    days = sorted({version.name for policy in (before, after) for version in policy.outline.versions})
    together = [(_on(before, day), _on(after, day)) for day in days]
    return [Pair(before, after, (one, other)) for one, other in dict.fromkeys(together) if one and other]


def _on(policy: Policy, day: str) -> str:
    """Return the version in force on a day; empty where there is none."""
    return next((version.name for version in reversed(policy.outline.versions) if version.name <= day), "")


def _not_compared(one: Policy, other: Policy, names: tuple[str, str]) -> Iterator[str]:
    """Yield which requests only one side can decide, so that they are no patients of both."""
    first, second = one.outline.versions[0].name, other.outline.versions[0].name
    if first != second:
        earlier = names[0] if first < second else names[1]
        yield f"requests from {min(first, second)} to before {max(first, second)}: only {earlier} decides them"
    for name, fact in one.loaded.vocabulary.facts.items():
        theirs = other.loaded.vocabulary.facts.get(name)
        if theirs is not None:
            for side, mine, yours in ((names[0], fact, theirs), (names[1], theirs, fact)):
                odd = [value for value in mine.domain if value not in yours.domain]
                if odd:
                    yield f"patients whose {name} is or holds {', '.join(odd)}: only {side} can tell them"


def _on_one_side(pair: Pair, names: tuple[str, str]) -> Iterator[str]:
    """Yield what only one side has."""
    one, other = pair.before, pair.after
    criteria = [dict.fromkeys(in_force(side.outline, v)) for side, v in zip((one, other), pair.versions, strict=True)]
    facts: list[Mapping[str, object]] = [side.loaded.vocabulary.facts for side in (one, other)]
    readings: list[Mapping[str, object]] = [side.outline.readings for side in (one, other)]
    versions = [{version.name: None for version in side.outline.versions} for side in (one, other)]
    for kind, both in (("criterion", criteria), ("fact", facts), ("reading", readings), ("version", versions)):
        for name, mine, theirs in ((names[0], both[0], both[1]), (names[1], both[1], both[0])):
            only = [key for key in mine if key not in theirs]
            if only:
                yield f"only in {name}: {kind} {', '.join(only)}"


def _policy_with(knowledge: KnowledgeBase, number: str | None, versions: tuple[str, str]) -> Policy:
    policies = [knowledge.policy(number)] if number else [knowledge.policy(name) for name in knowledge.policies]
    found = [p for p in policies if {version.name for version in p.outline.versions} >= set(versions)]
    if len(found) != 1:
        known = "; ".join(f"{p.id}: {', '.join(version.name for version in p.outline.versions)}" for p in policies)
        problem = "no policy has" if not found else "more than one policy has"
        raise UnknownChoice(
            f"{problem} the versions {versions[0]} and {versions[1]}; expected two of one policy: {known}"
        )
    return found[0]


@contextmanager
def _knowledge_base(name: str, root: Path) -> Iterator[Mapping[str, Policy]]:
    """Open the policies of a state, by number."""
    here = KnowledgeBase.load(root) if not Path(name).exists() else None
    if here is not None and name in here.policies:
        yield {number: here.policy(number) for number in here.policies}
        return
    with _folder(name, root) as path:
        there = KnowledgeBase.load(path)
        yield {number: there.policy(number) for number in there.policies}


@contextmanager
def _folder(name: str, root: Path) -> Iterator[Path]:
    """Open the folder of a knowledge base: one that is there, or what git holds of it at a revision."""
    path = Path(name)
    if path.is_dir():
        inside = [one for one in (path, path / root.name) if (one / "policies").is_dir()]
        if not inside:
            raise UnknownChoice(f"`{name}` holds no knowledge base; expected a folder with policies/NAME/policy.lp")
        yield inside[0]
        return
    with TemporaryDirectory() as temporary:
        archive = _archived(name, root)
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(temporary, filter="data")
        yield Path(temporary) / root.name


def _archived(revision: str, root: Path) -> bytes:
    """Return the folder of a knowledge base at a revision, as a tar archive."""
    command = ["git", "-C", str(root.resolve().parent), "archive", "--format=tar", revision, "--", root.name]
    refusal = f"`{revision}` is no folder, no policy and no git revision with {root.name}/"
    if revision.startswith("-"):
        raise UnknownChoice(refusal)
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise UnknownChoice(f"{refusal}; expected two of one kind, or two versions by day") from error
