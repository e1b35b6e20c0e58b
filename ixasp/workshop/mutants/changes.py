"""Small changes of one rule, each as somebody might make it by mistake.

The operators follow those of Oetsch, Prischink, Pührer, Schwengerer and Tompits, "On the small-scope hypothesis for
testing answer-set programs" (KR 2012); for numbers they are those of boundary values.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from clingo import SymbolType
from clingo.ast import AST, ASTType, Function, Sign

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.knowledge.vocabulary import Fact, Kind, Limit
from ixasp.workshop.mutants.boundaries import Changed, other_comparison, other_decimal, other_number
from ixasp.workshop.mutants.rules import Rules, SourceRule, is_constant

_OTHER_RELATION = {"at_least": "above", "above": "at_least"}
_MONTHS = "within"
_READING = "reading"
_MANY = 3
"""From so many values on, another value is another change than the negation."""


class Change(NamedTuple):
    """A rule otherwise."""

    what: str
    """What was changed, in plain words."""
    node: AST | None
    """The rule as it then is; None where it is gone."""


@dataclass(frozen=True)
class Surroundings:
    """What a change must know besides the rule."""

    facts: Mapping[str, Fact]
    """The facts, and the fields of the record."""
    options: Mapping[str, Sequence[str]]
    """The options of each reading."""
    asked: Mapping[tuple[str, int], frozenset[str]]

    @classmethod
    def of(cls, policy: LoadedPolicy, rules: Rules) -> "Surroundings":
        """Return what a policy declares."""
        record = policy.vocabulary.record
        facts = dict(policy.vocabulary.facts) | (dict(record.fields) if record else {})
        options = {name: tuple(reading.options) for name, reading in policy.outline.readings.items()}
        return cls(facts, options, rules.asked)

    def limits(self, text: str) -> tuple[Limit, ...]:
        """Return the limits of a fact that declares a number as a limit; empty where none does."""
        return next((fact.limits for fact in self.facts.values() if any(one.text == text for one in fact.limits)), ())


def changes(rule: SourceRule, surroundings: Surroundings) -> Iterator[Change]:
    """Yield every small change of a rule, those that come to the same text once."""
    seen = {rule.text}
    for change in _changes(rule, surroundings):
        text = "" if change.node is None else str(change.node)
        if text not in seen:
            seen.add(text)
            yield change


def _changes(rule: SourceRule, around: Surroundings) -> Iterator[Change]:
    node = rule.node
    kind = "rule" if node.body and rule.head is not None else "fact" if rule.head is not None else "constraint"
    yield Change(f"{kind} removed", None)
    body = list(node.body)
    for at, literal in enumerate(body):
        rest = [*body[:at], *body[at + 1 :]]
        if rest or rule.head is not None:
            yield Change(f"condition `{literal}` dropped", node.update(body=rest))
        for what, other in _of_literal(literal, around):
            yield Change(what, node.update(body=[*body[:at], other, *body[at + 1 :]]))
    if rule.head is not None:
        for what, head in _of_head(rule, around):
            yield Change(what, node.update(head=node.head.update(atom=node.head.atom.update(symbol=head))))


def _of_literal(literal: AST, around: Surroundings) -> Changed:
    """Yield a condition of a body otherwise."""
    if literal.ast_type is ASTType.Literal and not _is_swapped(literal, around):
        yield _negated(literal)
    yield from _everywhere(literal, partial(_of_node, around=around))


def _negated(literal: AST) -> tuple[str, AST]:
    sign = Sign.NoSign if literal.sign == Sign.Negation else Sign.Negation
    return f"condition `{literal}` negated", literal.update(sign=sign)


def _is_swapped(literal: AST, around: Surroundings) -> bool:
    """Return whether the condition asks for a reading of two options: negated, it asks for the other one."""
    function = literal.atom.symbol if literal.atom.ast_type is ASTType.SymbolicAtom else None
    return function is not None and len(tuple(_of_value(function, around))) == 1


def _everywhere(node: AST, change: Callable[[AST], Changed]) -> Changed:
    """Yield a node with each of its parts changed, one at a time."""
    yield from change(node)
    for key in node.child_keys:
        child = getattr(node, key)
        if isinstance(child, AST):
            for what, other in _everywhere(child, change):
                yield what, node.update(**{key: other})
        elif child is not None and not isinstance(child, str):
            for at, one in enumerate(child):
                for what, other in _everywhere(one, change):
                    yield what, node.update(**{key: [*child[:at], other, *child[at + 1 :]]})


def _of_node(node: AST, around: Surroundings) -> Changed:
    match node.ast_type:
        case ASTType.Function:
            yield from _of_value(node, around)
            yield from _of_limit(node, around)
        case ASTType.SymbolicTerm if node.symbol.type is SymbolType.Number:
            yield from other_number(node, 1)
        case ASTType.Comparison | ASTType.BodyAggregate:
            yield from other_comparison(node)
        case ASTType.ConditionalLiteral | ASTType.BodyAggregateElement:
            condition = list(node.condition)
            for at, one in enumerate(condition):
                rest = [*condition[:at], *condition[at + 1 :]]
                yield f"condition `{one}` dropped within a condition", node.update(condition=rest)
                if one.ast_type is ASTType.Literal:
                    what, other = _negated(one)
                    yield what, node.update(condition=[*condition[:at], other, *condition[at + 1 :]])


def _of_value(function: AST, around: Surroundings) -> Changed:
    """Yield is(Fact, Value) with another value, and is(reading(Id), Option) with another option."""
    if function.name != "is" or len(function.arguments) != 2 or not is_constant(function.arguments[1]):
        return
    subject, value = function.arguments
    name = str(subject.name) if subject.ast_type is ASTType.Function else str(subject)
    if name == _READING:
        values, least = around.options.get(str(subject.arguments[0]), ()), 2
    else:
        fact = around.facts.get(name)
        values, least = (fact.domain if fact is not None and fact.kind is Kind.ONE_OF else ()), _MANY
    for other in values if len(values) >= least else ():
        if other != str(value):
            term = Function(value.location, other, [], 0)
            yield f"`{value}` became `{other}`", function.update(arguments=[subject, term])


def _of_limit(function: AST, around: Surroundings) -> Changed:
    """Yield at_least and above as one another, and their limit moved; months of windows are moved, too."""
    if function.name == _MONTHS and function.arguments:
        *others, months = function.arguments
        if months.ast_type is ASTType.SymbolicTerm and months.symbol.type is SymbolType.Number:
            for what, other in other_number(months, 0):
                yield what, function.update(arguments=[*others, other])
    if function.name not in _OTHER_RELATION or len(function.arguments) != 2:
        return
    subject, limit = function.arguments
    fact = around.facts.get(str(subject))
    if fact is None or fact.kind is not Kind.QUANTITY:
        return
    relation = _OTHER_RELATION[function.name]
    yield f"`{function.name}` became `{relation}`", function.update(name=relation)
    for what, other in other_decimal(limit, fact.limits):
        yield what, function.update(arguments=[subject, other])


def _of_head(rule: SourceRule, around: Surroundings) -> Changed:
    """Yield a head with a number or a word otherwise, where some rule reads that argument."""
    head = rule.head
    assert head is not None
    for at, argument in enumerate(head.arguments):
        for what, other in _of_argument(rule, at, argument, around):
            yield what, head.update(arguments=[*head.arguments[:at], other, *head.arguments[at + 1 :]])


def _of_argument(rule: SourceRule, at: int, argument: AST, around: Surroundings) -> Changed:
    head = rule.head
    key = (str(head.name) if head is not None else "", at)
    if key not in around.asked:
        return
    if argument.ast_type is ASTType.SymbolicTerm and argument.symbol.type is SymbolType.Number:
        yield from other_number(argument, 1)
    elif argument.ast_type is ASTType.SymbolicTerm and argument.symbol.type is SymbolType.String:
        limits = around.limits(argument.symbol.string)
        yield from other_decimal(argument, limits) if limits else ()
    elif is_constant(argument):
        for other in sorted(around.asked[key] - {str(argument)}) if len(around.asked[key]) > 1 else ():
            yield f"`{argument}` became `{other}`", Function(argument.location, other, [], 0)
