"""Why this label, in one or two Dutch sentences, and the step that comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.model import Label, Step, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from theseus.label.judged import Judged
    from theseus.model import Rule

_STEPS = {step.value: place for place, step in enumerate(Step)}


def in_order(open_questions: pd.DataFrame, judged: Judged, rules: Sequence[Rule]) -> pd.DataFrame:
    """Order open questions: what keeps green away first, then cheap, then what most rules wait for.

    Adds ``place``, the place of the step in :class:`Step`, and ``aside``: no gate rule that is not
    fine for this occupancy asks this question.
    """
    names = pd.Index(sorted({name for rule in rules for name in rule.questions}), dtype="string")
    asks = np.array([[rule.gate and name in rule.questions for name in names] for rule in rules], dtype=int)
    waiting = (~judged.fine) @ asks
    row = tables.positions(open_questions["occupancy_id"], judged.occupancy_ids)
    column = tables.positions(open_questions["question"], names)
    return open_questions.assign(
        place=open_questions["step"].map(_STEPS).astype("Int64"),
        aside=waiting[row, column] == 0,
        rank=-waiting[row, column],
    ).sort_values(["aside", "cost_eur", "place", "rank", "question"], kind="stable")


def because(
    table: pd.DataFrame,
    irregular: NDArray[np.bool_],
    findings: pd.DataFrame,
    rules: Sequence[Rule],
    asking: pd.DataFrame,
) -> pd.Series:
    """Say for every row of ``table`` why it has its label.

    Parameters
    ----------
    table
        Columns occupancy_id, label, proposed_red, refused and known_share.
    irregular
        Occupancies (rows of ``table``) by rules: True where a rule is irregular.
    asking
        Open questions, :func:`in_order`.
    """
    gate = np.array([rule.gate for rule in rules])
    count = pd.Series((irregular & gate).sum(axis=1), index=table.index).astype("string")
    heaviest = _heaviest(table["occupancy_id"], irregular & gate, findings, rules)
    needed = _missing(table["occupancy_id"], asking[~asking["aside"]])
    missing = needed.mask(needed == "", _missing(table["occupancy_id"], asking))
    known = (table["known_share"] * 100).astype(int).astype("string")
    several = "Er zijn " + count + " aandachtspunten uit onafhankelijke bronnen"
    cases = [
        (
            table["label"] == Label.GREEN,
            f"Alle {gate.sum()} poortregels zijn in orde; van "
            + known
            + " % van de regels is de uitkomst bekend.",
        ),
        (
            table["label"] == Label.RED,
            several + ", bevestigd door een tweede medewerker. Het zwaarste: " + heaviest,
        ),
        (
            table["proposed_red"],
            several
            + "; het label blijft wit tot een tweede medewerker ze beoordeelt. Het zwaarste: "
            + heaviest,
        ),
        (table["refused"], "Het voorstel voor rood is afgewezen, controle blijft gewenst: " + heaviest),
        (count == "1", "Controle gewenst: " + heaviest + " " + needed),
        (
            count != "0",
            "Controle gewenst, " + count + " aandachtspunten; het zwaarste: " + heaviest + " " + needed,
        ),
    ]
    said = missing.copy()
    for where, text in reversed(cases):
        said = said.mask(where.to_numpy(bool), text)
    return said.str.strip()


def next_step(table: pd.DataFrame, asking: pd.DataFrame) -> pd.DataFrame:
    """Add ``next_step`` and ``next_step_cost_eur`` (euro).

    White asks the cheapest question, those that keep green away first. A proposed red first goes to a
    second person's desk. Red goes to the heaviest step that settles one of its irregularities. Green is done.
    """
    cheapest = _per_occupancy(asking, table["occupancy_id"])
    doubted = asking[asking["why"] == WhyOpen.TO_CONFIRM].sort_values("place", ascending=False, kind="stable")
    heaviest = _per_occupancy(doubted, table["occupancy_id"])
    red, green = table["label"] == Label.RED, table["label"] == Label.GREEN
    step = cheapest["step"].mask(red, heaviest["step"]).mask(table["proposed_red"], Step.DESK.value)
    cost = cheapest["cost_eur"].mask(red, heaviest["cost_eur"]).mask(table["proposed_red"], 0.0)
    return table.assign(next_step=step.mask(green), next_step_cost_eur=cost.mask(green))


def _per_occupancy(ordered: pd.DataFrame, occupancy_ids: pd.Series) -> pd.DataFrame:
    first = ordered.drop_duplicates("occupancy_id").set_index("occupancy_id")
    return first.reindex(occupancy_ids).reset_index(drop=True)


def _heaviest(
    occupancy_ids: pd.Series, wrong: NDArray[np.bool_], findings: pd.DataFrame, rules: Sequence[Rule]
) -> pd.Series:
    """Return the sentence of the heaviest irregular gate rule; empty where there is none."""
    heavy = np.array([rule.weight + 1000 * rule.hard for rule in rules])
    chosen = pd.Series([rule.id for rule in rules], dtype="string").array[(wrong * heavy).argmax(axis=1)]
    wanted = pd.DataFrame({"occupancy_id": occupancy_ids, "rule": chosen})[wrong.any(axis=1)]
    told = wanted.merge(findings[["occupancy_id", "rule", "sentence"]], how="left")
    return pd.Series(told["sentence"].array, index=wanted.index).reindex(occupancy_ids.index).fillna("")


def _missing(occupancy_ids: pd.Series, asking: pd.DataFrame) -> pd.Series:
    """Name what is missing: the first open question, and every source that was not consulted."""
    unanswered = asking[asking["why"] != WhyOpen.TO_CONFIRM]
    first = _per_occupancy(unanswered, occupancy_ids)["text"]
    others = unanswered.groupby("occupancy_id").size().reindex(occupancy_ids).fillna(0).to_numpy(int) - 1
    more = pd.Series(others, index=first.index).astype("string")
    asked = "Nog niet bekend: " + first
    asked = asked.mask(others == 1, asked + " En nog 1 andere vraag.")
    asked = asked.mask(others > 1, asked + " En nog " + more + " andere vragen.")
    said = asked.fillna("") + " " + _not_consulted(occupancy_ids, unanswered)
    return pd.Series(said.str.strip().array, index=occupancy_ids.index)


def _not_consulted(occupancy_ids: pd.Series, unanswered: pd.DataFrame) -> pd.Series:
    """Write one sentence per set of sources that nobody consulted; there are few such sets."""
    here = unanswered[unanswered["why"] == WhyOpen.NOT_CONSULTED]
    sources = pd.Index(here["sources"].unique()).sort_values()
    met = np.zeros((len(occupancy_ids), len(sources)), dtype=bool)
    met[pd.Index(occupancy_ids).get_indexer(here["occupancy_id"]), sources.get_indexer(here["sources"])] = (
        True
    )
    sets, which = np.unique(met, axis=0, return_inverse=True)
    sentences = pd.Series([_about_us(list(sources[found])) for found in sets], dtype="string")
    return pd.Series(sentences.array[which.reshape(-1)]) if len(occupancy_ids) else sentences


def _about_us(sources: list[str]) -> str:
    if not sources:
        return ""
    if len(sources) == 1:
        return f"{sources[0]} is niet geraadpleegd; dat zegt niets over het bedrijf."
    named = ", ".join(sources[:-1]) + " en " + sources[-1]
    return f"{named} zijn niet geraadpleegd; dat zegt niets over het bedrijf."
