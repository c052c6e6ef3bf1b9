"""The tables that link, facts, rules, label and ledger make."""

from __future__ import annotations

from theseus.contracts.columns import (
    AREA_SHAPES,
    DATE,
    INTEGER,
    NUMBER,
    POINT,
    TEXT,
    TRUTH,
    Column,
    Contract,
)
from theseus.contracts.records import ADDRESS

# What link makes.
CHOSEN_TERREIN = Contract(
    "chosen_terrein",
    (
        Column("terrein_id", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("source", TEXT, nullable=False),
        Column("municipality_codes", TEXT, note="comma-joined, largest share first"),
        Column("area_m2", NUMBER, nullable=False, note="of the drawn polygon"),
        Column("choice", TEXT, nullable=False, note="why this drawing was chosen, Dutch"),
    ),
    ("terrein_id",),
    AREA_SHAPES,
)
TERREIN_OVERLAP = Contract(
    "terrein_overlap",
    (
        Column("terrein_id", TEXT, nullable=False, note="of the chosen park"),
        Column("source", TEXT, nullable=False),
        Column("other_source", TEXT, nullable=False),
        Column("other_record_id", TEXT, nullable=False),
        Column("other_name", TEXT, nullable=False),
        Column("iou", NUMBER, nullable=False, note="intersection over union, 0 to 1"),
        Column("same_park", TRUTH, nullable=False, note="False: both parks stand and overlap"),
        Column("units_in_both", INTEGER, nullable=False),
    ),
)
# Stands for the unit in the id of an occupancy that has none in the BAG.
NO_UNIT = "geen-bag"

OCCUPANCY = Contract(
    "occupancy",
    (
        Column("occupancy_id", TEXT, nullable=False, note="unit id, '@', user id or 'onbekend'"),
        Column("terrein_id", TEXT, nullable=False),
        Column("terrein_name", TEXT, nullable=False),
        Column("municipality_code", TEXT),
        Column("vbo_id_bag", TEXT),
        Column("pand_id_bag", TEXT),
        Column("vestiging_id_kvk", TEXT),
        Column("kvk_number", TEXT),
        Column("name", TEXT, note="of the user; empty if nobody knows"),
        Column("name_source", TEXT),
        Column("address", TEXT, nullable=False, note="as a person writes it"),
        *ADDRESS,
        Column("no_match_reason", TEXT, note="why there is no vbo_id_bag, Dutch"),
        Column("users_on_unit", INTEGER, nullable=False, note="registered users of the same unit"),
    ),
    ("occupancy_id",),
    POINT,
)
LINK = Contract(
    "link",
    (
        Column("source", TEXT, nullable=False),
        Column("record_id", TEXT, nullable=False),
        Column("table", TEXT, nullable=False, note="record table, see RECORDS"),
        Column("occupancy_id", TEXT, note="empty unless linked or its own occupancy"),
        Column("outcome", TEXT, nullable=False),
        Column("method", TEXT, note="sleutel, adres, naam, plaats"),
        Column("score", NUMBER, note="0 to 1, the sum of the score_ columns"),
        Column("score_key", NUMBER),
        Column("score_postcode", NUMBER),
        Column("score_number", NUMBER),
        Column("score_addition", NUMBER),
        Column("score_name", NUMBER),
        Column("score_activity", NUMBER),
        Column("score_distance", NUMBER),
        Column("name_similarity", NUMBER, note="0 to 1 before weighting; empty if a name is missing"),
        Column("matcher_version", TEXT, nullable=False),
        Column("reason", TEXT, nullable=False, note="Dutch sentence"),
    ),
)

# What facts, rules and label make.
FACT = Contract(
    "fact",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("question", TEXT, nullable=False),
        Column("value", TEXT, nullable=False, note="ja/nee, number or text, as text"),
        Column("original", TEXT, note="as the source wrote it"),
        Column("source", TEXT, nullable=False),
        Column("record_id", TEXT, note="empty for an answer from silence"),
        Column("observed_on", DATE, nullable=False),
        Column("expires_on", DATE, note="the first day on which it no longer counts"),
        Column("expired", TRUTH, nullable=False),
    ),
    ("occupancy_id", "question"),
)
FINDING = Contract(
    "finding",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("rule", TEXT, nullable=False),
        Column("outcome", TEXT, nullable=False, allowed=("in orde", "aandachtspunt", "onbekend")),
        Column("sentence", TEXT, nullable=False, note="Dutch, what the rule found"),
        Column("sources", TEXT, note="sources with dates behind the answer"),
        Column("observed_on", DATE, note="oldest date behind the answer"),
    ),
    ("occupancy_id", "rule"),
)
OPEN_QUESTION = Contract(
    "open_question",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("question", TEXT, nullable=False),
        Column("text", TEXT, nullable=False, note="as an inspector asks it"),
        Column("why", TEXT, nullable=False, note="WhyOpen"),
        Column("sources", TEXT, nullable=False, note="titles of the sources that could answer"),
        Column("step", TEXT, nullable=False, note="cheapest Step"),
        Column("cost_eur", NUMBER, nullable=False),
    ),
    ("occupancy_id", "question"),
)
LABEL = Contract(
    "label",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("label", TEXT, nullable=False, allowed=("groen", "wit", "rood")),
        Column("proposed_red", TRUTH, nullable=False, note="waits for a second person"),
        Column("known_share", NUMBER, nullable=False, note="weighted, 0 to 1"),
        Column("because", TEXT, nullable=False, note="Dutch, one or two sentences"),
        Column("next_step", TEXT, note="cheapest Step that answers something"),
        Column("next_step_cost_eur", NUMBER),
        Column("review", TEXT, note="confirmed or refused by whom and when"),
        Column("overridden", TEXT, note="by whom, when, until when and why; empty if by nobody"),
    ),
    ("occupancy_id",),
)
# What people said of links; every judgement that was ever entered, the undone ones too.
VERDICTS = ("zelfde", "verschillend", "onzeker")
_JUDGEMENT = (
    Column("judgement_id", INTEGER, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("record_id", TEXT, nullable=False),
    Column("occupancy_id", TEXT, nullable=False, note="or the id of a unit: what stands before the '@'"),
    Column("verdict", TEXT, nullable=False, allowed=VERDICTS),
    Column("reason", TEXT, nullable=False),
    Column("judged_by", TEXT, nullable=False),
    Column("judged_at", DATE, nullable=False),
)
LINK_JUDGEMENT = Contract(
    "link_judgement",
    (
        *_JUDGEMENT,
        Column("standing", TRUTH, nullable=False, note="the last of its pair that nobody undid"),
        Column("undone_by", TEXT),
        Column("undone_at", DATE),
        Column("undo_reason", TEXT),
    ),
    ("judgement_id",),
)
# What link did with the standing judgements.
JUDGEMENT_USE = Contract(
    "judgement_use",
    (
        *_JUDGEMENT,
        Column("applied", TRUTH, nullable=False),
        Column("told", TEXT, nullable=False, note="Dutch sentence: what it did, or why it did nothing"),
    ),
    ("judgement_id",),
)
LABEL_CHANGE = Contract(
    "label_change",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("old", TEXT),
        Column("new", TEXT),
        Column("cause", TEXT, nullable=False),
        Column("detail", TEXT, nullable=False, note="Dutch sentence"),
        Column("behind", TEXT, note="ids of the sources or rules behind it, comma-joined"),
    ),
    ("occupancy_id",),
)

# Where every displayed value comes from, and how it changed.
FIELDS = ("name", "address", "vbo_id_bag", "pand_id_bag", "vestiging_id_kvk", "kvk_number", "terrein")
DELIVERY = Contract(
    "delivery",
    (
        Column("source", TEXT, nullable=False),
        Column("delivered_on", DATE, nullable=False),
        Column("file", TEXT, note="name of the raw file, or of the first and how many more"),
        Column("files", INTEGER),
        Column("sha256", TEXT, note="of the file; of the names and sums of all of them if there are more"),
        Column("url", TEXT, note="where it was fetched; empty if it was brought by hand"),
        Column("retrieved_at", TEXT, note="ISO 8601"),
        Column("licence", TEXT, nullable=False),
        Column("regime", TEXT, nullable=False, allowed=("open", "municipal", "restricted")),
    ),
    ("source",),
)
PROVENANCE = Contract(
    "provenance",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("field", TEXT, nullable=False, note="a question id, or one of FIELDS"),
        Column("value", TEXT, nullable=False, note="as it is displayed"),
        Column("original", TEXT, note="as the source wrote it"),
        Column("source", TEXT, nullable=False, note="its delivery stands in the table delivery"),
        Column("record_id", TEXT, note="empty for an answer from silence and for a count"),
        Column("first_seen", DATE, nullable=False, note="since then this value, from this source"),
        Column("last_seen", DATE, nullable=False, note="the newest delivery that had it"),
    ),
    ("occupancy_id", "field"),
)
VALUE_CHANGE = Contract(
    "value_change",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("field", TEXT, nullable=False),
        Column("old", TEXT, note="empty if there was none"),
        Column("new", TEXT, note="empty if there is none any more"),
        Column("source", TEXT, nullable=False, note="of the new value; of the old one if that is gone"),
        Column("changed_on", DATE, nullable=False, note="day of the run that found it"),
        Column("run", TEXT, nullable=False),
    ),
    ("occupancy_id", "field"),
)
# Who received which label on paper; kept beside the rosters, not in a run.
RECEIVED = Contract(
    "received",
    (
        Column("day", DATE, nullable=False, note="on which the file was made"),
        Column("run", TEXT, nullable=False),
        Column("file", TEXT, nullable=False),
        Column("recipient", TEXT, nullable=False, note="a ketenpartner, or the municipality itself"),
        Column("label", TEXT, note="as it stood on paper; empty if that was not written down"),
    ),
)
RESULTS = {
    contract.name: contract
    for contract in (
        CHOSEN_TERREIN,
        TERREIN_OVERLAP,
        OCCUPANCY,
        LINK,
        JUDGEMENT_USE,
        FACT,
        FINDING,
        OPEN_QUESTION,
        LABEL,
        LABEL_CHANGE,
        DELIVERY,
        PROVENANCE,
        VALUE_CHANGE,
    )
}
