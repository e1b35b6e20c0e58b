"""How long an approval lasts."""

from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import ConfigDict, Field

from ixasp.answers.question import Question
from ixasp.frozen import Frozen
from ixasp.intake.dates import add_months
from ixasp.intake.version import request_day


class Authorization(Frozen):
    """The longest that the policy authorizes; both days are included, and unknown where the request's day is."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    months: int
    from_day: date | None = Field(alias="from")
    through: date | None


def authorization(question: Question, found: Mapping[str, bool | None]) -> Authorization | None:
    """Return the duration where it is the same in every world; none where the policy states none."""
    months = next((months for months, atom in question.watched.months.items() if found[atom]), None)
    if months is None:
        return None
    day = request_day(question.case, question.policy.vocabulary.facts)
    through = add_months(day, months) - timedelta(days=1) if day else None
    return Authorization.model_validate({"months": months, "from": day, "through": through})
