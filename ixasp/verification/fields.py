"""The fields of an answer that no check reads: those that no such answer has, and those that are not checked.

What an answer may hold is read off the models of the answers themselves, so that a field that is added to them counts
as not checked until some check reads it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class UnreadField:
    """A field of an answer that no check reads."""

    path: str
    """Written as in the answer, entries from 0: `reason[2].unit`."""
    known: bool
    """Whether such an answer has this field."""


def unread_fields(
    document: Mapping[str, object], answer: type[BaseModel], read: type[BaseModel], place: str = ""
) -> Iterator[UnreadField]:
    """Yield each field of a document that no check reads.

    Args:
        document: an answer as JSON, or a part of one
        answer: the model of the answer
        read: the model by which the checks read it
        place: the path that leads to this part
    """
    has, reads = _fields(answer), _fields(read)
    for name, value in document.items():
        path = f"{place}.{name}" if place else name
        if name not in reads or name not in has:
            yield UnreadField(path, name in has)
            continue
        part, read_part = _model_in(has[name].annotation), _model_in(reads[name].annotation)
        if part is not None and read_part is not None:
            for inner, inner_path in _mappings(value, path):
                yield from unread_fields(inner, part, read_part, inner_path)


def left_out(document: Mapping[str, object], answer: type[BaseModel]) -> Iterator[str]:
    """Yield the names of an answer's own fields, not of its parts, that a document lacks; an answer has all of them."""
    yield from (name for name in _fields(answer) if name not in document)


def has_field(answer: type[BaseModel], name: str) -> bool:
    """Return whether an answer has a field when it is written as JSON."""
    return name in _fields(answer)


def place_of(location: tuple[int | str, ...]) -> str:
    """Return names and positions as a path: `reason[2].unit`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields by the names that they have in JSON."""
    return {
        field.serialization_alias or field.alias or name: field
        for name, field in model.model_fields.items()
        if not field.exclude
    }


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that a type is made of: of `tuple[Note, ...] | None` it is Note."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _mappings(value: object, path: str) -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield the mappings in a value, or in its lists, each with its path."""
    if isinstance(value, Mapping):
        yield value, path
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _mappings(item, f"{path}[{position}]")
