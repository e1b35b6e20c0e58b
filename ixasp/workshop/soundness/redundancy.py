"""Alternatives and parts that nobody needs, since others hold whenever they would decide."""

from collections.abc import Iterator
from itertools import combinations

from ixasp.workshop.difference.classes import in_force
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.draft import Draft, listed
from ixasp.workshop.soundness.patients import Condition, Patients, Scope, negated
from ixasp.workshop.soundness.places import Subject, quoted
from ixasp.workshop.soundness.plain import plain_facts

MOST_COMPARED = 30
"""Beyond so many alternatives they are not compared two by two."""


class Redundancy:
    """Looks for what is redundant in one version of a policy."""

    def __init__(self, patients: Patients, version: str) -> None:
        """Say what it is to carry an approval alone."""
        self._patients = patients
        self._scopes = (Scope(version, default_readings=True), Scope(version, default_readings=False))
        outline = patients.loaded.outline
        self._criteria = outline.criteria
        self._names = in_force(outline, version)
        self._approve = patients.atom("approve")
        self._alternatives = [name for name in outline.alternatives if name in self._names]
        self._basis = {name: patients.atom(f'basis("{name}")') for name in self._alternatives}
        self._met = {name: patients.atom(f'met("{name}")') for name in self._names}
        self._shared = patients.several(list(self._basis.values())) if len(self._basis) > 1 else None

    def redundant(self) -> Iterator[Draft]:
        """Yield alternatives that never carry an approval alone, and parts that never carry their whole alone."""
        for name in self._alternatives:
            yield from self._never_alone(name, [self._approve, self._basis[name]], name)
        for whole, alternative in self._wholes():
            parts = [part for part in self._criteria[whole].parts if part in self._names]
            for part in parts:
                rest = [negated(self._met[other]) for other in parts if other != part]
                if rest and self._carries(whole, part, rest):
                    body = [self._approve, self._basis[alternative], self._met[part], *rest]
                    yield from self._never_alone(part, body, alternative)

        yield from self._beside_others()

    def exhaustive(self) -> Iterator[Draft]:
        """Yield parts of one whole of which some hold for every patient."""
        scope = self._scopes[1]
        for whole in self._names:
            parts = [part for part in self._criteria[whole].parts if part in self._names]
            missed = [negated(self._met[part]) for part in parts]
            if len(parts) > 1 and self._patients.find(scope, missed) is None:
                needed = [parts[at] for at in self._patients.refuting(scope, (), missed)]
                if len(needed) > 1:
                    message = f"{listed(needed, 'or')} holds for every patient, so none of them need be known"
                    proof = f"proven over {self._patients.covered}, under any readings"
                    subject = Subject("criterion", (quoted(needed[0]),))
                    yield Draft("exhaustive-parts", Severity.NOTE, subject, message, (proof,))

    def overlaps(self) -> Iterator[Draft]:
        """Yield alternatives of which another one leaves little, by default readings: what holds where one is alone.

        For each other alternative: the conditions under which both can carry an approval, but never one alone.
        """
        scope = self._scopes[0]
        if len(self._alternatives) > MOST_COMPARED:
            return
        for name, other in combinations(self._alternatives, 2):
            for one, beside in ((name, other), (other, name)):
                both = [self._approve, self._basis[one], self._basis[beside]]
                alone = [self._approve, self._basis[one], negated(self._basis[beside])]
                if self._patients.find(scope, both) is None or self._patients.find(scope, alone) is None:
                    continue
                anyway = self._patients.forced(scope, alone[:2])
                further = {
                    atom: holds for atom, holds in self._patients.forced(scope, alone).items() if atom not in anyway
                }
                if further:
                    where = listed(plain_facts(self._patients.loaded.vocabulary, further))
                    message = f"{one} carries an approval without {beside} only where {where}"
                    detail = self._patients.case(scope, alone)
                    subject = Subject("criterion", (quoted(one),))
                    yield Draft("partly-redundant", Severity.NOTE, subject, message, detail)

    def _never_alone(self, name: str, body: list[Condition], alternative: str) -> Iterator[Draft]:
        alone = [*body, negated(self._shared)] if self._shared is not None else body
        default, every = self._scopes
        if self._patients.find(default, alone) is not None:
            return
        if self._patients.find(default, body) is None and self._patients.find(every, body) is None:
            return  # it carries nothing: that is another finding
        by_default = self._patients.find(every, alone) is not None
        scope = default if by_default else every
        others = [one for one in self._alternatives if one != alternative]
        missed = [negated(self._basis[one]) for one in others]
        needed = [others[at] for at in self._patients.refuting(scope, body, missed)]
        if not needed:
            return
        under = "the default readings" if by_default else "any readings"
        detail = [f"proven over {self._patients.covered}, under {under}"]
        if by_default:
            detail += ["under other readings it is needed, as here:", *self._patients.case(every, alone)]
        message = (
            f"{name} is redundant under {under}: where it carries an approval, {listed(needed, 'or')} does as well"
        )
        severity = Severity.NOTE if by_default else Severity.WARNING
        yield Draft("redundant", severity, Subject("criterion", (quoted(name),)), message, tuple(detail))

    def _beside_others(self) -> Iterator[Draft]:
        """Yield parts that are never met without another part, where any part will do and none is an alternative."""
        within = {part for whole, _ in self._wholes() for part in self._criteria[whole].parts}
        for whole in self._names:
            parts = [part for part in self._criteria[whole].parts if part in self._names]
            if self._criteria[whole].kind != "any" or whole in within or self._around_alternative(whole):
                continue
            for part in parts:
                others = [other for other in parts if other != part]
                missed = [negated(self._met[other]) for other in others]
                default, every = self._scopes
                met = [self._met[part]]
                if not others or self._patients.find(default, [*met, *missed]) is not None:
                    continue
                if self._patients.find(every, met) is None:
                    continue
                by_default = self._patients.find(every, [*met, *missed]) is not None
                if by_default and self._patients.find(default, met) is None:
                    continue
                under = "the default readings" if by_default else "any readings"
                scope = default if by_default else every
                by = listed([others[at] for at in self._patients.refuting(scope, met, missed)], "or")
                message = f"{part} is redundant under {under}: where it is met, {by} is as well"
                severity = Severity.NOTE if by_default else Severity.WARNING
                proof = f"proven over {self._patients.covered}, under {under}"
                yield Draft("redundant", severity, Subject("criterion", (quoted(part),)), message, (proof,))

    def _around_alternative(self, name: str) -> bool:
        return name in self._alternatives or any(map(self._around_alternative, self._criteria[name].parts))

    def _carries(self, whole: str, part: str, rest: list[Condition]) -> bool:
        """Return whether a whole can be met by one of its parts, without the others."""
        return self._patients.find(self._scopes[1], [self._met[whole], self._met[part], *rest]) is not None

    def _wholes(self) -> Iterator[tuple[str, str]]:
        """Yield each paragraph with parts in an alternative, with the alternative."""
        for alternative in self._alternatives:
            left = [alternative]
            while left:
                name = left.pop()
                if self._criteria[name].parts:
                    yield name, alternative
                    left += [part for part in self._criteria[name].parts if part in self._names]
