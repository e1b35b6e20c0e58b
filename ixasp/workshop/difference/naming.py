"""What the two names that a comparison is given stand for."""

import re
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path

from ixasp.errors import UnknownChoice

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Named(StrEnum):
    """What a name stands for, in the words of a message."""

    FOLDER = "a folder"
    REVISION = "a git revision"
    VERSION = "the day of a version"
    POLICY = "the number of a policy"


def are_versions(old: str, new: str) -> bool:
    """Return whether both names are days, and so the versions of a policy that came into force on them."""
    return bool(_DAY.fullmatch(old) and _DAY.fullmatch(new))


def named(name: str, policies: Collection[str]) -> Named:
    """Return what a name by itself stands for; a git revision where it is nothing else.

    Args:
        name: the name
        policies: the numbers of the policies that it may be
    """
    if Path(name).exists():
        return Named.FOLDER
    if name in policies:
        return Named.POLICY
    return Named.VERSION if _DAY.fullmatch(name) else Named.REVISION


def refuse_mixture(names: tuple[str, str], kinds: tuple[Named, Named]) -> None:
    """Raise UnknownChoice for two names that can't be compared with each other: folders and revisions can."""
    states = {Named.FOLDER, Named.REVISION}
    if kinds[0] is not kinds[1] and not states.issuperset(kinds):
        told = " and ".join(f"`{name}` is {kind}" for name, kind in zip(names, kinds, strict=True))
        raise UnknownChoice(
            f"{told}; expected two of one kind: folders or git revisions, days of versions, or numbers of policies"
        )
