"""Output that can't be written ends a command with one plain line and status 2; a closed pipe ends it quietly."""

import os
import subprocess
import sys
from errno import ENOSPC
from io import StringIO
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ixasp.cli.main import run
from tests.test_cases import CASES

FULL = Path("/dev/full")
APPROVED = str(CASES / "a-ii-a-met.yaml")
PENDED = str(CASES / "a-i-open-extent.yaml")
SAID = "output could not be written: No space left on device\n"

COMMANDS = [
    ["determine", APPROVED],
    ["determine", APPROVED, "--format", "json"],
    ["determine", APPROVED, "--format", "html"],
    ["determine", APPROVED, PENDED],
    ["why", APPROVED],
    ["missing", PENDED],
    ["what-if", PENDED, "--set", "metastatic=yes"],
    ["counterfactual", APPROVED],
    ["robustness", APPROVED],
    ["verify", APPROVED],
    ["facts", APPROVED],
    ["schema", "MP-RX-FP-46-23"],
    ["--help"],
]


class Full(StringIO):
    """A stream that takes what is written, and has no room for it."""

    def flush(self) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_output_is_told_in_one_line(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ixasp", *command])
    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 2
    assert capsys.readouterr().err == SAID


def test_a_full_device_leaves_no_trace_of_the_program(tmp_path: Path) -> None:
    # Where there is no such device, a file may be as large as nothing.
    target = FULL if FULL.exists() else tmp_path / "output"
    with target.open("wb") as output:
        ended = ixasp(["determine", APPROVED], output.fileno(), limited=target != FULL)
    assert ended.returncode == 2
    assert ended.stderr.startswith("output could not be written: ")
    assert ended.stderr.count("\n") == 1


def test_a_closed_pipe_stays_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = ixasp(["determine", APPROVED], writing)
    finally:
        os.close(writing)
    assert ended.stderr == ""
    assert ended.returncode == 2


def test_an_error_about_some_file_is_not_taken_for_one_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError(ENOSPC, "no room", "some-file")

    monkeypatch.setattr("ixasp.cli.main.app", fail)
    with pytest.raises(OSError, match="some-file"):
        run()


@pytest.mark.parametrize("named", [True, False], ids=["named", "not named"])
def test_an_interview_that_nobody_reads_any_more_keeps_its_answers(named: bool, tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    program = [sys.executable, "-c", "from ixasp.cli.main import run; run()", "interview"]
    arguments = [PENDED, *(["--save", str(file)] if named else [])]
    with subprocess.Popen(
        [*program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("no\n")
        process.stdin.flush()
        while "Question 2" not in process.stdout.readline():
            pass
        process.stdout.close()
        process.stdin.write("yes\n")
        process.stdin.close()
        told = process.stderr.read()
    assert process.returncode == 2
    assert told == ""
    if named:
        facts = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))["facts"]
        assert facts["locally_advanced"] == "no"
    assert [path.name for path in tmp_path.iterdir()] == (["kept.yaml"] if named else [])


def ixasp(arguments: list[str], output: int, *, limited: bool = False) -> subprocess.CompletedProcess[str]:
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
    program = f"{limit if limited else ''}from ixasp.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], stdout=output, stderr=subprocess.PIPE, check=False, text=True
    )
