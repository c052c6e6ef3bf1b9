"""Units: verblijfsobjecten, panden without one, and what becomes of the BAG records."""

import datetime as dt

import pytest
from shapely.geometry import Polygon, box

from theseus.contracts import OCCUPANCY, PAND_GONE


def test_a_unit_without_anybody_is_an_occupancy_by_nobody_known(world):
    linked = world.unit(1, 12).link()
    row = linked.occupancies.iloc[0]
    assert row["occupancy_id"] == "0226010000000001@onbekend"
    assert (row["vbo_id_bag"], row["pand_id_bag"]) == ("0226010000000001", "0226100000000001")
    assert (row["address"], row["users_on_unit"]) == ("Ambacht 12, 6921 AA Duiven", 0)
    assert linked.occupancies[["name", "name_source", "no_match_reason", "kvk_number"]].isna().all(axis=None)
    assert list(linked.occupancies.columns) == OCCUPANCY.names


def test_a_pand_without_verblijfsobject_is_a_unit_nobody_has_described(world):
    linked = world.unit(1, 12).pand(7, box(500, 500, 520, 520)).link()
    row = linked.occupancies.set_index("occupancy_id").loc["0226100000000007@onbekend"]
    assert row["no_match_reason"] == "Dit pand heeft geen verblijfsobject in de BAG."
    assert row["address"] == "Pand 0226100000000007 (geen adres bekend)"
    assert row["geometry"].within(box(500, 500, 520, 520))


def test_what_has_no_address_is_found_by_the_nearest_one_on_a_park(world):
    linked = world.unit(1, 12, x=500, y=500).unit(2, 14, x=560, y=500).pand(7, box(505, 505, 515, 515)).link()
    told = linked.occupancies.set_index("occupancy_id")["address"]
    near = "Pand 0226100000000007 (geen adres bekend; bij Ambacht 12, 6921 AA Duiven)"
    assert told["0226100000000007@onbekend"] == near
    assert linked.occupancies.set_index("occupancy_id")["straat"].isna()["0226100000000007@onbekend"]


def test_without_any_verblijfsobject_the_bag_was_not_consulted(world):
    linked = world.pand(7, box(500, 500, 520, 520)).link(complete=False)
    assert linked.occupancies["no_match_reason"].to_list() == [
        "De BAG is niet of niet volledig geraadpleegd."
    ]


def test_a_point_inside_a_pand_decides_on_which_side_of_the_edge_it_is(world):
    hook = Polygon(
        [(900, 0), (1200, 0), (1200, 200), (1190, 200), (1190, 10), (900, 10)]
    )  # its centre is outside it
    linked = world.pand(1, box(900, 500, 1050, 520)).pand(2, box(980, 600, 1200, 620)).pand(3, hook).link()
    assert linked.occupancies["pand_id_bag"].str[-1].to_list()[0] == "1"
    for row in linked.occupancies.itertuples():
        assert row.geometry.x <= 1000


def test_bag_records_are_linked_to_every_use_of_their_unit(world):
    linked = (
        world.unit(1, 12)
        .vestiging(1, huisnummer=12, postcode="6921AA")
        .vestiging(2, vbo_id_bag="0226010000000001")
    )
    links = linked.link().links
    for table in ("pand", "verblijfsobject", "adres"):
        rows = links[links["table"] == table]
        assert len(rows) == 2
        assert (rows["outcome"] == "gekoppeld").all()
        assert (rows["score"] == 1.0).all()


def test_bag_records_elsewhere_are_outside(world):
    linked = world.unit(1, 12, x=5000, y=5000).link()
    assert linked.occupancies.empty
    bag = linked.links[linked.links["source"] == "bag_extract"]
    assert len(bag) == 3
    assert (bag["outcome"] == "buiten de terreinen").all()
    assert bag["occupancy_id"].isna().all()


def test_a_pand_is_on_a_park_if_one_of_its_units_is(world):
    world.pand(1, box(990, 500, 1010, 510)).unit(1, 12, x=995, y=505, in_pand=1).unit(
        2, 14, x=1005, y=505, in_pand=1
    )
    linked = world.link()
    assert linked.occupancies["huisnummer"].to_list() == [12]
    outcomes = linked.links[linked.links["table"].isin(["pand", "verblijfsobject"])].set_index("record_id")[
        "outcome"
    ]
    assert outcomes.to_dict() == {
        "0226100000000001": "gekoppeld",
        "0226010000000001": "gekoppeld",
        "0226010000000002": "buiten de terreinen",
    }


@pytest.mark.parametrize("status", PAND_GONE)
def test_a_pand_that_does_not_stand_there_is_no_unit(world, status):
    world.pand(1, box(100, 490, 120, 510), status=status).pand(2, box(105, 495, 115, 505))
    linked = world.poi(1, "Zon", x=110).link()
    assert linked.occupancies["occupancy_id"].to_list() == ["0226100000000002@onbekend"]
    assert linked.occupancies["name"].to_list() == ["Zon"]  # in the pand that does stand there
    gone = linked.links.set_index("record_id").loc["0226100000000001"]
    assert gone["outcome"] == "niet (meer) aanwezig"
    assert gone["reason"].endswith(f"status in de BAG: {status}.")


def test_a_demolished_pand_with_an_address_is_still_asked_about(world):
    world.pand(1, box(100, 490, 140, 510), status="Pand gesloopt").unit(1, 12, in_pand=1)
    linked = world.link()
    assert linked.occupancies["occupancy_id"].to_list() == ["0226010000000001@onbekend"]
    assert (linked.links.loc[linked.links["table"] == "pand", "outcome"] == "gekoppeld").all()


def test_a_unit_in_two_panden_links_both(world):
    world.pand(1, box(100, 500, 110, 510)).pand(2, box(110, 500, 120, 510)).unit(
        1, 12, x=105, y=505, in_pand=1
    )
    world.rows["verblijfsobject"][0]["pand_ids_bag"] += ",0226100000000002"
    linked = world.link()
    assert len(linked.occupancies) == 1
    assert linked.occupancies["pand_id_bag"].item() == "0226100000000001"
    assert (linked.links.loc[linked.links["table"] == "pand", "outcome"] == "gekoppeld").all()


def test_two_deliveries_of_the_bag_make_one_unit(world):
    world.unit(1, 12).unit(1, 12, source="bag_gpkg")
    world.rows["verblijfsobject"][1]["observed_on"] = dt.date(2026, 11, 8)
    linked = world.link()
    assert len(linked.occupancies) == 1
    rows = linked.links[linked.links["table"] == "verblijfsobject"].set_index("source")["outcome"]
    assert rows.to_dict() == {"bag_extract": "door andere bron vervangen", "bag_gpkg": "gekoppeld"}


def test_an_address_without_its_object_is_told(world):
    links = world.address(5, 12).link().links
    row = links[links["table"] == "adres"].iloc[0]
    assert row["outcome"] == "geen plaats bekend"
    assert row["reason"] == "Het verblijfsobject van dit adres zit niet in de levering."


@pytest.mark.parametrize("number", [12, 88])
def test_a_second_address_of_a_unit_finds_it_too(world, number):
    world.unit(1, 12).address(1, 88, main=False).vestiging(1, huisnummer=number, postcode="6921AA")
    linked = world.link()
    assert linked.occupancies["occupancy_id"].to_list() == ["0226010000000001@000000000001"]
    assert linked.occupancies["huisnummer"].to_list() == [12]
