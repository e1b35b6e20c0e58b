"""What each option of a reading changes, by a smallest case that the engine itself decides both ways."""

from collections.abc import Iterator

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.docs.decisive import decisive_cases
from ixasp.workshop.finding import Severity
from ixasp.workshop.smallest import case_called
from ixasp.workshop.soundness.draft import Draft
from ixasp.workshop.soundness.places import Subject
from ixasp.worlds.encoding import term


def decisive_readings(loaded: LoadedPolicy) -> Iterator[Draft]:
    """Yield for each option that is not the default a case that it decides otherwise, in the newest version."""
    for name, cases in decisive_cases(loaded).items():
        for case in cases:
            if not case.case:
                continue
            default, option = case.options
            one, other = case.outcomes
            beside = f", with {', '.join(case.others)}" if case.others else ""
            message = f"the reading {name} turns a case from {one} under {default} to {other} under {option}{beside}"
            title = f"{case_called(smallest=case.smallest)}:"
            detail = (title, *(f"  {line}" for line in case.case.splitlines()))
            yield Draft("decisive-reading", Severity.NOTE, Subject("reading", (name, term(option))), message, detail)
