"""A case as bytes or as a file, read as JSON or YAML into plain data."""

from pathlib import Path

from ixasp.errors import CaseError, Problem
from ixasp.intake.json_text import NotJson, read_json
from ixasp.intake.plain import MOST_BYTES
from ixasp.intake.problems import Refused, printable
from ixasp.intake.yaml_text import read_yaml

__all__ = ["MOST_BYTES", "read_document", "read_file"]


def read_file(path: str | Path) -> object:
    """Return what a file says, as plain data; raise CaseError where it can't be read or used."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be used"
        raise _unusable(f"cannot read `{printable(str(path))}`: {reason.lower()}", "a file with a case") from None
    return read_document(data, str(path))


def read_document(data: bytes, name: str) -> object:
    """Return what a case as JSON or YAML says, as plain data: every number is its exact text.

    Args:
        data: the text in UTF-8, at most 1 MiB.
        name: what the text is called; `.json` at its end means JSON, `.yaml` or `.yml` YAML, else the text tells.

    Raises:
        CaseError: the text is neither, repeats a name, or holds what a case may not hold.
    """
    if len(data) > MOST_BYTES:
        raise _unusable("the case is too large", "at most 1 MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable(f"byte {error.start} is not valid UTF-8", "text in UTF-8") from None
    try:
        return _parsed(text, name.lower())
    except NotJson as error:
        raise _unusable(f"{error}", "valid JSON") from None
    except Refused as refusal:
        raise CaseError([finding.problem() for finding in refusal.findings]) from None


def _parsed(text: str, name: str) -> object:
    """Return the data, read as the name asks for, or else as the text looks."""
    if name.endswith(".json"):
        return read_json(text)
    if not name.endswith((".yaml", ".yml")) and text.lstrip().startswith("{"):
        try:
            return read_json(text)
        except NotJson:
            pass  # a mapping in braces may be YAML as well
    return read_yaml(text)


def _unusable(message: str, expected: str) -> CaseError:
    return CaseError([Problem("", message, expected)])
