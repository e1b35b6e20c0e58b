"""`ixasp robustness CASE...`."""

from collections.abc import Sequence

import typer

from ixasp import IxaspError, KnowledgeBase, Policy, Robustness
from ixasp.audit.answer import kind_of
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
from ixasp.cli.forms import Format, FormatOption
from ixasp.cli.show import show
from ixasp.rendering.notes import marked, notes_below
from ixasp.rendering.robustness import deciding_none, deciding_table, robustness_text, tells_of_a_denial
from ixasp.rendering.text import outcomes_table
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import NOTICE

Answered = tuple[str, Policy, Robustness]
"""A case as the tables name it, its policy, and the answer."""

WIDTH = 128
"""Of the tables, in columns: most names of cases and of readings fit beside each other."""


def robustness(
    cases: CaseFiles,
    form: FormatOption = Format.TEXT,
    reading: ReadingOptions = None,
) -> None:
    """Tell whether another reading of the policy would change the outcome: one case in full, several as tables."""
    try:
        readings = selected_readings(reading)
        knowledge_base = KnowledgeBase.load()
    except IxaspError as error:
        raise leaving(error) from error

    def answer(name: str) -> Answered:
        data = read_data(name)
        policy = knowledge_base.policy_of(data)
        found = policy.robustness(data, readings=readings)
        if form is Format.JSON:
            typer.echo(found.model_dump_json())
        elif len(cases) == 1:
            typer.echo(robustness_text(policy.loaded, found), nl=False)
        return found.case or name, policy, found

    answered = answer_each(cases, answer, as_json=form is Format.JSON)
    if form is Format.TEXT and len(cases) > 1:
        _show_tables(answered)
    raise ending(answered)


def _show_tables(answered: Sequence[Answered | Refused]) -> None:
    show(outcomes_table(map(_row, answered), ("verdict", "turns on")), WIDTH)
    given = [one for one in answered if not isinstance(one, Refused)]
    for line in notes_below((name, notes_told(policy.loaded.vocabulary, found.notes)) for name, policy, found in given):
        typer.echo(printable(line))
    for policy in {policy.id: policy for _, policy, _ in given}.values():
        answers = [found for _, its_policy, found in given if its_policy is policy]
        typer.echo(f"\nWhich reading of {policy.outline.label} decides how many cases")
        if any(found.turned_by for found in answers):
            show(deciding_table(policy.outline, answers), WIDTH)
        for line in deciding_none(policy.outline, answers):
            typer.echo(line)
    split = sum(bool(found.turned_by) for _, _, found in given)
    typer.echo(f"\n{len(given) - split} robust, {split} split, {len(answered) - len(given)} without an answer")
    if any(tells_of_a_denial(found) for _, _, found in given):
        typer.echo(NOTICE)


def _row(one: Answered | Refused) -> tuple[str, str, str, str]:
    if isinstance(one, Refused):
        return one.name, kind_of(one.error), "", ""
    name, _, found = one
    return name, marked(found.outcome, found.notes), found.verdict, ", ".join(found.decisive)
