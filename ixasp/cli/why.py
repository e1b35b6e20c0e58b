"""`ixasp why CASE [CRITERION]`."""

from enum import StrEnum
from typing import Annotated

import typer

from ixasp import Policy
from ixasp.cli.cases import CaseFile, ReadingOptions, selected_readings, with_case
from ixasp.cli.show import show
from ixasp.rendering.derivation import derivation_terminal
from ixasp.traces.outline import Form


class Format(StrEnum):
    """How a derivation is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    MERMAID = "mermaid"
    JSON = "json"


_FORMS: dict[Format, Form] = {
    Format.MARKDOWN: "markdown",
    Format.HTML: "html",
    Format.MERMAID: "mermaid",
    Format.JSON: "json",
}


def why(
    case: CaseFile,
    criterion: Annotated[
        str,
        typer.Argument(
            metavar="CRITERION",
            help="The number of a paragraph, or an atom as the rules write it; left out: the outcome.",
            show_default=False,
        ),
    ] = "approve",
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TEXT,
    reading: ReadingOptions = None,
) -> None:
    """Tell why a paragraph is met, why not, or on what it turns: the reason, and the rules down to facts."""

    def ask(policy: Policy, data: object) -> None:
        trace = policy.determine(data, readings=selected_readings(reading)).derivation(criterion)
        if form is Format.TEXT:
            show(derivation_terminal(trace))
        else:
            typer.echo(trace.render(_FORMS[form]), nl=form is Format.JSON)

    with_case(case, ask)
