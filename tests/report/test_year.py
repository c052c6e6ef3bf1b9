"""F79: the year in visits: first findings beside those at rechecks."""

import pandas as pd
from one_business import ID, at, table

from theseus import contracts
from theseus.report.year import NOT_NAMED, summarise

VISITS = (
    (1, "2026-02-03", "overtreding"),
    (2, "2026-04-07", "overtreding"),
    (3, "2026-05-12", "niets gevonden"),
    (4, "2026-06-02", "niemand aanwezig"),
    (5, "2026-07-01", "overtreding"),
    (6, "2025-12-31", "overtreding"),
)
FINDINGS = ((1, "bouwen"), (1, "milieu"), (2, "bouwen"), (4, "leegstand"), (6, "arbeid"))


def visits(**changed) -> pd.DataFrame:
    rows = (
        {
            "visit_id": number,
            "occupancy_id": ID,
            "visited_on": at(day),
            "result": result,
            "step": "integrale controle",
            "at_random": False,
            "entered_by": "carla",
            "entered_at": at(day),
            **changed,
        }
        for number, day, result in VISITS
    )
    return table(contracts.VISIT, *rows)


def findings() -> pd.DataFrame:
    rows = ({"visit_id": number, "occupancy_id": ID, "kind": kind} for number, kind in FINDINGS)
    return table(contracts.VISIT_FINDING, *rows)


def test_first_visits_and_rechecks_are_counted_apart():
    told = summarise(visits(), findings(), {2, 3}, 2026)
    assert told.results == {
        "niets gevonden": 1,
        "overtreding": 3,
        "niemand aanwezig": 1,
        "geen toegang": 0,
        "overgedragen": 0,
    }
    assert (told.first.visits, told.first.with_findings) == (3, 3)
    assert told.first.findings == {"bouwen": 1, "milieu": 1, "leegstand": 1, NOT_NAMED: 1}
    assert (told.again.visits, told.again.with_findings, told.again.findings) == (2, 1, {"bouwen": 1})
    assert told.rows() == [
        ("bezoeken", 3, 2),
        ("bezoeken met een bevinding", 3, 1),
        ("bevindingen", 4, 1),
        ("  bouwen", 1, 1),
        ("  leegstand", 1, 0),
        ("  milieu", 1, 0),
        (f"  {NOT_NAMED}", 1, 0),
    ]


def test_another_year_and_what_was_taken_back_do_not_count():
    assert summarise(visits(), findings(), (), 2025).first.findings == {"arbeid": 1}
    assert summarise(visits(), findings(), (), 2024).rows() == [
        ("bezoeken", 0, 0),
        ("bezoeken met een bevinding", 0, 0),
        ("bevindingen", 0, 0),
    ]
    gone = visits(withdrawn_by="bram", withdrawn_on=at("2026-08-01"), withdrawn_because="Verkeerd adres.")
    assert summarise(gone, findings(), (), 2026).first.visits == 0
