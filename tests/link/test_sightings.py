"""Sightings: linked by name and place, listed when unsure, or a use nobody registered."""

import pytest
from shapely.geometry import box

UNIT = "0226010000000001"


def one(linked, table, record_id="1"):
    rows = linked.links[(linked.links["table"] == table) & (linked.links["record_id"] == record_id)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize("name", ["Jansen Metaal", "JANSEN METAAL B.V.", "Janssen Metaal", "Metaal Jansen"])
def test_a_misspelt_name_at_the_address_is_linked(world, address, name):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).registration(1, name, **address(12)).poi(
        1, name, x=120
    )
    linked = world.link()
    assert len(linked.occupancies) == 1
    for table in ("registration", "poi"):
        row = one(linked, table)
        assert (row["outcome"], row["method"]) == ("gekoppeld", "naam")
        assert row["name_similarity"] >= 0.75


def test_any_of_the_names_will_do(world, address):
    world.unit(1, 12).vestiging(1, "J.P. Exploitatie", trade_names="J.P. Exploitatie|Snelband", **address(12))
    world.registration(1, "Pietersen Beheer", facade_name="Snelband", **address(12))
    row = one(world.link(), "registration")
    assert (row["outcome"], row["name_similarity"]) == ("gekoppeld", 1.0)


@pytest.mark.parametrize("table", ["poi", "registration"])
def test_a_clearly_other_name_is_a_use_nobody_registered(world, address, table):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12))
    (world.poi if table == "poi" else world.registration)(1, "Vliegende Schotel", **address(12))
    linked = world.link()
    source = "osm" if table == "poi" else "rdw"
    row = one(linked, table)
    assert (row["outcome"], row["occupancy_id"]) == ("eigen gebruik", f"{UNIT}@{source}-1")
    own = linked.occupancies.set_index("occupancy_id").loc[f"{UNIT}@{source}-1"]
    assert (own["name"], own["name_source"], own["vbo_id_bag"]) == ("Vliegende Schotel", source, UNIT)
    assert own["users_on_unit"] == 1
    assert linked.near_misses.empty


@pytest.mark.parametrize("how", [{"x": 120}, {"address": 12}])
def test_a_point_at_a_unit_of_nobody_known_gives_it_a_name(world, address, how):
    where = address(how["address"]) if "address" in how else how
    linked = world.unit(1, 12).poi(1, "Bakkerij Zon", **where).link()
    row = linked.occupancies.iloc[0]
    assert (row["occupancy_id"], row["name"], row["name_source"]) == (
        f"{UNIT}@onbekend",
        "Bakkerij Zon",
        "osm",
    )
    assert one(linked, "poi")["outcome"] == "gekoppeld"
    assert len(linked.occupancies) == 1


def test_the_best_source_names_the_user_and_the_others_agree(world, address):
    world.unit(1, 12).poi(1, "garage zon", x=120).note(1, "Autobedrijf Zon", **address(12))
    linked = world.registration(1, "Zon Auto's B.V.", **address(12)).link()
    assert linked.occupancies[["name", "name_source"]].to_numpy().tolist() == [["Zon Auto's B.V.", "rdw"]]
    assert one(linked, "poi")["name_similarity"] >= 0.75
    assert (linked.links["outcome"] == "gekoppeld").all()


def test_a_facade_names_the_user_before_the_map_does(world, address):
    linked = world.unit(1, 12).poi(1, "Zonlicht", x=120).note(1, "Zonlicht Techniek", **address(12)).link()
    assert linked.occupancies["name_source"].to_list() == ["straatbeeld"]


def test_two_names_in_one_unit_of_nobody_known_are_two_uses(world):
    linked = (
        world.unit(1, 12).poi(1, "Zon", x=120).poi(2, "Maanlicht", x=121).poi(3, "ZON B.V.", x=119).link()
    )
    assert linked.occupancies[["occupancy_id", "name"]].to_numpy().tolist() == [
        [f"{UNIT}@onbekend", "Zon"],
        [f"{UNIT}@osm-2", "Maanlicht"],
    ]
    assert one(linked, "poi", "3")["occupancy_id"] == f"{UNIT}@onbekend"
    assert one(linked, "poi", "2")["outcome"] == "eigen gebruik"


def test_one_unregistered_use_seen_twice_is_one_use(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12))
    linked = (
        world.registration(1, "Garage Vlieg", **address(12))
        .poi(1, "Vlieg Autoservice", x=120)
        .poi(2, "Vlieg", x=121)
        .link()
    )
    assert linked.occupancies["occupancy_id"].to_list() == [f"{UNIT}@000000000001", f"{UNIT}@rdw-1"]
    assert (
        one(linked, "poi", "1")["occupancy_id"] == one(linked, "poi", "2")["occupancy_id"] == f"{UNIT}@rdw-1"
    )


def test_every_pair_in_the_grey_band_is_listed(world, address):
    """F13: a name that is half alike is neither linked nor dropped, for every pair of them."""
    world.unit(1, 12).vestiging(1, "Van den Berg", **address(12)).vestiging(2, "Van de Bergh", **address(12))
    linked = world.registration(1, "Bergman", **address(12)).link(accept=0.95, grey=0.35)
    assert one(linked, "registration")["outcome"] == "mogelijke koppeling"
    assert one(linked, "registration")["occupancy_id"] is not None
    near = linked.near_misses
    assert near["occupancy_id"].to_list() == [f"{UNIT}@000000000001", f"{UNIT}@000000000002"]
    assert near["score"].between(0.35, 0.95).all()
    assert near["reason"].str.startswith("Dit lijkt op elkaar, maar niet zeker. ").all()
    assert len(linked.occupancies) == 2


@pytest.mark.parametrize(("x", "outcome"), [(139, "gekoppeld"), (148, "gekoppeld"), (155, "eigen gebruik")])
def test_the_same_name_within_reach_is_linked(new_world, address, x, outcome):
    world = new_world().park().unit(1, 12, x=120).vestiging(1, "Jansen Metaal", **address(12))
    assert one(world.poi(1, "Jansen Metaal", x=x).link(), "poi")["outcome"] == outcome


@pytest.mark.parametrize(
    ("x", "outcome"),
    [(128, "gekoppeld"), (140, "mogelijke koppeling"), (149, "eigen gebruik")],
)
def test_a_point_beside_a_unit_of_nobody_known(new_world, x, outcome):
    linked = new_world().park().unit(1, 12, x=120).poi(1, "Zon", x=x).link()
    assert one(linked, "poi")["outcome"] == outcome
    assert len(linked.near_misses) == (outcome == "mogelijke koppeling")


def test_a_neighbour_with_the_same_name_is_linked(world, address):
    linked = (
        world.unit(1, 12)
        .vestiging(1, "Jansen Metaal", **address(12))
        .registration(1, "Jansen Metaal", **address(14))
        .link()
    )
    row = one(linked, "registration")
    assert (row["outcome"], row["score"]) == ("gekoppeld", 0.91)
    assert "huisnummer van de buren" in row["reason"]


def test_a_point_in_a_pand_with_several_addresses(world, address):
    world.pand(1, box(100, 490, 200, 510))
    for n, number in ((1, 12), (2, 14), (3, 16)):
        world.unit(n, number, in_pand=1)
    world.poi(1, "Zon", x=199)
    linked = world.link()  # nobody is known in the building: it may be any of the three
    assert one(linked, "poi")["outcome"] == "mogelijke koppeling"
    assert len(linked.near_misses) == 3
    for n, number in ((1, 12), (2, 14), (3, 16)):
        world.vestiging(n, f"{'ABC'[n - 1] * 8}", **address(number))
    linked = world.link()  # everybody is known, and it is none of them
    assert one(linked, "poi")["occupancy_id"] == "0226100000000001@osm-1"
    own = linked.occupancies.set_index("occupancy_id").loc["0226100000000001@osm-1"]
    assert own["no_match_reason"] == "De plaats is een pand met meerdere adressen; welk adres is niet bekend."
    assert own["pand_id_bag"] == "0226100000000001"
    linked = world.poi(2, "Bbbbbbbb", x=101).link()  # a name decides
    assert one(linked, "poi", "2")["occupancy_id"] == "0226010000000002@000000000002"


def test_a_note_links_to_the_only_user_whatever_the_facade_says(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).note(
        1, "Vliegende Schotel", vbo_id_bag=UNIT
    )
    linked = world.note(2, None, **address(12)).link()
    row = one(linked, "street_note")
    assert (row["occupancy_id"], row["method"], row["score"]) == (f"{UNIT}@000000000001", "sleutel", 1.0)
    assert row["name_similarity"] < 0.75
    other = one(linked, "street_note", "2")
    assert (other["occupancy_id"], other["method"]) == (f"{UNIT}@000000000001", "adres")
    assert len(linked.occupancies) == 1


def test_a_note_at_an_address_with_several_users(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).vestiging(2, "Zonwering", **address(12))
    linked = (
        world.note(1, "Zonwering", **address(12))
        .note(2, None, **address(12))
        .note(3, "Schotel", **address(12))
        .link()
    )
    assert one(linked, "street_note")["occupancy_id"] == f"{UNIT}@000000000002"
    for record_id in ("2", "3"):
        assert one(linked, "street_note", record_id)["outcome"] == "mogelijke koppeling"
        near = linked.near_misses[linked.near_misses["record_id"] == record_id]
        assert len(near) == 2
        assert (
            near["reason"]
            .str.startswith("Op dit adres zijn meerdere gebruikers; de gevel wijst er geen aan.")
            .all()
        )


def test_a_note_that_matches_an_unregistered_use_goes_there(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).registration(
        1, "Garage Vlieg", **address(12)
    )
    linked = (
        world.note(1, "Vlieg", **address(12))
        .note(2, "Jansen", **address(12))
        .note(3, None, **address(12))
        .link()
    )
    ids = [one(linked, "street_note", n)["occupancy_id"] for n in "123"]
    assert ids == [f"{UNIT}@rdw-1", f"{UNIT}@000000000001", f"{UNIT}@000000000001"]


def test_the_address_of_a_note_goes_before_where_its_phone_was(world, address):
    """Somebody stands at the neighbours, or the signal is off: what was written down is what was meant."""
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12))
    world.unit(2, 14).vestiging(2, "Linde Opslag", **address(14))
    linked = world.note(1, None, x=140, **address(12)).note(2, "Linde Opslag", x=120, **address(14)).link()
    ids = [one(linked, "street_note", n)["occupancy_id"] for n in "12"]
    assert ids == [f"{UNIT}@000000000001", f"{UNIT[:-1]}2@000000000002"]


def test_a_note_at_an_address_the_bag_does_not_know_is_kept(world, address):
    linked = world.unit(1, 12).note(1, None, x=700, **address(99)).note(2, "Zon", x=700, **address(99)).link()
    row = linked.occupancies.set_index("occupancy_id").loc["geen-bag@straatbeeld-1"]
    assert row["no_match_reason"] == "Postcode 6921AA huisnummer 99 staat niet in de BAG."
    assert one(linked, "street_note", "2")["occupancy_id"] == "geen-bag@straatbeeld-1"


def test_a_sighting_finds_a_registered_user_that_the_bag_does_not_know(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(99)).registration(
        1, "Jansen Metaal", **address(99)
    )
    linked = world.note(1, "Iets anders", **address(99)).link()
    assert one(linked, "registration")["occupancy_id"] == "geen-bag@000000000001"
    assert one(linked, "street_note")["occupancy_id"] == "geen-bag@000000000001"


def test_a_lapsed_recognition_beside_another_user_is_history(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, "Jansen Metaal", **address(12))
    world.registration(1, "Garage Vlieg", "vervallen", **address(12)).registration(
        2, "Garage Zon", "vervallen", **address(14)
    )
    linked = world.link()
    assert one(linked, "registration")["outcome"] == "door andere bron vervangen"
    assert one(linked, "registration", "2")["occupancy_id"] == "0226010000000002@onbekend"


@pytest.mark.parametrize("table", ["poi", "street_note"])
def test_places_off_the_park_and_unknown_places(world, address, table):
    world.unit(1, 12).unit(2, 500, x=5000, postcode="6921ZZ")
    make = world.poi if table == "poi" else world.note
    make(1, "Ver weg", x=6000)
    make(2, "Nergens")
    make(3, "Buiten", **address(500, postcode="6921ZZ"))
    make(4, "Onbekende straat", **address(1, postcode="9999ZZ"))
    linked = world.link()
    outcomes = [one(linked, table, n)["outcome"] for n in "1234"]
    assert outcomes == [
        "buiten de terreinen",
        "geen plaats bekend",
        "buiten de terreinen",
        "geen plaats bekend",
    ]
    assert len(linked.occupancies) == 1


def test_without_a_bag_what_is_on_the_park_still_shows(world):
    linked = world.poi(1, "Zon", x=500).poi(2, "Maan", x=800).link(complete=False)
    assert linked.occupancies["occupancy_id"].to_list() == ["geen-bag@osm-1", "geen-bag@osm-2"]
    assert (linked.occupancies["no_match_reason"] == "De BAG is niet of niet volledig geraadpleegd.").all()
    assert (linked.occupancies["address"] == "Geen adres bekend").all()


def test_hostile_names_stay_what_they_are(world, address):
    names = [
        "'; DROP TABLE asked; --",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        '=HYPERLINK("x")',
        "|",
        "$1",
    ]
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12))
    for n, name in enumerate(names):
        world.poi(n, name, x=120)
    linked = world.link()
    assert set(linked.occupancies["name"]) == {"Jansen Metaal", *names}
