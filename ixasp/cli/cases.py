"""Cases from the command line: reading them, and reporting what is wrong with them."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

import typer

from ixasp import (
    CaseError,
    InconsistentCase,
    IxaspError,
    KnowledgeBase,
    Policy,
    Problem,
    UnknownChoice,
    UnsupportedRequest,
)
from ixasp.audit.answer import error_document
from ixasp.intake.documents import MOST_BYTES, read_document, read_file

UNUSABLE, INCONSISTENT, UNSUPPORTED = 2, 3, 4

Answer = TypeVar("Answer")

CaseFile = Annotated[
    str, typer.Argument(metavar="CASE", help="A case in YAML or JSON; - reads it from standard input.")
]
CaseFiles = Annotated[
    list[str], typer.Argument(metavar="CASE", help="Cases in YAML or JSON; - reads one from standard input.")
]
ReadingOptions = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="ID=OPTION", help="Read a passage otherwise than by default; repeatable."),
]


def read_data(name: str) -> object:
    """Return what a file, or standard input, holds.

    Raises:
        CaseError: it can't be read.
    """
    if name == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        if not data:
            raise CaseError([Problem("", "standard input is empty", "a case, named by - only once")])
        return read_document(data, "")
    return read_file(name)


def with_case(name: str, ask: Callable[[Policy, object], None]) -> None:
    """Read one case and ask about it; leave with a message and the exit status if there is no answer."""
    try:
        data = read_data(name)
        ask(KnowledgeBase.load().policy_of(data), data)
    except IxaspError as error:
        raise leaving(error) from error


@dataclass(frozen=True)
class Refused:
    """A case that has no answer."""

    name: str
    """As it was named on the command line."""
    error: IxaspError


def answer_each(names: Sequence[str], answer: Callable[[str], Answer], *, as_json: bool) -> list[Answer | Refused]:
    """Return what was answered for each case; a bad one stands in its place and does not stop the others.

    Args:
        names: the cases as they were named
        answer: reads a case, answers, and prints what is printed at once
        as_json: print the error of a bad case in its place
    """
    answered: list[Answer | Refused] = []
    for name in names:
        try:
            answered.append(answer(name))
        except IxaspError as error:
            answered.append(Refused(name, error))
            if as_json:
                typer.echo(json.dumps(error_document(name, error), ensure_ascii=False))
    return answered


def ending(answered: Sequence[object]) -> typer.Exit:
    """Tell what is wrong with the cases that were refused, and return the exit with the largest status."""
    refused = [one for one in answered if isinstance(one, Refused)]
    for one in refused:
        tell(one.error, "" if len(answered) == 1 else f"{one.name}: ")
    return typer.Exit(max((exit_status(one.error) for one in refused), default=0))


def selected_readings(options: Sequence[str] | None) -> dict[str, str]:
    """Return readings by id.

    Raises:
        UnknownChoice: an option is not of the form ID=OPTION, or selects a reading twice.
    """
    selected: dict[str, str] = {}
    for option in options or ():
        name, equals, value = option.partition("=")
        if not equals or not name or not value:
            raise UnknownChoice(f"--reading: `{printable(option)}` is not a selection; expected ID=OPTION")
        if selected.setdefault(name, value) != value:
            raise UnknownChoice(f"--reading: `{printable(name)}` is selected twice; expected one option")
    return selected


def tell(error: IxaspError, prefix: str = "") -> None:
    """Tell on standard error what is wrong, a line for each problem."""
    for line in str(error).splitlines():
        typer.echo(printable(prefix + line), err=True)


def leaving(error: IxaspError) -> typer.Exit:
    """Tell what is wrong, and return the exit with its status."""
    tell(error)
    return typer.Exit(exit_status(error))


def exit_status(error: IxaspError) -> int:
    """Return the exit status for an error."""
    if isinstance(error, InconsistentCase):
        return INCONSISTENT
    return UNSUPPORTED if isinstance(error, UnsupportedRequest) else UNUSABLE


def printable(text: str) -> str:
    """Return text on one line, without characters that would steer a terminal."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
