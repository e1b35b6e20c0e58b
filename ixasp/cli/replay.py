"""`ixasp replay FILE`."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from ixasp import IxaspError, KnowledgeBase
from ixasp.audit.compare import Difference, Kind
from ixasp.audit.replay import Replayed, Tally, Verdict
from ixasp.audit.replay import replay as replay_records
from ixasp.cli.cases import leaving, printable
from ixasp.cli.forms import Format, FormatOption
from ixasp.traces.outline import NOTICE

DIFFERENT = 1


def replay(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What `determine --record` wrote.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Decide every record again by the rules of today, and tell each difference and each damaged line.

    Exit status: 0 all decided the same, 1 an answer differs or a line is damaged, 2 unusable file.
    """
    tally, denied = Tally(), False
    try:
        for replayed in replay_records(file, KnowledgeBase.load()):
            tally.add(replayed)
            denied |= replayed.notice is not None and bool(replayed.differences)
            for line in [replayed.model_dump_json()] if form is Format.JSON else map(printable, _lines(replayed)):
                typer.echo(line)
    except IxaspError as error:
        raise leaving(error) from error
    if form is Format.JSON:
        typer.echo(json.dumps({"summary": vars(tally)}))
    else:
        typer.echo(f"{NOTICE}\n{tally}" if denied else str(tally))
    raise typer.Exit(DIFFERENT if tally.differ or tally.damaged else 0)


def _lines(replayed: Replayed) -> Iterator[str]:
    """Yield what there is to tell of a line; of one without a difference nothing."""
    if replayed.damage:
        yield f"line {replayed.line}: {replayed.damage}"
    elif replayed.differences:
        verdict = "the same answer" if replayed.verdict is Verdict.SAME else "another answer"
        day = f"{replayed.decided_at:%Y-%m-%d at %H:%M:%S} UTC"
        yield f"line {replayed.line}: {replayed.case or 'a case without id'}, decided {day}: {verdict}"
        yield from (f"  - {_told(difference)}" for difference in replayed.differences)


def _told(difference: Difference) -> str:
    about = {Kind.RULES: "decided under other rules: ", Kind.ENGINE: "decided by another engine: "}
    change = f"{difference.path}: was {_words(difference.was)}, now {_words(difference.now)}"
    return about.get(difference.kind, "") + change


def _words(value: object) -> str:
    """Return JSON in plain words; what is empty within a mapping is left out."""
    if value is None or value in ([], {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(part)}" for name, part in value.items() if part not in (None, [], {}))
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"
