"""A task that another tool does for the benchmark: JSON in, JSON out, and its own processor time.

Standard input holds the `policy` as one text, the `cases` with what the tool needs of each, how many `repetitions` a
case has, and after how many `seconds` to give up where the tool can. Standard output holds a list, a case each: what
was `found`, and as medians in seconds `whole`, from an empty start, and `alone`, without reading and grounding.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

Case = Mapping[str, Any]
Prepare = Callable[[Case], Callable[[], object]]
"""Reads and grounds a case, and returns what finds the answer."""


def read() -> dict[str, Any]:
    """Return the task."""
    task: dict[str, Any] = json.load(sys.stdin)
    return task


def answer(cases: Sequence[Case], prepare: Prepare, repetitions: int) -> None:
    """Do each case so many times, and write what was found and how long it took."""
    json.dump([_measured(case, prepare, repetitions) for case in cases], sys.stdout)


def _measured(case: Case, prepare: Prepare, repetitions: int) -> dict[str, object]:
    whole, alone = [], []
    found: object = None
    for _ in range(repetitions):
        begin = time.process_time()
        find = prepare(case)
        ready = time.process_time()
        found = find()
        end = time.process_time()
        whole.append(end - begin)
        alone.append(end - ready)
    return {"found": found, "whole": median(whole), "alone": median(alone)}
