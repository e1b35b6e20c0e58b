"""What is compared: folders, states in git, versions of a policy, or two policies."""

import subprocess
import tarfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from ixasp.errors import UnknownChoice
from ixasp.knowledge.sources import packaged
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.workshop.difference.charts import dosed_otherwise, read_otherwise
from ixasp.workshop.difference.comparison import Pair, compare
from ixasp.workshop.difference.naming import Named, are_versions, named, refuse_mixture
from ixasp.workshop.difference.one_sided import on_one_side, undecided_by_one
from ixasp.workshop.difference.refused import refuse_unprovable
from ixasp.workshop.difference.renaming import names_in, perhaps_renamed, refuse_renamings
from ixasp.workshop.difference.result import Comparison, Renaming
from ixasp.workshop.sides import MOST_ENTRIES
from ixasp.workshop.syntax.library import read_library


def compare_states(
    old: str,
    new: str,
    *,
    folder: Path | None = None,
    number: str | None = None,
    entries: int = MOST_ENTRIES,
    limit: int | None = None,
    renamed: Sequence[tuple[str, str]] = (),
) -> tuple[Comparison, ...]:
    """Return what changes from one state to another, for each policy that both have.

    Args:
        old, new: two folders or git revisions that hold a knowledge base, in any mixture; or two versions of one
            policy, by the day on which each came into force; or two policies, by number
        folder: the knowledge base that versions and policies are of, and whose history revisions are of
        number: only this policy
        entries: records of up to so many entries are covered
        limit: stop after so many classes of patients
        renamed: facts of the old, each with what the new calls it

    Raises:
        UnknownChoice: a state, a version or a policy is not there, the two are of different kinds, or a fact is no
            fact of one side only that the other side calls otherwise
        KnowledgeBaseError: the rules of a state can't be loaded
    """
    root = folder or packaged()
    renamings = [Renaming(before=name, after=called) for name, called in renamed]
    with _sides(old, new, root, number) as sides:
        vocabularies = [(one.before.loaded.vocabulary, one.after.loaded.vocabulary) for one in sides]
        refuse_renamings(renamings, vocabularies)
        found = []
        for one, (before, after) in zip(sides, vocabularies, strict=True):
            pairs = [Pair(one.before, one.after, day, names_in(renamings, before, after)) for day in one.versions]
            found.append(_compared(pairs, (old, new), one, entries, limit))
        return tuple(found)


@dataclass(frozen=True)
class _Sides:
    """A policy on both sides, or two policies."""

    number: str
    """Empty where they are two."""
    before: Policy
    after: Policy
    versions: Sequence[tuple[str, str]]
    """What is compared with what."""
    alone: tuple[str, ...] = ()
    """Notes on the policies that only one of two knowledge bases has."""


@contextmanager
def _sides(old: str, new: str, root: Path, number: str | None) -> Iterator[list[_Sides]]:
    """Open what is compared: one pair of sides for each policy."""
    if are_versions(old, new):
        refuse_unprovable(root, root.name)
        policy = _policy_with(KnowledgeBase.load(root), number, (old, new))
        yield [_Sides(policy.id, policy, policy, [(old, new)])]
        return
    folders = Path(old).exists() and Path(new).exists()
    numbers = [] if folders else [policy.number for policy in read_library(root).policies]
    kinds = (_kind(old, numbers, root), _kind(new, numbers, root))
    refuse_mixture((old, new), kinds)
    if kinds[0] is Named.POLICY:
        refuse_unprovable(root, root.name)
        here = KnowledgeBase.load(root)
        one, other = here.policy(old), here.policy(new)
        yield [_Sides("", one, other, [(one.outline.versions[-1].name, other.outline.versions[-1].name)])]
        return
    with _knowledge_base(old, root) as first, _knowledge_base(new, root) as second:
        common = [name for name in first if name in second and number in (None, name)]
        if not common:
            raise UnknownChoice(
                f"`{old}` and `{new}` have no policy {number or ''} in common; the first has {', '.join(first)}, "
                f"the second {', '.join(second)}"
            )
        alone = tuple(_alone(old, first, second, number)) + tuple(_alone(new, second, first, number))
        yield [_Sides(name, first[name], second[name], _days(first[name], second[name]), alone) for name in common]


def _alone(state: str, here: Collection[str], there: Collection[str], number: str | None) -> Iterator[str]:
    """Yield which policies only this state has, unless one is asked for."""
    only = [name for name in here if name not in there and number is None]
    if only:
        yield f"only in {state}: policy {', '.join(only)}"


def _kind(name: str, numbers: Collection[str], root: Path) -> Named:
    """Return what a name stands for; raise UnknownChoice where it is nothing at all."""
    kind = named(name, numbers)
    if kind is Named.REVISION:
        _archived(name, root)
    elif kind is Named.VERSION:
        with suppress(UnknownChoice):
            _archived(name, root)
            return Named.REVISION  # a tag that is called like a day
    return kind


def _compared(pairs: list[Pair], names: tuple[str, str], sides: _Sides, entries: int, limit: int | None) -> Comparison:
    one, other, renamed = pairs[0].before, pairs[0].after, pairs[0].renamed
    vocabularies = one.loaded.vocabulary, other.loaded.vocabulary
    return compare(
        pairs,
        names,
        policy=sides.number,
        entries=entries,
        limit=limit,
        notes=(*sides.alone, *dict.fromkeys(note for pair in pairs for note in on_one_side(pair, names))),
        not_compared=(
            *(undecided_by_one(pairs[0], names) if sides.number else ()),
            *read_otherwise(*vocabularies, names, renamed),
            *dosed_otherwise(one.outline, other.outline, names),
        ),
        perhaps_renamed=perhaps_renamed(*vocabularies, renamed, sole=bool(sides.number)),
    )


def _days(before: Policy, after: Policy) -> list[tuple[str, str]]:
    """Return the versions that are in force together on some day, oldest first."""
    days = sorted({version.name for policy in (before, after) for version in policy.outline.versions})
    together = [(_on(before, day), _on(after, day)) for day in days]
    return [(one, other) for one, other in dict.fromkeys(together) if one and other]


def _on(policy: Policy, day: str) -> str:
    """Return the version in force on a day; empty where there is none."""
    return next((version.name for version in reversed(policy.outline.versions) if version.name <= day), "")


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
    with _folder(name, root) as path:
        refuse_unprovable(path, name, revision=not Path(name).is_dir())
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
