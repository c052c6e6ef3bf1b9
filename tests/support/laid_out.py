"""Findings and open questions written as tables, laid out as the label room takes them."""

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import OVERRIDE, REVIEW
from theseus.label import Asked, Decisions
from theseus.model import Outcome, Step, Verdicts, WhyOpen

NOTHING_DECIDED = Decisions(tables.empty(REVIEW), tables.empty(OVERRIDE))


def verdicts_of(findings, judges):
    """What the rows of contract ``finding`` say; a rule without a row is unknown."""
    ids = pd.Index(findings["occupancy_id"].drop_duplicates().sort_values())
    names = tuple(rule.id for rule in judges)
    said = np.full((len(ids), len(names)), Outcome.UNKNOWN.value, dtype=object)
    for who, rule, outcome in findings[["occupancy_id", "rule", "outcome"]].itertuples(index=False):
        if rule in names:
            said[ids.get_loc(who), names.index(rule)] = outcome
    return Verdicts(
        ids,
        names,
        said == Outcome.IRREGULAR.value,
        said == Outcome.FINE.value,
        said == Outcome.UNKNOWN.value,
    )


def asked_of(rows, verdicts, judges):
    """What the rows of contract ``open_question`` ask."""
    names = tuple(sorted({question for rule in judges for question in rule.questions}))
    offers = {(Step(step), cost) for step, cost in zip(rows["step"], rows["cost_eur"], strict=True)}
    offers = tuple(sorted(offers, key=lambda offer: (offer[1], list(Step).index(offer[0]))))
    shape = (len(verdicts.occupancy_ids), len(names))
    why, offer = np.full(shape, -1, np.int8), np.full(shape, -1, np.int8)
    texts, sources = [""] * len(names), [""] * len(names)
    for row in rows.itertuples(index=False):
        cell = verdicts.occupancy_ids.get_loc(row.occupancy_id), names.index(row.question)
        why[cell] = list(WhyOpen).index(WhyOpen(row.why))
        offer[cell] = offers.index((Step(row.step), row.cost_eur))
        texts[cell[1]], sources[cell[1]] = row.text, row.sources
    return Asked(
        verdicts.occupancy_ids, names, why, offer, offers, tuple(texts), tuple(sources), tuple(sources)
    )
