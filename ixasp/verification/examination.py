"""A case before the checker: what is known of it, and what was found out about an answer."""

from collections.abc import Iterable, Mapping, Sequence
from math import inf

from ixasp.answers.question import Question
from ixasp.traces.fact_literal import FactLiteral, told
from ixasp.traces.phrases import sentence
from ixasp.verification.process import Assumption, Checker
from ixasp.verification.reading import WrittenLiteral
from ixasp.verification.search import minimal_sets
from ixasp.verification.statements import Statements, Unreadable
from ixasp.worlds.literal import Literal


class Examination:
    """Asks the checker about one case, and keeps a list of what is wrong."""

    def __init__(
        self, checker: Checker, question: Question, statements: Statements, readings: Mapping[str, str]
    ) -> None:
        """Find what is known: what is stated, and what diagnosis codes supply without a clash."""
        self.checker, self.question, self.statements = checker, question, statements
        self.given = checker.literals(statements.given(question.version.name, readings))
        stated = {path: checker.literals(statements.of(path)) for path in question.case.statements}
        self.known = {path: literals for path, literals in stated.items() if literals}
        """By fact, or field of an entry: what the case makes known."""
        self.unused: list[tuple[str, str]] = []
        """Facts and values that diagnosis codes supply and that are not used, since they clash."""
        self._add_codes()
        self.failed: list[str] = []
        self.unchecked: list[str] = []
        """What could not be settled in the time allowed."""
        self.skipped: list[str] = []
        """Fields of the answer that could not be checked, as what they rest on is wrong or can't be known."""
        self.checked = 0

    def is_stated(self, path: str) -> bool:
        """Return whether the case tells anything of a fact, be it a bound so wide that the rules see nothing in it."""
        return path in self.known or path in self.question.case.statements

    def check(self, holds: bool, wrong: str) -> bool:
        """Return whether something holds; count it as checked, and where it fails, note what is wrong."""
        self.checked += 1
        if not holds:
            self.failed.append(wrong)
        return holds

    def literal(self, assumption: Assumption) -> int:
        """Return an assumption as a literal."""
        return self.checker.literals([assumption])[0]

    def base(self, but: Iterable[str] = ()) -> list[int]:
        """Return what is given and known, without some facts."""
        left_out = set(but)
        known = [literal for path, literals in self.known.items() if path not in left_out for literal in literals]
        return [*self.given, *known]

    def possible(self, *also: int) -> bool:
        """Return whether some patient that fits the case has all of these literals."""
        return self.checker.world([*self.base(), *also]) is not None

    def status(self, atom: str) -> bool | None:
        """Return whether an atom holds for every patient that fits (true), for none (false), or for some (none)."""
        literal = self.literal((atom, True))
        holds, fails = self.possible(literal), self.possible(-literal)
        return None if holds and fails else holds

    def read(self, literals: Sequence[WrittenLiteral]) -> list[int] | None:
        """Return literals of an answer as the checker's; None, and a note of what is wrong, where one is none."""
        try:
            found = self.checker.literals([self.statements.literal(literal) for literal in literals])
        except Unreadable as problem:
            self.check(False, str(problem))
            return None
        return found

    def given_now(self, path: str) -> str | None:
        """Return what the case gives for a fact, or what a diagnosis code supplies; None where nothing is known."""
        statements, case = self.statements, self.question.case
        if path in case.statements:
            return case.statements[path].given
        supplied = [found.value for found in case.supplied if found.fact == path]
        return supplied[0] if path in self.known and statements.supplied().get(path) else None

    def literal_fields(self, literal: WrittenLiteral, given: str | None, *, documented: bool = False) -> None:
        """Check what stands beside the value of a readable literal: the unit, what the case gives, and the sources."""
        said = self.told([literal])
        unit = self.question.policy.vocabulary.fact(literal.fact).default_unit or None
        self.check(literal.unit == unit, f"the unit is `{unit or 'none'}`, not `{literal.unit or 'none'}`: {said}")
        wrong = f"the case gives `{given or 'nothing'}`, not `{literal.given or 'nothing'}`: {said}"
        self.check(literal.given == given, wrong)
        sources = self.statements.sources(literal.fact) if documented else None
        self.check(literal.source == sources, f"the case gives other sources for: {said}")

    def askable(self) -> dict[int, WrittenLiteral]:
        """Return every literal about a fact that may be asked for, by the checker's number."""
        facts = [fact for fact in self.question.policy.vocabulary.facts.values() if fact.askable]
        written = [literal for fact in facts for literal in self.statements.literals_of(fact)]
        numbers = self.checker.literals([self.statements.literal(literal) for literal in written])
        return dict(zip(numbers, written, strict=True))

    def told(self, literals: Sequence[WrittenLiteral]) -> str:
        """Return literals in plain words."""
        vocabulary = self.question.policy.vocabulary
        plain = [Literal(literal.fact, literal.relation, literal.value) for literal in literals]
        shown = [FactLiteral(**literal._asdict(), sentence=sentence(vocabulary, literal, None)) for literal in plain]
        return ", and ".join(told(vocabulary, shown)) or "nothing at all"

    def _add_codes(self) -> None:
        """Add what codes supply, without what clashes: first with other codes, then with what is stated."""
        supplied = [(fact, one) for fact, several in self.statements.supplied().items() for one in several]
        numbers = self.checker.literals(assumption for _, assumption in supplied)
        agreed = self._without_clashes(numbers, [])
        kept = self._without_clashes(agreed, list(self.known.values())) if agreed else []
        for (fact, (atom, _)), number in zip(supplied, numbers, strict=True):
            if number in kept:
                self.known.setdefault(fact, [number])
            else:
                self.unused.append((fact, atom))

    def _without_clashes(self, supplied: list[int], stated: list[list[int]]) -> list[int]:
        parts = [*([number] for number in supplied), *stated]

        def clash(chosen: Sequence[int]) -> bool:
            together = [literal for position in chosen for literal in parts[position]]
            return self.checker.world([*self.given, *together]) is None

        if not clash(range(len(parts))):
            return supplied
        # Without a deadline: what is known must be settled first, and codes supply but a few facts.
        found = minimal_sets(self.checker, range(len(parts)), clash, inf)
        clashing = {position for positions in found for position in positions}
        return [number for position, number in enumerate(supplied) if position not in clashing]
