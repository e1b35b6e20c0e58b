"""What the declarations of a policy say, as facts in the words of parsed.lp, and what their strings are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ixasp.workshop.lint.declarations import Declaration
from ixasp.workshop.lint.reification import quoted

_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLACE = re.compile(r"\{\w*\}")
_CONSTANT = re.compile(r"_*[a-z]\w*")


def declared_facts(rows: Mapping[int, tuple[int, Declaration]]) -> Iterator[str]:
    """Yield declarations.

    Args:
        rows: each declaration by its number, with the number of its statement
    """
    for number, (statement, declaration) in rows.items():
        atom = declaration.atom
        yield f"row({number},{statement},{quoted(atom.text)})."
        arguments = atom.arguments
        for position, argument in enumerate(arguments, start=1):
            yield f"declared({number},{quoted(atom.name)},{len(arguments)},{position},{argument.text})."
            for inner, within in enumerate(argument.arguments, start=1):
                yield f"inside({number},{position},{quoted(argument.name)},{inner},{within.text})."


def said_of_values(texts: Iterable[str]) -> Iterator[str]:
    """Yield what constants, strings and numbers are, each as the rules write it."""
    for text in texts:
        if text.isdigit():
            yield f"number({text})."
        elif text.startswith('"'):
            yield f"string({text})."
            yield from _of_string(text, text[1:-1])
        elif _CONSTANT.fullmatch(text):
            yield f"constant({quoted(text)},{text})."


def _of_string(text: str, inside: str) -> Iterator[str]:
    if not inside.strip():
        yield f"empty_text({text})."
    if _DECIMAL.fullmatch(inside):
        yield f"decimal({text})."
    if _DAY.fullmatch(inside) and _is_day(inside):
        yield f"day({text})."
    if places := len(_PLACE.findall(inside)):
        yield f"places({text},{places})."


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
