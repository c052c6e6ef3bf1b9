"""Lists as CSV: who is on them, in which order, and that a spreadsheet runs nothing of them."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from theseus import tables, theming
from theseus.contracts import LABEL, LINK, OCCUPANCY
from theseus.export import lists
from theseus.export.texts import no_formula, one_line
from theseus.model import Change, Why

HOSTILE = json.loads((Path(__file__).parents[1] / "samples" / "hostile_names.json").read_text("utf-8"))


def occupancies(*names: str | None) -> pd.DataFrame:
    rows = [
        {
            "occupancy_id": f"u{index}",
            "terrein_id": "1",
            "terrein_name": "=Park",
            "name": name,
            "address": f"Proefweg {index}",
            "straat": "Proefweg",
            "huisnummer": index,
            "users_on_unit": 0,
            "geometry": None,
        }
        for index, name in enumerate(names)
    ]
    return tables.conform(pd.DataFrame(rows), OCCUPANCY)


def labels(count: int) -> pd.DataFrame:
    rows = [
        {"occupancy_id": f"u{i}", "label": "wit", "proposed_red": False, "known_share": 0.1, "because": "x"}
        for i in range(count)
    ]
    return tables.conform(pd.DataFrame(rows), LABEL)


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_only_addresses_without_a_user_are_listed(tmp_path: Path):
    lists.without_user(tmp_path / "x.csv", occupancies("Bedrijf", None, None), labels(3))
    assert [row["gebruik"] for row in read(tmp_path / "x.csv")] == ["u1", "u2"]


def test_each_address_tells_how_many_there_are_on_its_park(tmp_path: Path):
    """F15: the count per park, here as on the map."""
    known = occupancies("Bedrijf", None, None, None)
    known.loc[3, ["terrein_id", "terrein_name"]] = ["2", "Ander park"]
    lists.without_user(tmp_path / "x.csv", known, labels(4))
    counts = [(row["gebruik"], row["aantal_op_dit_terrein"]) for row in read(tmp_path / "x.csv")]
    assert counts == [("u1", "2"), ("u2", "2"), ("u3", "1")]


def test_text_never_starts_a_formula(tmp_path: Path):
    lists.without_user(tmp_path / "x.csv", occupancies(None), labels(1))
    assert read(tmp_path / "x.csv")[0]["terrein"] == "'=Park"


def near_miss(path: Path, name: str) -> None:
    pair = {"source": "osm", "record_id": "n", "table": "poi", "occupancy_id": "u0", "score": 0.6}
    pair |= {"outcome": "mogelijke koppeling", "matcher_version": "1", "reason": name}
    lists.near_misses(path, tables.conform(pd.DataFrame([pair]), LINK), occupancies(name))


def theme(path: Path, name: str) -> None:
    row = dict.fromkeys(theming.LISTED, name) | {"observed_on": pd.Timestamp("2026-10-14")}
    lists.theme(path, pd.DataFrame([row]))


def changes(path: Path, name: str) -> None:
    lists.changes(path, [Change("u0", "s1", "s2", Why.PINNED, name)], occupancies(name))


def queue(path: Path, name: str) -> None:
    lists.queue(path, pd.DataFrame([dict.fromkeys(lists.QUEUE, name) | {"score": 0.6}]))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("written", [near_miss, theme, changes, queue])
def test_no_name_breaks_a_line_or_starts_a_formula(tmp_path: Path, written, name: str):
    written(tmp_path / "x.csv", name)
    content = (tmp_path / "x.csv").read_bytes().decode("utf-8-sig")
    assert len(content.splitlines()) == 2
    (row,) = read(tmp_path / "x.csv")
    assert {no_formula(one_line(name)), "u0"} & set(row.values())
    assert not [cell for cell in row.values() if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]


def test_who_a_theme_is_about_is_listed_with_the_facts(tmp_path: Path):
    rows = pd.DataFrame(
        {
            "occupancy_id": ["u1", "u2"],
            "address": ["Proefweg 1", "Proefweg 2"],
            "name": ["=1+1", None],
            "terrein_name": "Park",
            "question": ["Is er een aanmelding?", None],
            "value": ["afwezig", None],
            "source": ["dor", None],
            "observed_on": [pd.Timestamp("2026-10-14"), pd.NaT],
        }
    ).convert_dtypes()
    lists.theme(tmp_path / "x.csv", rows)
    first, second = read(tmp_path / "x.csv")
    assert (first["naam"], first["gegeven"], first["datum"]) == ("'=1+1", "afwezig", "14-10-2026")
    assert (second["adres"], second["datum"]) == ("Proefweg 2", "")


def test_near_misses_come_likeliest_first_with_the_candidate(tmp_path: Path):
    pairs = tables.conform(
        pd.DataFrame(
            {
                "source": "osm",
                "record_id": ["n1", "n2"],
                "table": "poi",
                "occupancy_id": ["u0", "u1"],
                "outcome": "mogelijke koppeling",
                "score": [0.61, 0.82],
                "matcher_version": "1",
                "reason": ["+naam lijkt", "naam lijkt"],
            }
        ),
        LINK,
    )
    lists.near_misses(tmp_path / "x.csv", pairs, occupancies("@Bedrijf", "Ander"))
    rows = read(tmp_path / "x.csv")
    assert [row["record"] for row in rows] == ["n2", "n1"]
    assert (rows[1]["naam_van_het_gebruik"], rows[1]["uitleg"]) == ("'@Bedrijf", "'+naam lijkt")
    assert rows[0]["score"] == "0,82"


def test_changes_of_the_plan_have_a_cause_and_start_no_formula(tmp_path: Path):
    found = (
        Change(None, None, "s2", Why.SESSION, "nieuwe controle"),
        Change("u0", "s1", "s2", Why.PINNED, "=vastgezet", on=dt.date(2026, 11, 16)),
        Change("gone", "s1", None, Why.NO_GROUND, "dit gebruik is er niet meer"),
    )
    lists.changes(tmp_path / "x.csv", found, occupancies("@Bedrijf"))
    first, second, third = read(tmp_path / "x.csv")
    assert (first["gebruik"], first["controle_eerst"], first["controle_nu"]) == ("", "", "s2")
    assert (second["naam"], second["oorzaak"], second["uitleg"]) == ("'@Bedrijf", "vastgezet", "'=vastgezet")
    assert (third["naam"], third["controle_nu"]) == ("", "")
    assert (first["datum"], second["datum"]) == ("", "2026-11-16")
    lists.changes(tmp_path / "none.csv", (), occupancies("@Bedrijf"))
    assert read(tmp_path / "none.csv") == []
