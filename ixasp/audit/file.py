"""The file of records: only ever appended to, one line at a time, each whole or not at all.

It needs the locks of POSIX (`flock`) and so does not exist on Windows. Whoever writes holds the file alone, so that
any number of processes may append to it at the same time.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from io import BufferedReader, FileIO
from pathlib import Path

from ixasp.audit.record import START, Damage, Record, line_of, record_in
from ixasp.errors import IxaspError
from ixasp.intake.problems import printable


class RecordError(IxaspError):
    """A file of records that can't be written or read."""


def append(path: str | Path, record: Record) -> None:
    """Add a record to a file, and return when it is on the disk; the file is made where there is none.

    Raises:
        RecordError: it can't be written; the file is as it was before.
    """
    line = line_of(record)
    try:
        with open(path, "ab+", buffering=0, opener=_private) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            length = _length(file)
            if length == 0:
                _keep_name(path)
            elif not _begins_as_records_do(file):
                raise OSError(0, "the file holds something else than records")
            _write(file, line, length)
    except (OSError, ValueError) as error:
        message = f"nothing is recorded, and so no answer is given: {_reason(error)}"
        raise _unusable(path, message, "a file of records that can be written, or none in a folder that can") from error


def read(path: str | Path) -> Iterator[tuple[int, Record | Damage]]:
    """Yield every line with its number, counted from 1: its record, or what is wrong with it.

    Raises:
        RecordError: the file can't be read.
    """
    try:
        with Path(path).open("rb") as file:
            # What is appended later is left for later; what stands here under the lock is never half a line.
            fcntl.flock(file, fcntl.LOCK_SH)
            left = _length(file)
            fcntl.flock(file, fcntl.LOCK_UN)
            number = 0
            while left > 0 and (line := file.readline(left)):
                left -= len(line)
                number += 1
                yield number, record_in(line)
    except (OSError, ValueError) as error:
        message = f"cannot read it: {_reason(error)}"
        raise _unusable(path, message, "a file that `ixasp determine --record` wrote") from error


def _write(file: FileIO, line: bytes, length: int) -> None:
    """Write a line at the end in one piece, or leave the file at its former length."""
    # An earlier crash may have cut the last line; this one must not become a part of it.
    cut = length > 0 and os.pread(file.fileno(), 1, length - 1) != b"\n"
    text = b"\n" + line if cut else line
    try:
        if file.write(text) != len(text):
            raise OSError(0, "there is no room for the whole line")
        os.fsync(file)
    except BaseException:
        file.truncate(length)
        raise


def _length(file: FileIO | BufferedReader) -> int:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "it is no regular file")
    return status.st_size


def _begins_as_records_do(file: FileIO) -> bool:
    """Return whether the first line is that of a record; a case that was named by mistake is none."""
    head = os.pread(file.fileno(), 2 * len(START), 0)
    first, _, second = head.partition(b"\n")
    # A crash may have cut the very first line; then nothing follows it, or a record.
    return head.startswith(START) or (START.startswith(first) and START.startswith(second[: len(START)]))


def _private(path: str, flags: int) -> int:
    # A record tells about a patient: at first only its owner may read it.
    return os.open(path, flags, 0o600)


def _keep_name(path: str | Path) -> None:
    """Make sure that a new file is still in its folder after a crash."""
    folder = os.open(Path(path).resolve().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _unusable(path: str | Path, message: str, expected: str) -> RecordError:
    return RecordError(f"`{printable(str(path))}`: {message}; expected {expected}")


def _reason(error: OSError | ValueError) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or "the name cannot be used").lower()
