"""All mutants in one program: which one a question is about is a reading like any other.

Each rule that is changed somewhere holds unless a mutant replaces it, and each changed rule holds where its mutant is
asked for. The rules are ground once for each shape of cases, and then a question costs what any question costs; left
open, the reading makes one question ask about all mutants at once. The idea is that of mutant schemata (Untch, Offutt
and Harrold, ISSTA 1993).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline, Reading
from ixasp.knowledge.program import BROKEN, Place
from ixasp.policy import Policy
from ixasp.workshop.mutants.changes import Change, Surroundings, changes
from ixasp.workshop.mutants.limits import new_windows, with_limits
from ixasp.workshop.mutants.outlines import changed_outline
from ixasp.workshop.mutants.recursion import recursive_through_negation
from ixasp.workshop.mutants.refused import refused
from ixasp.workshop.mutants.rules import Rules, read_rules
from ixasp.workshop.sides import MOST_ENTRIES
from ixasp.worlds.shape import Shape, worlds_program
from ixasp.worlds.solver import ground_program

MUTANT = "_mutant"
"""The reading that tells which mutant is asked about; its option 0 stands for the rules as they are."""

TOLERANT = "_tolerant"
"""The reading that tells whether a patient may break the constraints that some mutant changes."""


@dataclass(frozen=True)
class Mutant:
    """A policy with one rule otherwise."""

    number: int
    """From 1; the option of the reading."""
    place: Place
    what: str
    """What was changed, in plain words."""
    before: str
    after: str
    """The rule as it then is; empty where it is gone."""
    rule: int
    """The rule that it changes, by its position."""
    outline: Outline
    """What the policy then declares."""

    @property
    def atom(self) -> str:
        """The atom that a question assumes."""
        return option(self.number)


@dataclass(frozen=True)
class MutatedPolicy:
    """A policy that has its mutants as options of one more reading."""

    original: LoadedPolicy
    policy: Policy
    """Decides as the original does unless the reading says otherwise."""
    mutants: tuple[Mutant, ...]
    refused: tuple[Mutant, ...]
    """Changes that are no program: clingo or the engine refuses them, or an atom depends on its own negation."""
    alone: Callable[[int], Policy]
    """Gives the policy of one mutant by itself, for questions that would be slow with all the others beside it."""


def option(number: int) -> str:
    """Return the atom that asks for a mutant; for the rules as they are by 0."""
    return f"is(reading({MUTANT}),{number})"


@contextmanager
def mutated(policy: LoadedPolicy) -> Iterator[MutatedPolicy]:
    """Give a policy with all of its mutants; its rules lie in a file of their own until the block ends."""
    rules = read_rules(policy)
    mutants, refused_mutants = _mutants(policy, rules)
    bad = _recursive(policy, rules, mutants)
    kept = [mutant for mutant in mutants if mutant.number not in bad]
    good = tuple(replace(mutant, number=number) for number, mutant in enumerate(kept, start=1))
    out = (*refused_mutants, *(mutant for mutant in mutants if mutant.number in bad))
    with TemporaryDirectory() as folder:

        @cache
        def alone(number: int) -> Policy:
            mutant = good[number - 1]
            changed = _written(Path(folder) / f"{number}.lp", policy, text_of_one(rules, mutant), [mutant])
            return Policy(replace(changed, outline=mutant.outline))

        together = _written(Path(folder) / "all.lp", policy, text_of_all(rules, good), good)
        options = {str(number): "" for number in range(len(good) + 1)}
        own = [Reading(MUTANT, MUTANT, (), options, "0"), Reading(TOLERANT, TOLERANT, (), {"no": "", "yes": ""}, "no")]
        outline = replace(policy.outline, readings={**policy.outline.readings, **{one.id: one for one in own}})
        yield MutatedPolicy(policy, Policy(replace(together, outline=outline)), good, out, alone)


def _written(path: Path, policy: LoadedPolicy, text: str, mutants: Sequence[Mutant]) -> LoadedPolicy:
    """Return a policy with other rules, which are written into a file, and with the limits that mutants add."""
    vocabulary = with_limits(policy.vocabulary, [mutant.after for mutant in mutants])
    path.write_text("\n".join([text, *new_windows(policy.vocabulary, vocabulary)]), encoding="utf-8")
    program = replace(policy.program, sources=replace(policy.program.sources, entry=path))
    return LoadedPolicy(program, vocabulary, policy.outline)


def _recursive(policy: LoadedPolicy, rules: Rules, mutants: Sequence[Mutant]) -> frozenset[int]:
    """Return the mutants that are recursive through negation."""
    vocabulary = with_limits(policy.vocabulary, [mutant.after for mutant in mutants])
    text = "\n".join([text_of_all(rules, mutants), *new_windows(policy.vocabulary, vocabulary)])
    ground = ground_program(text, worlds_program(vocabulary, Shape(MOST_ENTRIES, 0, vocabulary.most_compared)))
    return recursive_through_negation(ground, {mutant.number: ground.atoms[mutant.atom] for mutant in mutants})


def _mutants(policy: LoadedPolicy, rules: Rules) -> tuple[tuple[Mutant, ...], tuple[Mutant, ...]]:
    """Return the mutants, numbered, and the changes that clingo refuses."""
    around = Surroundings.of(policy, rules)
    found = [(at, rule, change) for at, rule in enumerate(rules.changed) for change in changes(rule, around)]
    wrong = refused([_text(change) for _, _, change in found])
    good: list[Mutant] = []
    bad: list[Mutant] = []
    for position, (at, rule, change) in enumerate(found):
        outline = changed_outline(policy, rule.text, _text(change))
        mutant = Mutant(len(good) + 1, rule.place, change.what, rule.text, _text(change), at, outline or policy.outline)
        (bad if position in wrong or outline is None else good).append(mutant)
    return tuple(good), tuple(bad)


def _text(change: Change) -> str:
    return "" if change.node is None else str(change.node).replace("#false :-", ":-")


def text_of_all(rules: Rules, mutants: Sequence[Mutant]) -> str:
    """Return the one program."""
    lines = list(rules.kept)
    replaced = {mutant.rule for mutant in mutants}
    for at, rule in enumerate(rules.changed):
        lines.append(_under(_told(rule.text), f"not _replaced({at})") if at in replaced else rule.text)
    for mutant in mutants:
        lines.append(f"_replaced({mutant.rule}) :- {mutant.atom}.")
        if mutant.after:
            lines.append(_under(_told(mutant.after), mutant.atom))
    lines.append(f'reading({MUTANT}, 0..{len(mutants)}, "").')
    lines.append(f'reading({TOLERANT}, (no; yes), "").')
    lines.append(f"default({MUTANT}, 0). default({TOLERANT}, no).")
    lines.append(f":- {BROKEN}, is(reading({TOLERANT}), no).")
    return "\n".join(lines)


def text_of_one(rules: Rules, mutant: Mutant) -> str:
    """Return the program of one mutant by itself, as its author would have written it."""
    lines = [*rules.kept, *(rule.text for at, rule in enumerate(rules.changed) if at != mutant.rule), mutant.after]
    return "\n".join(lines)


def _told(rule: str) -> str:
    """Return a rule that, where it is a constraint, tells that it is broken."""
    return f"{BROKEN} {rule}" if rule.startswith(":-") else rule


def _under(rule: str, condition: str) -> str:
    """Return a rule with one more condition."""
    whole = rule.removesuffix(".")
    return f"{whole}; {condition}." if ":-" in whole else f"{whole} :- {condition}."
