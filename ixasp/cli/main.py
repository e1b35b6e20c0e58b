"""The `ixasp` command: one file a subcommand."""

import typer

from ixasp.cli.counterfactual import counterfactual
from ixasp.cli.determine import determine
from ixasp.cli.facts import facts
from ixasp.cli.interview import interview
from ixasp.cli.missing import missing
from ixasp.cli.replay import replay
from ixasp.cli.robustness import robustness
from ixasp.cli.schema import schema
from ixasp.cli.verify import verify
from ixasp.cli.what_if import what_if
from ixasp.cli.why import why

app = typer.Typer(
    name="ixasp",
    help="Decide coverage policies by logic, over all patients that fit what is known, and say why.",
    epilog="Exit status: 0 answered, 1 something differs or does not hold (replay, verify), 2 unusable input, "
    "3 inconsistent case, 4 unsupported request.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (determine, missing, why, what_if, counterfactual, robustness, verify, interview, facts, schema, replay):
    app.command()(command)


def run() -> None:
    """Run the command line."""
    app()
