"""The pages of a knowledge base: everything is there, every link leads somewhere, and no text breaks out of them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from ixasp.cli.main import app
from ixasp.errors import InconsistentCase, KnowledgeBaseError, UnknownChoice
from ixasp.intake.documents import read_document
from ixasp.knowledge.loader import LoadedPolicy, load_policies
from ixasp.knowledge.sources import packaged
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.code import CodeWriter
from ixasp.workshop.docs.decisive import decided
from ixasp.workshop.docs.dependencies import Dependencies, Edge, Kind, Node
from ixasp.workshop.docs.folder import MARKER, UnusableFolder, write_site
from ixasp.workshop.docs.layers import Bend, layout
from ixasp.workshop.docs.models import Decided, Site
from ixasp.workshop.docs.rules import PolicyRules
from ixasp.workshop.docs.site import documentation
from ixasp.workshop.syntax.library import read_library

SMALL = Path(__file__).parent / "knowledge"
VOID = {"meta", "link", "br"}
POLICY = "MP-RX-FP-46-23"


class Page(HTMLParser):
    """A page of HTML that is checked while it is read: tags nest, identifiers are unique."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.title = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), names
        assert not [name for name in names if name.startswith("on") or name == "style"]
        values = dict(attrs)
        if (identifier := values.get("id")) is not None:
            assert identifier
            assert not re.search(r"\s", identifier)
            assert identifier not in self.ids, identifier
            self.ids.add(identifier)
        if (address := values.get("href")) is not None:
            assert tag in ("a", "link")
            self.links.append(address)
        self.tags.append(tag)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@cache
def site() -> Site:
    return documentation()


@cache
def page(name: str) -> Page:
    return Page(site().pages[name])


@cache
def the_policy() -> tuple[LoadedPolicy, PolicyRules]:
    files = {policy.number: policy for policy in read_library(packaged()).policies}
    (loaded,) = [one for one in load_policies() if one.outline.policy == POLICY]
    return loaded, PolicyRules(loaded, files[POLICY])


def pages_of(site: Site) -> Iterator[tuple[str, Page]]:
    for name, text in site.pages.items():
        if name.endswith(".html"):
            yield name, Page(text)


def own(name: str) -> Page:
    folder = the_policy()[0].program.sources.entry.parent.name
    return page(f"{folder}/{name}")


def identifier(address: str) -> str:
    return unquote(address.partition("#")[2])


def squeezed(text: str) -> str:
    """Return text without any space, as tags may stand where words end."""
    return "".join(text.split())


def check(site: Site) -> None:
    """Fail where a page is not well formed, or a link of the site leads nowhere."""
    pages = dict(pages_of(site))
    astray = []
    for name, found in pages.items():
        assert found.title
        assert found.tags.count("h1") == found.tags.count("main") == 1
        assert "script" not in found.tags
        for address in found.links:
            assert "//" not in address
            file, _, anchor = address.partition("#")
            target = name if not file else (Path(name).parent / unquote(file)).as_posix()
            target = re.sub(r"(?:^|/)[^/.]+/\.\.(?:/|$)", "", target)
            known = target in site.pages and (not anchor or unquote(anchor) in pages[target].ids)
            astray += [] if known else [f"{name}: {address}"]
    assert astray == []


def test_every_page_is_well_formed_and_every_link_leads_somewhere() -> None:
    check(site())


def test_every_policy_of_the_knowledge_base_has_its_pages() -> None:
    assert site().policies == KnowledgeBase.load().policies
    for number in site().policies:
        assert number in page("index.html").text


def test_every_criterion_is_beside_each_of_its_rules() -> None:
    loaded, rules = the_policy()
    outline = own(addresses.OUTLINE)
    source = site().pages[f"{loaded.program.sources.entry.parent.name}/{addresses.OUTLINE}"]
    for name, criterion in loaded.outline.criteria.items():
        assert identifier(addresses.criterion(name)) in outline.ids
        assert criterion.label in outline.text
        section = source.partition(f'id="{addresses.anchor("criterion", name)}"')[2].partition("</section>")[0]
        for rule in rules.of_criterion(name):
            assert f">{rule.place}</a>" in section
            shown = Page(f"<title>x</title><main><h1></h1></main>{section.partition('>')[2]}").text
            assert " ".join(rules.text(rule).split()) in shown


def test_every_rule_for_a_criterion_belongs_to_one_of_the_outline() -> None:
    loaded, rules = the_policy()
    derives = [rule for rule in rules.rules if any(atom.name == "met" for atom in rule.statement.heads)]
    shown = {rule for name in loaded.outline.criteria for rule in rules.of_criterion(name)}
    shown |= {rule for kind in ("any", "all") for rule in rules.of_kind(kind)}
    assert shown == set(derives)


def test_every_fact_has_its_values_units_limits_and_question() -> None:
    loaded, _ = the_policy()
    record = loaded.vocabulary.record
    facts = own(addresses.FACTS)
    fields = record.fields.values() if record else ()
    for fact in (*loaded.vocabulary.facts.values(), *fields):
        assert identifier(addresses.fact(fact.name)) in facts.ids
        said = [fact.label, fact.question, *fact.domain, *(fact.units or ()), *fact.relative_units]
        said += (fact.phrases or {}).values()
        said += [f"{'above' if limit.strict else 'at least'} {limit.text}" for limit in fact.limits]
        assert [text for text in said if " ".join(text.split()) not in facts.text] == []


def test_every_reading_has_its_options_and_the_rules_that_ask_for_it() -> None:
    loaded, rules = the_policy()
    readings = own(addresses.READINGS)
    for name, reading in loaded.outline.readings.items():
        assert identifier(addresses.reading(name)) in readings.ids
        assert reading.label in readings.text
        for option, meaning in reading.options.items():
            mark = " default" if option == reading.default else ""
            assert squeezed(f"{option}{mark}{meaning}") in squeezed(readings.text)
        assert rules.asking_for_reading(name)
        assert all(rule.place in readings.text for rule in rules.asking_for_reading(name))


def test_every_predicate_is_in_the_index_and_every_definition_has_its_rules() -> None:
    _, rules = the_policy()
    index, definitions = own(addresses.PREDICATES), own(addresses.DEFINITIONS)
    pages = addresses.source_pages(rules.files)
    for signature, predicate in rules.predicates.items():
        assert identifier(addresses.predicate(signature)) in index.ids
        for rule in (*predicate.rules, *predicate.users):
            assert addresses.line(pages[rule.file], rule.statement.line) in index.links
    for signature, predicate in rules.definitions.items():
        assert identifier(addresses.definition(signature)) in definitions.ids
        if predicate.doc is not None:
            assert all(paragraph in definitions.text for paragraph in predicate.doc.text.splitlines())
            assert all(meaning in definitions.text for _, meaning in predicate.doc.described)
    assert all(rule.place in definitions.text for rule in rules.constraints)


def test_names_and_codes_are_in_the_terminology() -> None:
    loaded, _ = the_policy()
    terms, text = loaded.vocabulary.terminology, own(addresses.TERMS).text
    brands = {str(row[1]) for row in loaded.program.rows("brand")}
    assert [name for name in {*terms.drugs, *brands, *terms.codes, *terms.codes_without_fact} if name not in text] == []
    assert all(reason in text for reason in terms.codes_without_fact.values())


def test_every_file_stands_in_the_site_line_by_line() -> None:
    _, rules = the_policy()
    for name, address in addresses.source_pages(rules.files).items():
        found, text = own(address), rules.files[name].text
        lines = text.rstrip("\n").split("\n")
        assert {f"L{number}" for number in range(1, len(lines) + 1)} <= found.ids
        assert f"L{len(lines) + 1}" not in found.ids
        numbered = "".join(f"{number}{line}" for number, line in enumerate(lines, start=1))
        assert squeezed(numbered) in squeezed(found.text)


def test_the_same_sources_give_the_same_bytes() -> None:
    assert documentation().pages == site().pages


def test_written_rules_keep_their_text_and_link_what_they_name() -> None:
    _, rules = the_policy()
    writer = CodeWriter(rules)
    for file in rules.files.values():
        shown = [re.sub(r"<[^>]+>", "", str(line)) for line in writer.lines(file.text)]
        plain = [line.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<") for line in shown]
        plain = [line.replace("&gt;", ">").replace("&amp;", "&") for line in plain]
        assert plain == file.text.split("\n")


def test_a_word_is_linked_by_the_place_where_it_stands() -> None:
    loaded, rules = the_policy()
    writer = CodeWriter(rules)
    fact = next(iter(loaded.vocabulary.facts))
    reading, criterion = next(iter(loaded.outline.readings)), next(iter(loaded.outline.criteria))

    def links(text: str) -> list[str]:
        return re.findall(r'href="([^"]+)"', str(writer.block(text)))

    met, asked = addresses.definition("met/1"), addresses.predicate("is/2")
    assert links(f'met("{criterion}") :- is({fact}, x).') == [
        met,
        addresses.criterion(criterion),
        asked,
        addresses.fact(fact),
    ]
    assert links(f"x :- is(reading({reading}), y).") == [asked, addresses.reading(reading)]
    assert links(f'changed_by(({fact}; nobody), "{criterion}").')[1:] == [addresses.fact(fact)]
    assert links(f"% met(X)\n%* is({fact}, x) *%") == []
    assert links(f'x("met(X) :- is({fact}, x)").') == []
    assert links("x :- #count { X : met(X) } > 1.") == [met]
    assert links("met(X, Y). met.") == []


def test_a_picture_has_every_fact_that_the_rules_of_a_criterion_ask_for() -> None:
    loaded, rules = the_policy()
    dependencies = Dependencies(rules)
    facts = set(loaded.vocabulary.facts)
    for name in loaded.outline.criteria:
        direct = {edge.target.name for edge in dependencies.edges.get(Node(Kind.CRITERION, name), ())}
        asked = {
            atom.arguments[0].text
            for rule in rules.of_criterion(name)
            for atom in rule.statement.asked
            if atom.name in ("is", "includes", "at_least", "above") and atom.arguments[0].text in facts
        }
        assert asked <= direct
        assert {node.name for node in dependencies.reached(Node(Kind.CRITERION, name))} >= asked


@pytest.mark.parametrize("seed", range(25))
def test_a_layout_has_every_node_once_and_lines_that_go_right_layer_by_layer(seed: int) -> None:
    nodes = [Node(Kind.DEFINITION, str(number)) for number in range(12)]
    edges = {
        node: tuple(
            Edge(other, negative=False)
            for second, other in enumerate(nodes)
            if (seed * 31 + first * 17 + second * 7 + first * second * seed) % 5 == 0
        )
        for first, node in enumerate(nodes)
    }
    reached, waiting = {nodes[0]}, [nodes[0]]
    while waiting:
        for edge in edges[waiting.pop()]:
            if edge.target not in reached:
                reached.add(edge.target)
                waiting.append(edge.target)
    found = layout(nodes[:1], edges)
    placed = [point for layer in found.layers for point in layer]
    assert {point for point in placed if isinstance(point, Node)} == reached
    assert len(placed) == len(set(placed))
    assert {(line.source, line.edge) for line in found.lines} == {(one, e) for one in reached for e in edges[one]}
    depth = {point: at for at, layer in enumerate(found.layers) for point in layer}
    for line in found.lines:
        depths = [depth[point] for point in line.points]
        back = depths[-1] <= depths[0]
        assert back or depths == list(range(depths[0], depths[-1] + 1))
        assert all(isinstance(point, Bend) for point in line.points[1:-1])


HOSTILE = (
    "<script>x</script>",
    "</title></style><script>x</script>",
    "'><img src=x onerror='x'>",
    "&lt;b&gt; &amp; {{ 7 * 7 }} {% raw %}",
    "a\u202eb\u2066c\x85d",
    "]]> <![CDATA[ --> <!-- <b>",
    "javascript:x",
    "\\\\ x y#L1?z",
)


def tiny(root: Path, text: str) -> Path:
    """Write a knowledge base of one small policy, without readings, dosing or record, with a text in every place."""
    folder = root / "kb" / "policies" / "tiny"
    folder.mkdir(parents=True)
    (folder.parent.parent / "core").mkdir()
    outline = (packaged() / "core" / "outline.lp").read_text(encoding="utf-8")
    (folder.parent.parent / "core" / "outline.lp").write_text(outline, encoding="utf-8")
    quoted = f'"{text}"'
    title = text.replace("\x85", " ")  # the head of a file ends where a line of Python's does
    (folder / "policy.lp").write_text(
        f"""%# {title}
%
% Defines: everything
% Encodes: {title}

#include "../../core/outline.lp".

policy({quoted}).
label(policy, {quoted}).
version("2025-01-31", 1).
selects_version(day).
section(first, {quoted}).
top({quoted}, 1).
criterion({quoted}, any).
label({quoted}, {quoted}).
part({quoted}, 1, "P").
criterion("P", rule).
label("P", {quoted}).
evidence("P", {quoted}).
alternative("P").

fact(day, date). label(day, {quoted}).
fact(request_type, one_of). domain(request_type, (first; {quoted})). label(request_type, {quoted}).
question(request_type, {quoted}).
phrase(is(request_type, first), {quoted}).
fact(number, quantity). label(number, {quoted}). default_unit(number, {quoted}). shown_unit(number, {quoted}).
unit(number, {quoted}, "1000"). limit(number, above, "2.5", {quoted}).
fact(unused, yes_no). label(unused, {quoted}).
member_label(thing, {quoted}). drug({quoted}, thing). brand({quoted}, {quoted}).
code({quoted}, unused, {quoted}). code_without_fact("X", {quoted}).

%*! enough(Number)

{text}

Args:
    - Number: {text}
*%
enough(number) :- above(number, "2.5").
label(enough, {quoted}).
met("P") :- enough(number). % {text}
% {text}
:- is(unused, yes), not above(number, "2.5").
""",
        encoding="utf-8",
    )
    return folder.parent.parent


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_of_a_knowledge_base_breaks_out_of_a_page(text: str, tmp_path: Path) -> None:
    hostile, plain = (documentation(tiny(tmp_path / name, said)) for name, said in (("a", text), ("b", "plain text")))
    check(hostile)
    assert hostile.pages.keys() == plain.pages.keys()
    for name, found in pages_of(hostile):
        like = Page(plain.pages[name])
        if name != f"tiny/{addresses.PICTURE}":
            assert found.tags == like.tags, name
        assert all(one.isprintable() for one in found.text)
    shown = "".join(one if one.isprintable() else " " for one in text).replace("\\\\", "\\")
    assert " ".join(shown.split()) in Page(hostile.pages["tiny/facts.html"]).text


def test_a_policy_without_readings_dosing_or_record_has_all_pages(tmp_path: Path) -> None:
    root = tiny(tmp_path, "plain text")
    found = documentation(root, decide=decided)
    check(found)
    text = {name: Page(page).text for name, page in found.pages.items() if name.endswith(".html")}
    assert "There is none" in text[f"tiny/{addresses.READINGS}"]
    assert "Fields of each entry" not in text[f"tiny/{addresses.FACTS}"]
    assert "above 2.5" in text[f"tiny/{addresses.FACTS}"]
    assert "kb/policies/tiny/policy.lp" in text[f"tiny/{addresses.FILES}"]


def test_a_policy_of_another_field_has_its_pages() -> None:
    found = documentation(SMALL)
    check(found)
    (loaded,) = load_policies(SMALL)
    (outline,) = [Page(text) for name, text in found.pages.items() if name.endswith(addresses.OUTLINE)]
    assert {identifier(addresses.criterion(name)) for name in loaded.outline.criteria} <= outline.ids


def test_every_reading_has_a_decisive_case_that_is_decided_as_the_page_says() -> None:
    (loaded,) = load_policies(SMALL)
    policy = KnowledgeBase.load(SMALL).policy(loaded.outline.policy)
    found = decided(loaded)
    site = documentation(SMALL, decide=lambda _: found)
    check(site)
    (readings,) = [Page(text) for name, text in site.pages.items() if name.endswith(addresses.READINGS)]
    assert found.readings.keys() == loaded.outline.readings.keys()
    for name, cases in found.readings.items():
        assert len(cases) == len(loaded.outline.readings[name].options) - 1
        for one in cases:
            assert one.case
            assert one.outcomes[0] != one.outcomes[1]
            case = {"id": "x", "policy": policy.id, "facts": read_document(one.case.encode(), "")}
            others = dict(other.split("=") for other in one.others)
            for option, outcome in one.told:
                assert answered(policy, case, {**others, name: option}) == outcome
            assert " ".join(one.case.split()) in readings.text


def answered(policy: Policy, case: object, readings: Mapping[str, str]) -> str:
    try:
        return str(policy.determine(case, readings=readings).outcome)
    except InconsistentCase:
        return "no such patient"


def test_versions_tell_whom_they_decide_otherwise() -> None:
    (loaded,) = load_policies(SMALL)
    found = decided(loaded)
    assert len(found.versions) == len(loaded.outline.versions) - 1
    site = documentation(SMALL, decide=lambda _: found)
    (versions,) = [Page(text) for name, text in site.pages.items() if name.endswith(addresses.VERSIONS)]
    for difference in found.versions:
        assert difference.complete
        assert all(one.title in versions.text for one in difference.classes)
        assert all(" ".join(one.case.split()) in versions.text for one in difference.classes)
    without = documentation(SMALL, decide=lambda _: Decided())
    assert "No solver was asked" in "".join(without.pages.values())


def test_an_unknown_policy_and_broken_rules_are_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownChoice, match="unknown policy `X-1`; expected"):
        documentation(number="X-1")
    root = tiny(tmp_path, "plain text")
    entry = root / "policies" / "tiny" / "policy.lp"
    entry.write_text(entry.read_text(encoding="utf-8") + "\nmet(", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match="syntax error"):
        documentation(root)


def test_only_a_folder_that_is_empty_or_its_own_is_written(tmp_path: Path) -> None:
    first = Site(policies=("P",), pages={"index.html": "one", "old/a.html": "a"})
    folder = tmp_path / "site"
    assert write_site(first, folder).files == ("index.html", "old/a.html")
    second = write_site(Site(policies=("P",), pages={"index.html": "two"}), folder)
    assert second.removed == ("old/a.html",)
    assert (folder / "index.html").read_text(encoding="utf-8") == "two"
    assert sorted(path.name for path in folder.iterdir()) == [MARKER, "index.html"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UnusableFolder, match="did not write"):
        write_site(first, other)
    assert sorted(path.name for path in other.iterdir()) == ["mine.txt"]
    with pytest.raises(UnusableFolder, match="is a file"):
        write_site(first, other / "mine.txt")


def test_a_marker_removes_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.txt", tmp_path / "site"
    outside.write_text("mine", encoding="utf-8")
    folder.mkdir()
    (folder / MARKER).write_text(f"../outside.txt\n{outside}\n\n", encoding="utf-8")
    write_site(Site(policies=(), pages={"index.html": "one"}), folder)
    assert outside.read_text(encoding="utf-8") == "mine"


def test_the_command_writes_the_site_and_says_where(tmp_path: Path) -> None:
    run, folder = CliRunner(), tmp_path / "site"
    command = ["kb", "docs", "--kb", str(SMALL), "--output", str(folder), "--sources-only"]
    done = run.invoke(app, command)
    assert done.exit_code == 0, done.output
    assert str(folder / "index.html") in done.stdout
    assert run.invoke(app, [*command, "--format", "json"]).exit_code == 0
    (folder / MARKER).unlink()
    refused = run.invoke(app, command)
    assert refused.exit_code == 2
    assert "did not write" in refused.stderr
    unknown = run.invoke(app, [*command, "--policy", "nobody"])
    assert unknown.exit_code == 2
    assert "unknown policy `nobody`" in unknown.stderr


def test_two_names_never_share_a_page_or_an_anchor() -> None:
    names = ["a/b.lp", "a-b.lp", "A-B.lp", "a b.lp", "", ".", "é", "~e9~"]
    pages = list(addresses.source_pages(names).values())
    assert len({page.casefold() for page in pages}) == len(names)
    assert len({addresses.anchor("fact", name) for name in names}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", addresses.anchor("fact", name)) for name in names)
