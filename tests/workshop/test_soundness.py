"""The audit: brute force over all complete cases of small policies, planted mistakes, and the knowledge base itself."""

import random
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ixasp import InconsistentCase, KnowledgeBase, Policy
from ixasp.cli.kb.app import app
from ixasp.intake.yaml_text import read_yaml
from ixasp.knowledge.loader import load_policies
from ixasp.workshop.checking import check
from ixasp.workshop.finding import Finding, Report, Severity
from ixasp.workshop.lint.pages import pages
from ixasp.workshop.soundness.auditing import audit
from ixasp.workshop.soundness.patients import Patients
from ixasp.workshop.syntax.library import read_library
from tests.workshop.linting import ROOT, example
from tests.workshop.small import DECLARED, case, load, write

READING = """
label(way, "way"). default(way, wide). reading(way, wide, "Wide."). reading(way, narrow, "Narrow.").
"""
DAY = "2025-01-01"


def audited(root: Path) -> list[Finding]:
    (files,) = read_library(root).policies
    (loaded,) = load_policies(root)
    return list(audit(loaded, files))


LITERALS = (
    "is(first, yes)",
    "not is(first, yes)",
    "is(second, yes)",
    "is(second, no)",
    "is(color, red)",
    "not is(color, blue)",
    'at_least(level, "10")',
    'not at_least(level, "10")',
    "includes(given, one)",
    "is(reading(way), narrow)",
    "is(reading(way), wide)",
)
CONSTRAINT = ":- is(first, yes), is(second, no)."


def rules(seed: int) -> str:
    chance = random.Random(seed)
    lines = [READING, *([CONSTRAINT] if seed % 2 else [])]
    for head in ("A.1", "A.2", "D.1"):
        for _ in range(chance.randint(1, 2)):
            lines.append(f'met("{head}") :- {", ".join(chance.sample(LITERALS, chance.randint(1, 3)))}.')
    return "\n".join(lines)


Answer = tuple[bool, frozenset[str], frozenset[str]]
FACTS = ("first", "second", "color", "level", "given")
World = tuple[object, ...]


def answers(policy: Policy) -> dict[World, Answer]:
    """Return what the engine says of every complete case under both options of the reading."""
    given = ((), ("one",), ("other",), ("one", "other"))
    found: dict[World, Answer] = {}
    for world in product(
        ("yes", "no"), ("yes", "no"), ("red", "green", "blue"), ("9", "10"), given, ("wide", "narrow")
    ):
        facts: dict[str, object] = dict(zip(FACTS, world[:5], strict=True))
        facts |= {"given": list(world[4]), "request_type": "initial", "request_date": DAY}
        try:
            told = policy.determine(case(facts), readings={"way": str(world[5])})
        except InconsistentCase:
            continue
        met = frozenset(name for name, status in told.criteria.items() if status == "met")
        found[world] = (str(told.outcome) == "approve", met, frozenset(told.basis))
    return found


def expected(found: dict[World, Answer], *, constrained: bool) -> Iterator[tuple[str, str]]:
    default = [answer for world, answer in found.items() if world[5] == "wide"]
    for name in ("A", "A.1", "A.2", "D.1"):
        if not any(name in met for _, met, _ in default):
            yield "never-met", name
        if all(name in met for _, met, _ in default):
            yield "never-fails", name
    for name, other in (("A.1", "A.2"), ("A.2", "A.1")):
        carried = [basis for approve, _, basis in default if approve and name in basis]
        anywhere = [basis for approve, _, basis in found.values() if approve and name in basis]
        alone, alone_anywhere = (any(other not in basis for basis in bases) for bases in (carried, anywhere))
        if anywhere and not alone and (carried or not alone_anywhere):
            yield "redundant", name
    if all({"A.1", "A.2"} & met for _, met, _ in found.values()) and not any(
        all(name in met for _, met, _ in found.values()) for name in ("A.1", "A.2")
    ):
        yield "exhaustive-parts", "A.1"
    excluding = [met for _, met, _ in found.values() if "D.1" in met]
    if excluding and not any("A" in met for met in excluding):
        yield "idle-exclusion", "D.1"
    for position, name in enumerate((*FACTS, "way")):
        free = {0, 1} if constrained and position in (0, 1) else {position}
        if not turns(found, {position}, position) and not turns(found, free, position):
            yield ("idle-reading" if name == "way" else "idle-fact"), name
            if name == "level":
                yield "idle-limit", "level"


def turns(found: dict[World, Answer], free: set[int], position: int) -> bool:
    seen: dict[World, list[tuple[object, Answer]]] = {}
    for world, answer in found.items():
        kept = tuple(value for at, value in enumerate(world) if at not in free)
        seen.setdefault(kept, []).append((world[position], answer))
    return any(one[0] != other[0] and one[1] != other[1] for group in seen.values() for one in group for other in group)


def idle_lines(root: Path, found: dict[World, Answer]) -> Iterator[int]:
    """Yield the lines of the rules that derive nothing for criteria that some patient meets."""
    text = (root / "policies" / "small" / "policy.lp").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        head, _, body = line.rstrip(".").partition(" :- ")
        literals = [one for one in LITERALS if f", {one}," in f", {body},"]
        criterion = head.removeprefix('met("').removesuffix('")')
        met_by_some = head.startswith("met(") and any(criterion in met for _, met, _ in found.values())
        if met_by_some and not any(all(holds(one, world) for one in literals) for world in found):
            yield number


def holds(literal: str, world: World) -> bool:
    first, second, color, level, given, way = world
    values = {
        "is(first, yes)": first == "yes",
        "is(second, yes)": second == "yes",
        "is(second, no)": second == "no",
        "is(color, red)": color == "red",
        "is(color, blue)": color == "blue",
        'at_least(level, "10")': level == "10",
        "includes(given, one)": isinstance(given, tuple) and "one" in given,
        "is(reading(way), narrow)": way == "narrow",
        "is(reading(way), wide)": way == "wide",
    }
    return not values[literal.removeprefix("not ")] if literal.startswith("not ") else values[literal]


def subject(finding: Finding) -> str:
    words = finding.message.split()
    return words[2] if finding.check.startswith("idle-") and words[0] == "the" else words[0]


@pytest.mark.parametrize("seed", range(14))
def test_the_verdicts_are_those_of_all_complete_cases(seed: int, tmp_path: Path) -> None:
    root = write(tmp_path / "kb", rules(seed), DECLARED)
    found = answers(KnowledgeBase.load(root).policy("SMALL"))
    findings = list(audited(root))
    said = {(one.check, subject(one)) for one in findings if one.check != "idle-rule"}
    assert [one.line for one in findings if one.check == "idle-rule"] == list(idle_lines(root, found))
    again = all("A" in met or "D.1" in met for _, met, _ in found.values())
    severities = {one.severity for one in findings if one.check == "idle-exclusion"}
    assert severities <= {Severity.NOTE if again else Severity.WARNING}
    assert said == set(expected(found, constrained=bool(seed % 2))), rules(seed)


def test_of_a_good_policy_nothing_is_said(tmp_path: Path) -> None:
    good = """
        met("A.1") :- is(first, yes), at_least(level, "10").
        met("A.2") :- is(second, yes), includes(given, one).
        met("D.1") :- is(color, blue).
    """
    assert audited(write(tmp_path / "kb", good)) == []


def test_what_is_redundant_is_told_with_what_makes_it_so(tmp_path: Path) -> None:
    planted = """
        met("A.1") :- is(first, yes).
        met("A.2") :- is(first, yes), is(second, yes), includes(given, one), at_least(level, "10").
        met("D.1") :- is(color, blue), is(second, no).
    """
    found = {one.check: one for one in audited(write(tmp_path / "kb", planted)) if one.check == "redundant"}
    assert found["redundant"].severity is Severity.WARNING
    assert "A.2 is redundant under any readings" in found["redundant"].message
    assert found["redundant"].message.endswith("A.1 does as well")
    assert "proven over all patients, under any readings" in found["redundant"].detail


def test_a_part_is_redundant_where_no_alternatives_are_declared(tmp_path: Path) -> None:
    planted = """
        met("A.1") :- is(first, yes).
        met("A.2") :- is(first, yes), is(second, yes).
        met("D.1") :- is(color, blue).
    """
    declared = DECLARED.replace('alternative(("A.1"; "A.2")).', "")
    found = [one for one in audited(write(tmp_path / "kb", planted, declared)) if one.check == "redundant"]
    assert [one.message for one in found] == [
        "A.2 is redundant under any readings: where it is met, A.1 is as well",
    ]


DOSES = pages()["no-recommendation"].good


@pytest.mark.parametrize(
    ("rows", "check_name", "fragment"),
    [
        (
            'dose_limit("40"). limit(dose, above, "20", "A"). dose_limit("20") :- is(failed, yes).',
            "two-values",
            "20 and 40",
        ),
        ('dose_limit("40") :- is(failed, no), is(severity, mild).', "missing-value", "dosing has no value"),
    ],
)
def test_a_dosing_table_has_one_row_for_everybody(rows: str, check_name: str, fragment: str, tmp_path: Path) -> None:
    table = 'dose_limit("40") :- is(failed, no).'
    assert table in DOSES
    found = check(example(tmp_path, DOSES.replace(table, rows)))
    (told,) = [one for one in found.findings if one.check == check_name and fragment in one.message]
    assert told.detail[0].startswith("a ")
    assert any("failed" in line for line in told.detail)


def test_constraints_that_leave_nobody_are_found_and_nothing_else_is_said(tmp_path: Path) -> None:
    planted = 'met("A.1"). met("A.2"). met("D.1"). :- is(first, yes). :- is(first, no).'
    (found,) = audited(write(tmp_path / "kb", planted))
    assert (found.check, found.severity) == ("no-patient", Severity.ERROR)


def test_an_option_that_leaves_nobody_is_found(tmp_path: Path) -> None:
    planted = READING + 'met("A.1") :- is(first, yes). met("A.2") :- is(second, yes). met("D.1") :- is(color, blue).'
    root = write(tmp_path / "kb", f"{planted} :- is(reading(way), narrow).")
    (found,) = audited(root)
    assert found.check == "no-patient"
    assert "the option narrow of reading way" in found.message


@pytest.mark.parametrize("seed", range(12))
def test_each_minimal_combination_of_options_that_leaves_nobody_is_found(seed: int, tmp_path: Path) -> None:
    """As many constraints as there are, each over options and facts, against all combinations one by one."""
    chance = random.Random(seed)
    readings = ("way", "other", "third")
    conditions = [f"is(reading({name}),{option})" for name in readings for option in ("wide", "narrow")]
    constraints = [
        [
            *chance.sample(conditions, k=chance.randint(1, 2)),
            *chance.sample(("first", "second"), k=chance.randint(0, 1)),
        ]
        for _ in range(5)
    ]
    constraints += [[*constraints[0], "not first"], [*constraints[1], "not second"]]
    written = "\n".join(f":- {', '.join(_written(one) for one in body)}." for body in constraints)
    declared = "".join(READING.replace("way", name) for name in readings)
    rules = 'met("A.1") :- is(first, yes). met("A.2") :- is(second, yes). met("D.1") :- is(color, blue).'
    loaded = load(tmp_path / "kb", declared + rules + written).loaded
    found = {frozenset(one.items()) for one in Patients(loaded).barren("2025-01-01")}

    def barren(chosen: Mapping[str, str]) -> bool:
        """Return whether no patient is possible under some options, whatever the others are."""
        left = [name for name in readings if name not in chosen]
        return not any(
            all(not _holds(body, {**chosen, **dict(zip(left, rest, strict=True))}, patient) for body in constraints)
            for rest in product(("wide", "narrow"), repeat=len(left))
            for patient in ({"first": a, "second": b} for a in (True, False) for b in (True, False))
        )

    every = [
        dict(zip(some, options, strict=True))
        for size in range(len(readings) + 1)
        for some in combinations(readings, size)
        for options in product(("wide", "narrow"), repeat=size)
    ]
    expected: list[frozenset[tuple[str, str]]] = []
    for chosen in every:
        items = frozenset(chosen.items())
        if barren(chosen) and not any(one <= items for one in expected):
            expected.append(items)
    assert found == set(expected)


def _written(condition: str) -> str:
    negated, fact = condition.startswith("not "), condition.removeprefix("not ")
    return condition if fact.startswith("is(") else f"is({fact}, {'no' if negated else 'yes'})"


def _holds(body: list[str], options: Mapping[str, str], patient: Mapping[str, bool]) -> bool:
    stated = {f"is(reading({name}),{option})" for name, option in options.items()}
    stated |= {name if holds else f"not {name}" for name, holds in patient.items()}
    return set(body) <= stated


@cache
def report() -> Report:
    return check(ROOT / "kb", notes=True)


def test_the_knowledge_base_has_no_findings_and_says_by_itself_what_is_redundant() -> None:
    assert report().findings == ()
    notes = {(note.check, note.message) for note in report().notes}
    told = " | ".join(sorted(message for _, message in notes))
    assert "A.ii.E.3 is redundant under the default readings: where it carries an approval, A.ii.A does as well" in told
    assert "A.ii.D.1 or A.ii.D.2 holds for every patient" in told
    assert "A.ii.D carries an approval without A.ii.C only where taxane_resistant is no" in told
    assert "D.iii holds just where the request's own section is not met" in told
    assert "no dose is recommended for some patient" in told
    waived = {one.finding.message for one in report().waived if one.finding.check == "idle-window"}
    assert len(waived) == 3
    assert all("anthracycline" in message for message in waived)


def test_every_reading_of_the_knowledge_base_has_a_case_that_it_decides() -> None:
    decided = [note for note in report().notes if note.check == "decisive-reading"]
    readings = sum(len(one.outline.readings) for one in load_policies(ROOT / "kb"))
    assert len({(note.file, note.message.split()[2]) for note in decided}) == readings


def test_a_witness_is_a_case_that_shows_the_finding() -> None:
    (note,) = [one for one in report().notes if one.message.startswith("A.ii.D carries an approval without A.ii.C")]
    policy = KnowledgeBase.load(ROOT / "kb").policy("MP-RX-FP-46-23")
    document = read_yaml("\n".join(["id: witness", f"policy: {policy.id}", "facts:", *note.detail[1:]]))
    told = policy.determine(document)
    assert str(told.outcome) == "approve"
    assert "A.ii.D" in told.basis
    assert "A.ii.C" not in told.basis


def test_the_command_looks_at_the_text_only_where_it_is_told_to(tmp_path: Path) -> None:
    root = write(tmp_path / "kb", 'met("A.1") :- is(first, yes), is(first, no).')
    both = CliRunner().invoke(app, ["check", "--kb", str(root)])
    text_only = CliRunner().invoke(app, ["check", "--kb", str(root), "--lint-only"])
    assert "[underived-criterion]" in text_only.output
    assert "idle-" not in text_only.output
    assert both.exit_code == 1
