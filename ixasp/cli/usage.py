"""What is wrong with how a command was called, in one line on standard error instead of a box."""

import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, cast

import typer
from typer.core import TyperGroup

from ixasp.cli.cases import UNUSABLE, printable

# The class of all these errors has no public name: it is the one that a bad parameter is a kind of.
_UsageError = cast(type[Exception], typer.BadParameter.__bases__[0])

_CHOICE = re.compile(r"(?:Value error, )?'(?P<given>.*)' is not one of (?P<choices>'.*')", re.DOTALL)
_BOUND = re.compile(r"Input should be (?P<expected>[^,]*)")
_SURPLUS = re.compile(r"got unexpected extra argument\S* \((.*)\)", re.DOTALL)
_QUOTED = re.compile(r"'([^']*)'")


class Commands(TyperGroup):
    """A group of commands, of which each tells in one line what is wrong with how it was called."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and end the process; without `standalone_mode` leave that, and what is wrong, to the caller."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        try:
            status = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except _UsageError as error:
            problem = usage_problem(error)
            if problem:  # else the help was asked for, by no argument at all
                typer.echo(printable(problem), err=True)
            sys.exit(UNUSABLE)
        sys.exit(status or 0)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is called; a near one is suggested for one that is not there."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            ctx.fail(f"unknown command `{name}`; {_near(name, list(self.commands))}")
        return super().resolve_command(ctx, args)


def usage_problem(error: Exception) -> str:
    """Return in one lowercase sentence what is wrong with how a command was called, and what is expected.

    Args:
        error: as the command line's library raises it; where it has no message, the text is empty
    """
    context: Any = getattr(error, "ctx", None)
    message = str(getattr(error, "message", error))
    parameter: Any = getattr(error, "param", None)
    if parameter is not None:
        return _of_parameter(parameter, context, message, error)
    if hasattr(error, "possibilities"):  # of an option that is not there
        known = [name for one in context.command.get_params(context) for name in (*one.opts, *one.secondary_opts)]
        option = str(getattr(error, "option_name", ""))
        return f"unknown option `{option}`; {_near(option, sorted(name for name in known if name.startswith('-')))}"
    if not message or message.startswith("unknown command"):
        return message
    told = _SURPLUS.sub(r"unexpected `\1`", _plain(message))
    return f"{told}; expected {_call(context)}" if context is not None else told


def _of_parameter(parameter: Any, context: Any, message: str, error: Exception) -> str:
    """Return what is wrong with an option or an argument; one that is missing comes without a message."""
    option = next((name for name in parameter.opts if name.startswith("-")), "")
    word = str(parameter.metavar or parameter.name.upper()).strip("[]{}.")
    if message:
        return f"{option or word}: {_of_value(message, error)}"
    return f"{option or word} is missing; expected {f'{option} {word}' if option else _call(context)}"


def _of_value(message: str, error: Exception) -> str:
    choice = _CHOICE.match(message)
    if choice:
        return f"`{choice['given']}` is unknown; expected {_or(_QUOTED.findall(choice['choices']))}"
    bound = _BOUND.match(message)
    found: Any = error.__cause__
    if bound and hasattr(found, "errors"):
        expected = bound["expected"].removesuffix(".")
        number = "a number " if expected.startswith(("greater", "less")) else ""
        return f"`{found.errors()[0]['input']}` can't be used; expected {number}{expected}"
    return _plain(message.removeprefix("Value error, ")).replace("formats `%Y-%m-%d`", "form YYYY-MM-DD")


def _near(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"did you mean `{near[0]}`?" if near else f"expected {_or(known)}"


def _or(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _call(context: Any) -> str:
    """Return how a command is called: its names, and what comes after them."""
    parts = [context.command_path, *context.command.collect_usage_pieces(context)]
    told = " ".join(parts)
    for brackets, plain in (("{", ""), ("}", ""), ("[[", "["), ("]]", "]")):
        told = told.replace(brackets, plain)
    return f"`{told}`"


def _plain(message: str) -> str:
    """Return a message in the way of all others: it begins in lower case, ends without a stop, and quotes alike."""
    told = _QUOTED.sub(r"`\1`", message.strip().removesuffix("."))
    return told[:1].lower() + told[1:]
