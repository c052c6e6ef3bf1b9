"""What link promises of any records: nothing lost, nothing made up, and no matter in which order."""

import datetime as dt
import random

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from theseus.contracts import LINK, LINK_JUDGEMENT, OCCUPANCY, PUBLICATION_KINDS, RECORDS, VERDICTS
from theseus.link import MATCHER_VERSION, LinkSettings, link
from theseus.link.score import SCORES
from theseus.model import LinkOutcome
from theseus.tables import conform

DAY = dt.datetime(2026, 11, 1)  # noqa: DTZ001 - stored as given
NAMES = [
    "Jansen Metaal",
    "Janssen Metaal BV",
    "Garage Zon",
    "Zon Autoservice",
    "De Vries & Zn",
    "Van den Berg",
    "KPN",
]
WITH_OCCUPANCY = {LinkOutcome.LINKED, LinkOutcome.OWN_OCCUPANCY}
WHOLE_REGION = ["terrein", "area", "school_holiday"]
SETTINGS = LinkSettings(municipality_codes=("GM0226", "GM0293"))


class Street:
    """A street with records of its own: it shares no number, address or place with another one."""

    def __init__(self, chance: random.Random, turn: int) -> None:
        self.chance, self.turn = chance, turn
        self.y = 200 * turn

    def n(self, low: int, high: int | None = None) -> int:
        """A number of this street: a given one, or one of a range."""
        return 20 * self.turn + (low if high is None else self.chance.randint(low, high))

    def vbo(self) -> str:
        return f"022601{self.n(1, 12):010d}"

    def kvk_number(self) -> str:
        return f"{self.n(1, 8):08d}"

    def postcode(self) -> str:
        return f"692{self.turn}A" + self.chance.choice("AB")

    def place(self) -> dict[str, object]:
        """An address, a point, both, or neither."""
        chance, values = self.chance, {"geometry": None}
        if chance.random() < 0.7:
            values |= {"straat": f"Ambacht {'ABC'[self.turn]}", "huisnummer": chance.randint(1, 12)}
            values |= {"postcode": chance.choice([self.postcode(), self.postcode(), None])}
            values |= {"huisletter": chance.choice([None, None, "A", "B"])}
            values |= {"toevoeging": chance.choice([None, None, None, "t/m 9", "11", "en 4", "unit 2", "hs"])}
            values |= {"woonplaats": chance.choice(["Duiven", None])}
        if chance.random() < 0.5:
            values["geometry"] = Point(chance.randint(0, 140), self.y + chance.choice([0, 3, 20]))
        return values

    def fill(self, world, *, with_units: bool) -> None:
        """Some thirty records of all kinds in a street that runs off the park."""
        self.build(world, with_units=with_units)
        for n in range(1, self.chance.randint(2, 12)):
            self.register(world, n)
        for n in range(1, self.chance.randint(2, 10)):
            self.see(world, n)
        for n in range(1, self.chance.randint(2, 6)):
            self.hang_on(world, n)

    def build(self, world, *, with_units: bool) -> None:
        chance, y, straat = self.chance, self.y, f"Ambacht {'ABC'[self.turn]}"
        for n in range(1, 10):
            if with_units and chance.random() < 0.8:
                address = {
                    "letter": chance.choice([None, "A"]),
                    "postcode": self.postcode(),
                    "straat": straat,
                }
                shared = chance.choice([None, None, self.n(15)])
                world.unit(self.n(n), chance.randint(1, 12), x=10 * n, y=y, in_pand=shared, **address)
            elif chance.random() < 0.7:
                world.pand(self.n(n), box(10 * n - 4, y - 4, 10 * n + 4, y + 4))
        world.pand(self.n(15), box(15, y - 5, 55, y + 5))

    def register(self, world, n: int) -> None:
        chance = self.chance
        known = {
            "ended_on": dt.date(2020, n, 1) if chance.random() < 0.2 else None,
            "person": chance.random() < 0.2,
            "kvk_number": self.kvk_number(),
            "vbo_id_bag": self.vbo() if chance.random() < 0.3 else None,
            "source": chance.choice(["kvk", "kvk", "kvk_oud"]),
        }
        user = self.n(1, 10)
        world.vestiging(user, chance.choice(NAMES), record_id=f"{user}-{n}", **known, **self.place())

    def see(self, world, n: int) -> None:
        chance, where, name = self.chance, self.place(), self.chance.choice(NAMES)
        point = where.pop("geometry")
        at = {"x": point.x, "y": point.y} if point else {}
        kind = chance.randint(0, 2)
        if kind == 0:
            world.poi(self.n(n), name, **where, **at)
        elif kind == 1:
            key = self.vbo() if chance.random() < 0.3 else None
            world.note(self.n(n), chance.choice([name, None]), vbo_id_bag=key, **where, **at)
        else:
            where |= {"kvk_number": self.kvk_number()} if chance.random() < 0.3 else {}
            where |= {"vestiging_id_kvk": f"{self.n(1, 10):012d}"} if chance.random() < 0.3 else {}
            world.registration(self.n(n), name, chance.choice(["geldig", "vervallen"]), **where)

    def hang_on(self, world, n: int) -> None:
        """A record of each kind that hangs on a place, an object or a company."""
        chance, key = self.chance, str(self.n(n))
        day = dt.date(chance.randint(2018, 2026), 6, 1)
        published = {
            "kind": chance.choice(PUBLICATION_KINDS),
            "published_on": day,
            "url": "https://x.example",
        }
        world.add("publication", "bekendmakingen", key, title="Besluit", **published, **self.place())
        vbo = self.vbo()
        world.add("energy_label", "ep_online", key, vbo_id_bag=vbo, energy_class="A", recorded_on=day)
        insolvent = {"kvk_number": self.kvk_number(), "kind": "faillissement", "started_on": day}
        world.add("insolvency", "cir", key, **insolvent)
        world.add("geocode", "locatieserver", key, vbo_id_bag=vbo, answer="Ambacht", **self.place())
        holiday = {"name": "Herfst", "region": "zuid", "first_on": day, "last_on": day}
        world.add("school_holiday", "vakanties", key, **holiday)


def made_up(new_world, seed: int, streets: int = 1):
    """Streets across parks and a border; and whether they have units."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    top = 200 * streets
    world = new_world().municipality("GM0226", box(-500, -500, 60, top))
    world.municipality("GM0293", box(60, -500, 5000, top))
    world.park("1", box(-50, -50, 70, top - 150)).park("2", box(40, -50, 90, top - 150))
    world.park("3", box(4000, 0, 4100, 90)).park("x", box(-50, -50, 60, top - 150), source="osm")
    with_units = chance.random() < 0.8
    for turn in range(streets):
        Street(chance, turn).fill(world, with_units=with_units)
    return world, with_units


def judged(linked, seed: int):
    """Some judgements of pairs that are there, and of some that are not."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    records = linked.links[["source", "record_id"]].drop_duplicates()
    uses = [*linked.occupancies["occupancy_id"], *linked.occupancies["vbo_id_bag"].dropna(), "weg@weg"]
    rows = [
        {
            "judgement_id": n,
            **records.iloc[chance.randrange(len(records))].to_dict(),
            "occupancy_id": chance.choice(uses),
            "verdict": chance.choice(VERDICTS),
            "reason": "Gezien.",
            "judged_by": "Anna",
            "judged_at": DAY,
            "standing": True,
        }
        for n in range(chance.randint(0, 12))
    ]
    return conform(pd.DataFrame(rows, columns=LINK_JUDGEMENT.names), LINK_JUDGEMENT)


@settings(max_examples=max(3, settings().max_examples // 20))  # each links three streets three times
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_all_promises(new_world, seed, shuffler):
    world, complete = made_up(new_world, seed, streets=3)
    records = world.records()
    plain = link(records, SETTINGS, unit_sources_complete=complete)
    told = {"unit_sources_complete": complete, "judgements": judged(plain, seed)}
    linked = link(records, SETTINGS, **told)
    everything_is_accounted_for(records, linked)
    outcomes_are_consistent(linked)
    scores_add_up(linked.links)
    scores_add_up(linked.near_misses)
    occupancies_are_whole(linked)
    shuffled = {
        name: table.iloc[shuffler.sample(range(len(table)), len(table))] for name, table in records.items()
    }
    again = link(shuffled, SETTINGS, **told)
    for name in ("terreinen", "overlaps", "occupancies", "links", "near_misses", "judgements"):
        pd.testing.assert_frame_equal(getattr(linked, name), getattr(again, name))


def everything_is_accounted_for(records, linked):
    for name in RECORDS:
        given_ = set(zip(records[name]["source"], records[name]["record_id"], strict=True))
        rows = linked.links[linked.links["table"] == name]
        assert set(zip(rows["source"], rows["record_id"], strict=True)) == given_, name
    pairs = linked.links[["table", "source", "record_id", "occupancy_id"]]
    assert not pairs.duplicated().any()


def outcomes_are_consistent(linked):
    links = linked.links
    assert links["outcome"].isin([outcome.value for outcome in LinkOutcome]).all()
    with_id = links["outcome"].isin(WITH_OCCUPANCY) & ~links["table"].isin(WHOLE_REGION)
    assert (links["occupancy_id"].notna() == with_id).all()
    assert set(links["occupancy_id"].dropna()) == set(linked.occupancies["occupancy_id"])
    # Linked is linked, to a known use or its own; what is about somebody is of the place for the others.
    somewhere = links["outcome"].isin(WITH_OCCUPANCY)
    elsewhere = links[~somewhere & (links["outcome"] != LinkOutcome.PLACE_ONLY)]
    who = ["table", "source", "record_id"]
    assert not elsewhere.duplicated(who).any()
    assert elsewhere.merge(links[somewhere], on=who).empty
    of_place = links[links["outcome"] == LinkOutcome.PLACE_ONLY]
    assert set(of_place["table"]) <= {"publication"}
    assert not of_place.duplicated(who).any()
    for table in (links, linked.near_misses):
        assert (table["matcher_version"] == MATCHER_VERSION).all()
        assert (table["reason"].str.len() > 10).all()
        assert list(table.columns) == LINK.names
    near = linked.near_misses
    assert (near["outcome"] == LinkOutcome.NEAR_MISS).all()
    assert near["occupancy_id"].dropna().isin(linked.occupancies["occupancy_id"]).all()
    maybe = links.loc[links["outcome"] == LinkOutcome.NEAR_MISS, ["table", "source", "record_id"]]
    listed = near[["table", "source", "record_id"]].drop_duplicates()
    assert len(maybe.merge(listed)) == len(maybe)


def scores_add_up(table):
    scored = table[table["score"].notna()]
    assert (scored[SCORES].sum(axis=1).round(2) == scored["score"]).all()
    assert scored["score"].between(0, 1).all()
    assert table.loc[table["score"].isna(), SCORES].isna().all(axis=None)


def occupancies_are_whole(linked):
    uses = linked.occupancies
    assert uses["occupancy_id"].is_unique
    assert (uses["vbo_id_bag"].isna() == uses["no_match_reason"].notna()).all()
    assert (uses["name"].isna() == uses["name_source"].isna()).all()
    assert uses["terrein_id"].isin(linked.terreinen["terrein_id"]).all()
    required = [column.name for column in OCCUPANCY.columns if not column.nullable]
    assert uses[required].notna().all(axis=None)
    on_park = uses.merge(linked.terreinen[["terrein_id", "geometry"]], on="terrein_id")
    assert [p.intersects(q) for p, q in zip(on_park["geometry_x"], on_park["geometry_y"], strict=True)] == [
        True
    ] * len(uses)


def test_ids_do_not_change_when_others_come_and_go(new_world):
    world, complete = made_up(new_world, 7)
    before = link(world.records(), SETTINGS, unit_sources_complete=complete).occupancies
    world.unit(99, 99, x=65, y=30, postcode="6999ZZ").poi(999, "Heel iets anders", x=-30, y=30)
    after = link(world.records(), SETTINGS, unit_sources_complete=complete).occupancies
    assert set(before["occupancy_id"]) < set(after["occupancy_id"])


def test_records_that_are_no_table_of_ours_are_no_matter(new_world):
    world, complete = made_up(new_world, 3)
    records = {name: table for name, table in world.records().items() if len(table)}
    linked = link(records, SETTINGS, unit_sources_complete=complete)
    assert len(linked.links) > 0
