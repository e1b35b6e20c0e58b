"""YAML text as plain data: every scalar as text, no key twice, no tags, no aliases, one document."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ixasp.intake.plain import DEEPEST, MOST_VALUES
from ixasp.intake.problems import Findings, Refused, printable, refused, seen

_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""The plain scalars that stand for no value."""


def read_yaml(text: str) -> object:
    """Return the data, None for an empty text; raise Refused for what is not YAML or what a case may not hold."""
    try:
        return _tree(YAML(typ="base", pure=True).parse(text))
    except Refused:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: "
        raise refused(f"{where}not valid YAML: {printable(error.problem or error.context or '')}") from None
    except YAMLError as error:
        raise refused(f"not valid YAML: {printable(str(error).partition(chr(10))[0])}") from None
    except Exception:
        # The library's scanner lets errors of many kinds through on hostile text, such as escapes beyond Unicode.
        raise refused("not valid YAML: an escape that names no character") from None


@dataclass
class _Open:
    """A list or mapping that is still being read."""

    items: list[object] | None = None
    pairs: dict[str, object] = field(default_factory=dict)
    key: str | None = None
    """The key whose value comes next."""
    repeated: bool = False
    """Whether that key has a value already."""

    def step(self) -> str | int:
        """Return the step to the value that comes next."""
        return len(self.items) if self.items is not None else self.key or ""

    def add(self, value: object) -> None:
        """Put a value into its place; the first of two under one key stays."""
        if self.items is not None:
            self.items.append(value)
            return
        if self.key is not None and not self.repeated:
            self.pairs[self.key] = value
        self.key, self.repeated = None, False


def _tree(events: Iterator[Event]) -> object:
    """Return the data that a stream of events describes."""
    root = _Open(items=[])
    stack, findings, documents, values = [root], Findings(), 0, 0
    for event in events:
        inner = stack[-1]
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise refused(f"line {_line(event)}: a second document", "one case a file")
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            stack.pop()
            stack[-1].add(inner.pairs if inner.items is None else inner.items)
        elif isinstance(event, NodeEvent):
            _check(event, len(stack))
            if inner.items is None and inner.key is None:
                inner.key = _key(event)
                inner.repeated = inner.key in inner.pairs
                if inner.repeated:
                    with findings.at(*(frame.step() for frame in stack[1:])):
                        raise refused(f"{seen(inner.key)} stands here twice", "each name once")
                continue
            values += 1
            if values > MOST_VALUES:
                raise refused(f"line {_line(event)}: more than {MOST_VALUES} values", "a case of at most 1 MiB")
            if isinstance(event, ScalarEvent):
                absent = event.style is None and event.value in _NOTHING
                inner.add(None if absent else event.value)
            else:
                stack.append(_Open(items=[] if isinstance(event, SequenceStartEvent) else None))
    findings.raise_any()
    assert root.items is not None  # it was made as a list
    return root.items[0] if root.items else None


def _key(event: NodeEvent) -> str:
    """Return the text of a key; raise Refused where it is none."""
    if isinstance(event, ScalarEvent) and not (event.style is None and event.value in _NOTHING):
        return str(event.value)
    raise refused(f"line {_line(event)}: a name that is no text", "names as text")


def _check(event: NodeEvent, depth: int) -> None:
    """Raise Refused for what a case may not hold: aliases, anchors, tags, too many levels."""
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise refused(f"line {_line(event)}: an alias or anchor", "each value written out")
    if isinstance(event, (ScalarEvent, SequenceStartEvent, MappingStartEvent)) and event.tag is not None:
        raise refused(f"line {_line(event)}: the tag {seen(str(event.tag))}", "values without tags")
    if depth > DEEPEST:
        raise refused(f"line {_line(event)}: nested deeper than {DEEPEST} levels", "a flat case")


def _line(event: Event) -> int:
    """Return the line of an event, from 1."""
    return int(event.start_mark.line) + 1
