"""A trace as lines that a person reads and an editor can jump to."""

import re
from collections.abc import Iterator

from ixasp.traces.phrases import one_line
from ixasp.workshop.trace.report import Kind, Support, Trace, TraceFinding

_SAID = {
    Kind.UNOWNED: "supports nothing and is not marked as informational",
    Kind.CHANGED: "changed",
    Kind.MOVED: "moved",
    Kind.ADDED: "is new",
    Kind.REMOVED: "was removed",
}

_OF_THE_RULES = (Kind.UNKNOWN_OWNER, Kind.UNSUPPORTED)
"""What no text that is accepted mends."""
_PLACEHOLDER = re.compile(r"\{\w*\}")


def trace_text(found: Trace) -> str:
    """Return a trace: each thing to look at with what it supports below it, and how much of the text is owned."""
    lines = [line for finding in found.findings for line in _lines(found, finding)]
    lines.append(
        f"{found.policy}: {_counted(found.paragraphs, 'paragraph')}, {found.owned} owned and "
        f"{found.informational} informational; of {_counted(found.lines, 'line')} {found.header_lines} are page "
        f"headers and {found.unowned_lines or 'none'} {'is' if found.unowned_lines == 1 else 'are'} without an owner"
    )
    lines.append(_ending(found))
    return "".join(f"{one_line(line)}\n" for line in lines)


def _lines(found: Trace, finding: TraceFinding) -> Iterator[str]:
    if finding.kind is Kind.UNKNOWN_OWNER:
        (support,) = finding.supports
        yield f"{found.manifest}: paragraph {finding.before} names `{support.owner}`, which the rules do not declare"
    elif finding.kind is Kind.UNSUPPORTED:
        (support,) = finding.supports
        yield f"{_place(support)}: no paragraph supports {_named(support)}"
    else:
        place = f"{found.text}:{finding.lines[0]}" if finding.lines else found.text
        quoted = f" ({finding.beginning})" if finding.beginning else ""
        yield f"{place}: {_paragraph(finding)} {_SAID[finding.kind]}{quoted}"
        if finding.informational:
            yield f"    informational: {finding.informational}"
        for support in finding.supports:
            also = f" (also {', '.join(support.places[1:])})" if support.places[1:] else ""
            yield f"    {_place(support)}: look at {_named(support)}{also}"


def _paragraph(finding: TraceFinding) -> str:
    if finding.position is None:
        return f"paragraph {finding.before} of the manifest"
    if finding.position == finding.before:
        return f"paragraph {finding.position}"
    return f"paragraph {finding.position}" + (f" (before: {finding.before})" if finding.before else "")


def _named(support: Support) -> str:
    label = _PLACEHOLDER.sub("…", support.label)
    return f"{support.owner}{f', {label}' if label else ''}"


def _place(support: Support) -> str:
    return support.places[0] if support.places else "no place"


def _ending(found: Trace) -> str:
    if found.accepted:
        return f"{found.manifest} is up to date with the text"
    if not found.findings:
        return "the text and the knowledge base agree"
    told = f"{_counted(len(found.findings), 'thing')} to look at"
    if all(one.kind in _OF_THE_RULES or (one.kind is Kind.UNOWNED and one.before) for one in found.findings):
        return f"{told}, in {found.manifest} or in the rules; the text is as it was accepted"
    return f"{told}; then `--accept` brings {found.manifest} up to date"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
