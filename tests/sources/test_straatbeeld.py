"""Street view notes: the form, what it refuses, and that a template is read again."""

import csv
import datetime as dt
import io

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.check import check
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources import straatbeeld
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.straatbeeld import OPTIONAL, REQUIRED, template

CARD = cards()["straatbeeld"]
AS_OF = dt.date(2026, 11, 16)


def note(**changes):
    found = dict.fromkeys((*REQUIRED, *OPTIONAL), "") | {
        "datum": "2026-10-05",
        "straat": "Voorbeeldweg",
        "huisnummer": "12",
        "huisletter": "a",
        "postcode": "6921 xx",
        "plaats": "Duiven",
        "in_gebruik": "ja",
        "naam_op_gevel": "VOORBEELD Garage",
        "activiteit": "automotive",
        "bewoning_gezien": "nee",
    }
    return found | changes


def as_csv(*notes):
    handle = io.StringIO()
    writer = csv.DictWriter(handle, [*REQUIRED, *OPTIONAL], delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(notes)
    return handle.getvalue()


@pytest.fixture
def read(tmp_path):
    def reader(*contents):
        files = []
        for number, content in enumerate(contents):
            path = content
            if isinstance(content, str):
                path = tmp_path / f"{number}.csv"
                path.write_text(content, encoding="utf-8")
            files.append(RawFile(path, AS_OF))
        delivery = straatbeeld.read(files, CARD, AS_OF)
        table = delivery.tables["street_note"]
        assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
        return delivery, table, delivery.quarantine

    return reader


def layer(path, notes, shapes, crs="EPSG:28992"):
    names = [name for name in (*REQUIRED, *OPTIONAL) if name not in ("rd_x", "rd_y")]
    frame = pd.DataFrame(notes)[names].replace("", None)
    frame["datum"] = pd.to_datetime(frame["datum"])
    gpd.GeoDataFrame(frame, geometry=shapes, crs=crs).to_file(path, layer="straatbeeld", driver="GPKG")
    return path


def test_a_note(read):
    _, table, quarantine = read(as_csv(note(vbo_id="226010000000001", rd_x="198000,5", rd_y="441000")))
    row = table.iloc[0]
    assert row["observed_on"] == pd.Timestamp("2026-10-05")
    assert row["vbo_id_bag"] == "0226010000000001"
    assert (row["in_use"], row["dwelling_seen"]) == (True, False)
    assert (row["facade_name"], row["activity"]) == ("VOORBEELD Garage", "automotive")
    assert (row["huisnummer"], row["huisletter"], row["postcode"]) == (12, "A", "6921XX")
    assert (row["geometry"].x, row["geometry"].y) == (198000.5, 441000.0)
    assert quarantine.empty


def test_onbekend_and_empty_are_unknown(read):
    _, table, _ = read(as_csv(note(in_gebruik="onbekend", bewoning_gezien="", activiteit="Onbekend")))
    assert table[["in_use", "dwelling_seen", "activity"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"datum": ""}, "missing_value"),
        ({"datum": "vorige week"}, "bad_date"),
        ({"datum": "20261000"}, "bad_date"),
        ({"datum": "2026-11-17"}, "future_date"),
        ({"in_gebruik": "misschien"}, "bad_truth"),
        ({"activiteit": "hennep"}, "unknown_code"),
        ({"postcode": "6921"}, "bad_postcode"),
        ({"huisnummer": "n.v.t."}, "bad_number"),
        ({"vbo_id": "0226200000000001"}, "bad_key"),
        ({"rd_x": "6.01", "rd_y": "51.9"}, "outside_netherlands"),
        ({"rd_x": "oost"}, "bad_number"),
        ({"huisnummer": ""}, "no_geometry"),
        ({"straat": "", "postcode": ""}, "no_geometry"),
        ({"naam_op_gevel": "Caf\ufffd"}, "bad_encoding"),
        ({"naam_op_gevel": "x" * 1_000_000}, "too_long"),
    ],
)
def test_what_breaks_a_note(read, change, code):
    _, table, quarantine = read(
        as_csv(note(), note(datum="2026-10-06", **change) if "datum" not in change else note(**change))
    )
    assert quarantine["code"].tolist() == [code]
    assert len(table) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"huisnummer": "", "rd_x": "198000", "rd_y": "441000"},
        {"huisnummer": "", "vbo_id": "0226010000000001"},
    ],
)
def test_one_kind_of_place_is_enough(read, change):
    _, table, _ = read(as_csv(note(**change)))
    assert len(table) == 1


def test_notes_on_one_place_are_all_kept(read):
    _, table, _ = read(as_csv(note(), note(datum="2026-10-20"), note(naam_op_gevel="VOORBEELD Banden")))
    assert len(table) == 3
    assert table["record_id"].is_unique


def test_the_same_note_twice(read):
    _, table, quarantine = read(as_csv(note(), note(datum="05-10-2026", postcode="6921XX", huisletter="A")))
    assert quarantine["code"].tolist() == ["duplicate_key"]
    delivery, again, quarantine = read(as_csv(note()), as_csv(note(in_gebruik="nee")))
    assert (delivery.rows_merged, quarantine.empty) == (1, True)
    assert again["record_id"].tolist() == table["record_id"].tolist()
    assert again["in_use"].tolist() == [False]


def test_the_same_note_in_a_later_delivery_of_the_same_name(tmp_path):
    files = []
    for day, answer in ((dt.date(2026, 10, 6), "ja"), (dt.date(2026, 11, 6), "nee")):
        path = tmp_path / str(day) / "notities.csv"
        path.parent.mkdir()
        path.write_text(as_csv(note(in_gebruik=answer)), encoding="utf-8")
        files.append(RawFile(path, day))
    delivery = straatbeeld.read(files, CARD, AS_OF)
    assert (delivery.rows_merged, len(delivery.quarantine)) == (1, 0)
    assert delivery.tables["street_note"]["in_use"].tolist() == [False]


def test_an_own_id_is_the_key(read):
    _, table, quarantine = read(as_csv(note(id="W-1"), note(id="W-2"), note(id="W-1", datum="2026-10-07")))
    assert table["record_id"].tolist() == ["W-1", "W-2"]
    assert quarantine["code"].tolist() == ["duplicate_key"]


def test_other_columns_are_not_read(read):
    told = as_csv(note()).replace("\r\n", ";geheim\r\n").replace(";geheim", ";opmerking", 1)
    delivery, table, _ = read(told)
    assert "geheim" not in table.to_csv()
    found = check(CARD.door, delivery.tables, columns=delivery.columns, rows_read=1, defects={})
    assert [(item.severity, "opmerking" in item.message) for item in found] == [(Severity.WARN, True)]


def test_a_renamed_column_is_refused(read):
    with pytest.raises(SourceError, match=r"'bewoning_gezien' ontbreekt\. Bedoelde u 'bewoning'"):
        read(as_csv(note()).replace("bewoning_gezien", "bewoning"))


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326"])
def test_geopackage(read, tmp_path, crs):
    point = shapely.Point(198000, 441000) if crs == "EPSG:28992" else shapely.Point(6.02, 51.955)
    notes = [note(), note(huisnummer="14", datum="2026-10-06")]
    _, table, quarantine = read(layer(tmp_path / "x.gpkg", notes, [point, None], crs))
    assert quarantine.empty
    assert table["observed_on"].tolist() == [pd.Timestamp("2026-10-05"), pd.Timestamp("2026-10-06")]
    assert 195_000 < table.geometry.iloc[0].x < 201_000
    assert table.geometry.isna().tolist() == [False, True]


def test_geopackage_outside_the_netherlands_or_without_a_column(read, tmp_path):
    here, paris = shapely.Point(198000, 441000), shapely.Point(-200_000, 100_000)
    notes = [note(), note(huisnummer="14")]
    _, table, quarantine = read(layer(tmp_path / "x.gpkg", notes, [here, paris]))
    assert (len(table), quarantine["code"].tolist()) == (1, ["outside_netherlands"])
    frame = gpd.read_file(tmp_path / "x.gpkg").rename(columns={"in_gebruik": "gebruik"})
    frame.to_file(tmp_path / "y.gpkg", layer="straatbeeld", driver="GPKG")
    with pytest.raises(SourceError, match=r"'in_gebruik' ontbreekt\. Bedoelde u 'gebruik'"):
        read(tmp_path / "y.gpkg")


def test_a_broken_geopackage_is_refused(read, tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(b"dit is geen kaart" * 10)
    with pytest.raises(SourceError, match="GeoPackage"):
        read(path)


@pytest.mark.parametrize("ending", ["csv", "gpkg"])
def test_the_template_is_an_empty_delivery(read, tmp_path, ending):
    path = tmp_path / f"formulier.{ending}"
    template(path)
    delivery, table, _ = read(path)
    assert (delivery.rows_read, len(table)) == (0, 0)
    found = check(CARD.door, delivery.tables, columns=delivery.columns, rows_read=0, defects={})
    assert [item.severity for item in found] == [Severity.OK]


def test_the_template_can_be_filled(read, tmp_path):
    path = tmp_path / "formulier.csv"
    template(path)
    line = ";".join(note()[name] for name in (*REQUIRED, *OPTIONAL))
    path.write_bytes(path.read_bytes() + line.encode() + b"\r\n")
    assert len(read(path)[1]) == 1


@pytest.mark.parametrize("ending", [".csv", ".gpkg"])
def test_the_template_needs_a_folder(tmp_path, ending):
    with pytest.raises(SourceError, match=r"De map .*nergens bestaat niet"):
        template(tmp_path / "nergens" / f"x{ending}")


def test_the_template_overwrites_nothing(tmp_path):
    path = tmp_path / "formulier.csv"
    path.write_text("werk van een dag")
    with pytest.raises(SourceError, match="bestaat al"):
        template(path)
    with pytest.raises(SourceError, match=r"\.csv of \.gpkg"):
        template(tmp_path / "formulier.xlsx")
    assert path.read_text() == "werk van een dag"


FIELDS = st.sampled_from(
    ["", "ja", "onbekend", "12A", "6921XX", "2026-10-05", "2027-01-01", "198000", "x\ufffd", "horeca"]
)


@settings(max_examples=20)
@given(st.lists(st.dictionaries(st.sampled_from([*REQUIRED, *OPTIONAL]), FIELDS, max_size=4), max_size=15))
def test_no_note_is_lost(tmp_path_factory, changes):
    path = tmp_path_factory.getbasetemp() / "notities.csv"
    path.write_text(as_csv(*(note(**change) for change in changes)), encoding="utf-8")
    delivery = straatbeeld.read([RawFile(path, AS_OF)] * 2, CARD, AS_OF)
    table = delivery.tables["street_note"]
    assert delivery.rows_read == 2 * len(changes)
    assert delivery.rows_read == len(table) + delivery.rows_merged + len(delivery.quarantine)
    assert table["record_id"].is_unique
