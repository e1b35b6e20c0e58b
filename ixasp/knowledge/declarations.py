"""From declared facts to a vocabulary: facts, record, terminology."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.fact_declarations import pairs, read_fact, read_phrases, text_of
from ixasp.knowledge.program import Program, whole
from ixasp.knowledge.vocabulary import (
    LEAST_COMPARED,
    Fact,
    Kind,
    Record,
    Role,
    Terminology,
    Vocabulary,
    folded,
)

UNTOLD = (Role.BEGINS, Role.LAST_DOSES)
"""What a record need not tell: where no field plays such a role, it has one that no case can state."""

MOST_MONTHS = 1200
"""The longest window: no event lies further back in a life."""


def read_vocabulary(program: Program) -> Vocabulary:
    """Return what a case of this policy may say.

    Raises:
        KnowledgeBaseError: a declaration is not complete, or a rule compares with a number that is not declared.
    """
    phrases = read_phrases(program)
    facts = {name: read_fact(program, name, kind, phrases) for name, kind in pairs(program, "fact")}
    record = _record(program, phrases)
    terminology = _terminology(program)
    problems = [
        *_record_problems(facts, record),
        *_version_problems(facts, len(program.rows("version"))),
        *_code_problems(facts, terminology),
        *_comparison_problems(program, facts),
    ]
    if problems:
        raise KnowledgeBaseError("\n".join(problems))
    return Vocabulary(facts, record, terminology)


def _record_problems(facts: Mapping[str, Fact], record: Record | None) -> Iterator[str]:
    if record is not None and record.fact not in facts:
        yield f"record `{record.fact}` is not declared as a fact"
    for name, fact in facts.items():
        if (fact.kind is Kind.RECORDS) is not (record is not None and name == record.fact):
            yield f"fact `{name}`: expected fact({name}, {Kind.RECORDS}) together with record({name})"


def _version_problems(facts: Mapping[str, Fact], versions: int) -> Iterator[str]:
    selecting = [name for name, fact in facts.items() if fact.selects_version]
    if len(selecting) > 1 or (not selecting and versions > 1):
        told = f"{', '.join(selecting) or 'no fact'} tells which one applies"
        yield f"versions: {told}; expected selects_version(Fact) for one date"


def _code_problems(facts: Mapping[str, Fact], terminology: Terminology) -> Iterator[str]:
    for code, supplied in terminology.codes.items():
        for name, _ in supplied:
            if name not in facts:
                yield f"code `{code}`: `{name}` is no fact; expected a declared one"


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
        number = whole(months, f"window({given})")
        if not 0 <= number <= MOST_MONTHS:
            raise KnowledgeBaseError(f"window({given}): {number} months; expected 0 to {MOST_MONTHS}")
        windows.setdefault(str(given), []).append(number)
    roles = {Role(str(role)): str(field) for role, field in program.rows_of("record_role", name)}
    fields = {str(field): str(kind) for field, kind in program.rows_of("field", name)}
    _check_roles(name, roles, windows, fields)
    for role in UNTOLD if windows else ():
        roles.setdefault(role, f"_{role}")
    return Record(
        fact=name,
        fields={field: read_fact(program, field, kind, phrases) for field, kind in fields.items()},
        complete=text_of(program, "record_complete", name),
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
    drugs = _grouped(pairs(program, "drug"))
    generic = {folded(name): name for name in drugs}
    for name, other in pairs(program, "brand"):
        if name not in drugs:
            raise KnowledgeBaseError(f"brand `{other}`: drug `{name}` is not declared")
        generic[folded(other)] = name
    codes: dict[str, list[tuple[str, str]]] = {}
    for prefix, fact, value in program.rows("code"):
        codes.setdefault(str(prefix), []).append((str(fact), str(value)))
    return Terminology(
        drugs=drugs,
        generic=generic,
        member_labels=dict(pairs(program, "member_label")),
        codes={prefix: tuple(supplied) for prefix, supplied in codes.items()},
        codes_without_fact=dict(pairs(program, "code_without_fact")),
    )


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        groups[key] = (*groups.get(key, ()), value)
    return groups


def _comparison_problems(program: Program, facts: Mapping[str, Fact]) -> Iterator[str]:
    """A rule that compares with an undeclared number could never hold: an error, not a silent denial."""
    for comparison in program.comparisons:
        fact, value = comparison.fact, comparison.value
        if fact is not None and value is not None and not _declared(facts.get(fact), comparison.relation, value):
            yield f"{comparison.place}: {comparison.relation}({fact}, {value}) has no declared limit"


def _declared(fact: Fact | None, relation: str, value: str | int) -> bool:
    """Return whether worlds decide a fact against a number; counts need no limit where that is small."""
    limits = {(limit.relation, limit.text) for limit in (fact.limits if fact is not None else ())}
    if fact is None or fact.kind is not Kind.COUNT:
        return (relation, str(value)) in limits
    if relation != "at_least" or not isinstance(value, int):
        return False
    return value <= LEAST_COMPARED or (relation, str(value)) in limits
