"""The lines of the table about others: what comes nearest to an answer of the engine, and the engine on the same cases.

Each tool runs in a process of its own (others/), starts empty for every case as the yardstick does, and measures its
own processor time. What it finds is checked here, not measured.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.examples import Example
from benchmarks.fresh import Decided, constraints, fresh_outcome, policy_text
from benchmarks.row import Row
from benchmarks.timing import over
from ixasp import Outcome, Policy
from ixasp.answers.missing import completions, open_facts
from ixasp.worlds.encoding import Encoding
from ixasp.worlds.literal import Literal
from ixasp.worlds.space import Worlds
from ixasp.worlds.universe import literals_of

ROOT = Path(__file__).parent.parent
OTHERS = ROOT / ".venv-others" / "bin" / "python"
"""The interpreter that has the other tools."""

NOT_INSTALLED = "not installed (.venv-others)"
RULED_OUT = {Outcome.APPROVE: ":- approve.", Outcome.DENY: ":- not approve."}
"""What contradicts an outcome."""

Found = Sequence[Mapping[str, Any]]
"""The answer of a tool, a case each."""


def installed(tool: str) -> bool:
    """Return whether the other environment has a tool."""
    return OTHERS.is_file() and subprocess.run([OTHERS, "-c", f"import {tool}"], capture_output=True).returncode == 0


def run(interpreter: Path, program: str, task: Mapping[str, object]) -> Found:
    """Return what a program of others/ answers to a task."""
    command = [str(interpreter), "-m", f"benchmarks.others.{program}"]
    done = subprocess.run(command, input=json.dumps(task), stdout=subprocess.PIPE, check=True, text=True, cwd=ROOT)
    found: Found = json.loads(done.stdout)
    return found


def comparison_rows(policy: Policy, examples: Sequence[Example], *, quick: bool) -> Iterator[Row]:
    """Yield the lines, for each answer the engine's and then the others'."""
    task = {"policy": policy_text(policy), "repetitions": 1 if quick else 3}
    yield from derivation_rows(policy, examples, task)
    yield from reason_rows(policy, examples, task)
    yield from missing_rows(policy, examples, task, 1.0 if quick else 20.0)


def derivation_rows(policy: Policy, examples: Sequence[Example], task: Mapping[str, object]) -> Iterator[Row]:
    """Yield the derivation of approve in the approved cases whose plain facts alone, all else false, derive it."""
    approved = [example for example in examples if example.outcome is Outcome.APPROVE]
    told = [
        (example, facts)
        for example in approved
        if fresh_outcome(policy, facts := policy.facts(example.case)) == Outcome.APPROVE
    ]
    decided = [policy.determine(example.case) for example, _ in told]
    yield Row(f"derivation of approve, {len(told)} cases", over(decided, lambda each: each.derivation("approve"), 3))
    what = "    xclingo: the same in one patient, fresh"
    if not installed("xclingo"):
        yield Row(what, (), note=NOT_INSTALLED)
        return
    cases = [{"facts": facts} for _, facts in told]
    found = run(OTHERS, "derivation_by_xclingo", {**task, "cases": cases})
    explained = sum(each["found"] is not None for each in found)
    note = (
        f"explained {explained} of {len(approved)} approved cases; in the other {len(approved) - explained} approve "
        "does not follow from what is certain alone, all else taken as false"
    )
    yield Row(what, [each["whole"] for each in found])
    yield Row("    xclingo: without reading, translating and grounding", [each["alone"] for each in found], note=note)


def reason_rows(policy: Policy, examples: Sequence[Example], task: Mapping[str, object]) -> Iterator[Row]:
    """Yield a minimal reason of each outcome, as part of what is known."""
    settled = [example for example in examples if example.outcome in RULED_OUT]
    reasons = [reason(policy, example) for example in settled]
    yield Row(f"reason, {len(settled)} cases", over(settled, lambda example: reason(policy, example), 3))
    what = "    clingexplaid: a minimal unsatisfiable subset, fresh"
    if not installed("clingexplaid"):
        yield Row(what, (), note=NOT_INSTALLED)
        return
    cases = [
        {"worlds": f"{example.program.worlds}\n{RULED_OUT[example.outcome]}", "known": example.program.known}
        for example in settled
    ]
    found = run(OTHERS, "reason_by_clingexplaid", {**task, "cases": cases})
    subsets = [[(atom, holds) for atom, holds in each["found"]] for each in found]
    sufficing = sum(suffices(policy, *pair) for pair in zip(settled, subsets, strict=True))
    sizes = [(len(subset), len(ours)) for subset, ours in zip(subsets, reasons, strict=True)]
    counts = [
        sum(pick) for pick in zip(*((ours == size, ours > size, ours < size) for size, ours in sizes), strict=True)
    ]
    only = [pair for pair in zip(settled, subsets, reasons, strict=True) if is_only_one(policy, pair[0], pair[2])]
    same = sum(set(subset) == set(ours) for _, subset, ours in only)
    note = (
        f"{sufficing} of {len(settled)} suffice; same size as the engine's in {counts[0]}, "
        f"fewer literals in {counts[1]}, more in {counts[2]};\n"
        f"    where there is but one minimal reason, the same in {same} of {len(only)}"
    )
    yield Row(what, [each["whole"] for each in found])
    yield Row("    clingexplaid: without grounding", [each["alone"] for each in found], note=note)


def reason(policy: Policy, example: Example) -> list[Decided]:
    """Return the engine's reason."""
    with policy.asking(example.case) as (question, worlds):
        approve = worlds.atom(question.watched.approve)
        found = worlds.reason([-approve if example.outcome is Outcome.APPROVE else approve])
        return [(known.atom, known.holds) for known in found]


def is_only_one(policy: Policy, example: Example, ours: Sequence[Decided]) -> bool:
    """Return whether no other minimal reason exists: without any one of its literals, all else does not suffice."""
    known = example.program.known
    return not any(suffices(policy, example, [other for other in known if other != one]) for one in ours)


def suffices(policy: Policy, example: Example, kept: Sequence[Decided]) -> bool:
    """Return whether the outcome follows from a part of what is known."""
    program = "\n".join([example.program.worlds, *constraints(kept)])
    return fresh_outcome(policy, program) == example.outcome


def missing_rows(
    policy: Policy, examples: Sequence[Example], task: Mapping[str, object], seconds: float
) -> Iterator[Row]:
    """Yield all completions of the pended cases; the loop is also told which facts matter, which it can't know."""
    pended = [example for example in examples if example.outcome is Outcome.PEND]
    engine = over(pended, lambda example: policy.missing_facts(example.case), 3)
    yield Row(f"all completions, {len(pended)} pended cases", engine)
    for what, told in (("two controls and a loop, fresh", False), ("told which facts the engine names", True)):
        literals = [missing_literals(policy, example, told=told) for example in pended]
        cases = [
            {"program": example.program.text, "literals": atoms_of(policy, example, each)}
            for example, each in zip(pended, literals, strict=True)
        ]
        limited = {**task, "cases": cases, "repetitions": 1, "seconds": seconds}
        found = run(Path(sys.executable), "missing_by_clingo", limited)
        checked = [check(policy, *each) for each in zip(pended, literals, found, strict=True)]
        finished = sum(each["found"]["finished"] for each in found)
        ours, theirs, wrong = (sum(counts) for counts in zip(*checked, strict=True))
        note = (
            f"{finished} of {len(pended)} lists finished in {seconds:g} s; all lists hold {theirs} of the engine's "
            f"{ours} completions, and {wrong} sets that do not suffice"
        )
        times = [each["whole"] if each["found"]["finished"] else seconds for each in found]
        yield Row(f"    plain clingo: {what}", times, limit=seconds, note=note)


def missing_literals(policy: Policy, example: Example, *, told: bool) -> list[Literal]:
    """Return the literals of the facts that may be missing: those that bear on the outcome, as the engine finds them.

    Args:
        policy: the engine
        example: the case
        told: only those of facts that the engine's completions name
    """
    with policy.asking(example.case) as (question, worlds):
        approve = worlds.atom(question.watched.approve)
        facts = open_facts(question, worlds, approve)
        named = (
            {literal.fact for one in completions(question, worlds, approve)[0] for literal in one} if told else set()
        )
        return [literal for fact in facts if not told or fact.name in named for literal in literals_of(fact)]


def atoms_of(policy: Policy, example: Example, literals: Sequence[Literal]) -> list[Decided]:
    """Return literals as atoms of the rules."""
    encoding = Encoding(policy.loaded.vocabulary, example.case)
    return [encoding.literal_atom(literal) for literal in literals]


def check(
    policy: Policy, example: Example, literals: Sequence[Literal], answer: Mapping[str, Any]
) -> tuple[int, int, int]:
    """Return how many completions the engine has, how many of them the loop found, and how many of its sets are wrong.

    A set is right if some completion of the engine follows from it: that one may be weaker.

    Raises:
        AssertionError: the loop finished, and lacks a completion of the engine.
    """
    sets = [frozenset(literals[position] for position in one) for one in answer["found"]["sets"]]
    with policy.asking(example.case) as (question, worlds):
        ours = [frozenset(one) for one in completions(question, worlds, worlds.atom(question.watched.approve))[0]]
        wrong = sum(not any(follows(worlds, one, completion) for completion in ours) for one in sets)
    shared = len(set(ours) & set(sets))
    if answer["found"]["finished"] and shared < len(ours):
        raise AssertionError(f"{example.case.id}: plain clingo lacks a completion of the engine")
    return len(ours), shared, wrong


def follows(worlds: Worlds, given: frozenset[Literal], then: frozenset[Literal]) -> bool:
    """Return whether some literals hold in every world where the given ones do."""
    assumed = [worlds.literal(literal) for literal in given]
    return not any(worlds.possible([*assumed, -worlds.literal(literal)]) for literal in then)
