"""A small world: occupancies, links and records of every family, made by name."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest

from theseus import tables
from theseus.contracts import ANSWER, LINK, OCCUPANCY, RECORDS, VISIT
from theseus.facts import collect, unused_answers
from theseus.facts.catalogue import questions
from theseus.model import Consulted, Freshness

FAMILY = {
    "bag_extract": "bag",
    "bag_gpkg": "bag",
    "kvk": "kvk",
    "rdw": "rdw",
    "osm": "osm",
    "straatbeeld": "straatbeeld",
    "bezoek": "straatbeeld",
    "correctie": "correctie",
    "alcoholvergunning": "gemeente_vergunning",
    "dor": "dor",
    "ep_online": "ep_online",
    "insolventie": "cir",
    "lisa": "lisa",
    "lrk": "lrk",
    "lrza": "lrza",
    "milieumelding": "omgevingsdienst",
    "publicaties": "koop",
    "waadi": "waadi",
}
DESK = ("bezoek", "correctie")
REQUIRED = {
    "pand": {"status": "Pand in gebruik"},
    "verblijfsobject": {"pand_ids_bag": "0226100000000001", "status": "Verblijfsobject in gebruik"},
    "vestiging": {"kvk_number": "90000001", "name": "VOORBEELD BV", "address_shielded": False},
    "poi": {"name": "VOORBEELD", "tag": "shop=car"},
    "registration": {"name": "VOORBEELD", "status": "geldig"},
    "street_note": {},
    "publication": {
        "title": "Besluit VOORBEELD",
        "published_on": pd.Timestamp("2026-11-01"),
        "url": "https://x",
    },
    "energy_label": {"energy_class": "A"},
    "insolvency": {"kvk_number": "90000001", "started_on": pd.Timestamp("2026-10-01")},
}


class World:
    """Builds the input of collect; ``facts()`` runs it."""

    def __init__(self, as_of: dt.date) -> None:
        self.as_of = as_of
        self.occupancies: list[dict[str, object]] = []
        self.links: list[dict[str, object]] = []
        self.records: dict[str, list[dict[str, object]]] = {}
        self.consulted: dict[str, Consulted] = {}
        self.half_life = dict.fromkeys(FAMILY, 365)
        self.said: list[dict[str, object]] = []
        self.visits: list[dict[str, object]] = []

    def occupancy(self, occupancy_id="u1@onbekend", **values):
        defaults = {
            "terrein_id": "T1",
            "terrein_name": "Voorbeeldpark",
            "address": "Voorbeeldstraat 1",
            "postcode": "6921AA",
            "huisnummer": 1,
            "users_on_unit": 0,
        }
        self.occupancies.append({"occupancy_id": occupancy_id, **defaults, **values})
        return occupancy_id

    def consult(self, source, freshness=Freshness.FRESH, *, complete=True, delivered="2026-11-01"):
        day = dt.date.fromisoformat(delivered) if delivered else None
        self.consulted[source] = Consulted(source, FAMILY[source], freshness, complete, day)

    def record(self, table, source, record_id, on="2026-11-01", *, link=None, outcome="gekoppeld", **values):
        similarity = values.pop("name_similarity", None)
        row = {"source": source, "record_id": record_id, "observed_on": pd.Timestamp(on)}
        self.records.setdefault(table, []).append(row | REQUIRED[table] | values)
        self.links.append(
            {
                "source": source,
                "record_id": record_id,
                "table": table,
                "occupancy_id": link,
                "outcome": outcome,
                "name_similarity": similarity,
                "matcher_version": "1",
                "reason": "Zo.",
            }
        )
        if source not in self.consulted:
            self.consult(source)

    def desk(self):
        """Let people answer: their register is our own, so it is whole and of today."""
        for source in DESK:
            self.consult(source, delivered=str(self.as_of))

    def says(self, source, number, question, value, on="2026-11-01", *, link, until=None, original=None):
        """One answer of a visit or of a granted correction."""
        if source not in self.consulted:
            self.desk()
        row = {"source": source, "record_id": f"{source} {number}", "observed_on": pd.Timestamp(on)}
        row |= {"occupancy_id": link, "question": question, "value": value, "original": original}
        self.said.append(row | {"until": pd.Timestamp(until) if until else None, "entered_by": "a"})

    def visit(self, number, result, on="2026-11-01", *, link, withdrawn=False):
        if "bezoek" not in self.consulted:
            self.desk()
        row = {"visit_id": number, "occupancy_id": link, "visited_on": pd.Timestamp(on), "result": result}
        row |= {"step": "gevelcheck", "at_random": False, "entered_by": "a", "entered_at": row["visited_on"]}
        self.visits.append(row | {"withdrawn_by": "b" if withdrawn else None})

    def without(self, *sources):
        """The same world in which some sources were never consulted."""
        less = World(self.as_of)
        less.occupancies, less.half_life = self.occupancies, self.half_life
        less.links = [link for link in self.links if link["source"] not in sources]
        less.records = {
            table: [row for row in rows if row["source"] not in sources]
            for table, rows in self.records.items()
        }
        less.said = [row for row in self.said if row["source"] not in sources]
        less.visits = [] if "bezoek" in sources else self.visits
        less.consulted = {
            name: Consulted(name, FAMILY[name], Freshness.ABSENT) if name in sources else found
            for name, found in self.consulted.items()
        }
        return less

    def facts(self, as_of=None, near_misses=None, cards=None, *, shuffle=None):
        def made(rows, contract):
            frame = pd.DataFrame(rows, columns=[column.name for column in contract.columns])
            if shuffle is not None:
                frame = frame.sample(frac=1, random_state=shuffle)
            return tables.conform(frame, dataclasses.replace(contract, geometry=()))

        records = {name: made(rows, RECORDS[name]) for name, rows in self.records.items()}
        near = None if near_misses is None else tables.conform(pd.DataFrame(near_misses), LINK)
        return collect(
            cards or questions(),
            made(self.occupancies, OCCUPANCY),
            made(self.links, LINK),
            records,
            self.consulted,
            self.half_life,
            as_of or self.as_of,
            near,
            answers=made(self.said, ANSWER),
            visits=made(self.visits, VISIT),
        )

    def unused(self):
        """What the run report says of answers that are not used."""
        uses = tables.conform(pd.DataFrame(self.occupancies), dataclasses.replace(OCCUPANCY, geometry=()))
        return unused_answers(questions(), uses, tables.conform(pd.DataFrame(self.said), ANSWER))

    def answers(self, occupancy_id="u1@onbekend", **given):
        """Valid answers of one occupancy by question."""
        facts = self.facts(**given)
        facts = facts[(facts["occupancy_id"] == occupancy_id) & ~facts["expired"]]
        return dict(zip(facts["question"], facts["value"], strict=True))


@pytest.fixture
def world(as_of):
    return World(as_of)
