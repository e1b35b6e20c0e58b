"""The version of the policy that is in force on the day of a request."""

from collections.abc import Mapping, Sequence
from datetime import date

from ixasp.errors import UnsupportedRequest
from ixasp.intake.case import Case, Note
from ixasp.intake.dates import DateRange
from ixasp.knowledge.outline import Version
from ixasp.knowledge.vocabulary import Fact


def version_in_force(
    case: Case, facts: Mapping[str, Fact], versions: Sequence[Version]
) -> tuple[Version, tuple[Note, ...]]:
    """Return the version for the case's request date, or the latest, with a note, where there is no date.

    Raises:
        UnsupportedRequest: the request is older than every encoded version.
    """
    name, days = _request_date(case, facts)
    latest, earliest = versions[-1], versions[0]
    if days is None:
        message = f"no date of the request: the latest version of the policy is applied, {latest.name}"
        return latest, (Note(fact=name, message=message),) if len(versions) > 1 else ()
    version = _in_force(versions, days.first)
    if version is None:
        given = case.statements[name].given
        raise UnsupportedRequest(
            f"facts.{name}: `{given}` is before every encoded version of the policy; expected {earliest.name} or later"
        )
    return version, ()


def request_day(case: Case, facts: Mapping[str, Fact]) -> date | None:
    """Return the day of the request, where it is known to the day."""
    days = _request_date(case, facts)[1]
    return days.first if days is not None and days.exact else None


def _request_date(case: Case, facts: Mapping[str, Fact]) -> tuple[str, DateRange | None]:
    name = next((fact.name for fact in facts.values() if fact.selects_version), "")
    statement = case.statements.get(name)
    value = None if statement is None else statement.value
    return name, value if isinstance(value, DateRange) else None


def _in_force(versions: Sequence[Version], day: date) -> Version | None:
    return next((version for version in reversed(versions) if version.in_force <= day), None)
