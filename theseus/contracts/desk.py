"""The tables that the desk hands to the other stages: what people decided, saw and granted.

Nothing in the desk is ever changed: a row that was taken back says so. What a person says is known by
``occupancy_id``, which does not change when others come and go.
"""

from __future__ import annotations

from theseus.contracts.columns import DATE, INTEGER, TEXT, TRUTH, Column, Contract

# Sources of answers that people give; each has a card, so that it has a family and a half-life.
VISIT_SOURCE, CORRECTION_SOURCE = "bezoek", "correctie"

# What became of a visit (values are what a user reads).
FOUND_NOTHING, FOUND_VIOLATION, NOBODY_THERE, NO_ACCESS, HANDED_OVER = (
    "niets gevonden",
    "overtreding",
    "niemand aanwezig",
    "geen toegang",
    "overgedragen",
)
# Nobody was spoken to and nobody got in: what can be seen from the street is all that such a visit can tell.
MET_NOBODY = (NOBODY_THERE, NO_ACCESS)
VISIT_RESULTS = (FOUND_NOTHING, FOUND_VIOLATION, *MET_NOBODY, HANDED_OVER)
COULD_LOOK = tuple(result for result in VISIT_RESULTS if result not in MET_NOBODY)

PROPOSED, CONFIRMED, REFUSED = "voorgesteld", "bevestigd", "afgewezen"
PINNED, RELEASED = "vastgezet", "losgelaten"

_WHO = Column("occupancy_id", TEXT, nullable=False)
_TAKEN_BACK = (
    Column("withdrawn_by", TEXT, note="who took it back; empty if it stands"),
    Column("withdrawn_on", DATE),
    Column("withdrawn_because", TEXT),
)

REVIEW = Contract(
    "review",
    (
        Column("review_id", INTEGER, note="empty in tables from before there were numbers"),
        _WHO,
        Column("decision", TEXT, nullable=False, allowed=(PROPOSED, CONFIRMED, REFUSED)),
        Column("reason", TEXT, nullable=False),
        Column("proposed_by", TEXT, nullable=False, note="of a refusal without a proposal: Theseus"),
        Column("decided_by", TEXT, nullable=False),
        Column("decided_on", DATE, nullable=False),
        Column("until", DATE, nullable=False, note="the first day on which it no longer holds"),
        Column("rules", TEXT, note="the rules that were irregular then, comma-joined, by id"),
        Column("run", TEXT, note="the run whose label was decided about"),
    ),
)
OVERRIDE = Contract(
    "override",
    (
        Column("override_id", INTEGER, nullable=False),
        _WHO,
        Column("label", TEXT, nullable=False, allowed=("groen", "wit"), note="red needs a review"),
        Column("reason", TEXT, nullable=False),
        Column("decided_by", TEXT, nullable=False),
        Column("decided_on", DATE, nullable=False),
        Column("until", DATE, nullable=False, note="the first day on which it no longer holds"),
        *_TAKEN_BACK,
    ),
    ("override_id",),
)
VISIT = Contract(
    "visit",
    (
        Column("visit_id", INTEGER, nullable=False),
        _WHO,
        Column("visited_on", DATE, nullable=False),
        Column("result", TEXT, nullable=False, allowed=VISIT_RESULTS),
        Column("step", TEXT, nullable=False, note="Step: gevelcheck, themacontrole, integrale controle"),
        Column("theme", TEXT),
        Column("at_random", TRUTH, nullable=False, note="drawn at random, so that rules can be judged"),
        Column("note", TEXT, note="neutral words; what is about people does not belong here"),
        Column("entered_by", TEXT, nullable=False),
        Column("entered_at", DATE, nullable=False),
        *_TAKEN_BACK,
    ),
    ("visit_id",),
)
# What a visit found, by kind. Kinds come and go, and what was once entered stays: so any text.
VISIT_FINDING = Contract(
    "visit_finding",
    (
        Column("visit_id", INTEGER, nullable=False),
        _WHO,
        Column("kind", TEXT, nullable=False, note="one of FINDING_KINDS when it was entered"),
    ),
    ("visit_id", "kind"),
)
# Which visits people pinned to an inspection, or let the planner decide about again. Of each occupancy the
# last row stands.
VISIT_PIN = Contract(
    "visit_pin",
    (
        Column("pin_id", INTEGER, nullable=False),
        _WHO,
        Column("session_id", TEXT, nullable=False),
        Column("session_on", DATE, nullable=False, note="the day of the inspection when it was decided"),
        Column("decision", TEXT, nullable=False, allowed=(PINNED, RELEASED)),
        Column("reason", TEXT, nullable=False),
        Column("decided_by", TEXT, nullable=False),
        Column("decided_on", DATE, nullable=False),
    ),
    ("pin_id",),
)
# Answers of visits and granted corrections: facts like any other, with a date and an end.
ANSWER = Contract(
    "answer",
    (
        Column("source", TEXT, nullable=False, allowed=(VISIT_SOURCE, CORRECTION_SOURCE)),
        Column("record_id", TEXT, nullable=False, note="bezoek 12, correctie 3"),
        Column("observed_on", DATE, nullable=False),
        _WHO,
        Column("question", TEXT, nullable=False),
        Column("value", TEXT, note="ja/nee, number or text, as text; empty: asked, but not answered"),
        Column("original", TEXT, note="in the words of who answered"),
        Column("until", DATE, note="of a correction: the first day on which it no longer holds"),
        Column("entered_by", TEXT, nullable=False),
    ),
    ("source", "record_id", "question"),
)
OBJECTION = Contract(
    "objection",
    (
        Column("objection_id", INTEGER, nullable=False),
        _WHO,
        Column("received_on", DATE, nullable=False),
        Column("text", TEXT, nullable=False, note="what the company says is wrong"),
        Column("state", TEXT, nullable=False, note="ObjectionState"),
        Column("state_since", DATE, nullable=False),
        Column("state_by", TEXT, nullable=False),
        Column("state_because", TEXT, nullable=False),
    ),
    ("objection_id",),
)
# Every step of every objection; the last one is the state that OBJECTION shows.
OBJECTION_EVENT = Contract(
    "objection_event",
    (
        Column("event_id", INTEGER, nullable=False),
        Column("objection_id", INTEGER, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("state_since", DATE, nullable=False),
        Column("state_by", TEXT, nullable=False),
        Column("state_because", TEXT, nullable=False),
    ),
    ("event_id",),
)
CORRECTION = Contract(
    "correction",
    (
        Column("correction_id", INTEGER, nullable=False),
        Column("objection_id", INTEGER, note="empty for a correction without an objection"),
        _WHO,
        Column("question", TEXT, nullable=False),
        Column("value", TEXT, nullable=False),
        Column("valid_from", DATE, nullable=False, note="labels from this day on are made with it"),
        Column("until", DATE, nullable=False),
        Column("reason", TEXT, nullable=False),
        Column("granted_by", TEXT, nullable=False),
        Column("granted_at", DATE, nullable=False),
        *_TAKEN_BACK,
    ),
    ("correction_id",),
)
# What people said of rules: letting one make red again after the scorecard suspended it.
RULE_APPROVAL = Contract(
    "rule_approval",
    (
        Column("rule", TEXT, nullable=False),
        Column("version", INTEGER, nullable=False),
        Column("reason", TEXT, nullable=False),
        Column("approved_by", TEXT, nullable=False),
        Column("approved_on", DATE, nullable=False),
    ),
)
# Who accepted which set of rules and thresholds, after seeing its effect.
POLICY_APPROVAL = Contract(
    "policy_approval",
    (
        Column("policy", TEXT, nullable=False, note="hash of the set, 64 hexadecimal digits"),
        Column("reason", TEXT, nullable=False),
        Column("approved_by", TEXT, nullable=False),
        Column("approved_at", DATE, nullable=False),
    ),
)
SCORE = Contract(
    "score",
    (
        Column("rule", TEXT, nullable=False),
        Column("version", INTEGER, nullable=False),
        Column("fired", INTEGER, nullable=False, note="occupancies for which it is irregular now"),
        Column("confirmed", INTEGER, nullable=False, note="reviews with this rule, in the period"),
        Column("refused", INTEGER, nullable=False),
        Column("visited", INTEGER, nullable=False, note="visits that could look, while it was irregular"),
        Column("found", INTEGER, nullable=False, note="of those with a violation"),
        Column("share", "Float64", note="found / visited"),
        Column("low", "Float64", note="Wilson interval, 95 %"),
        Column("high", "Float64"),
        Column("suspended", TRUTH, nullable=False, note="may not make red until a person approves it again"),
        Column("told", TEXT, nullable=False, note="Dutch sentence"),
    ),
    ("rule",),
)
