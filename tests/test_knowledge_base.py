"""The knowledge base: labels, readings, file heads, terminology and codes; and how a broken one is refused."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from clingo.ast import AST, ASTSequence, ASTType, parse_string

from ixasp import KnowledgeBase, KnowledgeBaseError, Policy
from ixasp.knowledge.vocabulary import Kind, folded
from tests.reference.consistency import READINGS
from tests.workshop.small import DECLARED, write

KB = Path(__file__).parent.parent / "kb"
FILES = sorted(KB.rglob("*.lp"))
BASE = KnowledgeBase.load()
POLICY = BASE.policy("MP-RX-FP-46-23")
VOCABULARY, OUTLINE = POLICY.loaded.vocabulary, POLICY.outline

SUMMARIES = {"hormone_receptor", "prior_therapies_complete"}
"""Summaries of other facts: accepted as input, never asked for."""

EVIDENCE = {
    "A.ii.A": "Label, NCCN 2A",
    "A.ii.B": "Label",
    "A.ii.C": "NCCN 2A",
    "A.ii.D": "NCCN 2A",
    "A.ii.E": "NCCN 2A",
    "A.ii.F": "NCCN 2A",
    "A.iii": "NCCN 2B",
}

IDS = (
    *("A", "A.i-ii", "A.i", "A.ii", "A.ii.A", "A.ii.B", "A.ii.C", "A.ii.D", "A.ii.D.1", "A.ii.D.2"),
    *("A.ii.E", "A.ii.E.1", "A.ii.E.2", "A.ii.E.3", "A.ii.F", "A.ii.F.1", "A.ii.F.2"),
    *("A.iii", "A.iii.A", "A.iii.B", "A.iii.C", "B", "B.i", "B.i.A", "B.i.B", "D.i", "D.ii", "D.iii"),
)

files = pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(KB).as_posix())


def test_every_criterion_of_the_policy_is_there_with_a_label() -> None:
    assert [name for name, criterion in OUTLINE.criteria.items() if criterion.kind != "heading"] == list(IDS)
    assert all(criterion.label for criterion in OUTLINE.criteria.values())


def test_every_criterion_that_the_policy_tags_has_its_evidence_and_hands_it_to_its_items() -> None:
    for name, criterion in OUTLINE.criteria.items():
        tags = {tag for whole, tag in EVIDENCE.items() if name == whole or name.startswith(f"{whole}.")}
        assert {criterion.evidence} - {""} == tags, name


def test_every_reading_has_its_options_its_default_and_a_sentence_for_each() -> None:
    assert {name: tuple(reading.options) for name, reading in OUTLINE.readings.items()} == READINGS
    for name, reading in OUTLINE.readings.items():
        assert reading.default == READINGS[name][0]
        assert reading.label
        assert reading.about
        sentences = list(reading.options.values())
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences), name
        assert len(set(sentences)) == len(sentences)


def test_every_reading_is_about_paragraphs_that_there_are() -> None:
    beside = {"Definitions", "Limits B"}
    assert {about for reading in OUTLINE.readings.values() for about in reading.about} <= {*IDS, *beside}


def test_every_fact_and_field_has_a_label() -> None:
    record = VOCABULARY.record
    assert record is not None
    assert [fact.name for fact in (*VOCABULARY.facts.values(), *record.fields.values()) if not fact.label] == []


def test_every_value_of_a_fact_has_a_sentence() -> None:
    record = VOCABULARY.record
    assert record is not None
    for fact in (*VOCABULARY.facts.values(), *record.fields.values()):
        phrases = fact.phrases or {}
        if fact.kind in (Kind.ONE_OF, Kind.YES_NO):
            assert set(fact.domain) <= set(phrases), fact.name
            assert len({phrases[value] for value in fact.domain}) == len(fact.domain)
        if fact.kind is Kind.SET_OF:
            assert {"includes", "excludes", "empty", "alone_but_for"} <= set(phrases), fact.name
            assert set(fact.domain) <= set(VOCABULARY.terminology.member_labels)


def test_every_fact_is_asked_for_but_summaries_dates_codes_and_records() -> None:
    silent = {Kind.DATE, Kind.CODES, Kind.RECORDS}
    unasked = {fact.name for fact in VOCABULARY.facts.values() if not fact.askable}
    assert unasked == SUMMARIES | {fact.name for fact in VOCABULARY.facts.values() if fact.kind in silent}
    assert all(fact.question.endswith("?") for fact in VOCABULARY.facts.values() if fact.askable)


@cache
def statements(file: Path) -> tuple[AST, ...]:
    # parse_string reads one file; parse_files would follow its includes.
    text = re.sub(r"^#include.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[AST] = []
    parse_string(text, found.append)
    return tuple(found)


def descendants(node: AST | ASTSequence) -> Iterator[AST]:
    children = [getattr(node, key) for key in node.child_keys] if isinstance(node, AST) else list(node)
    if isinstance(node, AST):
        yield node
    for child in children:
        if isinstance(child, AST | ASTSequence):
            yield from descendants(child)


def head(rule: AST) -> tuple[str, int] | None:
    """Return name and arity of a rule's head; none for a constraint."""
    literal = rule.head
    if literal.ast_type is not ASTType.Literal or literal.atom.ast_type is not ASTType.SymbolicAtom:
        return None
    symbol = literal.atom.symbol
    if symbol.ast_type is ASTType.Pool:
        symbol = symbol.arguments[0]
    return symbol.name, len(symbol.arguments)


def rules(file: Path) -> Iterator[AST]:
    return (statement for statement in statements(file) if statement.ast_type is ASTType.Rule)


def defined(file: Path) -> set[tuple[str, int]]:
    return {found for rule in rules(file) if (found := head(rule)) is not None}


DECLARATIONS = {
    "evidence": "declares: handed from a paragraph to its items",
    "relative_unit": "declares: taken from another fact",
    "unit": "declares: taken from another fact",
}
"""Rules that declare, and derive nothing about a patient."""

OUTLINES_OWN = {"met": "every criterion has a label of its own"}
"""What the outline of any policy derives."""


def test_every_derived_predicate_has_a_label() -> None:
    derived = {found[0] for file in FILES for rule in rules(file) if rule.body and (found := head(rule)) is not None}
    labelled = {name for number in BASE.policies for name in BASE.policy(number).outline.labels}
    unlabelled = derived - labelled - set(DECLARATIONS) - set(OUTLINES_OWN)
    assert sorted(unlabelled) == []


@pytest.mark.parametrize("number", BASE.policies)
def test_nothing_has_two_labels(number: str) -> None:
    labelled = [row[0] for row in BASE.policy(number).loaded.program.rows("label")]
    assert sorted({name for name in labelled if labelled.count(name) > 1}) == []


@files
def test_a_file_says_what_it_defines_uses_and_encodes(file: Path) -> None:
    comment = "\n".join(line[1:] for line in _head_of(file))
    found = re.search(
        r"\n Defines: (?P<defines>.+)\n Uses: +(?P<uses>.+)\n Encodes: (?P<encodes>.+)", comment, re.DOTALL
    )
    assert comment.startswith("# ")
    assert found, "no Defines, Uses and Encodes in this order"
    named = {(name, int(arity)) for name, arity in re.findall(r"(\w+)/(\d)", found[1])}
    assert named <= defined(file), f"not defined: {sorted(named - defined(file))}"


@files
def test_what_a_file_says_that_it_uses_is_in_its_rules(file: Path) -> None:
    uses = re.search(r"Uses: +(.+?)\n%\s*Encodes:", "\n".join(_head_of(file)), re.DOTALL)
    assert uses
    in_bodies = {
        node.name
        for statement in statements(file)
        for node in descendants(statement)
        if node.ast_type is ASTType.Function
    }
    in_bodies |= {name for name, arity in defined(file)}
    for name in re.findall(r"(\w+)/\d", uses[1]):
        assert name in in_bodies, f"{name} is not used"


def _head_of(file: Path) -> Iterable[str]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("%"):
            return
        yield line


@files
def test_rules_only_derive(file: Path) -> None:
    forbidden = {ASTType.Script, ASTType.Minimize, ASTType.External, ASTType.Edge, ASTType.Heuristic}
    for statement in statements(file):
        assert statement.ast_type not in forbidden, str(statement)
        if statement.ast_type is ASTType.Rule:
            kind = statement.head.ast_type
            assert kind is ASTType.Literal, f"a disjunction or a choice: {statement}"
    assert not re.search(r"#script|:~|#minimize|#maximize|#external", file.read_text(encoding="utf-8"))


@files
def test_a_file_is_tidy(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert "\t" not in text
    assert not re.search(r"(?i)\b(?:todo|fixme|xxx)\b", text)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A knowledge base that a test may change."""
    return Path(shutil.copytree(KB, tmp_path / "kb"))


OWN = "policies/mp_rx_fp_46_23"


def append(root: Path, file: str, text: str) -> None:
    with (root / file).open("a", encoding="utf-8") as opened:
        opened.write(f"\n{text}\n")


def test_a_new_fact_is_decided_without_touching_python(copied: Path) -> None:
    append(copied, "vocabulary/disease.lp", "fact(brain_involved, yes_no).")
    append(copied, "vocabulary/disease.lp", 'label(brain_involved, "brain metastases").')
    append(copied, "vocabulary/disease.lp", 'question(brain_involved, "Are there brain metastases?").')
    append(copied, "vocabulary/disease.lp", 'phrase(is(brain_involved, yes), "there are brain metastases").')
    append(copied, "vocabulary/disease.lp", 'phrase(is(brain_involved, no), "there are no brain metastases").')
    append(copied, f"{OWN}/b_continuation.lp", 'met("D.i") :- is(brain_involved, yes).')
    policy = KnowledgeBase.load(copied).policy(POLICY.id)
    assert policy.digest != POLICY.digest
    renewal: dict[str, object] = {
        "request_type": "continuation",
        "combined_with": [],
        "approved_indication": "yes",
        "unacceptable_toxicity": "no",
        "disease_progression": "no",
        "oncology_note": "yes",
        "imaging_review": "no_progression",
    }

    def outcome(facts: dict[str, object]) -> str:
        return policy.determine({"id": "x", "policy": policy.id, "facts": renewal | facts}).outcome

    assert [outcome({}), outcome({"brain_involved": "no"}), outcome({"brain_involved": "yes"})] == [
        "pend",
        "approve",
        "deny",
    ]
    found = policy.missing_facts({"id": "x", "policy": policy.id, "facts": renewal})
    assert [[(one.fact, one.value) for one in completion] for completion in found.completions] == [
        [("brain_involved", "no")]
    ]
    assert found.told == (("there are no brain metastases",),)
    assert '"brain_involved"' in repr(policy.schema()).replace("'", '"')
    assert '"brain_involved"' not in repr(POLICY.schema()).replace("'", '"')


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def added(file: str, text: str) -> Callable[[Path], None]:
    return lambda root: append(root, file, text)


BROKEN: dict[str, tuple[Callable[[Path], object], tuple[str, ...]]] = {
    "syntax": (added(f"{OWN}/a_initial.lp", "met( :- ."), ("a_initial.lp", "syntax error")),
    "unsafe": (added(f"{OWN}/a_initial.lp", "wrong(Variable)."), ("a_initial.lp", "unsafe")),
    "undeclared limit": (
        added(f"{OWN}/a_initial.lp", 'met("A.i") :- at_least(anc, "1234").'),
        ("a_initial.lp", "anc", "1234"),
    ),
    "limit of the other relation": (
        added(f"{OWN}/a_initial.lp", 'met("A.i") :- above(anc, "1500").'),
        ("a_initial.lp", "above", "1500"),
    ),
    "limit that is no number": (added(f"{OWN}/a_initial.lp", 'limit(anc, at_least, "lots", "A").'), ("anc", "lots")),
    "fact without label": (added("vocabulary/disease.lp", "fact(nameless, yes_no)."), ("nameless", "label")),
    "criterion without label": (added(f"{OWN}/policy.lp", 'criterion("E", any). top("E", 5).'), ("label", "E")),
    "criterion outside": (
        added(f"{OWN}/policy.lp", 'criterion("E", any). label("E", "adrift").'),
        ("outside the outline", "E"),
    ),
    "unknown kind": (
        added("vocabulary/disease.lp", 'fact(odd, maybe). label(odd, "odd").'),
        ("odd", "unknown kind `maybe`", "yes_no"),
    ),
    "no domain": (added("vocabulary/disease.lp", 'fact(empty, one_of). label(empty, "empty").'), ("empty", "domain")),
    "set without domain": (
        added("vocabulary/disease.lp", 'fact(empty, set_of). label(empty, "empty").'),
        ("empty", "domain"),
    ),
    "default without option": (
        added(f"{OWN}/readings.lp", 'default(odd, one). label(odd, "odd"). reading(odd, two, "Two.").'),
        ("odd", "one"),
    ),
    "version that is no day": (added(f"{OWN}/policy.lp", 'version("spring", 3).'), ("spring",)),
    "no policy number": (replaced(f"{OWN}/policy.lp", 'policy("MP-RX-FP-46-23").', ""), ("policy",)),
    "two policy numbers": (added(f"{OWN}/policy.lp", 'policy("MP-2").'), ("policy",)),
    "missing include": (lambda root: (root / "oncology/lines.lp").unlink(), ("lines.lp",)),
    "not text": (lambda root: (root / "oncology/lines.lp").write_bytes(b"\xff\xfe"), ("lines.lp", "UTF-8")),
    "no policy": (lambda root: shutil.rmtree(root / "policies"), ("policies/NAME/policy.lp",)),
    "no folder": (shutil.rmtree, ("policies/NAME/policy.lp",)),
    "brand of no drug": (added("vocabulary/drugs.lp", 'brand("nothing", "Nothing").'), ("nothing",)),
    "remark on no drug": (
        added("vocabulary/request.lp", 'remark(combined_with, "nothing", "is odd").'),
        ("combined_with", "nothing", "expected a drug"),
    ),
    "unit that is no number": (added("vocabulary/laboratory.lp", 'unit(anc, "handful", "some").'), ("anc", "some")),
    "two records": (added("vocabulary/treatment.lp", "record(other_record)."), ("record",)),
    "record of no fact": (
        replaced("vocabulary/treatment.lp", "fact(prior_therapies, records).", ""),
        ("prior_therapies",),
    ),
    "records of no record": (
        replaced("vocabulary/treatment.lp", "record(prior_therapies).", ""),
        ("prior_therapies", "expected fact(prior_therapies, records) together with record(prior_therapies)"),
    ),
    "role of no field": (
        replaced("vocabulary/treatment.lp", "field(prior_therapies, progressed, yes_no).", ""),
        ("`progressed` plays happened", "expected field(prior_therapies, Field, Kind)"),
    ),
    "versions that nothing selects": (
        replaced("vocabulary/request.lp", "selects_version(request_date).", ""),
        ("versions", "selects_version(Fact)"),
    ),
    "versions that two facts select": (
        added("vocabulary/request.lp", 'fact(other, date). label(other, "other"). selects_version(other).'),
        ("request_date, other tells", "selects_version(Fact)"),
    ),
    "code of no fact": (added("vocabulary/disease.lp", 'code("Z79", setting, adjuvant).'), ("Z79", "`setting`")),
    "window of centuries": (added(f"{OWN}/definitions.lp", "window(taxane, 400000)."), ("taxane", "0 to 1200")),
    "terms of the dose that lack one": (
        replaced(f"{OWN}/limits.lp", "dosing_fact(body_surface_area, bsa).", ""),
        ("terms are not complete", "dosing_fact(body_surface_area, Fact)"),
    ),
    "unknown role": (added("vocabulary/treatment.lp", "record_role(prior_therapies, pays, start)."), ("pays",)),
    "windows without a field that tells the event": (
        replaced("vocabulary/treatment.lp", "record_role(prior_therapies, event, progression).", ""),
        ("prior_therapies", "event"),
    ),
    "count against a number beyond the usual": (
        added(f"{OWN}/a_initial.lp", 'met("A.i") :- at_least(prior_lines, 9).'),
        ("a_initial.lp", "prior_lines", "9"),
    ),
    "count against text": (
        added(f"{OWN}/a_initial.lp", 'met("A.i") :- at_least(prior_lines, "2").'),
        ("a_initial.lp", "prior_lines", "2"),
    ),
    "section outside": (added(f"{OWN}/policy.lp", 'section("E").'), ("outside the outline", "E")),
    "part of no number": (added(f"{OWN}/policy.lp", 'part("A", first, "A.i").'), ("part",)),
    "window of no number": (added(f"{OWN}/definitions.lp", "window(taxane, soon)."), ("window", "soon")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_knowledge_base_is_refused_with_a_telling_message(copied: Path, name: str) -> None:
    change, fragments = BROKEN[name]
    change(copied)
    with pytest.raises(KnowledgeBaseError) as caught:
        KnowledgeBase.load(copied)
    for fragment in fragments:
        assert fragment in str(caught.value)


def test_an_unknown_policy_is_refused_by_name() -> None:
    with pytest.raises(
        KnowledgeBaseError, match="unknown policy `MP-0`; expected BCBS-ND-IXABEPILONE or MP-RX-FP-46-23"
    ):
        KnowledgeBase.load().policy("MP-0")


def test_the_digest_tells_one_set_of_rules_from_another(copied: Path) -> None:
    assert KnowledgeBase.load(copied).policy(POLICY.id).digest == POLICY.digest
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", POLICY.digest)
    append(copied, f"{OWN}/limits.lp", "% one more remark")
    assert KnowledgeBase.load(copied).policy(POLICY.id).digest != POLICY.digest


def concepts(name: str) -> tuple[str, ...]:
    terms = VOCABULARY.terminology
    return tuple(sorted(terms.drugs[terms.generic[folded(name)]]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Xeloda", "capecitabine"),
        ("XELODA", "capecitabine"),
        ("Adriamycin", "anthracycline"),
        ("Doxil", "anthracycline"),
        ("liposomal doxorubicin", "anthracycline"),
        ("epirubicin", "anthracycline"),
        ("mitoxantrone", "other"),
        ("Taxol", "taxane"),
        ("Taxotere", "taxane"),
        ("Abraxane", "taxane"),
        ("nab-paclitaxel", "taxane"),
        ("nab paclitaxel", "taxane"),
        ("cabazitaxel", "taxane"),
        ("Jevtana", "taxane"),
        ("carboplatin", "platinum"),
        ("Herceptin", "trastuzumab"),
        ("Herceptin Hylecta", "trastuzumab"),
        ("trastuzumab-dkst", "trastuzumab_biosimilar"),
        ("trastuzumab-anns", "trastuzumab_biosimilar"),
        ("trastuzumab-pkrb", "trastuzumab_biosimilar"),
        ("trastuzumab-qyyp", "trastuzumab_biosimilar"),
        ("trastuzumab-dttb", "trastuzumab_biosimilar"),
        ("trastuzumab-strf", "trastuzumab_biosimilar"),
        ("Kanjinti", "trastuzumab_biosimilar"),
        ("Kadcyla", "other"),
        ("T-DM1", "other"),
        ("ado-trastuzumab emtansine", "other"),
        ("trastuzumab emtansine", "other"),
        ("Enhertu", "other"),
        ("T-DXd", "other"),
        ("trastuzumab deruxtecan", "other"),
        ("fam-trastuzumab deruxtecan-nxki", "other"),
        ("Avastin", "bevacizumab"),
        ("bevacizumab-awwb", "bevacizumab_biosimilar"),
        ("Zirabev", "bevacizumab_biosimilar"),
        ("tamoxifen", "endocrine_therapy"),
        ("Faslodex", "endocrine_therapy"),
        ("pertuzumab", "other"),
        ("eribulin", "other"),
        ("Ixempra", "other"),
    ],
)
def test_a_name_stands_for_its_concept(name: str, expected: str) -> None:
    assert concepts(name) == (expected,)
    written = POLICY.case({"id": "x", "policy": POLICY.id, "facts": {"prior_therapies": [{"drugs": [name]}]}})
    assert written.statements["prior_therapies[0].drugs"].value == frozenset({expected})


def test_a_product_of_several_drugs_has_the_concepts_of_each() -> None:
    assert concepts("Phesgo") == ("other", "trastuzumab")


def test_no_name_stands_for_two_drugs() -> None:
    seen: dict[str, str] = {}
    for drug, brand in POLICY.loaded.program.rows("brand"):
        assert seen.setdefault(folded(str(brand)), str(drug)) == str(drug), brand
        assert folded(str(brand)) not in map(folded, VOCABULARY.terminology.drugs), brand


def test_every_concept_of_a_drug_is_a_member_of_the_record_and_has_a_label() -> None:
    record = VOCABULARY.record
    assert record is not None
    used = {concept for found in VOCABULARY.terminology.drugs.values() for concept in found}
    assert used <= set(record.fields["drugs"].domain)
    assert set(VOCABULARY.facts["combined_with"].domain) <= set(record.fields["drugs"].domain)


def supplied(codes: list[str], stated: dict[str, object] | None = None) -> tuple[dict[str, str], list[str]]:
    """Return the facts that codes supply, and the notes on the facts of the case."""
    facts: dict[str, object] = {"request_date": "2026-01-15", "diagnosis_codes": codes, **(stated or {})}
    with POLICY.asking({"id": "x", "policy": POLICY.id, "facts": facts}) as (question, worlds):
        found = {one.path: str(one.value) for one in worlds.statements if one.path not in facts}
        return found, [note.message for note in (*question.case.notes, *worlds.notes)]


def _cancer(*codes: str, value: str) -> Iterator[tuple[str, dict[str, str]]]:
    return ((code, {"cancer": value}) for code in codes)


SUPPLIED: list[tuple[str, dict[str, str]]] = [
    *_cancer("C50", "C50.-", "C50.911", "C50911", "c50.112", "C50.A", "C50.A1", "C50.A-", value="breast"),
    *_cancer("C56", "C56.1", "C56.9", "C56.3", value="ovarian"),
    *_cancer("C57.0", "C57.00", "C57.01", "C57.02", value="fallopian_tube"),
    *_cancer("C48.2", "C48.2-", value="primary_peritoneal"),
    *(
        (code, {"metastatic": "yes"})
        for code in ("C78", "C78.00", "C78.7", "C79", "C79.-", "C79.51", "C79.31", "C79.9")
    ),
    *((code, {}) for code in ("C79.81", "Z85.3", "C77", "C77.3", "C77.9", "D05", "D05.11", "C48.1", "C48.8")),
    *(
        (code, {})
        for code in ("C48", "C57", "C57.1", "C57.4", "C57.8", "C54.1", "C34.90", "Z17", "Z17.2", "Z17.3", "Z17.4")
    ),
    ("Z17.0", {"er": "positive"}),
    ("Z17.1", {"er": "negative"}),
    ("Z17.21", {"pr": "positive"}),
    ("Z17.22", {"pr": "negative"}),
    ("Z17.31", {"her2": "positive"}),
    ("Z17.32", {"her2": "negative"}),
    ("Z17.41", {"hormone_receptor": "positive"}),
    ("Z17.41-", {"hormone_receptor": "positive"}),
    ("Z17.42", {"hormone_receptor": "negative"}),
    ("Z17.410", {"hormone_receptor": "positive", "her2": "positive"}),
    ("Z17.411", {"hormone_receptor": "positive", "her2": "negative"}),
    ("Z17.420", {"hormone_receptor": "negative", "her2": "positive"}),
    ("Z17.421", {"hormone_receptor": "negative", "her2": "negative"}),
]


@pytest.mark.parametrize(("code", "facts"), SUPPLIED, ids=[code for code, _ in SUPPLIED])
def test_a_code_supplies_these_facts_and_no_other(code: str, facts: dict[str, str]) -> None:
    assert supplied([code])[0] == facts


@pytest.mark.parametrize(
    ("codes", "facts", "dropped"),
    [
        (["C50.911", "C56.1"], {}, 2),
        (["Z17.0", "Z17.1"], {}, 2),
        (["Z17.0", "Z17.1", "C50.911"], {"cancer": "breast"}, 2),
        (["Z17.0", "Z17.42"], {}, 2),
        (["Z17.0", "Z17.421"], {"her2": "negative"}, 2),
        (["Z17.411", "Z17.31"], {"hormone_receptor": "positive"}, 2),
        (["Z17.1", "Z17.22", "Z17.41"], {}, 3),
        (["Z17.1", "Z17.41"], {"er": "negative", "hormone_receptor": "positive"}, 0),
        (["C50.911", "C50.112"], {"cancer": "breast"}, 0),
    ],
    ids=str,
)
def test_codes_that_contradict_each_other_give_nothing_and_are_reported(
    codes: list[str], facts: dict[str, str], dropped: int
) -> None:
    found, notes = supplied(codes)
    assert found == facts
    assert len([note for note in notes if "another diagnosis code" in note]) == dropped


@pytest.mark.parametrize(
    ("codes", "stated", "facts"),
    [
        (["C50.911"], {"cancer": "ovarian"}, {}),
        (["C78.7"], {"metastatic": "no"}, {}),
        (["Z17.0"], {"er": "negative"}, {}),
        (["Z17.411"], {"er": "negative", "pr": "negative"}, {"her2": "negative"}),
        (["Z17.0"], {"hormone_receptor": "negative"}, {}),
        (["Z17.42"], {"pr": "positive"}, {}),
    ],
    ids=str,
)
def test_a_stated_fact_wins_over_a_code_and_the_conflict_is_reported(
    codes: list[str], stated: dict[str, object], facts: dict[str, str]
) -> None:
    found, notes = supplied(codes, stated)
    assert found == facts
    (note,) = [note for note in notes if "what is stated" in note]
    assert f"ICD-10-CM {codes[0]}" in note


def test_a_code_that_agrees_with_what_is_stated_is_no_conflict() -> None:
    assert supplied(["C50.911", "Z17.0"], {"cancer": "breast", "er": "positive"}) == ({}, [])


def test_no_code_makes_a_case_inconsistent() -> None:
    stated: dict[str, object] = {"cancer": "other", "er": "negative", "pr": "negative", "her2": "positive"}
    found, notes = supplied([code for code, _ in SUPPLIED], {"metastatic": "no", **stated})
    assert found == {}
    assert notes


def test_codes_mean_the_same_under_both_versions() -> None:
    def decided(policy: Policy, day: str) -> str:
        facts = {"request_date": day, "diagnosis_codes": ["C56.1"], "request_type": "initial"}
        return policy.determine({"id": "x", "policy": policy.id, "facts": facts}).criteria["A.i"]

    assert [decided(POLICY, "2025-06-01"), decided(POLICY, "2026-01-15")] == ["not_met", "not_met"]


def test_a_character_that_clingo_cannot_read_is_an_error_with_its_place(tmp_path: Path) -> None:
    folder = write(tmp_path / "kb", 'met("A.1") :- is(first, yes).\nmet("A.2") :- 1 ≤ 2.\nlabel(odd, "≤ in quotes").\n')
    lines = (folder / "policies" / "small" / "policy.lp").read_text(encoding="utf-8").splitlines()
    place = 1 + next(number for number, line in enumerate(lines) if "1 ≤ 2" in line)
    with pytest.raises(KnowledgeBaseError, match=rf"policy.lp:{place}: unexpected `≤`"):
        KnowledgeBase.load(folder)


def test_a_paragraph_that_is_placed_and_not_declared_is_an_error(tmp_path: Path) -> None:
    declared = DECLARED.replace('criterion("A.2", rule). ', "")
    with pytest.raises(KnowledgeBaseError, match=r"the outline names A\.2; expected criterion"):
        KnowledgeBase.load(write(tmp_path / "kb", 'met("A.1") :- is(first, yes).', declared))


def test_two_versions_of_one_number_are_an_error(tmp_path: Path) -> None:
    declared = DECLARED.replace('version("2025-01-01", 1).', 'version("2025-01-01", 1). version("2025-06-01", 1).')
    with pytest.raises(KnowledgeBaseError, match="versions: expected a number of its own for each"):
        KnowledgeBase.load(write(tmp_path / "kb", 'met("A.1") :- is(first, yes).', declared))
