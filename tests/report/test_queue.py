"""The queue of possible links: what a person needs to settle a pair, and what was said before."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from theseus.contracts import JUDGEMENT_USE, LINK, LINK_JUDGEMENT, OCCUPANCY, RECORDS
from theseus.export import lists
from theseus.report.queue import COLUMNS, not_applied, queue
from theseus.tables import conform

DAY = dt.datetime(2026, 11, 16)  # noqa: DTZ001 - stored as given


def near(*pairs: tuple[str, str, float]) -> pd.DataFrame:
    rows = [
        {
            "source": "osm",
            "record_id": record,
            "table": "poi",
            "occupancy_id": occupancy,
            "outcome": "mogelijke koppeling",
            "score": score,
            "matcher_version": "1",
            "reason": "Naam lijkt voor 70 %.",
        }
        for record, occupancy, score in pairs
    ]
    return conform(pd.DataFrame(rows), LINK)


def occupancy(name: str | None) -> pd.DataFrame:
    row = {
        "occupancy_id": "a@b",
        "terrein_id": "1",
        "terrein_name": "T",
        "name": name,
        "address": "Proefweg 1",
    }
    return conform(pd.DataFrame([{**row, "users_on_unit": 1}]), OCCUPANCY)


def pois() -> pd.DataFrame:
    row = {"source": "osm", "record_id": "1", "observed_on": DAY, "name": "Garage Zon", "tag": "shop=car"}
    row |= {"straat": "Proefweg", "huisnummer": 1, "huisletter": "A", "postcode": "1234AB"}
    return conform(pd.DataFrame([row]), RECORDS["poi"])


def judgements(standing: list[bool]) -> pd.DataFrame:
    row = {"source": "osm", "record_id": "1", "occupancy_id": "a@b", "verdict": "onzeker", "reason": "?"}
    row |= {"judged_by": "Anna", "judged_at": DAY}
    rows = [{**row, "judgement_id": n, "standing": stands} for n, stands in enumerate(standing, 1)]
    return conform(pd.DataFrame(rows, columns=LINK_JUDGEMENT.names), LINK_JUDGEMENT)


def test_a_pair_is_told_from_both_sides():
    row = queue(near(("1", "a@b", 0.7)), occupancy("Zon BV"), {"poi": pois()}, judgements([])).iloc[0]
    assert row[["name", "address"]].to_list() == ["Garage Zon", "Proefweg 1A, 1234AB"]
    assert row[["occupancy_name", "occupancy_address"]].to_list() == ["Zon BV", "Proefweg 1"]
    assert row[["verdict"]].isna().all()


def test_the_likeliest_come_first_and_every_pair_is_there():
    listed = queue(near(("1", "a@b", 0.6), ("2", "a@b", 0.8)), occupancy(None), {}, judgements([]))
    assert listed["record_id"].to_list() == ["2", "1"]
    assert list(listed.columns) == COLUMNS


@pytest.mark.parametrize(("standing", "shown"), [([True], 1), ([False, True], 2), ([False], None)])
def test_the_standing_judgement_is_shown(standing, shown):
    row = queue(near(("1", "a@b", 0.7)), occupancy("Zon"), {}, judgements(standing)).iloc[0]
    assert (row["judgement_id"] == shown) if shown else pd.isna(row["judgement_id"])


def test_as_a_file_no_text_is_a_formula(tmp_path: Path):
    listed = queue(near(("1", "a@b", 0.7)), occupancy("=1+1"), {"poi": pois()}, judgements([True]))
    lists.queue(tmp_path / "x.csv", listed)
    lines = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("bron;record;soort;naam_in_de_bron;adres_in_de_bron;gebruik")
    assert "'=1+1" in lines[1]
    assert lines[1].endswith("onzeker;Anna;1")


def test_judgements_that_did_nothing_are_told():
    rows = judgements([True, True]).assign(applied=[True, False], told="Dit record is er niet.")
    assert list(not_applied(conform(rows, JUDGEMENT_USE))) == [
        "Oordeel 2 (onzeker: osm 1 en a@b) is niet toegepast. Dit record is er niet."
    ]
