"""Checks a determination: outcome, statuses, reason, and what follows from them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

from ixasp.answers.question import DOSING_STATUSES
from ixasp.intake.dates import DateRange, add_months
from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenDetermination, WrittenLiteral

_OUTCOMES = {True: "approve", False: "deny", None: "pend"}
_WHY = {
    "approve": "every patient that fits the case is approved",
    "deny": "no patient that fits the case is approved",
    "pend": "some patients that fit the case are approved, and some are not",
}
_STATUSES = {True: "met", False: "not_met", None: "unknown"}


def check_determination(examination: Examination, answer: WrittenDetermination) -> None:
    """Check everything in a determination that follows from the rules."""
    outcome = _OUTCOMES[examination.status("approve")]
    wrong = f"the outcome is {outcome}, not {answer.outcome}: {_WHY[outcome]}"
    if examination.check(answer.outcome == outcome, wrong):
        _reason(examination, outcome, answer.reason)
    statuses = _criteria(examination, answer)
    outline = examination.question.policy.outline
    for name, status in statuses.items():
        if outline.criteria[name].exclusion:
            listed, holds = name in answer.exclusions, status == "met"
            wrong = f"the exclusion {name} {'holds' if holds else 'does not hold in every case'}"
            examination.check(listed == holds, f"{wrong}, and is {'listed' if listed else 'not listed'}")
    strange = [name for name in answer.exclusions if name not in statuses]
    examination.check(not strange, f"no exclusion of the version in force: {', '.join(strange)}")
    _basis(examination, answer.basis)
    _authorization(examination, answer)
    _dosing(examination, answer)


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


def _reason(examination: Examination, outcome: str, reason: tuple[WrittenLiteral, ...] | None) -> None:
    if outcome == "pend" or reason is None:
        examination.check(
            (outcome == "pend") == (reason is None), f"{outcome} with {'no' if reason is None else 'a'} reason"
        )
        return
    literals = examination.read(reason)
    if literals is None:
        return
    for written, literal in zip(reason, literals, strict=True):
        said = examination.told([written])
        stated = examination.statements.stated(written) and not examination.possible(-literal)
        if examination.check(stated, f"the reason has a fact that the case does not state: {said}"):
            sources = examination.statements.sources(written.fact)
            examination.check((written.source or ()) == sources, f"the case gives other sources for: {said}")
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


def _authorization(examination: Examination, answer: WrittenDetermination) -> None:
    question = examination.question
    durations = question.policy.outline.durations
    months = next((months for months in durations if examination.status(f"authorized_months({months})")), None)
    expected: tuple[int | None, str | None, str | None] = None, None, None
    if answer.outcome == "approve" and months is not None:
        expected = months, None, None
        date = next((fact.name for fact in question.policy.vocabulary.facts.values() if fact.selects_version), "")
        statement = question.case.statements.get(date)
        if statement is not None and isinstance(statement.value, DateRange) and statement.value.exact:
            first = statement.value.first
            expected = months, first.isoformat(), (add_months(first, months) - timedelta(days=1)).isoformat()
    given = answer.authorization
    told = (None, None, None) if given is None else (given.months, given.first, given.through)
    examination.check(told == expected, "the authorization is not as long as the policy allows, or has other days")


def _dosing(examination: Examination, answer: WrittenDetermination) -> None:
    outline = examination.question.policy.outline
    examination.check((answer.dosing is None) == (outline.dosing is None), "dosing, and the policy limits no dose")
    if answer.dosing is None or outline.dosing is None:
        return
    status = next((name for name in DOSING_STATUSES if examination.status(f"dosing({name})")), "unknown")
    status = status if examination.is_stated(outline.dosing.dose) else "not_requested"
    limit = next((limit for limit in outline.dose_limits if examination.status(f'dose_limit("{limit}")')), None)
    examination.check(answer.dosing.status == status, f"the dosing is {status}, not {answer.dosing.status}")
    examination.check(answer.dosing.limit == limit, f"the dose limit is {limit or 'open'}, not {answer.dosing.limit}")
