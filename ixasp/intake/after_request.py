"""Dates that lie after the day of the request: they count as they are stated, and the reader is told to check them."""

from collections.abc import Iterator

from ixasp.intake.chronology import written
from ixasp.intake.dates import DateRange
from ixasp.intake.problems import printable
from ixasp.intake.reading import Reading


def after_request(reading: Reading, request: Reading, label: str) -> Iterator[str]:
    """Yield a remark for each date of a fact that is after the request, whichever of the days left open are true.

    Args:
        reading: a date, or dates by name; anything else has none
        request: the date of the request
        label: what that is called
    """
    if not isinstance(request.value, DateRange):
        return
    for name, days in _dates(reading):
        if days.first > request.value.last:
            what = f"`{written(days)}` for `{printable(name)}`" if name else f"`{printable(reading.given)}`"
            yield f"{what} is after the {label} `{printable(request.given)}`; check the dates"


def _dates(reading: Reading) -> Iterator[tuple[str, DateRange]]:
    """Yield each date with the name that it belongs to, which is empty for a date alone."""
    if isinstance(reading.value, DateRange):
        yield "", reading.value
    elif isinstance(reading.value, tuple):
        yield from ((name, days) for name, _, days in reading.value)
