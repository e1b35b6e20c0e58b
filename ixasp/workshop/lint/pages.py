"""The page of each check: what it finds, why that matters, a bad example and a good one."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ixasp.errors import UnknownChoice
from ixasp.workshop.finding import Severity

_PAGES = Path(__file__).parent / "pages"
_AUDIT_PAGES = Path(__file__).parent.parent / "soundness" / "pages"
_FENCE = re.compile(r"^## (Bad|Good)\n.*?^```asp\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INTRODUCTION = re.compile(r"# ([\w-]+)\n\n(Error|Warning|Note): (.+?)\n\n", re.DOTALL)


class Page(NamedTuple):
    """What a keeper of the rules is told about a check."""

    name: str
    severity: Severity
    title: str
    """One sentence: what the check finds."""
    text: str
    """All of it, as Markdown."""
    bad: str
    """Rules in which this check, and no other, finds something."""
    good: str
    """The same rules mended: nothing finds anything."""


@cache
def pages() -> dict[str, Page]:
    """Return the page of each check by its name, in the order of names: those of the rules' text, then the audit's."""
    return {path.stem: _read(path) for folder in (_PAGES, _AUDIT_PAGES) for path in sorted(folder.glob("*.md"))}


@cache
def audit_checks() -> tuple[str, ...]:
    """Return the names of the checks that a solver makes, over all patients."""
    return tuple(path.stem for path in sorted(_AUDIT_PAGES.glob("*.md")))


def page(name: str) -> Page:
    """Return the page of a check.

    Raises:
        UnknownChoice: there is no such check
    """
    if name not in pages():
        raise UnknownChoice(f"unknown check `{name}`; expected {', '.join(pages())}")
    return pages()[name]


def _read(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    introduction = _INTRODUCTION.match(text)
    if introduction is None or introduction[1] != path.stem:
        raise ValueError(f"{path.name}: expected `# {path.stem}`, then `Error: ...`, `Warning: ...` or `Note: ...`")
    examples = dict(_FENCE.findall(text))
    title = " ".join(introduction[3].split())
    severity = Severity(introduction[2].lower())
    return Page(path.stem, severity, title, text, examples.get("Bad", ""), examples.get("Good", ""))
