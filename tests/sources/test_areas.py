"""Boundaries of municipalities and environmental services."""

import datetime as dt

import pytest
import shapely

from theseus.errors import SourceError
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)
DUIVEN = {
    "statcode": "GM0226",
    "jrstatcode": "2024GM0226",
    "statnaam": "Duiven",
    "rubriek": "gemeente",
    "id": 1,
}


def areas(source, files):
    delivery = read(source, files, AS_OF)
    return delivery, delivery.tables["area"].set_index("code")


def test_a_municipality(shapes, drop):
    delivery, table = areas("cbs_gemeenten", [drop(shapes.collection((DUIVEN, shapes.square())))])
    assert table.loc["GM0226", ["kind", "name", "record_id"]].tolist() == ["gemeente", "Duiven", "GM0226"]
    assert set(delivery.columns["area"]) == set(DUIVEN) - {"jrstatcode"}  # read, so its absence is no news


def test_several_features_of_one_code_are_one_area(shapes, drop):
    document = shapes.collection((DUIVEN, shapes.square()), (DUIVEN, shapes.square(6.1)))
    delivery, table = areas("cbs_gemeenten", [drop(document)])
    assert len(table) == 1
    assert delivery.rows_merged == 1
    assert len(table.geometry.iloc[0].geoms) == 2


def of_year(code, name, **year):
    return {"statcode": code, "statnaam": name, "rubriek": "gemeente", **year}


@pytest.mark.parametrize(
    "years",
    [
        ({"jaarcode": 2025}, {"jaarcode": 2026}),
        ({"jaarcode": 2025.0}, {"jaarcode": 2026.0}),
        ({"jrstatcode": "2025GM0226"}, {"jrstatcode": "2026GM0226"}),
        ({"jaar": "2025"}, {"jaar": "2026"}),
    ],
)
def test_only_the_newest_year_counts(shapes, drop, years):
    """A municipality that was merged away would else be there beside the one that took it in."""
    older, newer = years
    pages = [
        shapes.collection((of_year("GM0226", "Duiven", **older), shapes.square())),
        shapes.collection(
            (of_year("GM0221", "Opgeheven", **older), shapes.square(6.2)),
            (of_year("GM0226", "Duiven", **newer), shapes.square(6.1)),
        ),
    ]
    delivery, table = areas("cbs_gemeenten", [drop(page, f"{n}.geojson") for n, page in enumerate(pages)])
    assert list(table.index) == ["GM0226"]
    assert table.loc["GM0226", "geometry"].centroid.x > 200_000
    assert delivery.quarantine["code"].tolist() == ["not_current", "not_current"]
    assert (delivery.rows_read, delivery.rows_merged) == (3, 0)


def test_an_area_without_a_year_stays(shapes, drop):
    rows = [
        (of_year("GM0226", "Duiven", jaarcode=2026), shapes.square()),
        (of_year("GM0293", "A"), shapes.square()),
    ]
    delivery, table = areas("cbs_gemeenten", [drop(shapes.collection(*rows))])
    assert list(table.index) == ["GM0226", "GM0293"]
    assert delivery.quarantine.empty


def test_pages_of_the_ogc_api_in_rd(shapes, drop):
    itself = [{"rel": "self", "href": "https://x/items?crs=http%3A%2F%2Fx%2FEPSG%2F0%2F28992&f=json"}]
    page = shapes.collection((of_year("GM0226", "Duiven", jaarcode=2026), shapes.rd_square()), links=itself)
    _, table = areas("cbs_gemeenten", [drop(page)])
    assert table.loc["GM0226", "geometry"].bounds == (197_000, 441_000, 197_500, 441_500)


@pytest.mark.parametrize(
    ("code", "name", "why"),
    [
        ("PV25", "Gelderland", "other_object"), ("GMX", "A", "bad_key"), ("0226", "A", "bad_key"),
        (None, "A", "missing_key"), ("GM0293", None, "missing_value"), ("GM0293", "x" * 10_001, "too_long"),
    ],
)  # fmt: skip
def test_rows_that_are_no_municipality(shapes, drop, code, name, why):
    row = {"statcode": code, "statnaam": name}
    document = shapes.collection((DUIVEN, shapes.square()), (row, shapes.square()))
    delivery, table = areas("cbs_gemeenten", [drop(document)])
    assert list(table.index) == ["GM0226"]
    assert delivery.quarantine["code"].tolist() == [why]


def test_missing_column_suggests_the_likely_one(shapes, drop):
    with pytest.raises(SourceError, match="Bedoelde u 'stat_naam'"):
        areas("cbs_gemeenten", [drop(shapes.collection(({"statcode": "GM0226", "stat_naam": "A"}, None)))])


@pytest.mark.parametrize(
    ("short", "name"),
    [("ODV", "Omgevingsdienst Voorbeeld (ODV)"), (None, "Omgevingsdienst Voorbeeld"),
     ("Omgevingsdienst Voorbeeld", "Omgevingsdienst Voorbeeld")],
)  # fmt: skip
def test_an_environmental_service_carries_its_short_name(shapes, drop, short, name):
    row = {"od_code": "OD99", "od_naam": "Omgevingsdienst Voorbeeld", "naam_alt": short}
    crs = shapes.named_crs("urn:ogc:def:crs:EPSG::28992")
    _, table = areas("omgevingsdiensten", [drop(shapes.collection((row, shapes.rd_square()), crs=crs))])
    assert table.loc["OD99", ["kind", "name"]].tolist() == ["omgevingsdienst", name]


def test_real_municipalities_lie_where_they_are(real_data):
    file = RawFile(real_data / "boundaries" / "gemeentegrenzen.json", AS_OF)
    delivery, table = areas("cbs_gemeenten", [file])
    assert (delivery.rows_read, len(table), len(delivery.quarantine)) == (342, 342, 0)
    assert table.loc[["GM0226", "GM0293", "GM0221"], "name"].tolist() == ["Duiven", "Westervoort", "Doesburg"]
    doesburg = table.loc["GM0221", "geometry"]
    assert doesburg.intersects(shapely.Point(205_000, 447_000).buffer(3_000))
    assert 10e6 < doesburg.area < 15e6


def test_real_services_cover_the_real_municipalities(real_data):
    folder = real_data / "boundaries"
    _, services = areas("omgevingsdiensten", [RawFile(folder / "omgevingsdienstgrenzen.json", AS_OF)])
    _, towns = areas("cbs_gemeenten", [RawFile(folder / "gemeentegrenzen.json", AS_OF)])
    odra = services[services["name"] == "Omgevingsdienst Regio Arnhem (ODRA)"]
    assert odra.index.tolist() == ["OD10"]
    inside = towns[towns.representative_point().within(odra.geometry.iloc[0])]
    assert len(inside) == 10
    assert {"GM0226", "GM0293", "GM0221", "GM0299", "GM0202"} <= set(inside.index)
    assert "GM0296" not in inside.index  # Wijchen has another service


@pytest.mark.parametrize("name", ["provinciegrenzen", "veiligheidsregiosgrenzen"])
def test_other_real_divisions_are_out_of_scope(real_data, name):
    delivery, table = areas("cbs_gemeenten", [RawFile(real_data / "boundaries" / f"{name}.json", AS_OF)])
    assert len(table) == 0
    assert set(delivery.quarantine["code"]) == {"other_object"}
