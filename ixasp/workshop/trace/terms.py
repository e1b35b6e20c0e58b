"""Terms as they are written: taken apart, and told apart where a pool stands for several."""

from typing import NamedTuple


class Named(NamedTuple):
    """A term such as `reading(Id)`, taken apart."""

    name: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        """Return the term as it is written."""
        return f"{self.name}({', '.join(self.arguments)})" if self.arguments else self.name

    def names(self, other: "Named") -> bool:
        """Return whether another term is this one, or this one with further arguments."""
        part = len(self.arguments)
        return part > 0 and self.name == other.name and other.arguments[:part] == self.arguments


def taken_apart(term: str) -> Named:
    """Return the name and the arguments of a term."""
    name, _, inside = term.strip().removesuffix(")").partition("(")
    return Named(name.strip(), _split(inside, ",") if inside else ())


def alternatives(term: str) -> tuple[str, ...]:
    """Return the alternatives of a pool, `(one;other)`; of anything else, itself alone."""
    if not term.startswith("(") or not term.endswith(")"):
        return (term,)
    parts = _split(term[1:-1], ";")
    return parts if len(parts) > 1 else (term,)


def _split(text: str, mark: str) -> tuple[str, ...]:
    """Return the parts between marks that stand neither within parentheses nor within quotes."""
    parts, depth, quoted, before = [""], 0, False, ""
    for character in text:
        if character == '"' and before != "\\":
            quoted = not quoted
        if not quoted:
            depth += (character == "(") - (character == ")")
        if character == mark and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
        before = "" if before == "\\" else character
    return tuple(part.strip() for part in parts)
