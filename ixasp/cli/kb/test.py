"""`ixasp kb test CASES...`."""

from pathlib import Path
from typing import Annotated

import typer

from ixasp import IxaspError, KnowledgeBase
from ixasp.cli.cases import UNUSABLE, leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import DIFFERS, FolderOption, PolicyOption
from ixasp.workshop.case_run import CaseRun, Verdict, run_cases
from ixasp.workshop.case_run_text import run_text

CasePaths = Annotated[
    list[Path],
    typer.Argument(metavar="CASES", help="Cases with NAME.expected.json beside NAME.yaml, and folders of them."),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Only cases of this name, or of a pattern such as 'a-*'; repeatable."),
]


def run_tests(
    cases: CasePaths,
    only: OnlyOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="A line for each failure, without the outline of what was got.")
    ] = False,
    policy: PolicyOption = None,
    folder: FolderOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Run cases with expectations, and tell where an answer is not as expected."""
    try:
        run = run_cases(KnowledgeBase.load(folder), cases, policy=policy, only=only or ())
    except IxaspError as error:
        raise leaving(error) from error
    echo(form, run, run_text(run, quiet=quiet))
    raise typer.Exit(_status(run))


def _status(run: CaseRun) -> int:
    if run.count(Verdict.UNUSABLE):
        return UNUSABLE
    return DIFFERS if run.count(Verdict.DIFFERS) or run.count(Verdict.UNPAIRED) else 0
