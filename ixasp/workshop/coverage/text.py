"""A measurement of coverage in words: what is not covered first."""

from collections.abc import Iterator

from ixasp.traces.phrases import one_line
from ixasp.workshop.coverage.result import Coverage, Group, Item, PolicyCoverage


def coverage_text(found: Coverage) -> str:
    """Return a measurement in words: what is not covered, with its place, then how much is."""
    lines = [line for policy in found.policies for line in _policy(policy)]
    return "".join(f"{one_line(line)}\n" for line in (*lines, *found.left_out, *found.problems))


def _policy(policy: PolicyCoverage) -> Iterator[str]:
    yield policy.title
    for group in policy.groups:
        lacking = [item for item in group.items if not item.covered]
        if lacking:
            yield ""
            yield f"not covered: {group.title}"
            yield from (line for item in lacking for line in _item(group, item))
    noted = [item for group in policy.groups for item in group.items if item.covered and item.note]
    if noted:
        yield ""
        yield "covered, but"
        yield from (f"  {item.file}:{item.line}: {item.id}: {item.note} ({', '.join(item.by)})" for item in noted)
    yield ""
    for group in (group for group in policy.groups if group.items):
        yield f"{group.covered:>5} of {len(group.items):>4}  {group.title}"
    yield f"{policy.covered:>5} of {policy.total:>4}  {policy.percent} % of all"
    yield f"{policy.cases} cases, {policy.answers} answers{_not_counted(policy)}"
    yield ""


def _item(group: Group, item: Item) -> Iterator[str]:
    says = item.says if group.id in ("rules", "limits", "windows") else f"{item.id}: {item.says}"
    yield f"  {item.file}:{item.line}: {says}"
    if item.note:
        yield f"      {item.note}"


def _not_counted(policy: PolicyCoverage) -> str:
    places = ", ".join(f"{item.file}:{item.line}" for item in policy.not_counted)
    return f"; not counted, since no answer can rest on them: {places}" if places else ""
