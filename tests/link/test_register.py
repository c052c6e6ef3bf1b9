"""Registered users: on which unit, why on none, who left, and how many share an address."""

import datetime as dt

import pytest
from shapely.geometry import Point, box

from theseus.link import MATCHER_VERSION

UNIT = "0226010000000001"


def one(linked, record_id, table="vestiging"):
    rows = linked.links[(linked.links["table"] == table) & (linked.links["record_id"] == record_id)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_bag_key_goes_before_the_address(world, address):
    linked = world.unit(1, 12).unit(2, 14).vestiging(1, vbo_id_bag=UNIT, **address(14)).link()
    row = one(linked, "1")
    assert (row["occupancy_id"], row["method"], row["score"]) == (f"{UNIT}@000000000001", "sleutel", 1.0)
    assert row["reason"] == "BAG-sleutel gelijk 1,00 = 1,00."
    assert row["matcher_version"] == MATCHER_VERSION


@pytest.mark.parametrize("parts", [{"letter": "A"}, {"letter": "a"}, {"add": "-A"}, {"add": " a"}])
def test_an_address_matches_however_its_addition_is_written(world, address, parts):
    linked = world.unit(1, 12, letter="A").vestiging(1, **address(12, **parts)).link()
    row = one(linked, "1")
    assert (row["outcome"], row["method"], row["score"]) == ("gekoppeld", "adres", 1.0)
    assert row["occupancy_id"] == f"{UNIT}@000000000001"


def test_another_addition_and_the_neighbours_are_near_misses(world, address):
    world.unit(1, 12, letter="A").unit(2, 12, letter="B", x=125).unit(3, 14).unit(4, 16).unit(
        5, 12, x=300, postcode="6921BB"
    )
    linked = world.vestiging(1, **address(12, "C")).link()
    row = one(linked, "1")
    assert (row["outcome"], row["occupancy_id"]) == ("eigen gebruik", "geen-bag@000000000001")
    near = linked.near_misses.set_index("occupancy_id")["score"]
    assert near.to_dict() == {"0226010000000001@onbekend": 0.8, "0226010000000002@onbekend": 0.8}
    occupancy = linked.occupancies.set_index("occupancy_id").loc["geen-bag@000000000001"]
    assert occupancy["no_match_reason"] == (
        "Postcode 6921AA huisnummer 12C staat niet in de BAG; huisnummer 12 met een andere toevoeging wel."
    )
    assert occupancy["geometry"].x == 122.5  # between 12A and 12B


def test_a_neighbour_is_near_but_never_linked_at_any_threshold(world, address):
    linked = world.unit(1, 12).vestiging(1, **address(14)).link(accept=0.6)
    assert one(linked, "1")["outcome"] == "eigen gebruik"
    near = linked.near_misses.iloc[0]
    assert (near["occupancy_id"], near["score"]) == (f"{UNIT}@onbekend", 0.7)
    assert near["reason"].startswith(
        "Ingeschreven naast of bij Ambacht 12, 6921 AA Duiven. Postcode gelijk 0,40"
    )


def test_a_lower_threshold_links_the_only_addition_at_the_number(world, address):
    world.unit(1, 12, letter="A").vestiging(1, **address(12))
    assert one(world.link(accept=0.82), "1")["occupancy_id"] == f"{UNIT}@000000000001"
    two = world.unit(2, 12, letter="B", x=125).link(accept=0.82)
    assert one(two, "1")["outcome"] == "eigen gebruik"
    assert len(two.near_misses) == 2


@pytest.mark.parametrize(
    ("values", "complete", "reason"),
    [
        ({"number": 99}, True, "Postcode 6921AA huisnummer 99 staat niet in de BAG."),
        (
            {"number": 99, "letter": "B", "add": "2"},
            True,
            "Postcode 6921AA huisnummer 99B-2 staat niet in de BAG.",
        ),
        ({"number": 99}, False, "De BAG is niet of niet volledig geraadpleegd."),
        ({"postcode": None, "number": 4}, True, "Het adres heeft geen postcode of geen huisnummer."),
        ({"postcode": None, "straat": None}, True, "Geen bezoekadres bekend."),
    ],
)
def test_without_a_match_the_reason_is_explicit(world, address, values, complete, reason):
    linked = (
        world.unit(1, 12).vestiging(1, geometry=Point(700, 700), **address(**values)).link(complete=complete)
    )
    occupancy = linked.occupancies.set_index("occupancy_id").loc["geen-bag@000000000001"]
    assert occupancy["no_match_reason"] == reason
    assert occupancy[["vbo_id_bag"]].isna().all()
    assert one(linked, "1")["outcome"] == "eigen gebruik"


def test_a_shielded_address_has_no_place_and_says_so(world):
    linked = world.unit(1, 12).vestiging(1, address_shielded=True).link()
    row = one(linked, "1")
    assert row["outcome"] == "geen plaats bekend"
    assert row["reason"].startswith("Het adres is afgeschermd.")
    assert len(linked.occupancies) == 1


def test_a_key_the_bag_does_not_know_is_told(world):
    linked = world.unit(1, 12).vestiging(1, vbo_id_bag="0226010000000077", geometry=Point(700, 700)).link()
    assert linked.occupancies["no_match_reason"].dropna().to_list() == [
        "Verblijfsobject 0226010000000077 staat niet in de BAG."
    ]


def test_own_coordinates_then_number_then_postcode_give_the_place(world, address):
    world.unit(1, 10).unit(2, 20).unit(3, 30, x=5000, postcode="6921CC").unit(4, 32, postcode="6921CC")
    world.vestiging(1, geometry=Point(5000, 5000), **address(99)).vestiging(2, **address(99))
    world.vestiging(3, **address(99, postcode="6921CC")).vestiging(4, **address(30, "X", postcode="6921CC"))
    world.vestiging(5, **address(32, "X", postcode="6921CC")).vestiging(6, **address(1, postcode="9999ZZ"))
    world.vestiging(7, **address(31, postcode="6921CC"))
    linked = world.link()
    assert one(linked, "1")["outcome"] == "buiten de terreinen"
    assert one(linked, "2")["outcome"] == "eigen gebruik"
    assert one(linked, "3")["outcome"] == "geen plaats bekend"  # the postcode lies on and off the park
    assert one(linked, "4")["outcome"] == "buiten de terreinen"  # as number 30 is
    assert one(linked, "7")["outcome"] == "mogelijke koppeling"  # its neighbour 32 is on the park
    assert one(linked, "5")["outcome"] == "eigen gebruik"
    assert one(linked, "6")["outcome"] == "geen plaats bekend"
    place = linked.occupancies.set_index("occupancy_id")["geometry"]
    assert place["geen-bag@000000000002"] == Point(150, 500)  # between 10 and 20
    assert place["geen-bag@000000000005"] == Point(320, 500)


def test_a_user_inside_a_pand_without_addresses_is_its_user(world, address):
    world.pand(7, box(500, 500, 520, 520)).vestiging(1, geometry=Point(510, 510), **address(12))
    linked = world.link(complete=False)
    row = linked.occupancies.iloc[0]
    assert len(linked.occupancies) == 1
    assert (row["occupancy_id"], row["users_on_unit"]) == ("0226100000000007@000000000001", 1)
    assert row["no_match_reason"] == "De BAG is niet of niet volledig geraadpleegd."
    assert row["address"] == "Ambacht 12, 6921 AA Duiven"
    assert (one(linked, "1")["method"], one(linked, "1")["outcome"]) == ("plaats", "gekoppeld")


def test_a_verzamelgebouw_and_a_company_on_several_units(world, address):
    """F14: many companies on one unit, and one company on many units."""
    world.unit(1, 12).unit(2, 14).unit(3, 16)
    for n in range(1, 41):
        world.vestiging(n, f"Huurder {n}", **address(12))
    world.vestiging(101, "Grootgebruiker", kvk_number="90000001", **address(14))
    world.vestiging(102, "Grootgebruiker", kvk_number="90000001", **address(16))
    linked = world.link()
    users = linked.occupancies.groupby("vbo_id_bag")["users_on_unit"].agg(["size", "min", "max"])
    assert users.to_numpy().tolist() == [[40, 40, 40], [1, 1, 1], [1, 1, 1]]
    assert linked.occupancies["occupancy_id"].is_unique
    large = linked.occupancies[linked.occupancies["kvk_number"] == "90000001"]
    assert large["vbo_id_bag"].to_list() == ["0226010000000002", "0226010000000003"]
    assert (linked.links.loc[linked.links["table"] == "vestiging", "outcome"] == "gekoppeld").all()


def test_one_vestiging_registered_on_two_units_uses_both(world, address):
    world.unit(1, 12).unit(2, 14)
    world.vestiging(1, "Breed", record_id="1a", **address(12)).vestiging(
        1, "Breed", record_id="1b", **address(14)
    )
    linked = world.link()
    assert linked.occupancies["occupancy_id"].to_list() == [
        f"{UNIT}@000000000001",
        "0226010000000002@000000000001",
    ]


def test_a_company_that_ended_makes_way_for_the_next(world, address):
    world.unit(1, 12).vestiging(1, "Oud", ended_on=dt.date(2020, 1, 31), **address(12)).vestiging(
        2, "Nieuw", **address(12)
    )
    linked = world.link()
    assert linked.occupancies["name"].to_list() == ["Nieuw"]
    assert linked.occupancies["users_on_unit"].to_list() == [1]
    row = one(linked, "1")
    assert row["outcome"] == "door andere bron vervangen"
    assert row["reason"] == "Beëindigd op 31-01-2020; op dit adres staat een latere inschrijving."


def test_the_last_to_leave_stays_where_nobody_came(world, address):
    world.unit(1, 12).vestiging(1, "Eerst", ended_on=dt.date(2020, 1, 31), **address(12))
    linked = world.vestiging(2, "Laatst", ended_on=dt.date(2024, 1, 31), **address(12)).link()
    assert linked.occupancies["name"].to_list() == ["Laatst"]
    assert linked.occupancies["users_on_unit"].to_list() == [0]
    assert one(linked, "2")["outcome"] == "gekoppeld"


def test_a_company_that_moved_leaves_a_unit_of_nobody_known(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, "Verhuisd", **address(14))
    linked = world.link()
    assert linked.occupancies["name"].fillna("?").to_list() == ["?", "Verhuisd"]


def test_legal_persons_are_users_unless_their_vestiging_is_there(world, address):
    world.unit(1, 12).vestiging(1, "Jansen", kvk_number="90000001", **address(12))
    world.vestiging(2, "Jansen Holding", kvk_number="90000001", person=True, **address(12))
    world.vestiging(3, "VvE Ambacht", kvk_number="90000749", person=True, **address(12))
    linked = world.link()
    assert linked.occupancies["occupancy_id"].to_list() == [f"{UNIT}@000000000001", f"{UNIT}@90000749"]
    assert one(linked, "2")["occupancy_id"] == f"{UNIT}@000000000001"
    assert linked.occupancies["users_on_unit"].to_list() == [2, 2]


def test_the_newest_delivery_of_a_registration_counts(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, "Hier", **address(14))
    world.vestiging(1, "Hier", source="kvk_oud", observed_on=dt.date(2025, 1, 1), **address(12))
    linked = world.link()
    assert linked.occupancies["name"].fillna("?").to_list() == ["?", "Hier"]
    outcomes = linked.links[linked.links["table"] == "vestiging"].set_index("source")["outcome"]
    assert outcomes.to_dict() == {"kvk": "gekoppeld", "kvk_oud": "door andere bron vervangen"}


def test_no_near_misses_are_listed_far_from_every_park(world, address):
    linked = world.unit(1, 12, letter="A", x=5000).vestiging(1, **address(12)).link()
    assert linked.near_misses.empty
    assert one(linked, "1")["outcome"] == "buiten de terreinen"
