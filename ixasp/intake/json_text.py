"""JSON text as plain data: numbers as their exact text, no key twice."""

import json
from collections.abc import Mapping
from typing import Final, NoReturn

from ixasp.intake.plain import DEEPEST
from ixasp.intake.problems import Findings, Place, refused, seen


class NotJson(ValueError):
    """A text that is no JSON at all."""


class _Pairs(list[tuple[str, object]]):
    """A mapping as it was written, keys that come twice included."""


def read_json(text: str) -> object:
    """Return the data; raise NotJson where the text breaks the grammar, Refused for what a case may not hold."""
    try:
        data = json.loads(
            text, object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        # The library's message begins with a capital letter.
        message = error.msg[:1].lower() + error.msg[1:]
        raise NotJson(f"line {error.lineno}, column {error.colno}: not valid JSON: {message}") from None
    except RecursionError:
        raise _TOO_DEEP from None
    findings = Findings()
    tree = _tree(data, (), findings)
    findings.raise_any()
    return tree


_TOO_DEEP: Final = refused(f"nested deeper than {DEEPEST} levels", "a flat case")


def _tree(data: object, place: Place, findings: Findings) -> object:
    """Return the data with mappings in place of pairs; what comes twice is found."""
    if isinstance(data, (list, Mapping)) and len(place) >= DEEPEST:
        raise _TOO_DEEP
    if isinstance(data, _Pairs):
        mapping: dict[str, object] = {}
        for key, value in data:
            with findings.at(*place, key):
                if key in mapping:
                    raise refused(f"{seen(key)} stands here twice", "each name once")
                mapping[key] = _tree(value, (*place, key), findings)
        return mapping
    if isinstance(data, list):
        return [_tree(item, (*place, position), findings) for position, item in enumerate(data)]
    return data


def _refuse_constant(name: str) -> NoReturn:
    raise refused(f"{seen(name)} is not a number", "a number such as 2.1")
