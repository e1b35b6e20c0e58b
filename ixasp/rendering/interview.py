"""An interview in a terminal: the question, why it is asked, what each answer would do, and what an answer did."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ixasp.answers.determination import Outcome
from ixasp.answers.next_question import NextQuestion, PossibleAnswer
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Criterion
from ixasp.knowledge.vocabulary import YES_NO, Fact, Kind
from ixasp.rendering.notes import check_first
from ixasp.traces.change import NONE
from ixasp.traces.empty_set import empty_word
from ixasp.traces.outline import OutlineTrace
from ixasp.traces.outline_node import EXCLUSION_WORDS, WORDS, mark, status_words
from ixasp.traces.phrases import one_line

MOST_PARAGRAPHS = 4
"""How many paragraphs a question names; all of them are told in full."""
MOST_TOLD = 1000
"""How many paragraphs are named where all are told."""
MOST_EFFECTS = 4
"""How many answers of a number or a set are told; all of them in full."""

MOST_UNITS = 5
"""How many units are named; the refusal of another one names all."""

IMPOSSIBLE = "cannot be, by what is known"

Row = tuple[str, str]
"""What stands in two columns."""


def question_block(policy: LoadedPolicy, number: int, asked: NextQuestion, known: str = "") -> RenderableType:
    """Return a question as a person is asked it.

    Args:
        policy: where labels are
        number: how many questions there were, this one included
        asked: the question
        known: what is known of the fact already; empty where nothing is
    """
    fact = policy.vocabulary.facts[asked.fact]
    paragraphs = innermost(policy.outline.criteria, asked.because)
    more = len(paragraphs) - MOST_PARAGRAPHS
    shown = [(name, policy.outline.criteria[name].label) for name in paragraphs[:MOST_PARAGRAPHS]]
    parts: list[RenderableType] = [
        Text(),
        Text(f"Question {number} ({how_many(asked)})", style="dim"),
        Text(one_line(asked.question), style="bold"),
    ]
    if known:
        parts.append(_indented(Text(one_line(f"known so far, and not enough: {known}"))))
    parts += [_columns(_answers(policy, fact, asked)), Text("Asked for", style="dim"), _columns(shown, "dim")]
    if more > 0:
        parts.append(_indented(Text(f"and {more} more paragraphs", style="dim")))
    parts.append(Text(how_to_answer(fact), style="dim"))
    return Group(*parts)


def full_block(policy: LoadedPolicy, asked: NextQuestion) -> RenderableType:
    """Return in full why a question is asked: every paragraph that turns on it, and what every answer would do."""
    criteria, facts = policy.outline.criteria, policy.vocabulary.facts
    rows = [(name, criteria[name].label) for name in asked.because]
    effects = [
        ("; ".join(answer.told), _effect(answer, answer.met, answer.not_met, MOST_TOLD)) for answer in asked.answers
    ]
    rest = ", ".join(facts[name].label for name in asked.relevant if name != asked.fact)
    parts: list[RenderableType] = [Text("Open paragraphs that turn on it"), _columns(rows), Text("What an answer does")]
    parts += [_indented(Text(one_line(f"{told}: {effect}"))) for told, effect in effects]
    if not asked.all_answers:
        parts.append(_indented(Text("and more answers")))
    if rest:
        parts.append(Text(one_line(f"The outcome may also turn on: {rest}")))
    return Group(*parts)


def how_many(asked: NextQuestion) -> str:
    """Return how many questions are left in the worst case, and whether that is exact."""
    if asked.exact:
        return "the last one" if asked.at_most == 1 else f"at most {asked.at_most} from here, exact"
    return f"at most {asked.at_most} from here, a bound"


def how_to_answer(fact: Fact) -> str:
    """Return what an answer to the question for a fact looks like."""
    match fact.kind:
        case Kind.YES_NO:
            return "y or n"
        case Kind.ONE_OF:
            return "a number or a name"
        case Kind.SET_OF:
            none = empty_word(fact) or NONE
            return f"numbers or names with commas, {none}, or a name beyond the list: {_numbered(fact.domain)}"
        case Kind.COUNT:
            return "a whole number, a bound (<3) or a range (1-3)"
        case _:
            units = [name for name in (fact.default_unit, *(fact.units or {}), *fact.relative_units) if name]
            told = f", in {_some(units, MOST_UNITS)}" if units else ""
            limit = "; its upper limit of normal behind it: uln 40" if fact.relative_units else ""
            return f"a number (2.1), a bound (<30) or a range (1-3){told}{limit}"


def changes_block(before: OutlineTrace, after: OutlineTrace) -> RenderableType:
    """Return which paragraphs that bear on the request have another status now."""
    was = {node.id: node.status for _, node in before.walk()}
    found = []
    for _, node in after.walk():
        if node.decides and node.id in was and was[node.id] != node.status:
            words: Mapping[str | None, str] = EXCLUSION_WORDS if node.excludes else WORDS
            found.append((f"{words[was[node.id]]} → {words[node.status]}", node.id))
    ordered = sorted(found, key=lambda change: change[0])
    together = [
        (change, ", ".join(name for _, name in names)) for change, names in groupby(ordered, lambda one: one[0])
    ]
    return _columns([(names, change) for change, names in together]) if together else Text("  no paragraph changes")


def outline_block(trace: OutlineTrace) -> RenderableType:
    """Return what to check first, and the policy's paragraphs, each with its status alone."""
    lines: list[RenderableType] = [Text(one_line(line)) for line in check_first(trace.notes)]
    if lines:
        lines.append(Text())
    for depth, node in trace.walk():
        words = status_words(node)
        line = one_line(f"{mark(node)} {node.id} {node.label}{f': {words}' if words else ''}")
        lines.append(_indented(Text(line), 2 * depth))
    return Group(*lines)


def innermost(criteria: Mapping[str, Criterion], names: Sequence[str]) -> list[str]:
    """Return those paragraphs of which no part is named as well."""
    return [name for name in names if not any(_holds(criteria, name, other) for other in names if other != name)]


def outermost(criteria: Mapping[str, Criterion], names: Sequence[str]) -> list[str]:
    """Return those paragraphs that are no part of another one named."""
    return [name for name in names if not any(_holds(criteria, other, name) for other in names if other != name)]


def _holds(criteria: Mapping[str, Criterion], whole: str, part: str) -> bool:
    return any(one == part or _holds(criteria, one, part) for one in criteria[whole].parts if one in criteria)


def _answers(policy: LoadedPolicy, fact: Fact, asked: NextQuestion) -> list[Row]:
    """Return what each answer would do, compactly."""
    criteria = policy.outline.criteria

    def effect(answer: PossibleAnswer) -> str:
        return _effect(answer, outermost(criteria, answer.met), outermost(criteria, answer.not_met))

    if fact.kind in (Kind.YES_NO, Kind.ONE_OF):
        told = {answer.literals[0].value: effect(answer) for answer in asked.answers}
        missing = IMPOSSIBLE if asked.all_answers else ""
        named = fact.domain if fact.kind is Kind.YES_NO else [_shown(word) for word in fact.domain]
        numbers = [""] * len(YES_NO) if fact.kind is Kind.YES_NO else [f"{at} " for at in range(1, len(named) + 1)]
        return [
            (f"{number}{name}", told.get(word, missing))
            for number, name, word in zip(numbers, named, fact.domain, strict=True)
        ]
    rows = [("; ".join(answer.told), effect(answer)) for answer in asked.answers]
    telling = [row for row in rows if row[1] != _OPEN]
    if len(telling) > MOST_EFFECTS or not asked.all_answers:
        return [*telling[:MOST_EFFECTS], ("more answers", "w tells them")]
    return [*telling, ("otherwise", _OPEN)] if len(telling) < len(rows) else telling


_OPEN = "settles nothing yet"


def _effect(answer: PossibleAnswer, met: Sequence[str], not_met: Sequence[str], most: int = MOST_PARAGRAPHS) -> str:
    if answer.outcome is not Outcome.PEND:
        return "approvable" if answer.outcome is Outcome.APPROVE else "denied"
    told = [
        f"{_some(names, most)} as {WORDS[status]}" for names, status in ((met, "met"), (not_met, "not_met")) if names
    ]
    return f"settles {' and '.join(told)}" if told else _OPEN


def _some(names: Sequence[str], most: int) -> str:
    """Return names in a list, the last ones as a number where there are many."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def _numbered(words: Iterable[str]) -> str:
    return ", ".join(f"{number} {_shown(word)}" for number, word in enumerate(words, start=1))


def _shown(word: str) -> str:
    return word.replace("_", " ")


def _columns(rows: Sequence[Row], style: str = "") -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for left, right in rows:
        table.add_row(Text(one_line(left), style=style), Text(one_line(right), style=style))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _indented(text: Text, columns: int = 2) -> RenderableType:
    return Padding(text, (0, 0, 0, columns), expand=False)
