"""One record to several addresses, and to an address without a postcode."""

import pandas as pd
import pytest
from shapely.geometry import Point

UNITS = ["0226010000000001", "0226010000000002", "0226010000000003"]


def rows(linked, table, record_id="1"):
    return linked.links[(linked.links["table"] == table) & (linked.links["record_id"] == record_id)]


@pytest.fixture
def street(world):
    """Numbers 1, 3 and 5 on the park."""
    return world.unit(1, 1).unit(2, 3).unit(3, 5)


@pytest.mark.parametrize("add", ["5", "t/m 5", "en 3 en 5"])
def test_a_vestiging_uses_every_unit_of_its_range(street, address, add):
    linked = street.vestiging(1, "Breed", **address(1, None, add)).link()
    assert linked.occupancies["occupancy_id"].to_list() == [f"{unit}@000000000001" for unit in UNITS]
    assert linked.occupancies["name"].to_list() == ["Breed"] * 3
    told = rows(linked, "vestiging")
    assert (told["outcome"] == "gekoppeld").all()
    assert told["reason"].str.contains("Gelezen als meer adressen: 1, 3, 5. Postcode gelijk 0,40").all()
    assert (told["score"] == 1.0).all()


def test_ids_stay_when_a_number_is_added_to_the_range(world, address):
    world.unit(1, 1).unit(2, 3).vestiging(1, "Breed", **address(1, None, "t/m 5"))
    before = set(world.link().occupancies["occupancy_id"])
    assert before < set(world.unit(3, 5).link().occupancies["occupancy_id"])


def test_a_missing_number_is_told(world, address):
    linked = world.unit(1, 1).unit(2, 5).vestiging(1, "Breed", **address(1, None, "t/m 5")).link()
    told = rows(linked, "vestiging")
    assert len(told) == 2
    assert told["reason"].str.contains("Niet in de BAG: 3.", regex=False).all()


def test_the_part_of_a_range_off_the_park_is_no_outcome_of_its_own(world, address):
    linked = world.unit(1, 1).unit(2, 3, x=5000).vestiging(1, "Breed", **address(1, None, "3")).link()
    told = rows(linked, "vestiging")
    assert told["occupancy_id"].to_list() == [f"{UNITS[0]}@000000000001"]
    off = world.unit(3, 7, x=5000).unit(4, 9, x=5000).vestiging(2, "Weg", **address(7, None, "9")).link()
    assert rows(off, "vestiging", "2")["outcome"].to_list() == ["buiten de terreinen"]


def test_a_registration_reaches_every_unit_of_its_range(street, address):
    street.vestiging(1, "Breed", **address(1, None, "5")).registration(
        1, "Breed", **address(1, None, "t/m 5")
    )
    linked = street.link()
    told = rows(linked, "registration")
    assert told["occupancy_id"].to_list() == [f"{unit}@000000000001" for unit in UNITS]
    assert len(linked.occupancies) == 3


def test_a_registration_of_nobody_registered_founds_a_use_at_each(street, address):
    linked = street.registration(1, "Garage Zon", **address(1, None, "3")).link()
    assert linked.occupancies["name"].fillna("?").to_list() == ["Garage Zon", "Garage Zon", "?"]


def test_units_of_one_number(world, address):
    for n in (1, 2, 3, 4):
        world.unit(n, 12, x=100 + n, add=str(n))
    linked = world.vestiging(1, "Breed", **address(12, None, "unit 2 en 3 en 4")).link()
    used = linked.occupancies.dropna(subset="name")
    assert used["toevoeging"].to_list() == ["2", "3", "4"]


def test_a_key_wins_from_a_range_that_does_not_hold_it(street, address):
    street.unit(4, 40).vestiging(1, "Hier", vbo_id_bag="0226010000000004", **address(1, None, "5"))
    assert rows(street.link(), "vestiging")["occupancy_id"].to_list() == ["0226010000000004@000000000001"]


def test_a_key_of_one_of_the_range_leaves_the_others(street, address):
    street.vestiging(1, "Breed", vbo_id_bag=UNITS[1], **address(1, None, "5"))
    told = rows(street.link(), "vestiging").set_index("occupancy_id")["method"]
    assert told.to_dict() == {
        f"{UNITS[0]}@000000000001": "adres",
        f"{UNITS[1]}@000000000001": "sleutel",
        f"{UNITS[2]}@000000000001": "adres",
    }


@pytest.mark.parametrize("straat", ["Ambacht", "AMBACHT", "Ambacht."])
def test_street_number_and_town_find_what_has_no_postcode(world, address, straat):
    where = address(12, postcode=None, straat=straat)
    linked = world.unit(1, 12).vestiging(1, **where).registration(1, "Zon", **where).link()
    for table in ("vestiging", "registration"):
        told = rows(linked, table).iloc[0]
        assert told["occupancy_id"].startswith(UNITS[0])
        assert told["reason"].startswith(f"Adres '{straat} 12'. Zonder postcode gevonden: straat")


@pytest.mark.parametrize(
    "where", [{"woonplaats": None}, {"woonplaats": "Westervoort"}, {"straat": "Ambachtshof"}]
)
def test_another_street_or_town_is_not_found_without_a_postcode(world, address, where):
    linked = world.unit(1, 12).vestiging(1, **{**address(12, postcode=None), **where}).link()
    assert rows(linked, "vestiging")["occupancy_id"].isna().all()


def test_two_objects_at_one_address_are_not_found_by_street(world, address):
    world.unit(1, 12).unit(2, 12, x=400, postcode="6921BB").vestiging(1, **address(12, postcode=None))
    assert rows(world.link(), "vestiging")["occupancy_id"].isna().all()


def test_a_postbus_is_no_place(world, address):
    where = address(None, straat="Postbus 12", postcode="6921AA")
    linked = world.unit(1, 12).vestiging(1, **where).link()
    told = rows(linked, "vestiging").iloc[0]
    assert told["outcome"] == "geen plaats bekend"
    assert told["reason"].startswith("Een postbus is geen plaats waar een bedrijf werkt.")


def test_every_company_row_has_a_key_or_a_reason_whatever_its_path(world, address):
    """F2: read, judged, ranged, keyed, pointed or lost: a vbo id or an explicit reason."""
    world.unit(1, 1).unit(2, 3).unit(3, 12, letter="A").pand(9, Point(700, 700).buffer(9))
    paths = [
        address(1),
        address(1, None, "3"),
        address(3, postcode=None),
        address(3, None, "unit 4"),
        address(99),
        address(12, "C"),
        address(None, straat="Postbus 12"),
        address(None, straat=None, postcode=None),
        {**address(99), "vbo_id_bag": UNITS[0]},
        {**address(99), "vbo_id_bag": "0226010000000077"},
        {**address(50), "geometry": Point(700, 700)},
        {**address(99), "address_shielded": True, "geometry": Point(500, 500)},
        {**address(99), "geometry": Point(500, 100)},
    ]
    for n, where in enumerate(paths, 1):
        world.vestiging(n, f"Bedrijf {n}", **where).registration(n, f"Iets {n}", **address(1, "Z", str(n)))
    linked = world.link()
    uses = linked.occupancies
    assert (uses["vbo_id_bag"].isna() == uses["no_match_reason"].notna()).all()
    without = linked.links[linked.links["occupancy_id"].isna()]
    assert (without["reason"].str.len() > 10).all()
    given = {str(n) for n in range(1, len(paths) + 1)}
    assert set(linked.links.loc[linked.links["table"] == "vestiging", "record_id"]) == given
    assert pd.notna(uses.loc[uses["name"] == "Bedrijf 3", "vbo_id_bag"]).all()
