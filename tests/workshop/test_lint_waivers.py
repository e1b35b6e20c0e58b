"""Waivers: what they cover, until when, and what is said of those that do not hold."""

from datetime import date
from pathlib import Path

import pytest

from ixasp.workshop.checking import check
from ixasp.workshop.finding_text import report_text
from tests.workshop.linting import example
from tests.workshop.test_lint import told

TODAY = date(2027, 1, 1)
UNUSED = 'limit(weight, above, "90", "A.i").'
GOOD = "% waive: unused-limit until 2027-06-30 by J. Doe: the rule comes next"


@pytest.mark.parametrize(
    "rules",
    [
        f"{GOOD}\n{UNUSED}",
        f"{UNUSED} {GOOD}",
        f"{GOOD}\n% Another remark.\n{UNUSED}",
        GOOD + '\nlimit(weight,\n    above, "90",\n    "A.i").',
    ],
)
def test_a_waiver_covers_the_line_that_it_ends_or_the_statement_below(rules: str, tmp_path: Path) -> None:
    report = check(example(tmp_path, rules), today=TODAY)
    assert told(report.findings) == []
    (waived,) = report.waived
    assert (waived.until, waived.by, waived.reason) == ("2027-06-30", "J. Doe", "the rule comes next")
    assert "1 waived" in report_text(report)
    assert "by J. Doe" not in report_text(report)
    assert "until 2027-06-30 by J. Doe: the rule comes next" in report_text(report, with_waived=True)


@pytest.mark.parametrize(
    ("waiver", "message", "still"),
    [
        (GOOD.replace(" by J. Doe", ""), "the waiver of unused-limit lacks a name", True),
        (GOOD.replace(": the rule comes next", ""), "the waiver of unused-limit lacks a reason", True),
        (GOOD.replace(" until 2027-06-30", ""), "the waiver of unused-limit lacks a last day", True),
        ("% waive: unused-limit", "lacks a last day and a name and a reason", True),
        ("% waive everything", "this waiver can't be read", True),
        (GOOD.replace("2027-06-30", "next year"), "this waiver can't be read", True),
        (GOOD.replace("2027-06-30", "summer"), "ends on `summer`; expected a day", True),
        (GOOD.replace("2027-06-30", "2026-12-31"), "was good until 2026-12-31", True),
        (GOOD.replace("unused-limit", "unused-limits"), "there is no check `unused-limits`", True),
        (GOOD.replace("unused-limit", "unused-fact"), "the waiver of unused-fact waives nothing", True),
        (GOOD.replace("2027-06-30", "2027-01-01"), "", False),
    ],
)
def test_a_waiver_that_does_not_hold_is_a_finding(waiver: str, message: str, still: bool, tmp_path: Path) -> None:
    report = check(example(tmp_path, f"{waiver}\n{UNUSED}"), today=TODAY)
    about = [found for found in report.findings if found.check == "waiver"]
    assert [found.line for found in about] == ([7] if message else []), told(report.findings)
    assert all(message in found.message for found in about)
    assert ("unused-limit" in {found.check for found in report.findings}) is still


def test_a_waiver_covers_no_other_line(tmp_path: Path) -> None:
    report = check(example(tmp_path, f"{GOOD}\n\n{UNUSED}"), today=TODAY)
    assert {found.check for found in report.findings} == {"waiver", "unused-limit"}
