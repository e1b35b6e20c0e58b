"""Statements, comments, doc comments and heads, as they are read from text."""

import pytest

from ixasp.knowledge.characters import readable
from ixasp.workshop.syntax.doc_comments import doc_comments
from ixasp.workshop.syntax.evaluation import evaluate, evaluate_most
from ixasp.workshop.syntax.file_head import file_head
from ixasp.workshop.syntax.parser import parse
from ixasp.workshop.syntax.statements import Role, Sign


def test_atoms_have_their_role_sign_line_and_group() -> None:
    (statement,) = parse(
        """p(X) :-
    q(X, "²"),
    not r(X),
    not not s,
    t(Y) : u(Y);
    2 < #count { Z : v(Z), not w }.
"""
    ).statements
    found = [(atom.signature, atom.role, atom.sign, atom.line, atom.group) for atom in statement.atoms]
    assert found == [
        ("p/1", Role.HEAD, Sign.POSITIVE, 1, 0),
        ("q/2", Role.BODY, Sign.POSITIVE, 2, 0),
        ("r/1", Role.BODY, Sign.NEGATIVE, 3, 0),
        ("s/0", Role.BODY, Sign.DOUBLE, 4, 0),
        ("t/1", Role.BODY, Sign.POSITIVE, 5, 1),
        ("u/1", Role.CONDITION, Sign.POSITIVE, 5, 1),
        ("v/1", Role.CONDITION, Sign.POSITIVE, 6, 2),
        ("w/0", Role.CONDITION, Sign.NEGATIVE, 6, 2),
    ]
    assert (statement.line, statement.last_line) == (1, 6)


def test_each_alternative_of_a_pool_is_an_atom() -> None:
    (statement,) = parse("p(a; b) :- q((c; d), X), r(X).").statements
    assert [atom.text for atom in statement.atoms] == ["p(a)", "p(b)", "q(c,X)", "q(d,X)", "r(X)"]


def test_a_variable_is_counted_in_its_scope() -> None:
    (statement,) = parse("p(X) :- q(X), 1 < #count { Y : r(Y, X); Z : s(Z); Y : t }.").statements
    assert [(one.name, one.times) for one in statement.variables] == [("X", 3), ("Y", 2), ("Z", 2), ("Y", 1)]


def test_parsing_goes_on_behind_a_mistake_and_does_not_follow_includes() -> None:
    parsed = parse('#include "nowhere.lp".\np :- q r.\ns.\n')
    assert [statement.text for statement in parsed.statements] == ["s."]
    assert [(message.line, "syntax error" in message.text) for message in parsed.messages] == [(2, True)]


def test_a_script_is_read_and_never_run() -> None:
    (statement,) = parse("#script (python)\nraise SystemExit\n#end.").statements
    assert statement.kind == "script"


def test_comments_know_whether_they_stand_alone() -> None:
    comments = parse('p("²"). % behind\n  % alone\n%* long\n   one *%\n').comments
    assert [(one.line, one.last_line, one.own_line) for one in comments] == [(1, 1, False), (2, 2, True), (3, 4, True)]


def test_a_doc_comment_is_read_with_its_arguments() -> None:
    text = """
%*! given(Entry, Drug)

What it says,
in two lines.

Args:
    - Entry: an entry
      of the record
    - Drug: a drug
*%
%* no doc comment *%
"""
    (doc,) = doc_comments(parse(text).comments)
    assert (doc.name, doc.arguments, doc.line) == ("given", ("Entry", "Drug"), 2)
    assert doc.text == "What it says, in two lines."
    assert doc.described == (("Entry", "an entry of the record"), ("Drug", "a drug"))


def test_a_head_is_read_with_what_it_lists() -> None:
    head = file_head(
        "%# A title\n%\n% Defines: p/1, _q/0\n% Uses:    is/2,\n%          r/3\n"
        "% Encodes: A.i, B (a remark)\n%\n% More.\n"
    )
    assert head.title == "A title"
    assert head.signatures("Defines") == (("p", 1), ("_q", 0))
    assert head.signatures("Uses") == (("is", 2), ("r", 3))
    assert head.cited == ("A.i", "B")
    assert head.lines == {"Defines": 3, "Uses": 4, "Encodes": 6}


@pytest.mark.parametrize(
    ("encodes", "paragraph", "cited"),
    [
        ("A.i", "A.i", True),
        ("A.i", "A.i.1", True),
        ("A.i.1", "A.i", True),
        ("A.i", "A.ii", False),
        ("A.ii.A to A.ii.F", "A.ii.C.1", True),
        ("A.ii.A to A.ii.C", "A.ii.D", False),
        ("A.ii.A to A.ii.C", "A.ii", True),
        ("A.9 to A.11", "A.10", True),
        ("A.9 to A.11", "A.1", False),
        ("the outline of Sections A to D", "A", False),
        ("Section A", "A.i", True),
        ("Definitions", "Definitions", True),
        ("nothing of its own: how paragraphs fit together", "A", False),
    ],
)
def test_a_head_cites_what_it_lists_and_what_is_within_it(encodes: str, paragraph: str, cited: bool) -> None:
    assert file_head(f"%# A\n%\n% Defines: p/0\n% Uses: q/0\n% Encodes: {encodes}\n").cites(paragraph) is cited


def test_rules_without_search_are_evaluated() -> None:
    found = evaluate("p(a). p(b). q(X) :- p(X), not r(X). r(a).", ("q",))
    assert [row[0].text for row in found.rows["q"]] == ["b"]
    assert found.complete


def test_what_clingo_cannot_ground_is_left_out_and_told() -> None:
    found = evaluate_most(["p(a).", "q(X) :- not p(X).", "r(X) :- p(X)."], ("r",))
    assert [row[0].text for row in found.rows["r"]] == ["a"]
    assert [position for position, _ in found.messages] == [1]


@pytest.mark.parametrize(
    ("text", "line", "character"),
    [
        ("p.\nq :- r ≤ 3.", 2, "≤"),
        ("p(“a”).", 1, "“"),
        ("\ufeffp.", 1, "\\ufeff"),
        ("%* one *%\n²", 2, "²"),
        ("%* a %* b *% c *% ²", 1, "²"),
        ("%* a % b *%\n *% ²", 2, "²"),
        ('p("a\\q²").', 1, "²"),
        ('p("a\n²").', 2, "²"),
        ("p. \0", 1, "\\x00"),
    ],
)
def test_a_character_that_clingo_cannot_read_is_told_and_ends_nothing(text: str, line: int, character: str) -> None:
    messages = parse(text).messages
    assert (line, f"unexpected `{character}` outside of quotes and comments") in messages


@pytest.mark.parametrize(
    "text", ['p("≤ ²").', "% ≤\np.", "%* ≤ %* ≤ *% ≤ *% p.", '% "\np("²").', '#script (python)\n"≤\n#end.\np("²").']
)
def test_quotes_comments_and_scripts_may_hold_any_character(text: str) -> None:
    assert parse(text).messages == ()
    assert readable(text) == (text, ())
