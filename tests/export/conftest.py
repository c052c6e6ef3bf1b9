"""One inspection with the tables its roster is made from."""

import datetime as dt
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from theseus.contracts import FINDING, LABEL, OCCUPANCY, OPEN_QUESTION
from theseus.model import Inspection, Session, Visit
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
