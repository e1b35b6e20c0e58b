"""What the README shows is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like the checkout, with the cases that the README writes."""
    for name in ("cases", "kb"):
        (tmp_path / name).symlink_to(ROOT / name)
    for language, text in FENCES:
        named = re.match(r"# ([\w-]+\.yaml)\n", text)
        if language == "yaml" and named:
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
    return tmp_path


def shell(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, shell=True, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines())


def test_every_command_prints_what_the_readme_shows(folder: Path) -> None:
    shown = 0
    for language, text in FENCES:
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text if language == "console" else "", re.M):
            printed = shell(command, folder)
            wanted = ".*".join(re.escape(part.strip("\n")) for part in output.split("..."))
            assert re.search(wanted, printed, re.DOTALL), f"{command}\n{printed}"
            shown += 1
    assert shown >= 7


def test_plain_clingo_approves_as_the_readme_says(folder: Path) -> None:
    shell("ixasp facts cases/a-ii-a-met.yaml > facts.lp", folder)
    printed = shell("python -m clingo kb/policies/mp_rx_fp_46_23/policy.lp facts.lp --outf=0 -V1", folder)
    assert " approve " in f" {printed.replace(chr(10), ' ')} "
    assert "SATISFIABLE" in printed


def test_every_python_fence_runs(folder: Path) -> None:
    for language, text in FENCES:
        if language == "python":
            done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert "pend unknown" in done.stdout


def test_the_two_commands_stand_at_the_top() -> None:
    assert README.index("make demo") < README.index("make test") < README.index("## ")
