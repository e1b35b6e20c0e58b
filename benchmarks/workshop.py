"""How long the knowledge engineer's commands take, and how check and diff grow with the knowledge base."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generated import write_generated
from benchmarks.row import Row
from benchmarks.timing import timed

SIZES = (10, 100, 1000)
"""Criteria of the generated knowledge bases."""

SLOWEST = 600.0
"""Seconds after which a command is stopped."""


def workshop_rows(cases: Path, *, quick: bool) -> Iterator[Row]:
    """Yield a line for each command, whole, with the start of the process; once, or three times, each."""
    repetitions = 1 if quick else 3
    versions = ("2025-03-06", "2025-11-10")
    yield Row("kb check, the whole knowledge base", timed(_command("check"), repetitions), most_milliseconds=10_000)
    yield Row("kb diff, the two versions", timed(_command("diff", *versions), repetitions), most_milliseconds=5_000)
    began = time.monotonic()
    seconds = timed(_command("mutants", str(cases)), 1)
    note = f"{time.monotonic() - began:.0f} s by the clock"
    yield Row("kb mutants, all cases", seconds, most_milliseconds=180_000, note=note)
    yield from _growth(SIZES[:2] if quick else SIZES)


def _growth(sizes: Sequence[int]) -> Iterator[Row]:
    for size in sizes:
        with TemporaryDirectory() as folder:
            before = write_generated(Path(folder) / "before", size)
            after = write_generated(Path(folder) / "after", size, changed=size // 2)
            yield _grown(f"kb check, {size} generated criteria", _command("check", "--kb", str(before)))
            yield _grown(f"kb diff, one of {size} generated criteria", _command("diff", str(before), str(after)))


def _grown(what: str, run: Callable[[], None]) -> Row:
    """Return how long a command takes, or that it took longer than it was given."""
    try:
        return Row(what, timed(run, 1), limit=SLOWEST)
    except subprocess.TimeoutExpired:
        return Row(what, [SLOWEST], limit=SLOWEST)


def _command(*arguments: str) -> Callable[[], None]:
    """Return what runs a command to its end; that it finds something is an answer, that it can't answer is an error."""
    command = [str(Path(sys.executable).with_name("ixasp")), "kb", *arguments]

    def run() -> None:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SLOWEST)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(command[1:])}: {done.stderr.strip()}")

    return run
