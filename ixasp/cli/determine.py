"""`ixasp determine CASE...`."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console, RenderableType

from ixasp import Case, Determination, IxaspError, KnowledgeBase, Outcome, Policy
from ixasp.cli.cases import (
    CaseFiles,
    ReadingOptions,
    error_document,
    exit_status,
    kind_of,
    leaving,
    read_data,
    selected_readings,
    tell,
)
from ixasp.rendering.markdown import markdown
from ixasp.rendering.report import Report, report
from ixasp.rendering.text import outcomes_table, terminal, to_text
from ixasp.traces.outline import NOTICE


class Format(StrEnum):
    """How determinations are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


LEGEND = f"""
approve: approvable for every patient that fits the case; deny: for none of them; pend: for some.
{NOTICE}"""

MOST_SECONDS = 5.0
"""How long the full text of a pended case looks for what would make it approvable."""


@dataclass(frozen=True)
class Answered:
    """A case that was decided."""

    policy: Policy
    case: Case
    decided: Determination
    readings: dict[str, str]


def determine(
    cases: CaseFiles,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TEXT,
    reading: ReadingOptions = None,
    require_sources: Annotated[
        bool, typer.Option("--require-sources", help="Take facts that carry no source as unknown.")
    ] = False,
) -> None:
    """Decide cases: one in full, several as a table."""
    try:
        readings = selected_readings(reading)
        knowledge_base = KnowledgeBase.load()
    except IxaspError as error:
        raise leaving(error) from error
    rows: list[tuple[str, str, str]] = []
    failed: list[tuple[IxaspError, str]] = []
    for name in cases:
        try:
            answered = _decide(knowledge_base, name, readings, require_sources)
            _print(answered, form, alone=len(cases) == 1)
        except IxaspError as error:
            failed.append((error, "" if len(cases) == 1 else f"{name}: "))
            rows.append((name, kind_of(error), ""))
            if form is Format.JSON:
                typer.echo(json.dumps(error_document(name, error), ensure_ascii=False))
        else:
            rows.append((answered.decided.case or name, answered.decided.outcome, ", ".join(answered.decided.basis)))
    if form is Format.TEXT and len(cases) > 1:
        show(outcomes_table(rows))
        typer.echo(LEGEND)
    for failure, prefix in failed:
        tell(failure, prefix)
    raise typer.Exit(max((exit_status(failure) for failure, _ in failed), default=0))


def _decide(knowledge_base: KnowledgeBase, name: str, readings: dict[str, str], require_sources: bool) -> Answered:
    data = read_data(name)
    policy = knowledge_base.policy_of(data)
    case = policy.case(data, require_sources=require_sources)
    return Answered(policy, case, policy.determine(case, readings=readings), readings)


def _print(answered: Answered, form: Format, *, alone: bool) -> None:
    if form is Format.JSON:
        typer.echo(answered.decided.model_dump_json())
    elif form is Format.MARKDOWN:
        typer.echo(markdown(_report(answered)), nl=False)
    elif alone:
        show(terminal(_report(answered)))


def show(renderable: RenderableType) -> None:
    """Print in colour on a terminal, and as plain text elsewhere."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(renderable)
    else:
        typer.echo(to_text(renderable), nl=False)


def _report(answered: Answered) -> Report:
    missing = None
    if answered.decided.outcome is Outcome.PEND:
        missing = answered.policy.missing_facts(answered.case, readings=answered.readings, seconds=MOST_SECONDS)
    return report(answered.policy.loaded, answered.decided, answered.decided.outline(), missing)
