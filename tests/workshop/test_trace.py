"""The policy's text against the knowledge base: every change is told, with what it concerns, and nothing else."""

import json
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ixasp.cli.kb.app import app
from ixasp.errors import KnowledgeBaseError, UnknownChoice
from ixasp.workshop.checking import check
from ixasp.workshop.skeleton.policy import new_policy
from ixasp.workshop.syntax.library import MANIFEST
from ixasp.workshop.trace.alignment import Change, align
from ixasp.workshop.trace.fingerprint import likeness, paragraph_hash, sketch
from ixasp.workshop.trace.manifest import Entry, manifest_text, read_manifest
from ixasp.workshop.trace.passages import PolicyText, read_text
from ixasp.workshop.trace.report import Kind, Trace
from ixasp.workshop.trace.terms import alternatives, taken_apart
from ixasp.workshop.trace.text import trace_text
from ixasp.workshop.trace.tracing import trace

ROOT = Path(__file__).parent.parent.parent
TEXT = (Path(__file__).parent / "policy_text.txt").read_text(encoding="utf-8")
POLICY_TEXT = ROOT.parent / "shared" / "policy" / "MP-RX-FP-46-23.txt"
HEADER_LINES = (10, 23)
OWNERS = {
    1: 'informational(1, "the plan").',
    2: 'owned_by(2, policy("SAMPLE-1")).',
    3: 'informational(3, "a heading").',
    4: 'informational(4, "what the page is for").',
    5: 'owned_by(5, criterion("A")).',
    6: '% Section A\nowned_by(6, (criterion("A.i"); reading(proof_of_diagnosis))).',
    7: 'informational(7, "not encoded").',
    8: 'informational(8, "a heading").',
    9: 'informational(9, "not encoded").',
    10: 'informational(10, "a heading").',
    11: 'informational(11, "a remark").',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge base of one policy, whose manifest fits the text beside it."""
    folder = tmp_path / "kb"
    new_policy("sample", "SAMPLE-1", folder, day=date(2026, 1, 1))
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    trace(tmp_path / "text.txt", folder, headers=HEADER_LINES[:1], accept=True)
    manifest = manifest_of(folder)
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n".join([*OWNERS.values(), ""]), encoding="utf-8")
    return folder


def manifest_of(folder: Path) -> Path:
    return folder / "policies" / "sample" / MANIFEST


def traced(folder: Path, text: str, *, accept: bool = False) -> Trace:
    file = folder.parent / "text.txt"
    file.write_text(text, encoding="utf-8")
    return trace(file, folder, accept=accept)


def told(found: Trace) -> list[tuple[Kind, int | None, tuple[str, ...]]]:
    """Return each finding by kind, position in the manifest, and owners."""
    return [(one.kind, one.before, tuple(support.owner for support in one.supports)) for one in found.findings]


def test_a_text_that_fits_leaves_nothing_to_look_at(folder: Path) -> None:
    found = traced(folder, TEXT)
    assert found.findings == ()
    assert (found.paragraphs, found.owned, found.informational) == (11, 3, 8)
    assert (found.header_lines, found.unowned_lines) == (2, 0)
    assert found.lines == sum(bool(line.strip()) for line in TEXT.splitlines())


def test_a_changed_paragraph_names_its_owners_with_their_places(folder: Path) -> None:
    (finding,) = traced(folder, TEXT.replace("the last year", "the last month")).findings
    assert finding.kind is Kind.CHANGED
    assert finding.lines == (14, 15, 17)
    criterion, reading = finding.supports
    assert (criterion.owner, criterion.label) == ('criterion("A.i")', "a confirmed diagnosis")
    lines = [Path(place.rpartition(":")[0]).read_text(encoding="utf-8").splitlines() for place in criterion.places]
    said = [text[int(place.rpartition(":")[2]) - 1] for text, place in zip(lines, criterion.places, strict=True)]
    assert said == ['criterion("A.i", rule).', 'met("A.i") :-']
    assert reading.owner == "reading(proof_of_diagnosis)"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("below 40 kg", "below 45 kg"),
        ("below 40 kg", "below 40 kg,"),
        ("OR\n", "AND\n"),
        ("is confirmed", "is not confirmed"),
        ("ii. The weight", "iii. The weight"),
    ],
)
def test_the_smallest_change_is_told(folder: Path, before: str, after: str) -> None:
    (finding,) = traced(folder, TEXT.replace(before, after)).findings
    assert finding.kind is Kind.CHANGED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\n\n", "\n\n"),
        ("pays\nfor", "pays for"),
        ("who has seen the\n   person", "who\nhas  seen the person"),
        ("OR\n", "or\n"),
        ("- This", "• This"),
        ("A. Approval", "**A.** Approval"),
        ("changed at\nany", "changed at\n\n\nSunrise Health Plan   Page 7\n\nany"),
        ("confirmed", "con-\nfirmed"),
    ],
)
def test_what_the_extraction_of_the_pages_does_is_no_change(folder: Path, before: str, after: str) -> None:
    assert before in TEXT
    assert traced(folder, TEXT.replace(before, after)).findings == ()


def test_an_inserted_a_removed_and_a_moved_paragraph_are_told_and_no_others(folder: Path) -> None:
    new = TEXT.replace("B. Remarks", "Nothing is paid for travel.\n\nB. Remarks")
    (added,) = traced(folder, new).findings
    assert (added.kind, added.position, added.lines) == (Kind.ADDED, 10, (28,))
    (removed,) = traced(folder, TEXT.replace("A. Approval\n", "")).findings
    assert (removed.kind, removed.before) == (Kind.REMOVED, 5)
    assert [support.owner for support in removed.supports] == ['criterion("A")']
    (moved,) = traced(folder, TEXT.replace("Purpose\n\n", "").replace("B. Remarks", "Purpose\n\nB. Remarks")).findings
    assert (moved.kind, moved.before, moved.position) == (Kind.MOVED, 3, 9)


def test_a_rewritten_paragraph_is_changed_where_its_neighbours_stand_and_a_moved_one_by_its_words(folder: Path) -> None:
    rewritten = traced(folder, TEXT.replace("The weight is below 40 kg.", "Nobody under 12 years."))
    assert told(rewritten) == [(Kind.CHANGED, 7, ())]
    item = "i. The diagnosis is confirmed by a physician who has seen the\n   person in the last year;\n\nOR\n\n"
    far = TEXT.replace(item, "") + f"\n{item.replace('physician', 'nurse')}"
    owners = ('criterion("A.i")', "reading(proof_of_diagnosis)")
    assert told(traced(folder, far)) == [(Kind.CHANGED, 6, owners)]


def test_accepting_keeps_owners_and_comments_and_leaves_new_paragraphs_unowned(folder: Path) -> None:
    text = TEXT.replace("the last year", "the last month").replace("A. Approval", "Nothing else.\n\nA. Approval")
    first = traced(folder, text, accept=True)
    assert first.accepted
    assert [kind for kind, *_ in told(first)] == [Kind.ADDED, Kind.CHANGED]
    kept = manifest_of(folder).read_text(encoding="utf-8")
    assert 'owned_by(7, criterion("A.i")).' in kept
    assert "% Section A\nparagraph(7," in kept
    again = traced(folder, text)
    assert [(one.kind, one.position, one.lines) for one in again.findings] == [(Kind.UNOWNED, 5, (12,))]
    assert again.unowned_lines == 1
    assert traced(folder, text, accept=True).findings == again.findings
    assert manifest_of(folder).read_text(encoding="utf-8") == kept


def test_an_owner_that_no_paragraph_supports_is_told_and_one_that_is_not_there(folder: Path) -> None:
    manifest = manifest_of(folder)
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(
        text.replace("; reading(proof_of_diagnosis)", "; reading(proof)").replace(
            'criterion("A")', "definition(proven)"
        ),
        encoding="utf-8",
    )
    assert told(traced(folder, TEXT)) == [
        (Kind.UNKNOWN_OWNER, 6, ("reading(proof)",)),
        (Kind.UNSUPPORTED, None, ('criterion("A")',)),
        (Kind.UNSUPPORTED, None, ("reading(proof_of_diagnosis)",)),
    ]
    criteria = folder / "policies" / "sample" / "criteria.lp"
    more = '\nlimit(weight, above, "40", "A.i").\n\n%*! heavy\n\nHeavy.\n*%\nheavy :- above(weight, "40").\n'
    criteria.write_text(criteria.read_text(encoding="utf-8") + more, encoding="utf-8")
    manifest.write_text(text, encoding="utf-8")
    unsupported = [owners for *_, owners in told(traced(folder, TEXT))]
    assert unsupported == [('limit(weight, above, "40")',), ("definition(heavy)",)]
    manifest.write_text(text + "owned_by(6, (limit(weight); definition(heavy))).\n", encoding="utf-8")
    assert traced(folder, TEXT).findings == ()


def test_a_policy_without_a_manifest_has_every_paragraph_unowned_until_it_is_accepted(folder: Path) -> None:
    manifest_of(folder).unlink()
    found = traced(folder, TEXT)
    assert {kind for kind, *_ in told(found)} == {Kind.UNOWNED, Kind.UNSUPPORTED}
    assert not manifest_of(folder).exists()
    traced(folder, TEXT + "\n\n" + "Sunrise Health Plan   Page 9\n", accept=True)
    assert "page_header(" in manifest_of(folder).read_text(encoding="utf-8")
    assert traced(folder, TEXT).header_lines == 2


def test_another_text_is_not_accepted(folder: Path) -> None:
    kept = manifest_of(folder).read_text(encoding="utf-8")
    another = "\n\n".join(f"Line {number} of another matter: {'x' * number}." for number in range(4))
    assert len([kind for kind, *_ in told(traced(folder, another)) if kind is Kind.REMOVED]) > 5
    with pytest.raises(KnowledgeBaseError, match=r"of the 11 paragraphs of .*expected a later text of the same policy"):
        traced(folder, another, accept=True)
    assert manifest_of(folder).read_text(encoding="utf-8") == kept


def test_a_manifest_tells_all_that_is_wrong_with_it_at_once(folder: Path) -> None:
    manifest = manifest_of(folder)
    wrong = ["owned_by(99, reading(x)).", "owned_by(x, y).", "owner(1).", 'informational(6, "no").']
    wrong += ['paragraph(1, "0", "1").', "informational(2, 3).", "p :- q."]
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n".join(wrong) + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError) as caught:
        traced(folder, TEXT)
    lines = str(caught.value).splitlines()
    for piece in (
        "no paragraph 99",
        "`x` is no position",
        "`owner(1)`",
        "6 is owned and inf",
        "1 is declared twice",
        "no reason is given",
        "`p :- q.` is no fact",
    ):
        assert [line for line in lines if piece in line and "expected" in line and f"{MANIFEST}:" in line], piece


def test_the_policy_is_the_one_that_the_text_names(folder: Path) -> None:
    new_policy("another", "SAMPLE-2", folder, day=date(2026, 1, 1))
    assert traced(folder, TEXT).policy == "SAMPLE-1"
    with pytest.raises(UnknownChoice, match="names 0 policies"):
        traced(folder, "Something else.")
    with pytest.raises(UnknownChoice, match="unknown policy `SAMPLE-3`; expected SAMPLE-2, SAMPLE-1"):
        trace(folder.parent / "text.txt", folder, "SAMPLE-3")
    with pytest.raises(UnknownChoice, match="line 999"):
        trace(folder.parent / "text.txt", folder, "SAMPLE-1", headers=[999])


def test_the_command_tells_where_to_look_and_ends_with_its_status(folder: Path) -> None:
    file = folder.parent / "text.txt"
    command = ["trace", "--kb", str(folder), "--text", str(file)]
    file.write_text(TEXT, encoding="utf-8")
    fine = CliRunner().invoke(app, command)
    assert (fine.exit_code, fine.stdout.splitlines()[-1]) == (0, "the text and the knowledge base agree")
    file.write_text(TEXT.replace("the last year", "2 years"), encoding="utf-8")
    changed = CliRunner().invoke(app, command)
    assert changed.exit_code == 1
    assert f"{file.as_posix()}:14: paragraph 6 changed (i. The diagnosis is confirmed" in changed.stdout
    assert 'policies/sample/policy.lp:25: look at criterion("A.i"), a confirmed diagnosis' in changed.stdout
    as_json = CliRunner().invoke(app, [*command, "--format", "json"])
    assert as_json.exit_code == 1
    assert Trace.model_validate_json(as_json.stdout) == trace(file, folder)
    assert json.loads(as_json.stdout)["findings"][0]["kind"] == "changed"
    assert CliRunner().invoke(app, [*command, "--accept"]).exit_code == 1
    assert CliRunner().invoke(app, command).exit_code == 0
    missing = CliRunner().invoke(app, ["trace", "--kb", str(folder), "--text", str(folder / "none.txt")])
    assert missing.exit_code == 2
    place = folder / "none.txt"
    assert missing.stderr == f"cannot read `{place}`: no such file or directory; expected the policy's text\n"
    place.write_bytes(b"The drug \xff")
    binary = CliRunner().invoke(app, ["trace", "--kb", str(folder), "--text", str(place)])
    assert binary.exit_code == 2
    told = f"`{place}` is no plain text: byte 9 is not valid UTF-8; expected the policy's text in UTF-8\n"
    assert binary.stderr == told
    place.write_bytes(b"The drug\0 is")
    assert "a zero byte" in CliRunner().invoke(app, ["trace", "--kb", str(folder), "--text", str(place)]).stderr


def test_the_manifest_is_no_part_of_the_program_and_no_finding_of_the_checks(folder: Path) -> None:
    assert manifest_of(folder).is_file()
    assert check(folder, None).findings == ()


WORDS = st.lists(
    st.sampled_from(["drug", "plan", "paid", "dose", "40", "week", "≤", "person"]), min_size=2, max_size=12
)


@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_however_lines_are_broken_the_paragraphs_are_the_same(paragraphs: list[list[str]], data: st.DataObject) -> None:
    texts = [" ".join(["The", *words]) + "." for words in paragraphs]
    spaces = st.sampled_from([" ", "\n", "  \n "])
    broken = ["".join(f"{word}{data.draw(spaces)}" for word in text.split()) for text in texts]
    assert hashes(read_text("\n\n".join(texts))) == [paragraph_hash(text) for text in texts]
    assert hashes(read_text("\n\n".join(broken))) == [paragraph_hash(text) for text in texts]


def hashes(text: PolicyText) -> list[str]:
    return [passage.hash for passage in text.passages]


@given(st.text(alphabet="aA.1-;) \n\t|oi(OR", max_size=80))
def test_every_line_that_says_something_belongs_to_one_paragraph(text: str) -> None:
    lines = [number for passage in read_text(text).passages for number in passage.lines]
    assert lines == [number for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


LETTERS = st.lists(st.sampled_from("abcdef"), max_size=7)


@settings(max_examples=300)
@given(LETTERS, LETTERS)
def test_as_many_paragraphs_as_possible_stay_in_place(before: list[str], now: list[str]) -> None:
    pairs = align(entries(before), entries(now))
    assert sorted(pair.before for pair in pairs if pair.before is not None) == list(range(len(before)))
    assert [pair.now for pair in pairs if pair.now is not None] == list(range(len(now)))
    same = [pair for pair in pairs if pair.change in (Change.UNCHANGED, Change.MOVED)]
    assert all(before[pair.before or 0] == now[pair.now or 0] for pair in same)
    assert len(same) == sum(min(before.count(letter), now.count(letter)) for letter in "abcdef")
    assert sum(pair.change is Change.UNCHANGED for pair in pairs) == longest_common(before, now)


def entries(letters: Sequence[str]) -> list[Entry]:
    return [Entry(paragraph_hash(letter), sketch(letter)) for letter in letters]


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of a longest common subsequence, by trying every one."""
    for length in range(min(len(one), len(other)), 0, -1):
        if set(combinations(one, length)) & set(combinations(other, length)):
            return length
    return 0


@given(WORDS, WORDS)
def test_a_sketch_tells_about_how_many_words_are_common(one: list[str], other: list[str]) -> None:
    exact = len({*one} & {*other}) / len({*one} | {*other})
    assert abs(likeness(sketch(" ".join(one)), sketch(" ".join(other))) - exact) < 0.45
    assert likeness(sketch(" ".join(one)), sketch(" ".join(reversed(one)))) == 1


def test_terms_are_taken_apart_as_they_are_written() -> None:
    assert alternatives('(one; p("a;b", c); "x")') == ("one", 'p("a;b", c)', '"x"')
    assert alternatives("(a,b)") == ("(a,b)",)
    assert taken_apart('limit(weight,above,"4,0")').arguments == ("weight", "above", '"4,0"')
    assert str(taken_apart("p( a , q(b,c) )")) == "p(a, q(b,c))"
    assert taken_apart("limit(a)").names(taken_apart("limit(a, above)"))
    assert not taken_apart("limit(a, above)").names(taken_apart("limit(a)"))
    assert not taken_apart("limit").names(taken_apart("limit(a)"))


def test_a_manifest_is_written_as_it_was_read(folder: Path) -> None:
    path = manifest_of(folder)
    read = read_manifest(path, "x")
    path.write_text(manifest_text(read), encoding="utf-8")
    assert read_manifest(path, "x") == read


@pytest.mark.skipif(not POLICY_TEXT.is_file(), reason="the policy's text is not part of the project")
def test_no_line_of_the_policy_is_unowned_and_nothing_is_unsupported() -> None:
    found = trace(POLICY_TEXT)
    assert found.findings == ()
    assert (found.unowned_lines, found.header_lines) == (0, 25)
    assert found.owned + found.informational == found.paragraphs


@pytest.mark.skipif(not POLICY_TEXT.is_file(), reason="the policy's text is not part of the project")
def test_any_number_of_the_policy_that_changes_is_told_for_its_paragraph_alone(tmp_path: Path) -> None:
    text = POLICY_TEXT.read_text(encoding="utf-8")
    lines = text.splitlines()
    owned = 0
    for number in range(88, 205, 3):
        digits = [at for at, character in enumerate(lines[number - 1]) if character.isdigit()]
        if not digits or "MP-RX" in lines[number - 1]:
            continue
        at = digits[-1]
        line = lines[number - 1]
        changed = line[:at] + str((int(line[at]) + 1) % 10) + line[at + 1 :] if line[at].isascii() else line + " not"
        (tmp_path / "text.txt").write_text(
            "\n".join([*lines[: number - 1], changed, *lines[number:]]), encoding="utf-8"
        )
        (finding,) = trace(tmp_path / "text.txt").findings
        assert (finding.kind, number in finding.lines) == (Kind.CHANGED, True)
        assert finding.supports or finding.informational
        owned += bool(finding.supports)
    assert owned >= 8


def test_the_text_of_a_trace_is_one_line_a_thing(folder: Path) -> None:
    found = traced(folder, TEXT.replace("Purpose", "Aim"))
    assert len(trace_text(found).splitlines()) == 4
