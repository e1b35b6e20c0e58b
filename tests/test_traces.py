"""Traces: as they are stored for a few cases, and what holds of them for all."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ixasp import Determination, InconsistentCase, KnowledgeBase, Outcome, UnsupportedRequest
from ixasp.rendering.markdown import markdown
from ixasp.rendering.report import report
from ixasp.rendering.robustness import turns_on
from ixasp.rendering.text import outcomes_table, terminal, to_text
from ixasp.traces.fact_literal import FactLiteral
from ixasp.traces.outline import NOTICE, OutlineTrace
from ixasp.traces.outline_node import OutlineNode
from ixasp.worlds.space import Worlds

CASES = Path(__file__).parent.parent / "cases"
TRACES = Path(__file__).parent / "traces"
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")

STORED = {
    "a-ii-d-met-receptors-unknown": "approved, by a paragraph whose items are open",
    "a-i-missed-early-stage": "denied",
    "a-ii-f-1-open-cps": "pended, for one number",
    "limit-ast-above-2-5": "denied by an exclusion",
    "renewal-met": "a renewal, approved",
    "version-ovarian-day-before": "the older version of the policy",
    "split-receptors-unknown": "approved by a case split",
    "window-adjuvant-last-day": "what a record of prior therapies shows",
    "code-conflict-stated-wins": "notes on diagnosis codes",
}
"""The cases whose traces are stored, and what each is there for."""

FORMS = ("outline.txt", "outline.md", "outline.json", "report.txt", "report.md")


def rendered(case: object, decided: Determination | None = None, outline: OutlineTrace | None = None) -> dict[str, str]:
    """Return a determination in every form, without the digest, which changes with every rule."""
    decided = decided or POLICY.determine(case)
    outline = outline or decided.outline()
    missing = POLICY.missing_facts(case) if decided.outcome is Outcome.PEND else None
    whole = report(POLICY.loaded, decided, outline, missing, turns_on(decided.robustness()))
    texts = {
        "outline.txt": outline.render("text"),
        "outline.md": outline.render("markdown"),
        "outline.json": outline.render("json"),
        "report.txt": to_text(terminal(whole)),
        "report.md": markdown(whole),
    }
    return {form: text.replace(POLICY.digest[:19], "sha256:…") for form, text in texts.items()}


@pytest.mark.parametrize("name", STORED)
def test_a_trace_is_as_it_is_stored(name: str, recording: bool) -> None:
    for form, text in rendered(POLICY.read_case(CASES / f"{name}.yaml")).items():
        file = TRACES / f"{name}.{form}"
        shown = json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n" if form.endswith("json") else text
        if recording:
            TRACES.mkdir(exist_ok=True)
            file.write_text(shown, encoding="utf-8", newline="\n")
        assert file.read_text(encoding="utf-8") == shown, file.name


def test_every_stored_trace_is_compared() -> None:
    assert {file.name for file in TRACES.iterdir()} == {f"{name}.{form}" for name in STORED for form in FORMS}


def decided_cases() -> Iterator[tuple[str, Determination]]:
    for file in sorted(CASES.glob("*.yaml")):
        try:
            yield file.stem, POLICY.determine(POLICY.read_case(file))
        except (InconsistentCase, UnsupportedRequest):
            continue


@pytest.fixture(scope="module")
def decided() -> dict[str, Determination]:
    return dict(decided_cases())


@pytest.fixture(scope="module")
def outlines(decided: dict[str, Determination]) -> dict[str, OutlineTrace]:
    return {name: determination.outline() for name, determination in decided.items()}


def nodes(outline: OutlineTrace) -> Iterator[OutlineNode]:
    """Yield every paragraph, those that no rendering shows included."""
    waiting = list(outline.nodes)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.parts)


def test_an_outline_has_the_status_of_every_criterion_in_force(
    decided: dict[str, Determination], outlines: dict[str, OutlineTrace]
) -> None:
    for name, determination in decided.items():
        statuses = {node.id: node.status for node in nodes(outlines[name]) if node.status is not None}
        assert statuses == dict(determination.criteria), name


def test_a_settled_paragraph_has_a_reason_and_an_open_one_tells_what_is_open(outlines: dict[str, OutlineTrace]) -> None:
    for name, outline in outlines.items():
        for node in nodes(outline):
            assert (node.reason is not None) is (node.status in ("met", "not_met")), (name, node.id)
            assert bool(node.open) is (node.status == "unknown"), (name, node.id)
            assert len(node.open) == len(node.ask)
            assert bool(node.because) is (node.reason is not None)


def settles(worlds: Worlds, reason: list[FactLiteral], atom: str, status: str) -> bool:
    """Return whether a status follows from a part of what is known, and nothing else of it."""
    known = {(one.literal.fact, one.literal.relation, one.literal.value): one for one in worlds.known}
    literals = []
    for told in reason:
        one = known[told.fact, told.relation, told.value]
        literals.append(worlds.atom(one.atom) if one.holds else -worlds.atom(one.atom))
    nothing_known = Worlds(worlds._solver, worlds._encoding, worlds._given, (), [])
    met = worlds.atom(atom)
    return not nothing_known.possible([*literals, -met if status == "met" else met])


def test_every_reason_of_an_outline_suffices_and_needs_each_of_its_facts(
    decided: dict[str, Determination], outlines: dict[str, OutlineTrace]
) -> None:
    for name in decided:
        with POLICY.asking(POLICY.read_case(CASES / f"{name}.yaml")) as (question, worlds):
            for node in nodes(outlines[name]):
                if node.reason is None or node.status is None:
                    continue
                atom, reason = question.watched.met[node.id], list(node.reason)
                assert settles(worlds, reason, atom, node.status), (name, node.id)
                for left_out in reason:
                    others = [literal for literal in reason if literal is not left_out]
                    assert not settles(worlds, others, atom, node.status), (name, node.id, left_out)


def test_every_fact_of_a_reason_tells_its_source(
    decided: dict[str, Determination], outlines: dict[str, OutlineTrace]
) -> None:
    for name, outline in outlines.items():
        with POLICY.asking(POLICY.read_case(CASES / f"{name}.yaml")) as (_, worlds):
            sources = {statement.path: statement.source for statement in worlds.statements}
        for node in nodes(outline):
            for literal in node.reason or ():
                assert literal.source == sources[literal.fact], (name, node.id)
                assert all(source in " ".join(node.because) for source in literal.source or ())


def test_every_rendering_of_a_denial_says_that_a_clinician_must_review_it(
    decided: dict[str, Determination], outlines: dict[str, OutlineTrace]
) -> None:
    denied = [name for name, determination in decided.items() if determination.outcome is Outcome.DENY]
    assert len(denied) > 10
    for name in denied:
        texts = rendered(name, decided[name], outlines[name])
        assert [form for form, text in texts.items() if NOTICE not in " ".join(text.split())] == [], name


def test_no_text_speaks_of_a_denial_where_there_is_none(decided: dict[str, Determination]) -> None:
    for name in ("renewal-met", "a-ii-f-1-open-cps"):
        assert decided[name].outcome is not Outcome.DENY
        texts = rendered(POLICY.read_case(CASES / f"{name}.yaml"))
        assert [form for form, text in texts.items() if form != "outline.json" and NOTICE in text] == []


def test_an_unknown_form_is_refused(outlines: dict[str, OutlineTrace]) -> None:
    with pytest.raises(ValueError, match="unknown form `pdf`"):
        outlines["renewal-met"].render("pdf")  # type: ignore[arg-type]  # callers without types


HOSTILE = (
    "a\nb",
    "a\r\n# heading",
    "[bold]x[/bold]",
    "[link](x)",
    "<script>x</script>",
    "a | b",
    "a\x1b[31mb",
    "a\x07\x9bb",
    "`a` **b** _c_ ~~d~~",
    "a\u2028b\x85c",
    "&lt;b&gt; &#60;",
    "\\",
    "- a",
    "a\u202eb",
)


def hostile_case(text: str) -> dict[str, object]:
    return {
        "id": text,
        "policy": POLICY.id,
        "facts": {
            "request_type": {"value": "initial", "source": text},
            "cancer": {"value": "other", "source": [text, text]},
            "combined_with": {"value": [f"x{text}"], "source": text},
            "diagnosis_codes": {"value": ["C50.911"], "source": text},
        },
    }


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_in_a_case_breaks_out_of_its_line(text: str) -> None:
    hostile, plain = rendered(hostile_case(text)), rendered(hostile_case("plain"))
    for form in ("outline.txt", "outline.md", "report.md"):
        # The terminal's own lines are wrapped, so their number tells nothing.
        assert len(hostile[form].splitlines()) == len(plain[form].splitlines()), form
        assert all(line.isprintable() for line in hostile[form].split("\n")), form


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_markdown_sees_no_marks_in_what_a_case_says(text: str) -> None:
    for form in ("outline.md", "report.md"):
        shown = re.sub(r"\\[\\`*_\[\]<>|#~&-]", "", rendered(hostile_case(text))[form])
        assert not re.search(r"[\[\]<>|`~]|\b_|_\b", shown), form
        # Beside the headings, marks of lists and bold words of the report itself there are none.
        assert not re.search(r"(?m)^\s*(?:- )?(?:[#>]{1,6} (?!DENY|[A-Z])|- - )", shown), form
        assert "&lt" not in shown
        assert "&#" not in shown


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_terminal_shows_what_a_case_says_and_obeys_none_of_it(text: str) -> None:
    shown = rendered(hostile_case(text))["report.txt"]
    assert "\x1b" not in shown
    if text.isprintable():
        assert text in shown
    table = to_text(outcomes_table([(text, "approve", "A.iii")]), width=200)
    assert "\x1b" not in table
    assert len(table.splitlines()) == 2


def test_json_holds_what_a_case_says_as_it_is() -> None:
    for text in HOSTILE:
        decided = POLICY.determine(hostile_case(text))
        assert json.loads(decided.model_dump_json())["case"] == text.strip()
        assert json.loads(decided.outline().render("json"))["case"] == text.strip()
