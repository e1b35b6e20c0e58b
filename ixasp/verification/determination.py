"""Checks a determination: outcome, statuses, reason, and what follows from them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations
from time import monotonic

from ixasp.intake.dates import DateRange, add_months
from ixasp.verification.dosing import check_dosing
from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenAuthorization, WrittenDetermination, WrittenLiteral
from ixasp.verification.statements import MEASURED

OUTCOMES = {True: "approve", False: "deny", None: "pend"}
"""The outcome, by whether every patient that fits the case is approved, none, or some."""
_WHY = {
    "approve": "every patient that fits the case is approved",
    "deny": "no patient that fits the case is approved",
    "pend": "some patients that fit the case are approved, and some are not",
}
_STATUSES = {True: "met", False: "not_met", None: "unknown"}


def check_determination(examination: Examination, answer: WrittenDetermination, seconds: float) -> None:
    """Check everything in a determination that follows from the rules; what a dose turns on for so many seconds."""
    deadline = monotonic() + seconds
    outcome = OUTCOMES[examination.status("approve")]
    wrong = f"the outcome is {outcome}, not {answer.outcome}: {_WHY[outcome]}"
    if not examination.check(answer.outcome == outcome, wrong):
        examination.skipped += ["reason", "documentation"]
    elif _reason(examination, outcome, answer.reason):
        _documentation(examination, answer)
    else:
        examination.skipped.append("documentation")
    statuses = _criteria(examination, answer)
    outline = examination.question.policy.outline
    for name, status in statuses.items():
        if outline.criteria[name].exclusion:
            listed, holds = name in answer.exclusions, status == "met"
            wrong = f"the exclusion {name} {'holds' if holds else 'does not hold for every patient'}"
            examination.check(listed == holds, f"{wrong}, and is {'listed' if listed else 'not listed'}")
    strange = [name for name in answer.exclusions if name not in statuses]
    examination.check(not strange, f"no exclusion of the version in force: {', '.join(strange)}")
    for what, names in {"exclusion": answer.exclusions, "alternative": answer.basis}.items():
        examination.check(len(set(names)) == len(names), f"an {what} is listed twice: {', '.join(names)}")
    _basis(examination, answer.basis)
    _authorization(examination, outcome, answer.authorization)
    check_dosing(examination, answer.dosing, deadline)


def _criteria(examination: Examination, answer: WrittenDetermination) -> dict[str, str]:
    criteria = examination.question.policy.outline.criteria
    statuses = {}
    for name in criteria:
        if examination.status(f'in_force("{name}")'):
            statuses[name] = _STATUSES[examination.status(f'met("{name}")')]
            given = answer.criteria.get(name, "left out")
            examination.check(given == statuses[name], f"criterion {name} is {statuses[name]}, not {given}")
    strange = sorted(answer.criteria.keys() - statuses.keys())
    examination.check(not strange, f"no criteria of the version in force: {', '.join(strange)}")
    return statuses


def _reason(examination: Examination, outcome: str, reason: tuple[WrittenLiteral, ...] | None) -> bool:
    """Return whether the reason is right: stated, sufficient, and with no fact too many; none for pend."""
    failed = len(examination.failed)
    if outcome == "pend":
        wrong = "the answer gives a reason, and there is none: the outcome is pend, which the known facts leave open"
        return examination.check(reason is None, wrong)
    wrong = f"the answer gives no reason; expected the facts from which {outcome} follows"
    if not examination.check(reason is not None, wrong) or reason is None:
        return False
    literals = examination.read(reason)
    if literals is None:
        return False
    for written, literal in zip(reason, literals, strict=True):
        said = examination.told([written])
        stated = examination.statements.stated(written) and not examination.possible(-literal)
        if examination.check(stated, f"the reason has a fact that the case does not state: {said}"):
            measured = examination.question.policy.vocabulary.fact(written.fact).kind in MEASURED
            given = examination.given_now(written.fact) if measured else None
            examination.literal_fields(written, given, documented=True)
    approve = examination.literal(("approve", True))
    assumed = [*examination.given, -approve if outcome == "approve" else approve]
    examination.check(
        examination.checker.world([*assumed, *literals]) is None,
        f"the reason does not suffice: some patient has all of its facts, and {outcome} is not what follows",
    )
    for position, written in enumerate(reason):
        others = literals[:position] + literals[position + 1 :]
        examination.check(
            examination.checker.world([*assumed, *others]) is not None,
            f"the reason has a fact too many; without it the outcome still follows: {examination.told([written])}",
        )
    return len(examination.failed) == failed


def _documentation(examination: Examination, answer: WrittenDetermination) -> None:
    """Check that exactly those facts of the reason are listed, each once, for which the case names no source."""
    reason = dict.fromkeys(literal.fact for literal in answer.reason or ())
    expected = [fact for fact in reason if not examination.statements.sources(fact)]
    given = answer.documentation.undocumented
    wrong = f"without a source in the reason: {', '.join(expected) or 'nothing'}, not {', '.join(given) or 'nothing'}"
    examination.check(sorted(given) == sorted(expected), wrong)


def _basis(examination: Examination, basis: tuple[str, ...]) -> None:
    """Check the alternatives: those that every patient meets, or a smallest set of which every patient meets one."""
    names = examination.question.policy.outline.alternatives
    met = {name: examination.status(f'basis("{name}")') for name in names}
    certain = [name for name in names if met[name]]
    some = [name for name in names if met[name] is None]
    if certain or not _one_is_met(examination, some):
        right = set(basis) == set(certain)
    else:
        fewer = any(_one_is_met(examination, names) for names in combinations(some, len(basis) - 1)) if basis else True
        right = set(basis) <= set(some) and _one_is_met(examination, basis) and not fewer
    examination.check(right, f"the outcome does not rest on {' or '.join(basis) or 'none of the alternatives'}")


def _one_is_met(examination: Examination, names: Sequence[str]) -> bool:
    return not examination.possible(*(-examination.literal((f'basis("{name}")', True)) for name in names))


def _authorization(examination: Examination, outcome: str, given: WrittenAuthorization | None) -> None:
    question = examination.question
    durations = question.policy.outline.durations
    months = next((months for months in durations if examination.status(f"authorized_months({months})")), None)
    if outcome != "approve" or months is None:
        examination.check(given is None, f"the answer gives an authorization, and there is none for {outcome}")
        return
    if not examination.check(given is not None, f"the authorization of {months} months is left out") or given is None:
        return
    days: tuple[str | None, str | None] = None, None
    date = next((fact.name for fact in question.policy.vocabulary.facts.values() if fact.selects_version), "")
    statement = question.case.statements.get(date)
    if statement is not None and isinstance(statement.value, DateRange) and statement.value.exact:
        first = statement.value.first
        days = first.isoformat(), (add_months(first, months) - timedelta(days=1)).isoformat()
    for what, right, stated in (
        ("lasts", f"{months} months", f"{given.months} months"),
        ("begins on", days[0], given.first),
        ("ends on", days[1], given.through),
    ):
        wrong = f"the authorization {what} {right or 'an unknown day'}, not {stated or 'an unknown day'}"
        examination.check(stated == right, wrong)
