"""Records that hang on a key: energy labels, geocoded addresses, insolvencies, holidays, registrations."""

import datetime as dt

import pytest

from theseus.link import link
from theseus.link.settings import LinkSettings

UNIT = "0226010000000001"
SETTINGS = LinkSettings(municipality_codes=("GM0226",))


def rows(linked, table, record_id="1"):
    return linked.links[(linked.links["table"] == table) & (linked.links["record_id"] == record_id)]


def label(world, n, vbo=UNIT, **values):
    values.setdefault("energy_class", "A")
    return world.add("energy_label", "ep_online", str(n), vbo_id_bag=vbo, **values)


def geocode(world, n, vbo, **where):
    return world.add("geocode", "locatieserver", str(n), vbo_id_bag=vbo, answer="Ambacht 12, Duiven", **where)


def test_an_energy_label_reaches_every_use_of_its_object(world, address):
    world.unit(1, 12).vestiging(1, **address(12)).vestiging(2, **address(12))
    linked = label(world, 1).link()
    told = rows(linked, "energy_label")
    assert set(told["occupancy_id"]) == {f"{UNIT}@000000000001", f"{UNIT}@000000000002"}
    assert (told["method"] == "sleutel").all()


def test_only_the_newest_energy_label_counts(world):
    label(world.unit(1, 12), 1, recorded_on=dt.date(2015, 1, 1))
    linked = label(world, 2, recorded_on=dt.date(2024, 1, 1)).link()
    assert rows(linked, "energy_label", "1")["outcome"].to_list() == ["door andere bron vervangen"]
    assert rows(linked, "energy_label", "2")["outcome"].to_list() == ["gekoppeld"]


@pytest.mark.parametrize("add", [label, geocode])
def test_what_hangs_on_an_object_elsewhere_says_so(world, add):
    world.unit(1, 12).unit(2, 14, x=5000)
    add(world, 1, "0226010000000002")
    add(world, 2, "0226010000000099")
    linked = world.link()
    table = "energy_label" if add is label else "geocode"
    assert rows(linked, table, "1")["outcome"].to_list() == ["buiten de terreinen"]
    assert rows(linked, table, "2")["outcome"].to_list() == ["geen plaats bekend"]


def test_a_geocoded_address_finds_its_object_for_others(world, address):
    """A spelling that the BAG does not have is known once it was looked up."""
    world.unit(1, 12).vestiging(1, **address(112, straat="Oude Ambacht", postcode="6921ZZ"))
    assert rows(world.link(), "vestiging")["occupancy_id"].isna().all()
    geocode(world, 1, UNIT, **address(112, straat="Oude Ambacht", postcode="6921ZZ"))
    linked = world.link()
    assert rows(linked, "vestiging")["occupancy_id"].to_list() == [f"{UNIT}@000000000001"]
    assert rows(linked, "geocode")["occupancy_id"].to_list() == [f"{UNIT}@000000000001"]
    assert linked.occupancies["huisnummer"].to_list() == [12]  # the BAG's own address stays the main one


def test_a_geocoded_street_finds_what_has_no_postcode(world, address):
    where = address(112, straat="Oude Ambacht", postcode=None)
    linked = geocode(world.unit(1, 12).vestiging(1, **where), 1, UNIT, **where).link()
    assert rows(linked, "vestiging")["occupancy_id"].to_list() == [f"{UNIT}@000000000001"]


def test_a_geocoder_never_overrules_the_bag(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, **address(14))
    linked = geocode(world, 1, UNIT, **address(14)).link()
    assert rows(linked, "vestiging")["occupancy_id"].to_list() == ["0226010000000002@000000000001"]


def test_an_insolvency_reaches_every_use_of_its_company(world, address):
    world.unit(1, 12).unit(2, 14)
    world.vestiging(1, kvk_number="90000001", **address(12)).vestiging(
        2, kvk_number="90000001", **address(14)
    )
    for n, number in enumerate(("90000001", "90000002"), 1):
        values = {"kvk_number": number, "kind": "faillissement", "started_on": dt.date(2026, 1, 1)}
        world.add("insolvency", "cir", str(n), **values)
    linked = world.link()
    assert len(rows(linked, "insolvency", "1")) == 2
    told = rows(linked, "insolvency", "2").iloc[0]
    assert (told["outcome"], "KVK-nummer" in told["reason"]) == ("buiten de terreinen", True)


def test_a_holiday_is_for_the_planner(world):
    values = {
        "name": "Herfst",
        "region": "zuid",
        "first_on": dt.date(2026, 10, 17),
        "last_on": dt.date(2026, 10, 25),
    }
    linked = world.unit(1, 12).add("school_holiday", "vakanties", "1", **values).link()
    told = rows(linked, "school_holiday").iloc[0]
    assert told["outcome"] == "gekoppeld"
    assert told[["occupancy_id"]].isna().all()


def test_a_vestigingsnummer_links_wherever_the_registration_says_it_is(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, "Jansen", **address(12)).vestiging(2, "Zon", **address(14))
    world.registration(1, "Heel anders", vestiging_id_kvk="000000000001", **address(14))
    linked = world.link()
    told = rows(linked, "registration")
    assert told["occupancy_id"].to_list() == [f"{UNIT}@000000000001"]
    assert told["method"].to_list() == ["sleutel"]
    assert len(linked.occupancies) == 2


def test_a_vestigingsnummer_reaches_every_unit_of_that_vestiging(world, address):
    world.unit(1, 1).unit(2, 3).vestiging(1, "Breed", **address(1, None, "3"))
    world.registration(1, "Breed", vestiging_id_kvk="000000000001")
    world.registration(2, "Breed", vestiging_id_kvk="000000000001", **address(3))
    linked = world.link()
    assert len(rows(linked, "registration", "1")) == 2
    assert rows(linked, "registration", "2")["occupancy_id"].to_list() == ["0226010000000002@000000000001"]


def test_a_kvk_number_links_at_the_address(world, address):
    world.unit(1, 12).unit(2, 14)
    world.vestiging(1, "Jansen", kvk_number="90000001", **address(12)).vestiging(
        2, "Jansen Twee", kvk_number="90000001", **address(14)
    )
    world.registration(1, "Anders", kvk_number="90000001", **address(14))
    assert rows(world.link(), "registration")["occupancy_id"].to_list() == ["0226010000000002@000000000002"]


def test_a_kvk_number_without_an_address_links_the_only_vestiging(world, address):
    world.unit(1, 12).vestiging(1, "Jansen", kvk_number="90000001", **address(12))
    world.registration(1, "Anders", kvk_number="90000001")
    told = rows(world.link(), "registration").iloc[0]
    assert told["occupancy_id"] == f"{UNIT}@000000000001"
    assert told["reason"].startswith("Het bedrijf heeft maar één vestiging.")
    world.unit(2, 40, x=5000).vestiging(2, "Jansen", kvk_number="90000001", **address(40))
    assert rows(world.link(), "registration")["occupancy_id"].isna().all()


def test_kinds_that_nobody_brings_are_no_matter(world):
    linked = link({"pand": world.unit(1, 12).records()["pand"]}, SETTINGS, unit_sources_complete=True)
    assert not linked.links.empty
