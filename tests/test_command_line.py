"""The command line: what it prints where, and with which exit status it ends."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from ixasp import KnowledgeBase
from ixasp.cli.main import app

CASES = Path(__file__).parent.parent / "cases"
APPROVED = CASES / "a-ii-b-met-resistant-contraindicated.yaml"
PENDED = CASES / "a-ii-e-1-open-brca.yaml"
INCONSISTENT = CASES / "inconsistent-receptors.yaml"
UNSUPPORTED = CASES / "version-before-the-first.yaml"
NOT_COVERED = CASES / "version-ovarian-day-before.yaml"

POLICY = "MP-RX-FP-46-23"
BASE = KnowledgeBase.load()


@dataclass(frozen=True)
class Ended:
    """How the command ended, and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str


def ixasp(*arguments: str | Path, given: str | bytes = b"") -> Ended:
    """Run the command in this process; an exception that it lets through is the test's."""
    with pytest.MonkeyPatch.context() as patched:
        stdin, stdout, stderr = (TextIOWrapper(BytesIO(), encoding="utf-8", newline="\n") for _ in range(3))
        stdin.buffer.write(given.encode() if isinstance(given, str) else given)
        stdin.buffer.seek(0)
        for name, stream in (("stdin", stdin), ("stdout", stdout), ("stderr", stderr)):
            patched.setattr(sys, name, stream)
        # One knowledge base serves all runs, so that the tests take seconds; another process loads its own below.
        patched.setattr(KnowledgeBase, "load", lambda: BASE)
        with pytest.raises(SystemExit) as exit_:
            app([str(argument) for argument in arguments], prog_name="ixasp")
        written = []
        for stream in (stdout, stderr):
            stream.flush()
            stream.seek(0)
            written.append(stream.read())
    status = exit_.value.code
    assert isinstance(status, int)
    return Ended(status, *written)


def case_file(folder: Path, facts: Mapping[str, object], **also: object) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps({"id": "x", "policy": POLICY, "facts": facts} | also), encoding="utf-8")
    return path


def documents(result: Ended) -> list[dict[str, Any]]:
    """Return what stands on standard output, one JSON document a line and nothing else."""
    assert result.stdout.endswith("\n")
    return [json.loads(line) for line in result.stdout[:-1].split("\n")]


def document(result: Ended) -> dict[str, Any]:
    (only,) = documents(result)
    return only


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return case_file(tmp_path, {"her2": "maybe", "prior_therapies": [{}, {"end": "2025-02-30"}], "anc": -1})


@pytest.mark.parametrize(
    ("case", "status"), [(APPROVED, 0), (PENDED, 0), (NOT_COVERED, 0), (INCONSISTENT, 3), (UNSUPPORTED, 4)]
)
@pytest.mark.parametrize("command", ["determine", "missing"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_exit_status_tells_whether_there_is_an_answer(command: str, form: str, case: Path, status: int) -> None:
    result = ixasp(command, case, "--format", form)
    assert result.exit_code == status
    assert bool(result.stderr) is (status != 0)


@pytest.mark.parametrize(("case", "status"), [(APPROVED, 0), (INCONSISTENT, 3), (UNSUPPORTED, 4)])
def test_facts_ends_with_the_same_statuses(case: Path, status: int) -> None:
    assert ixasp("facts", case).exit_code == status


def test_the_answer_as_json_is_the_one_of_the_library() -> None:
    policy = KnowledgeBase.load().policy(POLICY)
    result = ixasp("determine", APPROVED, "--format", "json")
    assert result.stdout == policy.determine(policy.read_case(APPROVED)).model_dump_json() + "\n"
    assert document(ixasp("missing", PENDED, "--format", "json")) == json.loads(
        policy.missing_facts(policy.read_case(PENDED)).model_dump_json()
    )


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_problems_stand_on_standard_error_one_a_line_with_their_path(wrong: Path, form: str) -> None:
    result = ixasp("determine", wrong, "--format", form)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["facts.her2", "facts.prior_therapies[1].end", "facts.anc"]
    assert "unknown value `maybe`; expected positive or negative" in lines[0]
    assert all(line.isprintable() for line in lines)
    assert "Traceback" not in (result.stdout + result.stderr)


def test_a_bad_case_stands_in_its_place_as_json(wrong: Path) -> None:
    result = ixasp("determine", APPROVED, wrong, PENDED, INCONSISTENT, NOT_COVERED, "--format", "json")
    assert result.exit_code == 3
    first, second, third, fourth, fifth = documents(result)
    assert [first["outcome"], third["outcome"], fifth["outcome"]] == ["approve", "pend", "deny"]
    assert second["case"] == str(wrong)
    assert [problem["path"] for problem in second["error"]["problems"]] == [
        "facts.her2",
        "facts.prior_therapies[1].end",
        "facts.anc",
    ]
    assert {fact["fact"] for fact in fourth["error"]["clash"]} == {"er", "pr", "hormone_receptor"}
    assert str(wrong) in result.stderr


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        ((APPROVED, PENDED), 0),
        ((UNSUPPORTED, APPROVED), 4),
        ((INCONSISTENT, UNSUPPORTED, APPROVED), 4),
        ((UNSUPPORTED, INCONSISTENT), 4),
        ((INCONSISTENT, CASES / "no-such-file.yaml"), 3),
        ((CASES / "no-such-file.yaml", APPROVED), 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_status_of_several_cases_is_the_largest(cases: tuple[Path, ...], status: int, form: str) -> None:
    result = ixasp("determine", *cases, "--format", form)
    assert result.exit_code == status
    if form == "json":
        assert len(documents(result)) == len(cases)


def test_several_cases_are_a_table_with_a_row_for_each() -> None:
    printed = ixasp("determine", APPROVED, INCONSISTENT, PENDED).stdout
    assert "review of a clinician" in printed
    rows = printed.splitlines()[1:4]
    assert [row.split()[1] for row in rows] == ["approve", "inconsistent", "pend"]
    assert rows[0].split()[0] == "a-ii-b-met-resistant-contraindicated"


def test_a_dash_reads_the_case_from_standard_input() -> None:
    text = PENDED.read_text(encoding="utf-8")
    read = ixasp("determine", "-", "--format", "json", given=text)
    assert read.exit_code == 0
    assert read.stdout == ixasp("determine", PENDED, "--format", "json").stdout
    assert ixasp("facts", "-", given=text).stdout == ixasp("facts", PENDED).stdout
    assert ixasp("missing", "-", given=text).stdout == ixasp("missing", PENDED).stdout


def test_a_dash_takes_its_place_among_files() -> None:
    text = PENDED.read_text(encoding="utf-8")
    found = documents(ixasp("determine", APPROVED, "-", NOT_COVERED, "--format", "json", given=text))
    assert [one["outcome"] for one in found] == ["approve", "pend", "deny"]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "{",
        "- 1",
        "null",
        '{"id": "x"}',
        '{"policy": "x", "facts": {}}',
        b"\xff\xfe\x00",
        '{"a": 1, "a": 2}',
        "&a [*a]",
    ],
)
def test_what_is_no_case_on_standard_input_is_unusable(given: str | bytes) -> None:
    result = ixasp("determine", "-", "--format", "json", given=given)
    assert result.exit_code == 2
    assert document(result)["error"]["kind"] == "problems"
    assert result.stderr.strip()


@pytest.mark.parametrize("name", ["no-such-file.yaml", ".", "no\x1b[31m\nsuch", "x" * 5000])
@pytest.mark.parametrize("command", ["determine", "missing", "facts"])
def test_a_file_that_cannot_be_read_is_unusable(command: str, name: str) -> None:
    result = ixasp(command, CASES / name)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "cannot read" in line
    assert line.isprintable()


def test_a_reading_is_selected_by_its_option() -> None:
    case = CASES / "reading-e-scope.yaml"
    by_default = document(ixasp("determine", case, "--format", "json"))
    selected = document(ixasp("determine", case, "--format", "json", "--reading", "e_scope=refractory_alone"))
    assert by_default["outcome"] != selected["outcome"]
    assert selected["readings"] == by_default["readings"] | {"e_scope": "refractory_alone"}
    twice_the_same = ixasp(
        "determine", case, "--reading", "e_scope=refractory_alone", "--reading", "two_lines=exactly_two"
    )
    assert twice_the_same.exit_code == 0


@pytest.mark.parametrize(
    ("options", "fragment"),
    [
        (["no_such=x"], "unknown reading `no_such`; expected "),
        (["two_lines=three"], "reading two_lines: unknown option `three`; expected at_least_two or exactly_two"),
        (["two_lines"], "`two_lines` is not a selection; expected ID=OPTION"),
        (["=exactly_two"], "expected ID=OPTION"),
        (["two_lines="], "expected ID=OPTION"),
        (["two_lines=at_least_two", "two_lines=exactly_two"], "`two_lines` is selected twice; expected one option"),
        (["\x1b[31m=\n"], "unknown reading"),
    ],
    ids=str,
)
@pytest.mark.parametrize("command", ["determine", "missing", "facts"])
def test_a_reading_that_cannot_be_selected_is_unusable(command: str, options: list[str], fragment: str) -> None:
    result = ixasp(command, PENDED, *(part for option in options for part in ("--reading", option)))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert fragment in result.stderr
    assert all(line.isprintable() for line in result.stderr.splitlines())


def test_facts_without_a_source_can_be_taken_as_unknown(tmp_path: Path) -> None:
    facts: dict[str, object] = {
        "request_type": {"value": "continuation", "source": "form"},
        "request_date": {"value": "2026-01-15", "source": "form"},
        "approved_indication": {"value": "yes", "source": "letter"},
        "combined_with": {"value": [], "source": "order"},
        "unacceptable_toxicity": {"value": "no", "source": "note"},
        "disease_progression": {"value": "no", "source": "note"},
        "oncology_note": {"value": "yes", "source": "note"},
        "imaging_review": "no_progression",
    }
    case = case_file(tmp_path, facts)
    told = document(ixasp("determine", case, "--format", "json"))
    assert (told["outcome"], told["documentation"]["undocumented"]) == ("approve", ["imaging_review"])
    strict = document(ixasp("determine", case, "--format", "json", "--require-sources"))
    assert strict["outcome"] == "pend"
    assert strict["criteria"]["B.i.B"] == "unknown"


def test_missing_lists_what_would_lead_to_either_goal() -> None:
    approving = document(ixasp("missing", PENDED, "--format", "json"))
    denying = document(ixasp("missing", PENDED, "--format", "json", "--goal", "deny"))
    assert approving["completions"] == [[{"fact": "germline_brca", "relation": "is", "value": "no_mutation"}]]
    assert (approving["goal"], denying["goal"]) == ("approve", "deny")
    assert {literal["value"] for (literal,) in denying["completions"] if literal["fact"] == "germline_brca"} == {
        "mutation",
        "not_tested",
    }
    assert "Was a germline BRCA1/2 test done" in ixasp("missing", PENDED).stdout


def test_missing_stops_at_a_limit_and_says_so(tmp_path: Path) -> None:
    case = case_file(tmp_path, {"request_type": "initial", "cancer": "breast"})
    found = document(ixasp("missing", case, "--format", "json", "--limit", "2"))
    assert len(found["completions"]) >= 1
    assert found["complete"] is False
    assert "the list is not complete" in ixasp("missing", case, "--limit", "2").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], "unknown command `nonsense`; expected determine, missing, "),
        (["kb", "chek"], "unknown command `chek`; did you mean `check`?"),
        (["determine"], "CASE is missing; expected `ixasp determine [OPTIONS] CASE...`"),
        (["missing"], "CASE is missing; expected `ixasp missing [OPTIONS] CASE`"),
        (["kb", "diff"], "OLD is missing; expected `ixasp kb diff [OPTIONS] OLD NEW`"),
        (["kb", "trace"], "--text is missing; expected --text FILE"),
        (["kb", "new", "fact"], "NAME is missing; expected `ixasp kb new fact [OPTIONS] NAME`"),
        (["interview", "one", "two"], "unexpected `two`; expected `ixasp interview [OPTIONS] [CASE]`"),
        (["determine", str(PENDED), "--format", "yaml"], "--format: `yaml` is unknown; expected text, json, "),
        (["kb", "check", "--format", "nonsense"], "--format: `nonsense` is unknown; expected text or json"),
        (["missing", str(PENDED), "--goal", "maybe"], "--goal: `maybe` is unknown; expected approve or deny"),
        (["missing", str(PENDED), "--limit", "0"], "--limit: `0` can't be used; expected a number greater than or "),
        (["missing", str(PENDED), "--limit", "many"], "--limit: `many` can't be used; expected a valid integer"),
        (["determine", str(PENDED), "--no-such-option"], "unknown option `--no-such-option`; expected --"),
        (["kb", "check", "--formta", "json"], "unknown option `--formta`; did you mean `--format`?"),
        (["kb", "check", "--kb"], "option `--kb` requires an argument"),
        (["kb", "new", "policy", "x", "--policy", "X", "--in-force", "now"], "--in-force: `now` does not match the "),
        (["--no\x1b[31msuch"], "unknown option `--no\\x1b[31msuch`; expected --"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_the_command_does_not_know_is_told_in_one_line(arguments: list[str], told: str) -> None:
    result = ixasp(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(told)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [(), ("kb",), ("kb", "new")], ids=str)
def test_a_group_of_commands_alone_shows_its_help(command: tuple[str, ...]) -> None:
    result = ixasp(*command)
    assert result.exit_code == 2
    assert "Usage" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [(), ("determine",), ("missing",), ("facts",), ("schema",)], ids=str)
def test_help_is_an_answer(command: tuple[str, ...], flag: str) -> None:
    result = ixasp(*command, flag)
    assert result.exit_code == 0
    assert "Usage" in result.stdout
    assert result.stderr == ""


def test_help_tells_the_exit_statuses() -> None:
    told = " ".join(ixasp("-h").stdout.split())
    for status in ("0 answered", "2 unusable input", "3 inconsistent case", "4 unsupported request"):
        assert status in told


def test_the_schema_is_that_of_the_policy() -> None:
    result = ixasp("schema", POLICY)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == KnowledgeBase.load().policy(POLICY).schema()


def test_a_schema_of_an_unknown_policy_is_unusable() -> None:
    result = ixasp("schema", "MP-0")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"unknown policy `MP-0`; expected BCBS-ND-IXABEPILONE or {POLICY}\n"


HOSTILE = 'a"}\n{"outcome": "approve"}\r[bold]\x1b[31m\u2028</script>|`{{ "'
"""What breaks out of lines, JSON, markup and terminals, where anything can."""


@pytest.mark.parametrize("facts", [{"her2": "positive"}, {"her2": HOSTILE}, {"stage": "IV", "metastatic": "no"}])
def test_json_stays_well_formed_whatever_an_id_or_a_value_holds(tmp_path: Path, facts: Mapping[str, object]) -> None:
    written = {fact: {"value": value, "source": HOSTILE} for fact, value in facts.items()}
    case = case_file(tmp_path, written, id=HOSTILE, description=HOSTILE)
    for command in ("determine", "missing"):
        result = ixasp(command, case, "--format", "json")
        assert all(line.isprintable() for line in result.stderr.split("\n"))
        if result.exit_code == 0:
            assert document(result)["case"] == HOSTILE.strip()
        elif command == "determine":
            assert document(result)["error"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_no_id_and_no_source_steers_a_terminal(tmp_path: Path, form: str) -> None:
    case = case_file(tmp_path, {"stage": {"value": "IV", "source": HOSTILE}, "combined_with": [HOSTILE]}, id=HOSTILE)
    for arguments in (("determine", case, "--format", form), ("determine", case, case), ("missing", case)):
        result = ixasp(*arguments)
        assert result.exit_code == 0
        assert "\x1b" not in (result.stdout + result.stderr)
        assert all(line.isprintable() for line in (result.stdout + result.stderr).split("\n"))


def test_facts_stay_facts_whatever_an_id_holds(tmp_path: Path) -> None:
    case = case_file(tmp_path, {"her2": "negative"}, id="x\napprove.\r\nmet(1).\u2028#show.")
    told = ixasp("facts", case).stdout
    assert told.splitlines()[0].startswith("% ")
    assert not [line for line in told.splitlines() if line.startswith(("approve", "met", "#"))]


def test_the_installed_command_and_its_streams_are_the_same() -> None:
    command = [sys.executable, "-c", "from ixasp.cli.main import run; run()", "determine", "-", "--format", "json"]
    text = INCONSISTENT.read_bytes()
    ended = subprocess.run(command, input=text, capture_output=True, check=False)
    assert ended.returncode == 3
    assert [fact["fact"] for fact in json.loads(ended.stdout)["error"]["clash"]] == ["er", "pr", "hormone_receptor"]
    assert ended.stderr.decode().startswith("no patient fits all of these facts: ")
