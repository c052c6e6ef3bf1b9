"""IBIS parks: field names, several features of one park, years, areas, broken rows."""

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theseus.errors import SourceError
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)


def national(rin="1161", **fields):
    return {
        "RIN_NUMMER": rin, "PLAN_NAAM": "Voorbeeldpark", "JAAR": 2024, "GEM_CODES": "GM0293",
        "HA_BRUTO": 23.6734, "HA_NETTO": 17.4473, "WLOC_TYPE": "B1", **fields,
    }  # fmt: skip


def parks(drop, document):
    delivery = read("ibis", [drop(document)], AS_OF)
    return delivery, delivery.tables["terrein"]


def codes(delivery):
    return delivery.quarantine["code"].tolist()


def test_national_layer(shapes, drop):
    delivery, table = parks(drop, shapes.collection((national(), shapes.square())))
    park = table.iloc[0]
    assert (park["terrein_id"], park["name"], park["municipality_code"]) == (
        "1161",
        "Voorbeeldpark",
        "GM0293",
    )
    assert (park["area_gross_m2"], park["area_net_m2"]) == (236_734, 174_473)
    assert (park["plan_year"], park["type_code"]) == (2024, "B1")
    assert park["observed_on"] == pd.Timestamp(2026, 11, 2)
    assert delivery.columns == {"terrein": ("PLAN_NAAM", "RIN_NUMMER")}


@pytest.mark.parametrize(
    "names",
    [
        {"rin_nummer": "7", "plan_naam": "A"},
        {"RINNUMMER": "7", "BEDRIJVENT": "A", "OPPBRUTO": "5000", "KERN": "B"},
        {"rin_nr": 7, "a_plannaam": "A", "opp_bruto_ha": 0.5},
        {"rinnummer": 7.0, "plannaam": "A"},
    ],
)
def test_names_that_provinces_and_municipalities_use(shapes, drop, names):
    _, table = parks(drop, shapes.collection((names, shapes.square())))
    assert table[["terrein_id", "name"]].to_numpy().tolist() == [["7", "A"]]
    assert table["area_gross_m2"].dropna().isin([5000.0]).all()


def test_several_features_of_one_rin_are_one_park_with_its_area_once(shapes, drop):
    row = {"RINNUMMER": "130060", "BEDRIJVENT": "Voorbeeld", "OPPBRUTO": "7923", "JAAR": "1990"}
    features = [(row, shapes.square(x)) for x in (5.97, 5.99, 6.01)]
    delivery, table = parks(drop, shapes.collection(*features))
    assert len(table) == 1
    assert table["area_gross_m2"].tolist() == [7923]
    assert len(table.geometry.iloc[0].geoms) == 3
    assert (delivery.rows_read, delivery.rows_merged) == (3, 2)


@pytest.mark.parametrize(
    ("written", "together"),
    [(["1", "2"], 3.0), (["5", "5"], 5.0), (["5", "5", "7"], None), (["5", None], 5.0), ([None, None], None)],
)
def test_areas_of_parts(shapes, drop, written, together):
    features = [({"RINNUMMER": "1", "PLANNAAM": "A", "OPPBRUTO": area}, shapes.square()) for area in written]
    _, table = parks(drop, shapes.collection(*features))
    assert table["area_gross_m2"].isna().tolist() == [together is None]
    assert together is None or table["area_gross_m2"].tolist() == [together]


@pytest.mark.parametrize(
    ("hectares", "square_metres"),
    [
        (0, 0),
        ("23,6734", 236_734),
        (" 1.5 ", 15_000),
        ("onbekend", None),
        (-1, None),
        (None, None),
        ("inf", None),
    ],
)
def test_hectares(shapes, drop, hectares, square_metres):
    _, table = parks(drop, shapes.collection((national(HA_BRUTO=hectares), shapes.square())))
    value = table["area_gross_m2"].iloc[0]
    assert pd.isna(value) if square_metres is None else value == square_metres


def test_the_highest_year_of_a_park_counts(shapes, drop):
    delivery, table = parks(
        drop,
        shapes.collection(
            (national(JAAR=2022, PLAN_NAAM="Oud"), shapes.square(5.9)),
            (national(JAAR=2024, PLAN_NAAM="Nieuw"), shapes.square()),
            (national(JAAR=None, PLAN_NAAM="Zonder jaar"), shapes.square()),
        ),
    )
    assert table["name"].tolist() == ["Nieuw"]
    assert codes(delivery) == ["not_current", "not_current"]
    assert table.geometry.iloc[0].geom_type == "Polygon"


@pytest.mark.parametrize("year", ["v1900", "\ufffd1950", "", None, "19", "9999"])
def test_a_year_that_is_no_number_costs_only_the_year(shapes, drop, year):
    delivery, table = parks(drop, shapes.collection((national(JAAR=year), shapes.square())))
    assert table["plan_year"].isna().all()
    assert len(table) == 1
    assert codes(delivery) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("GM0000", None), (None, None), ("GM0268", "GM0268"), (268, "GM0268"), ("0268", "GM0268"),
        ("GM0268,GM0296", "GM0268"), ("GM0000;GM0296", "GM0296"), ("Nijmegen", None),
    ],
)  # fmt: skip
def test_municipality_codes(shapes, drop, written, code):
    _, table = parks(drop, shapes.collection((national(GEM_CODES=written), shapes.square())))
    found = table["municipality_code"].iloc[0]
    assert pd.isna(found) if code is None else found == code


@pytest.mark.parametrize("written", ["ONBEKEND", "B/C1"])
def test_type_codes_are_kept_as_text(shapes, drop, written):
    _, table = parks(drop, shapes.collection((national(WLOC_TYPE=written), shapes.square())))
    assert table["type_code"].tolist() == [written]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("CafÃ© de Ãšrk", "Café de Úrk"),
        ("â€™t Veld", "’t Veld"),
        ("Café", "Café"),
        ("Ångström", "Ångström"),
        ("Caf\ufffd", "Caf\ufffd"),
        ("Â", "Â"),
        (None, "Naamloos (RIN 1161)"),
    ],
)
def test_names_read_in_the_wrong_encoding_are_mended_where_it_is_safe(shapes, drop, written, name):
    _, table = parks(drop, shapes.collection((national(PLAN_NAAM=written), shapes.square())))
    assert table["name"].tolist() == [name]


@pytest.mark.parametrize("rin", [None, "", "0", "-", "onbekend", 0])
def test_parks_without_a_number_are_never_made_one(shapes, drop, rin):
    delivery, table = parks(drop, shapes.collection((national(rin), shapes.square()), (national(rin), None)))
    assert len(table) == 0
    assert codes(delivery) == ["missing_key", "missing_key"]


@pytest.mark.parametrize(
    ("row", "geometry", "code"),
    [
        (national(PLAN_NAAM="x" * 1_000_000), "square", "too_long"),
        (national("x" * 1_000_000), "square", "too_long"),
        (national("7 of 8?"), "square", "bad_key"),
        (national("8"), None, "no_geometry"),
        (national("8"), {"type": "Point", "coordinates": [5.97, 51.95]}, "bad_geometry"),
        (national("8"), {"type": "Point", "coordinates": [13.4, 52.5]}, "outside_netherlands"),
    ],
)  # fmt: skip
def test_broken_rows_are_set_aside_with_their_place(shapes, drop, row, geometry, code):
    shape = shapes.square() if geometry == "square" else geometry
    delivery, table = parks(drop, shapes.collection((national(), shapes.square()), (row, shape)))
    assert len(table) == 1
    aside = delivery.quarantine.iloc[0]
    assert (aside["code"], aside["row"], aside["file"]) == (code, 2, "sample.geojson")
    assert len(str(aside["record_id"])) <= 200
    assert len(str(aside["value"])) <= 200


def test_missing_column_names_the_one_that_looks_like_it(shapes, drop):
    row = national()
    row["RIN_NUMER"] = row.pop("RIN_NUMMER")
    with pytest.raises(SourceError, match=r"sample\.geojson.*'RIN_NUMMER' ontbreekt.*Bedoelde u 'RIN_NUMER'"):
        parks(drop, shapes.collection((row, shapes.square())))


def test_missing_column_without_a_likely_one_tells_what_is_there(shapes, drop):
    with pytest.raises(SourceError, match=r"ontbreekt.*aanwezig: hoogte"):
        parks(drop, shapes.collection(({"hoogte": 3}, shapes.square())))


def test_an_empty_layer_is_empty(drop):
    delivery, table = parks(drop, {"features": []})
    assert (delivery.rows_read, len(table)) == (0, 0)


def test_two_files_of_one_delivery_are_read_as_one(shapes, drop):
    files = [
        drop(shapes.collection((national("1"), shapes.square())), "a.geojson"),
        drop(
            shapes.collection((national("1"), shapes.square(6.1)), (national("2"), shapes.square())), "b.json"
        ),
    ]
    delivery = read("ibis", files, AS_OF)
    assert sorted(delivery.tables["terrein"]["terrein_id"]) == ["1", "2"]
    assert (delivery.rows_read, delivery.rows_merged) == (3, 1)


MESSY_ROW = st.fixed_dictionaries(
    {
        "RINNUMMER": st.sampled_from(["1", "2", 3, 3.0, None, "0", "??", "x" * 10_001]),
        "BEDRIJVENT": st.one_of(st.none(), st.text(max_size=8), st.integers(), st.booleans()),
        "OPPBRUTO": st.one_of(
            st.none(),
            st.integers(-5, 5),
            st.text(max_size=3),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        "JAAR": st.sampled_from([None, "v1900", 1990, "2004", "2024", [1]]),
    }
)
MESSY_SHAPE = st.sampled_from(
    [
        None,
        {"type": "Point", "coordinates": [5.97, 51.95]},
        {"type": "Polygon", "coordinates": [[[5.9, 51.9], [6.0, 51.9], [6.0, 52.0], [5.9, 51.9]]]},
        {
            "type": "Polygon",
            "coordinates": [[[5.9, 51.9], [6.0, 52.0], [6.0, 51.9], [5.9, 52.0], [5.9, 51.9]]],
        },
        {"type": "Polygon", "coordinates": [[[5.9, 51.9], [5.9, 51.9], [5.9, 51.9], [5.9, 51.9]]]},
        {"type": "Polygon", "coordinates": [[[13.0, 52.0], [13.1, 52.0], [13.1, 52.1], [13.0, 52.0]]]},
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(MESSY_ROW, MESSY_SHAPE), max_size=6),
    junk=st.lists(st.sampled_from([None, 3]), max_size=2),
)
def test_no_row_is_lost_whatever_it_holds(rows, junk, tmp_path):
    features = [{"type": "Feature", "properties": row, "geometry": shape} for row, shape in rows]
    path = tmp_path / "messy.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*features, *junk]}))
    delivery = read("ibis", [RawFile(path, AS_OF)], AS_OF)  # verifies that the counts add up
    assert delivery.rows_read == len(rows) + len(junk)
    assert delivery.tables["terrein"]["terrein_id"].is_unique
    assert delivery.tables["terrein"].is_valid.all()


def test_real_file_of_22_features_is_20_parks(real_data):
    file = RawFile(real_data / "rijssen-holten" / "ibis_2017.geojson", dt.date(2017, 1, 1))
    delivery = read("ibis", [file], AS_OF)
    table = delivery.tables["terrein"].set_index("terrein_id")
    assert (delivery.rows_read, len(table), delivery.rows_merged, len(delivery.quarantine)) == (22, 20, 2, 0)
    park = table.loc["130060"]
    assert park["area_gross_m2"] == 7923
    assert abs(park["geometry"].area - 7923) < 10  # the drawing agrees: the three parts together are it
    assert table.loc[["130089", "3868", "630"], "plan_year"].isna().all()
    assert table.loc["628", "plan_year"] == 1975
    assert table.total_bounds.round(-3).tolist() == [223_000, 476_000, 234_000, 482_000]


def test_pages_of_the_history_copy_give_each_park_once_of_its_own_newest_year(shapes, drop):
    """Provinces deliver in different years: the newest year differs per park, and pages cut through parks."""
    crs = shapes.named_crs("EPSG:28992")

    def row(rin, year, x, **fields):
        extra = {"OBJECTID": 1, "Shape__Area": 250_000.0, "Shape__Length": 2_000.0}
        return (national(rin, JAAR=year, **extra, **fields), shapes.rd_square(x))

    pages = [
        shapes.collection(
            row("1", 2022, 197_000), row("1", 2024, 198_000), row("2", 2021, 199_000),
            crs=crs, properties={"exceededTransferLimit": True},
        ),
        shapes.collection(
            row("1", 2024, 198_400), row("2", 2022, 199_500, PLAN_NAAM="Nieuw"), row("3", None, 200_000),
            crs=crs,
        ),
    ]  # fmt: skip
    delivery = read("ibis", [drop(page, f"ibis-{n}.geojson") for n, page in enumerate(pages)], AS_OF)
    table = delivery.tables["terrein"].set_index("terrein_id")
    assert table["plan_year"].fillna(0).to_dict() == {"1": 2024, "2": 2022, "3": 0}
    assert table.loc["1", "geometry"].bounds == (198_000, 441_000, 198_900, 441_500)
    assert table.loc["2", "name"] == "Nieuw"
    assert codes(delivery) == ["not_current", "not_current"]
    assert (delivery.rows_read, delivery.rows_merged, len(table)) == (6, 1, 3)
    unknown = set(delivery.columns["terrein"]) - set(cards()["ibis"].columns["terrein"])
    assert unknown <= set(cards()["ibis"].ignored)
