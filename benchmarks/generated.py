"""Knowledge bases of any size, generated, to see how the workshop's commands grow with them."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

from ixasp.knowledge.sources import packaged

_HEAD = """%# A generated policy
%
% Defines: policy/1, version/2, criterion/2, part/3, section/1, alternative/1, facts of its own
% Uses:    is/2, at_least/2
% Encodes: {encoded}

#include "../../core/outline.lp".
#defined at_least/2.

policy("GENERATED").
label(policy, "a generated policy").
version("2025-01-01", 1).
section("A").
fact(request_date, date).
label(request_date, "date of the request").
selects_version(request_date).
top("A", 1).
criterion("A", any).
label("A", "one of the generated criteria").
"""


def write_generated(folder: Path, criteria: int, *, changed: int | None = None) -> Path:
    """Write a knowledge base with one policy, and return its folder.

    Each criterion is an alternative of its own and asks for two yes/no facts and for a quantity at its limit; half of
    the facts are shared with the criterion before it.

    Args:
        folder: where it is written; it must not be there yet
        criteria: how many there are
        changed: the criterion that asks for one fact less, if any
    """
    copytree(packaged() / "core", folder / "core")
    place = folder / "policies" / "generated"
    place.mkdir(parents=True)
    text = "\n".join(
        [
            _HEAD.replace("{encoded}", f"A.1 to A.{criteria}"),
            *(line for number in range(criteria) for line in _criterion(number, number == changed)),
        ]
    )
    (place / "policy.lp").write_text(text + "\n", encoding="utf-8")
    return folder


def _criterion(number: int, changed: bool) -> Iterator[str]:
    name = f"A.{number + 1}"
    yield f"\n% {name}"
    yield f"fact(finding_{number}, yes_no)."
    yield f'label(finding_{number}, "finding {number}").'
    yield f'question(finding_{number}, "Is there finding {number}?").'
    yield f'phrase(is(finding_{number}, yes), "there is finding {number}").'
    yield f'phrase(is(finding_{number}, no), "there is no finding {number}").'
    yield f"fact(level_{number}, quantity)."
    yield f'default_unit(level_{number}, "g/L").'
    yield f'label(level_{number}, "level {number}").'
    yield f'question(level_{number}, "What is level {number}?").'
    yield f"verb(level_{number}, is)."
    yield f'limit(level_{number}, at_least, "10", "{name}").'
    yield f'part("A", {number + 1}, "{name}").'
    yield f'criterion("{name}", rule).'
    yield f'label("{name}", "generated criterion {number + 1}").'
    yield f'alternative("{name}").'
    yield f'met("{name}") :-'
    yield f"    is(finding_{number}, yes),"
    if not changed and number:
        yield f"    is(finding_{number - 1}, no),"
    yield f'    at_least(level_{number}, "10").'
