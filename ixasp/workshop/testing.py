"""Cases with expectations, run: what each answer has, and where it is not as expected.

There is one definition of "as expected", `differences`; the project's own tests use it, too. Only what an expectation
states is compared. For a caller that decides a case under many changed rules, `expected_statuses` and
`excluded_statuses` say most of the same in terms of the atoms that a determination settles.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from ixasp.answers.decided import Determination
from ixasp.answers.question import Watched
from ixasp.audit.answer import kind_of
from ixasp.errors import InconsistentCase, IxaspError, UnsupportedRequest
from ixasp.frozen import Frozen
from ixasp.intake.case import Case
from ixasp.knowledge.outline import Outline
from ixasp.policy import Policy
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.outline import OutlineTrace
from ixasp.workshop.expectation import Expectation, ExpectedAnswer, ExpectedDosing, ExpectedLiteral


class Difference(Frozen):
    """One thing that is not as expected."""

    about: str
    """outcome, basis, criteria, exclusions, dosing, authorization, completions, error or clash."""
    what: str
    """The criterion, or the key of the dosing or the authorization; empty for all else."""
    expected: str
    got: str


class OtherAnswer(Frozen):
    """An answer that is not as expected, under one choice of readings."""

    readings: dict[str, str]
    """Those other than by default."""
    differences: tuple[Difference, ...]
    outline: OutlineTrace | None
    """None where there is no answer."""


def other_answers(policy: Policy, case: Case, expected: Expectation) -> list[OtherAnswer]:
    """Return the answers of a case that are not as expected, each with all of its differences."""
    found = []
    for readings, answer in expected.answers:
        got = answered(policy, case, readings)
        wrong = list(differences(answer, got))
        if not readings and not isinstance(got, IxaspError):
            wrong += completion_differences(policy, case, expected)
        if wrong:
            outline = None if isinstance(got, IxaspError) else got.outline()
            found.append(OtherAnswer(readings=dict(readings), differences=tuple(wrong), outline=outline))
    return found


def answered(policy: Policy, case: Case, readings: Mapping[str, str]) -> Determination | IxaspError:
    """Return how a case is decided, or why it is not: no patient fits it, or no version covers it."""
    try:
        return policy.determine(case, readings=readings)
    except (InconsistentCase, UnsupportedRequest) as error:
        return error


def differences(expected: ExpectedAnswer, got: Determination | IxaspError) -> Iterator[Difference]:
    """Yield all that is not as expected of an answer under one choice of readings; completions are no part of it."""
    if isinstance(got, IxaspError):
        yield from _of_error(expected, got)
        return
    if expected.error is not None:
        yield Difference(about="error", what="", expected=expected.error, got=f"the outcome {got.outcome}")
        return
    if got.outcome != expected.outcome:
        yield Difference(about="outcome", what="", expected=str(expected.outcome), got=got.outcome)
    if expected.basis is not None and got.basis != expected.basis:
        yield Difference(about="basis", what="", expected=_list(expected.basis), got=_list(got.basis))
    if expected.exclusions is not None and got.exclusions != expected.exclusions:
        yield Difference(about="exclusions", what="", expected=_list(expected.exclusions), got=_list(got.exclusions))
    for name, status in expected.criteria.items():
        if got.criteria.get(name) != status:
            is_so = str(got.criteria.get(name, "not in force in this version"))
            yield Difference(about="criteria", what=name, expected=status, got=is_so)
    if expected.dosing is not None:
        yield from _of_dosing(expected.dosing, got)
    if expected.authorization is not None:
        months = got.authorization.months if got.authorization is not None else None
        if months != expected.authorization.months:
            wanted = str(expected.authorization.months)
            yield Difference(about="authorization", what="months", expected=wanted, got=_value(months))


def _of_error(expected: ExpectedAnswer, got: IxaspError) -> Iterator[Difference]:
    kind = kind_of(got)
    if expected.error is None:
        yield Difference(about="outcome", what="", expected=str(expected.outcome), got=f"{kind}: {got}")
    elif expected.error != kind:
        yield Difference(about="error", what="", expected=expected.error, got=f"{kind}: {got}")
    elif isinstance(got, InconsistentCase) and expected.clash is not None:
        facts = {fact.fact for fact in got.clash}
        if facts != set(expected.clash):
            yield Difference(about="clash", what="", expected=_list(sorted(expected.clash)), got=_list(sorted(facts)))


def _of_dosing(expected: ExpectedDosing, got: Determination) -> Iterator[Difference]:
    """Yield what differs in the keys that are given; limits are compared as numbers."""
    for name in (name for name in ExpectedDosing.model_fields if name in expected.model_fields_set):
        wanted = getattr(expected, name)
        found = None if got.dosing is None else getattr(got.dosing, name)
        if isinstance(wanted, str) and isinstance(found, str) and name.startswith("limit"):
            same = _number(wanted) == _number(found)
        else:
            same = got.dosing is not None and wanted == found
        if not same:
            yield Difference(about="dosing", what=name, expected=_value(wanted), got=_value(found))


def _number(text: str) -> Decimal | str:
    """Return the number that a text is; the text itself where it is none."""
    return Decimal(text) if text.replace(".", "", 1).isdecimal() else text


def completion_differences(policy: Policy, case: Case, expected: Expectation) -> Iterator[Difference]:
    """Yield what differs in the smallest sets of missing facts that would make a case approvable."""
    if expected.completions is None:
        return
    found = policy.missing_facts(case)
    wanted = {frozenset(map(_literal, completion)) for completion in expected.completions}
    got = {frozenset(map(_literal, completion)) for completion in found.completions}
    if wanted != got or not found.complete:
        lacking, surplus = wanted - got, got - wanted
        yield Difference(about="completions", what="", expected=_completions(lacking), got=_completions(surplus))


def _literal(literal: ExpectedLiteral | FactLiteral) -> tuple[str, str, str]:
    return literal.fact, str(literal.relation), literal.value


def _completions(found: set[frozenset[tuple[str, str, str]]]) -> str:
    """Return completions that only one side has, in words."""
    told = sorted(" with ".join(sorted(map(" ".join, completion))) or "nothing" for completion in found)
    return f"also {', or '.join(told)}" if told else "no other"


def _list(names: object) -> str:
    return ", ".join(map(str, names)) or "none" if isinstance(names, list | tuple) else str(names)


def _value(value: object) -> str:
    return "none" if value is None else _list(value)


def expected_statuses(expected: ExpectedAnswer, watched: Watched) -> list[tuple[str, bool | None]]:
    """Return atoms and what each must be over all worlds: true in every one, false in none, None in some.

    An answer that is as expected has all of these statuses; one that has them, and none that excluded_statuses names,
    can only differ in amounts of the dosing, in completions, in criteria that its version lacks, and in a basis of
    several alternatives, which may be a case split. Where an error is expected there is no status.

    Args:
        expected: what is expected under one choice of readings
        watched: the atoms of the policy
    """
    if expected.outcome is None:
        return []
    found: dict[str, bool | None] = {watched.approve: expected.outcome.approvable}
    found |= {watched.met[name]: status.holds for name, status in expected.criteria.items()}
    found |= {watched.met[name]: True for name in expected.exclusions or ()}
    if expected.basis is not None and len(expected.basis) == 1:
        found[watched.basis[expected.basis[0]]] = True
    for atom, holds in _dosing_atoms(expected.dosing, watched):
        if holds:
            found[atom] = True
    if expected.authorization is not None and expected.authorization.months in watched.months:
        found[watched.months[expected.authorization.months]] = True
    return list(found.items())


def excluded_statuses(expected: ExpectedAnswer, watched: Watched, outline: Outline) -> list[tuple[str, bool | None]]:
    """Return atoms and what each must not be over all worlds; as expected_statuses.

    An exclusion that is not expected may still be open, so that it does not have one status that is right.
    """
    if expected.outcome is None:
        return []
    found: list[str] = []
    if expected.exclusions is not None:
        exclusions = [name for name in watched.met if outline.criteria[name].exclusion]
        found += [watched.met[name] for name in exclusions if name not in expected.exclusions]
    if expected.basis is not None:
        found += [atom for name, atom in watched.basis.items() if name not in expected.basis]
    found += [atom for atom, holds in _dosing_atoms(expected.dosing, watched) if not holds]
    return [(atom, True) for atom in found]


def _dosing_atoms(dosing: ExpectedDosing | None, watched: Watched) -> Iterator[tuple[str, bool]]:
    """Yield the atoms of the dosing, and whether each must hold in every world, or must not.

    Where several hold, the first is told: what comes after the expected one may hold or not.
    """
    if dosing is None:
        return
    if "status" in dosing.model_fields_set and dosing.status != "not_requested":
        yield from _up_to(dosing.status, watched.dosing.items())
    if "limit_mg_per_m2" in dosing.model_fields_set:
        limit = None if dosing.limit_mg_per_m2 is None else _number(dosing.limit_mg_per_m2)
        yield from _up_to(limit, [(_number(text), atom) for text, atom in watched.dose_limits.items()])


def _up_to(expected: object, told: Iterable[tuple[object, str]]) -> Iterator[tuple[str, bool]]:
    for value, atom in told:
        yield atom, value == expected
        if value == expected:
            return
