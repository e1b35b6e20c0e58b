"""Special cases: which rules a more general one makes idle, and by brute force that they derive nothing more."""

from itertools import product
from pathlib import Path
from random import Random

import pytest

from ixasp.workshop.checking import check
from ixasp.workshop.lint.special_cases import special_cases
from ixasp.workshop.syntax.evaluation import evaluate
from ixasp.workshop.syntax.parser import parse
from tests.workshop.linting import ROOT, example
from tests.workshop.test_lint import told

FOUND = {
    "p(X) :- q(X). p(Y) :- r(Y), q(Y).": [(1, 0)],
    "p(X) :- r(X), q(X). p(Y) :- q(Y).": [(0, 1)],
    "p(X) :- q(X, Y). p(a) :- q(a, b), r.": [(1, 0)],
    "p(X) :- q(X, Y), r(Y). p(a) :- q(a, f(Z)), r(f(Z)).": [(1, 0)],
    "p(X) :- q(X, _). p(X) :- q(X, Y), r(Y).": [(1, 0)],
    "p :- q(X), r(X, Y). p :- q(X), r(X, X).": [(1, 0)],
    "p :- q(X). p :- q(X), q(Y).": [(1, 0)],
    "p :- q(X), r(X). p :- q(X), r(Y).": [(0, 1)],
    "p :- not q, r. p :- r, not q, s.": [(1, 0)],
    "p. p :- q.": [(1, 0)],
    ":- q. :- r, q.": [(1, 0)],
    "p :- q(Y) : r(Y). p :- q(Y) : r(Y); s.": [(1, 0)],
    "p(X) :- t(X), q(Y) : r(X, Y). p(a) :- t(a), q(Y) : r(a, Y); s.": [(1, 0)],
    "p(X) :- t(X), 2 { q(X, Y) }. p(Z) :- t(Z), 2 { q(Z, Y) }, s.": [(1, 0)],
    "p :- q(X + 1), r(X). p :- q(Y + 1), r(Y), s.": [(1, 0)],
    "p :- q, r. p :- q, s, r. p :- s, r, q, t.": [(1, 0), (2, 0)],
    "p :- q. p :- q, s. p :- s, q.": [(1, 0)],
}
"""Rules, and each special case with the rule that is more general, counted from 0."""

DIFFERENT = [
    "p(X) :- q(X). p(X) :- r(X).",
    "p(X) :- q(X). s(X) :- q(X), r(X).",
    "p :- q(a). p :- q(X), r(X).",
    "p :- q(X), not r(X). p :- q(X), not r(Y), t(Y).",
    "p :- not q(a). p :- q(a), r.",
    "p :- q(X), not r(X). p :- q(a), not r(_).",
    "p :- q(X). p :- q(Y).",
    "p :- q, r. p :- r, q.",
    "p :- q(Y) : r(Y). p :- q(Y) : r(Y), s(Y); t.",
    "p :- t(X), q(Y) : r(Y). p :- t(X), t(Y), q(Y) : r(Y).",
    "p :- q(Y) : r(Y). p :- s(Y), q(Y) : r(Y).",
    "p :- 2 { q(Y) }. p :- 3 { q(Y) }, r.",
    "{ p } :- q. { p } :- q, r.",
    ":- q. p :- q, r.",
    'p :- q("a, b"). p :- q("a"), b.',
]


@pytest.mark.parametrize("rules", FOUND)
def test_a_rule_with_all_conditions_of_another_one_is_found(rules: str) -> None:
    assert list(special_cases(parse(rules).statements)) == FOUND[rules]


@pytest.mark.parametrize("rules", DIFFERENT)
def test_rules_that_say_something_of_their_own_are_not(rules: str) -> None:
    assert list(special_cases(parse(rules).statements)) == []


LITERALS = ("q({0})", "q({1})", "r({0},{1})", "r({1},{0})", "r({0},{0})", "not s({0})", "not r({0},{1})", "r({0},_)")
BODIES = (*LITERALS, "q(Z) : r({0},Z)", "s(Z) : r(Z,Z), q({0})", "2 {{ r({0},Z) }}")
TERMS = ("X", "Y", "a", "b", "Z")


def random_rules(random: Random) -> list[str]:
    """Return a few safe rules with the same head."""
    found: list[str] = []
    while len(found) < 5:
        one, other = random.choice(TERMS), random.choice(TERMS)
        chosen = random.sample(BODIES, random.randint(1, 4))
        body = [text.format(*random.choice([(one, other), (other, one), (one, one)])) for text in chosen]
        head = random.choice([f"p({one})", "p(a)"])
        domain = [f"d({term})" for term in (one, other) if term.isupper()]
        random.shuffle(body)
        found.append(f"{head} :- {'; '.join([*domain, *body])}.")
    return found


def derived(rules: str, facts: str) -> set[str]:
    evaluation = evaluate(f"{facts} {rules}", ("p",))
    assert evaluation.complete, rules
    return {row[0].text for row in evaluation.rows.get("p", ())}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_found_derives_nothing_that_the_more_general_rule_does_not(seed: int) -> None:
    random = Random(f"special case {seed}")
    atoms = [*(f"q({one})" for one in "ab"), *(f"s({one})" for one in "ab")]
    atoms += [f"r({one},{other})" for one, other in product("ab", "ab")]
    worlds = [[atom for atom in atoms if random.random() < 0.5] for _ in range(40)]
    found = 0
    while found < 5:
        rules = random_rules(random)
        for special, general in special_cases(parse("\n".join(rules)).statements):
            found += 1
            for world in worlds:
                facts = " ".join(f"{atom}." for atom in ["d(a)", "d(b)", "q(c)", "s(c)", "r(c,c)", *world])
                assert derived(rules[special], facts) <= derived(rules[general], facts), (rules, special, general)


def test_the_more_general_rule_is_named_with_its_place(tmp_path: Path) -> None:
    rules = """
met("A.i") :- is(severity, mild).

met("A.i") :- is(failed, yes), is(severity, mild).
"""
    (found,) = check(example(tmp_path, rules), audited=False).findings
    assert (found.check, found.line) == ("special-case", 10)
    assert found.message.endswith("policies/example/example.lp:8")


def test_a_rule_that_is_found_as_a_duplicate_is_told_once(tmp_path: Path) -> None:
    rules = """
met("A.i") :- is(severity, mild).
met("A.i") :- is(severity, mild), is(failed, yes).
met("A.i") :- is(failed, yes), is(severity, mild).
"""
    found = check(example(tmp_path, rules), audited=False).findings
    assert [(one.check, one.line) for one in found] == [("special-case", 9), ("duplicate-rule", 10)], told(found)


@pytest.mark.parametrize("folder", [ROOT / "kb", ROOT / "tests" / "workshop" / "knowledge"])
def test_no_rule_of_a_real_policy_is_a_special_case(folder: Path) -> None:
    assert [one for one in check(folder, audited=False).findings if one.check == "special-case"] == []
