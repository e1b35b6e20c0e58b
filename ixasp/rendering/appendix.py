"""What stands behind a determination: the readings it used, the sources it cites, the questions that are left."""

from collections.abc import Iterator
from dataclasses import dataclass

from ixasp.answers.decided import Determination
from ixasp.answers.missing import MissingFacts
from ixasp.knowledge.outline import Outline
from ixasp.knowledge.vocabulary import Fact, Kind, Vocabulary
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.outline import OutlineTrace
from ixasp.traces.phrases import path_label


@dataclass(frozen=True)
class ReadingUsed:
    """A passage that can be read in more than one way, and how it was read."""

    id: str
    passage: str
    about: str
    """The paragraphs that hold the passage."""
    option: str
    meaning: str
    by_default: bool


@dataclass(frozen=True)
class SourceCited:
    """A source of the case, and the facts that an answer rests on by it."""

    source: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question for the provider, and room for the answer."""

    question: str
    choices: tuple[str, ...]
    """Boxes to tick; none where the answer is written."""
    blanks: tuple[tuple[str, str], ...]
    """What is written: its name, which may be empty, and its unit, which may be empty."""


def readings_used(outline: Outline, decided: Determination) -> Iterator[ReadingUsed]:
    """Yield every reading, those other than by default first, then in the order of their paragraphs."""
    order = {name: position for position, name in enumerate(outline.criteria)}

    def key(reading: ReadingUsed) -> tuple[bool, int]:
        first = reading.about.split(", ")[0]
        return reading.by_default, order.get(first, len(order))

    used = [
        ReadingUsed(
            id=name,
            passage=reading.label,
            about=", ".join(reading.about),
            option=option,
            meaning=reading.options[option],
            by_default=option == reading.default,
        )
        for name, option in decided.readings.items()
        for reading in [outline.readings[name]]
    ]
    yield from sorted(used, key=key)


def sources_cited(vocabulary: Vocabulary, decided: Determination, trace: OutlineTrace) -> Iterator[SourceCited]:
    """Yield the sources of all reasons that are shown, in the order in which they are first cited."""
    facts: dict[str, dict[str, None]] = {}
    for literal in _cited(decided, trace):
        for source in literal.source or ():
            facts.setdefault(source, {})[path_label(vocabulary, literal.fact)] = None
    yield from (SourceCited(source, tuple(labels)) for source, labels in facts.items())


def _cited(decided: Determination, trace: OutlineTrace) -> Iterator[FactLiteral]:
    yield from decided.reason or ()
    for _, node in trace.walk():
        if node.tells_why:
            yield from node.reason or ()


def asked(vocabulary: Vocabulary, missing: MissingFacts) -> Iterator[Asked]:
    """Yield a question for each fact that some completion names."""
    for name, question in missing.questions.items():
        fact = vocabulary.facts[name]
        choices = fact.domain if fact.kind in (Kind.YES_NO, Kind.ONE_OF) else ()
        yield Asked(question, tuple(choice.replace("_", " ") for choice in choices), () if choices else _blanks(fact))


def needed_in_any_case(missing: MissingFacts) -> tuple[tuple[str, ...], MissingFacts]:
    """Return what all completions ask for, and the completions without it; nothing where it can't be known."""
    if not missing.complete or len(missing.told) < 2:
        return (), missing
    first, *others = missing.told
    always = tuple(line for line in first if all(line in told for told in others))
    rest = tuple(tuple(line for line in told if line not in always) for told in missing.told)
    return always, missing.model_copy(update={"told": rest})


def _blanks(fact: Fact) -> tuple[tuple[str, str], ...]:
    if fact.relative_units:
        return (("result and unit", ""), ("upper limit of normal", ""))
    return (("", fact.shown_unit),)
