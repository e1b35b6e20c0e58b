"""Interviews over pipes: what is asked, what is understood, and the case that is left at the end."""

import json
import sys
from collections.abc import Iterable, Mapping
from io import BytesIO, TextIOWrapper
from pathlib import Path
from random import Random

import jsonschema
import pytest

from ixasp import CaseError, ClashingFact, InconsistentCase, IxaspError, KnowledgeBase, Outcome
from ixasp.cli.main import app
from ixasp.intake.documents import read_document, read_file
from ixasp.interview.conversation import Conversation
from ixasp.interview.reply import LONGEST, reply, with_source
from ixasp.interview.saving import save, yaml_text
from ixasp.knowledge.vocabulary import Fact, Kind
from ixasp.rendering.clash import clashing_told
from ixasp.rendering.interview import how_to_answer
from ixasp.traces.empty_set import empty_word
from tests.patients import random_patient

CASES = Path(__file__).parent.parent / "cases"
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
BASE = KnowledgeBase({POLICY.id: POLICY})
"""Of one policy, which then need not be named."""
FACTS = POLICY.loaded.vocabulary.facts
PENDED = CASES / "open-referral-letter.yaml"
ONE_QUESTION = CASES / "a-ii-b-open-contraindication.yaml"

APPROVABLE: Mapping[str, str] = {
    "request_type": "initial",
    "combined_with": "Xeloda [order 2026-01-14]",
    "cancer": "1",
    "metastatic": "y [CT 2026-01-09]",
    "locally_advanced": "no",
    "prior_lines": "2",
    "prior_taxane": "yes",
    "taxane_resistant": "yes",
    "anthracycline_contraindicated": "y",
    "anc": "2.1 10*3/uL [CBC 2026-01-10]",
    "platelets": ">150000",
    "ast": "88 U/L uln 40",
    "alt": "<30 U/L, ULN 40",
    "total_bilirubin": "0.6 mg/dL uln 1.2",
    "her2": "negative",
}


def told(stdout: str) -> str:
    """What was printed, on one line with single spaces: where it wraps is no matter."""
    return " ".join(stdout.split())


def first_asked(stdout: str) -> str:
    """The fact that was asked for first: where nothing is known, several may be as good."""
    asked = {name: told(stdout).find(fact.question) for name, fact in FACTS.items() if fact.question}
    return min((name for name, at in asked.items() if at >= 0), key=asked.__getitem__)


def typed(arguments: Iterable[str | Path], lines: str | bytes) -> tuple[int, str, str]:
    """Run the command with lines on standard input; return exit status, standard output and standard error."""
    given = TextIOWrapper(BytesIO(), encoding="utf-8", newline="\n")
    given.buffer.write(lines.encode("utf-8", "surrogateescape") if isinstance(lines, str) else lines)
    given.buffer.seek(0)
    return run(arguments, given, new_stream())


def new_stream() -> TextIOWrapper:
    return TextIOWrapper(BytesIO(), encoding="utf-8", newline="\n")


def run(
    arguments: Iterable[str | Path], stdin: "TextIOWrapper | Provider", stdout: TextIOWrapper
) -> tuple[int, str, str]:
    stderr = new_stream()
    with pytest.MonkeyPatch.context() as patched:
        for name, stream in (("stdin", stdin), ("stdout", stdout), ("stderr", stderr)):
            patched.setattr(sys, name, stream)
        patched.setattr(KnowledgeBase, "load", lambda: BASE)
        with pytest.raises(SystemExit) as exit_:
            app(["interview", *map(str, arguments)], prog_name="ixasp")
        written = []
        for stream in (stdout, stderr):
            stream.flush()
            stream.seek(0)
            written.append(stream.read())
    status = exit_.value.code
    assert isinstance(status, int)
    return status, written[0], written[1]


class Provider:
    """Somebody who reads each question and has an answer by fact: which comes first can hang on the time it takes."""

    def __init__(self, stdout: TextIOWrapper, answers: Mapping[str, str]) -> None:
        self._stdout, self._answers, self._read = stdout, answers, 0

    def isatty(self) -> bool:
        return False

    def readline(self) -> str:
        self._stdout.flush()
        written = self._stdout.buffer
        assert isinstance(written, BytesIO)
        new = told(written.getvalue()[self._read :].decode())
        self._read = len(written.getvalue())
        asked = [name for name, fact in FACTS.items() if fact.question and fact.question in new]
        if asked:
            return f"{self._answers.get(asked[0], '?')}\n"
        return "?\n" if new.endswith(">") else "\n"


def interviewed(arguments: Iterable[str | Path], answers: Mapping[str, str]) -> tuple[int, str, str]:
    """Run the command with somebody who answers."""
    stdout = new_stream()
    return run(arguments, Provider(stdout, answers), stdout)


def nothing() -> dict[str, object]:
    return {"policy": POLICY.id, "facts": {}}


def check_saved(file: Path, outcome: str) -> dict[str, object]:
    """What was saved, accepted by the schema and decided as the interview decided it."""
    data = read_file(file)
    jsonschema.validate(data, POLICY.schema())
    assert POLICY.determine(data).outcome == outcome
    assert isinstance(data, dict)
    return data


def printed_case(stdout: str) -> object:
    return read_document(stdout[stdout.rindex("\nid: ") :].encode(), "case.yaml")


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (APPROVABLE, "approve"),
        ({**APPROVABLE, "anthracycline_contraindicated": "n", "prior_lines": "1"}, "deny"),
        ({**APPROVABLE, "cancer": "other"}, "deny"),
        ({**APPROVABLE, "platelets": "?"}, "pend"),
    ],
    ids=["approve", "deny", "deny at once", "stuck"],
)
def test_an_interview_from_nothing_ends_with_an_outcome_and_a_case(
    answers: Mapping[str, str], outcome: str, tmp_path: Path
) -> None:
    file = tmp_path / "first.yaml"
    status, stdout, stderr = interviewed(["--save", file], answers)
    assert (status, stderr) == (0, "")
    assert f"\n{outcome.upper()}  " in stdout
    assert ("A denial is a proposal" in stdout) is (outcome == "deny")
    assert ("up to 6 months" in stdout) is (outcome == "approve")
    assert ("Left open - platelet" in told(stdout)) is (outcome == "pend")
    saved = check_saved(file, outcome)
    assert saved["id"] == "first"
    assert list(tmp_path.iterdir()) == [file]


def test_the_answers_stand_in_the_case_as_they_were_given() -> None:
    _, stdout, _ = interviewed([], APPROVABLE)
    data = printed_case(stdout)
    assert isinstance(data, dict)
    facts = data["facts"]
    assert facts["anc"] == {"value": "2.1", "unit": "10*3/uL", "source": "CBC 2026-01-10"}
    assert facts["ast"] == {"value": "88", "unit": "U/L", "uln": "40"}
    assert facts["combined_with"] == {"value": ["Xeloda"], "source": "order 2026-01-14"}
    assert facts["cancer"] == "breast"
    assert "\n  cancer: breast\n" in stdout


def test_a_question_says_why_it_is_asked_and_what_each_answer_would_do() -> None:
    _, stdout, _ = typed([ONE_QUESTION], "w\no\nq\n")
    shown = told(stdout)
    assert "Question 1 (the last one) Is further anthracycline therapy contraindicated?" in shown
    assert "yes approvable no denied" in shown
    assert "A.ii.B with capecitabine" in shown
    assert "? A.ii.B with capecitabine" in shown
    assert "PEND The interview was stopped" in shown


def test_an_answer_says_which_paragraphs_it_settled() -> None:
    _, stdout, _ = typed([ONE_QUESTION], "yes\n\n\n")
    assert "A.ii.B" in told(stdout)
    assert "open → met" in stdout


@pytest.mark.parametrize("ending", ["q\n\n", "", "q\n"], ids=["stopped", "end of input", "end at the name"])
def test_an_interview_that_is_broken_off_leaves_its_answers(ending: str) -> None:
    status, stdout, stderr = typed([], f"1 [path 2026-01-09]\n{ending}")
    first = first_asked(stdout)
    assert (status, stderr) == (0, "")
    assert "Traceback" not in stdout
    assert printed_case(stdout) == {
        "id": "interview",
        "policy": POLICY.id,
        "facts": {first: {"value": FACTS[first].domain[0], "source": "path 2026-01-09"}},
    }


def test_ctrl_c_ends_an_interview_like_the_end_of_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = iter(["1"])

    def interrupted(_: str) -> str:
        for line in lines:
            return line
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    status, stdout, _ = typed([], "")
    first = first_asked(stdout)
    assert status == 0
    assert printed_case(stdout) == {"id": "interview", "policy": POLICY.id, "facts": {first: FACTS[first].domain[0]}}


def test_nothing_is_saved_where_nothing_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "kept.yaml"
    file.write_text("kept", encoding="utf-8")
    status, stdout, _ = typed(["--save", file], "?\nq\n")
    assert status == 0
    assert "nothing is saved" in stdout
    assert file.read_text(encoding="utf-8") == "kept"


def test_a_case_goes_on_and_stays_as_it_is(tmp_path: Path) -> None:
    before, file = ONE_QUESTION.read_bytes(), tmp_path / "went-on.yaml"
    typed([ONE_QUESTION, "--save", file], "yes [echo 2025-12-18]\n\n")
    assert ONE_QUESTION.read_bytes() == before
    data, saved = read_file(ONE_QUESTION), check_saved(file, "approve")
    assert isinstance(data, dict)
    new = {"anthracycline_contraindicated": {"value": "yes", "source": "echo 2025-12-18"}}
    assert saved == {**data, "facts": {**data["facts"], **new}}


def test_the_file_is_named_at_the_end_and_none_is_overwritten(tmp_path: Path) -> None:
    taken, free = tmp_path / "taken.yaml", tmp_path / "free.yaml"
    taken.write_text("kept", encoding="utf-8")
    _, stdout, _ = typed([ONE_QUESTION], f"yes\n\n{taken}\n2\n{tmp_path / 'x' / 'y.yaml'}\n{free}\n")
    assert "exists already" in stdout
    assert "expected a name that ends in .yaml or .yml" in stdout
    assert "there is no such folder" in stdout
    assert taken.read_text(encoding="utf-8") == "kept"
    check_saved(free, "approve")


def test_what_cannot_be_saved_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    status, stdout, stderr = typed([ONE_QUESTION, "--save", tmp_path / "x.yaml"], "yes\n\n")
    assert status == 2
    assert "no space left on device" in stderr
    assert isinstance(printed_case(stdout), dict)
    assert not list(tmp_path.iterdir())


def test_back_undoes_answers_and_what_was_left_open_any_number_of_times() -> None:
    conversation = Conversation(POLICY, nothing())
    asked = []
    lines = {"one_of": "1", "set_of": "none", "yes_no": "y"}
    for number in range(4):
        assert conversation.question is not None
        asked.append((conversation.question, conversation.case.document))
        if number == 1:
            conversation.leave_open()
        else:
            conversation.answer(lines.get(conversation.fact.kind, "2"))
    for question, document in reversed(asked):
        conversation.back()
        assert (conversation.question, conversation.case.document) == (question, document)
    assert conversation.back() is None
    _, stdout, _ = typed([ONE_QUESTION], "b\nno\nb\nyes\n\n\n")
    assert "this is the first question" in stdout
    assert "taken back: " in stdout
    assert stdout.index("\nDENY") < stdout.index("\nAPPROVE")


def test_what_nobody_can_tell_is_not_asked_again() -> None:
    conversation, seen = Conversation(POLICY, PENDED_DATA), []
    while conversation.question is not None:
        seen.append(conversation.question.fact)
        conversation.leave_open()
    assert len(seen) == len(set(seen))
    assert [fact.name for fact in conversation.left_open] == seen
    assert conversation.decided.outcome is Outcome.PEND
    assert conversation.answered == 0


PENDED_DATA = read_file(PENDED)

WRONG: tuple[tuple[str, str, str], ...] = (
    ("anthracycline_contraindicated", "maybe", "`maybe` is neither yes nor no; expected yes or no"),
    ("her2", "positve", "unknown value `positve` (did you mean `positive`?)"),
    ("anc", "2.1 g/L", "unknown unit `g/L`; expected cells/mm3"),
    ("anc", "180,000", "`180,000` is not a number; expected"),
    ("anc", "-1", "negative number `-1`"),
    ("anc", "3-1", "an empty range: low `3` is above high `1`"),
    ("ast", "12 xULN uln 40", "`uln` beside a value in xULN"),
    ("ast", "12 U/L uln 40 mg/dL", "`40 mg/dL` is not a number"),
    ("prior_lines", "1.5", "`1.5` is not a whole number"),
    ("combined_with", "12", "`12` is not a name"),
    ("her2", "", "no answer"),
    ("her2", "x" * (LONGEST + 1), "an answer of 2001 characters; expected at most 2000"),
    ("her2", "yes\x00", "a NUL character in"),
    ("her2", "\udcff", "half a character"),
    ("her2", "\x1b[31mred", "unknown value `\\x1b[31mred`"),
)


@pytest.mark.parametrize(("fact", "line", "problem"), WRONG)
def test_a_wrong_answer_is_refused_in_the_words_of_the_intake(fact: str, line: str, problem: str) -> None:
    if problem.startswith(("no answer", "an answer")):
        with pytest.raises(CaseError, match=problem):
            Conversation(POLICY, nothing()).answer(line)
        return
    with pytest.raises(CaseError) as refused:
        POLICY.case({"policy": POLICY.id, "facts": {fact: reply(FACTS[fact], line)}})
    assert problem in str(refused.value)


def test_after_a_wrong_answer_the_question_is_still_open() -> None:
    status, stdout, stderr = typed([ONE_QUESTION], "maybe\n\nyes\n\n\n")
    assert (status, stderr) == (0, "")
    assert "\n  `maybe` is neither yes nor no; expected yes or no\n" in stdout
    assert "\nAPPROVE" in stdout


def test_a_slip_settles_nothing_unless_it_is_meant() -> None:
    case = CASES / "open-agents-unknown.yaml"
    _, stdout, _ = typed([case], "xq\n\nb\nxq\ny\n\n\n")
    assert stdout.count("the name `xq` is not known and counts as another drug (`other`)\n  Keep this answer?") == 2
    assert "this is the first question" in stdout
    assert stdout.count("\nDENY  ") == 1


def test_the_word_that_a_question_offers_for_none_is_understood() -> None:
    words = {fact.name: empty_word(fact) for fact in FACTS.values() if fact.kind is Kind.SET_OF}
    assert words == {"combined_with": "alone"}
    for fact in FACTS.values():
        if fact.kind is Kind.SET_OF:
            offered = how_to_answer(fact).split(", ")[1]
            assert reply(fact, offered) == []
    _, stdout, _ = typed([CASES / "open-agents-unknown.yaml"], "alone\n\n\n")
    assert "names with commas, alone, or a name" in stdout
    assert "\nDENY  " in stdout


def test_a_word_that_says_nothing_of_its_own_is_a_name() -> None:
    texts = {"empty": "there are no allergies", "includes": "there are allergies to {}", "excludes": "none to {}"}
    allergies = Fact("allergies", Kind.SET_OF, "allergies", "Which allergies are there?", ("dust",), texts)
    assert empty_word(allergies) == ""
    assert reply(allergies, "allergies") == ["allergies"]
    assert reply(allergies, "are no allergies") == ["are no allergies"]
    assert reply(allergies, "none") == []
    assert how_to_answer(allergies).split(", ")[1] == "none"


def test_a_name_that_cannot_be_used_is_told_without_its_position() -> None:
    _, stdout, _ = typed([CASES / "open-agents-unknown.yaml"], "7, 99\n\n")
    assert "\n  `99` is not a name; expected" in stdout


CLASHING: Mapping[str, object] = {
    "cancer": "breast",
    "metastatic": "yes",
    "combined_with": [],
    "prior_taxane": {"value": "yes", "source": "chart"},
}


def test_a_contradiction_leaves_an_interview_where_it_is() -> None:
    conversation = Conversation(POLICY, {"policy": POLICY.id, "facts": CLASHING})
    while conversation.question is not None and conversation.question.fact != "prior_lines":
        conversation.leave_open()
    assert conversation.question is not None
    known = conversation.case.document
    with pytest.raises(InconsistentCase) as clash:
        conversation.answer("0")
    assert {fact.fact for fact in clash.value.clash} == {"prior_taxane", "prior_lines"}
    assert conversation.case.document == known
    conversation.answer("1")


def test_a_contradiction_is_told_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"policy": POLICY.id, "facts": CLASHING}), encoding="utf-8")
    _, stdout, _ = interviewed([file], {"prior_lines": "0 [note]"})
    assert "That cannot be, together with what is known: no patient fits all of these." in told(stdout)
    assert "- earlier taxane: yes [chart]" in stdout
    assert "- prior lines of therapy: 0 [note]" in stdout
    assert "Your answer is taken back." in stdout


def test_what_clashes_is_named_as_a_person_counts_and_not_as_a_file_does() -> None:
    clash = [
        ClashingFact("prior_therapies[0].progression", "2025-03-02", ("CT",)),
        ClashingFact("combined_with", "[]", ()),
        ClashingFact("germline_brca", "not_tested", ()),
    ]
    assert [clashing_told(POLICY.loaded.vocabulary, fact) for fact in clash] == [
        "prior therapy 1: progression: 2025-03-02 [CT]",
        "anticancer agents given together with it: none",
        "germline BRCA1/2: not tested",
    ]


def test_a_source_can_follow_its_answer() -> None:
    _, stdout, _ = typed([], "s too early\n1\ns first\ns\nsecond\nq\n\n")
    assert "there is no answer to document yet" in stdout
    data = printed_case(stdout)
    assert isinstance(data, dict)
    ((name, told),) = data["facts"].items()
    assert told == {"value": told["value"], "source": ["first", "second"]}
    assert f"{name}: {{value: {told['value']}, source" not in stdout.replace("\n    ", "")
    assert with_source({"low": "1", "high": "3"}, "x") == {"value": {"low": "1", "high": "3"}, "source": "x"}


@pytest.mark.parametrize(
    ("fact", "line", "value"),
    [
        ("metastatic", "Y", "yes"),
        ("metastatic", "no [a; b]", {"value": "no", "source": "a; b"}),
        ("stage", "2", "II"),
        ("stage", "IV", "IV"),
        ("germline_brca", "not tested", "not_tested"),
        ("combined_with", "none", []),
        ("combined_with", "alone", []),
        ("combined_with", "Given alone.", []),
        ("combined_with", "nothing", []),
        ("combined_with", "alone [order]", {"value": [], "source": "order"}),
        ("combined_with", "[] [order]", {"value": [], "source": "order"}),
        ("combined_with", "[capecitabine, 4]", ["capecitabine", "bevacizumab"]),
        (
            "combined_with",
            "pertuzumab, trastuzumab and hyaluronidase-zzxf; 6",
            ["pertuzumab, trastuzumab and hyaluronidase-zzxf", "endocrine_therapy"],
        ),
        ("anc", "2.1 10*3/uL", {"value": "2.1", "unit": "10*3/uL"}),
        ("anc", ">= 1500", ">= 1500"),
        ("anc", "1-3 10*9/L", {"value": {"low": "1", "high": "3"}, "unit": "10*9/L"}),
        ("ast", "88 U/L uln 40", {"value": "88", "unit": "U/L", "uln": "40"}),
        ("ast", "88 (ULN: 40 U/L)", {"value": "88", "unit": "U/L", "uln": "40"}),
        ("ast", "2.5 xULN", {"value": "2.5", "unit": "xULN"}),
        ("prior_lines", "1-3", {"low": "1", "high": "3"}),
        ("prior_lines", "<3 [chart]", {"value": "<3", "source": "chart"}),
    ],
)
def test_an_answer_becomes_a_value_of_the_case_format(fact: str, line: str, value: object) -> None:
    assert reply(FACTS[fact], line) == value
    POLICY.case({"policy": POLICY.id, "facts": {fact: reply(FACTS[fact], line)}})


def pended() -> list[Path]:
    found = []
    for file in sorted(CASES.glob("*.yaml")):
        try:
            outcome = POLICY.outcome(POLICY.read_case(file))
        except IxaspError:
            continue
        found += [file] if outcome is Outcome.PEND else []
    return found


@pytest.mark.parametrize("file", pended(), ids=lambda file: file.stem)
@pytest.mark.parametrize("never", [None, Outcome.DENY], ids=["any patient", "an approvable one"])
def test_every_patient_is_decided_within_the_questions_promised(file: Path, never: Outcome | None) -> None:
    case, random = POLICY.read_case(file), Random(f"{file.stem} {never}")
    patient = random_patient(POLICY, case, random, never)
    conversation = Conversation(POLICY, case)
    assert conversation.question is not None
    promised = conversation.question.at_most
    while conversation.question is not None:
        value = patient[conversation.question.fact]
        conversation.answer(", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value))
    assert conversation.settled
    assert conversation.asked <= promised
    assert POLICY.outcome(read_document(yaml_text(conversation.case.document).encode(), "")) is (
        conversation.decided.outcome
    )


HOSTILE = [
    'a"}\n',
    "\x1b[31m",
    "[bold]",
    "\u2028",
    "\x85",
    "?a",
    "!",
    "- a",
    "a: b #c",
    "\ufeff",
    "null",
    "~",
    " x ",
    "",
]


def test_yaml_reads_back_as_it_was_whatever_a_text_holds() -> None:
    random = Random(1)
    letters = [*"".join(HOSTILE), *"ab01 .,:;-{}[]&*|>'%@`\\\t\r=<😀é"]
    texts = [*HOSTILE, *("".join(random.choices(letters, k=random.randrange(1, 300))) for _ in range(600))]
    texts += ["yes", "no", "1e3", "0x1f", "2026-01-15", "1:30", "<<", "=", "---", "<30", ">=1", "10*3/uL"]
    for text in texts:
        document = {"id": text, "facts": {"a": {"value": text, "source": [text, "x"]}, "b": [text], "c": None}}
        assert read_document(yaml_text(document).encode(), "x.yaml") == document
    for file in sorted(CASES.glob("*.yaml")):
        data = read_file(file)
        assert read_document(yaml_text(data).encode(), "x.yaml") == data


def test_no_answer_and_no_source_steers_a_terminal() -> None:
    hostile = "\x1b(0\x07\u202e"
    lines = f"\x1b[31m\n{hostile}\n".encode() + b"\xff\xfe\n" + b"x" * 3_000_000 + f"\nyes [{hostile}]\n".encode()
    status, stdout, stderr = typed([ONE_QUESTION], lines)
    assert (status, stderr) == (0, "")
    assert all(line.isprintable() for line in stdout.split("\n"))
    data = printed_case(stdout)
    assert isinstance(data, dict)
    assert data["facts"]["anthracycline_contraindicated"]["source"] == hostile


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["-"], 2, "standard input is where the answers come from"),
        (["no-such-file.yaml"], 2, "cannot read"),
        (["--policy", "MP-0"], 2, "unknown policy `MP-0`"),
        (["--save", "x.json"], 2, "expected a name that ends in .yaml or .yml"),
        (["--save", "no-such-folder/x.yaml"], 2, "there is no such folder"),
        (["--save", "."], 2, "it is no regular file"),
        (["--reading", "x"], 2, "expected ID=OPTION"),
        (["--reading", "x=y"], 2, "unknown reading `x`"),
        ([CASES / "inconsistent-receptors.yaml"], 3, "no patient fits"),
        ([CASES / "version-before-the-first.yaml"], 4, ""),
    ],
    ids=str,
)
def test_an_interview_does_not_begin_with_what_is_unusable(
    arguments: list[str | Path], status: int, message: str
) -> None:
    found, stdout, stderr = typed(arguments, "1\n")
    assert (found, stdout) == (status, "")
    assert message in stderr
    assert stderr.strip()


def test_of_several_policies_one_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KnowledgeBase, "policies", ("MP-1", "MP-2"))
    status, stdout, stderr = typed([], "1\n")
    assert (status, stdout) == (2, "")
    assert stderr == "--policy: none is named; expected MP-1 or MP-2\n"


def test_a_file_is_replaced_as_a_whole_and_only_a_regular_one(tmp_path: Path) -> None:
    file, link, folder = tmp_path / "a.yaml", tmp_path / "link.yaml", tmp_path / "folder.yaml"
    file.write_text("old", encoding="utf-8")
    link.symlink_to(file)
    folder.mkdir()
    save({"id": "new"}, str(link))
    assert (link.is_symlink(), file.read_text(encoding="utf-8")) == (True, "id: new\n")
    with pytest.raises(CaseError, match="no regular file"):
        save({}, str(folder))
    assert {path.name for path in tmp_path.iterdir()} == {"a.yaml", "link.yaml", "folder.yaml"}
