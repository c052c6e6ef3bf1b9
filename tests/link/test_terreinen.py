"""Parks: which drawing stands, how drawings overlap, and in which municipality a park lies."""

import pandas as pd
import pytest
from shapely.geometry import box

from theseus.contracts import CHOSEN_TERREIN, TERREIN_OVERLAP
from theseus.tables import conform

PARK = box(0, 0, 100, 100)


def outcomes(linked, table="terrein"):
    rows = linked.links[linked.links["table"] == table]
    return dict(zip(rows["source"] + ":" + rows["record_id"], rows["outcome"], strict=True))


def test_one_drawing_stands_and_says_so(world):
    linked = world.link()
    assert linked.terreinen["terrein_id"].to_list() == ["1"]
    assert linked.terreinen["area_m2"].to_list() == [1_000_000]
    assert linked.terreinen["choice"][0] == "Dit is de enige tekening van dit terrein (bron ibis)."
    assert linked.overlaps.empty
    assert outcomes(linked) == {"ibis:1": "gekoppeld"}


def test_the_most_trusted_source_stands_and_the_overlap_is_measured(new_world):
    world = (
        new_world()
        .municipality()
        .park("1", PARK)
        .park("x", box(50, 0, 150, 100), source="osm", name="OSM-park")
    )
    world.unit(1, 6, x=60, y=50).unit(2, 7, x=70, y=50).unit(3, 8, x=20, y=50)
    linked = world.link()
    assert linked.terreinen[["terrein_id", "source"]].to_numpy().tolist() == [["1", "ibis"]]
    assert linked.terreinen["choice"][0] == "Bron ibis gaat in de volgorde van voorkeur voor osm."
    row = linked.overlaps.iloc[0]
    assert row["iou"] == pytest.approx(1 / 3, abs=1e-4)  # 50 of 150 columns
    assert (row["other_source"], row["other_record_id"], row["other_name"]) == ("osm", "x", "OSM-park")
    assert bool(row["same_park"])
    assert row["units_in_both"] == 2
    assert outcomes(linked) == {"ibis:1": "gekoppeld", "osm:x": "door andere bron vervangen"}
    reason = linked.links.loc[linked.links["record_id"] == "x", "reason"].item()
    assert reason == "Een andere tekening staat voor dit terrein: Terrein 1 (ibis)."


@pytest.mark.parametrize(
    ("shape", "iou", "same"),
    [
        (box(0, 0, 100, 100), 1.0, True),
        (box(0, 0, 10, 10), 0.01, True),  # small, but wholly inside
        (box(90, 0, 190, 100), 10 / 190, False),
        (box(49, 0, 149, 100), 51 / 149, True),
    ],
)
def test_what_is_one_park(new_world, shape, iou, same):
    linked = new_world().park("1", PARK).park("2", shape, source="osm").link()
    assert len(linked.terreinen) == (1 if same else 2)
    assert linked.overlaps["iou"].item() == pytest.approx(iou, abs=1e-4)
    assert bool(linked.overlaps["same_park"].item()) == same


def test_drawings_of_one_source_are_never_one_park(new_world):
    linked = new_world().park("1", PARK).park("2", box(10, 0, 110, 100)).link()
    assert len(linked.terreinen) == 2
    assert not linked.overlaps["same_park"].item()


def test_parks_that_only_touch_do_not_overlap(new_world):
    linked = new_world().park("1", PARK).park("2", box(100, 0, 200, 100)).link()
    assert len(linked.terreinen) == 2
    assert linked.overlaps.empty


@pytest.mark.parametrize("key", ["1", "terrein 1", "x"])
def test_the_region_chooses_by_number_or_name(new_world, key):
    world = new_world().park("1", PARK).park("x", box(10, 0, 110, 100), source="osm", name="Oost")
    linked = world.link(choice={key: "osm"})
    assert linked.terreinen["source"].to_list() == ["osm"]
    assert linked.terreinen["choice"][0] == "De regio koos zelf voor de tekening van bron osm."
    assert outcomes(linked) == {"ibis:1": "door andere bron vervangen", "osm:x": "gekoppeld"}


def test_a_choice_that_has_no_drawing_is_told(new_world):
    linked = new_world().park("1", PARK).link(choice={"1": "osm"})
    assert linked.terreinen["source"].to_list() == ["ibis"]
    assert linked.terreinen["choice"][0].endswith(
        "De eigen keuze, bron osm, heeft hier geen bruikbare tekening."
    )


def test_a_choice_for_one_park_leaves_the_others(new_world):
    world = new_world().park("1", PARK).park("2", box(500, 0, 600, 100))
    world.park("x", PARK, source="osm").park("y", box(500, 0, 600, 100), source="osm")
    linked = world.link(choice={"2": "osm"})
    assert dict(zip(linked.terreinen["terrein_id"], linked.terreinen["source"], strict=True)) == {
        "1": "ibis",
        "y": "osm",
    }


def test_the_order_of_preference_is_a_setting_and_unknown_sources_come_last(new_world):
    world = new_world().park("1", PARK).park("x", PARK, source="osm").park("a", PARK, source="atlas")
    assert world.link(prefer=("osm",)).terreinen["source"].to_list() == ["osm"]
    assert world.link(prefer=()).terreinen["source"].to_list() == ["atlas"]
    assert len(world.link().overlaps) == 2


def test_one_large_drawing_gives_way_to_two_trusted_ones(new_world):
    world = new_world().park("1", PARK).park("2", box(100, 0, 200, 100))
    world.park("x", box(0, 0, 200, 100), source="osm")
    linked = world.link()
    assert linked.terreinen["terrein_id"].to_list() == ["1", "2"]
    assert linked.overlaps["terrein_id"].to_list() == ["1", "2"]
    assert linked.overlaps["iou"].to_list() == [0.5, 0.5]


def test_a_unit_in_two_parks_belongs_to_the_smaller(new_world):
    world = new_world().municipality().park("1", box(0, 0, 1000, 1000)).park("2", box(100, 100, 300, 300))
    world.unit(1, 20, x=200, y=200).unit(2, 50, x=500, y=500)
    linked = world.link()
    parks = dict(
        zip(linked.occupancies["occupancy_id"].str[-11:-9], linked.occupancies["terrein_id"], strict=True)
    )
    assert sorted(parks.values()) == ["1", "2"]
    assert linked.occupancies.loc[linked.occupancies["huisnummer"] == 20, "terrein_id"].item() == "2"
    row = linked.overlaps.iloc[0]
    assert (row["terrein_id"], row["other_record_id"], row["units_in_both"]) == ("2", "1", 1)
    assert not row["same_park"]


def test_two_sources_that_number_alike_keep_two_parks(new_world):
    linked = new_world().park("1", PARK).park("1", box(500, 0, 600, 100), source="osm").link()
    assert linked.terreinen["terrein_id"].to_list() == ["1", "1-osm"]


def test_a_park_on_two_municipalities_lists_the_largest_share_first(new_world):
    world = (
        new_world()
        .municipality("GM0226", box(0, 0, 300, 1000))
        .municipality("GM0293", box(300, 0, 1000, 1000))
    )
    world.park("1", box(0, 0, 1000, 1000)).park("2", box(0, 0, 305, 100))
    world.unit(1, 20, x=200).unit(2, 50, x=500)
    linked = world.link(municipality_codes=("GM0226",))
    assert linked.terreinen["municipality_codes"].to_list() == ["GM0293,GM0226", "GM0226"]  # 1.6 % is ignored
    codes = dict(zip(linked.occupancies["huisnummer"], linked.occupancies["municipality_code"], strict=True))
    assert codes == {20: "GM0226", 50: "GM0293"}


def test_without_boundaries_the_source_says_where_a_park_lies(new_world):
    world = new_world().park("1", PARK, municipality_code="GM0226").park("2", box(200, 0, 300, 100))
    world.park("3", box(400, 0, 500, 100), municipality_code="GM0999").unit(1, 5, x=50, y=50)
    linked = world.link()
    assert linked.terreinen["terrein_id"].to_list() == ["1", "2"]
    assert linked.terreinen["municipality_codes"].to_list() == ["GM0226", "GM0226"]  # the region has only one
    assert linked.occupancies["municipality_code"].to_list() == ["GM0226"]
    assert world.link(municipality_codes=("GM0226", "GM0293")).terreinen[
        "municipality_codes"
    ].isna().to_list() == [
        False,
        True,
    ]


def test_a_park_outside_the_region_is_not_used(new_world):
    world = (
        new_world()
        .municipality("GM0226", box(0, 0, 1000, 1000))
        .municipality("GM0999", box(1000, 0, 2000, 1000))
    )
    world.park("1", PARK).park("2", box(1200, 0, 1300, 100)).park("3", box(999, 0, 1100, 100))
    world.unit(1, 125, x=1250, y=50)
    linked = world.link()
    assert linked.terreinen["terrein_id"].to_list() == ["1"]
    assert outcomes(linked)["ibis:2"] == outcomes(linked)["ibis:3"] == "buiten de terreinen"
    reason = linked.links.loc[linked.links["record_id"] == "2", "reason"].item()
    assert reason == "Dit terrein ligt buiten de gemeenten van deze regio."
    assert linked.occupancies.empty


def test_the_map_is_believed_above_the_source(world):
    """IBIS files a park on two municipalities under one of them."""
    linked = world.park("9", box(2000, 0, 3000, 1000), municipality_code="GM0999").link()
    assert linked.terreinen["terrein_id"].to_list() == ["1", "9"]


@pytest.mark.parametrize("filed_under", ["GM0226", "GM0293", "GM0000", None])
def test_a_park_on_two_municipalities_belongs_to_both_whatever_code_it_has(new_world, filed_under):
    """Bijsterhuizen lies in Nijmegen and in Wijchen, and IBIS files it under Nijmegen only."""
    west, east = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
    world = new_world().municipality("GM0226", west).municipality("GM0293", east)
    world.park("9", box(700, 0, 1200, 1000), municipality_code=filed_under)
    world.unit(1, 20, x=800).unit(2, 50, x=1100)
    for region in (("GM0226",), ("GM0293",), ("GM0226", "GM0293")):
        linked = world.link(municipality_codes=region)
        assert linked.terreinen["municipality_codes"].to_list() == ["GM0226,GM0293"]
        codes = dict(
            zip(linked.occupancies["huisnummer"], linked.occupancies["municipality_code"], strict=True)
        )
        assert codes == {20: "GM0226", 50: "GM0293"}
        assert outcomes(linked) == {"ibis:9": "gekoppeld"}


def test_a_newer_boundary_takes_the_place_of_an_older(new_world):
    older = {"source": "cbs_2020", "observed_on": pd.Timestamp("2020-01-01")}
    world = (
        new_world()
        .municipality("GM0226", box(0, 0, 50, 50), **older)
        .municipality()
        .park("1", box(60, 60, 90, 90))
    )
    linked = world.link()
    assert len(linked.terreinen) == 1
    assert outcomes(linked, "area") == {
        "cbs_2020:GM0226": "door andere bron vervangen",
        "cbs_gemeenten:GM0226": "gekoppeld",
    }


def test_nothing_at_all_gives_empty_tables_of_the_right_form(new_world):
    linked = new_world().link(complete=False)
    for table, contract in ((linked.terreinen, CHOSEN_TERREIN), (linked.overlaps, TERREIN_OVERLAP)):
        assert table.empty
        assert list(conform(table, contract).columns) == contract.names
    assert linked.occupancies.empty
    assert linked.links.empty
    assert linked.near_misses.empty
