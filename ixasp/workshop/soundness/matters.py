"""Facts, limits, windows and readings: whether any answer turns on them, and which part of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.vocabulary import Kind
from ixasp.workshop.finding import Severity
from ixasp.workshop.patient import items
from ixasp.workshop.sides import MOST_ENTRIES, Side, joined, shapes
from ixasp.workshop.soundness.draft import Draft
from ixasp.workshop.soundness.pairs import CRITERION, DOSING, OUTCOME, Pairs
from ixasp.workshop.soundness.places import Subject, quoted
from ixasp.worlds.encoding import term
from ixasp.worlds.shape import Shape


@dataclass(frozen=True)
class Thing:
    """Something that may matter or not."""

    check: str
    subject: Subject
    name: str
    """What it is called in a message."""


def matters(loaded: LoadedPolicy, entries: int = MOST_ENTRIES) -> dict[Thing, str]:
    """Return for each fact, limit, window and reading what turns on it: OUTCOME, CRITERION, DOSING, or an empty text.

    There are a few questions for each: two patients who differ in it alone, and in what is told of them. A fact that
    constraints tie to others matters, too, where it tells of those: then they may differ with it.

    Args:
        loaded: the policy
        entries: records of up to so many entries are covered
    """
    found: dict[Thing, str] = {}
    side = Side(loaded, loaded.outline.versions[-1].name, {})
    for shape in shapes([side], entries):
        pairs = Pairs(loaded, shape)
        beside: list[frozenset[str]] | None = None
        for thing, atoms in _things(loaded, shape, pairs).items():
            known = found.get(thing)
            if known == OUTCOME:
                continue
            turning = pairs.turning(atoms)
            if not turning:
                if beside is None:
                    beside = _constrained(side, shape)
                near = {_subject(atom) for group in beside if group & atoms for atom in group}
                near -= {_subject(atom) for atom in atoms}
                free = {atom for atom in pairs.tied if _subject(atom) in near}
                turning = pairs.turning(atoms, free) if free else ""
            found[thing] = _first(known or "", turning)
    return found


def idle_things(found: Mapping[Thing, str], covered: str) -> Iterator[Draft]:
    """Yield what nothing turns on, and what only the dosing turns on."""
    proof = f"proven over {covered}, under any readings and in every version"
    for thing, turning in found.items():
        if not turning:
            message = f"{thing.name} can never matter: no determination turns on it"
            yield Draft(thing.check, Severity.WARNING, thing.subject, message, (proof,))
        elif turning == DOSING and thing.subject.predicate != "limit":
            message = f"{thing.name} matters for the dose or the duration only"
            yield Draft("dosing-only", Severity.NOTE, thing.subject, message, (proof,))


def _first(one: str, other: str) -> str:
    """Return which of two parts of an answer says more."""
    order = (OUTCOME, CRITERION, DOSING, "")
    return min(one, other, key=order.index)


def _things(loaded: LoadedPolicy, shape: Shape, pairs: Pairs) -> dict[Thing, frozenset[str]]:
    """Return what may matter in a shape, with the atoms that differ where it does."""
    vocabulary, tied = loaded.vocabulary, set(pairs.tied)
    found: dict[Thing, set[str]] = {}

    def add(thing: Thing, atoms: Iterator[str] | tuple[str, ...] | list[str]) -> None:
        known = tied.intersection(atoms)
        if known:
            found.setdefault(thing, set()).update(known)

    for item in items(vocabulary, shape):
        if item.path.endswith("]"):
            continue  # the dates of an entry: their windows are looked at one by one
        name = item.path.rpartition(".")[2]
        record = vocabulary.record
        fact = vocabulary.fact(item.path)
        entry = record is not None and item.path.startswith(f"{record.fact}[")
        declared = Subject("field", (record.fact, name)) if entry and record is not None else Subject("fact", (name,))
        if record is not None and item.path == record.complete:
            continue  # every record has one, whether the rules ask for it or not
        if fact.kind in (Kind.ONE_OF, Kind.YES_NO) and len(fact.domain) < 2:
            continue
        add(Thing("idle-fact", declared, f"the fact {name}"), item.atoms)
    for fact in vocabulary.facts.values():
        for limit in fact.limits:
            if fact.kind is Kind.QUANTITY:
                declared = Subject("limit", (fact.name, limit.relation, quoted(limit.text)))
                atom = f'{limit.relation}({fact.name},"{limit.text}")'
            else:
                declared = Subject("count_limit", (fact.name, limit.text))
                atom = f"{limit.relation}({fact.name},{limit.text})"
            words = limit.relation.replace("_", " ")
            add(Thing("idle-limit", declared, f"the limit {fact.name} {words} {limit.text}"), [atom])
    for given, windows in (vocabulary.record.windows if vocabulary.record else {}).items():
        for months in windows:
            atoms = [f"within({entry},{given},{months})" for entry in range(shape.entries)]
            declared = Subject("window", (given, str(months)))
            name = f"the window of {months} months after {given}"
            add(Thing("idle-window", declared, name), atoms)
    for reading in loaded.outline.readings.values():
        atoms = [f"is(reading({reading.id}),{term(option)})" for option in reading.options]
        add(Thing("idle-reading", Subject("default", (reading.id,)), f"the reading {reading.id}"), atoms)
    return {thing: frozenset(atoms) for thing, atoms in found.items()}


def _subject(atom: str) -> str:
    """Return what an atom about a fact or a reading is about; for the dates of an entry: which one, and what given."""
    name, _, inside = atom.partition("(")
    if name in ("is", "includes", "at_least", "above"):
        return inside.rpartition(",")[0]
    return ",".join(inside.rstrip(")").split(",")[:2])  # within(Entry, Given, Months), own_last_dose(Entry, Given)


def _constrained(side: Side, shape: Shape) -> list[frozenset[str]]:
    """Return for each constraint the atoms about facts that it is about."""
    joint, _ = joined([side], shape)
    name = {joint.tied_literal(atom): atom for atom in joint.tied}
    return [frozenset(name[literal] for literal in group) for group in joint.constrained(0)]
