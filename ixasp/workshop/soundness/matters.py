"""Facts, limits, windows and readings: whether any answer turns on them, and which part of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ixasp.answers.question import watched
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.vocabulary import Kind
from ixasp.workshop.finding import Severity
from ixasp.workshop.patient import items
from ixasp.workshop.sides import MOST_ENTRIES, Side, shapes
from ixasp.workshop.soundness.draft import Draft
from ixasp.workshop.soundness.pairs import DECISION, DOSING
from ixasp.workshop.soundness.places import Subject, quoted
from ixasp.workshop.soundness.turning import Turning
from ixasp.workshop.therapy_dates import own_last_dose_constraint
from ixasp.worlds.encoding import option_atom
from ixasp.worlds.rules import GroundProgram
from ixasp.worlds.shape import Shape, worlds_program
from ixasp.worlds.solver import ground_program


@dataclass(frozen=True)
class Thing:
    """Something that may matter or not."""

    check: str
    subject: Subject
    name: str
    """What it is called in a message."""


def matters(loaded: LoadedPolicy, entries: int = MOST_ENTRIES) -> dict[Thing, str]:
    """Return for each fact, limit, window and reading what turns on it: DECISION, DOSING, or an empty text.

    There are a few questions for each: two patients who differ in it alone, and in what is told of them. A fact that
    constraints tie to others matters, too, where it tells of those: then they may differ with it.

    Args:
        loaded: the policy
        entries: records of up to so many entries are covered
    """
    found: dict[Thing, str] = {}
    told = watched(loaded.outline)
    for shape in shapes([Side(loaded, loaded.outline.versions[-1].name, {})], entries):
        turning = Turning(_all_patients(loaded, shape), told)
        for thing, atoms in _things(loaded, shape, set(turning.atoms)).items():
            if found.get(thing) != DECISION:
                found[thing] = _first(found.get(thing, ""), turning.on(atoms))
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
    order = (DECISION, DOSING, "")
    return min(one, other, key=order.index)


def _all_patients(loaded: LoadedPolicy, shape: Shape) -> GroundProgram:
    """Return the rules of a policy with all patients of a shape."""
    rules = worlds_program(loaded.vocabulary, shape) + own_last_dose_constraint(loaded.vocabulary.record)
    return ground_program(loaded.program.permissive, rules)


def _things(loaded: LoadedPolicy, shape: Shape, tied: set[str]) -> dict[Thing, frozenset[str]]:
    """Return what may matter in a shape, with those of the atoms of its patients that differ where it does."""
    vocabulary = loaded.vocabulary
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
        atoms = [option_atom(reading.id, option) for option in reading.options]
        add(Thing("idle-reading", Subject("default", (reading.id,)), f"the reading {reading.id}"), atoms)
    return {thing: frozenset(atoms) for thing, atoms in found.items()}
