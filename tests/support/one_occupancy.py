"""A setting without a run: today's cards, and facts as chance has them."""

import datetime as dt
from functools import cache

import numpy as np
import pandas as pd

from theseus import policy, tables
from theseus.contracts import FACT, OVERRIDE, REVIEW
from theseus.explain.bench import Bench
from theseus.explain.case import Case
from theseus.explain.counterfactual import counterfactuals
from theseus.explain.setting import Setting
from theseus.facts.catalogue import questions
from theseus.judging import Judge, judge
from theseus.label import Decisions
from theseus.rules.catalogue import rules

AS_OF = dt.date(2026, 11, 16)
ASKED = {name: card.noun() for name, card in questions().items()}
CARDS = rules(ASKED)
WHO = "0226010000000001@000000000001"


def setting(cards=None, known_share=0.6, red_rules=2, reviews=None, overrides=None, as_of=AS_OF):
    """By what is judged."""
    used = policy.of(
        CARDS if cards is None else cards, ASKED, {"known_share": known_share, "red_rules": red_rules}
    )
    decisions = Decisions(
        tables.empty(REVIEW) if reviews is None else reviews,
        tables.empty(OVERRIDE) if overrides is None else overrides,
    )
    return Setting(used, {}, decisions, as_of)


def by_stages(by):
    """By what the stages themselves judge, past the room that explains."""
    return Judge(by.policy.rules, by.policy.questions, by.policy.limits)


def rows(answers, *, who=WHO, expires="2027-10-01", expired=(), source="kvk"):
    """What is known of one occupancy: value by question; the day on which it expires, one or per question."""
    ends = expires if isinstance(expires, dict) else dict.fromkeys(answers, expires)
    return [
        {
            "occupancy_id": who,
            "question": question,
            "value": value,
            "source": source,
            "record_id": f"r-{question}",
            "observed_on": pd.Timestamp("2026-10-01"),
            "expires_on": pd.Timestamp(ends[question]),
            "expired": question in expired,
        }
        for question, value in answers.items()
    ]


def as_facts(told):
    """Rows as a table."""
    return tables.conform(pd.DataFrame(told, columns=FACT.names), FACT)


def facts(answers, **how):
    """Facts of one occupancy, see ``rows``."""
    return as_facts(rows(answers, **how))


def domain(question):
    """The answers that a question may have."""
    if question.type == "truth":
        return ["ja", "nee"]
    return list(question.choices) or ["0", "1", "3", "12", "400"]


def drawn(seed, density, decent=0.7):
    """Answers about one occupancy as chance has them; ``decent`` answers what a rule finds fine."""
    draw = np.random.default_rng(seed)
    fine = {name: value for card in CARDS.values() for name, value in card.example_fine.items()}
    answers = {}
    for name, question in ASKED.items():
        if draw.random() < density:
            value = draw.choice(domain(question))
            answers[name] = fine.get(name, value) if draw.random() < decent else str(value)
    return answers


@cache
def decent():
    """Answers that make a green label, with every rule known; tests that use them ask whether it is green."""
    by, known = setting(known_share=1.0), facts({})
    (green,) = changing(by, known)
    return {one.question: one.value for one in green.answers}


def labelled(by, known):
    """The label of one occupancy, as a run would store it."""
    ids = pd.Series([WHO], dtype="string")
    return judge(by_stages(by), known, ids, by.decisions, by.as_of)["label"].iloc[0]


def changing(by, known):
    """What would change the label of one occupancy."""
    bench = Bench(by, known, pd.Series([WHO], dtype="string"))
    (found,) = counterfactuals(bench, [Case(bench, known, labelled(by, known))])
    return found
