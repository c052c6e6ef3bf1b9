"""Link on real public files: the panden of Doesburg and the IBIS parks of Rijssen-Holten."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from theseus.contracts import CRS, PAND_GONE, TERREIN, VESTIGING
from theseus.link import LinkSettings, link
from theseus.tables import conform

DELIVERED = dt.date(2020, 9, 15)
SETTINGS = LinkSettings(municipality_codes=("GM0221",))
NORTH, SOUTH = box(206100, 447900, 207000, 448500), box(205800, 447000, 206500, 447700)


@pytest.fixture(scope="module")
def read_source():
    """The reader of a source, where it is there."""
    registry = pytest.importorskip("theseus.sources.registry", reason="the readers are not there yet")
    delivery = pytest.importorskip("theseus.sources.delivery", reason="the readers are not there yet")

    def read(source, path, as_of=dt.date(2020, 10, 1)):
        return registry.read(source, [delivery.RawFile(path, DELIVERED)], as_of).tables

    return read


@pytest.fixture(scope="module")
def panden(read_source, real_data):
    return read_source("bag_extract", real_data / "doesburg" / "0221PND15092020.zip")["pand"]


@pytest.fixture(scope="module")
def parks():
    rows = {"source": "terrein_eigen", "record_id": ["noord", "zuid"], "observed_on": DELIVERED}
    rows |= {"terrein_id": ["noord", "zuid"], "name": ["Noord", "Zuid"], "municipality_code": "GM0221"}
    return conform(gpd.GeoDataFrame(pd.DataFrame(rows), geometry=[NORTH, SOUTH], crs=CRS), TERREIN)


def test_every_standing_building_on_a_park_is_a_unit_nobody_has_described(panden, parks):
    linked = link({"pand": panden, "terrein": parks}, SETTINGS, unit_sources_complete=False)
    stands = panden[~panden["status"].isin(PAND_GONE)]
    inside = stands.representative_point().within(NORTH) | stands.representative_point().within(SOUTH)
    assert set(linked.occupancies["pand_id_bag"]) == set(stands.loc[inside, "pand_id_bag"])
    assert len(linked.occupancies) > 200
    assert (linked.occupancies["no_match_reason"] == "De BAG is niet of niet volledig geraadpleegd.").all()
    assert (linked.occupancies["municipality_code"] == "GM0221").all()
    outcomes = linked.links[linked.links["table"] == "pand"].set_index("record_id")["outcome"]
    assert set(outcomes.index) == set(panden["record_id"])
    counts = outcomes.value_counts()
    assert counts["niet (meer) aanwezig"] == panden["status"].isin(PAND_GONE).sum()
    assert counts["gekoppeld"] == len(linked.occupancies)


def test_made_vestigingen_on_real_buildings_become_their_users(panden, parks):
    large = panden[(panden.area > 1000) & panden.representative_point().within(NORTH)]
    number = pd.Series(range(1, len(large) + 1)).astype(str)
    rows = {"source": "kvk", "record_id": number, "observed_on": DELIVERED, "name": "Voorbeeld " + number}
    rows |= {
        "vestiging_id_kvk": number.str.zfill(12),
        "kvk_number": number.str.zfill(8),
        "address_shielded": False,
    }
    made = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=list(large.representative_point()), crs=CRS)
    records = {"pand": panden, "terrein": parks, "vestiging": conform(made, VESTIGING)}
    linked = link(records, SETTINGS, unit_sources_complete=False)
    used = linked.occupancies[linked.occupancies["vestiging_id_kvk"].notna()]
    assert set(used["pand_id_bag"]) == set(large["pand_id_bag"])
    assert len(used) == len(large)
    assert (linked.links.loc[linked.links["table"] == "vestiging", "method"] == "plaats").all()


def test_the_ibis_features_of_rijssen_holten_are_twenty_parks(read_source, real_data):
    files = sorted((real_data / "rijssen-holten").glob("*.*json"))
    if not files:
        pytest.skip("no IBIS file of Rijssen-Holten")
    tables = read_source("ibis", files[0], dt.date(2026, 11, 16))
    linked = link(tables, LinkSettings(municipality_codes=("GM1742",)), unit_sources_complete=False)
    assert len(linked.terreinen) == len(tables["terrein"]) == 20
    assert linked.terreinen["terrein_id"].is_unique
    assert (linked.terreinen["municipality_codes"] == "GM1742").all()
