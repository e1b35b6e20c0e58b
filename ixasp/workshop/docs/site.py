"""The whole site: the pages of every policy of a knowledge base, an index of them, and one style sheet."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from ixasp.errors import UnknownChoice
from ixasp.knowledge.loader import LoadedPolicy, load_policies
from ixasp.knowledge.sources import packaged
from ixasp.traces.html import page
from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.gathering import Gathering
from ixasp.workshop.docs.models import Decided, Site
from ixasp.workshop.docs.pages import PACKAGE, policy_pages
from ixasp.workshop.docs.rules import PolicyRules
from ixasp.workshop.syntax.library import read_library

Decide = Callable[[LoadedPolicy], Decided]
"""Asks a solver for what the sources alone do not tell."""


def documentation(folder: Path | None = None, number: str | None = None, decide: Decide | None = None) -> Site:
    """Return the site of a knowledge base; the same sources always give the same bytes.

    Args:
        folder: the knowledge base; None for the one that comes with the package
        number: only this policy
        decide: finds decisive cases and differences between versions; None leaves them out

    Raises:
        KnowledgeBaseError: the rules can't be loaded
        UnknownChoice: there is no policy of this number
    """
    root = folder or packaged()
    loaded = {policy.program.sources.entry.resolve(): policy for policy in load_policies(root)}
    if number is not None:
        known = [policy.outline.policy for policy in loaded.values()]
        if number not in known:
            raise UnknownChoice(f"unknown policy `{number}`; expected {', '.join(known)}")
    library = {files.entry.path: files for files in read_library(root).policies}
    chosen = {entry: policy for entry, policy in loaded.items() if number in (None, policy.outline.policy)}
    names = addresses.folders(entry.parent.name for entry in chosen)
    pages: dict[str, str] = {addresses.STYLE: _style()}
    listed = []
    for entry, policy in chosen.items():
        decided = decide(policy) if decide else None
        found = Gathering(PolicyRules(policy, library[entry]), decided)
        place = names[entry.parent.name]
        pages |= {f"{place}/{name}": text for name, text in policy_pages(found, decided).items()}
        listed.append((policy.outline, place, policy.program.sources.digest, len(found.rules.files)))
    pages["index.html"] = page("site.html.j2", PACKAGE, policies=listed)
    return Site(policies=tuple(policy.outline.policy for policy in chosen.values()), pages=pages)


def _style() -> str:
    """Return the style sheet: that of all pages of the package, then what only these pages have."""
    shared = files("ixasp.traces").joinpath("templates", "page.css").read_text(encoding="utf-8")
    own = files(PACKAGE).joinpath("templates", "docs.css").read_text(encoding="utf-8")
    return f"{shared}\n{own}"
