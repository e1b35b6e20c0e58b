"""`ixasp missing CASE`."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from ixasp import MissingFacts, Policy
from ixasp.cli.cases import CaseFile, ReadingOptions, printable, selected_readings, with_case
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.rendering.notes import check_first
from ixasp.rendering.report import completion_lines
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import NOTICE


class Goal(StrEnum):
    """What the missing facts would lead to."""

    APPROVE = "approve"
    DENY = "deny"


def missing(
    case: CaseFile,
    goal: Annotated[Goal, typer.Option(help="What the missing facts would lead to.")] = Goal.APPROVE,
    limit: Annotated[int | None, typer.Option(min=1, help="List at most so many.")] = None,
    seconds: Annotated[float, typer.Option(min=0, help="Stop looking after so long, and say so.")] = 10.0,
    form: FormatOption = Format.TEXT,
    reading: ReadingOptions = None,
) -> None:
    """List every minimal set of missing facts that would settle the case."""

    def ask(policy: Policy, data: object) -> None:
        readings = selected_readings(reading)
        found = policy.missing_facts(data, goal=goal.value, readings=readings, limit=limit, seconds=seconds)
        echo(form, found, _text(found, notes_told(policy.loaded.vocabulary, policy.notes(data, readings))))

    with_case(case, ask)


def _text(found: MissingFacts, notes: Sequence[str]) -> str:
    lines = [f"{found.case}: what would lead to {found.goal}"]
    if notes:
        lines += [*check_first(notes), ""]
    lines += [f"- {line}" for line in completion_lines(found)]
    if found.questions:
        lines += ["", "To ask:", *(f"- {question}" for question in found.questions.values())]
    if found.goal == "deny" or (found.complete and not found.completions):
        lines += ["", NOTICE]
    return "\n".join(map(printable, lines)) + "\n"
