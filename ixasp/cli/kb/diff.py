"""`ixasp kb diff OLD NEW`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ixasp import IxaspError, UnknownChoice
from ixasp.cli.cases import leaving
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.cli.kb.options import DIFFERS, FolderOption, PolicyOption
from ixasp.workshop.difference.files import write_witnesses
from ixasp.workshop.difference.states import compare_states
from ixasp.workshop.difference.text import comparison_text
from ixasp.workshop.sides import MOST_ENTRIES

_STATE = "A folder or a git revision with a knowledge base, a version by its day, or a policy by its number."


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_STATE)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, to compare with.")],
    folder: FolderOption = None,
    policy: PolicyOption = None,
    entries: Annotated[int, typer.Option(min=0, max=4, help="Cover records of up to so many entries.")] = MOST_ENTRIES,
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many classes of patients.")] = None,
    renamed: Annotated[
        list[str] | None,
        typer.Option("--renamed", metavar="OLD=NEW", help="The new calls this fact of the old so; repeatable."),
    ] = None,
    write: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write each smallest case there.")] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Show for which patients two states of the rules decide differently: every class, each with a smallest case."""
    try:
        names = _renamed(renamed or ())
        found = compare_states(old, new, folder=folder, number=policy, entries=entries, limit=limit, renamed=names)
        for comparison in found:
            if write is not None:
                write_witnesses(comparison, write)
    except IxaspError as error:
        raise leaving(error) from error
    for comparison in found:
        echo(form, comparison, comparison_text(comparison))
    if not all(comparison.equivalent for comparison in found):
        raise typer.Exit(DIFFERS)


def _renamed(options: Sequence[str]) -> list[tuple[str, str]]:
    """Return names of facts, old and new; raise UnknownChoice, with all that is wrong, for what is no such pair."""
    names = [(old.strip(), new.strip()) for old, _, new in (option.partition("=") for option in options)]
    pairs = zip(options, names, strict=True)
    wrong = [f"--renamed: `{option}` is no pair of facts; expected OLD=NEW" for option, pair in pairs if not all(pair)]
    if wrong:
        raise UnknownChoice("\n".join(wrong))
    return names
