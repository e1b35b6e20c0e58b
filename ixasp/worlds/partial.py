"""Rules in which an atom depends on its own negation, made into others that say what answers they have.

Such rules may have no answer about a patient, or several. Unfolded, with each atom as one that holds for certain and
one that is possible, they have answers that may leave atoms undefined (Janhunen, Niemelä, Seipel, Simons and You,
"Unfolding partiality and disjunctions in stable model semantics", 2006). The well-founded answer is one of these, so
where none of them leaves an atom undefined, there is exactly one answer. Reduced, they say whether a guess at these
atoms is an answer (Gelfond and Lifschitz, "The stable model semantics for logic programming", 1988).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ixasp.worlds.components import components
from ixasp.worlds.rules import GroundProgram, GroundRule, bodies_of

UNDEFINED = "_undefined"
"""What holds of a patient of whom an answer leaves some atom undefined."""

MISTAKEN = "_mistaken"
"""What holds where a guess is no answer."""


def looped(rules: Sequence[GroundRule]) -> set[int]:
    """Return the atoms that depend on their own negation, and those between.

    Where there are none, every patient has exactly one answer: that is proven by the layers of the rules (Apt, Blair
    and Walker, "Towards a theory of declarative knowledge", 1988).
    """
    below = bodies_of(rules)
    component = components({atom: map(abs, body) for atom, body in below.items()})
    loops = {
        component[atom]
        for atom, body in below.items()
        if any(literal < 0 and component[-literal] == component[atom] for literal in body)
    }
    return {atom for atom in below if component[atom] in loops}


def sources(rules: Sequence[GroundRule], atoms: Iterable[int]) -> set[int]:
    """Return all atoms that some atoms depend on, with these themselves."""
    below = {atom: {abs(literal) for literal in body} for atom, body in bodies_of(rules).items()}
    return _reached(below, atoms)


def unfolded(program: GroundProgram, loops: Iterable[int]) -> GroundProgram:
    """Return rules whose answers may leave atoms undefined; that one is, makes UNDEFINED hold.

    Args:
        program: the rules
        loops: the atoms that depend on their own negation; these may be undefined, and what depends on them
    """
    above: dict[int, set[int]] = {}
    for atom, body in bodies_of(program.rules).items():
        for literal in body:
            above.setdefault(abs(literal), set()).add(atom)
    split = sorted(_reached(above, loops))
    taken = _highest(program.rules)
    possible = {atom: taken + at for at, atom in enumerate(split, 1)}
    undefined = taken + len(possible) + 1
    rules = [*_unfolded(program.rules, possible), *_gaps(possible, undefined)]
    return GroundProgram(rules, {**program.atoms, UNDEFINED: undefined})


def reduced(program: GroundProgram, loops: Collection[int]) -> tuple[GroundProgram, Mapping[int, str]]:
    """Return rules for one guess at the atoms of loops, which is an answer where MISTAKEN does not hold.

    Args:
        program: the rules
        loops: the atoms that depend on their own negation

    Returns:
        the rules, and for each atom of a loop the name of the one that guesses at it
    """
    taken = _highest(program.rules)
    guess = {atom: taken + at for at, atom in enumerate(sorted(loops), 1)}
    mistaken = taken + len(guess) + 1
    rules = [
        rule._replace(body=tuple(-guess.get(-one, -one) if one < 0 else one for one in rule.body))
        if any(atom in guess for atom in rule.head)
        else rule
        for rule in program.rules
    ]
    for atom, guessed in guess.items():
        rules.append(GroundRule(True, (guessed,), ()))
        rules += [GroundRule(False, (mistaken,), body) for body in ((atom, -guessed), (-atom, guessed))]
    names = {atom: f"_guess({atom})" for atom in guess}
    named = {names[atom]: number for atom, number in guess.items()}
    return GroundProgram(rules, {**program.atoms, **named, MISTAKEN: mistaken}), names


def _highest(rules: Iterable[GroundRule]) -> int:
    return max(max(map(abs, (*rule.head, *rule.body)), default=0) for rule in rules)


def _reached(graph: Mapping[int, Iterable[int]], atoms: Iterable[int]) -> set[int]:
    found, left = set[int](), list(atoms)
    while left:
        atom = left.pop()
        if atom not in found:
            found.add(atom)
            left += graph.get(atom, ())
    return found


def _unfolded(rules: Sequence[GroundRule], possible: Mapping[int, int]) -> Iterator[GroundRule]:
    """Yield the rules for what is certain, where what is negated must not be possible, and for what is possible."""
    for rule in rules:
        certain = tuple(-possible.get(-one, -one) if one < 0 else one for one in rule.body)
        yield rule._replace(body=certain)
        if any(atom in possible for atom in rule.head):
            head = tuple(possible.get(atom, atom) for atom in rule.head)
            yield rule._replace(head=head, body=tuple(possible.get(one, one) for one in rule.body))


def _gaps(possible: Mapping[int, int], undefined: int) -> Iterator[GroundRule]:
    for certain, maybe in possible.items():
        yield GroundRule(False, (), (certain, -maybe))
        yield GroundRule(False, (undefined,), (maybe, -certain))
