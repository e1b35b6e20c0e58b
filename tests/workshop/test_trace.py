"""The policy's text against the knowledge base: every change is told, with what it concerns, and nothing else."""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from ixasp.cli.kb.app import app
from ixasp.errors import KnowledgeBaseError, UnknownChoice
from ixasp.workshop.checking import check
from ixasp.workshop.skeleton.policy import new_policy
from ixasp.workshop.syntax.library import MANIFEST
from ixasp.workshop.trace.alignment import Change, align
from ixasp.workshop.trace.fingerprint import SKETCH_DIGITS, compared, likeness, paragraph_hash, sketch
from ixasp.workshop.trace.manifest import Entry, manifest_text, read_manifest
from ixasp.workshop.trace.passages import read_text
from ixasp.workshop.trace.report import Kind, Trace
from ixasp.workshop.trace.terms import alternatives, taken_apart
from ixasp.workshop.trace.text import trace_text
from ixasp.workshop.trace.tracing import trace

ROOT = Path(__file__).parent.parent.parent
TEXT = Path(__file__).parent / "policy_text.txt"
POLICY_TEXT = ROOT.parent / "shared" / "policy" / "MP-RX-FP-46-23.txt"
OWNERS = {
    1: ('informational({}, "the plan")',),
    2: ('owned_by({}, policy("SAMPLE-1"))',),
    3: ('informational({}, "a heading")',),
    4: ('informational({}, "what the page is for")',),
    5: ('owned_by({}, criterion("A"))',),
    6: ('owned_by({}, (criterion("A.i"); reading(proof_of_diagnosis)))', "owned_by({}, definition(proven))"),
    7: ('informational({}, "not encoded")',),
    8: ('informational({}, "a heading")',),
    9: ('informational({}, "not encoded")',),
    10: ('informational({}, "a heading")',),
    11: ('informational({}, "a remark")',),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge base of one policy, whose manifest is complete."""
    folder = tmp_path / "kb"
    new_policy("sample", "SAMPLE-1", folder, day=date(2026, 1, 1))
    (tmp_path / "text.txt").write_text(TEXT.read_text(encoding="utf-8"), encoding="utf-8")
    manifest = folder / "policies" / "sample" / MANIFEST
    manifest.write_text('page_header("0").\n', encoding="utf-8")
    header = header_of("Sunrise Health Plan   Page 1")
    manifest.write_text(f'page_header("{header}").\n', encoding="utf-8")
    trace(tmp_path / "text.txt", folder, accept=True)
    lines = [f"{fact.format(position)}." for position, facts in OWNERS.items() for fact in facts]
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


def header_of(line: str) -> str:
    (header,) = {
        found.split('"')[1]
        for found in manifest_text(manifest_with_headers(f"{line}\n\n{line}\n\n{line}\n")).splitlines()
        if found.startswith("page_header(")
    }
    return header


def manifest_with_headers(text: str):  # type: ignore[no-untyped-def]
    raise NotImplementedError
