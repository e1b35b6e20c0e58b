"""Mistakes of every kind, planted in the knowledge base at random places, are found at their file and line."""

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from ixasp.workshop.checking import check
from ixasp.workshop.syntax.library import PolicyFiles, SourceFile, read_library
from ixasp.workshop.syntax.statements import Atom, Role, Statement
from tests.workshop.linting import ROOT
from tests.workshop.test_lint import told

POLICY = "mp_rx_fp_46_23"
SEEDS = range(2)
ENGINE = {"is", "includes", "at_least", "above", "within", "compared", "entry", "met"}


class Mistake(NamedTuple):
    """A line that is otherwise than it should be, and where that shows."""

    file: SourceFile
    line: int
    """From 1."""
    text: str
    """What stands in this line now; several lines where it holds line breaks."""
    shows: tuple[SourceFile, int] | None = None
    """Where a check is to find it, unless in the line itself."""


Places = Iterator[Mistake]


@cache
def places_of(kind: str) -> list[Mistake]:
    return list(KINDS[kind][1]())


@cache
def policy() -> PolicyFiles:
    return next(one for one in read_library(ROOT / "kb").policies if one.entry.path.parent.name == POLICY)


@cache
def lines_of(file: SourceFile) -> list[str]:
    return file.text.splitlines()


def line(file: SourceFile, number: int) -> str:
    return lines_of(file)[number - 1]


@cache
def statements() -> list[tuple[SourceFile, Statement]]:
    return [(file, statement) for file in policy().files for statement in file.parsed.statements]


@cache
def asked() -> list[tuple[SourceFile, Statement, Atom]]:
    return [
        (file, statement, atom)
        for file, statement in statements()
        if statement.body_texts
        for atom in statement.atoms
        if atom.role is not Role.HEAD
    ]


def once(file: SourceFile, number: int, old: str, new: str) -> Places:
    """Yield the line with one word replaced, where it stands there once."""
    pattern = rf'(?<![\w"]){re.escape(old)}(?![\w"])' if not old.startswith('"') else re.escape(old)
    text = line(file, number)
    if len(re.findall(pattern, text)) == 1:
        yield Mistake(file, number, re.sub(pattern, lambda _: new, text))


def misspelled(word: str) -> str:
    return f'{word[:-1]}zq"' if word.endswith('"') else f"{word}zq"


def facts(name: str) -> Iterator[tuple[SourceFile, Statement, Atom]]:
    """Yield declarations of one predicate that stand on one line."""
    for file, statement in statements():
        for atom in statement.heads:
            if atom.name == name and not statement.body_texts and statement.line == statement.last_line:
                yield file, statement, atom


def declared(name: str) -> tuple[SourceFile, int]:
    """Return where a fact or a field of the record is declared."""
    places = [(file, one.line) for file, one, atom in facts("fact") if atom.arguments[0].text == name]
    places += [(file, one.line) for file, one, atom in facts("field") if atom.arguments[1].text == name]
    return places[0]


def names_of_facts() -> set[str]:
    return {atom.arguments[0].text for _, _, atom in facts("fact")}


def a_predicate() -> Places:
    for file, _, atom in asked():
        if atom.name not in ENGINE:
            yield from once(file, atom.line, atom.name, misspelled(atom.name))


def a_fact() -> Places:
    for file, _, atom in asked():
        if atom.name in ENGINE and atom.arity == 2 and atom.arguments[0].text in names_of_facts():
            yield from once(file, atom.line, atom.arguments[0].text, misspelled(atom.arguments[0].text))


def a_value() -> Places:
    for file, _, atom in asked():
        about_a_fact = atom.name in ("is", "includes") and not atom.arguments[0].text.startswith("reading(")
        if about_a_fact and atom.arguments[1].ground:
            yield from once(file, atom.line, atom.arguments[1].text, misspelled(atom.arguments[1].text))


def a_reading() -> Places:
    for file, _, atom in asked():
        if atom.arity == 2 and atom.arguments[0].text.startswith("reading(") and atom.arguments[0].ground:
            name = atom.arguments[0].arguments[0].text
            yield from once(file, atom.line, name, misspelled(name))


def an_option() -> Places:
    for file, _, atom in asked():
        if atom.arity == 2 and atom.arguments[0].text.startswith("reading(") and atom.arguments[1].ground:
            yield from once(file, atom.line, atom.arguments[1].text, misspelled(atom.arguments[1].text))


def a_criterion() -> Places:
    for file, _, atom in asked():
        if atom.name == "met" and atom.arguments[0].ground:
            yield from once(file, atom.line, atom.arguments[0].text, misspelled(atom.arguments[0].text))
    for file, statement, atom in facts("part"):
        yield from once(file, statement.line, atom.arguments[2].text, misspelled(atom.arguments[2].text))


def a_comparison() -> Places:
    for file, _, atom in asked():
        if atom.name in ("at_least", "above") and atom.arguments[1].text.startswith('"'):
            yield from once(file, atom.line, atom.arguments[1].text, '"7.77"')


def a_limit() -> Places:
    for file, statement, atom in facts("limit"):
        if atom.arguments[2].text.count('"') == 2:
            yield from once(file, statement.line, atom.arguments[2].text, '"lots"')


def a_variable() -> Places:
    for file, statement in statements():
        for variable in statement.variables:
            if variable.times == 2 and statement.line == statement.last_line:
                text = line(file, statement.line)
                yield Mistake(file, statement.line, re.sub(rf"\b{variable.name}\b", "Zq", text, count=1))


def a_window() -> Places:
    for file, _, atom in asked():
        if atom.name == "within" and atom.arguments[2].ground:
            yield from once(file, atom.line, f"{atom.arguments[2].text}", "77")


def a_drug() -> Places:
    for file, statement, atom in facts("brand"):
        yield from once(file, statement.line, atom.arguments[0].text, misspelled(atom.arguments[0].text))


def a_word() -> Places:
    for file, statement, atom in [*facts("fact"), *facts("changed_by"), *facts("record_role")]:
        yield from once(file, statement.line, atom.arguments[1].text, misspelled(atom.arguments[1].text))


def a_paragraph() -> Places:
    for file, statement, atom in facts("limit"):
        yield from once(file, statement.line, atom.arguments[3].text, misspelled(atom.arguments[3].text))


def no_label() -> Places:
    for file, statement, atom in facts("label"):
        if atom.arguments[0].text in names_of_facts():
            yield Mistake(file, statement.line, "", declared(atom.arguments[0].text))


def no_question() -> Places:
    for file, statement, atom in facts("question"):
        yield Mistake(file, statement.line, "", declared(atom.arguments[0].text))


def no_phrase() -> Places:
    for file, statement, atom in facts("phrase"):
        name = atom.arguments[0].arguments[0].text
        if len(atom.arguments[0].arguments) == 2 and (name in names_of_facts() or name == "setting"):
            yield Mistake(file, statement.line, "", declared(name))


def no_citation() -> Places:
    for file, statement, atom in facts("limit"):
        yield from once(file, statement.line, atom.arguments[3].text, '""')


def no_default() -> Places:
    for file, statement, atom in facts("default"):
        name = atom.arguments[0].text
        first = min(one.line for _, one, other in facts("reading") if other.arguments[0].text == name)
        yield Mistake(file, statement.line, "", (file, first))


def no_head() -> Places:
    for file in policy().files:
        for number, text in enumerate(file.text.splitlines()[:10], start=1):
            if text.startswith("% Encodes:"):
                yield Mistake(file, number, "%", (file, 1))


def no_doc_comment() -> Places:
    for file in policy().files:
        for doc in file.docs:
            users = [one for one in policy().files if any(atom.name == doc.name for _, _, atom in _asked_in(one))]
            first = [one.line for one in file.parsed.statements if any(atom.name == doc.name for atom in one.heads)]
            if any(user is not file for user in users) and first and doc.name != "met":
                yield Mistake(file, doc.line, line(file, doc.line).replace("%*!", "%*"), (file, first[0]))


def _asked_in(file: SourceFile) -> Iterator[tuple[SourceFile, Statement, Atom]]:
    return (found for found in asked() if found[0] is file)


def a_documented_argument() -> Places:
    for file in policy().files:
        for doc in file.docs:
            for argument in doc.arguments:
                yield from once(file, doc.line, argument, f"{argument}Zq")


def an_include() -> Places:
    for include in policy().entry.includes:
        yield Mistake(policy().entry, include.line, f'#include "zq{include.written}".')


def a_part_less() -> Places:
    for file, statement, atom in facts("part"):
        part = atom.arguments[2].text
        place = next((where, one.line) for where, one, other in facts("criterion") if other.arguments[0].text == part)
        yield Mistake(file, statement.line, "", place)


def a_comma_less() -> Places:
    for file, statement in statements():
        if statement.body_texts and statement.line == statement.last_line and "), " in line(file, statement.line):
            yield Mistake(file, statement.line, line(file, statement.line).replace("), ", ") ", 1))


def inserted(*texts: str) -> Callable[[], Places]:
    """Return what puts one of several texts on a line of its own between two statements."""

    def places() -> Places:
        for file in policy().files:
            starts = {one.line for one in file.parsed.statements} - {
                number for one in file.parsed.statements for number in range(one.line + 1, one.last_line + 1)
            }
            for number in starts:
                if not line(file, number).startswith((" ", "#")) and not line(file, number - 1).startswith("% waive"):
                    for text in texts:
                        yield Mistake(file, number, f"{text}\n{line(file, number)}")

    return places


def a_rule_again() -> Places:
    for file, statement in statements():
        if statement.body_texts and statement.line == statement.last_line and "waive" not in line(file, statement.line):
            text = line(file, statement.line)
            yield Mistake(file, statement.line, f"{text}\n{text}", (file, statement.line + 1))


def a_rule_with_one_condition_more() -> Places:
    for mistake in a_rule_again():
        text = mistake.text.partition("\n")[0]
        if text.endswith("."):
            yield mistake._replace(text=f"{text}\n{text[:-1]}; entry(0).")


def a_position_again() -> Places:
    first: dict[str, str] = {}
    for file, statement, atom in facts("part"):
        whole, position, _ = (argument.text for argument in atom.arguments)
        if first.setdefault(whole, position) != position:
            yield from once(file, statement.line, position, first[whole])


def a_label_again() -> Places:
    for file, statement, _ in facts("label"):
        text = line(file, statement.line)
        again = text.replace(', "', ', "not ', 1)
        yield Mistake(file, statement.line, f"{text}\n{again}", (file, statement.line + 1))


def a_loop() -> Places:
    """Yield, for every paragraph within another one, that it is met where the outer one is not."""
    outer = {other.arguments[2].text: other.arguments[0].text for _, _, other in facts("part")}
    kinds = {other.arguments[0].text: other.arguments[1].text for _, _, other in facts("criterion")}
    for file, statement in statements():
        for atom in statement.heads:
            criterion = atom.arguments[0].text if atom.name == "met" else ""
            if criterion in outer and statement.body_texts and kinds.get(outer[criterion]) in ("any", "all"):
                text = f"met({criterion}) :- not met({outer[criterion]})."
                yield Mistake(file, statement.line, f"{text}\n{line(file, statement.line)}")


KINDS: dict[str, tuple[str, Callable[[], Places]]] = {
    "a misspelled predicate": ("undefined-predicate", a_predicate),
    "a misspelled fact": ("unknown-fact", a_fact),
    "a misspelled value": ("unknown-value", a_value),
    "a misspelled reading": ("unknown-reading", a_reading),
    "a misspelled option": ("unknown-reading", an_option),
    "a misspelled paragraph of the outline": ("unknown-criterion", a_criterion),
    "a misspelled citation": ("unknown-paragraph", a_paragraph),
    "a misspelled variable": ("single-variable", a_variable),
    "a misspelled drug": ("unknown-drug", a_drug),
    "a misspelled word of the engine": ("unknown-word", a_word),
    "a misspelled include": ("missing-include", an_include),
    "another number in a comparison": ("undeclared-limit", a_comparison),
    "a limit that is no number": ("limit-not-decimal", a_limit),
    "another window": ("undeclared-window", a_window),
    "no label": ("missing-label", no_label),
    "no question": ("missing-question", no_question),
    "no phrase": ("missing-phrase", no_phrase),
    "no citation": ("missing-citation", no_citation),
    "no default": ("missing-default", no_default),
    "no head": ("missing-head", no_head),
    "no doc comment": ("missing-doc-comment", no_doc_comment),
    "another argument in a doc comment": ("doc-comment-arguments", a_documented_argument),
    "a paragraph that is no part of any": ("unreachable-criterion", a_part_less),
    "a comma less": ("syntax", a_comma_less),
    "an unbound variable": ("grounding", inserted("zq(X) :- not is(X, yes).")),
    "a statement that does not derive": (
        "forbidden-construct",
        inserted("{ zq }.", "zq; zr.", "#external zq.", ":~ zq. [1]", "#minimize { 1 : zq }.", "#program zq."),
    ),
    "a condition that versions of clingo read differently": (
        "clingo-versions",
        inserted("zq :- not entry(_).", "zq(X / 2) :- entry(X).", 'zq :- version(X, _), X < "2025".'),
    ),
    "a definition that nothing uses": ("unused-predicate", inserted("zq.", "zq(1) :- entry(1).")),
    "a rule without an end": ("endless-recursion", inserted("zq(X + 1) :- zq(X).")),
    "a waiver without a reason": ("waiver", inserted("% waive: zq", "% waive: unused-fact until 2999-01-01 by me")),
    "a rule twice": ("duplicate-rule", a_rule_again),
    "a rule with one condition more": ("special-case", a_rule_with_one_condition_more),
    "a position that is taken": ("repeated-position", a_position_again),
    "a second label": ("repeated-declaration", a_label_again),
    "a paragraph that depends on its own negation": ("unstratified", a_loop),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The knowledge base with one policy."""
    root = Path(shutil.copytree(ROOT / "kb", tmp_path / "kb"))
    for other in (root / "policies").iterdir():
        if other.name != POLICY:
            shutil.rmtree(other)
    return root


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_mistake_is_found_at_its_place(kind: str, seed: int, copied: Path) -> None:
    name = KINDS[kind][0]
    mistake = Random(f"{kind} {seed}").choice(places_of(kind))
    below = mistake.file.path.relative_to(ROOT / "kb")
    lines = mistake.file.text.splitlines()
    lines[mistake.line - 1] = mistake.text
    (copied / below).write_text("\n".join(lines) + "\n", encoding="utf-8")
    file, number = mistake.shows or (mistake.file, mistake.line)
    expected = ((copied / file.path.relative_to(ROOT / "kb")).as_posix(), number)
    findings = check(copied).findings
    assert expected in [(found.file, found.line) for found in findings if found.check == name], (
        mistake.text,
        expected,
        told(findings),
    )


MARKS = "(){}[]:.-,;\"%*#@&|\\ \n_aZ09~/=<>'≤²"


def garbled(text: str, random: Random) -> str:
    """Return text with a few characters replaced, left out or put in."""
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(text))
        left_out = random.choice([0, 1, random.randint(1, 12)])
        text = text[:place] + random.choice(["", random.choice(MARKS)]) + text[place + left_out :]
    return text


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_in_a_file_is_checked_without_a_crash(seed: int, copied: Path) -> None:
    random = Random(f"garbled {seed}")
    file = copied / random.choice(policy().files).path.relative_to(ROOT / "kb")
    file.write_text(garbled(file.read_text(encoding="utf-8"), random), encoding="utf-8")
    report = check(copied)
    assert all(found.message and found.line > 0 for found in report.findings)
