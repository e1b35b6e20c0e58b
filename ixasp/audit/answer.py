"""An answer as plain JSON data: a determination, or the error that stands in its place."""

import json
from collections.abc import Mapping

from ixasp.answers.decided import Determination
from ixasp.errors import CaseError, InconsistentCase, IxaspError, UnsupportedRequest


def answer_document(case: str, answer: Determination | IxaspError) -> dict[str, object]:
    """Return the JSON of an answer to the case of this name."""
    if isinstance(answer, IxaspError):
        return error_document(case, answer)
    document: dict[str, object] = json.loads(answer.model_dump_json())
    return document


def error_document(case: str, error: IxaspError) -> dict[str, object]:
    """Return an error as the JSON that stands in place of an answer."""
    document: dict[str, object] = {"kind": kind_of(error), "message": str(error)}
    if isinstance(error, CaseError):
        document["problems"] = [vars(problem) for problem in error.problems]
    if isinstance(error, InconsistentCase):
        document["clash"] = [vars(fact) | {"source": list(fact.source)} for fact in error.clash]
    return {"case": case, "error": document}


def kind_of(error: IxaspError) -> str:
    """Return the kind of an error in one word."""
    if isinstance(error, CaseError):
        return "problems"
    if isinstance(error, InconsistentCase):
        return "inconsistent"
    return "unsupported" if isinstance(error, UnsupportedRequest) else "unusable"


def outcome_in(document: Mapping[str, object]) -> str:
    """Return the outcome that the JSON of an answer tells, or why there is none."""
    error = document.get("error")
    if isinstance(error, Mapping):
        return f"{error.get('kind')}: {error.get('message')}"
    return str(document.get("outcome"))
