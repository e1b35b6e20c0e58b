"""`ixasp kb check`."""

from typing import Annotated

import typer

from ixasp import IxaspError
from ixasp.cli.cases import leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import DIFFERS, FolderOption, PolicyOption
from ixasp.workshop.checking import check as found_in
from ixasp.workshop.finding_text import checks_text, report_text
from ixasp.workshop.lint.pages import page, pages


def check(
    kb: FolderOption = None,
    policy: PolicyOption = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CHECK", help="Print the page of a check, and check nothing.")
    ] = None,
    list_checks: Annotated[bool, typer.Option("--list", help="List the checks, and check nothing.")] = False,
    show_waived: Annotated[bool, typer.Option("--waived", help="Print waived findings, too.")] = False,
    notes: Annotated[
        bool, typer.Option("--notes", help="Print what is worth knowing and no mistake, too; takes longer.")
    ] = False,
    lint_only: Annotated[
        bool, typer.Option("--lint-only", help="Look at the rules' text only: ask no solver about patients.")
    ] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Find mistakes in the rules; a line each, with file and line. Exit status 1 where there is one."""
    try:
        if explain is not None:
            typer.echo(page(explain).text, nl=False)
            return
        if list_checks:
            typer.echo(checks_text(pages().values()), nl=False)
            return
        report = found_in(kb, policy, audited=not lint_only, notes=notes)
    except IxaspError as error:
        raise leaving(error) from error
    echo(format, report, report_text(report, with_waived=show_waived))
    if report.findings:
        raise typer.Exit(DIFFERS)
