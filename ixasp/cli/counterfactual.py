"""`ixasp counterfactual CASE --vary FACT`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from ixasp import InconsistentCase, Policy
from ixasp.audit.answer import error_document
from ixasp.cli.cases import INCONSISTENT, CaseFile, ReadingOptions, selected_readings, with_case
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.rendering.counterfactual import counterfactual_text, take_back_text

TAKE_BACK = "no patient fits the case as it stands; expected facts to be taken back as listed"


def counterfactual(
    case: CaseFile,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FACT",
            help="A fact that may change; repeatable, or several with commas. "
            "By default whatever another request, or time, can change.",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List all changes of which no part suffices, not only those of fewest facts.")
    ] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="List at most so many.")] = None,
    seconds: Annotated[float, typer.Option(min=0, help="Stop looking after so long, and say so.")] = 10.0,
    form: FormatOption = Format.TEXT,
    reading: ReadingOptions = None,
) -> None:
    """List the smallest changes to known facts that would lead to approve."""

    def ask(policy: Policy, data: object) -> None:
        readings, varied = selected_readings(reading), varied_facts(vary)
        checked = policy.case(data)
        try:
            found = policy.counterfactuals(
                checked, vary=varied, all_minimal=every, readings=readings, limit=limit, seconds=seconds
            )
        except InconsistentCase as error:
            if form is Format.JSON:
                typer.echo(_inconsistent(case, error))
                raise
            notes = policy.notes(checked, readings)
            typer.echo(take_back_text(policy.loaded, checked.id, error, notes), nl=False)
            # The facts that clash are told above, so that the error names none of them again.
            typer.echo(TAKE_BACK, err=True)
            raise typer.Exit(INCONSISTENT) from error
        echo(form, found, counterfactual_text(policy.loaded, found))

    with_case(case, ask)


def varied_facts(options: Sequence[str] | None) -> list[str] | None:
    """Return the facts that options name; none where there is no option."""
    return None if options is None else [name.strip() for option in options for name in option.split(",")]


def _inconsistent(case: str, error: InconsistentCase) -> str:
    document = error_document(case, error)
    take_back = [[asdict(fact) for fact in facts] for facts in error.take_back]
    return json.dumps(document | {"take_back": take_back}, ensure_ascii=False)
