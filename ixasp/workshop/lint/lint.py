"""All checks of the rules as they are written, on every policy of a knowledge base."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from os.path import realpath, relpath
from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.declarations import read_vocabulary
from ixasp.knowledge.outline import read_outline
from ixasp.knowledge.program import Plain, Term, read_program
from ixasp.knowledge.sources import policies
from ixasp.workshop.finding import Finding, Severity
from ixasp.workshop.lint.checks import Found, run_checks
from ixasp.workshop.lint.lost import CONSEQUENCE, Lost
from ixasp.workshop.lint.pages import pages
from ixasp.workshop.lint.places import Places
from ixasp.workshop.lint.policy_facts import PolicyFacts
from ixasp.workshop.lint.reification import ReifiedFile
from ixasp.workshop.syntax.library import Include, Library, PolicyFiles, SourceFile

_FOR_ALL = ("unused-", "special-case")
"""Checks whose names begin so find in a file only what all policies that include it have."""


def lint(library: Library) -> tuple[Finding, ...]:
    """Return what the checks find, by file and line; waivers are not looked at."""
    places = Places()
    reified: dict[SourceFile, ReifiedFile] = {}
    found: list[Finding] = []
    for policy in library.policies:
        sources = [*policy.files, *([policy.manifest] if policy.manifest else [])]
        for file in sources:
            if file not in reified:
                reified[file] = ReifiedFile(file, places, places.number(file, 1))
        files = [reified[file] for file in sources]
        found += _of_policy(policy, files, places, library)
    found += (
        _finding("unincluded-file", file, 1, "no policy includes this file; expected #include, or another place for it")
        for file in library.stray
    )
    merged = _merged(library, found)
    if not any(one.severity is Severity.ERROR for one in merged):
        merged += _merged(library, _refused(library))
    return tuple(sorted(merged, key=lambda one: (one.file, one.line, one.check, one.message)))


def _finding(
    check: str,
    file: SourceFile,
    line: int,
    message: str,
    policies: Iterable[str] = (),
    suggestion: str = "",
    detail: Iterable[str] = (),
) -> Finding:
    return Finding(
        check=check,
        severity=pages()[check].severity,
        file=file.name,
        line=line,
        message=message,
        suggestion=suggestion,
        detail=tuple(detail),
        policies=tuple(policies),
    )


def _of_policy(
    policy: PolicyFiles, files: Sequence[ReifiedFile], places: Places, library: Library
) -> Iterator[Finding]:
    made = partial(_finding, policies=(policy.number,))
    for source, include in policy.missing:
        near = _alike(source, include, library)
        message = f"`{include.written}` is not there"
        yield made("missing-include", source, include.line, message, suggestion=near, detail=(CONSEQUENCE,))
    for source in (file.source for file in files):
        yield from _repeated(source, policy)
        for line, text in source.parsed.messages:
            yield made("syntax", source, line, text, detail=(CONSEQUENCE,))
    facts = PolicyFacts(files)
    for position, text in facts.declarations.messages:
        place = places[facts.number(position)]
        yield made("grounding", place.file, place.line, f"clingo says: {text}")
    for number, general in facts.special_cases:
        place, other = places[number], places[general]
        message = f"this adds nothing: it is a special case of {other.file.name}:{other.line}"
        yield made("special-case", place.file, place.line, message)
    lost = Lost.of((file.source for file in files), missing=bool(policy.missing))
    for found in run_checks(facts.facts()):
        if lost.may_explain(found.check, found.arguments):
            continue
        place = places[found.place]
        loop = facts.loops.get(found.place) if found.check == "unstratified" else None
        yield made(
            found.check,
            place.file,
            place.line,
            _message(found, places),
            suggestion=" or ".join(f"`{word}`" for word in found.near),
            detail=map(facts.step, loop.steps) if loop else (),
        )


def _alike(source: SourceFile, include: Include, library: Library) -> str:
    """Return the file of the knowledge base that a line probably means; empty where no name is close."""
    files = {path.name: path for path in sorted(library.root.resolve().rglob("*.lp"), reverse=True)}
    close = get_close_matches(Path(include.written).name, files, 1)
    return f"`{Path(relpath(files[close[0]], source.path.parent)).as_posix()}`" if close else ""


def _repeated(source: SourceFile, policy: PolicyFiles) -> Iterator[Finding]:
    first: dict[object, int] = {}
    for include in source.includes:
        if include.path == source.path:
            message = f"`{include.written}` includes itself"
            yield _finding("repeated-include", source, include.line, message, (policy.number,))
            continue
        line = first.setdefault(include.path, include.line)
        if line != include.line:
            message = f"`{include.written}` is included already, in line {line}"
            yield _finding("repeated-include", source, include.line, message, (policy.number,))


def _message(found: Found, places: Places) -> str:
    left = iter(found.arguments)
    return re.sub(r"\{\}", lambda _: _told(next(left), places), found.template)


def _told(value: Plain, places: Places) -> str:
    if isinstance(value, Term) and value.name == "at" and isinstance(value.arguments[0], int):
        place = places[value.arguments[0]]
        return f"{place.file.name}:{place.line}"
    if isinstance(value, Term):
        return f"{value.name}({', '.join(_told(argument, places) for argument in value.arguments)})"
    return str(value)


def _merged(library: Library, found: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, with all policies that have it."""
    by_place: dict[tuple[str, str, int, str], list[Finding]] = {}
    for one in found:
        by_place.setdefault((one.check, one.file, one.line, one.message), []).append(one)
    including: dict[str, set[str]] = {}
    for policy in library.policies:
        for file in policy.files:
            including.setdefault(file.name, set()).add(policy.number)
    merged = []
    for same in by_place.values():
        numbers = {number for one in same for number in one.policies}
        if not same[0].check.startswith(_FOR_ALL) or numbers >= including.get(same[0].file, set()):
            merged.append(same[0].model_copy(update={"policies": tuple(sorted(numbers))}))
    return merged


def _refused(library: Library) -> Iterator[Finding]:
    """Yield what the engine says of policies in which no check finds an error, and that it refuses none the less."""
    entries = {policy.entry.path: policy for policy in library.policies}
    for sources in policies(library.root):
        policy = entries[Path(realpath(sources.entry))]
        try:
            program = read_program(sources)
            read_vocabulary(program)
            read_outline(program)
        except KnowledgeBaseError as error:
            for line in str(error).splitlines():
                yield _finding("loading", policy.entry, 1, f"the engine refuses this policy: {line}", (policy.number,))
        except (IndexError, TypeError, ValueError, RecursionError):
            message = "the engine refuses this policy: a declaration lacks a part, or has one too many"
            yield _finding("loading", policy.entry, 1, message, (policy.number,))
