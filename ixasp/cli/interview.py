"""`ixasp interview [CASE]`."""

from pathlib import Path
from typing import Annotated

import typer

from ixasp import CaseError, IxaspError, KnowledgeBase, Policy, Problem, UnknownChoice
from ixasp.cli.cases import ReadingOptions, leaving, printable, read_data, selected_readings, tell
from ixasp.cli.dialogue import Dialogue
from ixasp.cli.lines import Lines
from ixasp.interview.conversation import Conversation
from ixasp.interview.saving import refuse_file, save, yaml_text

NAMELESS = "interview"
"""The id of a case that has none."""


def interview(
    case: Annotated[
        str | None, typer.Argument(metavar="[CASE]", help="A case in YAML or JSON to go on from; left as it is.")
    ] = None,
    policy: Annotated[str | None, typer.Option(metavar="ID", help="The policy, where no case names it.")] = None,
    saved_as: Annotated[
        str | None, typer.Option("--save", metavar="FILE", help="Save the case here at the end, whatever stands there.")
    ] = None,
    reading: ReadingOptions = None,
) -> None:
    """Ask what decides the outcome, one question at a time, until it is settled; then save the case."""
    try:
        if saved_as is not None:
            refuse_file(saved_as)
        readings = selected_readings(reading)
        knowledge_base = KnowledgeBase.load()
        data = _data(case, knowledge_base, policy, saved_as)
        conversation = Conversation(_policy(knowledge_base, data, policy), data, readings)
    except IxaspError as error:
        raise leaving(error) from error
    lines = Lines()
    try:
        Dialogue(conversation, lines, readings).run()
    except (OSError, SystemExit):  # nobody reads what is printed any more
        _rescue(conversation, saved_as)
        raise
    if not conversation.answered:
        typer.echo("\nNothing was answered, so nothing is saved.")
        return
    _keep(conversation, lines, saved_as)


def _data(name: str | None, knowledge_base: KnowledgeBase, policy: str | None, saved_as: str | None) -> object:
    if name == "-":
        raise CaseError([Problem("CASE", "standard input is where the answers come from", "a file")])
    if name is not None:
        return read_data(name)
    if policy is None and len(knowledge_base.policies) > 1:
        raise UnknownChoice(f"--policy: none is named; expected {' or '.join(knowledge_base.policies)}")
    return _named({"policy": policy or knowledge_base.policies[0], "facts": {}}, saved_as)


def _policy(knowledge_base: KnowledgeBase, data: object, named: str | None) -> Policy:
    if named is not None:
        chosen = knowledge_base.policy(named)
        chosen.case(data)  # a case that names another policy is refused here
        return chosen
    return knowledge_base.policy_of(data)


def _rescue(conversation: Conversation, name: str | None) -> None:
    """Save what was answered, where a file was named from the start; tell on standard error where that fails."""
    if name is not None and conversation.answered:
        try:
            save(_named(conversation.case.document, name), name)
        except CaseError as error:
            tell(error)


def _keep(conversation: Conversation, lines: Lines, name: str | None) -> None:
    """Save the case, or print it where no name is given or none can be used."""
    document = conversation.case.document
    if name is not None:
        try:
            save(_named(document, name), name)
        except CaseError as error:
            # What was answered must not be lost with the place where it was to be kept.
            typer.echo(yaml_text(_named(document, name)), nl=False)
            raise leaving(error) from error
        typer.echo(f"\nSaved as {printable(name)}.")
        return
    while name := (lines.ask("\nSave the case as (Enter: print it): ") or "").strip():
        try:
            if Path(name).exists():
                raise CaseError([Problem("", f"`{name}` exists already", "another name, or --save from the start")])
            save(_named(document, name), name)
        except (CaseError, OSError, ValueError) as error:
            typer.echo(printable(str(error)))
            continue
        typer.echo(f"Saved as {printable(name)}.")
        return
    typer.echo(f"\n{yaml_text(_named(document, None))}", nl=False)


def _named(document: dict[str, object], name: str | None) -> dict[str, object]:
    """Return a case with an id: its own, or else the name of its file."""
    own = document.get("id") or NAMELESS
    if own == NAMELESS and name is not None:
        own = Path(name).stem
    return {"id": own, **{key: value for key, value in document.items() if key != "id"}}
