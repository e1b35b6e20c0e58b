"""Coverage of what charts say: both sides of every limit and window, and the values of facts."""

from collections.abc import Collection, Iterator, Sequence

from ixasp.intake.interval import Interval
from ixasp.knowledge.vocabulary import Fact, Kind, Limit, Role
from ixasp.policy import Policy
from ixasp.workshop.coverage.decisions import Decision
from ixasp.workshop.coverage.declared import Declared
from ixasp.workshop.coverage.paragraphs import item
from ixasp.workshop.coverage.result import Item
from ixasp.worlds.encoding import term


def limits(policy: Policy, declared: Declared, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each limit three times: a value beyond it, a value short of it, and the limit itself.

    Covered is a side on which the value lies for every patient that fits some case, whether it is stated or follows
    from the record; the limit itself where a chart states just this number, or a count can be no other.
    """
    for fact in policy.loaded.vocabulary.facts.values():
        for limit in fact.limits:
            place = declared.place(*_declaration(fact, limit))
            unit = f" {fact.shown_unit}" if fact.shown_unit else ""
            atom = _atom(fact, limit.text, limit)
            beyond, short = ("above", "at most") if limit.strict else ("at least", "below")
            for words, having in (
                (beyond, [one for one in found if one.compared.get(atom) is True]),
                (short, [one for one in found if one.compared.get(atom) is False]),
                ("exactly", [one for one in found if _exactly(one, fact, limit)]),
            ):
                note = "" if having else "no case has such a value"
                says = f"{fact.label} {words} {limit.text}{unit} ({limit.paragraph})"
                yield item(f"{fact.name} {words} {limit.text}", says, place, having, note)


def _atom(fact: Fact, number: str, limit: Limit) -> str:
    if fact.kind is Kind.COUNT:
        return f"at_least({fact.name},{number})"
    return f'{limit.relation}({fact.name},"{number}")'


def _declaration(fact: Fact, limit: Limit) -> tuple[str, ...]:
    if fact.kind is Kind.COUNT:
        return "count_limit", fact.name, limit.text
    return "limit", fact.name, limit.relation, limit.text


def _exactly(one: Decision, fact: Fact, limit: Limit) -> bool:
    if fact.kind is Kind.COUNT:
        number = int(limit.text)
        return (
            one.compared.get(_atom(fact, str(number), limit)) is True
            and one.compared.get(_atom(fact, str(number + 1), limit)) is False
        )
    stated = one.case.case.statements.get(fact.name)
    value = None if stated is None else stated.value
    return bool(one.compared) and isinstance(value, Interval) and value.exact and value.low == limit.exact


def windows(policy: Policy, declared: Declared, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each window twice: an event within so many months of a last dose, and one that is not.

    Covered is a side on which an entry of some record lies for every patient that fits the case.
    """
    record = policy.loaded.vocabulary.record
    for given, months in record.windows.items() if record is not None else ():
        assert record is not None
        event = record.fields[record.roles[Role.EVENT]].label
        member = policy.loaded.vocabulary.terminology.member_labels.get(given, given)
        for number in months:
            place = declared.place("window", given, str(number))
            for words, holds in (("within", True), ("not within", False)):
                having = [one for one in found if _lies(one, record.roles[Role.GIVEN], given, number, holds)]
                note = "" if having else "no case has such a record"
                says = f"{event} {words} {number} months of the last dose of {member}"
                yield item(f"{given} {words} {number} months", says, place, having, note)


def _lies(one: Decision, field: str, given: str, months: int, holds: bool) -> bool:
    return any(
        one.compared.get(f"includes({field}({entry}),{term(given)})") is True
        and one.compared[f"within({entry},{term(given)},{months})"] is holds
        for entry in range(one.case.case.entries or 0)
    )


def values(policy: Policy, declared: Declared, bearing: Collection[str], found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each value of a fact and each member of a set, fields of the record included, and words for dates.

    Covered is one that a chart states, or a diagnosis code supplies, in a case that has an answer. Facts on which no
    answer can turn have none to cover; `bearing` names the others.
    """
    vocabulary = policy.loaded.vocabulary
    told: dict[tuple[str, str], list[Decision]] = {}
    for one in (one for one in found if not one.selected and one.statuses):
        for name, value in _told(one):
            told.setdefault((name, value), []).append(one)
    fields = vocabulary.record.fields if vocabulary.record is not None else {}
    for fact in (*(fact for name, fact in vocabulary.facts.items() if name in bearing), *fields.values()):
        for value in (*fact.domain, *fact.special):
            having = told.get((fact.name, value), [])
            phrase = (fact.phrases or {}).get(value, f"{fact.label}: {value}")
            place = declared.place("special" if value in fact.special else "domain", fact.name, value)
            if fact.kind is Kind.YES_NO:
                record = (vocabulary.record.fact,) if vocabulary.record is not None else ()
                place = declared.place(*(("field", *record) if fact.name in fields else ("fact",)), fact.name)
            yield item(f"{fact.name} {value}", phrase, place, having, "" if having else "no case has it")


def _told(one: Decision) -> Iterator[tuple[str, str]]:
    for statement in one.case.case.statements.values():
        if isinstance(statement.value, str):
            yield statement.fact.name, statement.value
        elif isinstance(statement.value, frozenset):
            yield from ((statement.fact.name, member) for member in statement.value)
    yield from ((supplied.fact, supplied.value) for supplied in one.case.case.supplied)
