"""One business with everything in its file: values, runs, decisions, a visit, a plan, who received it."""

import datetime as dt

import pandas as pd

from theseus import contracts
from theseus.model import Inspection, Session, Visit
from theseus.report.dossier import Material, Then
from theseus.tables import conform

ID = "0226010000000001@000090000001"
OTHER = "0226010000000001@000090000002"
BEFORE, DAY = dt.date(2026, 11, 2), dt.date(2026, 11, 16)
STAFF = ("anna.smit", "bram", "carla")
NOT_TAKEN_BACK = dict.fromkeys(("withdrawn_by", "withdrawn_on", "withdrawn_because"))
CARD = {
    "title": "Straatbeeld",
    "publisher": "De gemeente zelf",
    "purpose": "Weten of een pand in gebruik is.",
    "legal_basis": "Artikel 6, eerste lid, onder e, AVG",
    "licence": "Niet verder leveren.",
    "regime": "municipal",
    "personal_data": True,
}
CARDS = {"straatbeeld": CARD, "geheim": CARD | {"title": "Geheime bron", "regime": "restricted"}}
QUESTIONS = {"in_use": "Is het adres in gebruik?", "dwelling_seen": "Zijn er tekenen van bewoning?"}


def table(contract, *rows):
    """A table of a contract; days may be texts, columns that are left out are empty."""
    return conform(
        pd.DataFrame([dict.fromkeys(contract.names) | row for row in rows], columns=contract.names), contract
    )


def at(day):
    return pd.Timestamp(day)


def desk(**changed):
    """What people entered, by contract name."""
    mine = {"occupancy_id": ID}
    return {
        "review": table(
            contracts.REVIEW,
            mine
            | {
                "review_id": 1,
                "decision": "voorgesteld",
                "reason": "Twee bronnen; anna.smit keek zelf.",
                "proposed_by": "anna.smit",
                "decided_by": "anna.smit",
                "decided_on": at("2026-11-04"),
                "until": at("2027-05-04"),
            },
            mine
            | {
                "review_id": 2,
                "decision": "afgewezen",
                "reason": "De erkenning loopt nog.",
                "proposed_by": "anna.smit",
                "decided_by": "bram",
                "decided_on": at("2026-11-05"),
                "until": at("2027-05-05"),
            },
        ),
        "override": table(
            contracts.OVERRIDE,
            mine
            | {
                "override_id": 3,
                "label": "groen",
                "reason": "Bezocht en in orde.",
                "decided_by": "carla",
                "decided_on": at("2026-11-06"),
                "until": at("2027-02-06"),
                "withdrawn_by": "bram",
                "withdrawn_on": at("2026-11-12"),
                "withdrawn_because": "Verkeerd adres.",
            },
        ),
        "visit": table(
            contracts.VISIT,
            mine
            | {
                "visit_id": 12,
                "visited_on": at("2026-10-01"),
                "result": "niets gevonden",
                "step": "gevelcheck",
                "at_random": True,
                "note": "Werkplaats open.",
                "entered_by": "carla",
                "entered_at": at("2026-10-02"),
                **NOT_TAKEN_BACK,
            },
        ),
        "visit_finding": table(contracts.VISIT_FINDING),
        "answer": table(
            contracts.ANSWER,
            mine
            | {
                "source": "bezoek",
                "record_id": "bezoek 12",
                "observed_on": at("2026-10-01"),
                "question": "in_use",
                "value": "ja",
                "entered_by": "carla",
            },
            mine
            | {
                "source": "bezoek",
                "record_id": "bezoek 12",
                "observed_on": at("2026-10-01"),
                "question": "dwelling_seen",
                "entered_by": "carla",
            },
        ),
        "objection": table(
            contracts.OBJECTION,
            mine
            | {
                "objection_id": 4,
                "received_on": at("2026-11-03"),
                "text": "Hier woont niemand.",
                "state": "toegekend",
                "state_since": at("2026-11-09"),
                "state_by": "carla",
                "state_because": "Huurcontract gezien.",
            },
        ),
        "correction": table(
            contracts.CORRECTION,
            mine
            | {
                "correction_id": 5,
                "objection_id": 4,
                "question": "dwelling_seen",
                "value": "nee",
                "valid_from": at("2026-11-09"),
                "until": at("2027-11-09"),
                "reason": "Huurcontract gezien door carla.",
                "granted_by": "carla",
                "granted_at": at("2026-11-09"),
            },
        ),
        "link_judgement": table(
            contracts.LINK_JUDGEMENT,
            mine
            | {
                "judgement_id": 7,
                "source": "osm",
                "record_id": "node/771",
                "verdict": "verschillend",
                "reason": "Dat is de buurman.",
                "judged_by": "bram",
                "judged_at": at("2026-11-03"),
                "standing": True,
            },
        ),
    } | changed


def run(day, label, *, proposed=False, old=None, cause=None, moved=()):
    """One kept run."""
    name = f"{day}-aa"
    labels = table(
        contracts.LABEL,
        {
            "occupancy_id": ID,
            "label": label,
            "proposed_red": proposed,
            "known_share": 0.5,
            "because": f"Zo is het op {day}.",
            "next_step": "bureau",
        },
    )
    change = {
        "occupancy_id": ID,
        "old": old,
        "new": label,
        "cause": cause,
        "detail": f"{cause}: bram zei het.",
    }
    changes = table(contracts.LABEL_CHANGE, *([change] if cause else []))
    values = [
        {
            "occupancy_id": ID,
            "field": field,
            "old": "nee",
            "new": "ja",
            "source": source,
            "changed_on": at(day),
            "run": name,
        }
        for field, source in moved
    ]
    return Then(name, day, labels, changes, table(contracts.VALUE_CHANGE, *values))


def results(then, name="Timmerfabriek Esdoorn VOORBEELD"):
    """Tables of the newest run; a value and a record are from a restricted source, some of the neighbour."""

    def value(of, field, shown, source="straatbeeld"):
        return {
            "occupancy_id": of,
            "field": field,
            "value": shown,
            "original": shown.upper(),
            "source": source,
            "record_id": "rij 1",
            "first_seen": at(BEFORE),
            "last_seen": at(DAY),
        }

    def link(of, record, source="straatbeeld"):
        return {
            "source": source,
            "record_id": record,
            "table": "street_note",
            "occupancy_id": of,
            "outcome": "gekoppeld",
            "score": 0.9,
            "matcher_version": "1",
            "reason": "Postcode gelijk.",
        }

    delivery = {
        "delivered_on": at(DAY),
        "file": "straat.csv",
        "sha256": "f" * 64,
        "licence": "geen",
        "regime": "municipal",
    }
    return {
        "label": then.label,
        "delivery": table(
            contracts.DELIVERY,
            delivery | {"source": "straatbeeld"},
            delivery | {"source": "geheim", "regime": "restricted"},
        ),
        "provenance": table(
            contracts.PROVENANCE,
            value(ID, "name", name or "niet bekend"),
            value(ID, "in_use", "ja"),
            value(ID, "secret", "GEHEIM", "geheim"),
            value(OTHER, "name", "De buurman"),
        ),
        "finding": table(
            contracts.FINDING,
            {"occupancy_id": ID, "rule": "a", "outcome": "in orde", "sentence": f"{name} is in orde."},
            {"occupancy_id": ID, "rule": "b", "outcome": "aandachtspunt", "sentence": "Kijk hiernaar."},
        ),
        "open_question": table(
            contracts.OPEN_QUESTION,
            {
                "occupancy_id": ID,
                "question": "in_use",
                "text": QUESTIONS["in_use"],
                "why": "geen antwoord in de bron",
                "sources": "Straatbeeld",
                "step": "gevelcheck",
                "cost_eur": 5.0,
            },
        ),
        "link": table(
            contracts.LINK,
            link(ID, "rij 1"),
            link(OTHER, "rij 2"),
            link(ID, "GEHEIM 9", "geheim"),
        ),
    }


def planned(day=dt.date(2026, 12, 1)):
    """One inspection of the plan that visits the business."""
    session = Session("s", "GM0226", day, dt.time(9, 30), dt.time(15, 30), ("politie", "ODRA"), 20)
    begin = dt.datetime.combine(day, dt.time(10, 15))
    return Inspection(session, (Visit(ID, 1, begin, begin, 1.0),))


def received(*rows):
    """Who received which label."""
    given = rows or (
        (BEFORE, "oud", "2026-11-17-duiven.xlsx", "politie", "wit"),
        (DAY, "nieuw", "2026-12-01-duiven.xlsx", "politie", "wit"),
        (DAY, "nieuw", "2026-12-01-duiven.xlsx", "gemeente Duiven", "wit"),
    )
    return conform(pd.DataFrame(list(given), columns=contracts.RECEIVED.names), contracts.RECEIVED)


def material(name="Timmerfabriek Esdoorn VOORBEELD", **changed):
    """All of it together."""
    then = [
        run(BEFORE, "groen", cause="nieuw in beeld"),
        run(dt.date(2026, 11, 9), "groen"),
        run(
            DAY,
            "wit",
            proposed=True,
            old="groen",
            cause="besluit van een medewerker",
            moved=(("in_use", "straatbeeld"), ("secret", "geheim")),
        ),
    ]
    occupancy = table(
        contracts.OCCUPANCY,
        {
            "occupancy_id": ID,
            "terrein_id": "1",
            "terrein_name": "Proefpark",
            "name": name,
            "address": "Proefweg 1, 6921 ZZ Duiven",
            "kvk_number": "90000001",
            "users_on_unit": 2,
        },
    ).iloc[0]
    whole = {
        "region": "Proefregio",
        "municipality": "Duiven",
        "contact": "Loket VOORBEELD\nProefplein 1",
        "as_of": DAY,
        "run": then[-1].run,
        "held_on": DAY,
        "gone": False,
        "occupancy": occupancy,
        "results": results(then[-1], name),
        "runs": then,
        "desk": desk(),
        "planned": (planned(),),
        "received": received(),
        "cards": CARDS,
        "questions": QUESTIONS,
    }
    return Material(**whole | changed)
