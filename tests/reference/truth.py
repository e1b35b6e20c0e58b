"""Truth about a patient of whom only part is known.

A truth is True, False, or the name of an open fact on which it turns. Where every fact is known
these connectives are the classical ones. Where something is open they may leave open what a case
split would settle (a statement or its negation), so an open truth means no more than: ask this
fact next.
"""

from typing import TypeAlias

Truth: TypeAlias = bool | str


def both(*parts: Truth) -> Truth:
    """Whether all parts hold."""
    result: Truth = True
    for part in parts:
        if part is False:
            return False
        if part is not True and result is True:
            result = part
    return result


def either(*parts: Truth) -> Truth:
    """Whether at least one part holds."""
    result: Truth = False
    for part in parts:
        if part is True:
            return True
        if part is not False and result is False:
            result = part
    return result


def negate(part: Truth) -> Truth:
    """Whether the part does not hold."""
    return (not part) if isinstance(part, bool) else part
