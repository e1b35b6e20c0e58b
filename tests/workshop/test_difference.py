"""`kb diff`: every class of patients that changes, each with a smallest case; against brute force."""

import json
import re
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
from ixasp.workshop.difference.result import Comparison, Decision, Dose, Renaming
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
    subprocess.run([*git, "tag", "2025-01-01"], check=True)
    tag = CliRunner().invoke(app, ["diff", "2025-01-01", str(folder), "--kb", str(folder), "--format", "json"])
    assert json.loads(tag.output)["changes"] == found["changes"]
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
        (("MP-RX-FP-46-23", "no-such-state"), "`no-such-state` is no folder, no policy and no git revision"),
        (
            ("cases", "MP-RX-FP-46-23"),
            "`cases` is a folder and `MP-RX-FP-46-23` is the number of a policy; expected two",
        ),
        (("2025-03-06", "cases"), "`2025-03-06` is the day of a version and `cases` is a folder; expected two of one"),
        (("2025-03-06", "MP-RX-FP-46-23"), "the day of a version and `MP-RX-FP-46-23` is the number of a policy; "),
        (("HEAD", "2025-03-06"), "`HEAD` is a git revision and `2025-03-06` is the day of a version; expected two"),
        (("--output=x", "HEAD"), "no folder, no policy and no git revision"),
    ],
)
def test_what_can_not_be_compared_is_told(
    states: tuple[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parent.parent.parent)
    run = CliRunner().invoke(app, ["diff", "--", *states])
    assert run.exit_code == 2
    assert expected in run.stderr
    assert run.stderr.count("\n") == 1


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


# Facts that the new calls otherwise

NAMES = {"first": "primary", "second": "more", "color": "hue", "level": "amount", "given": "administered"}
OPTIONS = [argument for old, new in NAMES.items() for argument in ("--renamed", f"{old}={new}")]


def otherwise(text: str, names: dict[str, str] = NAMES) -> str:
    """Return rules with other names of facts, wherever a fact comes first; `first` as a value stays."""
    words = (
        "is|includes|at_least|above|fact|domain|default_unit|label|question|phrase|excludes|empty|alone_but_for|limit"
    )
    named = re.compile(rf"\b({words})\(({'|'.join(names)})\b")
    return named.sub(lambda found: f"{found[1]}({names[found[2]]}", text)


@pytest.mark.parametrize("seed", range(12))
def test_renamed_facts_change_nothing_in_what_is_found(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    rules, later = random_rules(random), random_rules(random)
    before = load(tmp_path / "before", rules)
    same, after = load(tmp_path / "same", later), load(tmp_path / "after", otherwise(later), otherwise(DECLARED))
    versions = ("2025-01-01", "2025-01-01")
    expected = outcome_changes(compare([Pair(before, same, versions)], ("before", "after"), policy="SMALL"))
    found = compare([Pair(before, after, versions, NAMES)], ("before", "after"), policy="SMALL")
    changes = outcome_changes(found)
    assert set(changes) == set(expected)
    assert found.equivalent is (not found.changes)
    for key, facts in changes.items():
        assert len(facts) == len(expected[key])
        assert not set(facts) & set(NAMES)
        assert decided(after, facts)[0] == key[1][0]
        own = {called: name for name, called in NAMES.items()}
        assert decided(before, {own.get(name, name): value for name, value in facts.items()})[0] == key[0][0]


def test_a_pure_renaming_is_hinted_at_and_then_proven_to_change_nothing(tmp_path: Path) -> None:
    declared = DECLARED.replace("(red; green; blue)", "(red; green; blue; first)")
    rules = RULES + 'met("A.2") :- is(color, first).'
    old, new = write(tmp_path / "old", rules, declared), write(tmp_path / "new", otherwise(rules), otherwise(declared))
    plain = CliRunner().invoke(app, ["diff", str(old), str(new)])
    assert plain.exit_code == 1, plain.output
    for name, called in NAMES.items():
        told = (
            f"hint: fact {name} of {old} is perhaps {called} of {new}: --renamed {name}={called} compares them as one"
        )
        assert told in plain.stdout.splitlines()
    tied = CliRunner().invoke(app, ["diff", str(old), str(new), *OPTIONS])
    assert tied.exit_code == 0, tied.output
    assert "equivalent: proven" in tied.stdout
    assert "hint:" not in tied.stdout
    assert f"note: color of {old} is compared as one fact with hue of {new}" in tied.stdout.splitlines()
    found = json.loads(CliRunner().invoke(app, ["diff", str(old), str(new), *OPTIONS[2:], "--format", "json"]).stdout)
    assert found["perhaps_renamed"] == [{"before": "first", "after": "primary"}]
    assert found["renamed"][0] == {"before": "second", "after": "more"}


def test_facts_that_are_exchanged_are_no_renaming(tmp_path: Path) -> None:
    old = write(tmp_path / "old", RULES)
    exchanged = {"first": "more", "second": "primary"}
    new = write(tmp_path / "new", otherwise(RULES, exchanged), otherwise(DECLARED, exchanged))
    (found,) = compare_states(str(old), str(new), renamed=[("first", "primary"), ("second", "more")])
    assert not found.equivalent
    (found,) = compare_states(str(old), str(new), renamed=list(exchanged.items()))
    assert found.equivalent


def test_a_renamed_record_is_one(tmp_path: Path) -> None:
    names = {"prior_therapies_complete": "nothing_else_was_given", "prior_lines": "lines_before"}
    before = Path(__file__).parent.parent.parent / "kb"
    for file in before.rglob("*.lp"):
        target = tmp_path / "kb" / file.relative_to(before)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        for name, called in names.items():
            text = re.sub(rf"\b{name}\b", called, text)
        target.write_text(text, encoding="utf-8")
    found = compare_states(str(before), str(tmp_path / "kb"), entries=1, renamed=list(names.items()))
    assert found
    assert all(one.equivalent and one.renamed for one in found)


def test_only_facts_of_one_kind_with_the_same_values_are_perhaps_one(tmp_path: Path) -> None:
    old = write(tmp_path / "old", RULES)
    declared = DECLARED.replace('label(first, "first"). question(first, "First?").', "")
    declared = declared.replace("fact(first, yes_no).", 'fact(sought, yes_no). label(sought, "other words").')
    new = write(tmp_path / "new", RULES.replace("first", "sought"), declared + 'question(sought, "Other?").')
    (found,) = compare_states(str(old), str(new), limit=1)
    assert found.perhaps_renamed == (Renaming(before="first", after="sought"),)  # no other comes into question
    more = declared + 'question(sought, "Other?"). fact(third, yes_no). label(third, "third"). question(third, "3?").'
    two = write(tmp_path / "two", RULES.replace("first", "sought"), more)
    (found,) = compare_states(str(old), str(two), limit=1)
    assert found.perhaps_renamed == ()
    hues = RULES.replace("(color", "(hue").replace("blue", "pink")
    colors = write(tmp_path / "colors", hues, DECLARED.replace("(color", "(hue").replace("; blue)", "; pink)"))
    (found,) = compare_states(str(old), str(colors), limit=1)
    assert found.perhaps_renamed == ()


@pytest.mark.parametrize(
    ("renamed", "expected"),
    [
        (["first"], ["--renamed: `first` is no pair of facts; expected OLD=NEW"]),
        (
            ["nobody=primary"],
            ["--renamed nobody=primary: `nobody` is no fact of the old; expected a fact of the old on"],
        ),
        (
            ["first=nobody"],
            ["--renamed first=nobody: `nobody` is no fact of the new; expected a fact of the new only: p"],
        ),
        (
            ["request_type=hue"],
            ["--renamed request_type=hue: `request_type` is on both sides; expected a fact of the ol"],
        ),
        (["first=hue"], ["--renamed first=hue: the kind differs, `yes_no` and `one_of`; expected the same"]),
        (
            ["first=primary", "first=more", "level=administered"],
            [
                "--renamed: fact `first` is named twice; expected each fact once",
                "--renamed level=administered: the kind differs, `quantity` and `set_of`; expected the same",
            ],
        ),
    ],
)
def test_what_is_no_renaming_is_told(renamed: list[str], expected: list[str], tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", RULES), write(tmp_path / "new", otherwise(RULES), otherwise(DECLARED))
    options = [argument for one in renamed for argument in ("--renamed", one)]
    run = CliRunner().invoke(app, ["diff", str(old), str(new), *options])
    assert run.exit_code == 2
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert [line[: len(start)] for line, start in zip(lines, expected, strict=True)] == expected


def test_facts_with_other_values_or_units_are_no_renaming(tmp_path: Path) -> None:
    old = write(tmp_path / "old", RULES)
    declared = otherwise(DECLARED).replace("; blue)", "; pink)").replace('"g"', '"kg"')
    new = write(tmp_path / "new", otherwise(RULES), declared)
    run = CliRunner().invoke(app, ["diff", str(old), str(new), "--renamed", "color=hue", "--renamed", "level=amount"])
    assert run.exit_code == 2
    assert run.stderr.splitlines() == [
        "--renamed color=hue: the values differ, `blue, green, red` and `green, pink, red`; expected the same",
        "--renamed level=amount: the unit differs, `g` and `kg`; expected the same",
    ]


def test_versions_of_one_policy_have_no_fact_to_rename() -> None:
    run = CliRunner().invoke(app, ["diff", "2025-03-06", "2025-11-10", "--renamed", "her2=her3"])
    assert run.exit_code == 2
    assert "`her2` is on both sides; expected facts of one side only; none is" in run.stderr
