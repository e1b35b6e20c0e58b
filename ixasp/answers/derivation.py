"""Why an atom holds over all worlds of a case, why it does not, or on what it turns."""

from difflib import get_close_matches

from ixasp.answers.determination import Outcome, Settled
from ixasp.answers.justification import Justifier
from ixasp.answers.outline import FOR_EVERY_PATIENT, Why, why_so
from ixasp.answers.question import Question
from ixasp.errors import UnknownChoice
from ixasp.traces.derivation import DerivationTrace
from ixasp.traces.notes import notes_told
from ixasp.traces.outline import NOTICE
from ixasp.worlds.instances import Instances
from ixasp.worlds.space import Worlds


def derivation(question: Question, worlds: Worlds, settled: Settled, name: str) -> DerivationTrace:
    """Return the derivation of an atom.

    Args:
        question: what is asked about
        worlds: the worlds of its case
        settled: what was decided
        name: a criterion, or an atom as the rules write it

    Raises:
        UnknownChoice: the rules derive no such atom.
    """
    instances = question.pool.instances(worlds.shape)
    literal = _literal(question, instances, name)
    known = _settled_before(question, settled)
    justifier = Justifier(question, worlds, instances, literal, known)
    root = justifier.condition(literal)
    because = _why(question, worlds, settled, instances.names[literal], justifier.holds(literal))
    outline, facts = question.policy.outline, question.policy.vocabulary.facts
    return DerivationTrace(
        case=question.case.id,
        policy=outline.policy,
        version=question.version.name,
        title=outline.label,
        outcome=settled.outcome,
        root=root,
        reason=because.reason,
        because=because.told,
        turns_on=because.open,
        ask=because.ask,
        questions=tuple(facts[fact].question for fact in because.open),
        notes=notes_told(question.policy.vocabulary, settled.notes),
        notice=NOTICE if settled.outcome is Outcome.DENY else "",
    )


def _settled_before(question: Question, settled: Settled) -> dict[str, bool | None]:
    """Return the status of each atom that the determination settled."""
    watched = question.watched
    found = {watched.met[name]: status.holds for name, status in settled.criteria.items()}
    return found | {watched.approve: settled.outcome.approvable}


def _why(question: Question, worlds: Worlds, settled: Settled, atom: str, holds: bool | None) -> Why:
    if atom == question.watched.approve and settled.reason is not None:
        return Why(settled.reason, settled.because or (FOR_EVERY_PATIENT,))
    return why_so(question, worlds, atom, holds)


def _literal(question: Question, instances: Instances, name: str) -> int:
    written = name.replace(" ", "")
    literals = {atom: literal for literal, atom in instances.names.items()}
    if name in question.criteria_in_force:
        written = question.watched.met[name]
    if written in literals:
        return literals[written]
    outline = question.policy.outline
    if name in outline.criteria:
        about = "a heading without rules" if outline.criteria[name].kind == "heading" else "not in force here"
        raise UnknownChoice(f"criterion `{name}` is {about}; expected one of {', '.join(question.criteria_in_force)}")
    names = [*question.criteria_in_force, *literals]
    same = [other for other in names if other.casefold() == name.casefold()]
    near = same or get_close_matches(name, names, 1)
    expected = f"did you mean `{near[0]}`?" if near else f"expected one of {', '.join(question.criteria_in_force)}"
    raise UnknownChoice(f"unknown criterion or atom `{name}`; {expected}")
