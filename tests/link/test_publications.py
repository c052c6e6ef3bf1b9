"""Publications: about a place for all who are there, about somebody never for the next occupant."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from theseus.contracts import ABOUT_SOMEBODY, PUBLICATION_KINDS
from theseus.link import LinkSettings, link

UNIT = "0226010000000001"
DAY = dt.date(2024, 6, 1)
BEFORE, AFTER = dt.date(2020, 1, 1), dt.date(2025, 1, 1)
SETTINGS = LinkSettings(municipality_codes=("GM0226",))


def vbo(n: int) -> str:
    return f"022601{n:010d}"


def publish(world, n=1, kind="sluiting", x=None, y=500, day=DAY, **where):
    point = None if x is None else Point(x, y)
    values = {
        "title": "Besluit",
        "kind": kind,
        "published_on": day,
        "url": "https://x.example/1",
        "geometry": point,
    }
    return world.add("publication", "bekendmakingen", str(n), **values, **where)


def rows(linked, record_id="1"):
    links = linked.links[linked.links["table"] == "publication"]
    return links[links["record_id"] == record_id]


def outcome(linked):
    return sorted(
        (row.outcome, None if row.outcome == "alleen de plaats" else row.occupancy_id)
        for row in rows(linked).itertuples()
    )


@pytest.mark.parametrize("kind", sorted(set(PUBLICATION_KINDS) - set(ABOUT_SOMEBODY)))
def test_what_is_about_a_place_reaches_all_who_are_there(world, address, kind):
    world.unit(1, 12).vestiging(1, started_on=BEFORE, **address(12)).vestiging(
        2, started_on=AFTER, **address(12)
    )
    linked = publish(world, kind=kind, **address(12)).link()
    assert set(rows(linked)["occupancy_id"]) == {f"{UNIT}@000000000001", f"{UNIT}@000000000002"}


@pytest.mark.parametrize("kind", ABOUT_SOMEBODY)
def test_what_is_about_somebody_reaches_who_was_there_and_no_other(world, address, kind):
    world.unit(1, 12).vestiging(1, "Eerst", started_on=BEFORE, **address(12))
    world.vestiging(2, "Later", started_on=AFTER, **address(12)).vestiging(3, "Onbekend", **address(12))
    world.registration(1, "Iemand anders", **address(12))
    linked = publish(world, kind=kind, **address(12)).link()
    assert outcome(linked) == [("alleen de plaats", None), ("gekoppeld", f"{UNIT}@000000000001")]
    place = rows(linked).set_index("outcome").loc["alleen de plaats"]
    assert place[["occupancy_id"]].isna().all()
    assert "01-06-2024" in place["reason"]


@pytest.mark.parametrize(
    ("started", "ended", "reaches"),
    [
        (DAY, None, True),
        (BEFORE, None, True),
        (BEFORE, AFTER, True),
        (dt.date(2024, 6, 2), None, False),
        (None, None, False),
        (BEFORE, DAY, False),
        (BEFORE, dt.date(2021, 1, 1), False),
    ],
)
def test_the_day_decides(world, address, started, ended, reaches):
    world.unit(1, 12).vestiging(1, started_on=started, ended_on=ended, **address(12))
    got = outcome(publish(world, **address(12)).link())
    assert got == ([("gekoppeld", f"{UNIT}@000000000001")] if reaches else [("alleen de plaats", None)])


def test_who_left_takes_it_along(world, address):
    world.unit(1, 12).vestiging(1, "Weg", started_on=BEFORE, ended_on=AFTER, **address(12))
    world.vestiging(2, "Nieuw", started_on=AFTER, **address(12))
    linked = publish(world, **address(12)).link()
    assert outcome(linked) == [("alleen de plaats", None)]
    assert "niet meer" in rows(linked)["reason"].iloc[0]


def test_of_several_companies_a_person_says_which(world, address):
    world.unit(1, 12).vestiging(1, started_on=BEFORE, **address(12)).vestiging(
        2, started_on=BEFORE, **address(12)
    )
    linked = publish(world, **address(12)).link()
    assert outcome(linked) == [("alleen de plaats", None)]
    near = linked.near_misses[linked.near_misses["table"] == "publication"]
    assert set(near["occupancy_id"]) == {f"{UNIT}@000000000001", f"{UNIT}@000000000002"}


def test_at_nobody_known_it_is_of_the_place(world, address):
    assert outcome(publish(world.unit(1, 12), **address(12)).link()) == [("alleen de plaats", None)]


def test_a_point_in_a_pand_is_enough_for_a_permit_and_not_for_a_closure(world, address):
    world.pand(1, box(100, 490, 140, 510)).unit(1, 12, x=110, in_pand=1).unit(2, 14, x=130, in_pand=1)
    world.vestiging(1, started_on=BEFORE, **address(12))
    publish(world, 1, "vergunning", x=112)
    publish(world, 2, "sluiting", x=112)
    linked = world.link()
    assert set(rows(linked, "1")["occupancy_id"]) == {f"{UNIT}@000000000001", "0226010000000002@onbekend"}
    closed = rows(linked, "2")
    assert closed["outcome"].to_list() == ["alleen de plaats"]
    assert "welk adres" in closed["reason"].iloc[0]


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"x": 700}, "alleen de plaats"),
        ({"x": 5000}, "buiten de terreinen"),
        ({}, "geen plaats bekend"),
        ({"huisnummer": 14, "postcode": "6921AA"}, "buiten de terreinen"),
    ],
)
def test_without_an_occupancy_it_says_why(world, where, told):
    world.unit(1, 12).unit(2, 14, x=5000)
    assert rows(publish(world, **where).link())["outcome"].to_list() == [told]


def test_a_range_reaches_each_address(world, address):
    world.unit(1, 1).unit(2, 3)
    linked = publish(world, kind="vergunning", **address(1, None, "3")).link()
    assert set(rows(linked)["occupancy_id"]) == {f"{UNIT}@onbekend", "0226010000000002@onbekend"}
    closed = publish(world, 2, **address(1, None, "3")).link()
    assert rows(closed, "2")["outcome"].to_list() == ["alleen de plaats"]


days = st.one_of(st.none(), st.dates(dt.date(2023, 1, 1), dt.date(2026, 1, 1)))


addresses = st.tuples(st.lists(st.tuples(days, days), max_size=4), st.sampled_from(PUBLICATION_KINDS))


@settings(max_examples=settings().max_examples // 15)  # each links up to twelve addresses
@given(st.lists(addresses, min_size=4, max_size=12), st.integers(0, 99))
def test_a_later_occupant_never_gets_it(new_world, make_address, places, seed):
    world, started = new_world().municipality().park(), {}
    for at, (users, kind) in enumerate(places, 1):
        number = 20 * at  # 200 m from the next
        world.unit(at, number)
        for n, (first, last) in enumerate(users, 10 * at):
            left = None if first and last and last < first else last
            world.vestiging(n, f"Bedrijf {n}", started_on=first, ended_on=left, **make_address(number))
            started[f"{vbo(at)}@{n:012d}"] = first
        world.registration(at, "Nog iemand", **make_address(number))
        world.poi(at, "En nog iemand", **make_address(number))
        publish(world, at, kind=kind, **make_address(number))
    records = world.records()
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    records = {
        name: table.iloc[chance.sample(range(len(table)), len(table))] for name, table in records.items()
    }
    linked = link(records, SETTINGS, unit_sources_complete=True)
    for at, (_, kind) in enumerate(places, 1):
        told = rows(linked, str(at))
        assert len(told) > 0
        got = told["occupancy_id"].dropna()
        if kind in ABOUT_SOMEBODY:
            assert all(started.get(use) is not None and started[use] <= DAY for use in got)
            assert len(got) <= 1
            assert got.str.startswith(vbo(at)).all()
        else:
            there = linked.occupancies["occupancy_id"]
            assert set(got) == set(there[linked.occupancies["vbo_id_bag"] == vbo(at)])
