"""The lines of the table about the engine: each kind of answer, and the yardstick beside the outcome."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from benchmarks.examples import Example
from benchmarks.fresh import fresh_outcome
from benchmarks.row import Row
from benchmarks.timing import over, timed
from ixasp import Case, Determination, KnowledgeBase, Outcome, Policy
from ixasp.answers.outline import decides
from ixasp.rendering.html import html
from ixasp.rendering.report import report

POLICY = "MP-RX-FP-46-23"
NEARLY_EMPTY = {"request_type": "initial", "cancer": "breast"}
ALONE = {**NEARLY_EMPTY, "combined_with": []}
LOAD = "import time, ixasp; begin = time.perf_counter(); ixasp.KnowledgeBase.load(); print(time.perf_counter() - begin)"


def load() -> Policy:
    """Return the policy with nothing grounded or remembered."""
    return KnowledgeBase.load().policy(POLICY)


def outcome_rows(policy: Policy, examples: Sequence[Example], repetitions: int) -> Iterator[Row]:
    """Yield the yardstick first, then the outcome; they take turns, so that a change in the load meets both."""
    yardstick, outcome = [], []
    for example in examples:
        yardstick += over([example], lambda each: fresh_outcome(policy, each.program.text), 3)
        outcome += over([example], lambda each: policy.outcome(each.case), repetitions)
    yield Row("yardstick: fresh control, outcome", yardstick)
    yield Row("outcome", outcome, least_ratio=20)
    yield Row("outcome, from dict", over(examples, lambda example: policy.outcome(example.data), repetitions))


def determination_rows(policy: Policy, examples: Sequence[Example], repetitions: int) -> Iterator[Row]:
    """Yield what a determination takes, and what explains or checks one."""
    yield Row("determination", over(examples, lambda each: policy.determine(each.case), repetitions), 3)
    yield Row("determination, from dict", over(examples, lambda each: policy.determine(each.data), repetitions))
    decided = [policy.determine(example.case) for example in examples]
    yield Row("outline trace of a determination", over(decided, lambda each: each.outline(), 3))
    yield Row("derivation of the outcome", over(decided, lambda each: each.derivation("approve"), 3), 5)
    failing = [
        (each, name)
        for example, each in zip(examples, decided, strict=True)
        if (name := first_not_met(policy, example.case, each))
    ]
    seconds = over(failing, lambda pair: pair[0].derivation(pair[1]), 3)
    yield Row(f"derivation of the first alternative not met, {len(failing)} cases", seconds, 5)
    yield Row("robustness", over(examples, lambda each: policy.robustness(each.case), 3), 10)
    forgetting = [(example.case, fact) for example in examples if (fact := first_stated(policy, example.case))]
    seconds = over(forgetting, lambda pair: policy.what_if(pair[0], {}, [pair[1]]), 3)
    yield Row("what if the first stated fact were not known", seconds)
    yield Row("HTML page of a determination, with its outline trace", pages(policy, examples, decided))
    checked = list(zip(examples, decided, strict=True))[:: max(1, 30 // repetitions)]
    seconds = over(checked, lambda pair: policy.verify(pair[0].case, pair[1]), 1)
    yield Row(f"verify a determination, {len(checked)} cases, with its other process", seconds)


def first_not_met(policy: Policy, case: Case, decided: Determination) -> str | None:
    """Return the first alternative, in the order of print, of the request's own section that is not met."""
    with policy.asking(case) as (question, worlds):
        for name in policy.outline.alternatives:
            if decided.criteria.get(name) == "not_met" and decides(question, worlds, name):
                return name
    return None


def first_stated(policy: Policy, case: Case) -> str | None:
    """Return the first fact of the vocabulary that the case states."""
    return next((name for name in policy.loaded.vocabulary.facts if name in case.statements), None)


def pages(policy: Policy, examples: Sequence[Example], decided: Sequence[Determination]) -> list[float]:
    """Return how long it takes from each determination to its page, the completions of a pended one at hand."""
    seconds = []
    for example, each in zip(examples, decided, strict=True):
        missing = policy.missing_facts(example.case, seconds=5) if example.outcome is Outcome.PEND else None

        def page(one: Determination) -> str:
            return html(report(policy.loaded, one, one.outline(), missing))  # noqa: B023 - called at once

        seconds += over([each], page, 3)
    return seconds


MOST_COMPLETIONS = 100


def search_rows(policy: Policy, examples: Sequence[Example], repetitions: int) -> Iterator[Row]:
    """Yield what searches take: completions, the next question, counterfactuals."""

    def missing(example: Example) -> object:
        return policy.missing_facts(example.case, limit=MOST_COMPLETIONS)

    def asking(example: Example) -> object:
        return policy.next_question(example.case)

    def changing(example: Example) -> object:
        return policy.counterfactuals(example.case)

    pended = [example for example in examples if example.outcome is Outcome.PEND]
    denied = [example for example in examples if example.outcome is Outcome.DENY]
    pends, denials = f"the {len(pended)} pended cases", f"the {len(denied)} denied cases"
    cut = f"lists of more than {MOST_COMPLETIONS} are cut there: cases of which little is known have hundreds"
    yield Row("all completions", over(examples, missing, repetitions), 5)
    yield Row(f"all completions, {pends}", over(pended, missing, repetitions), 5, note=cut)
    for name, facts in (("almost empty case", NEARLY_EMPTY), ("almost empty case, given alone", ALONE)):
        nearly = case_of(policy, facts)
        yield Row(f"all completions, {name}", timed(partial(policy.missing_facts, nearly), 20), 100)
        first = first_time(partial(Policy.missing_facts, case=nearly), 5)
        yield Row("    first question of a new engine, with grounding", first)
    yield Row("next question", over(examples, asking, 3), 30)
    yield Row(f"next question, {pends}", over(pended, asking, 3), 30)
    yield Row("counterfactuals", over(examples, changing, 3), 30)
    yield Row(f"counterfactuals, {denials}", over(denied, changing, 3), 30)
    yield Row(f"counterfactuals, {pends}", over(pended, changing, 3), 30)
    yield Row("loading, new process, after the imports", loading(7), most_milliseconds=150)


def case_of(policy: Policy, facts: Mapping[str, object]) -> Case:
    """Return a case of some facts."""
    return policy.case({"id": "bench", "policy": POLICY, "facts": facts})


def loading(repetitions: int) -> list[float]:
    """Return how long a new process takes to load the knowledge base, imports not counted, in seconds."""
    run = [sys.executable, "-c", LOAD]
    return [float(subprocess.run(run, capture_output=True, check=True, text=True).stdout) for _ in range(repetitions)]


def first_time(ask: Callable[[Policy], object], repetitions: int) -> list[float]:
    """Return how long the first question of a new engine takes, in seconds: nothing is grounded or remembered yet."""
    seconds = []
    for _ in range(repetitions):
        policy = load()
        seconds += timed(partial(ask, policy), 1)
    return seconds
