"""Numbers a little beside the one that a rule names."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from ixasp.knowledge.vocabulary import Limit


def decimal(text: str) -> Decimal | None:
    """Return the number that a text is; None where it is none."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def beside(value: Decimal) -> Iterator[Decimal]:
    """Yield the numbers a unit in the last place below and above; never one that is not positive."""
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    while 0 < value <= step:
        step /= 10
    yield from (near for near in (value - step, value + step) if near > 0)


def written(value: Decimal, limits: tuple[Limit, ...]) -> str:
    """Return a number as the declared limits of a fact write it, or plainly where they do not."""
    return next((limit.text for limit in limits if limit.value == value), format(value, "f"))
