"""From declared facts and fields to what a case may say of each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.program import Plain, Program, Term
from ixasp.knowledge.vocabulary import YES_NO, Fact, Kind, Limit

CAUSES = ("request", "time")
"""What can give a fact another value."""


def pairs(program: Program, predicate: str) -> list[tuple[str, str]]:
    """Return the declarations of a predicate with two arguments, as texts."""
    return [(str(row[0]), str(row[1])) for row in program.rows(predicate) if len(row) == 2]


def text_of(program: Program, predicate: str, name: str, default: str = "") -> str:
    """Return what is declared for a name: the second argument of the first declaration that begins with it."""
    rows = program.rows_of(predicate, name)
    return str(rows[0][0]) if rows else default


def read_fact(program: Program, name: str, kind_name: str, phrases: Mapping[str, Mapping[str, str]]) -> Fact:
    """Return a fact, or a field of the record, as it is declared.

    Args:
        program: the policy
        name: of the fact or field
        kind_name: its kind, as it is written
        phrases: the sentences of all facts, as read_phrases returns them

    Raises:
        KnowledgeBaseError: a part of the declaration is missing or wrong
    """
    try:
        kind = Kind(kind_name)
    except ValueError as error:
        raise KnowledgeBaseError(f"fact `{name}`: unknown kind `{kind_name}`; expected {', '.join(Kind)}") from error
    label = text_of(program, "label", name)
    if not label:
        raise KnowledgeBaseError(f'fact `{name}`: no label; expected label({name}, "...")')
    if kind in (Kind.ONE_OF, Kind.SET_OF) and not program.rows_of("domain", name):
        raise KnowledgeBaseError(f"fact `{name}`: no values; expected domain({name}, Value)")
    highest = text_of(program, "highest", name)
    plausible = program.rows_of("plausible", name)
    return Fact(
        name=name,
        kind=kind,
        label=label,
        question=text_of(program, "question", name),
        domain=YES_NO if kind is Kind.YES_NO else tuple(str(row[0]) for row in program.rows_of("domain", name)),
        phrases=phrases.get(name, {}),
        limits=_limits(program, name),
        default_unit=text_of(program, "default_unit", name),
        units={str(unit): _decimal(factor, name) for unit, factor in program.rows_of("unit", name)},
        relative_units=tuple(str(row[0]) for row in program.rows_of("relative_unit", name)),
        shown_unit=text_of(program, "shown_unit", name, text_of(program, "default_unit", name)),
        highest=_decimal(highest, name) if highest else None,
        plausible=next(((_decimal(low, name), _decimal(high, name)) for low, high in plausible), None),
        verb=text_of(program, "verb", name, "is"),
        special=tuple(str(row[0]) for row in program.rows_of("special", name)),
        changed_by=_changed_by(program, name),
        remarks=_remarks(program, name),
        starts=_starts(program) if (name,) in program.rows("selects_version") else (),
    )


def _changed_by(program: Program, name: str) -> str:
    cause = text_of(program, "changed_by", name)
    if cause and cause not in CAUSES:
        raise KnowledgeBaseError(f"fact `{name}`: changed by `{cause}`; expected {' or '.join(CAUSES)}")
    return cause


def _remarks(program: Program, name: str) -> Mapping[str, str]:
    remarks = {str(drug): str(remark) for drug, remark in program.rows_of("remark", name)}
    for drug in remarks:
        if (drug,) not in [row[:1] for row in program.rows("drug")]:
            raise KnowledgeBaseError(f"fact `{name}`: remark on `{drug}`, which is not declared; expected a drug")
    return remarks


def _starts(program: Program) -> tuple[date, ...]:
    try:
        return tuple(sorted(date.fromisoformat(str(row[0])) for row in program.rows("version")))
    except ValueError as error:
        raise KnowledgeBaseError(f"version: {error}; expected a day such as 2025-01-31") from error


def read_phrases(program: Program) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of each fact: by value for is(Name, Value), by relation for templates: includes(Name)."""
    phrases: dict[str, dict[str, str]] = {}
    for literal, sentence in program.rows("phrase"):
        if isinstance(literal, Term) and literal.arguments:
            key = str(literal.arguments[1]) if len(literal.arguments) > 1 else literal.name
            phrases.setdefault(str(literal.arguments[0]), {})[key] = str(sentence)
    return phrases


def _limits(program: Program, name: str) -> tuple[Limit, ...]:
    limits = [
        Limit(_decimal(value, name), relation == "above", str(value), str(paragraph))
        for relation, value, paragraph in program.rows_of("limit", name)
    ]
    limits += [
        Limit(_decimal(str(value), name), False, str(value), str(paragraph))
        for value, paragraph in program.rows_of("count_limit", name)
    ]
    return tuple(sorted(limits))


def _decimal(value: Plain, name: str) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise KnowledgeBaseError(f"fact `{name}`: `{value}` is not a decimal number") from error
