"""What each constraint of a policy rules out, and constraints that rule out nobody.

Here each constraint only says whom it would rule out, and patients are all whom the facts alone allow.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.program import BROKEN
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.draft import Draft, listed
from ixasp.workshop.soundness.marked import Asleep, Marked
from ixasp.workshop.soundness.patients import Patients, Scope, negated
from ixasp.workshop.soundness.places import Place, statement_at
from ixasp.workshop.syntax.library import PolicyFiles
from ixasp.workshop.syntax.statements import Statement


@dataclass(frozen=True)
class _Apart(Marked):
    """A policy whose constraints rule out nobody; each derives an atom of its own instead."""

    @cached_property
    def permissive(self) -> str:
        """The rules without constraints, and a rule for each of these."""
        return "\n".join(line for line in super().permissive.splitlines() if not line.startswith(f"{BROKEN} :- "))


class Constraints:
    """Answers questions about the constraints of one policy."""

    def __init__(self, loaded: LoadedPolicy, files: PolicyFiles) -> None:
        """Find the constraints that this policy has anything to say about."""
        asleep = Asleep(files)
        found = [(place, statement) for place, statement in _constraints(files) if not asleep(statement)]
        self._loaded = loaded
        self._places = [place for place, _ in found]
        self._bodies = ["; ".join(statement.body_texts) for _, statement in found]

    def idle(self, versions: Sequence[str]) -> Iterator[Draft]:
        """Yield constraints without which the same patients would be possible, in any version and under any readings.

        Args:
            versions: all versions of the policy
        """
        scopes = [Scope(version, default_readings=False) for version in versions]
        for at, one in enumerate(self._ruled_out):
            alone = [one, *self._no_two]
            if any(self._everybody.find(scope, alone) is not None for scope in scopes):
                continue
            others = [place for position, place in enumerate(self._places) if position != at]
            rest = [negated(other) for position, other in enumerate(self._ruled_out) if position != at]
            possible = [scope for scope in scopes if self._everybody.find(scope, [one]) is not None]
            needed = {number for scope in possible for number in self._everybody.refuting(scope, [one], rest)}
            detail = [f"proven over {self._everybody.covered}, under any readings and in every version"]
            if possible:
                message = "this constraint rules out nobody: whom it would rule out, others do as well"
                detail.insert(0, f"the others: {_told([others[number] for number in sorted(needed)])}")
            else:
                message = "this constraint rules out nobody: its conditions never hold together"
            yield Draft("idle-constraint", Severity.WARNING, statement_at(self._places[at]), message, tuple(detail))

    def ruled_out(self, version: str) -> Iterator[Draft]:
        """Yield for each constraint the fewest facts that fit no patient because of it, in one version."""
        for place, one in zip(self._places, self._ruled_out, strict=True):
            by_default = self._everybody.case(Scope(version, default_readings=True), [one])
            case = by_default or self._everybody.case(Scope(version, default_readings=False), [one])
            if case:
                title = f"no patient is possible with these facts, {case[0]}"
                message = "this constraint rules out patients"
                yield Draft("ruled-out", Severity.NOTE, statement_at(place), message, (title, *case[1:]))

    def explained(self, draft: Draft, version: str) -> Draft:
        """Return a finding with its cause where that may be constraints: nobody meets a criterion, or is left at all.

        Args:
            draft: what was found
            version: in which version
        """
        predicate, arguments = draft.subject
        if draft.check == "never-met":
            scope = Scope(version, default_readings=draft.severity is Severity.NOTE)
            body = [self._everybody.atom(f"met({arguments[0]})")]
            who = "all who would meet it"
        elif draft.check == "no-patient":
            scope = Scope(version, default_readings=predicate == "policy")
            body = [self._everybody.atom(f"is(reading({arguments[0]}),{arguments[1]})")] if arguments else []
            who = "all"
        else:
            return draft
        if self._everybody.find(scope, body) is None:
            cause = "no constraint is the cause: its conditions never hold together"
        else:
            needed = self._everybody.refuting(scope, body, [negated(one) for one in self._ruled_out])
            if not needed:
                return draft
            cause = f"{who} are ruled out at {_told([self._places[at] for at in needed])}"
        return replace(draft, detail=(*draft.detail, cause))

    @cached_property
    def _everybody(self) -> Patients:
        """All whom the facts allow, whatever the constraints say."""
        marks = tuple(f"{_mark(at)} :- {body}." for at, body in enumerate(self._bodies))
        program = self._loaded.program
        return Patients(
            replace(self._loaded, program=_Apart(program.sources, program.declared, program.comparisons, marks))
        )

    @cached_property
    def _ruled_out(self) -> list[tuple[int, ...]]:
        """For each constraint, the condition that it rules a patient out."""
        return [self._everybody.atom(_mark(at)) for at in range(len(self._bodies))]

    @cached_property
    def _no_two(self) -> list[tuple[int, ...]]:
        """The condition that no two constraints rule a patient out, where there are two."""
        return [negated(self._everybody.several(self._ruled_out))] if len(self._ruled_out) > 1 else []


def _constraints(files: PolicyFiles) -> Iterator[tuple[Place, Statement]]:
    for file in files.files:
        for statement in file.parsed.statements:
            if statement.kind == "constraint" and statement.head_text == "#false" and statement.body_texts:
                yield Place(file.name, statement.line), statement


def _mark(number: int) -> str:
    return f"_rules_out({number})"


def _told(places: Sequence[Place]) -> str:
    return listed([f"{place.file}:{place.line}" for place in places])
