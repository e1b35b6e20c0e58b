"""All mutants of a knowledge base against cases: killed, equivalent, or alive with a case that would kill them.

A rule that several policies share is changed for all of them at once: it is one mutant, and a case of any of them kills
it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

from ixasp.errors import CaseError, Problem
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.policy import Policy
from ixasp.workshop.expectation import expectation
from ixasp.workshop.mutants.distinguishing import Distinguished, distinguished
from ixasp.workshop.mutants.equivalence import Comparison
from ixasp.workshop.mutants.expected import expected_document
from ixasp.workshop.mutants.fates import Fates, killed_by_worlds
from ixasp.workshop.mutants.killing import ExpectedCase
from ixasp.workshop.mutants.loosening import loosened
from ixasp.workshop.mutants.program import Mutant, mutated
from ixasp.workshop.mutants.report import Fate, MutantReport, MutantResult, WrittenCase
from ixasp.workshop.mutants.whole import killed_by_an_answer
from ixasp.workshop.sides import Side
from ixasp.workshop.testing import other_answers

MARK = "Written by `ixasp kb mutants`, to be reviewed"
"""How the description of a written case begins."""

_Key = tuple[str, int, str, str, str]


def try_mutants(policies: Sequence[LoadedPolicy], cases: Mapping[str, Sequence[ExpectedCase]]) -> MutantReport:
    """Change every rule of some policies, and tell which changes the cases notice.

    Args:
        policies: the policies
        cases: for the number of a policy, its cases with what is expected

    Raises:
        CaseError: the rules as they are do not decide a case as expected
    """
    _refuse_failing(policies, cases)
    with ExitStack() as stack:
        fates = [
            Fates(stack.enter_context(mutated(policy)), cases.get(policy.outline.policy, ())) for policy in policies
        ]
        for one in fates:
            one.prove()
            one.kill()
        for one in fates:
            one.kill_by_answers(_killed_elsewhere(one, fates))
        written: list[WrittenCase] = []
        case_for: dict[_Key, str] = {}
        for one in fates:
            _write(one, _killed_elsewhere(one, fates), written, case_for)
        return MutantReport(
            policies=tuple(policy.outline.policy for policy in policies),
            cases=sum(map(len, cases.values())),
            mutants=tuple(_results(fates, case_for)),
            written=tuple(written),
        )


def _refuse_failing(policies: Sequence[LoadedPolicy], cases: Mapping[str, Sequence[ExpectedCase]]) -> None:
    """Raise CaseError where a case fails its expectation already, before anything that takes long is asked."""
    failing = [
        one.name
        for policy in policies
        for one in cases.get(policy.outline.policy, ())
        if other_answers(Policy(policy), one.case, one.expected)
    ]
    if failing:
        message = "the rules as they are do not decide it as expected"
        raise CaseError([Problem(name, message, "cases that `ixasp kb test` passes") for name in failing])


def _key(mutant: Mutant) -> _Key:
    return (mutant.place.file, mutant.place.line, mutant.what, mutant.before, mutant.after)


def _killed_elsewhere(one: Fates, fates: Sequence[Fates]) -> set[int]:
    """Return the mutants of a policy that a case of another policy kills."""
    dead = {
        _key(other.mutated.mutants[number - 1]) for other in fates if other is not one for number in other.killed_by
    }
    return {mutant.number for mutant in one.mutated.mutants if _key(mutant) in dead}


def _write(one: Fates, spared: set[int], written: list[WrittenCase], case_for: dict[_Key, str]) -> None:
    """Find smallest cases for the mutants that are alive; one may serve for several."""
    for mutant in one.mutated.mutants:
        if mutant.number not in one.alive - spared or _key(mutant) in case_for:
            continue
        name = _name(mutant, {*(case.name for case in one.cases), *(case.name for case in written)})
        found = next(_cases(one, mutant, name), None)
        if found is not None:
            case, expected = found
            written.append(case)
            left = {other.number for other in one.mutated.mutants if _key(other) not in case_for} & one.alive
            dead = {mutant.number, *killed_by_worlds(one.mutated, expected, left)}
            case_for |= {_key(one.mutated.mutants[number - 1]): name for number in dead}


def _cases(one: Fates, mutant: Mutant, name: str) -> Iterator[tuple[WrittenCase, ExpectedCase]]:
    """Yield cases that kill a mutant."""
    original, changed = one.mutated.original, one.mutated.alone(mutant.number)
    shown_by = one.shown_by[mutant.number]
    comparison = Comparison(original, Side(changed.loaded, shown_by.version.name, {}), shown_by.shape)
    for found in _charts(comparison):
        data: dict[str, object] = {
            "id": name,
            "policy": original.outline.policy,
            "description": f"{MARK}: {mutant.place}, {mutant.what}",
            "facts": dict(found.facts),
        }
        case = one.as_is.case(data)
        expected = expected_document(one.as_is, changed, case, found.readings)
        whole = ExpectedCase(name, case, expectation(expected, original))
        if killed_by_an_answer(one.mutated, whole, {mutant.number}):
            yield WrittenCase(name=name, policy=original.outline.policy, case=data, expected=expected), whole


def _charts(comparison: Comparison) -> Iterator[Distinguished]:
    """Yield charts that may show a change, those that certainly tell the patients apart first."""
    seen = []
    for found in distinguished(comparison):
        seen.append(found)
        yield found
    for found in seen:
        for facts in loosened(found.facts, comparison.as_is.vocabulary):
            yield Distinguished(facts, found.readings)


def _name(mutant: Mutant, taken: set[str]) -> str:
    stem = mutant.place.file.rpartition("/")[2].removesuffix(".lp").replace("_", "-")
    name = f"mutant-{stem}-{mutant.place.line}"
    others = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *others) if one not in taken)


_BEST = (Fate.KILLED, Fate.ALIVE, Fate.EQUIVALENT, Fate.NO_PROGRAM)
"""Which fate counts where policies share a rule: killed in one is killed, and killable in one is no equivalent."""


def _results(fates: Sequence[Fates], case_for: Mapping[_Key, str]) -> Iterator[MutantResult]:
    found: dict[_Key, list[MutantResult]] = {}
    for one in fates:
        number = one.mutated.original.outline.policy
        fates_of = [(mutant, _fate(one, mutant)) for mutant in one.mutated.mutants]
        for mutant, fate in (*fates_of, *((mutant, Fate.NO_PROGRAM) for mutant in one.mutated.refused)):
            killed_by = one.killed_by.get(mutant.number, "") if fate is Fate.KILLED else ""
            case = case_for.get(_key(mutant), "") if fate is Fate.ALIVE else ""
            found.setdefault(_key(mutant), []).append(_result(mutant, number, fate, killed_by, case))
    for key in sorted(found):
        results = found[key]
        best = min(results, key=lambda result: _BEST.index(result.fate))
        yield best.model_copy(update={"policies": tuple(result.policies[0] for result in results)})


def _fate(one: Fates, mutant: Mutant) -> Fate:
    if mutant.number in one.killed_by:
        return Fate.KILLED
    return Fate.ALIVE if mutant.number in one.shown_by else Fate.EQUIVALENT


def _result(mutant: Mutant, policy: str, fate: Fate, killed_by: str, case: str) -> MutantResult:
    return MutantResult(
        file=mutant.place.file,
        line=mutant.place.line,
        what=mutant.what,
        before=mutant.before,
        after=mutant.after,
        policies=(policy,),
        fate=fate,
        killed_by=killed_by,
        case=case,
    )
