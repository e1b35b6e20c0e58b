"""Coverage of what readers of the policy know: kinds of request, criteria, exclusions, versions."""

from collections.abc import Iterable, Iterator, Sequence

from ixasp.answers.determination import OUTCOMES, Status
from ixasp.knowledge.outline import Criterion, Outline
from ixasp.policy import Policy
from ixasp.workshop.coverage.decisions import Decision
from ixasp.workshop.coverage.declared import Declared
from ixasp.workshop.coverage.result import MOST_NAMED, Item

_HOLDS: dict[Status, bool | None] = {status: status.holds for status in Status}
_WORDS = {Status.MET: "met", Status.NOT_MET: "not met", Status.UNKNOWN: "open"}


def requests(policy: Policy, declared: Declared, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each outcome for each kind of request; covered where some answer has it."""
    for kind, section in _sections(policy):
        place = declared.place("section", *([kind] if kind else []), section)
        for holds, outcome in OUTCOMES.items():
            yield item(
                f"{kind} {outcome}".lstrip(),
                f"a request{f' of the kind {kind}' if kind else ''} that comes to {outcome}",
                place,
                [one for one in found if _of(one, section) and one.statuses[one.question.watched.approve] is holds],
            )


def criteria(policy: Policy, declared: Declared, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each status of each criterion in force, for each kind of request that it decides.

    Covered is a status that some answer to such a request has. The note tells where no expectation states it: then it
    may change without anybody's notice.
    """
    outline = policy.outline
    for criterion in _criteria(outline):
        for kind, section in _sections(policy):
            if section not in _deciding(outline, criterion):
                continue
            for status, holds in _HOLDS.items():
                atom = f'met("{criterion.id}")'
                having = [
                    one
                    for one in found
                    if _of(one, section)
                    and one.statuses[atom] is holds
                    and criterion.id in one.question.criteria_in_force
                ]
                stating = [one for one in having if _states(one, criterion, status)]
                note = "" if stating or not having else "no expectation states it"
                yield item(
                    f"{criterion.id} {_WORDS[status]}{f', {kind}' if kind else ''}",
                    f"{criterion.label}: {_WORDS[status]}",
                    declared.place("criterion", criterion.id),
                    stating or having,
                    note,
                )


def exclusions(policy: Policy, declared: Declared, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield for each exclusion whether it alone denies a request, and whether it alone leaves one open.

    Alone: every other exclusion holds for no patient that fits the case.
    """
    outline = policy.outline
    names = [criterion.id for criterion in _criteria(outline) if criterion.exclusion]
    for name in names:
        others = [f'met("{other}")' for other in names if other != name]
        for words, holds in (("denies alone", True), ("leaves open alone", None)):
            yield item(
                f"{name} {words}",
                f"{outline.criteria[name].label}: {words}",
                declared.place("criterion", name),
                [one for one in found if _alone(one, f'met("{name}")', holds, others)],
            )


def _alone(one: Decision, atom: str, holds: bool | None, others: Sequence[str]) -> bool:
    return (
        bool(one.statuses)
        and one.statuses[atom] is holds
        and all(one.statuses[other] is False for other in others)
        and one.statuses[one.question.watched.approve] is (None if holds is None else False)
    )


def versions(policy: Policy, declared: Declared, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each version; covered where a case is decided under it."""
    for version in policy.outline.versions:
        having = [one for one in found if one.question.version == version and one.statuses]
        yield item(version.name, f"version of {version.name}", declared.place("version", version.name), having)


def item(name: str, says: str, place: tuple[str, int], having: Iterable[Decision], note: str = "") -> Item:
    """Return an item that some answers cover, or none."""
    cases = tuple(dict.fromkeys(one.case.name for one in having))
    return Item(id=name, says=says, file=place[0], line=place[1], covered=bool(cases), by=cases[:MOST_NAMED], note=note)


def _sections(policy: Policy) -> list[tuple[str, str]]:
    """Return the kinds of request, each with the criterion that decides it; one without a name where all are alike."""
    return [(str(row[0]) if len(row) > 1 else "", str(row[-1])) for row in policy.loaded.program.rows("section")]


def _of(one: Decision, section: str) -> bool:
    return one.statuses.get(f'own_section("{section}")') is True


def _criteria(outline: Outline) -> list[Criterion]:
    return [criterion for criterion in outline.criteria.values() if criterion.kind != "heading"]


def _deciding(outline: Outline, criterion: Criterion) -> list[str]:
    """Return the sections whose requests a criterion may decide: its own, or, outside of all sections, each."""
    top = next(top for top in outline.top if _within(criterion.id, top))
    return [section for section in outline.sections if _within(section, top)] or list(outline.sections)


def _within(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}.")


def _states(one: Decision, criterion: Criterion, status: Status) -> bool:
    expected = one.expected
    return expected.criteria.get(criterion.id) is status or (
        status is Status.MET and criterion.id in (*(expected.exclusions or ()), *_sole(expected.basis))
    )


def _sole(basis: Sequence[str] | None) -> Sequence[str]:
    return basis if basis is not None and len(basis) == 1 else ()
