"""Rules that need no search: what holds by them, and what clingo can't ground.

Rules without recursion through negation have one answer set, and the grounder alone finds it, in time linear in the
ground rules (Gebser, Kaminski, Kaufmann, Schaub: Answer Set Solving in Practice, 2012, chapter 4).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from clingo import Control, MessageCode, Symbol, SymbolType

from ixasp.knowledge.program import Plain, Term, plain
from ixasp.workshop.syntax.messages import message_of
from ixasp.workshop.syntax.statements import SyntaxMessage

_MOST_MESSAGES = 10_000
_MOST_ATTEMPTS = 5


class Value(NamedTuple):
    """A ground term: as clingo writes it, and as plain data."""

    text: str
    name: str
    """Of a compound term or a constant; empty for a number, a string or a tuple."""
    arguments: tuple["Value", ...]
    plain: Plain


class Evaluation(NamedTuple):
    """What holds by some rules."""

    rows: Mapping[str, tuple[tuple[Value, ...], ...]]
    """The arguments of each atom that holds, by predicate."""
    messages: tuple[SyntaxMessage, ...]
    """What clingo says of the rules, with the line of the text."""
    complete: bool = True
    """Whether clingo could ground them."""


def evaluate(text: str, predicates: Collection[str]) -> Evaluation:
    """Return what holds of some predicates by rules that need no search; nothing where clingo can't ground them.

    Args:
        text: the rules
        predicates: the names of the predicates that are asked for
    """
    messages: list[SyntaxMessage] = []

    def logged(code: MessageCode, message: str) -> None:
        if code is not MessageCode.AtomUndefined and (found := message_of(message)):
            messages.append(found)

    control = Control(["--warn=all"], logger=logged, message_limit=_MOST_MESSAGES)
    try:
        control.add("base", [], text)
        control.ground([("base", [])])
    except RuntimeError as error:
        return Evaluation({}, tuple(messages) or (SyntaxMessage(1, str(error)),), complete=False)
    rows: dict[str, list[tuple[Value, ...]]] = {}
    for name, arity, positive in control.symbolic_atoms.signatures:
        if name in predicates and positive:
            atoms = control.symbolic_atoms.by_signature(name, arity)
            rows.setdefault(name, []).extend(
                tuple(map(_value, atom.symbol.arguments)) for atom in atoms if atom.is_fact
            )
    return Evaluation({name: tuple(found) for name, found in rows.items()}, tuple(messages))


class MostEvaluated(NamedTuple):
    """What holds by those of some rules that clingo can ground."""

    rows: Mapping[str, tuple[tuple[Value, ...], ...]]
    messages: tuple[tuple[int, str], ...]
    """What clingo says, each with the position of the rule."""


def evaluate_most(rules: Sequence[str], predicates: Collection[str]) -> MostEvaluated:
    """Return what holds of some predicates by rules on a line each; those that can't be grounded are left out.

    Args:
        rules: the rules
        predicates: the names of the predicates that are asked for
    """
    left = dict(enumerate(rules))
    messages: dict[tuple[int, str], None] = {}
    for _ in range(_MOST_ATTEMPTS):
        positions = list(left)
        found = evaluate("\n".join(left.values()), predicates)
        told = [(positions[message.line - 1], message.text) for message in found.messages if positions]
        messages |= dict.fromkeys(told)
        broken = {position for position, _ in told}
        if found.complete or not broken:
            return MostEvaluated(found.rows, tuple(messages))
        left = {position: rule for position, rule in left.items() if position not in broken}
    return MostEvaluated({}, tuple(messages))


def _value(symbol: Symbol) -> Value:
    if symbol.type is not SymbolType.Function:
        return Value(str(symbol), "", (), plain(symbol))
    name, arguments = symbol.name, tuple(map(_value, symbol.arguments))
    return Value(str(symbol), name, arguments, Term(name, tuple(one.plain for one in arguments)) if arguments else name)
