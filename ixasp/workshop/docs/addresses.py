"""Where everything stands in the site: the names of pages, and the anchors on them.

All pages of a policy lie in one folder, so that a link between two of them is a file name and an anchor.
"""

import re
from collections.abc import Iterable
from itertools import count

OUTLINE, FACTS, TERMS, DEFINITIONS = "outline.html", "facts.html", "terminology.html", "definitions.html"
READINGS, VERSIONS, PREDICATES, PICTURE = "readings.html", "versions.html", "predicates.html", "dependencies.html"
FILES = "files.html"
STYLE = "style.css"

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def anchor(kind: str, name: str) -> str:
    """Return the anchor of a thing, in characters that a link needs not escape; two names never share one."""
    return f"{kind}-{_UNSAFE.sub(lambda found: f'~{ord(found[0]):x}~', name)}"


def criterion(name: str) -> str:
    """Return where a criterion stands."""
    return f"{OUTLINE}#{anchor('criterion', name)}"


def fact(name: str) -> str:
    """Return where a fact stands, or a field of the record."""
    return f"{FACTS}#{anchor('fact', name)}"


def reading(name: str) -> str:
    """Return where a reading stands."""
    return f"{READINGS}#{anchor('reading', name)}"


def predicate(signature: str) -> str:
    """Return where a predicate stands in the index of all predicates."""
    return f"{PREDICATES}#{anchor('predicate', signature)}"


def definition(signature: str) -> str:
    """Return where the rules of a predicate stand."""
    return f"{DEFINITIONS}#{anchor('definition', signature)}"


def picture(name: str) -> str:
    """Return where the picture of a criterion stands."""
    return f"{PICTURE}#{anchor('picture', name)}"


def line(page: str, number: int) -> str:
    """Return where a line of a file stands."""
    return f"{page}#L{number}"


def folders(names: Iterable[str]) -> dict[str, str]:
    """Return a name for the folder of each policy; no two are the same, on any file system."""
    return _distinct(names, "")


def source_pages(names: Iterable[str]) -> dict[str, str]:
    """Return the page of each file, by the file's path; no two are the same, on any file system."""
    return {name: f"{page}.html" for name, page in _distinct(names, "source-").items()}


def _distinct(names: Iterable[str], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = prefix + (re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip(".-") or "policy")
        found[name] = next(one for one in _numbered(plain) if one.casefold() not in taken)
        taken.add(found[name].casefold())
    return found


def _numbered(plain: str) -> Iterable[str]:
    yield plain
    yield from (f"{plain}-{number}" for number in count(2))
