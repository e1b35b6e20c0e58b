"""A policy whose rules can be switched off one by one, without grounding anew.

Each rule and each constraint asks for a switch. A switch is a reading with two options, on and off: so a question fixes
the switches as it fixes how passages are read, and all that the engine does with readings holds for them.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ixasp.answers.question import Question, watched
from ixasp.policy import Policy
from ixasp.workshop.coverage.otherwise import otherwise_rules
from ixasp.workshop.syntax.library import PolicyFiles
from ixasp.workshop.syntax.statements import Statement
from ixasp.worlds.pool import Pool
from ixasp.worlds.shape import Shape

SETTLED, FIRING = "settled", "firing"
"""The groups of atoms whose worlds can be looked at at once."""
_KEPT = ("rule", "constraint", "choice", "disjunction", "const", "external")
_WORLD_MAKING = frozenset(
    (
        *("fact", "domain", "limit", "count_limit", "version", "reading", "default", "window", "special"),
        *("entry", "cut", "compared"),
    )
)
"""What the worlds are made from: a rule for one of these has no switch."""


@dataclass(frozen=True)
class SwitchedRule:
    """A rule or a constraint with a condition."""

    file: str
    statement: Statement
    switch: str
    """The reading that switches it; empty where no answer can rest on it."""

    @property
    def fires(self) -> str:
        """The atom that holds where the conditions of the rule do; that of a constraint never does."""
        return f"_fires({self.switch})"


@dataclass(frozen=True)
class Switches:
    """A policy's rules, each with a switch."""

    rules: tuple[SwitchedRule, ...]
    """Those that have a switch, in the order of the files."""
    unasked: tuple[SwitchedRule, ...]
    """Those without one: nothing that is decided asks for what they derive."""
    empty: frozenset[str]
    """The switches of rules that can fire for no patient: what they ask for is never declared in this policy."""
    bearing: frozenset[str]
    """The facts on which some answer can turn."""
    settled: tuple[str, ...]
    """What a determination settles, and which section decides the request."""
    pool: Pool

    @property
    def firing(self) -> tuple[SwitchedRule, ...]:
        """The rules that derive something."""
        return tuple(rule for rule in self.rules if rule.statement.kind != "constraint")

    def question(self, question: Question, off: str = "") -> Question:
        """Return a question under the same rules, one of them switched off."""
        switched = {rule.switch: "off" if rule.switch == off else "on" for rule in self.rules}
        return replace(question, pool=self.pool, readings={**question.readings, **switched})


@contextmanager
def switches(policy: Policy, files: PolicyFiles) -> Iterator[Switches]:
    """Give a policy's rules switches, until the block ends.

    Args:
        policy: what decides
        files: the files of its rules
    """
    loaded = policy.loaded
    sections = (f'own_section("{name}")' for name in loaded.outline.sections)
    settled = (*watched(loaded.outline).atoms, *sections)
    rules, idle, lines = _switched(files, {atom.partition("(")[0] for atom in settled})
    for rule in rules:
        lines.append(f'reading({rule.switch}, (on; off), ""). default({rule.switch}, on).')
        if rule.statement.kind != "constraint":
            lines.append(f"{rule.fires} :- {'; '.join(rule.statement.body_texts)}.")
    with TemporaryDirectory() as folder:
        entry = Path(folder) / "policy.lp"
        program = replace(loaded.program, sources=replace(loaded.program.sources, entry=entry))
        pool = Pool(replace(loaded, program=program), ())
        firing = [rule for rule in rules if rule.statement.kind != "constraint"]
        lines += otherwise_rules(SETTLED, settled)
        lines += otherwise_rules(FIRING, [rule.fires for rule in firing])
        entry.write_text("\n".join(lines), encoding="utf-8")
        whole = Shape(1, 0, loaded.vocabulary.most_compared)  # every rule that can fire at all has an instance in it
        with pool.lend(whole) as solver:
            never = solver.literal("_never")
            empty = frozenset(rule.switch for rule in firing if solver.literal(rule.fires) == never)
            bearing = frozenset[str]().union(*(solver.entangled.bearing(solver.literal(atom)) for atom in settled))
        yield Switches(tuple(rules), tuple(idle), empty, bearing, settled, pool)


def _switched(files: PolicyFiles, decided: set[str]) -> tuple[list[SwitchedRule], list[SwitchedRule], list[str]]:
    """Return the rules with a switch, those without one that have conditions, and the lines of the program."""
    statements = [(file.name, found) for file in files.files for found in file.parsed.statements]
    asked = _asked_for((found for _, found in statements), decided)
    rules: list[SwitchedRule] = []
    idle: list[SwitchedRule] = []
    lines: list[str] = []
    for file, found in statements:
        switch = ""
        if found.kind in ("rule", "constraint") and found.body_texts:
            heads = {atom.name for atom in found.heads}
            if found.kind == "constraint" or (heads & asked and not heads & _WORLD_MAKING):
                switch = f"_switch_{len(rules)}"
            (rules if switch else idle).append(SwitchedRule(file, found, switch))
        if switch:
            body = "; ".join([*found.body_texts, f"is(reading({switch}),on)"])
            lines.append(f"{found.head_text} :- {body}.")
        elif found.kind in _KEPT:
            lines.append(found.text)
    return rules, idle, lines


def _asked_for(statements: Iterable[Statement], decided: set[str]) -> set[str]:
    """Return the predicates on which what is decided, or which patients there are, can rest."""
    asks: dict[str, set[str]] = {}
    left = set(decided)
    for statement in statements:
        bodies = {atom.name for atom in statement.asked}
        if statement.kind == "constraint":
            left |= bodies
        for atom in statement.heads:
            asks.setdefault(atom.name, set()).update(bodies)
    return _reached(asks, left)


def _reached(asks: Mapping[str, set[str]], left: set[str]) -> set[str]:
    found: set[str] = set()
    while left:
        name = left.pop()
        found.add(name)
        left |= asks.get(name, set()) - found
    return found
