"""A fact in an answer, with the source that documents it and the sentence that says it."""

from collections.abc import Iterable, Sequence

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from ixasp.frozen import Frozen
from ixasp.knowledge.vocabulary import Kind, Vocabulary
from ixasp.traces.phrases import entries_told, sentence, set_sentence
from ixasp.worlds.encoding import Known
from ixasp.worlds.literal import Literal, Relation


class FactLiteral(Frozen):
    """A fact that an answer rests on, or asks for."""

    fact: str
    """The fact's name, or the path of a field: `RECORD[0].FIELD`."""
    relation: Relation
    value: str
    """In the fact's default unit."""
    unit: str | None = None
    """The default unit, where the fact has one."""
    given: str | None = None
    """What the case says, where the value is a limit of the rules."""
    source: tuple[str, ...] | None = None
    """Where it is documented; none for a fact that is only asked for."""
    sentence: str = Field(default="", exclude=True)
    """The same in plain words."""

    @model_serializer(mode="wrap")
    def _without_empty(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {key: value for key, value in serialize(self).items() if value is not None}


def asked_literal(vocabulary: Vocabulary, literal: Literal) -> FactLiteral:
    """Return a literal that the case leaves open."""
    fact = vocabulary.fact(literal.fact)
    return FactLiteral(
        fact=literal.fact,
        relation=literal.relation,
        value=literal.value,
        unit=fact.default_unit or None,
        sentence=sentence(vocabulary, literal),
    )


def known_literals(vocabulary: Vocabulary, known: Iterable[Known], entries: int) -> tuple[FactLiteral, ...]:
    """Return literals of the case, each with what was given and its source, in the order of the vocabulary.

    Args:
        vocabulary: where labels and phrases are
        known: the literals
        entries: how many entries the record has, which goes without saying in a reason and is said in its sentences
    """
    return tuple(_known_literal(vocabulary, found, entries) for found in known)


def _known_literal(vocabulary: Vocabulary, known: Known, entries: int) -> FactLiteral:
    literal, statement = known.literal, known.statement
    measured = statement.fact.kind in (Kind.QUANTITY, Kind.COUNT)
    return FactLiteral(
        fact=literal.fact,
        relation=literal.relation,
        value=literal.value,
        unit=statement.fact.default_unit or None,
        given=statement.given if measured else None,
        source=statement.source,
        sentence=sentence(vocabulary, literal, statement if measured else None, entries),
    )


def told(vocabulary: Vocabulary, literals: Sequence[FactLiteral], entries: int = 0) -> list[str]:
    """Return literals in plain words, each with its sources in brackets; what is told of one set, in one sentence.

    Args:
        vocabulary: where labels and phrases are
        literals: what is said
        entries: how many entries of the record a reason rests on; said once
    """
    lines = []
    done: set[str] = set()
    for literal in literals:
        line = literal.sentence
        if literal.relation in (Relation.INCLUDES, Relation.EXCLUDES):
            if literal.fact in done:
                continue
            done.add(literal.fact)
            of_set = [other for other in literals if other.fact == literal.fact]
            line = set_sentence(vocabulary, [Literal(other.fact, other.relation, other.value) for other in of_set])
        lines.append(f"{line} [{'; '.join(literal.source)}]" if literal.source else line)
    complete = vocabulary.record.complete if vocabulary.record is not None else ""
    if entries and complete not in {literal.fact for literal in literals}:
        lines.append(f"{entries_told(vocabulary, entries)} on record")
    return lines
