"""The `ixasp kb` command: one file a subcommand."""

import typer

from ixasp.cli.kb.check import check
from ixasp.cli.kb.coverage import coverage
from ixasp.cli.kb.diff import diff
from ixasp.cli.kb.docs import docs
from ixasp.cli.kb.mutants import mutants
from ixasp.cli.kb.new import new
from ixasp.cli.kb.test import run_tests
from ixasp.cli.kb.trace import trace
from ixasp.cli.usage import Commands

app = typer.Typer(
    name="kb",
    cls=Commands,
    help="Keep a knowledge base: check it, compare it, test it, document it.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("test")(run_tests)
app.command("check")(check)
app.command("diff")(diff)
app.command("coverage")(coverage)
app.command("mutants")(mutants)
app.command("trace")(trace)
app.command("docs")(docs)
app.add_typer(new)
