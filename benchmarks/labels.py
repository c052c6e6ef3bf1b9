"""Time the path from records to labels: python benchmarks/labels.py [occupancies].

Prints rows, seconds and peak memory per step, and how long the same twelve rules take in plain masked
pandas (outcomes only, no sentences, sources or dates) in the same run.
"""

import dataclasses
import datetime as dt
import resource
import sys
import time

import numpy as np
import pandas as pd

from theseus import rules, tables
from theseus.contracts import ACTIVITIES, FACT, LINK, OCCUPANCY, RECORDS, REVIEW
from theseus.facts import collect
from theseus.facts.catalogue import questions
from theseus.label import label, open_questions
from theseus.model import Consulted, Freshness, Policy
from theseus.rules.catalogue import rules as rule_cards

AS_OF = dt.date(2026, 11, 16)
SHARE_KNOWN = 0.8
FAMILIES = {"bag": "bag_extract", "kvk": "kvk", "rdw": "rdw", "osm": "osm", "straatbeeld": "straatbeeld"}


def made_facts(occupancies, seed=0):
    """Draw an answer for four in five questions, from each question's own domain."""
    draw = np.random.default_rng(seed)
    ids = np.char.add("0221010000", np.arange(occupancies).astype(str))
    frames = []
    for name, card in questions().items():
        known = draw.random(occupancies) < SHARE_KNOWN
        domain = {"truth": ["ja", "nee"], "number": ["1", "2", "40", "250"]}.get(
            card.type, list(card.choices)
        )
        weights = np.array([6.0] + [1.0] * (len(domain) - 1))
        value = draw.choice(domain, occupancies, p=weights / weights.sum())
        frames.append(pd.DataFrame({"occupancy_id": ids[known], "question": name, "value": value[known]}))
    facts = pd.concat(frames, ignore_index=True)
    facts["source"] = facts["question"].map(lambda q: FAMILIES[min(questions()[q].noun().families)])
    facts = facts.assign(observed_on=pd.Timestamp("2026-10-01"), expired=False)
    return pd.Series(ids, dtype="string"), tables.conform(facts, FACT)


def made_records(ids, seed=0):
    """Records of five sources for every unit, already linked."""
    draw = np.random.default_rng(seed)
    count = len(ids)
    base = pd.DataFrame({"record_id": ids, "observed_on": pd.Timestamp("2026-10-01")})
    vestiging = {"kvk_number": "1", "name": "x", "address_shielded": False}
    records = {
        "pand": base.assign(source="bag_extract", pand_id_bag=ids, status="Pand in gebruik"),
        "verblijfsobject": base.assign(
            source="bag_extract",
            vbo_id_bag=ids,
            pand_ids_bag=ids,
            status="Verblijfsobject in gebruik",
            gebruiksdoel="industriefunctie",
            floor_area_m2=100,
        ),
        "vestiging": base.assign(source="kvk", activity=draw.choice(ACTIVITIES, count), **vestiging),
        "registration": base.assign(source="rdw", name="x", status="geldig")[: count // 10],
        "poi": base.assign(source="osm", name="x", tag="shop=x", activity="winkel")[: count // 5],
        "street_note": base.assign(source="straatbeeld", in_use=draw.random(count) < SHARE_KNOWN),
    }
    records = {name: tables.conform(frame, flat(RECORDS[name])) for name, frame in records.items()}
    links = pd.concat(
        [records[name][["source", "record_id"]].assign(table=name) for name in list(records)[2:]],
        ignore_index=True,
    )
    links = links.assign(
        occupancy_id=links["record_id"], outcome="gekoppeld", matcher_version="1", reason="x"
    )
    occupancies = pd.DataFrame({"occupancy_id": ids, "vbo_id_bag": ids, "pand_id_bag": ids})
    occupancies = occupancies.assign(terrein_id="T", terrein_name="T", address="x", users_on_unit=1)
    return tables.conform(occupancies, flat(OCCUPANCY)), tables.conform(links, LINK), records


def flat(contract):
    return dataclasses.replace(contract, geometry=())


def equal(column, value):
    return (column == value).fillna(value=False).astype("boolean").mask(column.isna())


def masked(facts, ids):
    """The same rules in pandas with nullable booleans (Kleene as well), outcomes only."""
    wide = facts.set_index(["occupancy_id", "question"])["value"].unstack().reindex(ids)  # noqa: PD010 - no aggregation wanted
    t = {q: equal(wide[q], "ja") for q, c in questions().items() if c.type == "truth"}
    n = {q: wide[q].astype("Float64") for q, c in questions().items() if c.type == "number"}
    x = {q: wide[q].astype("string") for q, c in questions().items() if c.type == "text"}
    other = ["horeca", "persoonlijk en vrije tijd", "winkel", "zorg en onderwijs"]
    trade = ["automotive", "bouw", "groothandel", "industrie", "opslag en vervoer"]

    def among(column, listed):
        return column.isin(listed).astype("boolean").mask(column.isna())

    def clash(column):
        return (equal(column, "automotive") & among(x["activity_registered"], other)) | (
            equal(column, "horeca") & among(x["activity_registered"], trade)
        )

    alone = (n["users_on_unit"] <= 1).astype("boolean")
    gone = ["bouwvergunning verleend", "niet gerealiseerd pand", "pand buiten gebruik", "pand gesloopt"]
    unused = [
        "verblijfsobject gevormd",
        "niet gerealiseerd verblijfsobject",
        "verblijfsobject ingetrokken",
        "verblijfsobject buiten gebruik",
    ]
    car = equal(x["activity_registered"], "automotive")
    return pd.DataFrame(
        {
            "adres_in_bag": ~t["bag_address_known"],
            "gebruik_zonder_inschrijving": t["in_use"] & ~t["registered"],
            "uitgeschreven_maar_in_gebruik": t["registered"]
            & t["in_use"]
            & ~t["registration_active"]
            & alone,
            "inschrijving_zonder_gebruik": t["registered"] & t["registration_active"] & ~t["in_use"],
            "bewoning_zonder_woonfunctie": t["in_use"] & t["dwelling_seen"] & ~t["may_dwell"],
            "andere_activiteit_gezien": t["registered"] & t["in_use"] & alone & clash(x["activity_seen"]),
            "rdw_erkenning_vervallen": t["registered"] & car & equal(x["rdw_recognition"], "vervallen"),
            "pand_status_past": t["in_use"] & among(x["pand_status"], gone),
            "vbo_status_past": t["bag_address_known"]
            & t["registered"]
            & t["registration_active"]
            & among(x["vbo_status"], unused),
            "gevelnaam_past": t["in_use"] & t["registered"] & ~t["facade_name_matches"],
            "veel_gebruikers_weinig_ruimte": (n["users_on_unit"] * 4 > n["floor_area_m2"]).astype("boolean"),
            "activiteit_op_kaart": t["registered"] & t["name_on_map_matches"] & clash(x["activity_on_map"]),
        }
    )


def timed(name, work):
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<28}{len(result):>12,} rows {seconds:>8.2f} s   peak {peak:>6.0f} MB")
    return result, seconds


def main():
    occupancies = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    ids, facts = made_facts(occupancies)
    asked = {name: card.noun() for name, card in questions().items()}
    judges = rule_cards(asked)
    nouns = [card.noun() for card in judges.values()]
    consulted = {
        source: Consulted(source, family, Freshness.FRESH, complete=True, delivered_on=AS_OF)
        for family, source in FAMILIES.items()
    }
    occupancies_, links, records = made_records(ids)
    half_life = dict.fromkeys(consulted, 365)
    timed(
        "collect",
        lambda: collect(questions(), occupancies_, links, records, consulted, half_life, AS_OF),
    )
    findings, own = timed("evaluate, with sentences", lambda: rules.evaluate(judges, asked, facts, ids))
    asking, _ = timed("open_questions", lambda: open_questions(findings, facts, nouns, asked, consulted, {}))
    empty = tables.empty(REVIEW)
    labels, _ = timed("label", lambda: label(findings, nouns, Policy(), empty, AS_OF, asking))
    outcomes, plain = timed("masked pandas, outcomes", lambda: masked(facts, ids))
    print(f"evaluate takes {own / plain:.2f} times masked pandas")
    print(labels["label"].value_counts().to_dict(), "proposed", int(labels["proposed_red"].sum()))
    wide = findings.set_index(["occupancy_id", "rule"])["outcome"].unstack().reindex(ids)  # noqa: PD010 - as above
    agree = all(
        (wide[rule] == outcomes[rule].map({True: "aandachtspunt", False: "in orde"}).fillna("onbekend")).all()
        for rule in outcomes
    )
    print("both give the same outcomes" if agree else "OUTCOMES DIFFER")


if __name__ == "__main__":
    main()
