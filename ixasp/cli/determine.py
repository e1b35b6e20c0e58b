"""`ixasp determine CASE...`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from ixasp import (
    Case,
    Determination,
    InconsistentCase,
    IxaspError,
    KnowledgeBase,
    Policy,
    UnknownChoice,
    UnsupportedRequest,
)
from ixasp.audit.answer import kind_of
from ixasp.audit.file import append
from ixasp.audit.record import record_of
from ixasp.cli.cases import (
    CaseFiles,
    ReadingOptions,
    Refused,
    answer_each,
    ending,
    leaving,
    printable,
    read_data,
    selected_readings,
)
from ixasp.cli.show import show
from ixasp.rendering.html import html
from ixasp.rendering.markdown import markdown
from ixasp.rendering.notes import marked, notes_below
from ixasp.rendering.report import Report
from ixasp.rendering.text import outcomes_table, terminal
from ixasp.rendering.whole import whole_report
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import NOTICE


class Format(StrEnum):
    """How determinations are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


LEGEND = f"""
approve: approvable for every patient that fits the case; deny: for none of them; pend: for some.
{NOTICE}"""


@dataclass(frozen=True)
class Answered:
    """A case that was decided."""

    policy: Policy
    case: Case
    decided: Determination
    readings: dict[str, str]

    @property
    def notes(self) -> tuple[str, ...]:
        """What to check first, in plain words."""
        return notes_told(self.policy.loaded.vocabulary, self.decided.notes)


def determine(
    cases: CaseFiles,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TEXT,
    reading: ReadingOptions = None,
    require_sources: Annotated[
        bool, typer.Option("--require-sources", help="Take facts that carry no source as unknown.")
    ] = False,
    record: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Append each case and its answer; what can't be recorded is not answered."),
    ] = None,
) -> None:
    """Decide cases: one in full, several as a table."""
    try:
        if form is Format.HTML and len(cases) > 1:
            raise UnknownChoice(f"--format html: {len(cases)} cases; expected one, as a page belongs to one case")
        readings = selected_readings(reading)
        knowledge_base = KnowledgeBase.load()
    except IxaspError as error:
        raise leaving(error) from error

    def answer(name: str) -> tuple[str, Answered]:
        answered = _decide(knowledge_base, name, readings, require_sources, record)
        _print(answered, form, alone=len(cases) == 1)
        return answered.decided.case or name, answered

    found = answer_each(cases, answer, as_json=form is Format.JSON)
    if form is Format.TEXT and len(cases) > 1:
        _show_table(found)
    raise ending(found)


def _show_table(found: Sequence[tuple[str, Answered] | Refused]) -> None:
    show(outcomes_table(map(_row, found)))
    given = [one for one in found if not isinstance(one, Refused)]
    for line in notes_below((name, answered.notes) for name, answered in given):
        typer.echo(printable(line))
    typer.echo(LEGEND)


def _row(one: tuple[str, Answered] | Refused) -> tuple[str, str, str]:
    if isinstance(one, Refused):
        return one.name, kind_of(one.error), ""
    name, answered = one
    return name, marked(answered.decided.outcome, answered.notes), ", ".join(answered.decided.basis)


def _decide(
    knowledge_base: KnowledgeBase, name: str, readings: dict[str, str], require_sources: bool, record: str | None
) -> Answered:
    data = read_data(name)
    policy = knowledge_base.policy_of(data)
    case = policy.case(data, require_sources=require_sources)

    def keep(answer: Determination | IxaspError) -> None:
        # Before anything is printed: whoever has seen the answer can rely on its record.
        if record is not None:
            append(record, record_of(policy, case, answer, readings=readings, require_sources=require_sources))

    try:
        decided = policy.determine(case, readings=readings)
    except (InconsistentCase, UnsupportedRequest) as error:
        keep(error)
        raise
    keep(decided)
    return Answered(policy, case, decided, readings)


def _print(answered: Answered, form: Format, *, alone: bool) -> None:
    if form is Format.JSON:
        typer.echo(answered.decided.model_dump_json())
    elif form is Format.MARKDOWN:
        typer.echo(markdown(_report(answered)), nl=False)
    elif form is Format.HTML:
        typer.echo(html(_report(answered)), nl=False)
    elif alone:
        show(terminal(_report(answered)))


def _report(answered: Answered) -> Report:
    return whole_report(answered.policy, answered.case, readings=answered.readings, decided=answered.decided)
