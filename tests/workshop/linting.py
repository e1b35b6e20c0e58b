"""Small knowledge bases for the tests of the checks."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = Path(__file__).parent / "lint_example"
HEAD = "%# An example\n%\n% Defines: what the page shows\n% Uses:    nothing\n% Encodes: A, B\n\n"
_FILE = re.compile(r"^% In (\S+):\n", re.MULTILINE)


def example(folder: Path, rules: str) -> Path:
    """Return a knowledge base with these rules.

    A line `% In NAME:` begins another file. Rules that begin with a title are a file as they are; others get a head.
    """
    root = folder / "kb"
    shutil.copytree(EXAMPLE, root)
    shutil.copytree(ROOT / "kb" / "core", root / "core")
    own, *others = _FILE.split(rules)
    policy = root / "policies" / "example"
    (policy / "example.lp").write_text(own if own.startswith("%#") else HEAD + own, encoding="utf-8")
    for name, text in zip(others[::2], others[1::2], strict=True):
        (policy / name).write_text(text, encoding="utf-8")
    return root
