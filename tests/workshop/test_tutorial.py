"""What the tutorial of the knowledge base tells to do works, and shows what it says: all of it, in its order."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from ixasp.cli.kb.app import app

ROOT = Path(__file__).parent.parent.parent
TUTORIAL = (ROOT / "kb" / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<rest>[^\n]*))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Step(NamedTuple):
    """A block of the tutorial."""

    language: str
    rest: str
    text: str


def steps() -> Iterator[Step]:
    for fence in FENCE.finditer(TUTORIAL):
        yield Step(fence["language"], fence["rest"] or "", fence["text"])


def add(file: Path, text: str) -> None:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(before + text, encoding="utf-8")


def change(file: Path, text: str) -> None:
    """Apply a block of changes: each run of lines with - is replaced by the run with + behind it."""
    for gone, come in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", text, re.MULTILINE):
        old, new = (re.sub(r"^[-+]", "", lines, flags=re.MULTILINE) for lines in (gone, come))
        before = file.read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{file}: {old}"
        file.write_text(before.replace(old, new), encoding="utf-8")


def run(command: str) -> str:
    if command.startswith("ixasp kb "):
        done = CliRunner().invoke(app, shlex.split(command)[2:])
        assert done.exit_code in (0, 1), f"{command}\n{done.output}"
        printed = done.output
    else:
        ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
        printed = ran.stdout
    return "\n".join(line.rstrip() for line in printed.splitlines())


def expected(shown: str) -> re.Pattern[str]:
    """Return the pattern of what is shown; three points stand for anything."""
    return re.compile(".*".join(re.escape(piece.strip("\n")) for piece in shown.split("...")), re.DOTALL)


def test_every_step_of_the_tutorial_works_and_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = sorted(path for path in (ROOT / "kb").rglob("*") if path.is_file())
    stamps = [path.stat().st_mtime_ns for path in kept]
    ran = 0
    for step in steps():
        if step.language == "console":
            for command, shown in COMMAND.findall(step.text):
                printed = run(command)
                assert expected(shown).fullmatch(printed), f"{command}\n{printed}"
                ran += 1
        elif step.language == "diff":
            change(Path(step.rest), step.text)
        else:
            word, _, file = step.rest.partition(" ")
            assert word == "add", f"what is to be done with this?\n{step}"
            add(Path(file), step.text)
    assert ran >= 20
    assert [path.stat().st_mtime_ns for path in kept] == stamps


def test_the_tutorial_shows_every_command() -> None:
    group = typer.main.get_group(app)
    shown = {
        command.split()[2] for step in steps() for command, _ in COMMAND.findall(step.text) if "ixasp kb" in command
    }
    assert shown == set(group.list_commands(typer.Context(group)))
    assert "to come" not in TUTORIAL


def test_changes_that_do_not_fit_are_noticed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a\nb\nc\n", encoding="utf-8")
    change(file, "-b\n+x\n+y\n-c\n+z\n")
    assert file.read_text(encoding="utf-8") == "a\nx\ny\nz\n"
    with pytest.raises(AssertionError):
        change(file, "-b\n+q\n")
    assert not expected("one\n...\nthree").fullmatch("one\ntwo\nfour")
