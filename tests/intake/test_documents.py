from pathlib import Path

import pytest

from ixasp.errors import CaseError
from ixasp.intake.documents import MOST_BYTES, read_document, read_file


@pytest.mark.parametrize(
    ("text", "name", "data"),
    [
        (
            "a: yes\nb: 2.10\nc: 2025-01-15\nd: 0x1F",
            "x.yaml",
            {"a": "yes", "b": "2.10", "c": "2025-01-15", "d": "0x1F"},
        ),
        ("a:\nb: ~\nc: null\nd: 'null'\ne: ''", "x.yml", {"a": None, "b": None, "c": None, "d": "null", "e": ""}),
        ("- {a: [1, x]}", "-", [{"a": ["1", "x"]}]),
        ('{"a": 1.10, "b": [true, null, 1E400]}', "x.json", {"a": "1.10", "b": [True, None, "1E400"]}),
        ('{"a": 1.10}', "-", {"a": "1.10"}),
        ("{a: 1, b: {c: d}}", "-", {"a": "1", "b": {"c": "d"}}),
        ('{"a": true}', "x.yaml", {"a": "true"}),
        ("", "x.yaml", None),
        ("\ufeffa: 1", "x.yaml", {"a": "1"}),
        ("a: >-\n  one\n  two", "x.yaml", {"a": "one two"}),
        ("a: |\n  <<: *x\n  !tag", "x.yaml", {"a": "<<: *x\n!tag"}),
    ],
)
def test_json_and_yaml_give_the_same_plain_data(text: str, name: str, data: object) -> None:
    assert read_document(text.encode(), name) == data


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("a: 1\na: 2", "x.yaml", "a: `a` stands here twice"),
        ("facts:\n  b: 1\n  c: [{d: 1, d: 2}]", "x.yaml", "facts.c[0].d: `d` stands here twice"),
        ('{"facts": {"b": 1, "b": 1}}', "x.json", "facts.b: `b` stands here twice"),
        ('{"facts": {"b": 1, "b": 1}}', "-", "facts.b: `b` stands here twice"),
        ("a: !!python/object/apply:os.system [ls]", "x.yaml", "line 1: the tag"),
        ("a: !!str 1", "x.yaml", "line 1: the tag"),
        ("a: ! 1", "x.yaml", "line 1: the tag"),
        ("a: &x [1]\nb: *x", "x.yaml", "line 1: an alias or anchor"),
        ("b: *x", "x.yaml", "an alias or anchor"),
        ("a: 1\n---\nb: 2", "x.yaml", "line 2: a second document"),
        ("? [a]\n: 1", "x.yaml", "line 1: a name that is no text"),
        ("~: 1", "x.yaml", "line 1: a name that is no text"),
        ("a: b: c", "x.yaml", "line 1, column 5: not valid YAML"),
        ("a: {b: 1", "x.yaml", "not valid YAML"),
        ("a: '\x01'", "x.yaml", "not valid YAML"),
        ('a: "\\UFFFFFFFF"', "x.yaml", "not valid YAML: an escape that names no character"),
        ("[" * 100_000, "x.yaml", "nested deeper than 32 levels"),
        ("- " * 5_000, "x.yaml", "nested deeper than 32 levels"),
        ("[" * 100_000, "x.json", "nested deeper than 32 levels"),
        ("[" * 40 + "]" * 40, "x.json", "nested deeper than 32 levels"),
        ('{"a":' * 100_000, "-", "nested deeper than 32 levels"),
        ('{"a": NaN}', "x.json", "`NaN` is not a number"),
        ('{"a": -Infinity}', "x.json", "`-Infinity` is not a number"),
        ("{a: 1}", "x.json", "line 1, column 2: not valid JSON"),
        ('{"a": "\n"}', "x.json", "not valid JSON"),
        ("x" * (MOST_BYTES + 1), "-", "the case is too large; expected at most 1 MiB"),
        ("[" + "a," * 100_001 + "]", "x.yaml", "more than 100000 values"),
    ],
)
def test_text_that_a_case_may_not_hold_is_refused(text: str, name: str, message: str) -> None:
    with pytest.raises(CaseError) as error:
        read_document(text.encode(), name)
    assert message in str(error.value)


def test_all_names_that_stand_twice_are_told_at_once() -> None:
    with pytest.raises(CaseError) as error:
        read_document(b"a: 1\na: {x: 1}\nb: {c: 1, c: 2}", "x.yaml")
    assert [problem.path for problem in error.value.problems] == ["a", "b.c"]


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(CaseError, match="alias or anchor"):
        read_document(bomb.encode(), "x.yaml")


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(CaseError, match="byte 3 is not valid UTF-8"):
        read_document(b"a: \xff", "x.yaml")


def test_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "case.JSON"
    file.write_text('{"a": 1}')
    assert read_file(file) == {"a": "1"}


@pytest.mark.parametrize("name", ["missing.yaml", "", "a\0b", "x" * 5_000])
def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaseError, match="cannot read"):
        read_file(f"{tmp_path}/{name}")


def test_no_more_of_a_file_is_read_than_a_case_may_have(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as large:
        large.truncate(10**9)
    with pytest.raises(CaseError, match="too large"):
        read_file(file)
