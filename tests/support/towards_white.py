"""The promise of the design, as tests say it: what moves towards white, and what every white has."""

import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import settings
from laid_out import NOTHING_DECIDED

from theseus import rules as rules_
from theseus import tables
from theseus.contracts import OVERRIDE, REVIEW
from theseus.facts.catalogue import questions
from theseus.judging import Judge, judge
from theseus.label import Decisions, decide
from theseus.model import Consulted, Freshness, Outcome
from theseus.rules.catalogue import rules

# The theorem is tried more often than other properties: 300 times in every run, 10,000 in the nightly one.
theorem = settings(max_examples=max(300, settings.default.max_examples))
AS_OF = dt.date(2026, 11, 16)
CARDS = questions()
ASKED = {name: card.noun() for name, card in CARDS.items()}
OURS = rules(ASKED)
PLACES = 60
FAMILY = {
    "alcoholvergunning": "gemeente_vergunning",
    "bag_extract": "bag",
    "bezoek": "straatbeeld",
    "correctie": "correctie",
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


def labelled(cards, variants, policy, *, confirmed=False, as_of=AS_OF, places=PLACES):
    """Labels per variant of the facts, of all places, known or not; judged in one go."""
    facts, ids = together(variants, places)
    decisions = Decisions(confirmed_everywhere(ids), tables.empty(OVERRIDE)) if confirmed else NOTHING_DECIDED
    made = judge(Judge(cards, ASKED, policy, HEARD), facts, ids, decisions, as_of, [Outcome.IRREGULAR])
    labels, asking = made["label"], made["open_question"]
    every_white_asks_something(labels, asking)
    labels["variant"] = labels["occupancy_id"].str[:1]
    labels["occupancy_id"] = labels["occupancy_id"].str[1:]
    return [labels[labels["variant"] == name].set_index("occupancy_id") for name in variants]


def decided(cards, variants, policy, *, confirmed=False, places=PLACES):
    """As :func:`labelled`, without the words: what the policy decides, for a theorem that is tried often."""
    facts, ids = together(variants, places)
    verdicts = rules_.judge(cards, ASKED, rules_.lay_out(facts, ids, ASKED))
    green, red, known_share = decide(verdicts, [card.noun() for card in cards.values()], policy)
    label = np.select([red & confirmed, green], ["rood", "groen"], "wit")
    table = {"label": label, "proposed_red": red & ~np.bool_(confirmed), "known_share": known_share}
    frame = pd.DataFrame(table, index=verdicts.occupancy_ids.str[1:])
    return [frame.iloc[at * places : (at + 1) * places] for at in range(len(variants))]


def together(variants, places):
    """The facts of all variants in one table, each place with its variant before it; and all places."""
    facts = [facts.assign(occupancy_id=name + facts["occupancy_id"]) for name, facts in variants.items()]
    ids = [f"{name}{place:04}" for name in variants for place in range(places)]
    return pd.concat(facts, ignore_index=True), pd.Series(ids, dtype="string")


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
