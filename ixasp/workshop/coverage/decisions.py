"""The cases, decided: every answer that is expected, once, with all that a measurement reads from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ixasp.answers.question import Question
from ixasp.errors import InconsistentCase, UnsupportedRequest
from ixasp.knowledge.vocabulary import Kind, Record, Role, Vocabulary
from ixasp.workshop.case_run import ReadyCase
from ixasp.workshop.coverage.otherwise import Otherwise
from ixasp.workshop.coverage.switches import FIRING, SETTLED, SwitchedRule, Switches
from ixasp.workshop.expectation import ExpectedAnswer
from ixasp.worlds.encoding import term
from ixasp.worlds.space import Worlds

Statuses = Mapping[str, bool | None]
"""For each atom, whether it holds in every world (true), in none (false), or in some (none)."""


@dataclass(frozen=True, eq=False)
class Decision:
    """A case under one choice of readings."""

    case: ReadyCase
    selected: Mapping[str, str]
    """The readings other than by default."""
    expected: ExpectedAnswer
    question: Question
    clash: frozenset[str] = frozenset()
    """The facts that clash, where no patient fits the case."""
    statuses: Statuses = field(default_factory=dict)
    """What a determination settles; empty where no patient fits the case."""
    seen: Sequence[Mapping[str, bool]] = ()
    """Worlds that show every status that is open, and every rule that fires for some patient."""
    compared: Statuses = field(default_factory=dict)
    """How the case stands to the limits and windows; empty unless it is read by default."""

    def fires(self, rule: SwitchedRule) -> bool:
        """Return whether the conditions of a rule hold for some patient that fits the case."""
        return any(world.get(rule.fires, False) for world in self.seen)


def decisions(cases: Iterable[ReadyCase], switched: Switches) -> Iterator[Decision]:
    """Yield every answer that the expectations of cases ask for; a request that no version covers has none."""
    for case in cases:
        for selected, expected in case.expected.answers:
            try:
                question = case.policy.question(case.case, selected)
            except UnsupportedRequest:
                continue
            yield _decided(Decision(case, selected, expected, question), switched)


def _decided(one: Decision, switched: Switches) -> Decision:
    try:
        with switched.question(one.question).worlds() as worlds:
            statuses, seen = _settled(worlds, switched)
            compared = {} if one.selected else _compared(worlds, one.question.policy.vocabulary)
    except InconsistentCase as error:
        clash = frozenset(fact.fact for fact in error.clash)
        return Decision(one.case, one.selected, one.expected, one.question, clash)
    return Decision(one.case, one.selected, one.expected, one.question, frozenset(), statuses, seen, compared)


def _settled(worlds: Worlds, switched: Switches) -> tuple[Statuses, list[Mapping[str, bool]]]:
    """Return the status of what a determination settles, and worlds that show it, and which rules may fire."""
    fires = [rule.fires for rule in switched.firing]
    atoms = [*switched.settled, *fires]
    literals = [worlds.atom(atom) for atom in atoms]
    first = worlds.world((), literals)
    assert first is not None, "worlds of a consistent case"
    seen: list[Mapping[str, bool]] = [dict(zip(atoms, first, strict=True))]
    statuses: dict[str, bool | None] = {atom: seen[0][atom] for atom in switched.settled}
    otherwise = Otherwise(worlds, SETTLED, switched.settled)
    while (found := otherwise.world(statuses, literals)) is not None:
        seen.append(dict(zip(atoms, found, strict=True)))
        statuses = {atom: holds if seen[-1][atom] is holds else None for atom, holds in statuses.items()}
    idle = {atom: False for atom in fires if not any(world[atom] for world in seen)}
    firing = Otherwise(worlds, FIRING, fires)
    while (found := firing.world(idle, literals)) is not None:
        seen.append(dict(zip(atoms, found, strict=True)))
        idle = {atom: False for atom in idle if not seen[-1][atom]}
    return statuses, seen


def _compared(worlds: Worlds, vocabulary: Vocabulary) -> dict[str, bool | None]:
    atoms = list(limit_atoms(vocabulary))
    if vocabulary.record is not None:
        entries = range(worlds.shape.entries)
        atoms += [atom for entry in entries for atom in window_atoms(vocabulary.record, entry)]
    return dict(zip(atoms, worlds.certain([worlds.atom(atom) for atom in atoms]), strict=True))


def limit_atoms(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the atom of every limit; for a count, that of the next number, too."""
    for fact in vocabulary.facts.values():
        for limit in fact.limits:
            if fact.kind is Kind.COUNT:
                yield from (f"at_least({fact.name},{number})" for number in (int(limit.text), int(limit.text) + 1))
            else:
                yield f'{limit.relation}({fact.name},"{limit.text}")'


def window_atoms(record: Record, entry: int) -> Iterator[str]:
    """Yield the atoms of every window for an entry, and those that tell whether it is about the entry at all."""
    for given, windows in record.windows.items():
        yield f"includes({record.roles[Role.GIVEN]}({entry}),{term(given)})"
        yield from (f"within({entry},{term(given)},{months})" for months in windows)
