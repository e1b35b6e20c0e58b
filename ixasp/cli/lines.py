"""Lines that a person types, or that a pipe holds."""

import sys
from contextlib import suppress
from io import TextIOWrapper

import typer

from ixasp.cli.cases import printable

with suppress(ImportError):
    import readline  # noqa: F401 - arrow keys and corrections work once it is there


class Lines:
    """Reads one line after the other; none is left after the end of the input, or after Ctrl-C."""

    def __init__(self) -> None:
        """Keep bytes that are no UTF-8 as something that the intake refuses."""
        self.ended = False
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")

    def ask(self, prompt: str) -> str | None:
        """Return the line that answers a prompt; None where there is none any more."""
        if self.ended:
            return None
        *above, last = prompt.split("\n")
        for line in above:
            typer.echo(line)
        try:
            line = input(last)
        except (EOFError, KeyboardInterrupt):
            self.ended = True
            typer.echo()
            return None
        if not sys.stdin.isatty():
            typer.echo(printable(line[:200]))  # so that the record of a piped interview can be read
        return line
