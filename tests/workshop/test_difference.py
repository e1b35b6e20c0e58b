"""`kb diff`: every class of patients that changes, each with a smallest case; against brute force."""

import json
import subprocess
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from ixasp import InconsistentCase, KnowledgeBase, Policy
from ixasp.cli.kb.app import app
from ixasp.workshop.difference.comparison import Pair, compare
from ixasp.workshop.difference.result import Comparison, Decision, Dose
from ixasp.workshop.difference.states import compare_states
from tests.workshop.small import DECLARED, case, load, write

VALUES: dict[str, tuple[object, ...]] = {
    "request_type": ("initial",),
    "first": ("yes", "no"),
    "second": ("yes", "no"),
    "color": ("red", "green", "blue"),
    "level": ("9", "10"),
    "given": ([], ["one"], ["other"], ["one", "other"]),
}
CONDITIONS = (
    *("is(first, yes)", "is(first, no)", "is(second, yes)", "not is(second, yes)", "is(color, red)"),
    *("not is(color, blue)", 'at_least(level, "10")', 'not at_least(level, "10")', "includes(given, one)"),
    "not includes(given, other)",
)
Told = tuple[str, frozenset[str]]


def random_rules(random: Random) -> str:
    """Return rules for the two alternatives and the exclusion, and perhaps a constraint."""
    lines = []
    for criterion, most in (("A.1", 2), ("A.2", 2), ("D.1", 1)):
        for _ in range(random.randint(1, most)):
            lines.append(f'met("{criterion}") :- {", ".join(random.sample(CONDITIONS, random.randint(1, 3)))}.')
    if random.random() < 0.4:
        lines.append(f":- {', '.join(random.sample(CONDITIONS, 2))}.")
    return "\n".join(lines)


def decided(policy: Policy, facts: dict[str, object]) -> Told:
    try:
        found = policy.determine(case(facts))
    except InconsistentCase:
        return "impossible", frozenset()
    return str(found.outcome), frozenset(found.basis)


def everyone() -> Iterator[dict[str, object]]:
    for values in product(*VALUES.values()):
        yield dict(zip(VALUES, values, strict=True))


World = tuple[dict[str, object], Told, Told]


def all_worlds(before: Policy, after: Policy) -> list[World]:
    return [(facts, decided(before, facts), decided(after, facts)) for facts in everyone()]


def classes_of(one: Told, other: Told) -> Iterator[tuple[Told, Told]]:
    """Yield the classes of a patient who is decided in these two ways."""
    apart = one[1] ^ other[1] if "impossible" not in (one[0], other[0]) else frozenset()
    if apart or one[0] == other[0]:
        yield (one[0], one[1] & apart), (other[0], other[1] & apart)
        return
    both = "impossible" not in (one[0], other[0])
    carried = one[1] if one[0] == "approve" else other[1] if other[0] == "approve" else frozenset[str]()
    for name in carried or [""]:
        basis = frozenset(filter(None, [name]))
        first, second = (basis if both or side[0] == "approve" else frozenset[str]() for side in (one, other))
        yield (one[0], first), (other[0], second)


def smallest_size(worlds: list[World], one: Told, other: Told) -> int:
    """Return the number of facts of a smallest chart all of whose worlds show a class.

    On each side the outcome and what holds must be as told, and what holds only on the other side must fail.
    """
    apart = frozenset[str]() if "impossible" in (one[0], other[0]) else one[1] | other[1]

    def shows(told: Told, wanted: Told, others: frozenset[str]) -> bool:
        if told[0] == "impossible":
            return True  # no patient of the side
        return told[0] == wanted[0] and wanted[1] <= told[1] and not others & told[1]

    for size in range(len(VALUES) + 1):
        for names in combinations(VALUES, size):
            for values in product(*(VALUES[name] for name in names)):
                chart = dict(zip(names, values, strict=True))
                fitting = [world for world in worlds if all(world[0][name] == chart[name] for name in names)]
                if any((one, other) in classes_of(*world[1:]) for world in fitting) and all(
                    shows(before, one, apart - one[1]) and shows(after, other, apart - other[1])
                    for _, before, after in fitting
                ):
                    return size
    raise AssertionError("the whole patient shows it")


def outcome_changes(comparison: Comparison) -> dict[tuple[Told, Told], dict[str, object]]:
    found: dict[tuple[Told, Told], dict[str, object]] = {}
    for change in comparison.changes:
        if isinstance(change.before, Decision) and isinstance(change.after, Decision):
            one, other = ((side.outcome, frozenset(side.basis)) for side in (change.before, change.after))
            facts = change.witness.case["facts"]
            assert isinstance(facts, dict)
            found[one, other] = {name: value for name, value in facts.items() if name != "request_date"}
    return found


@pytest.mark.parametrize("seed", range(25))
def test_the_classes_of_random_policies_are_those_of_brute_force(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    before = load(tmp_path / "before", random_rules(random))
    after = load(tmp_path / "after", random_rules(random))
    found = compare([Pair(before, after, ("2025-01-01", "2025-01-01"))], ("before", "after"), policy="SMALL")
    changes = outcome_changes(found)
    worlds = all_worlds(before, after)
    assert found.complete
    differing = [(one, other) for _, one, other in worlds if one != other]
    assert set(changes) == {found for one, other in differing for found in classes_of(one, other)}
    assert found.equivalent is (not found.changes)
    for change in found.changes:
        if isinstance(change.before, Decision) and isinstance(change.after, Decision) and change.witness.smallest:
            one, other = ((side.outcome, frozenset(side.basis)) for side in (change.before, change.after))
            facts = changes[one, other]
            assert decided(before, facts)[0] == one[0]
            assert decided(after, facts)[0] == other[0]
            assert len(facts) == smallest_size(worlds, one, other)


RULES = """
met("A.1") :- is(first, yes), at_least(level, "10").
met("A.2") :- is(color, red).
met("D.1") :- is(second, yes).
"""


def compared(tmp_path: Path, rules: str, declared: str = DECLARED) -> Comparison:
    before, after = load(tmp_path / "before", RULES), load(tmp_path / "after", rules, declared)
    return compare([Pair(before, after, ("2025-01-01", "2025-01-01"))], ("before", "after"), policy="SMALL")


def test_rules_that_say_the_same_otherwise_are_equivalent(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        """
        met("A.1") :- is(first, yes), at_least(level, "10"), is(second, yes).
        met("A.1") :- not is(first, no), at_least(level, "10"), is(second, no).
        met("A.2") :- not is(color, green), not is(color, blue).
        met("D.1") :- not is(second, no).
        """,
    )
    assert found.equivalent


def test_a_moved_limit_is_found_at_the_values_between(tmp_path: Path) -> None:
    found = compared(tmp_path, RULES.replace('"10"', '"8.5"'), DECLARED.replace('"10", "A.1"', '"8.5", "A.1"'))
    assert not found.equivalent
    levels = {str(facts["level"]) for facts in outcome_changes(found).values()}
    assert levels == {"8.5"}


def test_a_constraint_that_comes_in_is_a_change(tmp_path: Path) -> None:
    found = compared(tmp_path, RULES + ":- is(first, yes), is(color, blue).")
    after = {change.after.outcome for change in found.changes if isinstance(change.after, Decision)}
    assert after == {"impossible"}


def test_a_removed_exclusion_approves(tmp_path: Path) -> None:
    found = compared(tmp_path, RULES.replace('met("D.1") :- is(second, yes).', 'met("D.1") :- excluded_by_nothing.'))
    kinds = {(before[0], after[0]) for before, after in outcome_changes(found)}
    assert kinds == {("deny", "approve")}


def test_the_two_versions_of_the_policy_differ_in_ovarian_cancer_only() -> None:
    (found,) = compare_states("2025-03-06", "2025-11-10")
    assert found.complete
    changes = outcome_changes(found)
    assert {(one[0], other[0]) for one, other in changes} == {("deny", "approve"), ("deny", "deny")}
    assert {name for _, other in changes for name in other[1]} == {"A.iii", "B.i"}
    assert all(facts["cancer"] in ("ovarian", "fallopian_tube", "primary_peritoneal") for facts in changes.values())
    assert all(change.witness.smallest and change.default_readings for change in found.changes)
    assert not any(isinstance(change.before, Dose) for change in found.changes)


def test_a_policy_is_equivalent_to_itself() -> None:
    (found,) = compare_states("2025-11-10", "2025-11-10")
    assert found.equivalent


def test_two_payers_are_compared_by_what_they_cover() -> None:
    knowledge = KnowledgeBase.load()
    if len(knowledge.policies) < 2:
        pytest.fail("expected a second policy")
    one, other = "MP-RX-FP-46-23", next(name for name in knowledge.policies if name != "MP-RX-FP-46-23")
    (found,) = compare_states(one, other, entries=0, limit=6)
    assert not found.equivalent
    assert len(found.changes) == 6
    for change in found.changes:
        assert isinstance(change.before, Decision)
        assert isinstance(change.after, Decision)
        assert {change.before.outcome, change.after.outcome} == {"approve", "deny"}


def test_states_in_git_are_compared(tmp_path: Path) -> None:
    folder = write(tmp_path / "kb", RULES)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "first"], check=True)
    policy = folder / "policies" / "small" / "policy.lp"
    policy.write_text(policy.read_text().replace("is(color, red)", "is(color, green)"))
    run = CliRunner().invoke(app, ["diff", "HEAD", str(folder), "--kb", str(folder), "--format", "json"])
    assert run.exit_code == 1, run.output
    found = json.loads(run.output)
    assert not found["equivalent"]
    assert {change["after"]["outcome"] for change in found["changes"] if change["aspect"] == "outcome"} == {
        *("approve", "deny"),
    }
    again = CliRunner().invoke(app, ["diff", "HEAD", "HEAD", "--kb", str(folder)])
    assert again.exit_code == 0, again.output
    assert "equivalent: proven" in again.output


def test_smallest_cases_are_written_and_decide_as_told(tmp_path: Path) -> None:
    before, after = write(tmp_path / "before", RULES), write(tmp_path / "after", RULES.replace("red", "blue"))
    run = CliRunner().invoke(app, ["diff", str(before), str(after), "--write", str(tmp_path / "cases")])
    assert run.exit_code == 1, run.output
    files = sorted((tmp_path / "cases").glob("*.yaml"))
    assert len(files) == run.output.count("case:\n")
    old, new = (KnowledgeBase.load(folder).policy("SMALL") for folder in (before, after))
    for file in files:
        document = YAML(typ="safe", pure=True).load(file.read_text())
        assert document["policy"] == "SMALL"
        assert old.read_case(file).id == file.stem
        told = file.read_text().splitlines()[0]
        if "denied before" in told:
            assert old.determine(old.read_case(file)).outcome == "deny"
        if "approved by A.2 after" in told:
            assert new.determine(new.read_case(file)).outcome == "approve"


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("2025-01-01", "2025-01-02"), "no policy has the versions"),
        (("no-such-state", "HEAD"), "no folder, no policy and no git revision"),
        (("--output=x", "HEAD"), "no folder, no policy and no git revision"),
    ],
)
def test_a_state_that_is_not_there_is_told(states: tuple[str, str], expected: str) -> None:
    run = CliRunner().invoke(app, ["diff", "--", *states])
    assert run.exit_code == 2
    assert expected in run.output


def test_a_version_that_comes_later_is_compared_on_the_days_between(tmp_path: Path) -> None:
    two = DECLARED.replace('version("2025-01-01", 1).', 'version("2025-01-01", 1). version("2025-06-01", 2).')
    rules = RULES + 'since("A.2", 2).\n'
    rules = rules.replace('met("A.2") :-', 'met("A.2") :- in_force("A.2"),')
    old = write(tmp_path / "old", rules, two)
    new = write(tmp_path / "new", rules, two.replace("2025-06-01", "2025-07-01"))
    (found,) = compare_states(str(old), str(new))
    assert not found.equivalent
    assert {(one[0], other[0]) for one, other in outcome_changes(found)} >= {("approve", "deny")}
    assert {change.versions for change in found.changes} == {("2025-06-01", "2025-01-01")}
    assert {change.witness.request_dates for change in found.changes} == {("2025-06-01", "2025-06-01")}


def test_patients_of_one_side_only_are_no_equivalence(tmp_path: Path) -> None:
    old = write(tmp_path / "old", RULES)
    new = write(tmp_path / "new", RULES, DECLARED.replace("(red; green; blue)", "(red; green)"))
    (found,) = compare_states(str(old), str(new))
    assert not found.changes
    assert not found.equivalent
    assert found.not_compared == (f"patients whose color is or holds blue: only {old} can tell them",)
    later = write(tmp_path / "later", RULES, DECLARED.replace("2025-01-01", "2025-02-01"))
    (found,) = compare_states(str(old), str(later))
    assert not found.equivalent
    assert found.not_compared[0].startswith("requests from 2025-01-01 to before 2025-02-01")
