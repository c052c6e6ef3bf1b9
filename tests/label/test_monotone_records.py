"""The promise from records on: losing sources or visit answers, or time, only moves towards white."""

import dataclasses
import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from towards_white import AS_OF, CARDS, FAMILY, OURS, PLACES, labelled, only_towards_white

from theseus import tables
from theseus.contracts import ANSWER, LINK, OCCUPANCY, RECORDS, VISIT, VISIT_RESULTS
from theseus.facts import collect
from theseus.model import Consulted, Freshness, Policy


class Drawn:
    """Records of all sources for many units, some decent, some not, with dates and end dates."""

    def __init__(self, seed):
        self.draw = np.random.default_rng(seed)
        self.units = [f"{place:04}" for place in range(PLACES)]
        self.records = {
            name: []
            for name in ("pand", "verblijfsobject", "vestiging", "registration", "poi", "street_note")
        }
        self.links = []
        self.visits, self.answers = [], []
        for unit in self.units:
            self.bag(unit)
            self.registers(unit)
            self.street(unit)
            self.visited(unit)
            self.corrected(unit)
        self.occupancies = pd.DataFrame(
            {
                "occupancy_id": self.units,
                "terrein_id": "T",
                "terrein_name": "T",
                "address": "x",
                "postcode": "6921AA",
                "huisnummer": range(1, PLACES + 1),
                "vbo_id_bag": [f"v{unit}" for unit in self.units],
                "pand_id_bag": [f"p{unit}" for unit in self.units],
                "users_on_unit": self.draw.integers(0, 3, PLACES),
            }
        )

    def day(self):
        return pd.Timestamp(AS_OF) - pd.Timedelta(days=int(self.draw.integers(0, 120)))

    def maybe(self, chance):
        return self.draw.random() < chance

    def pick(self, usual, *others):
        return usual if self.maybe(0.6) else others[self.draw.integers(len(others))]

    def add(self, table, source, unit, **values):
        record_id = f"{table}{unit}{len(self.records[table])}"
        row = {"source": source, "record_id": record_id, "observed_on": self.day(), **values}
        self.records[table].append(row)
        self.links.append((source, record_id, table, unit))

    def bag(self, unit):
        status = self.pick("Pand in gebruik", "Pand gesloopt", "Sloopvergunning verleend")
        self.add("pand", "bag_extract", unit, pand_id_bag=f"p{unit}", status=status)
        if self.maybe(0.7):
            self.add(
                "verblijfsobject",
                "bag_extract",
                unit,
                vbo_id_bag=f"v{unit}",
                pand_ids_bag="p",
                status=self.pick("Verblijfsobject in gebruik", "Verblijfsobject buiten gebruik"),
                gebruiksdoel=self.pick("industriefunctie", "woonfunctie"),
                floor_area_m2=int(self.draw.choice([4, 80, 400])),
            )

    def registers(self, unit):
        ended = pd.Timestamp(AS_OF) + pd.Timedelta(days=int(self.draw.integers(1, 90)))
        if self.maybe(0.8):
            self.add(
                "vestiging",
                "kvk",
                unit,
                kvk_number="1",
                name="x",
                address_shielded=False,
                activity=self.pick("groothandel", "automotive", "winkel"),
                sbi_codes=self.pick("4669", "4669", "8891", "5630,8891"),
                sbi_version="2008",
                ended_on=self.pick(pd.NaT, self.day(), ended),
            )
        if self.maybe(0.8):
            self.add("registration", "rdw", unit, name="x", status=self.pick("vervallen", "geldig"))
        for source in ("lrk", "alcoholvergunning"):
            for _ in range(self.draw.integers(0, 3)):
                until = self.pick(pd.NaT, self.day(), ended)
                status = self.pick("geldig", "vervallen")
                self.add("registration", source, unit, name="x", status=status, valid_until=until)
        if self.maybe(0.3):
            activity = self.pick("groothandel", "horeca")
            self.add("poi", "osm", unit, name="x", tag="shop=x", activity=activity)

    def street(self, unit):
        for _ in range(self.draw.integers(0, 3)):
            truth = {
                "in_use": self.pick("ja", "nee", None),
                "dwelling_seen": self.pick("nee", "ja", None),
            }
            truth = {name: {"ja": True, "nee": False}.get(said) for name, said in truth.items()}
            activity = self.pick("groothandel", "automotive", None)
            self.add("street_note", "straatbeeld", unit, activity=activity, **truth)

    def visited(self, unit):
        for _ in range(max(0, self.draw.integers(-4, 3))):
            number, on = len(self.visits), self.day()
            row = {"visit_id": number, "occupancy_id": unit, "visited_on": on, "step": "gevelcheck"}
            row |= {
                "result": self.pick(*VISIT_RESULTS),
                "at_random": False,
                "entered_by": "x",
                "entered_at": on,
            }
            self.visits.append(row)
            for question, values in (("in_use", ("ja", "nee")), ("dwelling_seen", ("nee", "ja"))):
                self.answer("bezoek", f"bezoek {number}", unit, on, question, self.pick(*values, None))

    def corrected(self, unit):
        if self.maybe(0.2):
            until = self.pick(self.day(), pd.Timestamp(AS_OF) + pd.Timedelta(days=60))
            question, value = self.pick(("may_dwell", "ja"), ("registered", "ja"), ("in_use", "nee"))
            name = f"correctie {len(self.answers)}"
            self.answer("correctie", name, unit, self.day(), question, value, until=until)

    def answer(self, source, record_id, unit, on, question, value, until=pd.NaT):
        row = {"source": source, "record_id": record_id, "occupancy_id": unit, "observed_on": on}
        self.answers.append(row | {"question": question, "value": value, "until": until, "entered_by": "x"})

    def link_table(self):
        frame = pd.DataFrame(self.links, columns=["source", "record_id", "table", "occupancy_id"])
        return frame.assign(outcome="gekoppeld", matcher_version="1", reason="x", name_similarity=0.9)


def facts_from(world, consulted, as_of):
    links, records = world.link_table(), world.records
    heard = {name for name, source in consulted.items() if source.freshness is not Freshness.ABSENT}

    visited = tables.conform(pd.DataFrame(world.visits), VISIT)
    answered = pd.DataFrame(world.answers, columns=ANSWER.names)
    answered = tables.conform(answered[answered["source"].isin(heard)], ANSWER)

    def flat(frame, contract):
        return tables.conform(frame, dataclasses.replace(contract, geometry=()))

    def left(name):
        rows = [row for row in records[name] if row["source"] in heard]
        return flat(pd.DataFrame(rows, columns=[c.name for c in RECORDS[name].columns]), RECORDS[name])

    return collect(
        CARDS,
        flat(world.occupancies, OCCUPANCY),
        flat(links[links["source"].isin(heard)], LINK),
        {name: left(name) for name in records},
        consulted,
        {"bag_extract": 400, "kvk": 120, "rdw": 90, "osm": 365, "straatbeeld": 100}
        | {"lrk": 80, "alcoholvergunning": 150, "bezoek": 200, "correctie": 300},
        as_of,
        answers=answered,
        visits=visited if "bezoek" in heard else tables.empty(VISIT),
    )


def labelled_from(world, as_of, *consulted):
    """Labels on a day, for each of several sets of sources that were consulted."""
    variants = {chr(ord("a") + n): facts_from(world, heard, as_of) for n, heard in enumerate(consulted)}
    return labelled(OURS, variants, Policy(), confirmed=True, as_of=as_of)


def consulted_but(absent=(), incomplete=()):
    return {
        name: Consulted(name, family, Freshness.ABSENT)
        if name in absent
        else Consulted(
            name,
            family,
            Freshness.FRESH,
            complete=name not in incomplete,
            delivered_on=AS_OF - dt.timedelta(days=20),
        )
        for name, family in FAMILY.items()
    }


sources = st.sets(st.sampled_from(sorted(FAMILY)))


losses = st.lists(st.tuples(sources, sources), min_size=2, max_size=4)
# Each holds 60 places and walks some steps down from all that is known.
fewer = settings(max_examples=max(8, settings.default.max_examples // 8))


def with_family(gone):
    """The street and the visits to it are one family: who loses the one of them loses the other."""
    return gone | {"bezoek"} if "straatbeeld" in gone else gone


@fewer
@given(seed=st.integers(0, 2**32 - 1), incomplete=sources, lost=losses)
def test_losing_whole_sources_only_moves_towards_white(seed, incomplete, lost):
    absent, consulted = set(), [consulted_but(incomplete=incomplete)]
    for gone, less in lost:
        absent, incomplete = absent | with_family(gone), incomplete | less
        consulted.append(consulted_but(absent, incomplete))
    for before, after in pairwise(labelled_from(Drawn(seed), AS_OF, *consulted)):
        only_towards_white(before, after)


@fewer
@given(
    seed=st.integers(0, 2**32 - 1),
    incomplete=sources,
    days=st.lists(st.integers(1, 200), min_size=1, max_size=3),
)
def test_time_alone_only_moves_towards_white(seed, incomplete, days):
    world, heard = Drawn(seed), consulted_but(incomplete=incomplete)
    moments = [AS_OF + dt.timedelta(days=number) for number in [0, *sorted(days)]]
    labels = [labelled_from(world, moment, heard)[0] for moment in moments]
    for before, after in pairwise(labels):
        only_towards_white(before, after)


@fewer
@given(seed=st.integers(0, 2**32 - 1), shares=st.lists(st.sampled_from([0.5, 0.9]), min_size=1, max_size=3))
def test_taking_the_answers_of_visits_away_only_moves_towards_white(seed, shares):
    world, draw = Drawn(seed), np.random.default_rng(seed)
    labels = [labelled_from(world, AS_OF, consulted_but())[0]]
    for share in shares:
        for row in world.answers:
            if row["source"] == "bezoek" and draw.random() > share:
                row["value"] = None
        labels += labelled_from(world, AS_OF, consulted_but())
    for before, after in pairwise(labels):
        only_towards_white(before, after)


def test_from_records_every_label_is_met_and_grows_white_with_age():
    later = AS_OF + dt.timedelta(days=500)
    now, old = (labelled_from(Drawn(5), day, consulted_but())[0] for day in (AS_OF, later))
    assert {"groen", "wit", "rood"} == set(now["label"])
    assert set(old["label"]) == {"wit"}
