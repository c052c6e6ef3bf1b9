"""Why this label, in one or two Dutch sentences."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.model import Label, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from theseus.label.order import Ordered
    from theseus.model import Rule, Verdicts


# What is said, first come first served; the names of the cases are explained in ``_cases``.
_SENTENCES = {
    "set by hand": "Een medewerker heeft dit label gezet: {overridden}",
    "green": "Alle {gates} poortregels zijn in orde; van {known} % van de regels is de uitkomst bekend.",
    "red": "Er zijn {count} aandachtspunten uit onafhankelijke bronnen, bevestigd door een tweede "
    "medewerker. Het zwaarste: {heaviest}",
    "proposed": "Er zijn {count} aandachtspunten uit onafhankelijke bronnen; het label blijft wit tot een "
    "tweede medewerker ze beoordeelt. Het zwaarste: {heaviest}",
    "refused": "Het voorstel voor rood is afgewezen, controle blijft gewenst: {heaviest}",
    "one": "Controle gewenst: {heaviest} {needed}",
    "some": "Controle gewenst, {count} aandachtspunten; het zwaarste: {heaviest} {needed}",
    "waiting for a gate": "{needed}",
    "waiting": "{missing}",
}


def because(
    table: pd.DataFrame, verdicts: Verdicts, told: pd.DataFrame, rules: Sequence[Rule], ordered: Ordered
) -> pd.Series:
    """Say for every row of ``table`` why it has its label.

    Parameters
    ----------
    table
        Columns label, proposed_red, refused, known_share and overridden, in the order of the verdicts.
    told
        Contract ``finding``, at least of the irregular findings of gate rules.
    """
    gates = [rule for rule in rules if rule.gate]
    wrong = verdicts.irregular[:, [verdicts.rules.index(rule.id) for rule in gates]]
    count, is_open = wrong.sum(axis=1), ordered.asked.open
    needed = _missing(ordered, is_open & ~ordered.aside)
    case = _cases(table, count, (needed != "").to_numpy(bool))
    parts = {
        "overridden": table["overridden"],
        "gates": pd.Series(str(len(gates)), index=table.index, dtype="string"),
        "known": (table["known_share"] * 100).astype(int).astype("string"),
        "count": pd.Series(count).astype("string"),
        "heaviest": _heaviest(wrong, gates, told, verdicts),
        "needed": needed,
        "missing": _missing(ordered, is_open),
    }
    sentences = list(_SENTENCES.values())
    said = [_filled(sentences[place], parts, np.flatnonzero(case == place)) for place in np.unique(case)]
    return pd.concat([pd.Series(dtype="string"), *said]).sort_index().str.strip()


def _cases(
    table: pd.DataFrame, count: NDArray[np.intp], waits_for_gate: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Tell per row which sentence says why: its place in ``_SENTENCES``."""
    met = {
        "set by hand": table["overridden"].notna(),
        "green": table["label"] == Label.GREEN,
        "red": table["label"] == Label.RED,
        "proposed": table["proposed_red"],
        "refused": table["refused"],
        "one": count == 1,
        "some": count > 1,
        "waiting for a gate": waits_for_gate,
    }
    return np.select([np.asarray(met[name], dtype=bool) for name in met], list(range(len(met))), len(met))


def _filled(sentence: str, parts: Mapping[str, pd.Series], rows: NDArray[np.intp]) -> pd.Series:
    """Join fixed text and parts for some rows; a part is never read as a template."""
    said = pd.Series("", index=rows, dtype="string")
    for fixed, name, _, _ in string.Formatter().parse(sentence):
        said = said + fixed + (parts[name].iloc[rows] if name else "")
    return said


def _heaviest(
    wrong: NDArray[np.bool_], gates: Sequence[Rule], told: pd.DataFrame, verdicts: Verdicts
) -> pd.Series:
    """Return the sentence of the heaviest irregular gate rule; empty where there is none."""
    heavy = np.array([rule.weight + 1000 * rule.hard for rule in gates])
    chosen = (wrong * heavy).argmax(axis=1) if len(gates) else np.zeros(len(wrong), dtype=np.intp)
    here = np.flatnonzero(wrong.any(axis=1))
    row = tables.positions(told["occupancy_id"], verdicts.occupancy_ids)
    column = tables.positions(told["rule"], pd.Index([rule.id for rule in gates], dtype="string"))
    named = np.flatnonzero((row >= 0) & (column >= 0))
    where = np.full(wrong.shape, -1)
    where[row[named], column[named]] = named
    sentence = np.full(len(wrong), -1)
    sentence[here] = where[here, chosen[here]]
    return pd.Series(told["sentence"].array.take(sentence, allow_fill=True)).fillna("")


def _missing(ordered: Ordered, where: NDArray[np.bool_]) -> pd.Series:
    """Name what is missing: the first open question, and every source that was not consulted."""
    asked = ordered.asked
    where = where & ~asked.here(WhyOpen.TO_CONFIRM)
    first = pd.Series(pd.array(list(asked.texts), dtype="string").take(ordered.first(where), allow_fill=True))
    others = where.sum(axis=1) - 1
    more = pd.Series(others).astype("string")
    said = "Nog niet bekend: " + first
    said = said.mask(others == 1, said + " En nog 1 andere vraag.")
    said = said.mask(others > 1, said + " En nog " + more + " andere vragen.")
    said = said.fillna("") + " " + _not_consulted(ordered, where & asked.here(WhyOpen.NOT_CONSULTED))
    return said.str.strip()


def _not_consulted(ordered: Ordered, where: NDArray[np.bool_]) -> pd.Series:
    """Write one sentence per set of sources that nobody consulted; there are few such sets."""
    named = ordered.asked.missing
    sources = sorted(set(named))
    met = np.zeros((len(where), len(sources)), dtype=bool)
    for column in np.flatnonzero(where.any(axis=0)):
        met[:, sources.index(named[column])] |= where[:, column]
    packed = np.packbits(met, axis=1)
    key = packed.view(f"V{packed.shape[1]}").reshape(-1) if packed.size else np.zeros(len(where), "V1")
    _, shown, which = np.unique(key, return_index=True, return_inverse=True)
    texts = [_about_us([sources[place] for place in np.flatnonzero(met[row])]) for row in shown]
    return pd.Series(pd.array(texts, dtype="string").take(which))


def _about_us(sources: list[str]) -> str:
    if not sources:
        return ""
    if len(sources) == 1:
        return f"{sources[0]} is niet geraadpleegd; dat zegt niets over het bedrijf."
    named = ", ".join(sources[:-1]) + " en " + sources[-1]
    return f"{named} zijn niet geraadpleegd; dat zegt niets over het bedrijf."
