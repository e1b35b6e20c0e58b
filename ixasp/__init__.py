"""Decides coverage policies by logic, exactly over all patients that fit what is known, and explains it."""

from ixasp.answers.counterfactual import Counterfactual, Counterfactuals
from ixasp.answers.decided import Determination
from ixasp.answers.determination import Outcome, Status
from ixasp.answers.missing import MissingFacts
from ixasp.answers.next_question import NextQuestion, PossibleAnswer
from ixasp.answers.robustness import Robustness
from ixasp.answers.what_if import WhatIf
from ixasp.errors import (
    CaseError,
    ClashingFact,
    InconsistentCase,
    IxaspError,
    KnowledgeBaseError,
    Problem,
    UnknownChoice,
    UnsupportedRequest,
)
from ixasp.intake.case import Case
from ixasp.knowledge_base import KnowledgeBase
from ixasp.policy import Policy
from ixasp.verification.verify import Verification

__all__ = [
    "Case",
    "CaseError",
    "ClashingFact",
    "Counterfactual",
    "Counterfactuals",
    "Determination",
    "InconsistentCase",
    "IxaspError",
    "KnowledgeBase",
    "KnowledgeBaseError",
    "MissingFacts",
    "NextQuestion",
    "Outcome",
    "Policy",
    "PossibleAnswer",
    "Problem",
    "Robustness",
    "Status",
    "UnknownChoice",
    "UnsupportedRequest",
    "Verification",
    "WhatIf",
]
