"""`make bench`: how fast the engine answers, beside a yardstick that is measured in the same run.

The yardstick decides a case with a fresh clingo control (fresh.py). A ratio says how many times faster a line is
than the yardstick; ratios carry over to other machines, milliseconds are for orientation. All times are processor time
of this process, so that other work on the machine counts as little as it can; the engine waits for nothing else. Over
cases, every figure is taken over the medians of single cases; the inconsistent and unsupported ones are left out.
"""

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from os import cpu_count, getloadavg
from pathlib import Path
from resource import getpagesize
from statistics import median

from fresh import case_program, fresh_outcome

from ixasp import Case, InconsistentCase, KnowledgeBase, Policy, UnsupportedRequest
from ixasp.intake.documents import read_file

CASES = Path(__file__).parent.parent / "cases"
POLICY = "MP-RX-FP-46-23"
NEARLY_EMPTY = {"request_type": "initial", "cancer": "breast"}
ALONE = {**NEARLY_EMPTY, "combined_with": []}
LOAD = "import time, ixasp; begin = time.perf_counter(); ixasp.KnowledgeBase.load(); print(time.perf_counter() - begin)"
SETTLED_MEGABYTES = 2.0
"""Growth that counts as none: what an allocator keeps back for itself."""


@dataclass(frozen=True)
class Example:
    """One case of cases/."""

    data: object
    """As it was read from the file."""
    case: Case
    """Checked."""
    program: str
    """The same case for the yardstick."""
    outcome: str


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    seconds: Sequence[float]
    """One figure a case, or a repetition."""
    most_milliseconds: float | None = None
    """What the median must not exceed."""
    least_ratio: float | None = None
    """How many times faster than the yardstick the median must be at least."""

    @property
    def median(self) -> float:
        """In seconds."""
        return median(self.seconds)

    def text(self, yardstick: float) -> str:
        """Return the line; `yardstick` is the median of the yardstick in seconds."""
        ordered = sorted(self.seconds)
        ninetieth = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
        ratio = yardstick / self.median
        figures = "".join(f"{1000 * value:10.3f}" for value in (self.median, ninetieth, ordered[-1]))
        if self.most_milliseconds is not None:
            wanted, reached = f"<= {self.most_milliseconds:g} ms", 1000 * self.median <= self.most_milliseconds
        elif self.least_ratio is not None:
            wanted, reached = f">= {self.least_ratio:g} x", ratio >= self.least_ratio
        else:
            return f"{self.what:<54}{figures}{ratio:10.2f}"
        return f"{self.what:<54}{figures}{ratio:10.2f}  {wanted:<11}{'ok' if reached else 'MISSED'}"


def timed(ask: Callable[[], object], repetitions: int) -> list[float]:
    """Return how long each repetition took, in seconds."""
    seconds = []
    for _ in range(repetitions):
        begin = time.process_time()
        ask()
        seconds.append(time.process_time() - begin)
    return seconds


def over(examples: Sequence[Example], ask: Callable[[Example], object], repetitions: int) -> list[float]:
    """Return for each example the median of its repetitions, in seconds."""
    return [median(timed(partial(ask, example), repetitions)) for example in examples]


def read_examples(policy: Policy) -> Iterator[Example]:
    """Yield the cases of cases/ that can be decided.

    Raises:
        AssertionError: the yardstick and the engine differ; then no figure would mean anything.
    """
    for file in sorted(CASES.glob("*.yaml")):
        data = read_file(file)
        try:
            case = policy.case(data)
            program, outcome = case_program(policy, case), policy.outcome(case)
        except (InconsistentCase, UnsupportedRequest):
            continue
        if fresh_outcome(policy, program) != outcome:
            raise AssertionError(f"{file.name}: the yardstick differs from the engine")
        yield Example(data, case, program, outcome)


def loading(repetitions: int) -> list[float]:
    """Return how long a new process takes to load the knowledge base, imports not counted, in seconds."""
    run = [sys.executable, "-c", LOAD]
    return [float(subprocess.run(run, capture_output=True, check=True, text=True).stdout) for _ in range(repetitions)]


def first_time(load: Callable[[], Policy], ask: Callable[[Policy], object], repetitions: int) -> list[float]:
    """Return how long the first question of a new engine takes, in seconds: nothing is grounded or remembered yet."""
    seconds = []
    for _ in range(repetitions):
        policy = load()
        seconds += timed(partial(ask, policy), 1)
    return seconds


def resident_megabytes() -> float:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * getpagesize() / 1e6


def rows(policy: Policy, examples: Sequence[Example], repetitions: int) -> Iterator[Row]:
    """Yield the lines of the table, the yardstick first."""
    pended = [example for example in examples if example.outcome == "pend"]

    def case_of(facts: Mapping[str, object]) -> Case:
        return policy.case({"id": "bench", "policy": POLICY, "facts": facts})

    def load() -> Policy:
        return KnowledgeBase.load().policy(POLICY)

    def missing(example: Example) -> object:
        return policy.missing_facts(example.case)

    empty, alone = case_of(NEARLY_EMPTY), case_of(ALONE)

    # The two sides of the wanted ratio take turns, so that a change in the machine's load meets both.
    yardstick, outcome = [], []
    for example in examples:
        yardstick += over([example], lambda each: fresh_outcome(policy, each.program), 3)
        outcome += over([example], lambda each: policy.outcome(each.case), repetitions)
    yield Row("yardstick: fresh control, outcome", yardstick)
    yield Row("outcome", outcome, least_ratio=20)
    yield Row("outcome, from dict", over(examples, lambda example: policy.outcome(example.data), repetitions))
    yield Row("determination", over(examples, lambda e: policy.determine(e.case), repetitions), most_milliseconds=3)
    yield Row("determination, from dict", over(examples, lambda e: policy.determine(e.data), repetitions))
    decided = [policy.determine(example.case) for example in examples]
    yield Row("outline trace of a determination", [median(timed(each.outline, 3)) for each in decided])
    yield Row("all completions", over(examples, missing, repetitions), most_milliseconds=5)
    pends = f"all completions, the {len(pended)} pended cases"
    yield Row(pends, over(pended, missing, repetitions), most_milliseconds=5)
    for name, nearly in (("almost empty case", empty), ("almost empty case, given alone", alone)):
        yield Row(f"all completions, {name}", timed(partial(policy.missing_facts, nearly), 20), 100)
        first = first_time(load, partial(Policy.missing_facts, case=nearly), 5)
        yield Row("    first question of a new engine, with grounding", first)
    yield Row("loading, new process, after the imports", loading(7), most_milliseconds=150)


def memory(policy: Policy, examples: Sequence[Example], determinations: int) -> str:
    """Return a line on the growth of memory over so many determinations, after a warm-up."""
    for example in islice(cycle(examples), max(2000, determinations // 20)):
        policy.determine(example.case)
    gc.collect()
    before = resident_megabytes()
    for example in islice(cycle(examples), determinations):
        policy.determine(example.case)
    gc.collect()
    after = resident_megabytes()
    verdict = "ok" if after - before <= SETTLED_MEGABYTES else "MISSED"
    return (
        f"memory over {determinations:,} determinations: {before:.1f} MB before, {after:.1f} MB after, "
        f"grown by {after - before:.1f} MB; wanted <= {SETTLED_MEGABYTES:g} MB, {verdict}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, and memory over 5,000 determinations")
    quick: bool = parser.parse_args().quick
    policy = KnowledgeBase.load().policy(POLICY)
    examples = list(read_examples(policy))
    print(
        f"{len(examples)} cases of cases/; milliseconds of processor time; x: how many times as fast as the yardstick"
    )
    print(f"load of the machine at the start: {getloadavg()[0]:.1f} on {cpu_count()} processors\n")
    print(f"{'what':<54}{'median':>10}{'p90':>10}{'max':>10}{'x':>10}  wanted")
    yardstick = 0.0
    outcomes_a_second = 0.0
    for row in rows(policy, examples, 5 if quick else 15):
        yardstick = yardstick or row.median
        if row.what == "outcome":
            outcomes_a_second = len(row.seconds) / sum(row.seconds)
        print(row.text(yardstick), flush=True)
    print(f"\noutcomes a second, one thread: {outcomes_a_second:,.0f}")
    print(memory(policy, examples, 5_000 if quick else 100_000))


if __name__ == "__main__":
    main()
