"""Checks the dosing of a determination: how the dose stands to its limit, and every amount."""

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil

from ixasp.answers.question import DOSING_STATUSES
from ixasp.intake.interval import Interval
from ixasp.knowledge.outline import DosingTerms
from ixasp.verification.examination import Examination
from ixasp.verification.reading import WrittenDosing
from ixasp.verification.search import Late
from ixasp.verification.turning import turning_facts

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,4})?", re.ASCII)


def check_dosing(examination: Examination, dosing: WrittenDosing | None, deadline: float) -> None:
    """Check the dosing; what it turns on is given up after the deadline of the monotonic clock, which is noted."""
    terms = examination.question.policy.outline.dosing
    if terms is None:
        examination.check(dosing is None, "there is dosing in the answer, and the policy limits no dose")
    elif examination.check(dosing is not None, "there is no dosing in the answer, and the policy limits the dose"):
        assert dosing is not None  # as was checked
        _Dosing(examination, dosing, terms, deadline).check()


class _Dosing:
    def __init__(self, examination: Examination, dosing: WrittenDosing, terms: DosingTerms, deadline: float) -> None:
        self._examination, self._dosing, self._terms, self._deadline = examination, dosing, terms, deadline
        status = examination.status
        limits = {limit: status(f'dose_limit("{limit}")') for limit in examination.question.policy.outline.dose_limits}
        self._limits = [limit for limit, holds in limits.items() if holds is not False]
        self._limit = next((limit for limit, holds in limits.items() if holds), None)
        statuses = {name: status(f"dosing({name})") for name in DOSING_STATUSES}
        self._statuses = [name for name, holds in statuses.items() if holds is not False]
        self._requested = examination.is_stated(terms.dose)
        settled = next((name for name, holds in statuses.items() if holds), "unknown")
        self._status = settled if self._requested else "not_requested"

    def check(self) -> None:
        """Check every field."""
        examination, dosing, limit = self._examination, self._dosing, self._limit
        examination.check(dosing.status == self._status, f"the dosing is {self._status}, not {dosing.status}")
        wrong = f"the dose limit is {limit or 'open'}, not {dosing.limit or 'open'}"
        examination.check(dosing.limit == limit, wrong)
        self._possible_limits()
        self._amounts()
        interval = bool(examination.status(f"interval_days({dosing.interval_days})"))
        examination.check(interval, f"the policy's interval is not {dosing.interval_days} days")
        billed = bool(examination.status(f'billing_unit("{dosing.billing_code}","{self._terms.billing_unit}")'))
        examination.check(billed, f"the policy does not bill by the code `{dosing.billing_code}`")
        self._settled_by()
        self._notes()

    def _possible_limits(self) -> None:
        expected = tuple(self._limits) if self._limit is None and self._limits else None
        given = self._dosing.possible_limits
        wrong = f"the possible dose limits are {_listed(expected)}, not {_listed(given)}"
        self._examination.check(given == expected, wrong)

    def _amounts(self) -> None:
        """Check the body surface area used, the limit times this, and the whole units that it comes to."""
        used = self._area_used()
        amount = None if used is None or self._limit is None else Fraction(self._limit) * used
        units = None if amount is None else ceil(amount / Fraction(self._terms.billing_unit))
        self._number("the body surface area used", self._dosing.area, used, "m²")
        self._number("the limit for this patient", self._dosing.amount, amount, "mg")
        given = self._dosing.billing_units
        self._examination.check(given == units, f"the billing units are {_told(units)}, not {_told(given)}")

    def _number(self, what: str, given: str | None, expected: Fraction | None, unit: str) -> None:
        same = given is None if expected is None else given is not None and _is_number(given, expected)
        told = "open" if expected is None else f"{_text(expected)} {unit}"
        self._examination.check(same, f"{what} is {told}, not {_told(given)}")

    def _area(self) -> Interval | None:
        statement = self._examination.question.case.statements.get(self._terms.body_surface_area)
        return statement.value if statement is not None and isinstance(statement.value, Interval) else None

    def _area_used(self) -> Fraction | None:
        """Return the area where it is one number, and the cap where it is no smaller."""
        area, cap = self._area(), Fraction(self._terms.cap)
        if area is None:
            return None
        if area.low >= cap:
            return cap
        return area.low if area.low == area.high else None

    def _settled_by(self) -> None:
        is_open = self._status == "unknown" or (self._status == "not_requested" and self._limit is None)
        atoms = [f'dose_limit("{limit}")' for limit in self._limits]
        atoms += [f"dosing({name})" for name in self._statuses] if self._requested else []
        try:
            facts = turning_facts(self._examination, atoms, self._deadline) if is_open else set()
        except Late:
            self._examination.unchecked.append("on which open facts the dose turns, in the time allowed")
            self._examination.skipped.append("dosing.settled_by")
            return
        given = self._dosing.settled_by
        expected = tuple(name for name in self._examination.question.policy.vocabulary.facts if name in facts)
        right = sorted(given) == sorted(expected)
        self._examination.check(right, f"the dose is settled by {_listed(expected)}, not by {_listed(given)}")

    def _notes(self) -> None:
        """Check that exactly the notes stand there that the rules raise for every patient, and that on the area."""
        terms, area = self._terms, self._area()
        expected = [text for name, text in terms.alerts.items() if self._examination.status(f"alert({name})")]
        if area is not None and area.low > Fraction(terms.cap):
            expected.append(f"body surface area is above {terms.cap} m² and counts as {terms.cap} m²")
        given = self._dosing.notes
        for note in expected:
            self._examination.check(note in given, f"a note on the dose is left out: {note}")
        strange = [note for note in given if note not in expected]
        self._examination.check(not strange, f"a note on the dose does not follow: {'; '.join(strange)}")
        self._examination.check(len(set(given)) == len(given), "a note on the dose stands there twice")


def _is_number(text: str, number: Fraction) -> bool:
    """Return whether a text is a number, however many zeros it ends with; exactly, and never by a long way."""
    return _NUMBER.fullmatch(text) is not None and Decimal(text) == number


def _text(number: Fraction) -> str:
    """Return a number as people write it, exactly where decimals allow it."""
    return str(Decimal(number.numerator) / Decimal(number.denominator))


def _told(value: object) -> str:
    return "open" if value is None else str(value)


def _listed(names: tuple[str, ...] | None) -> str:
    return ", ".join(names or ()) or "nothing"
