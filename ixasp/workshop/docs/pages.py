"""The pages of one policy."""

from collections.abc import Callable, Mapping

from ixasp.traces.html import page
from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.entries import definitions, predicates
from ixasp.workshop.docs.gathering import Gathering
from ixasp.workshop.docs.models import Decided
from ixasp.workshop.docs.pictures import by_criterion, by_section
from ixasp.workshop.docs.shown import Link
from ixasp.workshop.docs.terms import terminology
from ixasp.workshop.docs.versions import versions

PACKAGE = "ixasp.workshop.docs"

TITLES = {
    "index.html": "Overview",
    addresses.OUTLINE: "Outline and rules",
    addresses.FACTS: "Facts",
    addresses.TERMS: "Terminology",
    addresses.DEFINITIONS: "Definitions",
    addresses.READINGS: "Readings",
    addresses.VERSIONS: "Versions",
    addresses.PREDICATES: "Predicates",
    addresses.PICTURE: "Dependencies",
    addresses.FILES: "Files",
}
"""What each page is called, in the order of the contents."""


def policy_pages(found: Gathering, decided: Decided | None) -> dict[str, str]:
    """Return the text of every page of a policy, by its name within the policy's folder.

    Args:
        found: everything that the pages show
        decided: what a solver found out about the policy; None where none was asked
    """
    values: Mapping[str, Callable[[], Mapping[str, object]]] = {
        "index.html": lambda: {"criteria": found.criteria(), "counts": _counts(found)},
        addresses.OUTLINE: lambda: {"criteria": found.criteria()},
        addresses.FACTS: lambda: {
            "facts": found.facts(),
            "fields": found.fields(),
            "record": found.vocabulary.record,
        },
        addresses.TERMS: lambda: {"terms": terminology(found)},
        addresses.DEFINITIONS: lambda: {"definitions": definitions(found), "constraints": found.constraints()},
        addresses.READINGS: lambda: {"readings": found.readings()},
        addresses.VERSIONS: lambda: {"versions": versions(found, decided)},
        addresses.PREDICATES: lambda: {"predicates": predicates(found)},
        addresses.PICTURE: lambda: {"sections": by_section(found), "pictures": by_criterion(found)},
        addresses.FILES: lambda: {"files": _files(found)},
    }
    shared: dict[str, object] = {
        "outline": found.outline,
        "digest": found.rules.loaded.program.sources.digest,
        "titles": TITLES,
    }
    pages = {
        name: page(f"{name}.j2", PACKAGE, name=name, title=title, **shared, **values[name]())
        for name, title in TITLES.items()
    }
    for file, name in found.sources.items():
        lines = found.code.lines(found.rules.files[file].text.rstrip("\n"))
        pages[name] = page("source.html.j2", PACKAGE, name=name, title=file, lines=lines, **shared)
    return pages


def _counts(found: Gathering) -> dict[str, str]:
    """Return for each page how much is on it."""
    terms = found.vocabulary.terminology
    return {
        addresses.OUTLINE: f"{len(found.outline.criteria)} paragraphs",
        addresses.FACTS: f"{len(found.vocabulary.facts) + len(found.fields())} facts",
        addresses.TERMS: f"{len(terms.drugs)} names, {len(terms.codes) + len(terms.codes_without_fact)} codes",
        addresses.DEFINITIONS: f"{len(found.rules.definitions)} definitions, "
        f"{len(found.rules.constraints)} constraints",
        addresses.READINGS: f"{len(found.outline.readings)} readings",
        addresses.VERSIONS: f"{len(found.outline.versions)} versions",
        addresses.PREDICATES: f"{len(found.rules.predicates)} predicates",
        addresses.PICTURE: "what stands on what",
        addresses.FILES: f"{len(found.rules.files)} files",
    }


def _files(found: Gathering) -> list[tuple[Link, str, Mapping[str, str], int]]:
    """Return each file with its title, what its head tells, and how many lines it has."""
    return [
        (Link(name, found.sources[name]), file.head.title, file.head.entries, file.text.rstrip("\n").count("\n") + 1)
        for name, file in found.rules.files.items()
    ]
