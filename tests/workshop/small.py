"""Small knowledge bases written for a test."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from ixasp import KnowledgeBase, Policy
from ixasp.knowledge.sources import packaged

DECLARED = """
#include "../../core/outline.lp".
#defined is/2. #defined includes/2. #defined at_least/2. #defined above/2.
policy("SMALL").
label(policy, "a small policy").
version("2025-01-01", 1).
section(initial, "A").
fact(request_type, one_of). domain(request_type, initial). label(request_type, "type of request").
fact(request_date, date). label(request_date, "date of the request"). selects_version(request_date).
fact(first, yes_no). label(first, "first"). question(first, "First?").
fact(second, yes_no). label(second, "second"). question(second, "Second?").
fact(color, one_of). domain(color, (red; green; blue)). label(color, "color"). question(color, "Which color?").
fact(level, quantity). default_unit(level, "g"). label(level, "level"). question(level, "Which level?").
fact(given, set_of). domain(given, (one; other)). label(given, "what is given"). question(given, "What is given?").
member_label(one, "one"). member_label(other, "other"). drug("one", one).
phrase(includes(given), "{} is given"). phrase(excludes(given), "{} is not given").
phrase(empty(given), "nothing is given"). phrase(alone_but_for(given), "nothing is given but {}").
limit(level, at_least, "10", "A.1").
criterion("A", any). label("A", "section"). top("A", 1).
part("A", 1, "A.1"). part("A", 2, "A.2").
criterion("A.1", rule). label("A.1", "the first way").
criterion("A.2", rule). label("A.2", "the second way").
alternative(("A.1"; "A.2")).
heading("D"). label("D", "not covered"). top("D", 2). part("D", 1, "D.1").
criterion("D.1", rule). label("D.1", "an exclusion"). exclusion("D.1").
"""
"""Facts of each kind and an outline of two alternatives and an exclusion; its rules are left to the test."""


def write(folder: Path, rules: str, declared: str = DECLARED) -> Path:
    """Write a knowledge base of one policy, and return its folder."""
    (folder / "core").mkdir(parents=True)
    shutil.copy(packaged() / "core" / "outline.lp", folder / "core" / "outline.lp")
    place = folder / "policies" / "small"
    place.mkdir(parents=True)
    (place / "policy.lp").write_text(declared + rules, encoding="utf-8")
    return folder


def load(folder: Path, rules: str, declared: str = DECLARED) -> Policy:
    """Write a knowledge base of one policy, and load the policy."""
    return KnowledgeBase.load(write(folder, rules, declared)).policy("SMALL")


def case(facts: Mapping[str, object]) -> dict[str, object]:
    """Return a case of the small policy."""
    return {"id": "small", "policy": "SMALL", "facts": dict(facts)}
