"""What the engine and the rules promise each other, as far as the pages tell it: read from the engine's contract."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ixasp.workshop.syntax.evaluation import evaluate


@dataclass(frozen=True)
class Contract:
    """Which predicates have a part in the engine, and what stands in their arguments."""

    supplied: frozenset[str]
    """Name and arity of what comes with the case."""
    read: frozenset[str]
    """Name and arity of the declarations that the engine reads."""
    answers: frozenset[str]
    """Name and arity of what the engine asks the rules for."""
    asks: frozenset[str]
    """The names of the predicates that ask for a fact in their first argument."""
    refers: frozenset[tuple[str, int, int, str]]
    """Name, arity, position from 1, and the kind of thing that stands there: fact, criterion, reading, paragraph."""

    def kinds(self, name: str, arity: int, position: int) -> frozenset[str]:
        """Return the kinds of things that may stand at a position."""
        return frozenset(row[3] for row in self.refers if row[:3] == (name, arity, position))


@cache
def contract() -> Contract:
    """Return the contract that comes with the package."""
    text = files("ixasp.workshop.lint").joinpath("engine.lp").read_text(encoding="utf-8")
    rows = evaluate(text, ("supplied", "reads", "answers", "asks", "refers")).rows
    return Contract(
        supplied=frozenset(f"{name.plain}/{arity.plain}" for name, arity in rows["supplied"]),
        read=frozenset(f"{name.plain}/{arity.plain}" for name, arity in rows["reads"]),
        answers=frozenset(f"{name.plain}/{arity.plain}" for name, arity in rows["answers"]),
        asks=frozenset(str(name.plain) for name, _ in rows["asks"]),
        refers=frozenset(
            (str(name.plain), int(arity.text), int(position.text), str(kind.plain))
            for name, arity, position, kind in rows["refers"]
        ),
    )
