"""`make bench`: how fast the engine answers, beside a yardstick and beside other tools, all measured in the same run.

The yardstick decides a case with a fresh clingo control (fresh.py). A ratio says how many times faster a line is
than the yardstick; ratios carry over to other machines, milliseconds are for orientation. All times are processor time
of the process that answers, so that other work on the machine counts as little as it can; the engine waits for nothing
else. Over cases, every figure is taken over the medians of single cases, each asked once before; the inconsistent and
unsupported ones are left out.
"""

import argparse
import gc
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from os import cpu_count, getloadavg
from pathlib import Path
from resource import getpagesize

from benchmarks.answers import determination_rows, load, outcome_rows, search_rows
from benchmarks.comparison import comparison_rows
from benchmarks.examples import CASES, Example, read_examples
from benchmarks.row import HEAD, Row
from benchmarks.workshop import workshop_rows
from ixasp import Policy

SETTLED_MEGABYTES = 2.0
"""Growth that counts as none: what an allocator keeps back for itself."""

OTHERS = """
What others offer, on the same rules and cases. They start empty for each case, as the yardstick does; a line without
reading and grounding is what a tool that kept its program could come to. xclingo and clingexplaid run on the clingo
that xclingo asks for. Comparable is each tool's line with the engine's line above it, with these differences:

- xclingo explains an atom of one answer set: what a case leaves open is taken as false, and what does not hold has no
  explanation (of `not` it says nothing). So it explains no denied and no pended case; the engine explains both.
- clingexplaid gives a minimal reason, as the engine does; of several it may take another one, so sizes can differ. It
  explains why there is no answer set: the outcome has to be known, and ruled out, first.
- For missing facts there is no ready tool here. Plain clingo can't ask in one normal program whether something follows
  in all worlds, hence the loop; it rules out one world at a time, the engine a minimal reason of it. The loop also
  lists what is stronger than needed. Told which facts matter, it shows what the loop itself costs; nobody could tell
  it before the answer is known.
- Robustness, the next question and counterfactuals over all patients are compared with nothing.
"""


def resident_megabytes() -> float:
    """Return the memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * getpagesize() / 1e6


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


def rows(policy: Policy, examples: Sequence[Example], repetitions: int, *, quick: bool) -> Iterator[Row]:
    """Yield the lines of the table, the yardstick first."""
    yield from outcome_rows(policy, examples, repetitions)
    yield from determination_rows(policy, examples, repetitions)
    yield from search_rows(policy, examples, repetitions)
    yield from comparison_rows(policy, examples, quick=quick)
    yield from workshop_rows(CASES, quick=quick)


def load_of_machine() -> str:
    """Return how busy the machine is."""
    return f"{getloadavg()[0]:.1f} on {cpu_count()} processors"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, and memory over 5,000 determinations")
    quick: bool = parser.parse_args().quick
    policy = load()
    examples = list(read_examples(policy))
    print(
        f"{len(examples)} cases of cases/; milliseconds of processor time; x: how many times as fast as the yardstick"
    )
    print(f"load of the machine at the start: {load_of_machine()}\n")
    print(HEAD)
    yardstick = 0.0
    outcomes_a_second = 0.0
    for row in rows(policy, examples, 5 if quick else 15, quick=quick):
        yardstick = yardstick or row.median
        if row.what == "outcome":
            outcomes_a_second = len(row.seconds) / sum(row.seconds)
        print(row.text(yardstick), flush=True)
    print(OTHERS)
    print(f"outcomes a second, one thread: {outcomes_a_second:,.0f}")
    print(memory(policy, examples, 5_000 if quick else 100_000))
    print(f"load of the machine at the end: {load_of_machine()}")


if __name__ == "__main__":
    main()
