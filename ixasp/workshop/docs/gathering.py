"""From the rules and declarations of a policy to what its pages show."""

from collections.abc import Mapping

from ixasp.knowledge.outline import Criterion
from ixasp.knowledge.vocabulary import Fact
from ixasp.knowledge.vocabulary import Kind as FactKind
from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.code import CodeWriter
from ixasp.workshop.docs.dependencies import Dependencies, Kind, Node
from ixasp.workshop.docs.models import Decided
from ixasp.workshop.docs.picture import Shown
from ixasp.workshop.docs.rules import PolicyRules, Rule, plain_text
from ixasp.workshop.docs.shown import (
    CAUSES,
    CRITERION_KINDS,
    FACT_KINDS,
    Link,
    ShownCriterion,
    ShownFact,
    ShownReading,
    ShownRule,
    limit_text,
    lines_of,
    without_arguments,
)


class Gathering:
    """Everything that the pages of one policy show."""

    def __init__(self, rules: PolicyRules, decided: Decided | None) -> None:
        """Prepare what several pages share.

        Args:
            rules: the policy
            decided: what a solver found out about it; None where none was asked
        """
        self.rules = rules
        self.outline = rules.loaded.outline
        self.vocabulary = rules.loaded.vocabulary
        self.dependencies = Dependencies(rules)
        self.code = CodeWriter(rules)
        self.sources = addresses.source_pages(rules.files)
        self._decided = decided
        record = self.vocabulary.record
        self._all_facts: Mapping[str, Fact] = {**(record.fields if record else {}), **self.vocabulary.facts}
        self._summaries = {str(row[0]) for row in rules.loaded.program.rows("summary")}
        self._declared = self._declarations()
        self._reached = {name: self.dependencies.reached(Node(Kind.CRITERION, name)) for name in self.outline.criteria}
        self._own = {
            name: self.dependencies.reached(Node(Kind.CRITERION, name), own=True) for name in self.outline.criteria
        }

    def place(self, rule: Rule) -> Link:
        """Return where a rule stands in its file."""
        return Link(rule.place, addresses.line(self.sources[rule.file], rule.statement.line))

    def rule(self, rule: Rule) -> ShownRule:
        """Return a rule as it stands in its file."""
        return ShownRule(self.place(rule), self.rules.remark(rule), self.code.block(self.rules.text(rule)))

    def criterion_link(self, name: str) -> Link:
        """Return a paragraph, with its place where it is one of the outline."""
        found = self.outline.criteria.get(name)
        return Link(name, addresses.criterion(name) if found else "", found.label if found else "")

    def fact_link(self, name: str) -> Link:
        """Return a fact, or a field of the record, with its place."""
        found = self._all_facts.get(name)
        return Link(name, addresses.fact(name) if found else "", found.label if found else "")

    def reading_link(self, name: str) -> Link:
        """Return a reading with its place."""
        found = self.outline.readings.get(name)
        return Link(name, addresses.reading(name) if found else "", found.label if found else "")

    def node(self, node: Node) -> Shown:
        """Return how a picture shows a node."""
        if node.kind is Kind.CRITERION:
            link = self.criterion_link(node.name)
        elif node.kind is Kind.READING:
            link = self.reading_link(node.name)
        elif node.kind is Kind.FACT:
            link = self.fact_link(node.name)
        else:
            name = node.name.rpartition("/")[0]
            label = without_arguments(self.outline.labels.get(name, ""))
            link = Link(node.name, self.code.predicate_address(node.name), label)
        return Shown(link.text, link.label, link.address)

    def criteria(self) -> list[ShownCriterion]:
        """Return the paragraphs in the order of print."""
        depths: dict[str, int] = dict.fromkeys(self.outline.top, 0)
        for name, criterion in self.outline.criteria.items():
            depths |= dict.fromkeys(criterion.parts, depths[name] + 1)
        return [self._criterion(one, depths[name]) for name, one in self.outline.criteria.items()]

    def facts(self) -> list[ShownFact]:
        """Return the facts in the order of the knowledge base."""
        return [self._fact(fact) for fact in self.vocabulary.facts.values()]

    def fields(self) -> list[ShownFact]:
        """Return the fields of the record that no fact has the name of."""
        record = self.vocabulary.record
        fields = record.fields.values() if record else ()
        return [self._fact(field) for field in fields if field.name not in self.vocabulary.facts]

    def constraints(self) -> list[ShownRule]:
        """Return the rules that no patient may break."""
        return [self.rule(one) for one in self.rules.constraints]

    def readings(self) -> list[ShownReading]:
        """Return the readings in alphabetical order."""
        decided = self._decided.readings if self._decided else {}
        return [
            ShownReading(
                reading=reading,
                anchor=addresses.anchor("reading", reading.id),
                about=[self.criterion_link(name) for name in reading.about],
                rules=[self.rule(rule) for rule in self.rules.asking_for_reading(reading.id)],
                decisive=[(one, lines_of(one.case)) for one in decided.get(reading.id, ())],
                asked_for=reading.id in decided,
            )
            for reading in self.outline.readings.values()
        ]

    def _criterion(self, criterion: Criterion, depth: int) -> ShownCriterion:
        outline = self.outline
        rules = self.rules.of_criterion(criterion.id)
        reached = self._reached[criterion.id]
        since = next((one.name for one in outline.versions if one.number == criterion.since), "")
        first = outline.versions[0].number
        return ShownCriterion(
            criterion=criterion,
            depth=depth,
            anchor=addresses.anchor("criterion", criterion.id),
            kind=CRITERION_KINDS.get(criterion.kind, criterion.kind),
            since=since if criterion.since > first else "",
            section=criterion.id in outline.sections,
            alternative=criterion.id in outline.alternatives,
            parts=[self.criterion_link(part) for part in criterion.parts],
            readings=[self.reading_link(one.id) for one in outline.readings.values() if criterion.id in one.about],
            limits=[
                (self.fact_link(fact.name), limit_text(limit, fact))
                for fact in self.vocabulary.facts.values()
                for limit in fact.limits
                if limit.paragraph == criterion.id
            ],
            facts=[self.fact_link(name) for name in self._all_facts if Node(Kind.FACT, name) in reached],
            picture=addresses.picture(criterion.id) if rules and reached else "",
            rules=[self.rule(rule) for rule in rules],
            general=[] if rules else [self.rule(rule) for rule in self.rules.of_kind(criterion.kind)],
        )

    def _fact(self, fact: Fact) -> ShownFact:
        phrases = fact.phrases or {}
        labels = self.vocabulary.terminology.member_labels
        set_of = fact.kind is FactKind.SET_OF
        values = [(value, labels.get(value, "") if set_of else phrases.get(value, "")) for value in fact.domain]
        values += [(word, phrases.get(word, "")) for word in fact.special]
        codes = self.vocabulary.terminology.codes
        declared = self._declared.get(fact.name)
        node = Node(Kind.FACT, fact.name)
        return ShownFact(
            fact=fact,
            anchor=addresses.anchor("fact", fact.name),
            kind=FACT_KINDS[fact.kind],
            values=values,
            sentences=[sentence for key, sentence in phrases.items() if key not in dict(values)],
            units=[
                *((unit, f"{factor:f} {fact.default_unit}") for unit, factor in (fact.units or {}).items()),
                *((unit, "divided by the upper limit of normal, which must be given") for unit in fact.relative_units),
            ],
            limits=[(limit_text(limit, fact), self.criterion_link(limit.paragraph)) for limit in fact.limits],
            changed_by=CAUSES.get(fact.changed_by, fact.changed_by),
            summary=fact.name in self._summaries,
            codes=[(code, value) for code, found in codes.items() for name, value in found if name == fact.name],
            users=[self.criterion_link(name) for name, own in self._own.items() if node in own],
            askers=[
                Link(shown.name, shown.address)
                for above, below in self.dependencies.edges.items()
                if any(edge.target == node for edge in below)
                for shown in (self.node(above),)
            ],
            declared=self.place(declared) if declared else None,
        )

    def _declarations(self) -> Mapping[str, Rule]:
        """Return the rule that declares each fact and field."""
        found: dict[str, Rule] = {}
        for rule in self.rules.rules:
            for atom in rule.statement.heads:
                position = {"fact/2": 0, "field/3": 1}.get(atom.signature)
                if position is not None:
                    found.setdefault(plain_text(atom.arguments[position].text), rule)
        return found
