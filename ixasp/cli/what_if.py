"""`ixasp what-if CASE --set FACT=VALUE --forget FACT`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ixasp import CaseError, Policy, Problem
from ixasp.cli.cases import CaseFile, ReadingOptions, selected_readings, with_case
from ixasp.cli.forms import Format, FormatOption, echo
from ixasp.intake.documents import read_document
from ixasp.rendering.what_if import what_if_text


def what_if(
    case: CaseFile,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FACT=VALUE", help="Assume a value, as a case writes it; repeatable."),
    ] = None,
    forget: Annotated[
        list[str] | None, typer.Option("--forget", metavar="FACT", help="Assume that a fact is unknown; repeatable.")
    ] = None,
    form: FormatOption = Format.TEXT,
    reading: ReadingOptions = None,
    require_sources: Annotated[
        bool, typer.Option("--require-sources", help="Take facts that carry no source as unknown, but for those set.")
    ] = False,
) -> None:
    """Decide a case again with some facts otherwise, and tell what that changes and why."""

    def ask(policy: Policy, data: object) -> None:
        answer = policy.what_if(
            data,
            changed_values(changes or ()),
            forget or (),
            readings=selected_readings(reading),
            require_sources=require_sources,
        )
        echo(form, answer, what_if_text(policy.loaded, answer))

    with_case(case, ask)


def changed_values(options: Sequence[str]) -> dict[str, object]:
    """Return values by fact.

    Raises:
        CaseError: options are not of the form FACT=VALUE, hold no value that a case can hold, or set a fact twice.
    """
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for option in options:
        name, equals, written = (part.strip() for part in option.partition("="))
        if not name or not equals:
            problems.append(Problem("--set", f"`{option}` is not a change", "FACT=VALUE"))
        elif name in values:
            problems.append(Problem(f"--set {name}", "the fact is set twice", "one value"))
        else:
            try:
                values[name] = _value(name, written)
            except CaseError as error:
                values[name] = None
                problems += [Problem(f"--set {name}", problem.message, problem.expected) for problem in error.problems]
    if problems:
        raise CaseError(problems)
    return values


def _value(name: str, written: str) -> object:
    """Return a value as the reader of cases reads it."""
    if written.startswith(">"):
        return written  # a bound; in YAML this sign would begin a block of text
    value = read_document(written.encode("utf-8", "surrogateescape"), ".yaml")
    if value is None or value == "":
        raise CaseError([Problem("", "no value", f"a value, or --forget {name}")])
    return value
