"""The head of a file: its title, what it defines and uses, and which paragraphs it encodes."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple

ENTRIES = ("Defines", "Uses", "Encodes")
"""What a head tells, in this order."""

_ENTRY = re.compile(rf"({'|'.join(ENTRIES)}):\s*(.*)")
_SIGNATURE = re.compile(r"(?<![\w/])(-?_*[a-z]\w*)/(\d+)(?![\w/])")
_REMARK = re.compile(r"\([^()]*\)")


class FileHead(NamedTuple):
    """The comment that a file begins with."""

    title: str
    """Empty where the file does not begin with `%# title`."""
    entries: Mapping[str, str]
    """What it tells, by the words of ENTRIES."""
    lines: Mapping[str, int]
    """The line where each begins."""

    def signatures(self, entry: str) -> tuple[tuple[str, int], ...]:
        """Return the predicates that an entry lists as name/arity."""
        found = _SIGNATURE.findall(self.entries.get(entry, ""))
        return tuple(dict.fromkeys((name, int(arity)) for name, arity in found))

    @property
    def cited(self) -> tuple[str, ...]:
        """The paragraphs that it encodes, as they are listed; `1.a to 1.c` is one of them."""
        text = _REMARK.sub("", self.entries.get("Encodes", "")).partition(":")[0]
        listed = (" ".join(part.split()) for part in re.split(r"[,;]|\band\b", text))
        return tuple(part for part in listed if part and not part.startswith("nothing"))

    def cites(self, paragraph: str) -> bool:
        """Return whether the head cites a paragraph, something around it, or something within it."""
        return any(_covers(cited, paragraph) for cited in self.cited)


def file_head(text: str) -> FileHead:
    """Return the head of a file."""
    lines = list(takewhile(lambda line: line.startswith("%"), text.splitlines()))
    title = lines[0].removeprefix("%#").strip() if lines and lines[0].startswith("%#") else ""
    entries: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    current = ""
    for number, line in enumerate(lines, start=1):
        said = line.removeprefix("%").strip()
        if found := _ENTRY.fullmatch(said):
            current = found[1]
            entries[current] = [found[2]]
            places[current] = number
        elif not said:
            current = ""
        elif current:
            entries[current].append(said)
    return FileHead(title, {name: " ".join(said).strip() for name, said in entries.items()}, places)


def _covers(cited: str, paragraph: str) -> bool:
    first, to, last = (part.strip() for part in cited.partition(" to "))
    if not to:
        return _one_holds_the_other(first, paragraph)
    around, _, begin = first.rpartition(".")
    end = last.rpartition(".")[2]
    if not around:
        return _one_holds_the_other(first, paragraph) or begin <= paragraph.partition(".")[0] <= end
    if not paragraph.startswith(f"{around}."):
        return _one_holds_the_other(around, paragraph)
    return _between(begin, paragraph[len(around) + 1 :].partition(".")[0], end)


def _between(begin: str, item: str, end: str) -> bool:
    if all(part.isdigit() for part in (begin, item, end)):
        return int(begin) <= int(item) <= int(end)
    if item in (begin, end):
        return True
    return len(begin) == len(item) == len(end) == 1 and begin <= item <= end


def _one_holds_the_other(one: str, other: str) -> bool:
    # `Section A` and `A` are the same paragraph; words such as Definitions stand for themselves.
    one = one.removeprefix("Section ")
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def paragraphs(heads: Iterator[FileHead]) -> set[str]:
    """Return every paragraph that heads cite one by one."""
    return {cited for head in heads for cited in head.cited}
