"""One knowledge base, many threads."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from ixasp import Case, IxaspError, KnowledgeBase, Policy
from tests.test_cases import FILES


def answer(policy: Policy, case: Case) -> str:
    try:
        determined = policy.determine(case).model_dump_json()
        missing = policy.missing_facts(case, limit=40)
        # Which of hundreds are found first is left to what the solver learned.
        return determined + (missing.model_dump_json() if missing.complete else "cut")
    except IxaspError as error:
        return str(error)


def test_eight_threads_get_the_answers_that_one_gets() -> None:
    policy = KnowledgeBase.load().policy("MP-RX-FP-46-23")
    cases = [policy.read_case(file) for file in FILES[::3]]
    alone = [answer(policy, case) for case in cases]
    asked = [index for index in range(len(cases)) for _ in range(4)]
    Random(0).shuffle(asked)
    with ThreadPoolExecutor(max_workers=8) as threads:
        together = list(threads.map(lambda index: answer(policy, cases[index]), asked))
    assert together == [alone[index] for index in asked]


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    warm = KnowledgeBase.load().policy("MP-RX-FP-46-23")
    cases = [warm.read_case(file) for file in FILES[::5]]
    first = [answer(KnowledgeBase.load().policy("MP-RX-FP-46-23"), case) for case in cases[:6]]
    for _ in range(3):
        again = [answer(warm, case) for case in cases]
    assert again[:6] == first
