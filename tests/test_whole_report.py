"""The whole page from one call of the library: the same as the command writes."""

from pathlib import Path

import pytest

from ixasp import CaseError, KnowledgeBase
from ixasp.rendering.html import html
from ixasp.rendering.whole import whole_report
from tests.test_command_line import ixasp

CASES = Path(__file__).parent.parent / "cases"
POLICY = KnowledgeBase.load().policy("MP-RX-FP-46-23")


@pytest.mark.parametrize("name", ["a-ii-a-met", "limit-ast-above-2-5", "a-ii-b-open-contraindication"])
def test_the_library_and_the_command_write_one_page(name: str) -> None:
    file = CASES / f"{name}.yaml"
    case = POLICY.read_case(file)
    page = html(whole_report(POLICY, case))
    assert page == ixasp("determine", file, "--format", "html").stdout
    assert page == html(whole_report(POLICY, case, decided=POLICY.determine(case)))


def test_readings_and_errors_are_those_of_a_determination() -> None:
    case = POLICY.read_case(CASES / "reading-two-lines.yaml")
    assert whole_report(POLICY, case, readings={"two_lines": "exactly_two"}).outcome == "deny"
    with pytest.raises(CaseError):
        whole_report(POLICY, {"facts": {"stage": "V"}})
