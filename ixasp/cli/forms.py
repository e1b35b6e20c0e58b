"""The two forms of an answer that most commands print."""

from enum import StrEnum
from typing import Annotated

import typer
from pydantic import BaseModel


class Format(StrEnum):
    """How an answer is printed."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


def echo(form: Format, answer: BaseModel, text: str) -> None:
    """Print an answer: as one line of JSON, or its text, which ends its last line itself."""
    typer.echo(answer.model_dump_json() if form is Format.JSON else text, nl=form is Format.JSON)
