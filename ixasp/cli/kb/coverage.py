"""`ixasp kb coverage CASES...`."""

from typing import Annotated

import typer

from ixasp import IxaspError, KnowledgeBase
from ixasp.cli.cases import UNUSABLE, leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import DIFFERS, FolderOption, PolicyOption
from ixasp.cli.kb.test import CasePaths, OnlyOption
from ixasp.workshop.coverage.measure import coverage as measured
from ixasp.workshop.coverage.text import coverage_text


def coverage(
    cases: CasePaths,
    only: OnlyOption = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under", metavar="PERCENT", min=0, max=100, help="Leave with 1 where less than this is covered."
        ),
    ] = None,
    policy: PolicyOption = None,
    folder: FolderOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Tell which criteria, rules, readings, limits and values the cases decide, and which they leave undecided."""
    try:
        found = measured(KnowledgeBase.load(folder), cases, policy=policy, only=only or ())
    except IxaspError as error:
        raise leaving(error) from error
    echo(form, found, coverage_text(found))
    if found.problems:
        raise typer.Exit(UNUSABLE)
    short = fail_under is not None and not all(one.reaches(fail_under) for one in found.policies)
    raise typer.Exit(DIFFERS if short else 0)
