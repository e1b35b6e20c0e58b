"""`ixasp verify CASE`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Checked:
    """An answer that was checked."""

    about: str
    """What it says, in a word."""
    other_readings: dict[str, str]
    """The readings other than by default that it tells."""
    verification: Verification


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
        found = [
            _Checked(_about(one), _other_readings(policy, one), policy.verify(checked, one, readings=readings or None))
            for one in given
        ]
        holds = all(one.verification.holds for one in found)
        if form is Format.JSON:
            shown = [
                {"about": one.about, "other_readings": one.other_readings, **one.verification.model_dump()}
                for one in found
            ]
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
        return json.loads(file.read_bytes(), object_pairs_hook=_each_once)
    except (OSError, ValueError, RecursionError) as error:
        problem = Problem("--answer", f"`{file.name}` can't be read as JSON", "a file with one answer of --format json")
        raise CaseError([problem]) from error


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a mapping; raise CaseError where a name stands in it twice, as only one could be checked."""
    names = [name for name, _ in pairs]
    twice = sorted({f"`{name}` stands twice in one place" for name in names if names.count(name) > 1})
    if twice:
        raise CaseError([Problem("--answer", wrong, "each name once") for wrong in twice])
    return dict(pairs)


def _other_readings(policy: Policy, answer: object) -> dict[str, str]:
    """Return the readings other than by default under which an answer says that it was decided."""
    told = answer.get("readings") if isinstance(answer, dict) else None
    chosen = told if isinstance(told, dict) else {}
    declared = policy.outline.readings
    return {
        name: option
        for name, option in chosen.items()
        if name in declared and option in declared[name].options and option != declared[name].default
    }


def _about(answer: object) -> str:
    """Return what an answer says, in a word."""
    told = [answer.get(key) for key in ("goal", "outcome")] if isinstance(answer, dict) else []
    return next((word for word in told if isinstance(word, str)), "")


def _lines(case: str, found: Sequence[_Checked]) -> Iterator[str]:
    yield f"{case}: checked with plain clingo, without the engine"
    for one in found:
        verification = one.verification
        name = f"{verification.kind} ({one.about})" if one.about else verification.kind
        yield f"- {name}: {_counted(verification.checked, len(verification.failed))}"
        if one.other_readings:
            told = ", ".join(f"{reading}={option}" for reading, option in one.other_readings.items())
            yield f"    decided under other readings than by default: {told}"
        yield from (f"    wrong: {sentence}" for sentence in verification.failed)
        yield from (f"    not checked: {sentence}" for sentence in verification.unchecked)
        if verification.fields_not_checked:
            yield f"    not checked: {', '.join(verification.fields_not_checked)}"
    if any(one.about == "deny" for one in found):
        yield NOTICE


def _counted(checks: int, wrong: int) -> str:
    """Return in words how many checks there were, and how many of them failed."""
    if checks == 1:
        return f"1 check, which {'failed' if wrong else 'holds'}"
    return f"{checks} checks, {f'{wrong} of them failed' if wrong else 'all of them hold'}"
