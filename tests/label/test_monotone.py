"""The promise: taking any evidence away, or letting time pass, only moves a label towards white."""

import dataclasses
import datetime as dt
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_out import NOTHING_DECIDED

from theseus import tables
from theseus.contracts import FACT, LINK, OCCUPANCY, OVERRIDE, RECORDS, REVIEW, VISIT, VISIT_RESULTS
from theseus.facts import collect
from theseus.facts.catalogue import questions
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.model import Consulted, Freshness, Outcome, Policy
from theseus.rules import evaluate
from theseus.rules.catalogue import parse, rules

AS_OF = dt.date(2026, 11, 16)
CARDS = questions()
ASKED = {name: card.noun() for name, card in CARDS.items()}
OURS = rules(ASKED)
DOMAIN = {
    name: {"truth": ["ja", "nee"], "number": ["0", "1", "3", "12", "400"]}.get(card.type, list(card.choices))
    for name, card in CARDS.items()
}
PLACES = 60
FAMILY = {
    "alcoholvergunning": "gemeente_vergunning",
    "bag_extract": "bag",
    "bezoek": "straatbeeld",
    "kvk": "kvk",
    "lrk": "lrk",
    "rdw": "rdw",
    "osm": "osm",
    "straatbeeld": "straatbeeld",
}
HEARD = {
    name: Consulted(name, family, Freshness.FRESH, complete=True, delivered_on=AS_OF)
    for name, family in FAMILY.items()
}


def comparisons():
    """Every form of the language over the real questions."""

    def of(name):
        kind = ASKED[name].type
        if kind == "truth":
            return st.just(name)
        if kind == "number":
            other = st.sampled_from(["floor_area_m2", "users_on_unit", "3", "12"])
            compared = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), other).map(
                lambda p: f"{name} * 2 - 1 {p[0]} {p[1]} / 2"
            )
            return compared | st.just(f"{name} between 1 and 12")
        chosen = st.lists(st.sampled_from(DOMAIN[name]), min_size=1, max_size=4, unique=True)
        listed = chosen.map(lambda values: f"{name} in ({', '.join(repr(value) for value in values)})")
        return listed | st.sampled_from(DOMAIN[name]).map(lambda value: f"{name} <> {value!r}")

    return st.sampled_from(sorted(ASKED)).flatmap(of) | st.just("activity_seen = activity_registered")


expressions = st.recursive(
    comparisons(),
    lambda part: (
        part.map(lambda p: f"not ({p})")
        | st.tuples(part, st.sampled_from(["and", "or"]), part).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})")
    ),
    max_leaves=4,
)
CARD = """
id = "r{number}"
version = 1
statement = "x"
irregular = "{irregular}"
gate = {gate}
hard = {hard}
weight = {weight}
settled_by = "{settled_by}"
owner = "x"
legal_basis = "x"
rationale = "x"
what_it_does_not_mean = "x"
[indicator]
relevant = "x"
verifiable_by_the_business = "x"
not_a_proxy = "x"
proportionate = "x"
tested = "x"
[sentences]
fine = "x"
irregular = "x"
unknown = "x"
[example_irregular]
{settled_by} = "x"
[example_fine]
{settled_by} = "x"
"""


@st.composite
def rule_sets(draw):
    """Random rules, written as cards and read as cards."""
    cards = {}
    for number in range(draw(st.integers(1, 6))):
        irregular = draw(expressions)
        asked = [name for name in ASKED if name in irregular]
        settled_by = next(n for n in asked if not any(n in other and n != other for other in asked))
        gate = number == 0 or draw(st.booleans())
        text = CARD.format(
            number=number,
            irregular=irregular,
            gate=str(gate).lower(),
            hard=str(gate and draw(st.booleans())).lower(),
            weight=draw(st.sampled_from([1, 2, 5])),
            settled_by=settled_by,
        )
        cards[f"r{number}"] = parse(text, f"r{number}.toml", ASKED)
    return cards


def drawn_facts(seed, density, places=PLACES):
    """Answers for many places, conflicting as chance has it; biased to the first of each list."""
    draw = np.random.default_rng(seed)
    ids = np.array([f"{place:04}" for place in range(places)])
    frames = []
    for name, domain in DOMAIN.items():
        value = np.where(draw.random(places) < 0.4, domain[0], draw.choice(domain, places))
        known = draw.random(places) < density
        frames.append(pd.DataFrame({"occupancy_id": ids[known], "question": name, "value": value[known]}))
    frame = pd.concat(frames, ignore_index=True)
    return tables.conform(
        frame.assign(source="kvk", observed_on=pd.Timestamp("2026-10-01"), expired=False), FACT
    )


def labelled(cards, variants, policy, *, confirmed=False, as_of=AS_OF, places=PLACES):
    """Labels per variant of the facts, of all places, known or not; judged in one go."""
    facts = pd.concat(
        [facts.assign(occupancy_id=name + facts["occupancy_id"]) for name, facts in variants.items()],
        ignore_index=True,
    )
    ids = pd.Series([f"{name}{place:04}" for name in variants for place in range(places)], dtype="string")
    decisions = Decisions(confirmed_everywhere(ids), tables.empty(OVERRIDE)) if confirmed else NOTHING_DECIDED
    made = judge(Judge(cards, ASKED, policy, HEARD), facts, ids, decisions, as_of, [Outcome.IRREGULAR])
    labels, asking = made["label"], made["open_question"]
    every_white_asks_something(labels, asking)
    labels["variant"] = labels["occupancy_id"].str[:1]
    labels["occupancy_id"] = labels["occupancy_id"].str[1:]
    return [labels[labels["variant"] == name].set_index("occupancy_id") for name in variants]


def every_white_asks_something(labels, asking):
    white = labels[labels["label"] == "wit"]
    assert white["occupancy_id"].isin(asking["occupancy_id"]).all()
    assert white["next_step"].notna().all()
    assert white["next_step_cost_eur"].notna().all()
    assert (labels["because"].str.len() > 0).all()


def only_towards_white(before, after):
    """Green stays or becomes white; red and proposed red stay or become white; white stays white."""
    changed = before["label"] != after["label"]
    assert (after.loc[changed, "label"] == "wit").all()
    was_red = before["proposed_red"] | (before["label"] == "rood")
    assert not (after["proposed_red"] & ~was_red).any()
    assert (after["known_share"] <= before["known_share"] + 1e-12).all()


def confirmed_everywhere(ids):
    return tables.conform(
        pd.DataFrame(
            {
                "occupancy_id": ids,
                "decision": "bevestigd",
                "reason": "x",
                "proposed_by": "a",
                "decided_by": "b",
                "decided_on": pd.Timestamp("2026-11-01"),
                "until": pd.Timestamp("2027-03-01"),
            }
        ),
        REVIEW,
    )


policies = st.builds(Policy, known_share=st.sampled_from([0.0, 0.5, 0.6, 1.0]), red_rules=st.integers(1, 3))
densities = st.sampled_from([0.5, 0.8, 1.0])


few = settings(max_examples=max(1, settings.default.max_examples // 4))  # each holds 60 places


@pytest.mark.parametrize("of", ["our rules", "any rules"])
@few
@given(
    data=st.data(),
    seed=st.integers(0, 2**32 - 1),
    density=densities,
    policy=policies,
    confirmed=st.booleans(),
)
def test_taking_answers_away_only_moves_towards_white(of, data, seed, density, policy, confirmed):
    cards = OURS if of == "our rules" else data.draw(rule_sets())
    facts = drawn_facts(seed, density)
    share = data.draw(st.sampled_from([0.0, 0.5, 0.9, 0.97]))
    kept = np.random.default_rng(seed + 1).random(len(facts)) < share
    variants = {"a": facts, "b": facts[kept], "c": facts.assign(expired=~kept)}
    before, fewer, expired = labelled(cards, variants, policy, confirmed=confirmed)
    only_towards_white(before, fewer)
    pd.testing.assert_frame_equal(fewer[["label", "proposed_red"]], expired[["label", "proposed_red"]])


@few
@given(data=st.data(), seed=st.integers(0, 2**32 - 1), policy=policies)
def test_no_single_source_family_makes_red(data, seed, policy):
    cards = OURS if data.draw(st.booleans()) else data.draw(rule_sets())
    facts = drawn_facts(seed, 1.0)
    family = data.draw(st.sampled_from(sorted(set(FAMILY.values()))))
    families = {name: question.families for name, question in ASKED.items()}
    alone = facts[[families[name] == {family} for name in facts["question"]]]
    without = facts[[family not in families[name] for name in facts["question"]]]
    red, one = (found["proposed_red"] for found in labelled(cards, {"a": facts, "b": alone}, policy))
    assert not one.any()
    # Where red is proposed, something irregular is left whichever family is taken away.
    left = evaluate(cards, ASKED, without, pd.Series(red.index[red], dtype="string"))
    gates = {name for name, card in cards.items() if card.gate}
    wrong = left[(left["outcome"] == "aandachtspunt") & left["rule"].isin(gates)]
    assert set(wrong["occupancy_id"]) == set(red.index[red])


def test_chance_does_not_keep_these_tests_away_from_green_and_red():
    (labels,) = labelled(OURS, {"a": drawn_facts(1, 1.0, 3000)}, Policy(), places=3000)
    assert set(labels["label"]) == {"groen", "wit"}
    assert labels["proposed_red"].sum() > 5


# From records: whole sources go, and time passes.


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
        self.visits = []
        for unit in self.units:
            self.bag(unit)
            self.registers(unit)
            self.street(unit)
            self.visited(unit)
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

    def link_table(self):
        frame = pd.DataFrame(self.links, columns=["source", "record_id", "table", "occupancy_id"])
        return frame.assign(outcome="gekoppeld", matcher_version="1", reason="x", name_similarity=0.9)


def facts_from(world, consulted, as_of):
    links, records = world.link_table(), world.records
    heard = {name for name, source in consulted.items() if source.freshness is not Freshness.ABSENT}

    visited = tables.conform(pd.DataFrame(world.visits), VISIT)

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
        | {"lrk": 80, "alcoholvergunning": 150, "bezoek": 200},
        as_of,
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
fewer = settings(max_examples=max(1, settings.default.max_examples // 8))  # each walks some steps down


@fewer
@given(seed=st.integers(0, 2**32 - 1), incomplete=sources, lost=losses)
def test_losing_whole_sources_only_moves_towards_white(seed, incomplete, lost):
    absent, consulted = set(), [consulted_but(incomplete=incomplete)]
    for gone, less in lost:
        absent, incomplete = absent | gone, incomplete | less
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


def test_from_records_every_label_is_met_and_grows_white_with_age():
    later = AS_OF + dt.timedelta(days=500)
    now, old = (labelled_from(Drawn(5), day, consulted_but())[0] for day in (AS_OF, later))
    assert {"groen", "wit", "rood"} == set(now["label"])
    assert set(old["label"]) == {"wit"}
