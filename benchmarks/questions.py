"""`make questions`: how many questions settle an outcome, by how they are chosen.

Cases are pended ones: those of cases/, random partial ones, and one of which nothing is known. Each is answered by
random patients that fit it (tests/patients.py), with exact numbers, until the outcome is settled: half of them any,
half of them approvable, since chance alone would soon have most of them denied. Numbers of questions are the same on
every machine, since a list of completions is cut by its steps and not by the clock; cases with such a list are counted.
Of times, only ratios are shown.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from statistics import fmean, median

from ixasp import Case, IxaspError, KnowledgeBase, NextQuestion, Outcome, Policy
from ixasp.answers.completions import STEPS_A_SECOND
from ixasp.answers.missing import completions, open_facts
from ixasp.interview.conversation import SECONDS
from tests.patients import random_patient
from tests.reference.generate import random_partial
from tests.reference.notation import as_case

CASES = Path(__file__).parent.parent / "cases"
POLICY = "MP-RX-FP-46-23"
STEPS = round(SECONDS * STEPS_A_SECOND)
Answered = Mapping[str, object]
"""Values in the case format by fact, in the order in which they were asked for."""

PATIENTS: Mapping[str, Outcome | None] = {"any": None, "approvable": Outcome.DENY}
"""The kinds of patients, each with the outcome to which none of them comes."""

Chooser = Callable[[Answered], str | None]
"""Returns the fact to ask for after some answers; None where the outcome is settled."""


@dataclass
class Group:
    """What was found over some cases."""

    name: str
    counts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """For each way to choose and each kind of patient, how many questions there were, patient by patient."""
    cases: int = 0
    exact: int = 0
    """Of how many cases the first question was exact."""
    cut: int = 0
    """Of how many cases a list of completions was cut at some question."""
    over: int = 0
    """How many patients needed more questions than the first one promised."""
    slower: list[float] = field(default_factory=list)
    """How many times as long as a determination each choice of next_question took."""

    def lines(self) -> Iterator[str]:
        """Yield the rows of the table, and what is to be said of them."""
        patients = sum(map(len, next(iter(self.counts.values())).values()))
        yield f"{self.name}: cases {self.cases}, patients {patients}"
        for way, by_kind in self.counts.items():
            yield f"  {way:<44}" + "".join(
                f"{fmean(counts):10.2f}{max(counts):8d}" for counts in (by_kind[kind] for kind in PATIENTS)
            )
        yield f"  first question exact: {self.exact} of {self.cases} cases; a list was cut: {self.cut}"
        yield f"  patients who needed more than the first question promised: {self.over}"
        times = f"{median(self.slower):.1f} (median), {max(self.slower):.0f} (most)"
        yield f"  choosing a question took so many times as long as a determination: {times}"


class Questions:
    """Asks about one case, and remembers what was found after the same answers."""

    def __init__(self, policy: Policy, case: Case) -> None:
        """Keep the case."""
        self._policy = policy
        self._case = case
        self._chosen: dict[frozenset[tuple[str, str]], NextQuestion | None] = {}
        self._turning: dict[frozenset[tuple[str, str]], list[str]] = {}
        self.slower: list[float] = []
        self.cut = False

    def document(self, answered: Answered) -> dict[str, object]:
        """Return the case with some answers."""
        facts = self._case.document["facts"]
        assert isinstance(facts, dict)
        return {**self._case.document, "facts": {**facts, **answered}}

    def outcome(self, answered: Answered) -> Outcome:
        """Return the outcome after some answers."""
        return self._policy.outcome(self.document(answered))

    def best(self, answered: Answered) -> NextQuestion | None:
        """Return what next_question would ask."""
        key = _key(answered)
        if key not in self._chosen:
            document = self.document(answered)
            begin = time.process_time()
            self._policy.determine(document)
            between = time.process_time()
            self._chosen[key] = self._policy.next_question(document, seconds=SECONDS)
            self.slower.append((time.process_time() - between) / (between - begin))
        return self._chosen[key]

    def turning(self, answered: Answered) -> list[str]:
        """Return the facts on which the outcome still turns; all that bear on it where the lists were cut."""
        key = _key(answered)
        if key not in self._turning:
            self._turning[key] = self._turning_facts(answered)
        return self._turning[key]

    def _turning_facts(self, answered: Answered) -> list[str]:
        with self._policy.asking(self.document(answered)) as (question, worlds):
            if worlds.certainly(question.watched.approve) is not None:
                return []
            approve = worlds.atom(question.watched.approve)
            named: set[str] = set()
            for goal in (approve, -approve):
                found, complete = completions(question, worlds, goal, steps=STEPS)
                if not complete:
                    self.cut = True
                    return [fact.name for fact in open_facts(question, worlds, approve)]
                named |= {literal.fact for literals in found for literal in literals}
            return [name for name in question.policy.vocabulary.facts if name in named]


def _key(answered: Answered) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(value)) for name, value in answered.items())


def asked(choose: Chooser, patient: Answered) -> int:
    """Return how many questions a patient is asked."""
    answered: dict[str, object] = {}
    while (name := choose(answered)) is not None:
        assert name not in answered, f"{name} is asked for twice"
        answered[name] = patient[name]
    return len(answered)


def ways(questions: Questions, policy: Policy, patient: Answered, random: Random) -> dict[str, Chooser]:
    """Return the ways to choose that are compared."""
    order = [name for name in policy.loaded.vocabulary.facts if name in patient]

    def turning(answered: Answered) -> list[str]:
        return [name for name in questions.turning(answered) if name in patient and name not in answered]

    def best(answered: Answered) -> str | None:
        chosen = questions.best(answered)
        return None if chosen is None else chosen.fact

    def in_order(answered: Answered) -> str | None:
        return next(iter(turning(answered)), None)

    def at_random(answered: Answered) -> str | None:
        return random.choice(left) if (left := turning(answered)) else None

    def plain(answered: Answered) -> str | None:
        if questions.outcome(answered) is not Outcome.PEND:
            return None
        return next(name for name in order if name not in answered)

    return {
        "next_question": best,
        "in order, only what the outcome turns on": in_order,
        "at random, only what the outcome turns on": at_random,
        "plain form: every open fact in order": plain,
    }


def measured(name: str, policy: Policy, cases: Iterable[Case], patients: int) -> Group:
    """Return what was found over some pended cases, each answered by so many patients of each kind."""
    group = Group(name)
    begin = time.monotonic()
    for case in cases:
        questions, random = Questions(policy, case), Random(f"{name} {group.cases}")
        group.cases += 1
        first = questions.best({})
        if first is None:
            raise AssertionError(f"{case.id}: pended, but there is nothing to ask")
        group.exact += first.exact
        for kind, never in PATIENTS.items():
            for _ in range(patients):
                patient = random_patient(policy, case, random, never)
                for way, choose in ways(questions, policy, patient, random).items():
                    count = asked(choose, patient)
                    group.counts.setdefault(way, {}).setdefault(kind, []).append(count)
                    group.over += way == "next_question" and count > first.at_most
        group.cut += questions.cut
        group.slower += questions.slower
        if group.cases % 100 == 0:
            print(f"  {group.cases} cases of {name} after {time.monotonic() - begin:.0f} s", flush=True)
    return group


def written_cases(policy: Policy) -> Iterator[Case]:
    """Yield the pended cases of cases/."""
    for file in sorted(CASES.glob("*.yaml")):
        try:
            case = policy.read_case(file)
            pended = policy.outcome(case) is Outcome.PEND
        except IxaspError:
            continue
        if pended:
            yield case


def random_cases(policy: Policy) -> Iterator[Case]:
    """Yield random pended cases without an end."""
    seed = 0
    while True:
        random = Random(f"questions {seed}")
        seed += 1
        case = policy.case(as_case(random_partial(random), random))
        try:
            pended = policy.outcome(case) is Outcome.PEND
        except IxaspError:
            continue
        if pended:
            yield case


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--random", type=int, default=1000, metavar="N", help="how many random cases")
    parser.add_argument(
        "--patients", type=int, default=5, metavar="N", help="how many patients of a kind for each other"
    )
    options = parser.parse_args()
    policy = KnowledgeBase.load().policy(POLICY)
    nothing = policy.case({"id": "nothing known", "policy": POLICY, "facts": {}})
    for name, cases, patients in (
        ("pended cases of cases/", written_cases(policy), options.patients),
        ("random pended cases", islice(random_cases(policy), options.random), 1),
        ("nothing known", [nothing], options.patients),
    ):
        group = measured(name, policy, cases, patients)
        kinds = "".join(f"{kind:>18}" for kind in PATIENTS)
        print(f"\n{'':<46}{kinds}\n{'':<46}" + f"{'mean':>10}{'worst':>8}" * len(PATIENTS))
        print("\n".join(group.lines()), flush=True)


if __name__ == "__main__":
    main()
