"""The audit record: what is written, that nothing of it is lost or mixed, and what a replay tells."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from errno import EACCES
from pathlib import Path
from typing import Any

import pytest

from ixasp import CaseError, InconsistentCase, IxaspError, KnowledgeBase, UnsupportedRequest
from ixasp.audit.answer import answer_document
from ixasp.audit.compare import Difference, Kind
from ixasp.audit.file import RecordError, append, read
from ixasp.audit.record import START, Damage, Record, line_of, record_in, record_of
from ixasp.audit.replay import Replayed, Verdict, replay
from ixasp.traces.outline import NOTICE
from tests import test_command_line
from tests.test_command_line import (
    APPROVED,
    BASE,
    CASES,
    HOSTILE,
    INCONSISTENT,
    NOT_COVERED,
    PENDED,
    POLICY,
    UNSUPPORTED,
    case_file,
    documents,
    ixasp,
)

RULES = CASES.parent / "kb"
AT_THE_LIMIT = CASES / "limit-platelets-at-100000.yaml"


def recorded(file: Path, base: KnowledgeBase = BASE) -> Record:
    policy = base.policy(POLICY)
    case = policy.read_case(file)
    try:
        return record_of(policy, case, policy.determine(case))
    except (InconsistentCase, UnsupportedRequest) as error:
        return record_of(policy, case, error)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture(scope="module")
def approved() -> Record:
    return recorded(APPROVED)


@pytest.fixture(scope="module")
def denied() -> Record:
    return recorded(NOT_COVERED)


def changed(tmp_path: Path, file: str, old: str, new: str) -> KnowledgeBase:
    """Return the knowledge base with one passage otherwise."""
    copy = tmp_path / "kb"
    shutil.copytree(RULES, copy)
    rules = copy / file
    text = rules.read_text(encoding="utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), encoding="utf-8")
    return KnowledgeBase.load(copy)


def with_answer(record: Record, **parts: object) -> Record:
    """Return the record with a planted answer; its line gets a checksum that fits."""
    return record.model_copy(update={"answer": record.answer | parts})


def paths(replayed: Replayed) -> list[str]:
    return [difference.path for difference in replayed.differences]


def test_every_case_is_recorded_read_back_and_decided_the_same(path: Path) -> None:
    files = sorted(CASES.glob("*.yaml"))
    written = [recorded(file) for file in files]
    for record in written:
        append(path, record)
    assert [found for _, found in read(path)] == written
    assert path.read_bytes().count(b"\n") == len(files)
    replayed = list(replay(path, KnowledgeBase.load()))
    assert [(one.line, one.verdict, one.differences) for one in replayed] == [
        (number, Verdict.SAME, ()) for number in range(1, len(files) + 1)
    ]


def test_a_record_holds_what_was_asked_and_what_was_answered(path: Path) -> None:
    case = CASES / "reading-two-lines.yaml"
    options = ("--reading", "two_lines=exactly_two", "--require-sources", "--format", "json")
    before = datetime.now(UTC).replace(microsecond=0)
    (answer,) = documents(ixasp("determine", case, "--record", path, *options))
    ((_, record),) = read(path)
    assert isinstance(record, Record)
    assert record.answer == answer
    assert before <= record.decided_at <= datetime.now(UTC)
    assert record.readings == answer["readings"]
    assert record.readings["two_lines"] == "exactly_two"
    assert set(record.readings) == set(BASE.policy(POLICY).outline.readings)
    assert record.require_sources
    assert record.case == BASE.policy(POLICY).read_case(case).document
    told = (record.policy, record.version, record.knowledge_base, record.engine)
    assert told == tuple(answer[name] for name in ("policy", "version", "knowledge_base", "engine"))
    line = json.loads(path.read_text(encoding="utf-8"))
    assert line["decided_at"].endswith("Z")
    assert ixasp("replay", path).exit_code == 0


def test_what_cannot_be_answered_is_recorded_and_what_has_problems_is_not(path: Path, tmp_path: Path) -> None:
    wrong = case_file(tmp_path, {"her2": "maybe"})
    result = ixasp("determine", APPROVED, wrong, INCONSISTENT, UNSUPPORTED, "--record", path)
    assert result.exit_code == 4
    first, second, third = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert first["answer"]["outcome"] == "approve"
    assert second["answer"]["error"]["kind"] == "inconsistent"
    assert {fact["fact"] for fact in second["answer"]["error"]["clash"]} == {"er", "pr", "hormone_receptor"}
    assert third["answer"]["error"]["kind"] == "unsupported"
    assert (second["version"], third["version"]) == ("2025-11-10", None)
    assert ixasp("replay", path).stdout == "3 records, 3 decided the same, 0 differ, 0 damaged\n"


def test_an_unknown_reading_decides_nothing_and_records_nothing(path: Path) -> None:
    assert ixasp("determine", APPROVED, "--reading", "no_such=x", "--record", path).exit_code == 2
    assert not path.exists()


def test_recording_changes_no_answer(path: Path) -> None:
    for form in ("text", "json", "markdown"):
        plain = ixasp("determine", PENDED, "--format", form)
        assert ixasp("determine", PENDED, "--format", form, "--record", path) == plain


APPENDING = """
import sys
from ixasp.audit.file import append, read
from ixasp.audit.record import Record

template, path, writer, count = sys.argv[1:]
((_, record),) = read(template)
for number in range(int(count)):
    # Lines of many lengths, so that one that mixes with another can't fit by chance.
    case = record.case | {"id": f"{writer}-{number}", "description": "x" * (number * 37 % 5000)}
    append(path, record.model_copy(update={"case": case}))
"""


def test_two_processes_at_once_lose_and_mix_nothing(path: Path, tmp_path: Path, approved: Record) -> None:
    template, count = tmp_path / "template.jsonl", 300
    append(template, approved)
    writers = [
        subprocess.Popen([sys.executable, "-c", APPENDING, template, path, writer, str(count)]) for writer in "ab"
    ]
    assert [writer.wait(timeout=300) for writer in writers] == [0, 0]
    found = [record for _, record in read(path)]
    assert all(isinstance(record, Record) for record in found)
    names = [record.case["id"] for record in found if isinstance(record, Record)]
    for writer in "ab":
        assert [name for name in names if str(name).startswith(writer)] == [f"{writer}-{n}" for n in range(count)]


def test_a_line_that_a_crash_cut_stays_apart_from_the_next(path: Path, approved: Record, denied: Record) -> None:
    whole = line_of(approved)
    for cut in (1, len(START) - 2, len(START), len(whole) // 2, len(whole) - 2):
        path.write_bytes(whole + whole[:cut])
        append(path, denied)
        first, second, third = (found for _, found in read(path))
        assert (first, third) == (approved, denied)
        assert isinstance(second, Damage)
        assert "cut" in second.why
        told = ixasp("replay", path)
        assert told.exit_code == 1
        assert told.stdout.splitlines()[0].startswith("line 2: cut or altered")
        assert told.stdout.splitlines()[-1] == "3 records, 2 decided the same, 0 differ, 1 damaged"


def test_a_first_line_that_was_cut_does_not_end_the_file(path: Path, approved: Record) -> None:
    for cut in range(1, len(START) + 1):
        path.write_bytes(START[:cut])
        append(path, approved)
        append(path, approved)
        assert [isinstance(found, Record) for _, found in read(path)] == [False, True, True]


def test_a_line_that_only_lacks_its_end_is_whole(path: Path, approved: Record) -> None:
    path.write_bytes(line_of(approved)[:-1])
    assert [found for _, found in read(path)] == [approved]
    append(path, approved)
    assert [found for _, found in read(path)] == [approved, approved]


def test_no_byte_can_be_altered_or_left_out_unnoticed(denied: Record) -> None:
    line = line_of(denied)
    for position in range(len(line) - 1):
        flipped = bytes([line[position] ^ 1])
        assert isinstance(record_in(line[:position] + flipped + line[position + 1 :]), Damage), position
        assert isinstance(record_in(line[:position] + line[position + 1 :]), Damage), position
        assert isinstance(record_in(line[:position]), Damage), position


@pytest.mark.parametrize(
    ("old", "new", "fragment"),
    [
        (b'"outcome":"deny"', b'"outcome":"pend"', "altered: it is not what its checksum was made of"),
        (b'"outcome":"deny"', b'"outcome": "deny"', "altered: it is not what its checksum was made of"),
        (b'"require_sources":false', b'"require_sources":false,"require_sources":false', "altered"),
        (b',"checksum":', b',"checksums":', "altered: it has no checksum"),
    ],
)
def test_what_was_altered_is_told_as_altered(denied: Record, old: bytes, new: bytes, fragment: str) -> None:
    line = line_of(denied)
    assert line.count(old) == 1
    found = record_in(line.replace(old, new))
    assert isinstance(found, Damage)
    assert fragment in found.why


def test_a_record_that_contradicts_itself_is_damaged(denied: Record) -> None:
    found = record_in(line_of(with_answer(denied, version="1999-01-01")))
    assert isinstance(found, Damage)
    assert "contradicts itself" in found.why


def test_lines_begin_in_the_way_by_which_a_file_of_records_is_known(approved: Record) -> None:
    assert line_of(approved).startswith(START)


PLANTED: list[tuple[dict[str, Any], str, str]] = [
    ({"outcome": "approve"}, "outcome", "was `approve`, now `deny`"),
    ({"exclusions": ["D.i"]}, "exclusions[0]", "was `D.i`, now `D.iii`"),
    ({"basis": ["A.ii.A"]}, "basis[0]", "was `A.ii.A`, now nothing"),
    ({"dosing": None}, "dosing", "was nothing, now status "),
    ({"notes": [{"fact": "x", "message": HOSTILE}]}, "notes[0]", "was fact `x`, message `"),
]


@pytest.mark.parametrize(("parts", "changed_path", "words"), PLANTED, ids=[path for _, path, _ in PLANTED])
def test_a_planted_answer_is_reported_with_its_path(
    path: Path, denied: Record, parts: dict[str, Any], changed_path: str, words: str
) -> None:
    append(path, denied)
    append(path, with_answer(denied, **parts))
    same, other = replay(path, BASE)
    assert (same.verdict, other.verdict, paths(other)) == (Verdict.SAME, Verdict.DIFFERS, [changed_path])
    told = ixasp("replay", path)
    assert told.exit_code == 1
    headline, difference, notice, summary = told.stdout.splitlines()
    assert headline.startswith("line 2: version-ovarian-day-before, decided 2")
    assert headline.endswith(" UTC: another answer")
    assert difference.startswith(f"  - {changed_path}: {words}")
    assert difference.isprintable()
    assert notice == NOTICE
    assert summary == "2 records, 1 decided the same, 1 differs, 0 damaged"


def test_a_status_and_a_fact_of_the_reason_are_reported_by_path(path: Path, approved: Record) -> None:
    reason = approved.answer["reason"]
    criteria = approved.answer["criteria"]
    assert isinstance(reason, list)
    assert isinstance(criteria, dict)
    other = [*reason[:2], reason[2] | {"value": "otherwise"}, *reason[4:]]
    append(path, with_answer(approved, criteria=criteria | {"A.ii.B": "not_met"}, reason=other))
    (replayed,) = replay(path, BASE)
    assert replayed.differences == (
        Difference(kind=Kind.ANSWER, path="criteria.A.ii.B", was="not_met", now="met"),
        *(
            Difference(kind=Kind.ANSWER, path=f"reason[{position}]", was=before, now=now)
            for position, before, now in ((2, other[2], None), (2, None, reason[2]), (3, None, reason[3]))
        ),
    )
    assert replayed.notice is None


def test_a_changed_limit_changes_the_answer_and_is_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(path, recorded(AT_THE_LIMIT))
    base = changed(tmp_path, "policies/mp_rx_fp_46_23/d_not_covered.lp", '"100000"', '"150000"')
    (replayed,) = replay(path, base)
    assert replayed.verdict is Verdict.DIFFERS
    assert {"outcome", "criteria.D.i", "exclusions[0]", "knowledge_base"} <= set(paths(replayed))
    assert paths(replayed)[0] == "outcome"
    assert replayed.notice == NOTICE
    monkeypatch.setattr(test_command_line, "BASE", base)
    told = ixasp("replay", path)
    assert told.exit_code == 1
    assert "  - outcome: was `approve`, now `deny`\n" in told.stdout
    assert "  - decided under other rules: knowledge_base: was `sha256:" in told.stdout
    assert f"{NOTICE}\n1 record, 0 decided the same, 1 differs, 0 damaged\n" in told.stdout


def test_other_rules_with_the_same_answer_are_information(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(path, recorded(AT_THE_LIMIT))
    base = changed(tmp_path, "policies/mp_rx_fp_46_23/d_not_covered.lp", "% Defines:", "% Also defines:")
    (replayed,) = replay(path, base)
    assert replayed.verdict is Verdict.SAME
    assert [(found.kind, found.path) for found in replayed.differences] == [(Kind.RULES, "knowledge_base")]
    monkeypatch.setattr(test_command_line, "BASE", base)
    told = ixasp("replay", path)
    assert told.exit_code == 0
    headline, difference, summary = told.stdout.splitlines()
    assert headline.endswith(": the same answer")
    assert difference.startswith("  - decided under other rules: knowledge_base: was `sha256:")
    assert summary == "1 record, 1 decided the same (1 of them under other rules), 0 differ, 0 damaged"


def test_another_engine_with_the_same_answer_is_information(path: Path, approved: Record) -> None:
    other = approved.model_copy(update={"engine": "ixasp 0.0.1"})
    append(path, with_answer(other, engine="ixasp 0.0.1"))
    (replayed,) = replay(path, BASE)
    assert replayed.verdict is Verdict.SAME
    assert [(found.kind, found.path) for found in replayed.differences] == [(Kind.ENGINE, "engine")]


@pytest.mark.parametrize(
    ("parts", "fragment"),
    [
        ({"policy": "MP-0"}, "unusable: unknown policy `MP-0`"),
        ({"readings": {"no_such": "x"}}, "unusable: unknown reading `no_such`"),
        ({"case": {"id": "x", "facts": {"no_such": "x"}}}, "problems: facts.no_such: unknown fact"),
    ],
    ids=["policy", "reading", "fact"],
)
def test_what_can_be_asked_no_more_is_told_in_one_difference(
    path: Path, approved: Record, parts: dict[str, Any], fragment: str
) -> None:
    told_twice = {name: part for name, part in parts.items() if name != "case"}
    append(path, with_answer(approved.model_copy(update=parts), **told_twice))
    (replayed,) = replay(path, BASE)
    assert replayed.verdict is Verdict.DIFFERS
    (difference,) = replayed.differences
    assert (difference.path, difference.was) == ("outcome", "approve")
    assert str(difference.now).startswith(fragment)


def test_a_refusal_is_compared_by_its_own_parts(path: Path) -> None:
    record = recorded(INCONSISTENT)
    error = record.answer["error"]
    assert isinstance(error, dict)
    append(path, with_answer(record, error=error | {"clash": error["clash"][1:]}))
    (replayed,) = replay(path, BASE)
    assert paths(replayed) == ["error.clash[0]"]


def test_replay_as_json_is_one_document_a_line_and_the_counts_last(path: Path, denied: Record) -> None:
    append(path, denied)
    append(path, with_answer(denied, outcome="approve"))
    with path.open("ab") as file:
        file.write(b"{\n")
    told = ixasp("replay", path, "--format", "json")
    assert (told.exit_code, told.stderr) == (1, "")
    same, other, damaged, summary = documents(told)
    assert [one["verdict"] for one in (same, other, damaged)] == ["same", "differs", "damaged"]
    assert [one["notice"] for one in (same, other, damaged)] == [NOTICE, NOTICE, None]
    assert other["differences"] == [{"kind": "answer", "path": "outcome", "was": "approve", "now": "deny"}]
    assert damaged["damage"].startswith("cut or altered")
    assert summary == {"summary": {"records": 3, "same": 1, "differ": 1, "damaged": 1, "under_other_rules": 0}}


def test_an_empty_file_has_no_records(path: Path) -> None:
    path.touch()
    told = ixasp("replay", path)
    assert (told.exit_code, told.stdout) == (0, "0 records, 0 decided the same, 0 differ, 0 damaged\n")


@pytest.mark.parametrize("text", [b"\n", b"hello\n", b"\xff\xfe\x00", b"{}\n", b"[" * 100_000, b'{"checksum":"x"}'])
def test_a_line_that_is_no_record_is_damaged(path: Path, text: bytes) -> None:
    path.write_bytes(text)
    told = ixasp("replay", path)
    assert told.exit_code == 1
    assert told.stdout.startswith("line 1: not a record; expected a line that `ixasp determine --record` wrote\n")
    assert told.stdout.endswith("1 record, 0 decided the same, 0 differ, 1 damaged\n")


@pytest.mark.parametrize("name", ["no-such-file", ".", os.devnull, "no\x1b[31m\nsuch", "a\0b", "x" * 5000])
def test_a_file_that_cannot_be_used_is_told_by_its_name_as_given(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = ixasp("replay", name)
    assert (told.exit_code, told.stdout) == (2, "")
    (line,) = told.stderr.splitlines()
    assert line.isprintable()
    assert "cannot read it" in line
    if name.isprintable() and len(name) < 50:
        assert line.startswith(f"`{name}`: ")


@pytest.mark.parametrize("name", ["no/such/folder.jsonl", ".", os.devnull, "a\0b", "x" * 5000, ""])
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_without_its_record_no_answer_is_given(
    name: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = ixasp("determine", APPROVED, "--record", name, "--format", form)
    assert told.exit_code == 2
    (line,) = told.stderr.splitlines()
    assert line.isprintable()
    assert "nothing is recorded, and so no answer is given" in line
    assert "approve" not in told.stdout
    assert bool(told.stdout) is (form == "json")
    assert not list(tmp_path.iterdir())


def test_a_file_that_may_not_be_written_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError(EACCES, os.strerror(EACCES))

    monkeypatch.setattr(os, "open", forbidden)  # root, who may run the tests, is forbidden nothing
    assert "permission denied" in ixasp("determine", APPROVED, "--record", path).stderr


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    # As in `--record cases/*.yaml`, where the shell makes a case the file of records.
    case = tmp_path / "case.yaml"
    shutil.copy(APPROVED, case)
    told = ixasp("determine", PENDED, APPROVED, "--record", case)
    assert told.exit_code == 2
    assert told.stderr.count("the file holds something else than records") == 2
    assert "pend " not in told.stdout
    assert case.read_bytes() == APPROVED.read_bytes()


@pytest.mark.parametrize("text", ['{\n  "id": "x"\n}\n', '{"id": "x"}', "\nx", '{"record":2,"x":1}\n'])
def test_a_file_that_only_looks_like_records_is_left_alone(path: Path, approved: Record, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match="something else than records"):
        append(path, approved)
    assert path.read_text(encoding="utf-8") == text


@pytest.fixture
def room(path: Path, approved: Record) -> Iterator[int]:
    """A file with one record, and room for half of another."""
    append(path, approved)
    length = path.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length + length // 2, hard))
    yield length
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("room")
def test_a_line_for_which_there_is_no_room_leaves_nothing(path: Path, approved: Record) -> None:
    before = path.read_bytes()
    with pytest.raises(RecordError, match="there is no room for the whole line"):
        append(path, approved)
    assert path.read_bytes() == before


@pytest.mark.parametrize("fails", [OSError(5, "Input/output error"), KeyboardInterrupt()], ids=["disk", "interrupt"])
def test_a_line_that_does_not_reach_the_disk_is_taken_back(
    path: Path, approved: Record, monkeypatch: pytest.MonkeyPatch, fails: BaseException
) -> None:
    append(path, approved)
    before = path.read_bytes()

    def fsync(_: int) -> None:
        raise fails

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises((RecordError, KeyboardInterrupt)):
        append(path, approved)
    assert path.read_bytes() == before


def test_only_its_owner_may_read_a_new_file(path: Path, approved: Record) -> None:
    append(path, approved)
    assert path.stat().st_mode & 0o077 == 0


def test_what_a_case_holds_breaks_no_line(path: Path, tmp_path: Path) -> None:
    case = case_file(tmp_path, {"stage": {"value": "IV", "source": HOSTILE}}, id=HOSTILE, description=HOSTILE)
    assert ixasp("determine", case, "--format", "json", "--record", path).exit_code == 0
    ((_, record),) = read(path)
    assert isinstance(record, Record)
    append(path, with_answer(record, outcome=HOSTILE))
    told = ixasp("replay", path)
    assert told.stdout.endswith("2 records, 1 decided the same, 1 differs, 0 damaged\n")
    assert all(line.isprintable() for line in told.stdout.split("\n"))


def test_an_error_in_place_of_an_answer_is_that_of_the_command_line() -> None:
    errors: list[IxaspError] = [CaseError([]), UnsupportedRequest("x"), InconsistentCase([]), RecordError("x")]
    kinds = [answer_document("x", error)["error"] for error in errors]
    assert [kind["kind"] for kind in kinds if isinstance(kind, dict)] == [
        "problems",
        "unsupported",
        "inconsistent",
        "unusable",
    ]
