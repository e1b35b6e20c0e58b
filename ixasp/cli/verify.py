"""`ixasp verify CASE`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ixasp import Case, CaseError, Outcome, Policy, Problem
from ixasp.cli.cases import CaseFile, ReadingOptions, printable, selected_readings, with_case
from ixasp.cli.forms import Format, FormatOption
from ixasp.traces.outline import NOTICE
from ixasp.verification.verify import Verification

WRONG = 1
"""The exit status where something in an answer is wrong."""

MOST_SECONDS = 10.0
"""How long missing facts are looked for before they are checked."""


def verify(
    case: CaseFile,
    answer: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An answer as JSON; without it, the case is decided and that is checked."),
    ] = None,
    form: FormatOption = Format.TEXT,
    reading: ReadingOptions = None,
    require_sources: Annotated[
        bool, typer.Option("--require-sources", help="Take facts that carry no source as unknown.")
    ] = False,
) -> None:
    """Check answers about a case anew, with plain clingo and none of the engine; exit status 1 if one is wrong."""

    def ask(policy: Policy, data: object) -> None:
        checked = policy.case(data, require_sources=require_sources)
        readings = selected_readings(reading)
        given = [_read(answer)] if answer is not None else _answers(policy, checked, readings)
        found = [(_about(one), policy.verify(checked, one, readings=readings or None)) for one in given]
        holds = all(verification.holds for _, verification in found)
        if form is Format.JSON:
            shown = [{"about": about, **verification.model_dump()} for about, verification in found]
            typer.echo(json.dumps({"case": checked.id, "holds": holds, "verified": shown}, ensure_ascii=False))
        else:
            typer.echo("\n".join(map(printable, _lines(checked.id, found))))
        if not holds:
            raise typer.Exit(WRONG)

    with_case(case, ask)


def _answers(policy: Policy, case: Case, readings: dict[str, str]) -> Iterator[object]:
    """Yield the answers about a case, as the JSON that leaves the library."""
    decided = policy.determine(case, readings=readings)
    yield json.loads(decided.model_dump_json())
    if decided.outcome is Outcome.PEND:
        yield json.loads(policy.missing_facts(case, readings=readings, seconds=MOST_SECONDS).model_dump_json())
        denying = policy.missing_facts(case, goal="deny", readings=readings, seconds=MOST_SECONDS)
        yield json.loads(denying.model_dump_json())


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        problem = Problem("--answer", f"`{file.name}` can't be read as JSON", "a file with one answer of --format json")
        raise CaseError([problem]) from error


def _about(answer: object) -> str:
    """Return what an answer says, in a word."""
    told = [answer.get(key) for key in ("goal", "outcome")] if isinstance(answer, dict) else []
    return next((word for word in told if isinstance(word, str)), "")


def _lines(case: str, found: list[tuple[str, Verification]]) -> Iterator[str]:
    yield f"{case}: checked with plain clingo, without the engine"
    for about, verification in found:
        name = f"{verification.kind} ({about})" if about else verification.kind
        wrong = len(verification.failed)
        yield f"- {name}: {verification.checked} checks, {f'{wrong} of them failed' if wrong else 'all of them hold'}"
        yield from (f"    wrong: {sentence}" for sentence in verification.failed)
        yield from (f"    not checked: {sentence}" for sentence in verification.unchecked)
    if any(about == "deny" for about, _ in found):
        yield NOTICE
