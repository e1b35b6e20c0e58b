"""`ixasp kb mutants CASES...`."""

from typing import Annotated

import typer

from ixasp import IxaspError, KnowledgeBase
from ixasp.cli.cases import leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import DIFFERS, FolderOption, PolicyOption
from ixasp.cli.kb.test import CasePaths
from ixasp.workshop.mutants.files import try_cases
from ixasp.workshop.mutants.report import Fate
from ixasp.workshop.mutants.text import report_text


def mutants(
    cases: CasePaths,
    write: Annotated[
        bool, typer.Option("--write", help="Write the cases that kill what is alive beside the others of their policy.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="List all mutants, not only those that are alive.")] = False,
    policy: PolicyOption = None,
    folder: FolderOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Change every rule a little, and tell which changes no case notices."""
    try:
        report, written = try_cases(KnowledgeBase.load(folder), cases, policy, write=write)
    except IxaspError as error:
        raise leaving(error) from error
    echo(form, report, report_text(report, everything=everything))
    for path in written:
        typer.echo(f"{path}: written, to be reviewed", err=True)
    if report.count(Fate.ALIVE):
        raise typer.Exit(DIFFERS)
