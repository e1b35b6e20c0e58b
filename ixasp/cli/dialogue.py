"""The interview as a person has it in a terminal: a question, an answer or a command, and what it did."""

import re
from collections.abc import Iterable, Mapping

import typer
from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from ixasp import CaseError, InconsistentCase, Problem
from ixasp.cli.cases import printable
from ixasp.cli.lines import Lines
from ixasp.cli.show import show
from ixasp.intake.case import Note
from ixasp.interview.conversation import Conversation
from ixasp.rendering.clash import clashing_told
from ixasp.rendering.interview import changes_block, full_block, outline_block, question_block
from ixasp.rendering.report import MOST_COMPLETIONS, completion_lines, report
from ixasp.rendering.robustness import turns_on
from ixasp.rendering.text import terminal
from ixasp.traces.change import statement_told

COMMANDS = "? nobody can tell · b back · o outline · w why · s source · q stop"
"""What may be typed in place of an answer."""

INTRODUCTION = f"""A source may stand in brackets behind an answer: yes [CT 2026-01-09].
In place of an answer:
  {COMMANDS}"""

MOST_SECONDS = 1.0
"""How long what is missing is looked for at the end of an interview that could not settle the outcome."""


_POSITION = re.compile(r"^\[\d+\]")


class Dialogue:
    """Holds one interview."""

    def __init__(self, conversation: Conversation, lines: Lines, readings: Mapping[str, str]) -> None:
        """Hold an interview with whoever writes the lines."""
        self._conversation = conversation
        self._lines = lines
        self._readings = readings
        self._stopped = False

    def run(self) -> None:
        """Ask until the outcome is settled, nothing can settle it, or there is no answer any more."""
        typer.echo(INTRODUCTION)
        try:
            self._ask()
            self._end()
            while self._goes_on():
                self._ask()
                self._end()
        except KeyboardInterrupt:
            self._lines.ended = True
            typer.echo("\nStopped.")

    def _ask(self) -> None:
        conversation, shown = self._conversation, -1
        while not self._stopped and conversation.question is not None:
            if shown != conversation.asked:
                self._show_question()
                shown = conversation.asked
            line = self._lines.ask("> ")
            if line is None:
                self._stopped = True
            elif self._command(line.strip()):
                shown = -1 if line.strip().startswith("b") else shown
            else:
                self._answer(line)

    def _show_question(self) -> None:
        conversation = self._conversation
        asked = conversation.question
        if asked is not None:
            stated = statement_told(conversation.case.statements.get(asked.fact))
            show(question_block(conversation.policy.loaded, conversation.asked + 1, asked, stated))

    def _command(self, line: str) -> bool:
        """Do what a line asks for, and return whether it was a command."""
        conversation = self._conversation
        match line.split(maxsplit=1):
            case ["?"]:
                conversation.leave_open()
                typer.echo("  left open")
            case ["b"]:
                self._back()
            case ["o"]:
                show(outline_block(conversation.outline))
            case ["w"]:
                if conversation.question is not None:
                    show(full_block(conversation.policy.loaded, conversation.question))
            case ["s", *source]:
                self._document(source[0] if source else None)
            case ["q"]:
                self._stopped = True
            case _:
                return False
        return True

    def _answer(self, line: str) -> None:
        conversation, before = self._conversation, self._conversation.outline
        try:
            notes = conversation.answer(line)
        except CaseError as error:
            for problem in error.problems:
                typer.echo(printable(f"  {self._without_fact(problem)}"))
        except InconsistentCase as error:
            typer.echo("  That cannot be, together with what is known: no patient fits all of these.")
            for clashing in error.clash:
                typer.echo(printable(f"  - {clashing_told(conversation.policy.loaded.vocabulary, clashing)}"))
            typer.echo("  Your answer is taken back. Answer otherwise, or go back (b) to an earlier answer.")
        else:
            if notes and not self._is_meant(notes):
                conversation.back()
            else:
                show(changes_block(before, conversation.outline))

    def _is_meant(self, notes: Iterable[Note]) -> bool:
        """Return whether an answer is to stay that was read in an unexpected way: a slip must not settle anything."""
        for note in notes:
            typer.echo(printable(f"  {note.message}"))
        told = self._lines.ask("  Keep this answer? y, or Enter to answer again: ")
        return told is not None and told.strip().casefold() in ("y", "yes")

    def _without_fact(self, problem: Problem) -> Problem:
        """Return a problem without the place that goes without saying: the fact that is asked for, or a name in it."""
        place = f"facts.{self._conversation.fact.name}"
        if not problem.path.startswith(place):
            return problem
        inner = problem.path.removeprefix(place).lstrip(".").removeprefix("value").lstrip(".")
        # The message repeats the name itself: its position is of no use to who typed it.
        return Problem(_POSITION.sub("", inner), problem.message, problem.expected)

    def _back(self) -> None:
        fact = self._conversation.back()
        typer.echo(f"  taken back: {fact.label}" if fact is not None else "  this is the first question")

    def _document(self, source: str | None) -> None:
        if source is None:
            source = self._lines.ask("source of the last answer: ")
        if not source or not source.strip():
            return
        try:
            fact = self._conversation.document(source)
        except CaseError as error:
            for problem in error.problems:
                typer.echo(printable(f"  {problem}"))
        else:
            typer.echo(f"  documented: {fact.label}" if fact is not None else "  there is no answer to document yet")

    def _goes_on(self) -> bool:
        """Return whether an answer was taken back at the end, so that there is something to ask again."""
        while not self._stopped and self._conversation.asked:
            # The outcome once more: the report may have pushed it off the screen.
            outcome = self._conversation.decided.outcome.upper()
            line = self._lines.ask(f"\n{outcome}: Enter to end, or b back · o outline · s source: ")
            command = (line or "").strip()
            if command in ("", "q"):
                return False
            if command == "b":
                return self._command(command)
            if command == "o" or command.split(maxsplit=1)[0] == "s":
                self._command(command)
        return False

    def _end(self) -> None:
        conversation = self._conversation
        policy, decided = conversation.policy.loaded, conversation.decided
        typer.echo()
        if conversation.settled:
            show(terminal(report(policy, decided, conversation.outline, None, turns_on(decided.robustness()))))
            return
        if self._stopped:
            typer.echo(f"{decided.outcome.upper()}  The interview was stopped before the outcome was settled.")
        else:
            missing = conversation.policy.missing_facts(
                conversation.case, readings=self._readings, seconds=MOST_SECONDS
            )
            typer.echo(f"{decided.outcome.upper()}  Nothing else that may be asked for settles the outcome.")
            _list("What would make it approvable", completion_lines(missing, MOST_COMPLETIONS))
        _list("Left open", (fact.label for fact in conversation.left_open))


def _list(title: str, lines: Iterable[str]) -> None:
    """Print a titled list; nothing where it has no line."""
    items = [Padding(Text(f"- {printable(line)}"), (0, 0, 0, 2), expand=False) for line in lines]
    if items:
        show(Group(Text(), Text(title, style="bold"), *items))
