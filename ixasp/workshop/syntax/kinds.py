"""What clingo calls the kinds of statements, and what they are called here."""

HEADS = {
    "Disjunction": "disjunction",
    "Aggregate": "choice",
    "HeadAggregate": "choice",
    "TheoryAtom": "theory atom",
}
"""Rules that do more than derive one atom, by what stands in the head."""

OTHERS = {
    "Script": "script",
    "Minimize": "weak constraint",
    "External": "external",
    "Edge": "edge",
    "Heuristic": "heuristic",
    "TheoryDefinition": "theory",
    "Definition": "const",
    "Defined": "defined",
    "ShowSignature": "show",
    "ShowTerm": "show",
    "ProjectAtom": "project",
    "ProjectSignature": "project",
}
"""Statements that are no rules; what is not listed begins a part of the program."""

COMPARED = (">", "<", "<=", ">=", "!=", "=")
"""The comparisons, by clingo's number for them."""

OPERATORS = ("^", "?", "&", "+", "-", "*", "/", "\\", "**")
"""The operations on numbers, by clingo's number for them."""
