"""Facts that diagnosis codes supply: what is contradicted is dropped and reported, so a code never clashes."""

from collections.abc import Callable, Sequence

from ixasp.intake.case import Case, Note, Statement
from ixasp.knowledge.vocabulary import Vocabulary
from ixasp.worlds.minimal import all_minimal

Clash = Callable[[Sequence[Statement]], Sequence[Statement] | None]
"""Given statements, a minimal set of them that no patient fits; None where one fits them all."""


def coded_statements(case: Case, vocabulary: Vocabulary, clash: Clash) -> tuple[list[Statement], list[Note]]:
    """Return the statements that codes supply beyond what is stated, and notes on those that were dropped.

    Dropped is each supplied fact that takes part in a minimal clash, first among the codes, then against what is
    stated; the rest of a code's facts stay.
    """
    supplied = _supplied(case, vocabulary)
    if not supplied:
        return [], []
    notes: list[Note] = []
    agreed = _without_clashes(supplied, [], clash, "another diagnosis code", notes)
    stated = list(case.statements.values())
    kept = _without_clashes(agreed, stated, clash, "what is stated", notes)
    return [statement for statement in kept if statement.path not in case.statements], notes


def _supplied(case: Case, vocabulary: Vocabulary) -> list[Statement]:
    codes: dict[tuple[str, str], list[str]] = {}
    for fact, value, code, source in case.supplied:
        codes.setdefault((fact, value), []).extend([f"ICD-10-CM {code}", *source])
    return [
        Statement(fact, vocabulary.facts[fact], value, value, tuple(dict.fromkeys(sources)), "")
        for (fact, value), sources in codes.items()
    ]


def _without_clashes(
    supplied: list[Statement], stated: list[Statement], clash: Clash, with_what: str, notes: list[Note]
) -> list[Statement]:
    if clash([*stated, *supplied]) is None:
        return supplied
    clashing = {statement for found in all_minimal([*stated, *supplied], clash) for statement in found}
    for statement in supplied:
        if statement in clashing:
            message = (
                f"{', '.join(statement.source)} supplies {statement.fact.label} `{statement.value}`, "
                f"which clashes with {with_what}; it is not used"
            )
            notes.append(Note(fact=statement.path, message=message))
    return [statement for statement in supplied if statement not in clashing]
