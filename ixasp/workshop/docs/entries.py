"""Predicates as the pages show them: with their rules, and with who uses them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from ixasp.workshop.docs import addresses
from ixasp.workshop.docs.gathering import Gathering
from ixasp.workshop.docs.rules import MET, Predicate, Rule, plain_text
from ixasp.workshop.docs.shown import Link, ShownPredicate, unique, without_arguments
from ixasp.workshop.syntax.statements import Atom


def definitions(found: Gathering) -> list[ShownPredicate]:
    """Return what the rules define, in the order of the files."""
    return [_predicate(found, one) for one in found.rules.definitions.values()]


def predicates(found: Gathering) -> list[ShownPredicate]:
    """Return every predicate, in alphabetical order."""
    return [_predicate(found, one) for one in found.rules.predicates.values()]


def _predicate(found: Gathering, one: Predicate) -> ShownPredicate:
    defined = one.signature in found.rules.definitions
    general = [rule for rule in one.rules if not any(map(_names_criterion, rule.statement.heads))]
    return ShownPredicate(
        predicate=one,
        anchor=addresses.anchor("predicate", one.signature),
        address=addresses.definition(one.signature) if defined else "",
        role=_role(found, one),
        paragraphs=one.doc.text.split("\n") if one.doc else (),
        arguments=one.doc.described if one.doc else (),
        label=without_arguments(one.label),
        rules=[found.rule(rule) for rule in general] if defined else (),
        elsewhere=len(one.rules) - len(general),
        facts=_stated(found, one.facts),
        derived=_by_file(found, one.rules),
        asked=_by_file(found, one.users),
        users=unique(link for rule in one.users for link in _heads(found, rule)),
    )


def _role(found: Gathering, one: Predicate) -> str:
    contract = found.rules.contract
    if one.signature in contract.supplied:
        return "comes with the case"
    if one.signature in contract.answers:
        return "definition that the engine asks for"
    if one.signature in found.rules.definitions:
        return "definition"
    return "declaration that the engine reads" if one.signature in contract.read else "declaration"


def _heads(found: Gathering, rule: Rule) -> Iterable[Link]:
    """Yield what a rule derives; the rule itself where it derives nothing."""
    if not rule.statement.heads:
        yield found.place(rule)
    for atom in rule.statement.heads:
        if _names_criterion(atom):
            yield found.criterion_link(plain_text(atom.arguments[0].text))
        else:
            yield Link(atom.signature, found.code.predicate_address(atom.signature))


def _by_file(found: Gathering, rules: Sequence[Rule]) -> list[tuple[str, list[Link]]]:
    """Return for each file the lines of rules."""
    lines: dict[str, list[Link]] = {}
    for rule in rules:
        lines.setdefault(rule.file, []).append(Link(str(rule.statement.line), found.place(rule).address))
    return [(file, unique(links)) for file, links in lines.items()]


def _stated(found: Gathering, facts: Sequence[Rule]) -> list[Link]:
    shown = []
    for _, group in groupby(facts, key=lambda rule: rule.file):
        rules = list(group)
        more = "" if len(rules) == 1 else f"and {len(rules) - 1} more"
        shown.append(Link(found.place(rules[0]).text, found.place(rules[0]).address, more))
    return shown


def _names_criterion(atom: Atom) -> bool:
    return atom.signature == f"{MET}/1" and atom.arguments[0].ground
