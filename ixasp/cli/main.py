"""The `ixasp` command: one file a subcommand."""

import os
import sys
from contextlib import suppress
from errno import EPIPE
from pathlib import Path

import typer

from ixasp.cli.cases import UNUSABLE
from ixasp.cli.counterfactual import counterfactual
from ixasp.cli.determine import determine
from ixasp.cli.facts import facts
from ixasp.cli.interview import interview
from ixasp.cli.kb.app import app as kb
from ixasp.cli.missing import missing
from ixasp.cli.replay import replay
from ixasp.cli.robustness import robustness
from ixasp.cli.schema import schema
from ixasp.cli.usage import Commands
from ixasp.cli.verify import verify
from ixasp.cli.what_if import what_if
from ixasp.cli.why import why

app = typer.Typer(
    name="ixasp",
    cls=Commands,
    help="Decide coverage policies by logic, over all patients that fit what is known, and say why.",
    epilog="Exit status: 0 answered, 1 something differs or does not hold (replay, verify), 2 unusable input or "
    "output that can't be written, 3 inconsistent case, 4 unsupported request.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (determine, missing, why, what_if, counterfactual, robustness, verify, interview, facts, schema, replay):
    app.command()(command)
app.add_typer(kb)


def run() -> None:
    """Run the command line; end with one line and status 2 where the output can't be written.

    A pipe that nobody reads any more ends it quietly, with the same status: 1 would say that something differs.
    """
    try:
        _run_and_flush()
    except OSError as error:
        if error.filename is not None:
            raise  # about some file: not the output, which has no name
        _discard_output()
        if error.errno != EPIPE:
            with suppress(OSError):
                print(f"output could not be written: {error.strerror or error}", file=sys.stderr)
        sys.exit(UNUSABLE)


def _run_and_flush() -> None:
    try:
        app()
    except SystemExit as ending:
        if isinstance(ending.__context__, BrokenPipeError):
            raise ending.__context__ from None
        raise
    finally:
        if sys.__stdout__ is not None:  # else whoever started the process wanted no output
            sys.stdout.flush()


def _discard_output() -> None:
    """Let what is left in the buffer go nowhere, so that the end of the process does not try it again."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
