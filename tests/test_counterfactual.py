"""Counterfactuals against brute force: every change of few facts, tried by the reference evaluator."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain, combinations, product
from pathlib import Path
from random import Random

import pytest

from ixasp import Counterfactual, Counterfactuals, InconsistentCase, IxaspError, KnowledgeBase, Policy, UnknownChoice
from ixasp.rendering.counterfactual import counterfactual_text
from tests.reference.consistency import DEFAULT_READINGS
from tests.reference.facts import AGENTS, COUNTS, ONE_OF, ONLY_FOR_THE_DOSE, YES_NO
from tests.reference.generate import random_partial, random_readings
from tests.reference.literals import Literal, literal
from tests.reference.notation import as_case
from tests.reference.partial import Interval, Known, PartialCase, outcome, representatives, view
from tests.reference.request import approvable
from tests.reference.search import truths
from tests.test_command_line import ixasp

ROOT = Path(__file__).parent.parent
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
CASES = sorted((ROOT / "cases").glob("*.yaml"))

SEEDS = range(12)
CASES_A_SEED = 8
VARIED = 5
"""How many facts may change in a random case."""

Change = dict[str, Known]


def read(name: str) -> object:
    return POLICY.read_case(ROOT / "cases" / f"{name}.yaml")


def new_values(fact: str, known: Known) -> Iterator[Known]:
    """Every value that a fact could have instead, numbers one for each side of their limits."""
    values: Iterator[Known]
    if fact == "combined_with":
        values = (frozenset(some) for some in chain.from_iterable(combinations(AGENTS, n) for n in range(3)))
    elif fact in YES_NO:
        values = iter((True, False))
    elif fact in ONE_OF:
        values = iter(ONE_OF[fact])
    elif fact in COUNTS:
        values = iter(range(6))
    else:
        values = iter(representatives(fact, Interval()))
    return (value for value in values if value != known)


def decided(case: PartialCase, readings: Mapping[str, str]) -> str:
    return outcome(truths(approvable, [view(case)], case.version, DEFAULT_READINGS | dict(readings)))


def by_brute_force(case: PartialCase, readings: Mapping[str, str], varied: list[str], most: int) -> list[Change]:
    """The changes of fewest facts, at most so many, that lead to approve."""
    for size in range(most + 1):
        found = []
        for facts in combinations(varied, size):
            for values in product(*(new_values(fact, case.facts[fact]) for fact in facts)):
                change = dict(zip(facts, values, strict=True))
                if decided(PartialCase(case.name, case.version, {**case.facts, **change}), readings) == "approve":
                    found.append(change)
        if found:
            return found
    return []


def reached(change: Change, literals: list[Literal]) -> bool:
    """Whether a change does all that the literals ask for, and touches no other fact."""
    if {one.fact for one in literals} != set(change):
        return False
    for one in literals:
        value = change[one.fact]
        if one.fact == "combined_with":
            assert isinstance(value, frozenset)
            value = one.value in value
        if isinstance(value, Interval) or not one.holds(value):
            return False
    return True


def random_question(random: Random) -> tuple[PartialCase, dict[str, str], list[str]]:
    """A consistent random case, readings, and facts that may change."""
    while True:
        case, readings = random_partial(random), random_readings(random)
        stated = [fact for fact in case.facts if fact not in ONLY_FOR_THE_DOSE]
        if len(stated) >= VARIED and decided(case, readings) != "inconsistent":
            return case, readings, random.sample(stated, VARIED)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_smallest_changes_are_those_of_brute_force(seed: int) -> None:
    random = Random(f"counterfactuals {seed}")
    for _ in range(CASES_A_SEED):
        case, readings, varied = random_question(random)
        written = as_case(case, random)
        answered = POLICY.counterfactuals(written, vary=varied, readings=readings)
        assert answered.complete
        changes = [
            [literal(one.fact, one.relation, one.value) for one in each.literals] for each in answered.counterfactuals
        ]
        sizes = {len({one.fact for one in literals}) for literals in changes}
        due = by_brute_force(case, readings, varied, 2)
        where = (written, readings, varied)
        if not due:
            assert not sizes or min(sizes) > 2, where
            continue
        assert sizes == {len(due[0])}, where
        for change in due:
            assert any(reached(change, literals) for literals in changes), (change, changes, where)
        for each, literals in zip(answered.counterfactuals, changes, strict=True):
            assert any(reached(change, literals) for change in due) or len(each.changes) > 2, (literals, where)
            assert_leads_to_approve(written, each, readings)


def assert_leads_to_approve(case: Mapping[str, object], each: Counterfactual, readings: Mapping[str, str]) -> None:
    facts = case["facts"]
    assert isinstance(facts, Mapping)
    assert POLICY.outcome({**case, "facts": {**facts, **each.changes}}, readings=readings) == "approve", each


@pytest.mark.parametrize("seed", SEEDS)
def test_all_minimal_changes_hold_the_smallest_and_none_holds_another(seed: int) -> None:
    random = Random(f"all counterfactuals {seed}")
    for _ in range(CASES_A_SEED):
        case, readings, varied = random_question(random)
        written = as_case(case, random)
        smallest = POLICY.counterfactuals(written, vary=varied, readings=readings)
        every = POLICY.counterfactuals(written, vary=varied, all_minimal=True, readings=readings)
        assert set(keys(smallest)) <= set(keys(every))
        for one, other in combinations(keys(every), 2):
            assert not one <= other, (one, other, written)
            assert not other <= one, (one, other, written)
        for each in every.counterfactuals:
            assert_leads_to_approve(written, each, readings)


def keys(answered: Counterfactuals) -> list[frozenset[tuple[str, str, str]]]:
    return [
        frozenset((one.fact, one.relation, one.value) for one in each.literals) for each in answered.counterfactuals
    ]


def test_over_cases_every_default_change_leads_to_approve_and_touches_nothing_fixed() -> None:
    fixed = {name for name, fact in POLICY.loaded.vocabulary.facts.items() if not fact.changed_by}
    assert {"cancer", "her2", "er", "pr", "hormone_receptor"} <= fixed
    for file in CASES:
        try:
            case = POLICY.read_case(file)
            answered = POLICY.counterfactuals(case)
        except IxaspError:
            continue
        assert answered.complete
        if answered.outcome == "approve":
            assert [each.changes for each in answered.counterfactuals] == [{}]
        for each in answered.counterfactuals:
            assert not fixed & set(each.changes)
            assert_leads_to_approve(case.document, each, {})


def test_a_change_says_what_the_case_gives_now() -> None:
    answered = POLICY.counterfactuals(read("limit-ast-above-2-5"))
    assert [each.changes for each in answered.counterfactuals] == [{"combined_with": []}, {"ast": "<=2.5"}]
    assert answered.counterfactuals[1].told == ("AST is at most 2.5 × ULN (D.ii) (now: 101 U/L, ULN 40)",)


def test_an_empty_set_is_none_and_what_nobody_knows_is_no_known_fact() -> None:
    alone = POLICY.counterfactuals(read("a-iii-c-missed-alone"))
    assert alone.counterfactuals[0].told == ("it is given together with bevacizumab (now: none)",)
    told = ixasp("counterfactual", "-", given=f"{{policy: {POLICY.id}, facts: {{}}}}").stdout
    assert "Nothing is known yet of the facts that were allowed to change" in told
    assert "known facts" not in told
    assert "  - AST" not in told
    one = ixasp("counterfactual", "-", given=f"{{policy: {POLICY.id}, facts: {{metastatic: no}}}}").stdout
    assert "No change of these known facts alone leads to approve\n  - metastatic disease\n\n" in one


def test_a_clash_is_told_once() -> None:
    ended = ixasp("counterfactual", ROOT / "cases/inconsistent-receptors.yaml")
    assert ended.exit_code == 3
    assert (ended.stdout + ended.stderr).count("[request form]") == 1
    assert ended.stdout.count("\n  - ") == 3
    assert ended.stderr == "no patient fits the case as it stands; expected facts to be taken back as listed\n"


def test_a_completed_record_must_give_way_to_another_line() -> None:
    answered = POLICY.counterfactuals(read("a-ii-a-missed-one-line"))
    assert answered.counterfactuals[0].changes == {"prior_lines": ">=2", "prior_therapies_complete": "no"}


def test_the_caller_says_what_may_change() -> None:
    answered = POLICY.counterfactuals(read("limit-ast-above-2-5"), vary=["ast"])
    assert answered.varied == ("ast",)
    assert [each.changes for each in answered.counterfactuals] == [{"ast": "<=2.5"}]
    assert POLICY.counterfactuals(read("limit-ast-above-2-5"), vary=["er"]).counterfactuals == ()


def test_what_is_open_is_no_known_fact() -> None:
    answered = POLICY.counterfactuals(read("a-ii-b-open-contraindication"), vary=["anthracycline_contraindicated"])
    assert answered.counterfactuals == ()


def test_a_denial_that_only_missing_facts_keep_from_approval_says_what_would_open_it_again() -> None:
    answered = POLICY.counterfactuals(read("exclusion-settles-open-criteria"))
    assert answered.counterfactuals == ()
    assert answered.towards
    for each in answered.towards:
        document = POLICY.read_case(ROOT / "cases/exclusion-settles-open-criteria.yaml").document
        facts = document["facts"]
        assert isinstance(facts, dict)
        assert POLICY.outcome({**document, "facts": {**facts, **each.changes}}) == "pend"


def test_the_smallest_changes_that_open_a_denial_are_those_of_brute_force() -> None:
    random = Random("towards")
    tried = 0
    while tried < 12:
        case, readings, varied = random_question(random)
        written = as_case(case, random)
        answered = POLICY.counterfactuals(written, vary=varied, readings=readings)
        if answered.outcome != "deny" or answered.counterfactuals:
            continue
        tried += 1
        due = {
            frozenset(facts)
            for facts in combinations(varied, 1)
            for values in product(*(new_values(fact, case.facts[fact]) for fact in facts))
            if decided(PartialCase("", case.version, {**case.facts, **dict(zip(facts, values, strict=True))}), readings)
            == "pend"
        }
        found = {frozenset(each.changes) for each in answered.towards}
        assert due == {facts for facts in found if len(facts) == 1}, (written, readings, varied)


def test_a_limit_cuts_the_list_and_the_answer_says_so() -> None:
    answered = POLICY.counterfactuals(read("a-ii-d-missed-third-line"), limit=1)
    assert len(answered.counterfactuals) == 1
    assert not answered.complete


def test_a_limit_that_cuts_what_would_open_a_denial_is_told_and_the_proof_stays() -> None:
    name = "reading-renewal-indication-never-approved"
    whole, cut = POLICY.counterfactuals(read(name)), POLICY.counterfactuals(read(name), limit=1)
    assert (len(whole.towards), whole.complete) == (2, True)
    assert (len(cut.towards), cut.complete) == (1, False)
    told = counterfactual_text(POLICY.loaded, cut)
    assert "No change of these known facts alone leads to approve" in told
    assert told.rstrip().endswith("This list is not complete.")


def test_a_fact_that_cannot_vary_is_an_error_with_all_problems() -> None:
    with pytest.raises(UnknownChoice) as raised:
        POLICY.counterfactuals(read("a-ii-a-met"), vary=["asst", "prior_therapies", "request_date"])
    assert str(raised.value).splitlines() == [
        "unknown fact `asst`; did you mean `ast`?",
        "fact `prior_therapies` can't vary: it is history; expected facts with values or numbers",
        "fact `request_date` can't vary: it is history; expected facts with values or numbers",
    ]


def smallest_repairs(policy: Policy, document: dict[str, object]) -> list[set[str]]:
    """The smallest sets of facts without which a case fits some patient, by trying them all."""
    facts = document["facts"]
    assert isinstance(facts, dict)
    for size in range(1, len(facts) + 1):
        found = []
        for taken in combinations(facts, size):
            kept = {name: value for name, value in facts.items() if name not in taken}
            try:
                policy.outcome({**document, "facts": kept})
            except IxaspError:
                continue
            found.append(set(taken))
        if found:
            return found
    return []


@pytest.mark.parametrize("file", [file for file in CASES if file.stem.startswith("inconsistent")], ids=lambda f: f.stem)
def test_an_inconsistent_case_names_the_smallest_sets_of_facts_to_take_back(file: Path) -> None:
    case = POLICY.read_case(file)
    with pytest.raises(InconsistentCase) as raised:
        POLICY.counterfactuals(case)
    back = [{fact.fact.partition("[")[0] for fact in facts} for facts in raised.value.take_back]
    assert back
    plain = [facts for facts in back if not any("[" in one.fact for some in raised.value.take_back for one in some)]
    if plain:
        due = smallest_repairs(POLICY, case.document)
        assert all(facts in due for facts in plain)
        assert all(facts in plain for facts in due)


def test_two_separate_clashes_need_two_facts_back() -> None:
    facts = {"stage": "IV", "metastatic": "no", "locally_recurrent": "yes", "recurrent": "no", "anc": Decimal(2000)}
    with pytest.raises(InconsistentCase) as raised:
        POLICY.counterfactuals({"id": "two", "policy": POLICY.id, "facts": facts})
    found = {frozenset(fact.fact for fact in facts) for facts in raised.value.take_back}
    assert found == {frozenset(pair) for pair in product(("stage", "metastatic"), ("locally_recurrent", "recurrent"))}
