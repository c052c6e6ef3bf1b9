"""What a map can show besides: made for any region, with a fixed chance."""

import dataclasses
import datetime as dt
import random

import pandas as pd

from theseus.contracts import LABEL_CHANGE, VISIT
from theseus.draw import PastLabels, RuleNote
from theseus.model import Inspection, Session, Visit
from theseus.tables import conform

ACTIVITIES = [
    ("automotive", "45204"),
    ("bouw", "41000,43211"),
    ("horeca", "56101"),
    ("opslag en vervoer", "52102"),
]
WITHDRAWN = 3
RESULTS = ["niets gevonden", "overtreding", "niemand aanwezig"]
MUNICIPALITIES = {"GM0226": "Duiven", "GM0293": "Westervoort"}


def full(data):
    """The same region with everything that a map may do without."""
    chance = random.Random(49)  # noqa: S311  # a fixed region, no secret
    ids = sorted(data.occupancies["occupancy_id"])
    codes = [chance.choice(list(MUNICIPALITIES)) for _ in ids]
    occupancies = data.occupancies.sort_values("occupancy_id").assign(
        municipality_code=pd.array(codes, dtype="string")
    )
    return dataclasses.replace(
        data,
        occupancies=occupancies,
        municipalities=MUNICIPALITIES,
        rules=tuple(rule(name) for name in sorted(data.findings["rule"].unique())),
        activities=activities(ids, chance),
        besides=besides(ids, data.as_of),
        would_change=would_change(ids),
        links=links(ids),
        near_misses=links(ids[:6]).assign(outcome="mogelijke koppeling", occupancy_id=ids[6:12]),
        visits=visits(ids, data.as_of, chance),
        changes=changes(ids[:9], data.as_of),
        history=history(data, ids, chance),
        inspections=(inspection(data.as_of, ids[:5]), inspection(data.as_of + dt.timedelta(42), ids[5:8])),
        made_with="Gemaakt met regels 0123abcd, run proef, Theseus 0.1.0.",
    )


def rule(name):
    return RuleNote(name, f"Stelling van {name}", gate=True, hard=name.startswith("bewoning"), weight=1.0,
                    means_not=f"Het betekent niet dat {name} fout is.")  # fmt: skip


def activities(ids, chance):
    known = [(one, *chance.choice(ACTIVITIES)) for one in ids if chance.random() < 0.8]
    return pd.DataFrame(known, columns=["occupancy_id", "activity", "sbi"], dtype="string")


def besides(ids, as_of):
    day = pd.Timestamp(as_of)
    rows = [
        (one, "bouwjaar", "In welk jaar is het pand gebouwd?", "2007", "BAG (Kadaster)", day)
        for one in ids[::2]
    ]
    return pd.DataFrame(rows, columns=["occupancy_id", "question", "text", "value", "source", "observed_on"])


def would_change(ids):
    rows = [
        (one, line)
        for one in ids[:10]
        for line in ("Wordt groen als dit het antwoord is:", "  - Ja? → ja; bureau")
    ]
    return pd.DataFrame(rows, columns=["occupancy_id", "line"], dtype="string")


def links(ids):
    rows = [(one, "bag", f"0226{at:012}", "gekoppeld", 1.0, "Dit is een adres van het verblijfsobject.")
            for at, one in enumerate(ids)]  # fmt: skip
    return pd.DataFrame(rows, columns=["occupancy_id", "source", "record_id", "outcome", "score", "reason"])


def visits(ids, as_of, chance):
    days = [30, 200, 400, 20, 700, 60, 300, 90] * 4
    rows = [
        {
            "visit_id": at, "occupancy_id": one, "visited_on": pd.Timestamp(as_of - dt.timedelta(ago)),
            "result": chance.choice(RESULTS), "step": "gevelcheck", "at_random": False,
            "entered_by": "An (VOORBEELD)", "entered_at": pd.Timestamp(as_of),
            "withdrawn_by": "Bo (VOORBEELD)" if at == WITHDRAWN else None,
        }
        for at, (one, ago) in enumerate(zip((ids * 2)[:30], days, strict=False))
    ]  # fmt: skip
    return conform(pd.DataFrame(rows, columns=VISIT.names), VISIT)


def changes(ids, as_of):
    changed = {"old": "wit", "new": "groen", "cause": "gegevens", "detail": "gegevens: het straatbeeld."}
    rows = [{"occupancy_id": one, **changed, "behind": None} for one in ids]
    return conform(pd.DataFrame(rows), LABEL_CHANGE).assign(as_of=pd.Timestamp(as_of))


def history(data, ids, chance):
    """Two older runs: in the first one some were white and some were not there yet; one is gone now."""
    older = data.labels[data.labels["occupancy_id"].isin(set(ids[7:]))]
    white = older["occupancy_id"].isin([one for one in ids if chance.random() < 0.3])
    older = older.assign(label=older["label"].mask(white, "wit"), proposed_red=older["proposed_red"] & ~white)
    gone = older.iloc[:1].assign(occupancy_id="0226010000999999@onbekend")
    return (
        PastLabels(data.as_of - dt.timedelta(14), pd.concat([older, gone])),
        PastLabels(data.as_of - dt.timedelta(3), data.labels),
        PastLabels(data.as_of, data.labels),
    )


def inspection(day, ids):
    start = dt.datetime.combine(day + dt.timedelta(10), dt.time(9, 30))
    session = Session(
        f"GM0226-{day}", "GM0226", start.date(), start.time(), dt.time(15, 30), ("politie", "ODRA"), 20,
        depot=(199_000.0, 441_000.0),
    )  # fmt: skip
    stops = [
        Visit(
            one,
            at + 1,
            start + dt.timedelta(minutes=15 * at),
            start + dt.timedelta(minutes=15 * at + 12),
            1.0,
        )
        for at, one in enumerate(ids)
    ]
    return Inspection(session, tuple(stops))
