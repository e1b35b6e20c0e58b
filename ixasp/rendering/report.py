"""What a person reads of a determination: a headline, titled lists of sentences, and what stands behind them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ixasp.answers.decided import Determination
from ixasp.answers.dosing import Dosing
from ixasp.answers.missing import MissingFacts
from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.outline import Outline
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.rendering.appendix import (
    Asked,
    ReadingUsed,
    SourceCited,
    asked,
    needed_in_any_case,
    readings_used,
    sources_cited,
)
from ixasp.traces.notes import CHECK_FIRST, notes_told
from ixasp.traces.outline import NOTICE, OutlineTrace
from ixasp.traces.phrases import path_label
from ixasp.traces.sourced import Sourced, sourced

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

    id: str
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
    """Those that say something, in the order of print: what to check before all else comes first."""
    reason: tuple[Sourced, ...]
    """The lines of the section `reason`, each with its source apart."""
    in_any_case: tuple[str, ...]
    """For a pended case, what everything that would make it approvable asks for."""
    one_of: tuple[str, ...]
    """The lines of the section `completions` without that."""
    questions: tuple[Asked, ...]
    """The lines of the section `questions`, each with room for the answer."""
    readings: tuple[ReadingUsed, ...]
    """All of them; the section `readings` holds those other than by default."""
    sources: tuple[SourceCited, ...]
    outline: OutlineTrace
    """Without the notes, which the section `notes` holds."""
    engine: str
    knowledge_base: str
    """The whole digest of the rules."""

    @property
    def footer(self) -> str:
        """What made it, in one short line."""
        return f"{self.engine}, knowledge base {self.knowledge_base[:19]}"

    def section(self, name: str) -> Section | None:
        """Return the section of an id; none where it would say nothing."""
        return next((section for section in self.sections if section.id == name), None)


def report(
    policy: LoadedPolicy,
    decided: Determination,
    trace: OutlineTrace,
    missing: MissingFacts | None,
    turns_on: tuple[str, ...] = (),
) -> Report:
    """Return the report of a determination.

    Args:
        policy: the policy that decided
        decided: the determination
        trace: its outline
        missing: for a pended case, what would make it approvable
        turns_on: what other readings would change, a line each, where that was asked
    """
    outline = policy.outline
    always, rest = needed_in_any_case(missing) if missing is not None else ((), None)
    sections = [section for section in _sections(policy, decided, missing, turns_on) if section.lines]
    return Report(
        case=decided.case,
        outcome=decided.outcome,
        policy=f"{outline.label}, version {decided.version}",
        notice=NOTICE if decided.outcome == "deny" else "",
        sections=tuple(sections),
        reason=tuple(sourced(decided.because, decided.reason)),
        in_any_case=always,
        one_of=tuple(completion_lines(rest, MOST_COMPLETIONS)) if rest is not None else (),
        questions=tuple(asked(policy.vocabulary, missing)) if missing is not None else (),
        readings=tuple(readings_used(outline, decided)),
        sources=tuple(sources_cited(policy.vocabulary, decided, trace)),
        outline=trace.model_copy(update={"notes": ()}),
        engine=decided.engine,
        knowledge_base=decided.knowledge_base,
    )


def _sections(
    policy: LoadedPolicy, decided: Determination, missing: MissingFacts | None, turns_on: tuple[str, ...]
) -> Iterator[Section]:
    outline, vocabulary = policy.outline, policy.vocabulary
    yield Section("notes", CHECK_FIRST, notes_told(vocabulary, decided.notes))
    yield Section("reason", "Because", decided.because)
    if missing is not None:
        completions = tuple(completion_lines(missing, MOST_COMPLETIONS))
        yield Section("completions", "What would make it approvable", completions)
        yield Section("questions", "To ask", tuple(missing.questions.values()))
    split = len(decided.basis) > 1 and all(decided.criteria[name] == "unknown" for name in decided.basis)
    rests = "Rests on one of" if split else "Rests on"
    yield Section("basis", rests if decided.outcome == "approve" else "Met", _paragraphs(outline, decided.basis))
    yield Section("exclusions", "Excluded by", _paragraphs(outline, decided.exclusions))
    yield Section("authorization", "Authorization", tuple(authorization_lines(decided)))
    yield Section("dosing", "Dose", tuple(dosing_lines(decided.dosing, vocabulary)) if decided.dosing else ())
    undocumented = ", ".join(path_label(vocabulary, path) for path in decided.documentation.undocumented)
    yield Section("undocumented", "Without a source", (undocumented,) if undocumented else ())
    yield Section("readings", "Readings other than by default", tuple(_readings(outline, decided)))
    yield Section("robustness", "Under other readings", turns_on)


def _paragraphs(outline: Outline, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name} {outline.criteria[name].label}" for name in names)


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


def authorization_lines(decided: Determination) -> Iterator[str]:
    """Yield how long an approval lasts; nothing where there is none."""
    granted = decided.authorization
    if granted is not None:
        days = (
            f", {granted.from_day} through {granted.through}" if granted.from_day else ", from the day of the request"
        )
        yield f"up to {granted.months} months{days}"


def dosing_lines(dosing: Dosing, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield how the requested dose stands to the limit, and the limit."""
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
