"""The shape of a case: what the ground program depends on, besides the policy itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ixasp.knowledge.vocabulary import Fact, Kind, Record, Role, Vocabulary

_WORLDS = Path(__file__).with_name("worlds.lp")


@dataclass(frozen=True)
class Shape:
    """Cases of one shape share a ground program."""

    entries: int
    """Entries of the record."""
    large_numbers: int
    """How many numbers beyond the usual ones the case states for its counts."""
    most_compared: int
    """The largest number that counts are compared with, whatever the case."""

    @property
    def usual(self) -> int:
        """The largest number that every count is compared with: one more than the record can reach, or more."""
        return max(self.most_compared, self.entries + 1)


def worlds_program(vocabulary: Vocabulary, shape: Shape) -> str:
    """Return the rules that, added to a policy's own, make all worlds of a shape."""
    return "\n".join([_WORLDS.read_text(encoding="utf-8"), *_shape_rules(vocabulary, shape)])


def _shape_rules(vocabulary: Vocabulary, shape: Shape) -> Iterator[str]:
    for fact in vocabulary.facts.values():
        if fact.kind is Kind.COUNT:
            yield f"compared({fact.name}, 1..{shape.usual + shape.large_numbers})."
        elif fact.kind is Kind.QUANTITY:
            for position, limit in enumerate(fact.limits, start=1):
                yield f'cut({fact.name}, {position}, {limit.relation}, "{limit.text}").'
    if vocabulary.record is not None and shape.entries:
        yield f"entry(0..{shape.entries - 1})."
        yield from _record_rules(vocabulary.record)


def _record_rules(record: Record) -> Iterator[str]:
    """Yield the choices for every entry, and what its dates imply for one another.

    A date is never decided to the day. The rules ask only whether the event came within so many months of a last
    dose: within(Entry, Given, Months). What two stated dates settle about that is computed with the calendar and
    handed over as settled(...); since the beginning bounds the last dose from below, and the end from above,
    pairs of dates settle all that can be settled.
    """
    for field in record.fields.values():
        yield from _field_rules(field)
    if not record.windows:
        return
    ends, event = record.roles[Role.ENDS], record.roles[Role.EVENT]
    happened = f"is({record.roles[Role.HAPPENED]}(Entry), yes)"
    dates = (record.roles[Role.BEGINS], ends, record.roles[Role.LAST_DOSES])
    yield f"""
{{ stated({event}, Entry); {"; ".join(f"stated({name}, Entry)" for name in dates)} }} :- entry(Entry).
{{ own_last_dose(Entry, Given) }} :- entry(Entry), window(Given, _).
{{ within(Entry, Given, Months) : window(Given, Months) }} :- entry(Entry), window(Given, _), {happened}.

% Who reaches a window reaches every longer one; what ended before the entry ended no later than the entry.
:- within(Entry, Given, Months), window(Given, Longer), Longer > Months, not within(Entry, Given, Longer).
:- within(Entry, Given, Months), window(Other, Longer), Longer >= Months,
   not own_last_dose(Entry, Other), not within(Entry, Other, Longer).

% A stated event happened; a stated end is over; what still goes on goes on at the event.
:- stated({event}, Entry), not {happened}.
:- stated({ends}, Entry), is({ends}(Entry), Word), special({ends}, Word).
:- is({ends}(Entry), Word), special({ends}, Word), {happened}, window(Given, Months),
   not own_last_dose(Entry, Given), not within(Entry, Given, Months).

% What two stated dates settle.
{{ settled(Entry, Given, Months, ({"; ".join(dates)}), (yes; no)) }} :- entry(Entry), window(Given, Months).
:- settled(Entry, Given, Months, By, yes), stated({event}, Entry), stated(By, Entry), not within(Entry, Given, Months).
:- settled(Entry, Given, Months, By, no), stated({event}, Entry), stated(By, Entry), within(Entry, Given, Months).
"""


def _field_rules(field: Fact) -> Iterator[str]:
    name = field.name
    if field.kind is Kind.ONE_OF:
        yield f"{{ is({name}(Entry), Value) : domain({name}, Value) }} = 1 :- entry(Entry)."
    elif field.kind is Kind.YES_NO:
        yield f"{{ is({name}(Entry), yes); is({name}(Entry), no) }} = 1 :- entry(Entry)."
    elif field.kind is Kind.SET_OF:
        yield f"{{ includes({name}(Entry), Member) : domain({name}, Member) }} :- entry(Entry)."
    elif field.kind is Kind.DATE and field.special:
        yield f"{{ is({name}(Entry), Word) : special({name}, Word) }} :- entry(Entry)."
