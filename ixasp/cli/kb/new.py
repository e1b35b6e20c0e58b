"""`ixasp kb new policy|fact|criterion|reading`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ixasp import IxaspError
from ixasp.cli.cases import leaving
from ixasp.cli.kb.options import FolderOption
from ixasp.cli.usage import Commands
from ixasp.workshop.skeleton.parts import FactKind, append_part, criterion_part, fact_part, reading_part
from ixasp.workshop.skeleton.policy import new_policy

new = typer.Typer(
    name="new",
    cls=Commands,
    help="Write a new policy, or print a new fact, criterion or reading, with all that the checks ask for.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
IntoOption = Annotated[
    Path | None, typer.Option("--into", metavar="FILE", help="Write it behind what this file holds, and print nothing.")
]
LabelOption = Annotated[str | None, typer.Option("--label", metavar="WORDS", help="What it is called.")]


@new.command()
def policy(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of its folder.")],
    number: Annotated[str, typer.Option("--policy", metavar="NUMBER", help="The number that cases name it by.")],
    folder: FolderOption = None,
    label: LabelOption = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--in-force",
            metavar="DAY",
            formats=["%Y-%m-%d"],
            help="From when its first version is in force; default: today.",
        ),
    ] = None,
) -> None:
    """Write a small policy that loads, decides and passes the checks; it overwrites nothing."""
    try:
        made = new_policy(name, number, folder, label=label, day=day.date() if day else None)
    except IxaspError as error:
        raise leaving(error) from error
    for file in made.files:
        typer.echo(file)
    typer.echo(f"policy {made.policy}: {len(made.files)} files; its cases are in {made.cases}")


@new.command()
def fact(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As rules and cases write it.")],
    kind: Annotated[FactKind, typer.Option("--kind", help="How it is known.")] = FactKind.YES_NO,
    label: LabelOption = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="WORDS", help="How a person is asked for it.")
    ] = None,
    value: Annotated[
        list[str] | None, typer.Option("--value", metavar="NAME", help="A value or a member; repeatable.")
    ] = None,
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help="The unit of a quantity.")] = "mg",
    folder: FolderOption = None,
    into: IntoOption = None,
) -> None:
    """Print the declaration of a new fact."""
    try:
        part = fact_part(name, kind, label=label, question=question, values=value or (), unit=unit, root=folder)
        _give(part, into)
    except IxaspError as error:
        raise leaving(error) from error


@new.command()
def criterion(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The paragraph that it stands for.")],
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="ID", help="The paragraph around it; default: up to the last point."),
    ] = None,
    label: LabelOption = None,
    when: Annotated[
        str, typer.Option("--when", metavar="CONDITIONS", help="What its rule asks for.")
    ] = "is(some_fact, yes)",
    number: Annotated[str | None, typer.Option("--policy", metavar="NUMBER", help="The policy; default: any.")] = None,
    folder: FolderOption = None,
    into: IntoOption = None,
) -> None:
    """Print the declaration of a new criterion, with its rule."""
    try:
        part = criterion_part(identifier, within=within, label=label, when=when, root=folder, number=number)
        _give(part, into)
    except IxaspError as error:
        raise leaving(error) from error


@new.command()
def reading(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As rules write it.")],
    about: Annotated[str, typer.Option("--about", metavar="ID", help="The paragraph that can be read otherwise.")],
    label: LabelOption = None,
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="NAME", help="An option, the default first; repeatable.")
    ] = None,
    folder: FolderOption = None,
    into: IntoOption = None,
) -> None:
    """Print the declaration of a new reading."""
    try:
        part = reading_part(name, about, label=label, options=option or (), root=folder)
        _give(part, into)
    except IxaspError as error:
        raise leaving(error) from error


def _give(part: str, into: Path | None) -> None:
    if into is None:
        typer.echo(part, nl=False)
    else:
        append_part(part, into)
