"""The nouns of the work, as enums and frozen dataclasses. Imports nothing of ours.

Names follow ``docs/glossary.md``: Dutch where a register, a law or a partner owns the word, English
where we invented it. The columns of each table stand in ``theseus.contracts``.
"""

from theseus.model.dating import SIX_WEEKLY, TOTAL, BudgetLine, BudgetPost, MunicipalityRhythm, Spent
from theseus.model.delivering import (
    FETCHING,
    Acceptance,
    Check,
    Consulted,
    Door,
    Freshness,
    LinkOutcome,
    Severity,
    SourceReport,
)
from theseus.model.fetching import Box, Fetched, FetchState, Order
from theseus.model.judging import (
    Cause,
    Label,
    Outcome,
    Policy,
    Question,
    Rule,
    Step,
    WhyOpen,
)
from theseus.model.matrices import Answers, Verdicts
from theseus.model.planning import (
    Candidate,
    Competence,
    Inspection,
    Ketenpartner,
    Kind,
    Plan,
    PlanProblem,
    Roads,
    Session,
    Unplanned,
    Visit,
)
from theseus.model.replanning import Change, Pin, Pinned, Why

__all__ = [
    "FETCHING",
    "SIX_WEEKLY",
    "TOTAL",
    "Acceptance",
    "Answers",
    "Box",
    "BudgetLine",
    "BudgetPost",
    "Candidate",
    "Cause",
    "Change",
    "Check",
    "Competence",
    "Consulted",
    "Door",
    "FetchState",
    "Fetched",
    "Freshness",
    "Inspection",
    "Ketenpartner",
    "Kind",
    "Label",
    "LinkOutcome",
    "MunicipalityRhythm",
    "Order",
    "Outcome",
    "Pin",
    "Pinned",
    "Plan",
    "PlanProblem",
    "Policy",
    "Question",
    "Roads",
    "Rule",
    "Session",
    "Severity",
    "SourceReport",
    "Spent",
    "Step",
    "Unplanned",
    "Verdicts",
    "Visit",
    "Why",
    "WhyOpen",
]
