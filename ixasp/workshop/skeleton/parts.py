"""New parts of a policy: a fact, a criterion, a reading, each with all that the checks ask for."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from ixasp.errors import KnowledgeBaseError
from ixasp.knowledge.sources import packaged
from ixasp.workshop.skeleton.filling import filled
from ixasp.workshop.skeleton.naming import constant_problem, refuse, text_problem
from ixasp.workshop.syntax.library import Library, SourceFile, policy_files, read_library
from ixasp.workshop.syntax.parser import parse
from ixasp.workshop.syntax.statements import Atom

_MOST_LISTED = 12
"""A message names no more paragraphs."""


class FactKind(StrEnum):
    """The kinds of fact that there is a template for."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SET_OF = "set_of"
    QUANTITY = "quantity"
    COUNT = "count"
    DATE = "date"


def fact_part(
    name: str,
    kind: FactKind,
    *,
    label: str | None = None,
    question: str | None = None,
    values: Sequence[str] = (),
    unit: str = "mg",
    root: Path | None = None,
) -> str:
    """Return the declaration of a new fact.

    Args:
        name: as rules and cases write it
        kind: how it is known
        label: what it is called; by default its name
        question: how it is asked for; by default from its label
        values: those of a one-of fact, or the members of a set
        unit: of a quantity
        root: the folder of the knowledge base; by default the one that comes with the package

    Raises:
        KnowledgeBaseError: a name can't be used, or is there already
    """
    label = label or name.replace("_", " ")
    question = question or f"What is known of this: {label}?"
    values = values or ("first_value", "second_value")
    refuse(
        [
            *constant_problem("NAME", name),
            *(problem for value in values for problem in constant_problem("--value", value)),
            *text_problem("--label", label),
            *text_problem("--question", question),
            *text_problem("--unit", unit),
            *_declared(_library(root), "fact", name),
        ]
    )
    return filled("fact.lp", name=name, kind=kind, label=label, question=question, values=values, unit=unit)


def criterion_part(
    identifier: str,
    *,
    within: str | None = None,
    label: str | None = None,
    when: str = "is(some_fact, yes)",
    root: Path | None = None,
    number: str | None = None,
) -> str:
    """Return the declaration of a new criterion, the last of the paragraph around it, and its rule.

    Args:
        identifier: the paragraph that it stands for
        within: the paragraph around it; by default its own up to the last point
        label: what it asks for, in plain words
        when: the conditions of its rule
        root: the folder of the knowledge base; by default the one that comes with the package
        number: the policy; by default any

    Raises:
        KnowledgeBaseError: a text can't be used, the criterion is there already, or nothing is around it
    """
    around = within or identifier.rpartition(".")[0]
    when = when.strip().removesuffix(".").rstrip()
    label = label or f"what {identifier} asks for"
    library = _library(root)
    numbers = [policy.number for policy in library.policies]
    if number not in (None, *numbers):
        refuse([f"--policy: unknown policy `{number}`; expected {' or '.join(numbers)}"])
    parts = [atom for atom, _ in _facts(library, number) if atom.name == "part" and atom.arity == 3]
    problems = [*text_problem("ID", identifier), *text_problem("--label", label)]
    problems += _declared(library, "criterion", f'"{identifier}"', number)
    problems += _not_there("--within", around, _outline(library, number))
    rule = f'met("{identifier}") :- {when}.'
    parsed = parse(rule)
    problems += [f"--when: `{when}` can't be read: {message.text}" for message in parsed.messages[:1]]
    if not when:
        problems.append("--when: there is no condition; expected what the rule asks for: is(some_fact, yes)")
    elif len(parsed.statements) > 1 or "%" in when:
        problems.append(f"--when: `{when}` is more than the conditions of one rule")
    refuse(problems)
    taken = [int(atom.arguments[1].text) for atom in parts if atom.arguments[0].text == f'"{around}"']
    position = max(taken, default=0) + 1
    return filled("criterion.lp", id=identifier, around=around, position=position, label=label, when=when)


def reading_part(
    name: str,
    about: str,
    *,
    label: str | None = None,
    options: Sequence[str] = (),
    root: Path | None = None,
) -> str:
    """Return the declaration of a new reading.

    Args:
        name: as rules write it
        about: the paragraph that can be read in more than one way
        label: what is unclear; by default its name
        options: two or more, the default first
        root: the folder of the knowledge base; by default the one that comes with the package

    Raises:
        KnowledgeBaseError: a name can't be used, or is there already; there is but one option, or no such paragraph
    """
    label = label or name.replace("_", " ")
    options = options or ("first_option", "second_option")
    library = _library(root)
    cited = (paragraph for file in _files(library, None) for paragraph in file.head.cited)
    problems = [*constant_problem("NAME", name), *text_problem("--about", about), *text_problem("--label", label)]
    problems += [problem for option in options for problem in constant_problem("--option", option)]
    problems += _not_there("--about", about, [*_outline(library), *cited])
    problems += _declared(library, "default", name)
    if len(set(options)) < 2:
        problems.append(f"--option: `{options[0]}` is the only one; expected two or more, the default first")
    refuse(problems)
    return filled("reading.lp", name=name, about=about, label=label, options=options)


def append_part(part: str, file: Path) -> None:
    """Write a new part behind what a file holds.

    Raises:
        KnowledgeBaseError: there is no such file, or it can't be written
    """
    try:
        before = file.read_text(encoding="utf-8").rstrip("\n")
        file.write_text(f"{before}\n\n{part}", encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeBaseError(
            f"--into: `{file}` can't be extended; expected a file of the policy that can be written"
        ) from error


def _library(root: Path | None) -> Library:
    return read_library(root or packaged())


def _files(library: Library, number: str | None) -> Iterator[SourceFile]:
    yield from policy_files([policy for policy in library.policies if number in (None, policy.number)])


def _facts(library: Library, number: str | None = None) -> Iterator[tuple[Atom, str]]:
    """Yield what the files declare, with the place."""
    for file in _files(library, number):
        for statement in file.parsed.statements:
            if statement.plain and not statement.body_texts:
                yield from ((atom, f"{file.name}:{atom.line}") for atom in statement.heads)


def _outline(library: Library, number: str | None = None) -> list[str]:
    """Return the paragraphs that the files declare."""
    declared = (atom for atom, _ in _facts(library, number) if atom.name in ("criterion", "heading"))
    return [atom.arguments[0].text.strip('"') for atom in declared]


def _not_there(what: str, paragraph: str, known: Sequence[str]) -> Iterator[str]:
    if paragraph not in known:
        near = get_close_matches(paragraph, known, 1)
        more = ", …" if len(known) > _MOST_LISTED else ""
        hint = f"did you mean `{near[0]}`?" if near else f"expected one of {', '.join(known[:_MOST_LISTED])}{more}"
        yield f"{what}: there is no paragraph `{paragraph}`; {hint}"


def _declared(library: Library, predicate: str, name: str, number: str | None = None) -> Iterator[str]:
    for atom, place in _facts(library, number):
        if atom.name == predicate and atom.arguments and atom.arguments[0].text == name:
            yield f"{place}: `{name}` is declared already; expected a new name"
