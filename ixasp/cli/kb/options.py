"""Options that the knowledge engineer's commands share."""

from pathlib import Path
from typing import Annotated

import typer

DIFFERS = 1
"""The exit status where a command finds something: a finding, a difference, a failed case, a mutant that lives."""

FolderOption = Annotated[
    Path | None,
    typer.Option("--kb", metavar="FOLDER", help="The knowledge base; by default the one that comes with the package."),
]
PolicyOption = Annotated[
    str | None,
    typer.Option("--policy", metavar="NUMBER", help="Only this policy; by default every policy of the knowledge base."),
]
