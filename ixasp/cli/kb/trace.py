"""`ixasp kb trace --text FILE`."""

from pathlib import Path
from typing import Annotated

import typer

from ixasp import IxaspError
from ixasp.cli.cases import leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import DIFFERS, FolderOption
from ixasp.workshop.trace.text import trace_text
from ixasp.workshop.trace.tracing import trace as traced


def trace(
    text: Annotated[Path, typer.Option("--text", metavar="FILE", help="The policy's text, a plain text file.")],
    folder: FolderOption = None,
    policy: Annotated[
        str | None,
        typer.Option(
            "--policy", metavar="NUMBER", help="The policy; by default the one whose number stands in the text."
        ),
    ] = None,
    page_header: Annotated[
        list[int] | None,
        typer.Option(
            "--page-header",
            metavar="LINE",
            help="The number of a line that stands on every page, and says nothing; repeatable.",
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="After the review: bring the hashes up to date, and keep the owners.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Hold the policy's text and the rules against each other, and tell what must be looked at again."""
    try:
        found = traced(text, folder, policy, headers=page_header or (), accept=accept)
    except IxaspError as error:
        raise leaving(error) from error
    echo(form, found, trace_text(found))
    if found.findings:
        raise typer.Exit(DIFFERS)
