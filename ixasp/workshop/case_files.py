"""Cases as files: `NAME.yaml` says what is known about a request, `NAME.expected.json` beside it the answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from ixasp.errors import CaseError, Problem, UnknownChoice

EXPECTED = ".expected.json"
"""What the name of an expectation ends with."""
_CASES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class CaseFile:
    """A case and what is expected of it; one of the two may be missing."""

    name: str
    """Without the ending: `a-case` for `a-case.yaml`."""
    case: Path | None
    expected: Path | None


def case_files(paths: Iterable[Path], only: Sequence[str] = ()) -> list[CaseFile]:
    """Return the cases of some files and folders, each once, by folder and name.

    Args:
        paths: files with a case or an expectation, and folders, which count with what is below them
        only: names of cases, or patterns such as `trial-*`; empty for all

    Raises:
        CaseError: a path leads nowhere, or nothing is found
        UnknownChoice: a name or a pattern matches none
    """
    places = list(paths)
    found = list(dict.fromkeys(file for path in places for file in _below(path)))
    if not found:
        inside = ", ".join(f"`{path}`" for path in places)
        raise CaseError([Problem("", f"there is no case in {inside}", f"NAME.yaml, with NAME{EXPECTED} beside it")])
    idle = [pattern for pattern in only if not any(fnmatchcase(file.name, pattern) for file in found)]
    if idle:
        names = ", ".join(f"`{pattern}`" for pattern in idle)
        raise UnknownChoice(f"no case is called {names}; expected the name of a case, or a pattern such as `a-*`")
    return [file for file in found if not only or any(fnmatchcase(file.name, pattern) for pattern in only)]


def _below(path: Path) -> Iterator[CaseFile]:
    if path.is_file():
        yield _paired(path)
    elif path.is_dir():
        files = {_paired(file) for file in path.rglob("*") if file.is_file() and file.suffix in _CASES}
        yield from sorted(files, key=lambda file: ((file.case or file.expected or path).parent, file.name))
    else:
        raise CaseError([Problem("", f"there is no `{path}`", "a case, or a folder of cases")])


def _paired(path: Path) -> CaseFile:
    name = path.name.removesuffix(EXPECTED) if path.name.endswith(EXPECTED) else path.stem
    expected = path.with_name(f"{name}{EXPECTED}")
    case = path
    if path == expected:
        case = next((file for ending in _CASES if (file := path.with_name(name + ending)).is_file()), path)
    return CaseFile(name, None if case == expected else case, expected if expected.is_file() else None)
