"""A new policy: the smallest one that loads, decides, and passes every check."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.frozen import Frozen
from ixasp.knowledge.sources import ENTRY, packaged
from ixasp.workshop.skeleton.filling import filled
from ixasp.workshop.skeleton.naming import constant_problem, refuse, text_problem
from ixasp.workshop.syntax.library import read_library

_OUTLINE = Path("core") / "outline.lp"
"""The rules that any policy needs; a knowledge base that lacks them gets a copy."""
_RULES = (ENTRY, "facts.lp", "readings.lp", "criteria.lp")
_CASES = tuple(
    f"{case}.{form}" for case in ("approved", "without-report", "denied", "open") for form in ("yaml", "expected.json")
)


class NewPolicy(Frozen):
    """The files of a new policy."""

    policy: str
    files: tuple[str, ...]
    """Every file that was written, the entry first."""
    cases: str
    """The folder of its cases."""


def new_policy(
    name: str, number: str, root: Path | None = None, *, label: str | None = None, day: date | None = None
) -> NewPolicy:
    """Write a new policy: one section of one criterion, two facts, a reading, and four cases with expectations.

    Args:
        name: the name of its folder
        number: the number that cases name it by
        root: the folder of the knowledge base, which may be empty; by default the one that comes with the package
        label: what it is called; by default its name
        day: the day from which its first version is in force; by default today

    Raises:
        KnowledgeBaseError: a name can't be used, or the policy is there already; nothing is written then
    """
    root = root or packaged()
    folder = root / "policies" / name
    label = label or name.replace("_", " ")
    refuse(_problems(root, folder, name, number, label))
    values = {
        "number": number,
        "label": label,
        "day": (day or date.today()).isoformat(),
        "name_hyphened": name.replace("_", "-"),
    }
    texts = {folder / file: filled(f"policy/{file}", **values) for file in _RULES}
    cases = folder / "cases"
    texts |= {cases / f"{values['name_hyphened']}-{file}": filled(f"policy/cases/{file}", **values) for file in _CASES}
    if not (root / _OUTLINE).exists():
        texts[root / _OUTLINE] = (packaged() / _OUTLINE).read_text(encoding="utf-8")
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        raise KnowledgeBaseError(f"`{folder}` can't be written; expected a folder that can be written to") from error
    return NewPolicy(policy=number, files=tuple(path.as_posix() for path in texts), cases=cases.as_posix())


def _problems(root: Path, folder: Path, name: str, number: str, label: str) -> Iterator[str]:
    yield from constant_problem("NAME", name)
    yield from text_problem("--policy", number)
    yield from text_problem("--label", label)
    if folder.exists():
        yield f"`{folder.as_posix()}` is there already; expected a name that no policy has"
    if root.exists() and not root.is_dir():
        yield f"`{root.as_posix()}` is a file; expected the folder of a knowledge base"
    if any(root.glob(f"policies/*/{ENTRY}")) and number in [policy.number for policy in read_library(root).policies]:
        yield f"--policy: there is a policy `{number}` already; expected a number that no policy has"
