"""What clingo says of rules, apart from the places that it says it of."""

import re
from collections.abc import Iterator

from ixasp.workshop.syntax.statements import SyntaxMessage

_PLACE = re.compile(r"^<\w+>:(\d+):\d+(?:-(?:\d+:)?\d+)?: (?:error: |info: |note: )?", re.MULTILINE)


def messages_in(text: str) -> Iterator[SyntaxMessage]:
    """Yield each message in what clingo tells at once, on one line."""
    places = list(_PLACE.finditer(text))
    ends = [place.start() for place in places[1:]] + [len(text)]
    for place, end in zip(places, ends, strict=True):
        yield SyntaxMessage(int(place[1]), " ".join(text[place.end() : end].split()))


def message_of(text: str) -> SyntaxMessage | None:
    """Return what clingo tells as one message, with its first place; none where it names no place."""
    found = _PLACE.search(text)
    return SyntaxMessage(int(found[1]), " ".join(_PLACE.sub("", text).split())) if found else None
