"""What the rules as they are decide, written down as an expectation: so much of it that a mutant is noticed."""

import json
from collections.abc import Mapping

from ixasp.answers.decided import Determination
from ixasp.errors import InconsistentCase, IxaspError
from ixasp.intake.case import Case
from ixasp.policy import Policy
from ixasp.workshop.testing import answered

_ALWAYS = ("outcome", "basis", "exclusions")


def expected_document(policy: Policy, changed: Policy, case: Case, readings: Mapping[str, str]) -> dict[str, object]:
    """Return the expectation of a case as its file holds it: the answer, and all in which the change shows.

    Args:
        policy: the policy as it is
        changed: the policy of the mutant
        case: the case
        readings: the readings other than by default under which the mutant shows
    """
    usual = answered(policy, case, {})
    read_anew = changed.case(case.document)
    if not readings:
        return _answer(usual, answered(changed, read_anew, {}))
    shown = _answer(answered(policy, case, readings), answered(changed, read_anew, readings))
    return {**_answer(usual, usual), "readings": [{"select": dict(readings), **shown}]}


def _answer(got: Determination | IxaspError, other: Determination | IxaspError) -> dict[str, object]:
    if isinstance(got, InconsistentCase):
        return {"error": "inconsistent", "clash": [fact.fact for fact in got.clash]}
    if isinstance(got, IxaspError):
        return {"error": "unsupported"}
    told = _plain(got)
    expected: dict[str, object] = {name: told[name] for name in _ALWAYS}
    if isinstance(other, IxaspError):
        return expected
    changed = _plain(other)
    criteria = {name: status for name, status in got.criteria.items() if other.criteria.get(name) != status}
    if criteria:
        expected["criteria"] = {name: str(status) for name, status in criteria.items()}
    for key, names in (("dosing", _DOSING), ("authorization", _AUTHORIZATION)):
        found = _differing(told.get(key), changed.get(key), names)
        if found:
            expected[key] = found
    return expected


_DOSING = ("status", "limit_mg_per_m2", "possible_limits_mg_per_m2", "notes")
_AUTHORIZATION = ("months",)


def _differing(before: object, after: object, names: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(before, dict):
        return {}
    other = after if isinstance(after, dict) else {}
    return {name: before.get(name) for name in names if before.get(name) != other.get(name)}


def _plain(answer: Determination) -> dict[str, object]:
    plain: dict[str, object] = json.loads(answer.model_dump_json())
    return plain
