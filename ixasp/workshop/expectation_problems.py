"""What is wrong with an expectation: its form, and what the policy does not have."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic_core import ErrorDetails

from ixasp.answers.determination import Outcome
from ixasp.answers.question import DOSING_STATUSES
from ixasp.intake.problems import Finding, Place, listed, near, seen, unknown_word
from ixasp.knowledge.loader import LoadedPolicy

_ANSWER, _READING = "a key of an expectation", "a mapping with select and outcome"
_KINDS = {
    "string_type": "a text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "missing": "both keys of a reading, or all three of a literal",
}
"""What is expected, by the type of a complaint."""
_MOST_LISTED = 12
"""So many names a message lists."""


def complaint_told(complaint: ErrorDetails, keys: Mapping[str, Sequence[str]]) -> Finding:
    """Return a complaint of the model in our own words.

    Args:
        complaint: as the library for models tells it
        keys: the keys that may stand below each key of an expectation
    """
    place, kind, given = complaint["loc"], complaint["type"], complaint["input"]
    if kind == "extra_forbidden":
        above = [step for step in place[:-1] if step in keys]
        known = keys[str(above[-1])] if above else keys[""]
        close = near(str(place[-1]), known)
        hint = f"; did you mean `{close}`?" if close else ""
        return Finding(place, f"unknown key {seen(str(place[-1]))}{hint}", "" if close else listed(known))
    if kind in ("enum", "literal_error"):
        expected = str(complaint["ctx"]["expected"]).replace("'", "")
        return Finding(place, f"unknown value {_kind(given)}", expected)
    message = f"`{place[-1]}` is missing" if kind == "missing" else f"{_kind(given)} stands here"
    return Finding(place, message, _KINDS.get(kind, _READING if place else _ANSWER))


def _kind(given: object) -> str:
    return seen(given) if isinstance(given, str | bool | dict | list) or given is None else f"`{given}`"


def misfits(document: Mapping[str, object], policy: LoadedPolicy) -> Iterator[Finding]:
    """Yield what the policy does not have, or what does not go together, in data of any form."""
    yield from _of_answer(document, (), policy)
    facts = tuple(policy.vocabulary.facts)
    for position, completion in enumerate(_items(document.get("completions"))):
        for at, literal in enumerate(_items(completion)):
            if isinstance(literal, dict) and isinstance(literal.get("fact"), str):
                yield from _unknown("fact", literal["fact"], facts, ("completions", position, at, "fact"))
    readings = policy.outline.readings
    for position, reading in enumerate(_items(document.get("readings"))):
        if isinstance(reading, dict):
            yield from _of_answer(reading, ("readings", position), policy)
            selected = reading.get("select")
            for name, option in selected.items() if isinstance(selected, dict) else ():
                place = ("readings", position, "select", name)
                yield from _unknown("reading", name, tuple(readings), place)
                if name in readings:
                    yield from _unknown("option", option, tuple(readings[name].options), place)


def _of_answer(answer: Mapping[str, object], place: Place, policy: LoadedPolicy) -> Iterator[Finding]:
    """Yield what is wrong with what is expected under one choice of readings."""
    outline = policy.outline
    criteria = tuple(name for name, criterion in outline.criteria.items() if criterion.kind != "heading")
    exclusions = tuple(name for name in criteria if outline.criteria[name].exclusion)
    stated = answer.get("criteria")
    for name in stated if isinstance(stated, dict) else ():
        yield from _unknown("criterion", name, criteria, (*place, "criteria", name))
    for key, known, what in (("basis", outline.alternatives, "alternative"), ("exclusions", exclusions, "exclusion")):
        for position, name in enumerate(_items(answer.get(key))):
            yield from _unknown(what, name, known, (*place, key, position))
    dosing = answer.get("dosing")
    if dosing is not None and outline.dosing is None:
        yield Finding((*place, "dosing"), "a dosing, though the policy limits no dose", "no dosing")
    if isinstance(dosing, dict):
        statuses = (*DOSING_STATUSES, "unknown", "not_requested")
        yield from _unknown("status", dosing.get("status"), statuses, (*place, "dosing", "status"))
    answered = [key for key in ("outcome", "basis", "criteria", "exclusions", "dosing", "completions") if key in answer]
    error = answer.get("error")
    if error is None and answer.get("outcome") is None:
        yield Finding((*place, "outcome"), "neither an outcome nor an error", listed(tuple(Outcome)))
    if error is not None and answered:
        yield Finding((*place, answered[0]), "an answer beside an error", "one of them")
    if error == "inconsistent" and answer.get("clash") is None:
        yield Finding((*place, "clash"), "an inconsistent case without a clash", "the facts that clash")
    if error != "inconsistent" and answer.get("clash") is not None:
        yield Finding((*place, "clash"), "a clash without its error", "the error `inconsistent`")


def _unknown(what: str, word: object, known: Sequence[str], place: Place) -> Iterator[Finding]:
    if isinstance(word, str) and word not in known:
        for finding in unknown_word(what, word, known).findings:
            some = len(known) > _MOST_LISTED
            yield Finding(place, finding.message, f"a {what} of the policy" if some else finding.expected)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
