"""The column contract of each table that passes between stages. Plain data, nothing of ours imported.

Geometry is RD New (EPSG:28992). Text is pandas ``string``, numbers ``Int64``/``Float64``, truth
``boolean``: nullable dtypes everywhere, because what we don't know is a value.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT = "string"
INTEGER = "Int64"
NUMBER = "Float64"
TRUTH = "boolean"
DATE = "datetime64[us]"

CRS = "EPSG:28992"


@dataclass(frozen=True)
class Column:
    """One column: its name, pandas dtype, whether it may be empty, and what it holds."""

    name: str
    dtype: str
    nullable: bool = True
    allowed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Contract:
    """The columns of one table, its key, and the geometry types it may hold (empty for none)."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    geometry: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names in order, the geometry last."""
        names = [column.name for column in self.columns]
        return [*names, "geometry"] if self.geometry else names


POINT = ("Point",)
AREA_SHAPES = ("Polygon", "MultiPolygon")

# Every record of every source starts with these three.
_RECORD = (
    Column("source", TEXT, nullable=False, note="card id"),
    Column("record_id", TEXT, nullable=False, note="the source's own key"),
    Column("observed_on", DATE, nullable=False, note="the day for which the record is true"),
)
_ADDRESS = (
    Column("straat", TEXT),
    Column("huisnummer", INTEGER),
    Column("huisletter", TEXT),
    Column("toevoeging", TEXT),
    Column("postcode", TEXT, note="1234AB, no space"),
    Column("woonplaats", TEXT),
)
_RECORD_KEY = ("source", "record_id")

ACTIVITIES = (
    "automotive",
    "bouw",
    "groothandel",
    "horeca",
    "industrie",
    "kantoor",
    "landbouw",
    "opslag en vervoer",
    "persoonlijk en vrije tijd",
    "winkel",
    "zorg en onderwijs",
    "overig",
)

AREA = Contract(
    "area",
    (
        *_RECORD,
        Column("kind", TEXT, nullable=False, allowed=("gemeente", "omgevingsdienst")),
        Column("code", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
    ),
    _RECORD_KEY,
    AREA_SHAPES,
)
TERREIN = Contract(
    "terrein",
    (
        *_RECORD,
        Column("terrein_id", TEXT, nullable=False, note="IBIS RIN where there is one"),
        Column("name", TEXT, nullable=False),
        Column("municipality_code", TEXT, note="GM0000; what the source says, not what the map says"),
        Column("area_gross_m2", NUMBER),
        Column("area_net_m2", NUMBER),
        Column("plan_year", INTEGER),
        Column("type_code", TEXT),
    ),
    _RECORD_KEY,
    AREA_SHAPES,
)
PAND = Contract(
    "pand",
    (
        *_RECORD,
        Column("pand_id_bag", TEXT, nullable=False, note="16 digits"),
        Column("status", TEXT, nullable=False),
        Column("bouwjaar", INTEGER),
    ),
    _RECORD_KEY,
    AREA_SHAPES,
)
VERBLIJFSOBJECT = Contract(
    "verblijfsobject",
    (
        *_RECORD,
        Column("vbo_id_bag", TEXT, nullable=False, note="16 digits"),
        Column("pand_ids_bag", TEXT, nullable=False, note="comma-joined, first is the main one"),
        Column("status", TEXT, nullable=False),
        Column("gebruiksdoel", TEXT, note="comma-joined BAG values"),
        Column("floor_area_m2", INTEGER),
    ),
    _RECORD_KEY,
    POINT,
)
ADRES = Contract(
    "adres",
    (
        *_RECORD,
        Column("vbo_id_bag", TEXT, nullable=False),
        Column("is_main", TRUTH, nullable=False, note="hoofdadres, not nevenadres"),
        *_ADDRESS,
    ),
    _RECORD_KEY,
)
VESTIGING = Contract(
    "vestiging",
    (
        *_RECORD,
        Column("vestiging_id_kvk", TEXT, note="12 digits; empty for a legal person without one"),
        Column("kvk_number", TEXT, nullable=False, note="8 digits"),
        Column("name", TEXT, nullable=False),
        Column("trade_names", TEXT, note="joined with |, the first is `name`"),
        Column("legal_form", TEXT),
        Column("sbi_codes", TEXT, note="comma-joined, main activity first"),
        Column("sbi_version", TEXT, allowed=("2008", "2025"), note="empty if it cannot be told"),
        Column("activity", TEXT, allowed=ACTIVITIES, note="of the main SBI code"),
        Column("persons", INTEGER),
        Column("started_on", DATE),
        Column("ended_on", DATE),
        Column("address_shielded", TRUTH, nullable=False),
        Column("vbo_id_bag", TEXT, note="from the register's own geo data"),
        *_ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
POI = Contract(
    "poi",
    (
        *_RECORD,
        Column("name", TEXT, nullable=False),
        Column("tag", TEXT, nullable=False, note="e.g. shop=car_repair"),
        Column("activity", TEXT, allowed=ACTIVITIES),
        *_ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
RECOGNITION = Contract(
    "recognition",
    (
        *_RECORD,
        Column("name", TEXT, nullable=False),
        Column("facade_name", TEXT),
        Column("recognitions", TEXT, note="joined with |"),
        Column("status", TEXT, nullable=False, allowed=("geldig", "vervallen")),
        *_ADDRESS,
    ),
    _RECORD_KEY,
)
STREET_NOTE = Contract(
    "street_note",
    (
        *_RECORD,
        Column("vbo_id_bag", TEXT),
        Column("in_use", TRUTH),
        Column("facade_name", TEXT),
        Column("activity", TEXT, allowed=ACTIVITIES),
        Column("dwelling_seen", TRUTH),
        *_ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
RECORDS = {
    contract.name: contract
    for contract in (
        AREA,
        TERREIN,
        PAND,
        VERBLIJFSOBJECT,
        ADRES,
        VESTIGING,
        POI,
        RECOGNITION,
        STREET_NOTE,
    )
}

QUARANTINE = Contract(
    "quarantine",
    (
        Column("source", TEXT, nullable=False),
        Column("file", TEXT, nullable=False),
        Column("row", INTEGER, nullable=False, note="1-based record number in the file"),
        Column("record_id", TEXT),
        Column("column", TEXT),
        Column("code", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False, allowed=("defect", "out_of_scope")),
        Column("reason", TEXT, nullable=False, note="Dutch sentence"),
        Column("value", TEXT, note="the offending value, cut at 200 characters"),
    ),
)

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
        *_ADDRESS,
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
    ),
    ("occupancy_id",),
)
REVIEW = Contract(
    "review",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("decision", TEXT, nullable=False, allowed=("bevestigd", "afgewezen")),
        Column("reason", TEXT, nullable=False),
        Column("proposed_by", TEXT, nullable=False),
        Column("decided_by", TEXT, nullable=False),
        Column("decided_on", DATE, nullable=False),
        Column("until", DATE, nullable=False),
    ),
)
LABEL_CHANGE = Contract(
    "label_change",
    (
        Column("occupancy_id", TEXT, nullable=False),
        Column("old", TEXT),
        Column("new", TEXT),
        Column("cause", TEXT, nullable=False),
        Column("detail", TEXT, nullable=False, note="Dutch sentence"),
    ),
    ("occupancy_id",),
)
RESULTS = {
    contract.name: contract
    for contract in (
        CHOSEN_TERREIN,
        TERREIN_OVERLAP,
        OCCUPANCY,
        LINK,
        FACT,
        FINDING,
        OPEN_QUESTION,
        LABEL,
        LABEL_CHANGE,
    )
}
