"""What holds of the source as a whole: the order of its layers, small modules, and no policy word in Python."""

import ast
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from ixasp import KnowledgeBase, Policy

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ixasp"
POLICY_TEXT = ROOT.parent / "shared" / "policy" / "MP-RX-FP-46-23.txt"

LAYERS = (
    "errors",
    "frozen",
    "knowledge",
    "intake",
    "worlds",
    "traces",
    "answers",
    "verification",
    "engine",
    "policy",
    "knowledge_base",
    "ixasp",
    "rendering",
    "audit",
    "interview",
    "workshop",
    "cli",
)
"""Each layer imports itself and those before it; `ixasp` is the public face, the package's own __init__."""

CLINGO = (
    "ixasp.knowledge.program",
    "ixasp.worlds.solver",
    "ixasp.verification.checker",
    "ixasp.workshop.syntax.parser",
    "ixasp.workshop.syntax.evaluation",
    "ixasp.workshop.mutants.rules",
    "ixasp.workshop.mutants.changes",
    "ixasp.workshop.mutants.boundaries",
)
"""Where clingo is imported: where rules are read, where worlds are solved, and where answers are checked.

The workshop parses rules with their comments and their mistakes, and asks rules about rules, which no case is part of.
For mutants it changes the syntax trees of rules.
The checker is no part of the running program: it is a process of its own, and imports nothing of the package.
"""

MOST_LINES = 250

ORDINARY = {
    "A": "a letter",
    "B": "a letter",
    "C": "a letter",
    "D": "a letter",
    "I": "a letter",
    "II": "a Roman number",
    "III": "a Roman number",
    "IV": "a Roman number",
    "advanced": "ordinary English",
    "ast": "the module and class of syntax trees",
    "attested": "ordinary English",
    "both": "ordinary English",
    "cancer": "ordinary English",
    "continuation": "ordinary English",
    "count": "ordinary English; a kind of fact",
    "diagnosis_codes": "codes are a kind of fact of any policy",
    "dose": "a part of the dosing in the interface",
    "drugs": "the terminology of any policy is about drugs",
    "end": "ordinary English",
    "every_request": "ordinary English",
    "initial": "ordinary English",
    "negative": "ordinary English; the sign of a number",
    "no": "a value of every yes/no fact",
    "none": "ordinary English",
    "other": "ordinary English; the interface's word for what the terminology does not know",
    "positive": "ordinary English; the sign of a number",
    "progression": "ordinary English",
    "request_date": "ordinary English: the date of a request",
    "required": "ordinary English; a word of JSON Schema",
    "setting": "ordinary English",
    "stage": "ordinary English",
    "start": "ordinary English",
    "yes": "a value of every yes/no fact",
}
"""Names of the knowledge base that Python may use in another sense, each with the reason."""


@dataclass(frozen=True)
class Module:
    """A module of the package, parsed."""

    name: str
    path: Path
    tree: ast.Module
    text: str

    @property
    def layer(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else parts[0]

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield what is imported, as dotted names, with the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: a relative import"
                base = node.module or ""
                yield from (
                    (whole if (whole := f"{base}.{alias.name}") in names() else base, node.lineno)
                    for alias in node.names
                )


@cache
def names() -> frozenset[str]:
    return frozenset(_name(path) for path in PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> tuple[Module, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(_name(path), path, ast.parse(text), text))
    return tuple(found)


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that is tracked, or would be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


@cache
def texts() -> Mapping[str, str]:
    """Return the text of every file of the project that is text, by its path."""
    found = {}
    for path in project_files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_every_module_belongs_to_a_layer_and_every_layer_has_one() -> None:
    assert {module.layer for module in modules()} == set(LAYERS)


def test_imports_point_one_way() -> None:
    against = []
    for module in modules():
        for imported, line in module.imports():
            if imported.split(".")[0] != "ixasp":
                continue
            layer = imported.split(".")[1] if "." in imported else "ixasp"
            if LAYERS.index(layer) > LAYERS.index(module.layer):
                against.append(f"{module.name}:{line} imports {imported}")
    assert not against


def test_no_module_imports_itself_through_others() -> None:
    graph = {module.name: {imported for imported, _ in module.imports() if imported in names()} for module in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_nothing_is_imported_inside_a_function_or_a_class() -> None:
    inside = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for outer in ast.walk(module.tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    dynamic = [module.name for module in modules() if re.search(r"\bimportlib\.import_module|__import__", module.text)]
    assert not inside
    assert not dynamic


def test_clingo_is_imported_where_rules_are_read_worlds_solved_and_answers_checked() -> None:
    users = {module.name for module in modules() for name, _ in module.imports() if name.split(".")[0] == "clingo"}
    assert users == set(CLINGO)


def test_the_checker_imports_the_standard_library_and_clingo_only() -> None:
    (checker,) = [module for module in modules() if module.name == "ixasp.verification.checker"]
    imported = {name.split(".")[0] for name, _ in checker.imports()}
    assert imported <= {"clingo"} | sys.stdlib_module_names


def test_the_command_line_uses_no_solver_and_no_rules() -> None:
    below = {"ixasp.worlds", "ixasp.knowledge", "ixasp.answers"}
    reached = [
        f"{module.name}:{line} imports {name}"
        for module in modules()
        if module.layer == "cli"
        for name, line in module.imports()
        if ".".join(name.split(".")[:2]) in below
    ]
    assert not reached


def test_no_module_is_long() -> None:
    lengths = {module.name: module.text.count("\n") for module in modules()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_whatever_is_public_has_a_docstring() -> None:
    bare = []
    for module in modules():
        if not ast.get_docstring(module.tree):
            bare.append(module.name)
        bare += [f"{module.name}.{name}" for name in _bare(module.tree.body)]
    assert not bare


def _bare(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _bare(node.body))


def test_whatever_the_package_exports_is_there_once_and_in_order() -> None:
    (public,) = [module for module in modules() if module.name == "ixasp"]
    assert not [node for node in public.tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    (exported,) = [
        ast.literal_eval(node.value)
        for node in public.tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    imported = [alias.name for node in public.tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert exported == sorted(set(exported))
    assert sorted(imported) == exported


@cache
def policy_words() -> frozenset[str]:
    """Return every name and number of the knowledge base that belongs to a disease, a drug or a policy."""
    base = KnowledgeBase.load()
    words = frozenset(word for number in base.policies for word in _words_of(base.policy(number)))
    return frozenset(word for word in words if not word.isdecimal() or _telling(word))


def _words_of(policy: Policy) -> set[str]:
    vocabulary, outline = policy.loaded.vocabulary, policy.outline
    record = vocabulary.record
    assert record is not None
    facts = [*vocabulary.facts.values(), *record.fields.values()]
    words = {fact.name for fact in facts} | {member for fact in facts for member in fact.domain}
    words |= {record.entry_name, policy.id, *outline.criteria, *outline.readings}
    words |= {version.name for version in outline.versions}
    words |= {option for reading in outline.readings.values() for option in reading.options}
    terms = vocabulary.terminology
    words |= {*terms.drugs, *terms.generic, *terms.codes, *terms.codes_without_fact}
    words |= {concept for concepts in terms.drugs.values() for concept in concepts}
    words |= {str(row[1]) for row in policy.loaded.program.rows("brand")}
    words |= {str(number) for fact in facts for limit in fact.limits if _telling(number := limit.text)}
    if outline.dosing is not None:
        words |= {str(outline.dosing.cap), outline.dosing.billing_code}
    return words


def _telling(number: str) -> bool:
    """Return whether a number can hardly be in Python by chance."""
    return "." in number or len(number) >= 4


def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Return what matches one of the words, however its parts are joined."""
    ways = (re.sub(r"(?:_|\\ |\\-)", "[ _-]", re.escape(word)) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z0-9_])(?<![0-9]\.)(?:{'|'.join(ways)})(?![A-Za-z0-9_])", re.IGNORECASE)


def test_no_policy_word_stands_in_python() -> None:
    pattern = _pattern(policy_words() - set(ORDINARY))
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in pattern.finditer(line)
    ]
    assert not found


def test_every_ordinary_word_is_one_that_the_knowledge_base_uses() -> None:
    assert not set(ORDINARY) - policy_words()


def test_the_rules_that_make_worlds_name_no_policy_word() -> None:
    pattern = _pattern(policy_words() - set(ORDINARY))
    assert not [match[0] for path in PACKAGE.rglob("*.lp") for match in pattern.finditer(path.read_text())]


_PLACES = re.compile(r"(?<![\w.$}])/(?:home|root|work|tmp|Users|opt|srv|mnt|var|private)/\w|\b[A-Z]:\\\\?\w")
_MACHINES = re.compile(r"\b[\w-]+\.(?:local|internal|lan|corp|localdomain)\b|\b(?:\d{1,3}\.){3}\d{1,3}\b")
_REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|index[-]url|--(?:extra-)?index[ =]|artifactor[y]|PIP_[A-Z]*INDE[X]",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "pattern", [_PLACES, _MACHINES, _REGISTRIES], ids=["absolute paths", "machine names", "registry addresses"]
)
def test_no_file_tells_where_it_was_written(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{number}: {match[0]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        for match in pattern.finditer(line)
    ]
    assert not found


def test_no_file_names_this_machine() -> None:
    machine = platform.node()
    # A name without a digit may be a word that stands in any text.
    telling = [machine] if len(machine) >= 6 and re.search(r"\d", machine) else []
    assert not [name for name, text in texts().items() for word in telling if word in text]


RUN_OF_WORDS = 8


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return zip(*(words[start:] for start in range(RUN_OF_WORDS)), strict=False)


def test_no_file_copies_the_policy() -> None:
    printed = {run for path in (POLICY_TEXT,) if path.is_file() for run in _runs(path.read_text(encoding="utf-8"))}
    found = {name: " ".join(run) for name, text in texts().items() for run in _runs(text) if run in printed}
    assert found == {}
