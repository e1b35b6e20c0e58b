"""One line of the table of `make bench`."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

WIDTH = 60
"""Of the first column, in characters."""

HEAD = f"{'milliseconds':<{WIDTH}}{'median':>10}{'p90':>10}{'max':>10}{'x':>9}  wanted"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    seconds: Sequence[float]
    """One figure a case, or a repetition; empty where there is nothing to measure."""
    most_milliseconds: float | None = None
    """What the median must not exceed."""
    least_ratio: float | None = None
    """How many times faster than the yardstick the median must be at least."""
    limit: float = inf
    """Where a figure was cut off, in seconds: from there on it says that it takes longer."""
    note: str = ""
    """A sentence to print below; with no figures, what to print in their place."""

    @property
    def median(self) -> float:
        """In seconds."""
        return median(self.seconds)

    def text(self, yardstick: float) -> str:
        """Return the line; `yardstick` is the median of the yardstick in seconds."""
        if not self.seconds:
            return f"{self.what:<{WIDTH}}  {self.note}"
        ordered = sorted(self.seconds)
        ninetieth = ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]
        ratio = yardstick / self.median
        figures = "".join(f"{self._milliseconds(value):>10}" for value in (self.median, ninetieth, ordered[-1]))
        cut = f"<{ratio:.3f}" if self.median >= self.limit else f"{ratio:.2f}"
        line = f"{self.what:<{WIDTH}}{figures}{cut:>9}{self._wanted(ratio)}"
        return f"{line}\n    {self.note}" if self.note else line

    def _milliseconds(self, seconds: float) -> str:
        return f">{1000 * self.limit:.0f}" if seconds >= self.limit else f"{1000 * seconds:.3f}"

    def _wanted(self, ratio: float) -> str:
        if self.most_milliseconds is not None:
            wanted, reached = f"<= {self.most_milliseconds:g} ms", 1000 * self.median <= self.most_milliseconds
        elif self.least_ratio is not None:
            wanted, reached = f">= {self.least_ratio:g} x", ratio >= self.least_ratio
        else:
            return ""
        return f"  {wanted:<13}{'ok' if reached else 'MISSED'}"
