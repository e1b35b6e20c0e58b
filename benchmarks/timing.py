"""How long something takes, in seconds of processor time, so that other work on the machine counts little."""

import time
from collections.abc import Callable, Iterable
from functools import partial
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import TypeVar

Item = TypeVar("Item")


def processor_time() -> float:
    """Return the processor time of this process and of those that it started and that have ended, in seconds."""
    children = getrusage(RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(ask: Callable[[], object], repetitions: int) -> list[float]:
    """Return how long each repetition took, in seconds."""
    seconds = []
    for _ in range(repetitions):
        begin = processor_time()
        ask()
        seconds.append(processor_time() - begin)
    return seconds


def over(items: Iterable[Item], ask: Callable[[Item], object], repetitions: int) -> list[float]:
    """Return for each item the median of its repetitions, in seconds; it was asked once before."""
    return [median(timed(partial(ask, item), 1 + repetitions)[1:]) for item in items]
