"""Pages of HTML: well formed, in need of nothing, complete, and proof against what a case holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ixasp import Determination, InconsistentCase, KnowledgeBase, Outcome, UnsupportedRequest
from ixasp.cli.main import app
from ixasp.rendering.html import html
from ixasp.rendering.report import Report, report
from ixasp.traces.html import css_string
from ixasp.traces.mermaid import Shape, edge, escape, node
from ixasp.traces.outline import NOTICE

CASES = Path(__file__).parent.parent / "cases"
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")
VOID = {"meta", "br", "hr", "link", "img", "input", "wbr"}
STYLES = sorted(Path(__file__).parent.parent.glob("ixasp/*/templates/*.css"))


class Page(HTMLParser):
    """A page as a browser would read it; fails where tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.pieces: list[str] = []
        self.declaration = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        self.declaration = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in ("b", "bdi", "code", "span", "strong"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        """What is read, with single spaces."""
        return " ".join("".join(self.pieces).split())


@dataclass
class Rendered:
    """A case with its pages."""

    decided: Determination
    report: Report
    whole: str
    outline: str
    page: Page = field(init=False)
    outline_page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page, self.outline_page = Page(self.whole), Page(self.outline)


def rendered(case: object, readings: dict[str, str] | None = None) -> Rendered:
    decided = POLICY.determine(case, readings=readings)
    pended = decided.outcome is Outcome.PEND
    missing = POLICY.missing_facts(case, readings=readings, seconds=1) if pended else None
    outline = decided.outline()
    whole = report(POLICY.loaded, decided, outline, missing)
    return Rendered(decided, whole, html(whole), outline.render("html"))


def case_of(name: str) -> object:
    return POLICY.read_case(CASES / f"{name}.yaml")


def all_rendered() -> Iterator[tuple[str, Rendered]]:
    for file in sorted(CASES.glob("*.yaml")):
        try:
            yield file.stem, rendered(POLICY.read_case(file))
        except (InconsistentCase, UnsupportedRequest):
            continue


@pytest.fixture(scope="module")
def pages() -> dict[str, Rendered]:
    """Every case that has an answer; that they can be parsed at all shows that their tags nest."""
    return dict(all_rendered())


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_case_has_a_page_in_english_with_a_title_and_one_h1(pages: dict[str, Rendered]) -> None:
    assert len(pages) > 100
    for name, one in pages.items():
        for page in (one.page, one.outline_page):
            assert page.declaration == "DOCTYPE html"
            assert ("html", "lang", "en") in page.attributes, name
            assert page.tags.count("title") == page.tags.count("h1") == page.tags.count("main") == 1, name
            assert f"{one.decided.outcome.capitalize()} " in page.text
            assert one.decided.case in page.text


def test_headings_come_in_order_and_tables_have_headers(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        for page in (one.page, one.outline_page):
            levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
            assert levels[0] == 1, name
            assert all(after <= before + 1 for before, after in pairwise(levels)), name
            assert page.tags.count("thead") == page.tags.count("table")
        scoped = [attribute for attribute in one.page.attributes if attribute[:2] == ("th", "scope")]
        assert len(scoped) == one.page.tags.count("th") > 0


def test_no_page_loads_or_runs_anything(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        for text, page in ((one.whole, one.page), (one.outline, one.outline_page)):
            assert not re.search(r"//[a-z]|url\(|@import|javascript:", text, re.IGNORECASE), name
            assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags), name
            assert not [found for found in page.attributes if re.match(r"on|src|href|style|action", found[1])], name
            assert ("meta", "content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_every_denial_says_that_a_clinician_must_review_it_and_nothing_else_does(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        denied = one.decided.outcome is Outcome.DENY
        for page in (one.page, one.outline_page):
            assert (NOTICE in page.text) is denied, name
            assert (("p", "role", "note") in page.attributes) is denied


def test_a_page_tells_the_whole_reason_with_its_sources(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        for line, (sentence, source) in zip(one.decided.because, one.report.reason, strict=True):
            assert line == (f"{sentence} [{source}]" if source else sentence)
            assert squeezed(f"{sentence} {source}") in one.page.text, name
        for literal in one.decided.reason or ():
            assert all(squeezed(source) in one.page.text for source in literal.source or ()), name


def test_a_page_shows_every_paragraph_with_its_status_and_what_it_rests_on(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        shown = [node for _, node in one.report.outline.walk()]
        hidden = {part for found in shown if not found.decides for part in one.decided.criteria}
        assert {found.id for found in shown} | hidden >= set(one.decided.criteria)
        for page in (one.page, one.outline_page):
            for found in shown:
                assert f" {found.id} {found.label}" in page.text, (name, found.id)
                if found.tells_why:
                    assert all(squeezed(line) in page.text for line in found.because), (name, found.id)
                    assert all(label in page.text for label in found.ask)


def test_a_page_lists_basis_exclusions_authorization_and_digest(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        for paragraph in (*one.decided.basis, *one.decided.exclusions):
            assert one.page.text.count(f"{paragraph} {POLICY.outline.criteria[paragraph].label}") >= 2, name
        granted = one.decided.authorization
        assert granted is None or f"up to {granted.months} months" in one.page.text
        assert one.decided.knowledge_base in one.page.text
        assert one.decided.engine in one.page.text
        assert one.decided.version in one.page.text
        assert all(squeezed(note.message) in one.page.text for note in one.decided.notes)


def test_a_page_tells_how_every_passage_was_read(pages: dict[str, Rendered]) -> None:
    by_default = pages["reading-two-lines"]
    otherwise = rendered(case_of("reading-two-lines"), {"two_lines": "exactly_two"})
    for one in (by_default, otherwise):
        for name, option in one.decided.readings.items():
            assert POLICY.outline.readings[name].options[option] in one.page.text
    assert "All were read by default" in by_default.page.text
    assert "Other than by default" not in by_default.page.text
    assert "Other than by default: two_lines=exactly_two" in otherwise.page.text
    assert [reading.by_default for reading in otherwise.report.readings][:2] == [False, True]


def test_a_pended_case_has_a_checklist_for_the_provider(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        assert ("Questions for the provider" in one.page.text) is bool(one.report.questions), name
        if one.decided.outcome is Outcome.PEND:
            assert one.report.one_of, name
        for asked in one.report.questions:
            assert one.page.text.count(asked.question) == 1, name
            assert bool(asked.choices) is not bool(asked.blanks)
            assert f"{asked.question} {' '.join(asked.choices)}" in one.page.text, name


def test_what_every_completion_asks_for_is_said_once(pages: dict[str, Rendered]) -> None:
    case = case_of("open-referral-letter")
    told = POLICY.missing_facts(case).told
    one = pages["open-referral-letter"].report
    assert one.in_any_case == tuple(line for line in told[0] if all(line in other for other in told))
    assert len(one.in_any_case) == 2
    assert not [line for line in one.in_any_case if any(line in way for way in one.one_of)]


def test_a_page_lists_each_source_once_with_its_facts(pages: dict[str, Rendered]) -> None:
    for name, one in pages.items():
        cited = {source for literal in one.decided.reason or () for source in literal.source or ()}
        listed = [found.source for found in one.report.sources]
        assert cited <= set(listed), name
        assert len(listed) == len(set(listed))
        assert all(
            squeezed(f"{found.source} {', '.join(found.facts)}") in one.page.text for found in one.report.sources
        )


def test_a_page_is_the_same_whenever_it_is_made_unless_it_is_dated() -> None:
    case = case_of("a-ii-a-met")
    first, second = rendered(case), rendered(case)
    assert (first.whole, first.outline) == (second.whole, second.outline)
    assert "Decided by ixasp 0.1.0 on 2026-02-03." in Page(html(first.report, made=date(2026, 2, 3))).text


def test_a_page_tells_what_other_readings_would_change_where_it_is_given() -> None:
    decided = POLICY.determine(case_of("a-ii-a-met"))
    told = report(POLICY.loaded, decided, decided.outline(), None, turns_on=("the same under every reading",))
    assert "Under other readings the same under every reading" in Page(html(told)).text


HOSTILE = (
    "<script>x</script>",
    "</style><script>x</script>",
    "\"><img src=x onerror='x'>",
    "' onmouseover='x",
    "<!-- <b>",
    "&lt;b&gt; &amp;",
    "]]> <![CDATA[",
    "{{ 7 * 7 }} {% raw %}",
    "a\x1b[31mb\x07c\x85d",
    "a\u202eb\u2066c",
    "\\00003c *//*",
    "x" * 300,
    "שלום עולם",
    "a [b; c] [d]",
)


def hostile_case(text: str) -> dict[str, object]:
    return {
        "id": text,
        "policy": POLICY.id,
        "facts": {
            "request_type": {"value": "initial", "source": text},
            "cancer": {"value": "other", "source": [text, "plain"]},
            "combined_with": {"value": [], "source": text},
            "diagnosis_codes": {"value": ["C50.911"], "source": text},
        },
    }


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_case_holds_is_shown_and_nothing_more(text: str) -> None:
    hostile, plain = rendered(hostile_case(text)), rendered(hostile_case("plain text"))
    printable = squeezed("".join(character if character.isprintable() else " " for character in text))
    for page, like in ((hostile.page, plain.page), (hostile.outline_page, plain.outline_page)):
        assert page.attributes == like.attributes
        assert page.tags == like.tags
        assert page.text.count(printable) >= 3
        assert all(character.isprintable() for character in page.text)
    for whole, like_whole in ((hostile.whole, plain.whole), (hostile.outline, plain.outline)):
        assert whole.count("</style>") == 1
        assert len(whole.splitlines()) == len(like_whole.splitlines())


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_the_margin_of_a_printed_page_holds_characters_by_number_only(text: str) -> None:
    assert re.fullmatch(r'"(\\[0-9a-f]{6}){1,60}"', css_string(text))


def _luminance(colour: str) -> float:
    digits = colour * 2 if len(colour) == 3 else colour
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_is_easy_to_read_in_both_schemes() -> None:
    schemes = [
        dict(re.findall(r"--([a-z]+): #([0-9a-f]+)", block))
        for path in STYLES
        for block in re.findall(r":root \{(.*?)\}", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    full = [scheme for scheme in schemes if "paper" in scheme]
    assert len(full) == 2
    for scheme in full:
        for name in ("ink", "soft", "good", "bad", "open"):
            for ground in ("paper", "tint"):
                low, high = sorted((_luminance(scheme[name]), _luminance(scheme[ground])))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (name, ground)


def test_the_command_prints_one_page_and_refuses_several_cases() -> None:
    run = CliRunner()
    case, other = str(CASES / "a-ii-a-met.yaml"), str(CASES / "renewal-met.yaml")
    one = run.invoke(app, ["determine", case, "--format", "html"])
    assert one.exit_code == 0
    assert Page(one.stdout).text.count("a-ii-a-met") >= 2
    several = run.invoke(app, ["determine", case, other, "--format", "html"])
    assert several.exit_code == 2
    assert several.stdout == ""
    assert several.stderr == "--format html: 2 cases; expected one, as a page belongs to one case\n"


def test_a_case_without_an_answer_has_no_page() -> None:
    refused = CliRunner().invoke(app, ["determine", str(CASES / "inconsistent-receptors.yaml"), "--format", "html"])
    assert refused.exit_code == 3
    assert refused.stdout == ""


def test_a_flowchart_has_a_node_for_every_paragraph_and_an_edge_to_it(pages: dict[str, Rendered]) -> None:
    line = re.compile(
        r'  (\w+)(?:\["[^"]+"\]|\(\["[^"]+"\]\)|\{\{"[^"]+"\}\})|  \w+ --> \w+',
    )
    for name, one in pages.items():
        first, *lines = one.report.outline.render("mermaid").splitlines()
        assert first == "flowchart LR"
        assert all(line.fullmatch(text) for text in lines), name
        paragraphs = list(one.report.outline.walk())
        assert sum("-->" in text for text in lines) == len(paragraphs)
        assert all(any(f" {found.id}" in text for text in lines) for _, found in paragraphs)
        assert (NOTICE in lines[0]) is (one.decided.outcome is Outcome.DENY)


@pytest.mark.parametrize("text", [*HOSTILE, '"]; click a href "x"', "`a`", "1. a", "- a", "a;b#c"], ids=ascii)
def test_no_text_of_a_flowchart_can_be_taken_for_a_mark(text: str) -> None:
    assert not re.search(r"[\"'`<>&\[\]{}|\\*_]|;(?<!\d;)|#(?!\d+;)|^[-\d]", escape(text))
    assert node("a", text, Shape.ROUND) == f'a("{escape(text)}")'


def test_an_edge_may_have_a_label() -> None:
    assert edge("a", "b") == "a --> b"
    assert edge("a", "b", "or") == 'a -->|"or"| b'
    assert node("a", "one\ntwo") == 'a["one<br/>two"]'
