"""`ixasp kb docs`."""

from pathlib import Path
from typing import Annotated

import typer

from ixasp import IxaspError
from ixasp.cli.cases import leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import FolderOption, PolicyOption
from ixasp.workshop.docs.decisive import decided
from ixasp.workshop.docs.folder import write_site
from ixasp.workshop.docs.models import Written
from ixasp.workshop.docs.site import documentation


def docs(
    output: Annotated[
        Path, typer.Option("--output", metavar="FOLDER", help="Where to; empty, or written by this command before.")
    ] = Path("kb-docs"),
    folder: FolderOption = None,
    policy: PolicyOption = None,
    sources_only: Annotated[
        bool, typer.Option("--sources-only", help="Leave out decisive cases and differences between versions.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Write the documentation of a knowledge base as pages that need no network and no script."""
    try:
        written = write_site(documentation(folder, policy, None if sources_only else decided), output)
    except IxaspError as error:
        raise leaving(error) from error
    echo(form, written, _text(written))


def _text(written: Written) -> str:
    lines = [f"{len(written.files)} files in {written.folder}, about {', '.join(written.policies)}"]
    if written.removed:
        lines.append(f"{len(written.removed)} files of an earlier run removed")
    lines.append(f"begin with {Path(written.folder, 'index.html')}")
    return "\n".join(lines) + "\n"
