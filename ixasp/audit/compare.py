"""Two records of one case, compared path by path."""

import json
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum

from ixasp.audit.answer import outcome_in
from ixasp.audit.record import TOLD_TWICE, Record
from ixasp.frozen import Frozen


class Kind(StrEnum):
    """What a difference is about."""

    ANSWER = "answer"
    RULES = "rules"
    """The knowledge base has changed, or what can be read otherwise in it; by itself that changes no answer."""
    ENGINE = "engine"


class Difference(Frozen):
    """One place at which a record and the answer of today differ."""

    kind: Kind
    path: str
    """Where, as in the JSON of a determination: `criteria.A`, `dosing.status`, `reason[2]`."""
    was: object
    """The recorded value as JSON; none where there was nothing."""
    now: object
    """The value of today as JSON; none where there is nothing."""


def differences(was: Record, now: Record) -> Iterator[Difference]:
    """Yield every difference, those of the answer first; what is absent counts as null."""
    refused = "error" in was.answer, "error" in now.answer
    if refused[0] != refused[1]:
        # Every path of an answer is absent from a refusal, and the other way round; to list them would tell nothing.
        yield Difference(kind=Kind.ANSWER, path="outcome", was=outcome_in(was.answer), now=outcome_in(now.answer))
    found = list(_between("", _told(was, whole=not any(refused)), _told(now, whole=not any(refused))))
    if all(refused):
        found += _between("error", was.answer["error"], now.answer["error"])
    for kind in Kind:
        for path, before, after in found:
            if _kind(path) is kind:
                yield Difference(kind=kind, path=path, was=before, now=after)


def _told(record: Record, *, whole: bool) -> dict[str, object]:
    """Return what is compared by path: under which rules, and the answer where it is whole."""
    answer = {name: value for name, value in record.answer.items() if name != "case"} if whole else {}
    return answer | {name: getattr(record, name) for name in TOLD_TWICE}


def _kind(path: str) -> Kind:
    return _KINDS.get(path.partition(".")[0], Kind.ANSWER)


_KINDS = {"knowledge_base": Kind.RULES, "readings": Kind.RULES, "engine": Kind.ENGINE}
"""What is not about the answer itself. A record is decided again with its own readings: only rules can change them."""

_Change = tuple[str, object, object]


def _between(path: str, was: object, now: object) -> Iterator[_Change]:
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for name in [*was, *(name for name in now if name not in was)]:
            yield from _between(f"{path}.{name}" if path else name, was.get(name), now.get(name))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _between_lists(path, was, now)
    else:
        yield path, was, now


def _between_lists(path: str, was: list[object], now: list[object]) -> Iterator[_Change]:
    """Yield what went, came or changed; what only moved up or down because of that is no difference."""
    before, after = ([json.dumps(item, sort_keys=True) for item in items] for items in (was, now))
    for what, i, i_end, j, j_end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "replace" and i_end - i == j_end - j:
            for shift in range(i_end - i):
                yield from _between(f"{path}[{i + shift}]", was[i + shift], now[j + shift])
        elif what != "equal":
            yield from ((f"{path}[{position}]", was[position], None) for position in range(i, i_end))
            yield from ((f"{path}[{position}]", None, now[position]) for position in range(j, j_end))
