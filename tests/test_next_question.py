"""The next question against brute force: the least deep tree of questions, over all worlds one by one."""

from collections.abc import Mapping, Sequence
from itertools import count, product
from pathlib import Path
from random import Random

import pytest

from ixasp import InconsistentCase, IxaspError, KnowledgeBase, NextQuestion
from ixasp.answers import completions, missing
from ixasp.answers.minimax import Minimax, Table
from ixasp.intake.interval import Interval
from ixasp.worlds.universe import literals_of
from tests.reference.completions import open_facts
from tests.reference.consistency import DEFAULT_READINGS, possible
from tests.reference.generate import random_partial, random_readings
from tests.reference.notation import as_case
from tests.reference.partial import PartialCase, expected, view
from tests.reference.patient import Patient
from tests.reference.request import approvable

ROOT = Path(__file__).parent.parent
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
CASES = sorted((ROOT / "cases").glob("*.yaml"))
SEEDS = range(10)
CASES_A_SEED = 12
WORLDS_TO_TRY = 400

World = tuple[Mapping[str, object], bool]


def all_worlds(case: PartialCase, readings: Mapping[str, str]) -> tuple[list[str], list[World]]:
    """Every world of a case, told by what may be asked, and whether it is approvable."""
    plain = view(case)
    open_ones = open_facts(case)
    found: list[World] = []
    for values in product(*(values for _, values in open_ones)):
        chosen = dict(zip((name for name, _ in open_ones), values, strict=True))
        world = plain | {name: (value,) for name, value in chosen.items()}
        if possible(world):
            truth = approvable(Patient(world, case.version, DEFAULT_READINGS | dict(readings)))
            assert isinstance(truth, bool)
            told: dict[str, object] = {
                name: value for name, value in chosen.items() if not name.startswith("combined_with.")
            }
            agents = tuple(value for name, value in chosen.items() if name.startswith("combined_with."))
            found.append((told | ({"combined_with": agents} if agents else {}), truth))
    names = list(dict.fromkeys(name.partition(".")[0] for name, _ in open_ones))
    return names, found


def fewest(names: Sequence[str], worlds: Sequence[World], seen: dict[frozenset[int], int], ids: frozenset[int]) -> int:
    """How many questions settle the outcome in the worst case."""
    if ids not in seen:
        if len({worlds[number][1] for number in ids}) == 1:
            seen[ids] = 0
        else:
            seen[ids] = 1 + min(
                max(fewest(names, worlds, seen, part) for part in parts)
                for name in names
                if len(parts := split(name, worlds, ids)) > 1
            )
    return seen[ids]


def split(name: str, worlds: Sequence[World], ids: frozenset[int]) -> list[frozenset[int]]:
    parts: dict[object, set[int]] = {}
    for number in ids:
        parts.setdefault(worlds[number][0][name], set()).add(number)
    return [frozenset(part) for part in parts.values()]


def small_gap(random: Random) -> tuple[PartialCase, dict[str, str]]:
    """A pended case with few worlds."""
    while True:
        case, readings = random_partial(random), random_readings(random)
        count = 1
        for _, values in open_facts(case):
            count *= len(values)
        if 4 <= count <= WORLDS_TO_TRY and expected(case, case.version, readings).outcome == "pend":
            return case, readings


@pytest.mark.parametrize("seed", SEEDS)
def test_no_other_first_question_needs_fewer_in_the_worst_case(seed: int) -> None:
    random = Random(f"next question {seed}")
    for _ in range(CASES_A_SEED):
        case, readings = small_gap(random)
        written = as_case(case, random)
        asked = POLICY.next_question(written, readings=readings, seconds=None)
        assert asked is not None, written
        names, worlds = all_worlds(case, readings)
        seen: dict[frozenset[int], int] = {}
        everything = frozenset(range(len(worlds)))
        due = fewest(names, worlds, seen, everything)
        where = (written, readings, asked.fact)
        assert asked.exact, where
        assert (asked.at_least, asked.at_most) == (due, due), where
        after = max(fewest(names, worlds, seen, part) for part in split(asked.fact, worlds, everything))
        assert after == due - 1, where


@pytest.mark.parametrize("seed", range(40))
def test_the_search_finds_the_least_deep_tree(seed: int) -> None:
    random = Random(seed)
    table = Table([random.choice((2, 2, 3)) for _ in range(random.randrange(1, 5))])
    size = table.everything.bit_length()
    left = random.getrandbits(size) & table.everything or 1
    kinds = [0, 0, 0]
    for bit in range(size):
        kinds[random.randrange(3)] |= 1 << bit

    def depth(possibilities: int) -> int:
        if any(not possibilities & ~kind for kind in kinds):
            return 0
        splits = [[part for answer in some if (part := possibilities & answer)] for some in table.answers]
        return 1 + min(max(map(depth, parts)) for parts in splits if len(parts) > 1)

    assert Minimax(table.answers, kinds).depth(left) == depth(left)
    wanted = kinds[0] | kinds[1]
    if table.evasive(wanted):
        kinds = [wanted, table.everything & ~wanted]
        assert depth(table.everything) == len(table.counts)


def test_a_settled_case_needs_no_question() -> None:
    for file in CASES:
        try:
            case = POLICY.read_case(file)
            outcome = POLICY.outcome(case)
        except IxaspError:
            continue
        assert (POLICY.next_question(case) is None) is (outcome != "pend"), file.stem


def test_it_says_why_it_asks_and_what_each_answer_would_do() -> None:
    asked = POLICY.next_question(POLICY.read_case(ROOT / "cases/a-ii-b-open-contraindication.yaml"))
    assert asked is not None
    assert asked.fact == "anthracycline_contraindicated"
    assert asked.question == "Is further anthracycline therapy contraindicated?"
    assert asked.because == ("A", "A.i-ii", "A.ii", "A.ii.B", "D.iii")
    assert [(answer.told, answer.outcome) for answer in asked.answers] == [
        (("further anthracycline therapy is contraindicated",), "approve"),
        (("further anthracycline therapy is not contraindicated",), "deny"),
    ]
    assert asked.answers[0].met == ("A", "A.i-ii", "A.ii", "A.ii.B")
    assert asked.answers[0].not_met == ("D.iii",)
    assert (asked.exact, asked.at_least, asked.at_most) == (True, 1, 1)


def test_each_answer_does_what_it_is_said_to_do() -> None:
    for file in CASES:
        try:
            case = POLICY.read_case(file)
            asked = POLICY.next_question(case)
        except IxaspError:
            continue
        if asked is None or asked.fact == "combined_with":
            continue
        for answer in asked.answers:
            told = {literal.relation: literal.value for literal in answer.literals}
            signs = {"at_least": ">=", "above": ">", "below": "<", "at_most": "<="}
            if len(told) > 1:
                continue
            ((relation, value),) = told.items()
            facts = {**case.document["facts"], asked.fact: value if relation == "is" else f"{signs[relation]}{value}"}  # type: ignore[dict-item]
            after = POLICY.determine({**case.document, "facts": facts})
            assert after.outcome == answer.outcome, (file.stem, answer)
            assert all(after.criteria[name] == "met" for name in answer.met), (file.stem, answer)
            assert all(after.criteria[name] == "not_met" for name in answer.not_met), (file.stem, answer)


def test_what_nobody_can_tell_is_not_asked_again() -> None:
    case = POLICY.read_case(ROOT / "cases/a-ii-b-open-contraindication.yaml")
    assert POLICY.next_question(case, skip=["anthracycline_contraindicated"]) is None
    two = POLICY.read_case(ROOT / "cases/a-ii-e-open-crisis.yaml")
    first = POLICY.next_question(two)
    assert first is not None
    second = POLICY.next_question(two, skip=[first.fact])
    assert second is not None
    assert second.fact != first.fact


@pytest.mark.parametrize("known", [{}, {"her2": "negative"}, {"cancer": "breast", "anc": ">2000"}], ids=str)
def test_a_slow_machine_asks_the_same(known: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"policy": POLICY.id, "facts": known}

    def asked() -> NextQuestion:
        # Of a knowledge base of its own: what a solver learned from earlier questions is no matter of time.
        found = KnowledgeBase.load().policy(POLICY.id).next_question(case, seconds=0.1)
        assert found is not None
        return found

    quick = asked()
    assert not quick.exact  # the list was cut
    for module in (completions, missing):
        # A clock on which an hour goes by between two looks.
        monkeypatch.setattr(module, "monotonic", count(0.0, 3600.0).__next__)
    assert asked().model_dump_json() == quick.model_dump_json()


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_is_stated_wholly_is_open(seed: int) -> None:
    random = Random(f"open facts {seed}")
    asked_for = left_out = 0
    for _ in range(10):
        case = POLICY.case(as_case(random_partial(random), random))
        try:
            with POLICY.asking(case, random_readings(random)) as (question, worlds):
                goal = worlds.atom(question.watched.approve)
                open_ones = {fact.name for fact in missing.open_facts(question, worlds, goal)}
                every = [fact for fact in question.policy.vocabulary.facts.values() if fact.askable]
                for fact in every:
                    if fact.name not in worlds.bearing(goal):
                        assert fact.name not in open_ones
                        continue
                    stated = case.statements.get(fact.name)
                    literals = [worlds.literal(one) for one in literals_of(fact)]
                    undecided = None in worlds.certain(literals) if literals else False
                    if undecided:
                        assert fact.name in open_ones, (fact.name, case.document)
                        asked_for += 1
                    if stated is not None and (not isinstance(stated.value, Interval) or stated.value.exact):
                        assert fact.name not in open_ones, (fact.name, case.document)
                        left_out += 1
        except InconsistentCase:
            continue
    assert asked_for
    assert left_out


def test_a_cut_question_is_about_what_is_open_and_promises_no_more_than_that() -> None:
    for known in ({"anc": 2000, "platelets": 150000, "metastatic": "yes"}, {"stage": "IV", "prior_lines": 2}):
        case = POLICY.case({"policy": POLICY.id, "facts": known})
        asked = POLICY.next_question(case, seconds=0)
        assert asked is not None
        assert not asked.exact
        assert asked.fact in asked.relevant
        assert not {*known, "metastatic"} & {*asked.relevant}
        assert asked.at_most == len(asked.relevant)


def test_where_completions_are_cut_a_rule_of_thumb_with_bounds_decides() -> None:
    asked = POLICY.next_question({"id": "x", "policy": POLICY.id, "facts": {}}, seconds=0.05)
    assert asked is not None
    assert not asked.exact
    assert 1 <= asked.at_least <= asked.at_most
