"""What the dates of a record settle about one another."""

from collections.abc import Iterator, Sequence
from datetime import date

from ixasp.intake.case import Case
from ixasp.intake.dates import DateRange, add_months
from ixasp.knowledge.vocabulary import Record, Role
from ixasp.worlds.encoding import entries_told


def settled(record: Record, case: Case) -> Iterator[tuple[str, bool]]:
    """Yield the atoms, and whether they hold, that tell what pairs of stated dates settle.

    The event came within so many months of a last dose: certainly, where even its last possible day is within them
    of the first possible last dose; certainly not, where even its first possible day is beyond them from the last
    possible one. Coarse dates leave open what they leave open.
    """
    for number, entry in enumerate(entries_told(case)):
        for given, windows in record.windows.items():
            own, certain = _own_last_dose(record, case, entry, given)
            if certain:
                yield f"own_last_dose({number},{given})", own is not None
            event = _date(record, case, entry, Role.EVENT)
            if event is None:
                continue
            begins = _date(record, case, entry, Role.BEGINS)
            ends = _date(record, case, entry, Role.ENDS)
            doses = own or (_any_last_dose(record, case, entry) if certain else None)
            ended = ends if certain and own is None else None
            bounds = [
                (Role.BEGINS, begins.first if begins else None, None),
                (Role.ENDS, ended.first if ended else None, ends.last if ends else None),
                (Role.LAST_DOSES, doses.first if doses else None, own.last if own else None),
            ]
            for by, earliest, latest in bounds:
                for months in windows:
                    verdict = _verdict(event, earliest, latest, months)
                    if verdict:
                        yield f"settled({number},{given},{months},{record.roles[by]},{verdict})", True


def _verdict(event: DateRange, earliest: date | None, latest: date | None, months: int) -> str:
    """Return what bounds of a last dose settle: yes, no, or nothing."""
    if earliest is not None and event.last <= add_months(earliest, months):
        return "yes"
    if latest is not None and event.first > add_months(latest, months):
        return "no"
    return ""


def _date(record: Record, case: Case, entry: int, role: Role) -> DateRange | None:
    statement = case.statements.get(f"{record.fact}[{entry}].{record.roles[role]}")
    return statement.value if statement is not None and isinstance(statement.value, DateRange) else None


def _own_last_dose(record: Record, case: Case, entry: int, given: str) -> tuple[DateRange | None, bool]:
    """Return the last dose of what was given, where all that was given of it ended before the entry may have.

    Return with it whether that is certain: where last doses are said to be unknown, or told for drugs of an entry
    whose drugs are not known, they may or may not be those of all that was given.
    """
    drugs = case.statements.get(f"{record.fact}[{entry}].{record.roles[Role.GIVEN]}")
    ends = case.statements.get(f"{record.fact}[{entry}].{record.roles[Role.LAST_DOSES]}")
    if ends is None or not isinstance(ends.value, tuple):
        return None, True
    if drugs is None or not ends.value:
        return None, False
    listed = sum(given in concepts for _, concepts in drugs.named)
    ranges = [day for _, concepts, day in ends.value if given in concepts]
    if not ranges or len(ranges) < listed:
        return None, True
    return _latest(ranges), True


def _any_last_dose(record: Record, case: Case, entry: int) -> DateRange | None:
    """Return the latest last dose that is told: the entry ended no sooner."""
    ends = case.statements.get(f"{record.fact}[{entry}].{record.roles[Role.LAST_DOSES]}")
    told = ends.value if ends is not None and isinstance(ends.value, tuple) else ()
    return _latest([day for _, _, day in told]) if told else None


def _latest(ranges: Sequence[DateRange]) -> DateRange:
    return DateRange(max(day.first for day in ranges), max(day.last for day in ranges))
