"""A whole report from one call: the determination of a case, and all that is shown beside it."""

from collections.abc import Mapping
from typing import Final

from ixasp import Determination, Outcome, Policy
from ixasp.rendering.report import Report, report
from ixasp.rendering.robustness import turns_on

MOST_SECONDS: Final = 5.0
"""How long the report of a pended case looks for what would make it approvable."""


def whole_report(
    policy: Policy,
    case: object,
    *,
    readings: Mapping[str, str] | None = None,
    decided: Determination | None = None,
    seconds: float | None = MOST_SECONDS,
) -> Report:
    """Return what a person reads of a determination, for `html`, `markdown` and `terminal`.

    Args:
        policy: what decides
        case: a case, or a mapping in the case format
        readings: options other than the default, by reading
        decided: the determination of this case under these readings, if there is one already
        seconds: for a pended case, stop looking for what would make it approvable after so long

    Raises:
        CaseError, UnsupportedRequest, InconsistentCase, UnknownChoice: as for determine
    """
    checked = policy.case(case)
    found = decided or policy.determine(checked, readings=readings)
    missing = None
    if found.outcome is Outcome.PEND:
        missing = policy.missing_facts(checked, readings=readings, seconds=seconds)
    return report(policy.loaded, found, found.outline(), missing, turns_on(found.robustness()))
