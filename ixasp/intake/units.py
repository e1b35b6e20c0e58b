"""Units of a quantity, and the way to its default unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from unicodedata import normalize

from ixasp.intake.problems import listed, refused, seen
from ixasp.knowledge.vocabulary import Fact

_POWER: Final = re.compile("(?<=[0-9])(?=[⁰¹²³⁴-⁹])")
"""Between a number and its power; behind a letter the digit alone is usual: m2."""


@dataclass(frozen=True)
class Unit:
    """A unit in which a fact may be given."""

    name: str
    factor: Fraction = Fraction(1)
    """How many default units one of it is."""
    relative: bool = False
    """Whether a value in it is divided by the laboratory's upper limit of normal."""


class Units:
    """The units that one fact accepts."""

    def __init__(self, fact: Fact) -> None:
        """Index the declared units by the ways to write them."""
        units = [Unit(fact.default_unit)]
        units += [Unit(name, Fraction(factor)) for name, factor in (fact.units or {}).items()]
        units += [Unit(name, relative=True) for name in fact.relative_units]
        self.default = units[0]
        self.names = tuple(unit.name for unit in units if unit.name)
        self.relative = tuple(unit.name for unit in units if unit.relative)
        self._exact = {_written(unit.name): unit for unit in units}
        if fact.shown_unit:
            self._exact.setdefault(_written(fact.shown_unit), units[0])
        self._any_case = _unambiguous(self._exact)

    def unit(self, value: object) -> Unit:
        """Return the unit of a name, the default where there is none; raise Refused for one that is not accepted."""
        if value is None or value == self.default.name:
            return self.default
        if not self.names:
            raise refused(f"the unit {seen(value)} for a number without one", "no unit")
        if not isinstance(value, str):
            raise refused(f"{seen(value)} is not a unit", listed(self.names))
        written = _written(value)
        unit = self._exact.get(written) or self._any_case.get(written.casefold())
        if unit is None:
            raise refused(f"unknown unit {seen(value.strip())}", listed(self.names))
        return unit


def _written(name: str) -> str:
    """Return a unit without spaces, and with plain letters and digits in place of µ and superscripts."""
    powers = _POWER.sub("^", "".join(name.split()))
    return normalize("NFKC", powers).replace("μ", "u")


def _unambiguous(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Return units by their lower-case names, without those that then are no longer told apart."""
    found: dict[str, Unit | None] = {}
    for written, unit in units.items():
        key = written.casefold()
        same = found.setdefault(key, unit)
        if same is not None and (same.factor, same.relative) != (unit.factor, unit.relative):
            found[key] = None
    return {key: unit for key, unit in found.items() if unit is not None}
