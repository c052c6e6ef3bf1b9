"""The record tables that readers make, and the quarantine."""

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

# Every record of every source starts with these three.
_RECORD = (
    Column("source", TEXT, nullable=False, note="card id"),
    Column("record_id", TEXT, nullable=False, note="the source's own key"),
    Column("observed_on", DATE, nullable=False, note="the day for which the record is true"),
)
ADDRESS = (
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

# What an official publication is about. The first two are about what somebody did: they never pass to
# the next occupant of the address.
ABOUT_SOMEBODY = ("handhaving", "sluiting")
PUBLICATION_KINDS = (*ABOUT_SOMEBODY, "vergunning", "melding", "overig")

SCHOOL_REGIONS = ("noord", "midden", "zuid")

# The BAG's closed list of what a verblijfsobject is for.
GEBRUIKSDOELEN = (
    "woonfunctie",
    "bijeenkomstfunctie",
    "celfunctie",
    "gezondheidszorgfunctie",
    "industriefunctie",
    "kantoorfunctie",
    "logiesfunctie",
    "onderwijsfunctie",
    "sportfunctie",
    "winkelfunctie",
    "overige gebruiksfunctie",
)

# BAG statuses of a pand that does not stand there: no unit, and never a witte vlek.
PAND_GONE = ("Pand gesloopt", "Niet gerealiseerd pand", "Pand ten onrechte opgevoerd")

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
        *ADDRESS,
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
        *ADDRESS,
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
        *ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
REGISTRATION = Contract(
    "registration",
    (
        *_RECORD,
        Column("name", TEXT),
        Column("facade_name", TEXT),
        Column("kvk_number", TEXT, note="8 digits"),
        Column("vestiging_id_kvk", TEXT, note="12 digits"),
        Column("vbo_id_bag", TEXT, note="16 digits"),
        Column("kind", TEXT, note="what is registered, in the register's own words, joined with |"),
        Column("activity", TEXT, allowed=ACTIVITIES),
        Column("status", TEXT, nullable=False, allowed=("geldig", "vervallen")),
        Column("valid_from", DATE),
        Column("valid_until", DATE),
        Column("persons", INTEGER),
        *ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
PUBLICATION = Contract(
    "publication",
    (
        *_RECORD,
        Column("title", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False, allowed=PUBLICATION_KINDS),
        Column("published_on", DATE, nullable=False),
        Column("open_until", DATE, note="end of the term for reactions"),
        Column("url", TEXT, nullable=False),
        *ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
ENERGY_LABEL = Contract(
    "energy_label",
    (
        *_RECORD,
        Column("vbo_id_bag", TEXT, nullable=False),
        Column("energy_class", TEXT, nullable=False, note="A++++ to G"),
        Column("building_class", TEXT, note="woning or utiliteit"),
        Column("recorded_on", DATE, note="somebody was inside to measure"),
        Column("valid_until", DATE),
    ),
    _RECORD_KEY,
)
INSOLVENCY = Contract(
    "insolvency",
    (
        *_RECORD,
        Column("kvk_number", TEXT, nullable=False, note="companies only, never a natural person"),
        Column("kind", TEXT, nullable=False, allowed=("faillissement", "surseance")),
        Column("started_on", DATE, nullable=False),
        Column("ended_on", DATE),
    ),
    _RECORD_KEY,
)
GEOCODE = Contract(
    "geocode",
    (
        *_RECORD,
        Column("vbo_id_bag", TEXT, nullable=False, note="the object at the address as it was asked"),
        Column("answer", TEXT, nullable=False, note="the address as the service writes it"),
        *ADDRESS,
    ),
    _RECORD_KEY,
    POINT,
)
SCHOOL_HOLIDAY = Contract(
    "school_holiday",
    (
        *_RECORD,
        Column("name", TEXT, nullable=False),
        Column("region", TEXT, nullable=False, allowed=SCHOOL_REGIONS),
        Column("first_on", DATE, nullable=False),
        Column("last_on", DATE, nullable=False),
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
        *ADDRESS,
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
        REGISTRATION,
        STREET_NOTE,
        PUBLICATION,
        ENERGY_LABEL,
        INSOLVENCY,
        GEOCODE,
        SCHOOL_HOLIDAY,
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
        Column("rows", INTEGER, note="rows this line stands for; empty is one"),
    ),
)
