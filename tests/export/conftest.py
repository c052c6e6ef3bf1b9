"""One inspection with the tables its roster is made from."""

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from theseus.contracts import FINDING, LABEL, OCCUPANCY, OPEN_QUESTION
from theseus.export import need_to_know, roster
from theseus.export.need_to_know import Heading
from theseus.facts import catalogue
from theseus.model import Competence, Inspection, Ketenpartner, Session, Visit
from theseus.tables import conform

DAY = dt.date(2026, 11, 17)
KINDS = {"a": ("wit", False), "b": ("wit", True), "c": ("rood", False), "d": ("rood", True)}
SUSPICION = "De activiteit past niet bij het gebruiksdoel."


def _occupancies(names):
    frame = pd.DataFrame({"occupancy_id": list(names), "name": list(names.values())})
    frame["terrein_id"], frame["terrein_name"], frame["municipality_code"] = "t1", "Nieuwgraaf", "GM0226"
    frame["address"], frame["users_on_unit"] = "Ratio " + frame["occupancy_id"] + "1, Duiven", 1
    geometry = [Point(197000, 441000)] * len(frame)
    return conform(gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:28992"), OCCUPANCY)


def _labels():
    rows = [
        {
            "occupancy_id": name,
            "label": label,
            "proposed_red": proposed,
            "known_share": 0.5,
            "because": SUSPICION,
        }
        for name, (label, proposed) in KINDS.items()
    ]
    return conform(pd.DataFrame(rows), LABEL)


def _findings():
    rows = [
        {"occupancy_id": name, "rule": f"{name}{n}", "outcome": outcome, "sentence": sentence}
        for name in KINDS
        for n, (outcome, sentence) in enumerate([("aandachtspunt", SUSPICION), ("in orde", "Alles klopt.")])
    ]
    return conform(pd.DataFrame(rows), FINDING)


def _open_questions():
    rows = [
        {"occupancy_id": name, "question": f"q{n}", "text": text, "why": "x", "sources": "x", "step": "x"}
        for name in ("a", "b", "c", "elders")
        for n, text in enumerate(["Is het pand in gebruik?", "Welke naam staat op de gevel?"])
    ]
    return conform(pd.DataFrame(rows).assign(cost_eur=0.0), OPEN_QUESTION)


def _inspection(session_id="GM0226-2026W47", ids=tuple(KINDS)):
    session = Session(
        session_id, "GM0226", DAY, dt.time(9, 30), dt.time(15, 30), ("politie", "ODRA", "brandweer"), 20
    )
    start = dt.datetime.combine(DAY, session.start)
    visits = tuple(
        Visit(
            name, n, start + dt.timedelta(minutes=15 * n), start + dt.timedelta(minutes=15 * n + 12), 10.0 * n
        )
        for n, name in enumerate(ids, start=1)
    )
    return Inspection(session, visits)


@pytest.fixture(scope="session")
def inspection():
    return _inspection()


@pytest.fixture(scope="session")
def make_inspection():
    return _inspection


@pytest.fixture(scope="session")
def make_tables():
    """Tables by occupancy id; ``names`` says what the users are called."""

    def make(names=None):
        known = dict.fromkeys([*KINDS, "elders"], "VOORBEELD BV") | (names or {})
        return SimpleNamespace(
            occupancies=_occupancies(known),
            labels=pd.concat([_labels()], ignore_index=True),
            findings=_findings(),
            open_questions=_open_questions(),
        )

    return make


POLICE = Ketenpartner(
    "politie", competences=(Competence("kijkt naar veiligheid", "artikel 3 Politiewet 2012"),)
)


@pytest.fixture(scope="session")
def make_roster(make_tables):
    """The whole roster of an inspection; ``names`` says what users are called, the rest is its heading."""

    def make(inspection=None, names=None, tables=None, **heading):
        one = inspection or _inspection()
        known = tables or make_tables(names)
        door = catalogue.at_the_door()
        rows = roster.visits([one], known.occupancies, known.labels, known.findings)
        asked = roster.questions(rows, known.open_questions, door)
        told = {"region": "De Liemers", "municipality": "Duiven", "run": "2026-11-16-aa"} | heading
        about = Heading(**{"attendees": (POLICE,), "questions": tuple(door.values()), **told})
        return need_to_know.whole(one.session, about, rows, asked)

    return make


@pytest.fixture(scope="session")
def partner_roster(make_roster):
    """What a partner with these columns in its agreement gets."""

    def make(*columns, whole=None):
        partner = Ketenpartner("politie", columns=columns)
        return need_to_know.for_partner(whole or make_roster(), partner)

    return make


@pytest.fixture(scope="session")
def hostile():
    """Names that try to run, break out or confuse."""
    return json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))
