"""What a person says of a link: it wins over the matcher, an undo takes it back, nothing is lost."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theseus.contracts import LINK_JUDGEMENT, VERDICTS
from theseus.desk.judgements import Judgement, judge, judgements, undo
from theseus.link import LinkSettings, link
from theseus.tables import conform

UNIT, OTHER = "0226010000000001", "0226010000000002"
SETTINGS = LinkSettings(municipality_codes=("GM0226",))
TABLES = ("terreinen", "overlaps", "occupancies", "links", "near_misses")


def said(*judgements):
    """Judgements as the desk gives them: (source, record, occupancy, verdict) or with standing behind."""
    rows = [
        {
            "judgement_id": n,
            "source": source,
            "record_id": record,
            "occupancy_id": occupancy,
            "verdict": verdict,
            "reason": "Zo is het gezien.",
            "judged_by": "Anna",
            "judged_at": dt.datetime(2026, 11, 12, 9, 30),  # noqa: DTZ001 - stored as given
            "standing": standing[0] if standing else True,
        }
        for n, (source, record, occupancy, verdict, *standing) in enumerate(judgements, 1)
    ]
    return conform(pd.DataFrame(rows, columns=LINK_JUDGEMENT.names), LINK_JUDGEMENT)


def linked_with(world, *judgements):
    return link(world.records(), SETTINGS, unit_sources_complete=True, judgements=said(*judgements))


def rows(linked, table, record_id="1"):
    return linked.links[(linked.links["table"] == table) & (linked.links["record_id"] == record_id)]


def ids(linked, table, record_id="1"):
    return rows(linked, table, record_id)["occupancy_id"].to_list()


def use(linked, n=1):
    return linked.judgements.set_index("judgement_id").loc[n, ["applied", "told"]].to_list()


@pytest.fixture
def two(world, address):
    """Two registered users of one unit, and a point on the map with quite another name."""
    world.unit(1, 12).unit(2, 14).vestiging(1, "Jansen Metaal", **address(12)).vestiging(
        2, "Zon", **address(12)
    )
    return world.poi(1, "Vliegende Schotel", x=120)


def test_the_same_forces_a_link_that_no_score_would_give(two):
    assert ids(linked_with(two), "poi") == [f"{UNIT}@osm-1"]
    linked = linked_with(two, ("osm", "1", f"{UNIT}@000000000001", "zelfde"))
    row = rows(linked, "poi").iloc[0]
    assert (row["outcome"], row["occupancy_id"]) == ("gekoppeld", f"{UNIT}@000000000001")
    assert row["method"] == "persoon"
    assert row["score"] < 0.6  # as computed
    assert row["reason"].startswith("Zelfde volgens Anna op 12-11-2026: Zo is het gezien. ")
    assert f"{UNIT}@osm-1" not in set(linked.occupancies["occupancy_id"])
    assert use(linked) == [True, "Gekoppeld."]


def test_the_same_reaches_further_than_the_matcher_looks(two, address):
    two.unit(3, 90, x=900).vestiging(3, "Ver weg", **address(90))
    linked = linked_with(two, ("osm", "1", "0226010000000003@000000000003", "zelfde"))
    row = rows(linked, "poi").iloc[0]
    assert row["occupancy_id"] == "0226010000000003@000000000003"
    assert pd.isna(row["score"])
    assert row["reason"].endswith("Dit paar is niet vergeleken.")


def test_the_same_with_two_is_linked_to_both(two):
    first, second = f"{UNIT}@000000000001", f"{UNIT}@000000000002"
    linked = linked_with(two, ("osm", "1", first, "zelfde"), ("osm", "1", second, "zelfde"))
    assert ids(linked, "poi") == [first, second]


def test_different_forbids_a_sure_link_and_founds_a_use(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).poi(1, "Jansen Metaal", **address(12))
    assert ids(linked_with(world), "poi") == [f"{UNIT}@000000000001"]
    linked = linked_with(world, ("osm", "1", f"{UNIT}@000000000001", "verschillend"))
    assert ids(linked, "poi") == [f"{UNIT}@osm-1"]
    assert use(linked) == [True, "Niet gekoppeld."]
    assert linked.near_misses.empty


def test_different_leaves_the_next_best(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).vestiging(
        2, "Jansen Metaal Twee", **address(12)
    )
    world.poi(1, "Jansen Metaal", **address(12))
    linked = linked_with(world, ("osm", "1", f"{UNIT}@000000000001", "verschillend"))
    assert f"{UNIT}@000000000001" not in ids(linked, "poi")


def test_unsure_keeps_a_pair_on_the_list(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).poi(1, "Jansen Metaal", **address(12))
    linked = linked_with(world, ("osm", "1", f"{UNIT}@000000000001", "onzeker"))
    assert rows(linked, "poi")["outcome"].to_list() == ["mogelijke koppeling"]
    near = linked.near_misses.iloc[0]
    assert (near["occupancy_id"], near["score"]) == (f"{UNIT}@000000000001", 1.0)
    assert near["reason"].startswith("Onzeker volgens Anna op 12-11-2026")
    assert use(linked) == [True, "Staat op de lijst van mogelijke koppelingen."]


def test_a_vestiging_is_put_on_the_unit_that_a_person_names(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, "Jansen", **address(13))
    assert ids(linked_with(world), "vestiging") == ["geen-bag@000000000001"]
    linked = linked_with(world, ("kvk", "1", f"{OTHER}@onbekend", "zelfde"))
    row = rows(linked, "vestiging").iloc[0]
    assert (row["occupancy_id"], row["method"]) == (f"{OTHER}@000000000001", "persoon")
    assert row["reason"].startswith("Zelfde volgens Anna")
    assert row["score"] == pytest.approx(0.7)
    assert linked.near_misses.empty
    assert use(linked) == [True, "Gekoppeld."]


def test_a_vestiging_is_taken_off_a_unit_and_the_reason_says_who(world, address):
    world.unit(1, 12).vestiging(1, "Jansen", vbo_id_bag=UNIT, **address(12))
    linked = linked_with(world, ("kvk", "1", UNIT, "verschillend"))
    assert ids(linked, "vestiging") == ["geen-bag@000000000001"]
    occupancy = linked.occupancies.set_index("occupancy_id").loc["geen-bag@000000000001"]
    assert occupancy["no_match_reason"].startswith("Verschillend volgens Anna")
    assert use(linked) == [True, "Niet gekoppeld."]


def test_an_unsure_vestiging_is_on_the_list(world, address):
    world.unit(1, 12).vestiging(1, "Jansen", **address(12))
    linked = linked_with(world, ("kvk", "1", UNIT, "onzeker"))
    assert ids(linked, "vestiging") == ["geen-bag@000000000001"]
    assert linked.near_misses["reason"].str.contains("Onzeker volgens Anna").all()
    assert use(linked)[0]


def test_a_whole_unit_is_ruled_out(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12)).poi(1, "Vliegende Schotel", x=120)
    linked = linked_with(world, ("osm", "1", UNIT, "verschillend"))
    assert ids(linked, "poi") == ["geen-bag@osm-1"]
    own = linked.occupancies.set_index("occupancy_id").loc["geen-bag@osm-1"]
    assert own["no_match_reason"].startswith("Verschillend volgens Anna")


def test_a_whole_unit_stands_for_its_only_use(world, address):
    world.unit(1, 12).unit(2, 14).vestiging(1, "Jansen", **address(12)).poi(1, "Schotel", x=140)
    assert ids(linked_with(world, ("osm", "1", UNIT, "zelfde")), "poi") == [f"{UNIT}@000000000001"]


def test_a_nameless_use_takes_the_name_of_what_a_person_put_there(world):
    world.unit(1, 12).unit(2, 30).poi(1, "Garage Zon", x=300).poi(2, "Zon Garage", x=120)
    linked = linked_with(world, ("osm", "1", f"{UNIT}@onbekend", "zelfde"))
    names = linked.occupancies.set_index("occupancy_id")["name"]
    assert names[f"{UNIT}@onbekend"] == "Garage Zon"
    assert set(ids(linked, "poi", "2")) == {f"{UNIT}@onbekend"}


@pytest.mark.parametrize("turned", [False, True])
def test_two_sightings_that_each_founded_a_use_become_one(world, address, turned):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12))
    world.registration(1, "Garage Zon", **address(12)).poi(1, "Vliegende Schotel", x=120)
    assert len(linked_with(world).occupancies) == 3
    pair = ("rdw", "1", f"{UNIT}@osm-1", "zelfde") if turned else ("osm", "1", f"{UNIT}@rdw-1", "zelfde")
    linked = linked_with(world, pair)
    assert ids(linked, "poi") == ids(linked, "registration") == [f"{UNIT}@rdw-1"]
    assert len(linked.occupancies) == 2
    assert use(linked)[0]


def test_two_sightings_of_one_kind_become_one_or_stay_two(world):
    world.unit(1, 12).poi(1, "Garage Zon", x=120).poi(2, "Vliegende Schotel", x=121).poi(
        3, "Garage Zon BV", x=119
    )
    assert len(linked_with(world).occupancies) == 2
    together = linked_with(world, ("osm", "1", f"{UNIT}@osm-2", "zelfde"))
    assert ids(together, "poi", "1") == ids(together, "poi", "2")
    assert ids(together, "poi", "3") != ids(together, "poi", "2")
    apart = linked_with(world, ("osm", "3", f"{UNIT}@onbekend", "verschillend"))
    assert ids(apart, "poi", "3") == [f"{UNIT}@osm-3"]
    assert ids(apart, "poi", "1") == [f"{UNIT}@onbekend"]


def test_what_is_not_there_is_told_and_changes_nothing(two):
    plain = linked_with(two)
    linked = linked_with(
        two,
        ("osm", "1", f"{UNIT}@000000000099", "zelfde"),
        ("osm", "99", f"{UNIT}@000000000001", "zelfde"),
        ("osm", "1", f"{UNIT}@weg", "verschillend"),
    )
    assert use(linked, 1) == [
        False,
        "Dit gebruik of deze plaats is er niet (meer); het oordeel blijft staan.",
    ]
    assert use(linked, 2) == [False, "Dit record zit niet in de leveringen van nu; het oordeel blijft staan."]
    assert not use(linked, 3)[0]
    assert ids(plain, "poi") == ids(linked, "poi")


def test_a_judgement_waits_for_its_record(world, address):
    world.unit(1, 12).vestiging(1, "Jansen Metaal", **address(12))
    pair = ("osm", "1", f"{UNIT}@000000000001", "zelfde")
    assert not use(linked_with(world, pair))[0]
    assert use(linked_with(world.poi(1, "Vliegende Schotel", x=120), pair))[0]


def test_what_does_not_stand_does_nothing(two):
    plain, undone = linked_with(two), linked_with(two, ("osm", "1", f"{UNIT}@000000000001", "zelfde", False))
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(undone, name))
    assert undone.judgements.empty


@pytest.mark.parametrize("verdict", VERDICTS)
def test_an_undo_at_the_desk_gives_the_earlier_result_back(two, tmp_path, verdict):
    url, now = f"sqlite:///{tmp_path / 'desk.sqlite'}", dt.datetime(2026, 11, 12)  # noqa: DTZ001 - as given
    records = two.records()

    def result():
        return link(records, SETTINGS, unit_sources_complete=True, judgements=judgements(url))

    before = result()
    pair = {"source": "osm", "record_id": "1", "occupancy_id": f"{UNIT}@000000000001"}
    entry = Judgement(**pair, verdict=verdict, reason="Gezien", judged_by="Anna", judged_at=now)
    number = judge(url, entry)
    during = result()
    assert during.judgements["applied"].to_list() == [True]
    undo(url, number, "Bram", "Toch niet", now)
    after = result()
    for name in (*TABLES, "judgements"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))
    assert judgements(url)["undone_by"].to_list() == ["Bram"]


def test_a_publication_can_be_given_to_who_was_there_but_not_to_who_came_later(world, address):
    day = dt.date(2024, 6, 1)
    values = {"title": "Sluiting", "kind": "sluiting", "published_on": day, "url": "https://x.example"}
    world.unit(1, 12).add("publication", "bekendmakingen", "1", **values, **address(12))
    for n, started in ((1, dt.date(2020, 1, 1)), (2, dt.date(2021, 1, 1)), (3, dt.date(2025, 1, 1))):
        world.vestiging(n, f"Bedrijf {n}", started_on=started, **address(12))
    pair = ("bekendmakingen", "1")
    linked = linked_with(world, (*pair, f"{UNIT}@000000000002", "zelfde"))
    assert ids(linked, "publication") == [f"{UNIT}@000000000002"]
    late = linked_with(world, (*pair, f"{UNIT}@000000000003", "zelfde"))
    assert rows(late, "publication")["outcome"].to_list() == ["alleen de plaats"]
    assert not use(late)[0]


def test_a_record_cannot_differ_from_the_use_that_it_founds(two):
    linked = linked_with(two, ("osm", "1", f"{UNIT}@osm-1", "verschillend"))
    assert ids(linked, "poi") == [f"{UNIT}@osm-1"]
    applied, told = use(linked)
    assert not applied
    assert "juist door dit record" in told


# At every place two units with the same records; their numbers begin with that of the place.
RECORDS = [("kvk", 1), ("rdw", 1), ("osm", 1), ("osm", 2), ("straatbeeld", 1), ("osm", 9)]
GONE = 9
TARGETS = ["1@kvk-1", "1@kvk-2", "1@osm-1", "1@rdw-1", "2@onbekend", "1", "2", "weg@weg"]
steps = st.lists(
    st.tuples(st.sampled_from(RECORDS), st.sampled_from(TARGETS), st.sampled_from(VERDICTS)),
    max_size=4,
    unique_by=lambda step: (step[0], step[1]),
)


def unit_id(place: int, n: int) -> str:
    return f"022601{10 * place + n:010d}"


def at_place(place: int, target: str) -> str:
    """An occupancy or unit of a place: "1@osm-2" is the second point on the map, at the first unit."""
    unit, whole, user = target.partition("@")
    if unit == "weg":
        return target
    source, _, n = user.partition("-")
    if n:
        user = f"{10 * place + int(n):012d}" if source == "kvk" else f"{source}-{10 * place + int(n)}"
    return unit_id(place, int(unit)) + whole + user


def fill(world, make_address, place: int) -> None:
    first, number = 10 * place + 1, 20 * place  # 200 m from the next
    here = make_address(number)
    world.unit(first, number).unit(first + 1, number + 2)
    world.vestiging(first, "Jansen Metaal", **here).vestiging(first + 1, "Zon", **here)
    world.registration(first, "Garage Zon", **here).note(first, "Jansen", **here)
    world.poi(first, "Vliegende Schotel", x=10 * number).poi(first + 1, "Jansen Metaal", x=10 * number + 1)


@settings(max_examples=settings().max_examples // 15)  # each links some places up to twice
@given(st.lists(steps, min_size=3, max_size=8))
def test_a_judgement_always_wins(new_world, make_address, places):
    world, judged = new_world().municipality().park(), []
    for place, said in enumerate(places, 1):
        fill(world, make_address, place)
        judged += [
            ((source, str(10 * place + n)), at_place(place, target), verdict, n == GONE)
            for (source, n), target, verdict in said
        ]
    linked = linked_with(world, *((*record, target, verdict) for record, target, verdict, _ in judged))
    links = set(
        linked.links[["source", "record_id", "occupancy_id"]].dropna().itertuples(index=False, name=None)
    )
    exist = set(linked.occupancies["occupancy_id"])
    same = {(record, target) for record, target, verdict, _ in judged if verdict == "zelfde"}
    for n, (record, target, verdict, gone) in enumerate(judged, 1):
        applied, told = use(linked, n)
        assert told
        if record[0] == "kvk" or "@" not in target or target not in exist or gone:
            continue
        if verdict == "zelfde":
            assert applied
            assert (*record, target) in links
        elif target.endswith("@" + "-".join(record)):
            assert applied or told.startswith("Niet uit te voeren")  # nothing is other than itself
        elif (record, target.split("@")[0]) not in same:
            assert (*record, target) not in links
    everything = linked.links.groupby(["table", "source", "record_id"]).size()
    assert len(everything) == sum(len(table) for table in world.records().values())
    assert set(linked.links["occupancy_id"].dropna()) == exist
