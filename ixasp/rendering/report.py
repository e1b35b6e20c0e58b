"""What a person reads of a determination: a headline and titled lists of sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from ixasp.answers.decided import Determination
from ixasp.answers.dosing import Dosing
from ixasp.answers.missing import MissingFacts
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.traces.outline import NOTICE, OutlineTrace
from ixasp.traces.phrases import path_label

MOST_COMPLETIONS = 5
"""How many completions a report of a pended case lists; `ixasp missing` lists all."""

_DOSING = {
    "within_limit": "the requested dose is within the limit",
    "exceeds_limit": "the requested dose exceeds the limit",
    "avoid": "the drug should be avoided",
    "no_recommendation": "the policy recommends no dose here",
    "unknown": "open",
    "not_requested": "no dose was requested",
}


@dataclass(frozen=True)
class Section:
    """A title and what stands below it."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A determination for people."""

    case: str
    outcome: str
    policy: str
    notice: str
    """Empty unless the outcome is a denial."""
    sections: tuple[Section, ...]
    outline: OutlineTrace
    footer: str


def report(policy: LoadedPolicy, decided: Determination, trace: OutlineTrace, missing: MissingFacts | None) -> Report:
    """Return the report of a determination.

    Args:
        policy: the policy that decided
        decided: the determination
        trace: its outline
        missing: for a pended case, what would make it approvable
    """
    outline = policy.outline
    sections = [section for section in _sections(policy, decided, missing) if section.lines]
    return Report(
        case=decided.case,
        outcome=decided.outcome,
        policy=f"{outline.label}, version {decided.version}",
        notice=NOTICE if decided.outcome == "deny" else "",
        sections=tuple(sections),
        outline=trace,
        footer=f"{decided.engine}, knowledge base {decided.knowledge_base[:19]}",
    )


def _sections(policy: LoadedPolicy, decided: Determination, missing: MissingFacts | None) -> Iterator[Section]:
    outline, vocabulary = policy.outline, policy.vocabulary
    yield Section("Because", decided.because)
    if missing is not None:
        yield Section("What would make it approvable", tuple(completion_lines(missing, MOST_COMPLETIONS)))
        yield Section("To ask", tuple(missing.questions.values()) if len(missing.completions) == 1 else ())
    split = len(decided.basis) > 1 and all(decided.criteria[name] == "unknown" for name in decided.basis)
    yield Section(
        "Rests on one of" if split else "Rests on",
        tuple(f"{name} {outline.criteria[name].label}" for name in decided.basis),
    )
    yield Section("Excluded by", tuple(f"{name} {outline.criteria[name].label}" for name in decided.exclusions))
    yield Section("Authorization", tuple(_authorization(decided)))
    yield Section("Dose", tuple(_dosing(decided.dosing, vocabulary)) if decided.dosing else ())
    undocumented = ", ".join(path_label(vocabulary, path) for path in decided.documentation.undocumented)
    yield Section("Without a source", (undocumented,) if undocumented else ())
    yield Section("Readings other than by default", tuple(_readings(outline, decided)))
    yield Section("Notes", tuple(f"{path_label(vocabulary, note.fact)}: {note.message}" for note in decided.notes))


def completion_lines(missing: MissingFacts, most: int | None = None) -> Iterator[str]:
    """Yield each completion in one line; say what is left out, and whether there are more."""
    if not missing.completions:
        yield "nothing that may be asked for can lead there" if missing.complete else "none found in time"
    for told in missing.told[:most]:
        yield "; and ".join(told) or "nothing is missing"
    if most is not None and len(missing.told) > most:
        yield f"and {len(missing.told) - most} more"
    if not missing.complete:
        yield "the list is not complete"


def _authorization(decided: Determination) -> Iterator[str]:
    granted = decided.authorization
    if granted is not None:
        days = (
            f", {granted.from_day} through {granted.through}" if granted.from_day else ", from the day of the request"
        )
        yield f"up to {granted.months} months{days}"


def _dosing(dosing: Dosing, vocabulary: Vocabulary) -> Iterator[str]:
    yield _DOSING[dosing.status]
    if dosing.limit_mg_per_m2 is not None:
        amount = f", {dosing.limit_mg} mg at {dosing.bsa_used_m2} m²" if dosing.limit_mg is not None else ""
        units = f", {dosing.billing_units} units of {dosing.billing_code}" if dosing.billing_units is not None else ""
        yield f"limit {dosing.limit_mg_per_m2} mg/m²{amount}{units}, every {dosing.interval_days} days"
    elif dosing.possible_limits_mg_per_m2 and dosing.status != "not_requested":
        yield f"possible limits: {', '.join(dosing.possible_limits_mg_per_m2)} mg/m²"
    if dosing.settled_by and dosing.status != "not_requested":
        yield f"turns on: {', '.join(path_label(vocabulary, fact) for fact in dosing.settled_by)}"
    yield from dosing.notes


def _readings(outline: Outline, decided: Determination) -> Iterator[str]:
    for name, option in decided.readings.items():
        reading = outline.readings[name]
        if option != reading.default:
            yield f"{name} = {option} ({', '.join(reading.about)}): {reading.options[option]}"
