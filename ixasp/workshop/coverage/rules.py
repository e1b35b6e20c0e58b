"""Coverage of rules and constraints: each is switched off, to see whether some answer rests on it."""

from collections.abc import Iterator, Sequence

from ixasp.workshop.coverage.decisions import Decision
from ixasp.workshop.coverage.result import Item
from ixasp.workshop.coverage.switches import SwitchedRule, Switches
from ixasp.workshop.coverage.turning import rests_on


def rules(switched: Switches, found: Sequence[Decision]) -> Iterator[Item]:
    """Yield each rule and each constraint with a condition, in the order of the files.

    Covered is one on which some answer rests: without it, and with all others, something that the determination
    settles would be otherwise (the outcome, a criterion, a basis, a duration, what is said of the dose), or the case
    would be contradictory where it is not, or the other way round, or by other facts. A rule can only matter where it
    fires for some patient that fits the case, so it is switched off for such cases alone.
    """
    # Where less is open, one question tells more; a contradictory case takes many.
    settled_first = sorted(found, key=lambda one: (not one.statuses, list(one.statuses.values()).count(None)))
    for rule in (rule for rule in switched.rules if rule.switch not in switched.empty):
        may_matter = [one for one in settled_first if _may_matter(one, rule)]
        by = next((one for one in may_matter if rests_on(one, rule, switched)), None)
        yield rule_item(rule, by, "" if by else _lacking(rule, any(one.fires(rule) for one in found)))


def not_counted(switched: Switches) -> Iterator[Item]:
    """Yield the rules with a condition on which no answer of this policy can rest."""
    for rule in switched.unasked:
        yield rule_item(rule, None, "nothing that is decided asks for it")
    for rule in switched.rules:
        if rule.switch in switched.empty:
            yield rule_item(rule, None, "nothing in this policy declares what it asks for")


def rule_item(rule: SwitchedRule, by: Decision | None, note: str) -> Item:
    """Return the item of a rule."""
    text = rule.statement.text.removeprefix("#false ")
    return Item(
        id=f"{rule.file}:{rule.statement.line}",
        says=text,
        file=rule.file,
        line=rule.statement.line,
        covered=by is not None,
        by=() if by is None else (by.case.name,),
        note=note,
    )


def _may_matter(one: Decision, rule: SwitchedRule) -> bool:
    """Return whether a rule fires in some world; a constraint, or any rule of a contradictory case, may matter."""
    return not one.statuses or rule.statement.kind == "constraint" or one.fires(rule)


def _lacking(rule: SwitchedRule, fires: bool) -> str:
    if rule.statement.kind == "constraint":
        return "every answer would be the same without it"
    return "it fires, but every answer would be the same without it" if fires else "it fires in no case"
