"""From declared facts to a vocabulary: facts, record, terminology."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.program import Plain, Program, Term, whole
from ixasp.knowledge.vocabulary import (
    LEAST_COMPARED,
    YES_NO,
    Fact,
    Kind,
    Limit,
    Record,
    Role,
    Terminology,
    Vocabulary,
    folded,
)

UNTOLD = (Role.BEGINS, Role.LAST_DOSES)
"""What a record need not tell: where no field plays such a role, it has one that no case can state."""

CAUSES = ("request", "time")
"""What can give a fact another value."""


def read_vocabulary(program: Program) -> Vocabulary:
    """Return what a case of this policy may say.

    Raises:
        KnowledgeBaseError: a declaration is not complete, or a rule compares with a number that is not declared.
    """
    phrases = _phrases(program)
    facts = {name: _fact(program, name, kind, phrases) for name, kind in _pairs(program, "fact")}
    record = _record(program, phrases)
    if record is not None and record.fact not in facts:
        raise KnowledgeBaseError(f"record `{record.fact}` is not declared as a fact")
    for name, fact in facts.items():
        if (fact.kind is Kind.RECORDS) is not (record is not None and name == record.fact):
            raise KnowledgeBaseError(
                f"fact `{name}`: expected fact({name}, {Kind.RECORDS}) together with record({name})"
            )
    if len(program.rows("version")) > 1 and not any(fact.selects_version for fact in facts.values()):
        raise KnowledgeBaseError("versions: no fact tells which one applies; expected selects_version(Fact) for a date")
    _check_comparisons(program, facts)
    return Vocabulary(facts, record, _terminology(program))


def _pairs(program: Program, predicate: str) -> list[tuple[str, str]]:
    return [(str(row[0]), str(row[1])) for row in program.rows(predicate) if len(row) == 2]


def _text(program: Program, predicate: str, name: str, default: str = "") -> str:
    rows = program.rows_of(predicate, name)
    return str(rows[0][0]) if rows else default


def _fact(program: Program, name: str, kind_name: str, phrases: Mapping[str, Mapping[str, str]]) -> Fact:
    try:
        kind = Kind(kind_name)
    except ValueError as error:
        raise KnowledgeBaseError(f"fact `{name}`: unknown kind `{kind_name}`; expected {', '.join(Kind)}") from error
    label = _text(program, "label", name)
    if not label:
        raise KnowledgeBaseError(f'fact `{name}`: no label; expected label({name}, "...")')
    if kind in (Kind.ONE_OF, Kind.SET_OF) and not program.rows_of("domain", name):
        raise KnowledgeBaseError(f"fact `{name}`: no values; expected domain({name}, Value)")
    highest = _text(program, "highest", name)
    plausible = program.rows_of("plausible", name)
    return Fact(
        name=name,
        kind=kind,
        label=label,
        question=_text(program, "question", name),
        domain=YES_NO if kind is Kind.YES_NO else tuple(str(row[0]) for row in program.rows_of("domain", name)),
        phrases=phrases.get(name, {}),
        limits=_limits(program, name),
        default_unit=_text(program, "default_unit", name),
        units={str(unit): _decimal(factor, name) for unit, factor in program.rows_of("unit", name)},
        relative_units=tuple(str(row[0]) for row in program.rows_of("relative_unit", name)),
        shown_unit=_text(program, "shown_unit", name, _text(program, "default_unit", name)),
        highest=_decimal(highest, name) if highest else None,
        plausible=next(((_decimal(low, name), _decimal(high, name)) for low, high in plausible), None),
        verb=_text(program, "verb", name, "is"),
        special=tuple(str(row[0]) for row in program.rows_of("special", name)),
        changed_by=_changed_by(program, name),
        remarks=_remarks(program, name),
        starts=_starts(program) if (name,) in program.rows("selects_version") else (),
    )


def _changed_by(program: Program, name: str) -> str:
    cause = _text(program, "changed_by", name)
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


def _phrases(program: Program) -> Mapping[str, Mapping[str, str]]:
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


def _record(program: Program, phrases: Mapping[str, Mapping[str, str]]) -> Record | None:
    names = [str(row[0]) for row in program.rows("record")]
    if not names:
        return None
    if len(names) > 1:
        raise KnowledgeBaseError(f"records {', '.join(names)}: expected at most one")
    name = names[0]
    entry_name, entries_name = next(
        ((str(one), str(more)) for one, more in program.rows_of("record_name", name)), ("", "")
    )
    unknown = [str(role) for role, _ in program.rows_of("record_role", name) if role not in list(Role)]
    if unknown:
        raise KnowledgeBaseError(f"record `{name}`: unknown role `{unknown[0]}`; expected {', '.join(Role)}")
    windows: dict[str, list[int]] = {}
    for given, months in program.rows("window"):
        windows.setdefault(str(given), []).append(whole(months, f"window({given})"))
    roles = {Role(str(role)): str(field) for role, field in program.rows_of("record_role", name)}
    fields = {str(field): str(kind) for field, kind in program.rows_of("field", name)}
    _check_roles(name, roles, windows, fields)
    for role in UNTOLD if windows else ():
        roles.setdefault(role, f"_{role}")
    return Record(
        fact=name,
        fields={field: _fact(program, field, kind, phrases) for field, kind in fields.items()},
        complete=_text(program, "record_complete", name),
        roles=roles,
        entry_name=str(entry_name),
        entries_name=str(entries_name),
        windows={given: tuple(sorted(months)) for given, months in windows.items()},
    )


def _check_roles(name: str, roles: Mapping[Role, str], windows: Mapping[str, object], fields: Collection[str]) -> None:
    """What windows and events can't be decided without must be declared."""
    lost = [f"`{field}` plays {role}" for role, field in roles.items() if field not in fields]
    if lost:
        raise KnowledgeBaseError(
            f"record `{name}`: {', '.join(lost)} and is no field; expected field({name}, Field, Kind)"
        )
    needed = [role for role in Role if role not in UNTOLD] if windows else []
    needed += [Role.HAPPENED] if Role.EVENT in roles and not windows else []
    missing = [role for role in needed if role not in roles]
    if missing:
        raise KnowledgeBaseError(f"record `{name}`: no field plays {', '.join(missing)}; expected record_role for each")


def _terminology(program: Program) -> Terminology:
    drugs = _grouped(_pairs(program, "drug"))
    generic = {folded(name): name for name in drugs}
    for name, other in _pairs(program, "brand"):
        if name not in drugs:
            raise KnowledgeBaseError(f"brand `{other}`: drug `{name}` is not declared")
        generic[folded(other)] = name
    codes: dict[str, list[tuple[str, str]]] = {}
    for prefix, fact, value in program.rows("code"):
        codes.setdefault(str(prefix), []).append((str(fact), str(value)))
    return Terminology(
        drugs=drugs,
        generic=generic,
        member_labels=dict(_pairs(program, "member_label")),
        codes={prefix: tuple(supplied) for prefix, supplied in codes.items()},
        codes_without_fact=dict(_pairs(program, "code_without_fact")),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        groups[key] = (*groups.get(key, ()), value)
    return groups


def _check_comparisons(program: Program, facts: Mapping[str, Fact]) -> None:
    """A rule that compares with an undeclared number could never hold: an error, not a silent denial."""
    undeclared = [
        f"{comparison.place}: {comparison.relation}({comparison.fact}, {comparison.value}) has no declared limit"
        for comparison in program.comparisons
        if comparison.fact is not None
        and comparison.value is not None
        and not _declared(facts.get(comparison.fact), comparison.relation, comparison.value)
    ]
    if undeclared:
        raise KnowledgeBaseError("\n".join(undeclared))


def _declared(fact: Fact | None, relation: str, value: str | int) -> bool:
    """Return whether worlds decide a fact against a number; counts need no limit where that is small."""
    limits = {(limit.relation, limit.text) for limit in (fact.limits if fact is not None else ())}
    if fact is None or fact.kind is not Kind.COUNT:
        return (relation, str(value)) in limits
    if relation != "at_least" or not isinstance(value, int):
        return False
    return value <= LEAST_COMPARED or (relation, str(value)) in limits
