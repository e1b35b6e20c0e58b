"""The rules and facts by which atoms hold over all worlds of a case, or do not: read from the ground rules.

A justification in the sense of Pontelli, Son and El-Khatib, "Justifications for logic programs under answer set
semantics" (2009), over all worlds at once: an atom is so, not so, or open.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

from ixasp.answers.on_record import rests_on_record
from ixasp.answers.question import Question
from ixasp.answers.statuses import Statuses
from ixasp.traces.atoms import Atoms
from ixasp.traces.derivation_step import FAILED, FIRED, OPEN, Condition, RuleStep
from ixasp.traces.fact_literal import known_literals, told
from ixasp.worlds.encoding import Known, entries_told
from ixasp.worlds.instances import Instance, Instances
from ixasp.worlds.space import Worlds

_WORDS = {True: FIRED, False: FAILED, None: OPEN}
"""What a trace calls what holds in every world, in none, or in some."""


class Justifier:
    """Builds the tree of conditions and rules below an atom."""

    def __init__(
        self,
        question: Question,
        worlds: Worlds,
        instances: Instances,
        root: int,
        settled: Mapping[str, bool | None],
    ) -> None:
        """Look at one world of the case.

        Args:
            question: what is asked about
            worlds: the worlds of its case
            instances: the ground rules of its shape
            root: the atom that is asked about
            settled: the status of atoms that were settled before
        """
        self._question = question
        self._places = question.policy.program.numbered.places
        self._vocabulary = question.policy.vocabulary
        self._outline = question.policy.outline
        self._worlds = worlds
        self._instances = instances
        self._statuses = Statuses(worlds, instances, root, settled)
        self._atoms = Atoms(self._vocabulary, self._outline, dict(enumerate(entries_told(question.case))))
        self._criteria = {atom: name for name, atom in question.watched.met.items()}
        self._seen: set[int] = set()
        self._above: list[int] = []

    def condition(self, literal: int) -> Condition:
        """Return what a rule asks for, with all that it rests on."""
        atom = abs(literal)
        holds = self._statuses.of(atom)
        asked = self._asked(literal, _WORDS[holds if literal > 0 or holds is None else not holds])
        if asked.reading is not None or self._atoms.selects_version(self._instances.terms[atom]):
            return asked
        found = self._instances.rules.get(atom, [])
        if not found:
            return asked.model_copy(update=self._fact(atom, holds))
        if any(not instance.body for instance in found):
            return asked.model_copy(update={"always": True})
        if atom in self._seen:
            return asked.model_copy(update={"seen": True})
        self._seen.add(atom)
        self._above.append(atom)
        rules, split = self._rules(atom, holds)
        self._above.pop()
        return asked.model_copy(update={"rules": rules, "split": split})

    def holds(self, atom: int) -> bool | None:
        """Return whether an atom holds in every world (true), in none (false), or in some (none)."""
        return self._statuses.of(atom)

    def _asked(self, literal: int, so: str) -> Condition:
        """Return what a rule asks for, alone."""
        term = self._instances.terms[abs(literal)]
        reading = self._atoms.reading(term)
        must_not = literal < 0 and self._atoms.literal(term, holds=False) is None
        criterion = self._criteria.get(self._instances.names[abs(literal)])
        return Condition(
            atom=self._instances.names[abs(literal)],
            negated=literal < 0,
            says=self._atoms.says(term, holds=literal > 0 or must_not),
            must_not=must_not,
            so=so,
            criterion=criterion,
            excludes=criterion is not None and self._outline.criteria[criterion].exclusion,
            reading=reading[0] if reading else None,
        )

    def _fact(self, atom: int, holds: bool | None) -> dict[str, object]:
        """Return what the case says about a fact, or what its value follows from."""
        literal = self._atoms.literal(self._instances.terms[atom])
        about = None if literal is None else literal.fact
        if holds is None:
            return {"fact": about}
        known = self._known(atom, holds)
        reason = known_literals(self._vocabulary, known, self._worlds.shape.entries)
        name = self._instances.names[atom]
        itself = "[" not in str(about) and {one.statement.path for one in known} == {about}  # then it needs no more
        needed = not itself and rests_on_record(self._question, self._worlds, known, name, holds=holds)
        entries = self._worlds.shape.entries if needed else 0
        return {"fact": about, "reason": reason, "because": tuple(told(self._vocabulary, reason, entries))}

    def _known(self, atom: int, holds: bool) -> list[Known]:
        name = self._instances.names[atom]
        stated = self._statuses.stated.get(name)
        if stated is not None:
            return [stated]
        literal = self._worlds.atom(name)
        return self._worlds.reason([-literal if holds else literal])

    def _rules(self, atom: int, holds: bool | None) -> tuple[tuple[RuleStep, ...], bool]:
        found = self._instances.rules[atom]
        if holds is False:
            return tuple(self._failing(list(same)) for _, same in groupby(found, key=lambda rule: rule.rule)), False
        if holds:
            firing = [rule for rule in found if self._statuses.body(rule) and self._grounded(rule)]
            if firing:
                return tuple(self._step(rule, FIRED) for rule in firing), False
        possible = [rule for rule in found if self._possible(rule)]
        steps = tuple(self._step(rule, FIRED if self._statuses.body(rule) else OPEN) for rule in possible)
        return steps, bool(holds)

    def _grounded(self, rule: Instance) -> bool:
        """Return whether a rule rests on nothing that is being explained by it."""
        return not any(literal in self._above for literal in rule.body)

    def _possible(self, rule: Instance) -> bool:
        if self._statuses.body(rule) is not None or rule.weights:
            return self._statuses.body(rule) is not False
        return self._worlds.possible(list(self._literals(rule.body)))

    def _literals(self, body: tuple[int, ...]) -> Iterator[int]:
        """Yield the solver's literals of what has a name."""
        for literal in body:
            if abs(literal) in self._instances.names:
                found = self._worlds.atom(self._instances.names[abs(literal)])
                yield found if literal > 0 else -found

    def _failing(self, ground: list[Instance]) -> RuleStep:
        """Return why a rule applies to no patient, whatever its variables are."""
        conditions = [
            literal for rule in ground for literal in self._spliced(rule) if self._statuses.literal(literal) is False
        ]
        jointly = [
            "; ".join(self._jointly(rule))
            for rule in ground
            if all(self._statuses.literal(literal) is not False for literal in rule.body)
        ]
        return self._step(ground[0], FAILED, tuple(conditions)).model_copy(update={"jointly": tuple(jointly)})

    def _jointly(self, rule: Instance) -> list[str]:
        """Return conditions that never hold together, though each of them may."""
        literals = dict(zip(self._literals(rule.body), rule.body, strict=False))
        return [self._says(literals[literal]) for literal in self._worlds.without_world(list(literals), [])]

    def _says(self, literal: int) -> str:
        return self._atoms.says(self._instances.terms[abs(literal)], holds=literal > 0)

    def _step(self, rule: Instance, applies: str, body: tuple[int, ...] | None = None) -> RuleStep:
        place = self._places[rule.rule or 0]
        conditions = self._spliced(rule) if body is None else body
        return RuleStep(
            file=place.file,
            line=place.line,
            applies=applies,
            conditions=tuple(self.condition(literal) for literal in dict.fromkeys(conditions)),
        )

    def _spliced(self, rule: Instance) -> Iterator[int]:
        """Yield a rule's conditions; in place of an atom that the grounder made, what it stands for."""
        for literal in rule.body:
            if abs(literal) in self._instances.names:
                yield literal
                continue
            found = self._instances.rules.get(abs(literal), [])
            holds = self._statuses.of(abs(literal))
            chosen = [instance for instance in found if self._statuses.body(instance) is holds] or found
            for instance in chosen[:1] if holds else chosen:
                spliced = self._spliced(instance)
                yield from spliced if literal > 0 else (-one for one in spliced)
