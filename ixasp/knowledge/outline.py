"""The numbered paragraphs of a policy, its readings and versions, and what it says of doses and durations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.program import Program, whole


@dataclass(frozen=True)
class Criterion:
    """A numbered paragraph."""

    id: str
    kind: str
    """any, all, rule; heading for a paragraph without a condition of its own."""
    label: str
    parts: tuple[str, ...]
    evidence: str
    """Where the policy says that it comes from; empty where it does not say."""
    exclusion: bool
    """Whether it excludes where it is met."""
    since: int
    """The number of the first version that has it; 0 where every version does."""


@dataclass(frozen=True)
class Reading:
    """A passage that can be read in more than one way."""

    id: str
    label: str
    about: tuple[str, ...]
    options: Mapping[str, str]
    """What each option means, the default first."""
    default: str


@dataclass(frozen=True)
class Version:
    """A version of the policy."""

    name: str
    in_force: date
    number: int


@dataclass(frozen=True)
class DosingTerms:
    """Which facts the dosing is about, and its constants."""

    dose: str
    body_surface_area: str
    cap: Decimal
    """In m²: a larger body surface area counts as this."""
    interval_days: int
    billing_code: str
    billing_unit: Decimal
    """In mg."""
    alerts: Mapping[str, str]


@dataclass(frozen=True)
class Outline:
    """A policy as its readers know it."""

    policy: str
    label: str
    criteria: Mapping[str, Criterion]
    """In the order of print."""
    top: tuple[str, ...]
    sections: tuple[str, ...]
    """The paragraphs that decide one kind of request each, or every request."""
    alternatives: tuple[str, ...]
    readings: Mapping[str, Reading]
    versions: tuple[Version, ...]
    """Oldest first."""
    durations: tuple[int, ...]
    """Every number of months that an authorization may last."""
    dosing: DosingTerms | None
    dose_limits: tuple[str, ...]
    """Every limit that the dosing rules compare a dose with, ascending."""
    labels: Mapping[str, str]
    """Labels of all predicates, by name."""

    @cached_property
    def top_of(self) -> Mapping[str, str]:
        """For each paragraph, the outermost one around it; itself where nothing is around it."""
        found: dict[str, str] = {}
        for name, criterion in self.criteria.items():  # in the order of print: what is around comes first
            top = found.setdefault(name, name)
            found.update(dict.fromkeys(criterion.parts, top))
        return found


def read_outline(program: Program) -> Outline:
    """Return the outline that the rules declare.

    Raises:
        KnowledgeBaseError: a criterion or a reading has no label, or a reading no default.
    """
    labels = {str(name): str(label) for name, label in program.rows("label")}
    parts: dict[str, list[tuple[int, str]]] = {}
    for whole_id, position, part in program.rows("part"):
        parts.setdefault(str(whole_id), []).append((whole(position, f"part({whole_id}, {part})"), str(part)))
    children = {name: tuple(part for _, part in sorted(found)) for name, found in parts.items()}
    evidence = {str(criterion): str(tag) for criterion, tag in program.rows("evidence")}
    since = {str(criterion): whole(number, f"since({criterion})") for criterion, number in program.rows("since")}
    exclusions = {str(row[0]) for row in program.rows("exclusion")}
    alternatives = {row[0] for row in program.rows("alternative") if len(row) == 1}
    kinds = {str(criterion): str(kind) for criterion, kind in program.rows("criterion")}
    kinds |= {str(row[0]): "heading" for row in program.rows("heading")}
    top = tuple(str(name) for name, _ in sorted(program.rows("top"), key=lambda row: whole(row[1], f"top({row[0]})")))
    unlabelled = [name for name in (*kinds, *(str(row[0]) for row in program.rows("default"))) if name not in labels]
    if unlabelled:
        raise KnowledgeBaseError(f"no label for {', '.join(sorted(unlabelled))}")
    placed = [*top, *(name for parts in children.values() for name in parts)]
    undeclared = sorted(set(placed) - set(kinds))
    if undeclared:
        raise KnowledgeBaseError(
            f"the outline names {', '.join(undeclared)}; expected criterion(Id, Kind) or heading(Id) for each"
        )
    criteria = {
        name: Criterion(
            id=name,
            kind=kinds[name],
            label=labels[name],
            parts=children.get(name, ()),
            evidence=evidence.get(name, ""),
            exclusion=name in exclusions,
            since=first,
        )
        for name, first in _in_order(top, children, since, 0)
    }
    sections = tuple(dict.fromkeys(str(row[-1]) for row in program.rows("section")))
    adrift = sorted({*kinds, *sections} - set(criteria))
    if adrift:
        raise KnowledgeBaseError(f"criteria outside the outline: {', '.join(adrift)}")
    return Outline(
        policy=_single(program, "policy"),
        label=labels.get("policy", _single(program, "policy")),
        criteria=criteria,
        top=top,
        sections=sections,
        alternatives=tuple(name for name in criteria if name in alternatives),
        readings=_readings(program, labels),
        versions=_versions(program),
        durations=tuple(sorted({whole(row[1], f"authorization({row[0]})") for row in program.rows("authorization")})),
        dosing=_dosing(program),
        dose_limits=_dose_limits(program),
        labels=labels,
    )


def _in_order(
    names: tuple[str, ...], children: Mapping[str, tuple[str, ...]], since: Mapping[str, int], first: int
) -> Iterator[tuple[str, int]]:
    """Yield each paragraph in the order of print, with the first version that has it and all paragraphs around it."""
    for name in names:
        own = max(first, since.get(name, 0))
        yield name, own
        yield from _in_order(children.get(name, ()), children, since, own)


def _single(program: Program, predicate: str) -> str:
    rows = program.rows(predicate)
    if len(rows) != 1:
        raise KnowledgeBaseError(f"{len(rows)} facts {predicate}/1; expected exactly one")
    return str(rows[0][0])


def _readings(program: Program, labels: Mapping[str, str]) -> Mapping[str, Reading]:
    readings = {}
    for name, default in sorted(program.rows("default"), key=lambda row: str(row[0])):
        options = {str(option): str(meaning) for option, meaning in program.rows_of("reading", name)}
        if default not in options:
            raise KnowledgeBaseError(f"reading `{name}`: default `{default}` is not one of its options")
        about = tuple(str(row[0]) for row in program.rows_of("about", name))
        first = {str(default): options[str(default)]}
        readings[str(name)] = Reading(str(name), labels[str(name)], about, first | options, str(default))
    return readings


def _versions(program: Program) -> tuple[Version, ...]:
    versions = []
    for name, number in program.rows("version"):
        try:
            versions.append(Version(str(name), date.fromisoformat(str(name)), whole(number, f"version({name})")))
        except ValueError as error:
            raise KnowledgeBaseError(f"version `{name}`: expected a day such as 2025-01-31") from error
    if not versions:
        raise KnowledgeBaseError("no version of the policy; expected version(Day, Number)")
    ordered = tuple(sorted(versions, key=lambda version: version.number))
    if any(one.number == other.number or one.in_force >= other.in_force for one, other in pairwise(ordered)):
        raise KnowledgeBaseError("versions: expected a number of its own for each, rising with the day")
    return ordered


def _dosing(program: Program) -> DosingTerms | None:
    facts = {str(part): str(fact) for part, fact in program.rows("dosing_fact")}
    if not facts:
        return None
    lacking = [f"dosing_fact({part}, Fact)" for part in ("dose", "body_surface_area") if part not in facts]
    lacking += [
        f"{name}(...)" for name in ("billing_unit", "body_surface_area_cap", "interval_days") if not program.rows(name)
    ]
    if lacking:
        raise KnowledgeBaseError(f"the dose: its terms are not complete; expected {', '.join(lacking)}")
    code, unit = program.rows("billing_unit")[0]
    return DosingTerms(
        dose=facts["dose"],
        body_surface_area=facts["body_surface_area"],
        cap=Decimal(str(program.rows("body_surface_area_cap")[0][0])),
        interval_days=whole(program.rows("interval_days")[0][0], "interval_days"),
        billing_code=str(code),
        billing_unit=Decimal(str(unit)),
        alerts={str(name): str(text) for name, text in program.rows("alert_text")},
    )


def _dose_limits(program: Program) -> tuple[str, ...]:
    facts = {str(fact) for part, fact in program.rows("dosing_fact") if part == "dose"}
    return tuple(sorted({str(row[2]) for row in program.rows("limit") if str(row[0]) in facts}, key=Decimal))
