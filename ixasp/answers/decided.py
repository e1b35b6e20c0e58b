"""A decided request as it leaves the library."""

from pydantic import PrivateAttr, SerializerFunctionWrapHandler, model_serializer

from ixasp.answers.derivation import derivation
from ixasp.answers.determination import Settled, settle
from ixasp.answers.outline import outline_trace
from ixasp.answers.question import Question
from ixasp.answers.robustness import Robustness, robustness
from ixasp.traces.derivation import DerivationTrace
from ixasp.traces.outline import OutlineTrace

ENGINE = "ixasp 0.1.0"
"""The name and version that every answer carries."""

_ORDER = (
    *("case", "policy", "version", "knowledge_base", "engine", "outcome", "criteria", "basis", "exclusions", "reason"),
    *("readings", "authorization", "dosing", "documentation", "notes"),
)


class Determination(Settled):
    """A decided request: the outcome, the status of every criterion, and what they rest on."""

    case: str
    policy: str
    version: str
    knowledge_base: str
    engine: str
    readings: dict[str, str]
    _question: Question = PrivateAttr()

    @model_serializer(mode="wrap")
    def _in_order(self, serialize: SerializerFunctionWrapHandler) -> dict[str, object]:
        values: dict[str, object] = serialize(self)
        return {name: values[name] for name in _ORDER}

    def outline(self) -> OutlineTrace:
        """Return the policy's paragraphs as a tree, each with its status and a minimal reason."""
        with self._question.worlds() as worlds:
            return outline_trace(self._question, worlds, self)

    def derivation(self, atom: str) -> DerivationTrace:
        """Return why something holds for every patient that fits the case, why for none, or on what it turns.

        Args:
            atom: the number of a criterion, or an atom as the rules write it: `approve`

        Raises:
            UnknownChoice: the rules derive no such atom.
        """
        with self._question.worlds() as worlds:
            return derivation(self._question, worlds, self, atom)

    def robustness(self) -> Robustness:
        """Return whether readings other than those of this determination would change the outcome, and which."""
        return robustness(self._question)


def determine(question: Question) -> Determination:
    """Decide a case.

    Raises:
        InconsistentCase: no patient fits it.
    """
    with question.worlds(to_settle=question.watched.atoms) as worlds:
        settled = settle(question, worlds)
    determination = Determination(
        **dict(settled),
        case=question.case.id,
        policy=question.policy.outline.policy,
        version=question.version.name,
        knowledge_base=question.policy.program.sources.digest,
        engine=ENGINE,
        readings=dict(question.readings),
    )
    determination._question = question
    return determination
