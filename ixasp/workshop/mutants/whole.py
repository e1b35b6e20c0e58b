"""Whether an answer under a mutant is as expected in all that it tells: slow, so only for mutants that live on."""

from collections.abc import Collection, Iterable

from ixasp.errors import InconsistentCase, IxaspError
from ixasp.policy import Policy
from ixasp.workshop.expectation import ExpectedAnswer
from ixasp.workshop.mutants.equivalence import AS_IS, WithAllMutants
from ixasp.workshop.mutants.killing import ExpectedCase
from ixasp.workshop.mutants.program import MutatedPolicy
from ixasp.workshop.testing import answered, differences
from ixasp.worlds.encoding import option_atom

_AMOUNTS = frozenset({"possible_limits_mg_per_m2", "bsa_used_m2", "limit_mg", "billing_units", "settled_by"})


def needs_the_answer(one: ExpectedCase) -> bool:
    """Return whether more is expected than worlds tell.

    That is so where codes supply facts, which can be others under another rule, for clashing facts, for a basis of
    several alternatives, and for amounts of the dosing without the limit that they follow from.
    """
    return bool(one.case.supplied) or any(_beyond_worlds(answer) for _, answer in one.expected.answers)


def _beyond_worlds(answer: ExpectedAnswer) -> bool:
    given = answer.dosing.model_fields_set if answer.dosing is not None else frozenset()
    amounts = given & _AMOUNTS if answer.dosing is None or answer.dosing.limit_mg_per_m2 is None else frozenset()
    return answer.clash is not None or len(answer.basis or ()) > 1 or bool(amounts)


def killed_by_an_answer(mutated: MutatedPolicy, one: ExpectedCase, alive: Collection[int]) -> set[int]:
    """Return the mutants under which a determination is not as expected."""
    return {number for number in alive if _differs(mutated.alone(number), one)}


def _differs(changed: Policy, one: ExpectedCase) -> bool:
    case = changed.case(one.case.document)
    return any(
        True
        for readings, answer in one.expected.answers
        for _ in differences(answer, answered(changed, case, readings))
    )


def killed_by_completions(
    mutated: MutatedPolicy, one: ExpectedCase, alive: Collection[int], comparisons: Iterable[WithAllMutants]
) -> set[int]:
    """Return the mutants under which the missing facts are not as expected.

    Args:
        mutated: the policy and its mutants
        one: a case
        alive: the mutants that are asked about
        comparisons: the policy as it is and its mutants side by side; they tell which mutants need not be asked about
    """
    if one.expected.completions is None:
        return set()
    wanted = {_texts(completion) for completion in one.expected.completions}
    return {
        number
        for number in _deciding_otherwise(mutated, one, alive, comparisons)
        if _completions(mutated, one, number) != wanted
    }


def _texts(completion: Iterable[object]) -> frozenset[tuple[str, ...]]:
    names = ("fact", "relation", "value")
    return frozenset(tuple(str(getattr(literal, name)) for name in names) for literal in completion)


def _completions(mutated: MutatedPolicy, one: ExpectedCase, number: int) -> set[frozenset[tuple[str, ...]]] | None:
    try:
        found = mutated.alone(number).missing_facts(one.case.document)
    except IxaspError:
        return None
    return {_texts(completion) for completion in found.completions}


def _deciding_otherwise(
    mutated: MutatedPolicy, one: ExpectedCase, alive: Collection[int], comparisons: Iterable[WithAllMutants]
) -> Collection[int]:
    """Return the mutants that may decide some patient of the case otherwise: only these can have other completions."""
    try:
        with Policy(mutated.original).asking(one.case.document) as (question, worlds):
            known, shape, version = worlds.known, worlds.shape, question.version
    except InconsistentCase:
        return alive
    for comparison in comparisons:
        if comparison.shape == shape and comparison.version == version:
            joint = comparison.joint
            told = [one for one in known if one.atom in joint.tied and not one.atom.startswith("stated(")]
            also = [joint.tied_literal(one.atom) * (1 if one.holds else -1) for one in told]
            for name, option in question.readings.items():
                if name in mutated.original.outline.readings:
                    also.append(joint.literal(AS_IS, option_atom(name, option)))
            return comparison.differing(alive, comparison.outcome, also)
    return alive
