"""The audit of every policy of a knowledge base, beside what was found in the text of its rules."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.loader import load_policies
from ixasp.workshop.finding import Finding, Severity
from ixasp.workshop.soundness.answers import answers
from ixasp.workshop.soundness.auditing import audit
from ixasp.workshop.syntax.library import Library, PolicyFiles

_UNSTRATIFIED = "unstratified"
"""The check of the text whose findings the solver shows by a case."""

_SHARED = ("idle-", "dosing-only")
"""Checks whose names begin so find in a shared file only what all policies that include it have."""


def audit_library(
    library: Library, asked: Collection[PolicyFiles], known: Sequence[Finding], *, notes: bool
) -> list[Finding] | None:
    """Return what a solver finds; None where it can't be asked, since no policy can be loaded for sure.

    What the text of the rules shows of a line already is not said again.

    Args:
        library: the knowledge base
        asked: the policies that are audited, with those that share what is found in a file
        known: what was found in the text of the rules
        notes: look for what is worth knowing and no mistake, too, where that takes longer
    """
    if any(one.severity is Severity.ERROR for one in known):
        return None
    try:
        loaded = list(load_policies(library.root))
    except KnowledgeBaseError:  # what refuses a policy was found in its text
        return None
    said = {(one.file, one.line) for one in known}
    found = [
        finding
        for files, policy in zip(library.policies, loaded, strict=True)
        if files in asked or _shares(files, asked)
        for finding in audit(policy, files, notes=notes and files in asked)
        if notes or finding.severity is not Severity.NOTE
    ]
    return [one for one in _merged(library, found) if (one.file, one.line) not in said]


def with_answers(library: Library, known: Sequence[Finding]) -> list[Finding]:
    """Return what was found in the text, each recursion through negation with what it leads to.

    That is a case of which there is not exactly one answer, or the proof that there is one all the same. It can be told
    where nothing else keeps the policies from being loaded.

    Args:
        library: the knowledge base
        known: what was found in the text of the rules
    """
    found = list(known)
    if not any(one.check == _UNSTRATIFIED for one in known):
        return found
    try:
        loaded = {policy.outline.policy: policy for policy in load_policies(library.root)}
    except KnowledgeBaseError:
        return found
    told = cache(lambda number: answers(loaded[number]))
    return [
        one.model_copy(update={"detail": (*one.detail, *told(one.policies[0]))}) if one.check == _UNSTRATIFIED else one
        for one in found
    ]


def _shares(files: PolicyFiles, asked: Iterable[PolicyFiles]) -> bool:
    own = {file.name for file in files.files}
    return any(own & {file.name for file in one.files} for one in asked)


def _merged(library: Library, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once, with all policies that have it."""
    by_place: dict[tuple[str, str, int, str], list[Finding]] = {}
    for one in found:
        by_place.setdefault((one.check, one.file, one.line, one.message), []).append(one)
    for same in by_place.values():
        numbers = {number for one in same for number in one.policies}
        including = {policy.number for policy in library.policies if same[0].file in {f.name for f in policy.files}}
        if not same[0].check.startswith(_SHARED) or numbers >= including:
            yield same[0].model_copy(update={"policies": tuple(sorted(numbers))})
