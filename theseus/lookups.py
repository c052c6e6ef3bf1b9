"""Which addresses to look up in the trade register, so that a small budget settles the most.

The register is paid per profile. A look-up asks who is registered at an address (free) and then buys the
profile of each (paid), so what it costs depends on how many are found there. What it is worth is how many
white uses of that address it brings to a decision: a use counts for the share of its open gate questions
that the register can answer, and so for 1 if the register is all that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus import tables
from theseus.contracts import INTEGER, NUMBER, TEXT, Column, Contract
from theseus.errors import ConfigError
from theseus.model import Label, Outcome, WhyOpen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from theseus.model import Question, Rule

FAMILY = "kvk"
# Zoeken cannot be asked for a toevoeging, so addresses that differ only in that are one look-up.
DOOR = ["postcode", "huisnummer", "huisletter"]
# Asking the register once more is no use where it was asked completely, or where somebody has to look.
_NO_USE = {WhyOpen.SILENT.value, WhyOpen.TO_CONFIRM.value}

LOOKUP = Contract(
    "lookup",
    (
        Column("postcode", TEXT, nullable=False),
        Column("huisnummer", INTEGER, nullable=False),
        Column("huisletter", TEXT),
        Column("address", TEXT, nullable=False, note="as a person writes it; the first of several"),
        Column("terrein_name", TEXT, nullable=False),
        Column("vestigingen", TEXT, note="known there, comma-joined; bought even if no longer found there"),
        Column("white", INTEGER, nullable=False, note="white uses that the register can help to decide"),
        Column("value", NUMBER, nullable=False, note="sum over them of the share the register can answer"),
        Column("profiles", INTEGER, nullable=False, note="profiles to buy, as far as can be expected"),
        Column("cost_eur", NUMBER, nullable=False),
        Column("reason", TEXT, nullable=False, note="Dutch, why it is on the list"),
    ),
    ("postcode", "huisnummer", "huisletter"),
)


@dataclass(frozen=True)
class Purse:
    """What may be spent, and what one profile costs, in euro."""

    budget_eur: float
    price_eur: float


def choose(
    occupancies: pd.DataFrame,
    labels: pd.DataFrame,
    findings: pd.DataFrame,
    open_questions: pd.DataFrame,
    *,
    rules: Sequence[Rule],
    questions: Mapping[str, Question],
    purse: Purse,
    recent: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Choose the look-ups that bring the most white uses to a decision per euro.

    Greedy by value per euro; a look-up that no longer fits is passed over for one that does. So nothing
    that was left out is better per euro than what was chosen and would still have fitted in its place.

    Parameters
    ----------
    occupancies, labels, findings, open_questions
        Tables of one published run (contracts of those names).
    rules, questions
        What the run was judged with.
    purse
        The budget is never exceeded by the expected cost: one profile per known user of the address,
        and one where nobody is known.
    recent
        Addresses (columns ``DOOR``) that were bought and whose answer still counts; never chosen again.

    Returns
    -------
    pandas.DataFrame
        Contract ``lookup``, the best first.

    Raises
    ------
    ConfigError
        If the budget or the price is no amount.
    """
    for amount, name in ((purse.budget_eur, "Het budget"), (purse.price_eur, "Het tarief")):
        if not 0 <= amount < np.inf:
            raise ConfigError(f"{name} is {amount}, maar moet een bedrag in euro zijn, 0 of meer.")
    shares = _shares(labels, findings, open_questions, rules, questions)
    doors = _doors(occupancies, shares, recent)
    doors["cost_eur"] = doors["profiles"] * purse.price_eur
    taken = doors.iloc[_greedy(doors, purse)].copy()
    taken["reason"] = _reasons(taken)
    return tables.conform(taken, LOOKUP)


def as_items(chosen: pd.DataFrame) -> tuple[dict[str, str], ...]:
    """Turn chosen look-ups (contract ``lookup``) into the items of an order for the protocol ``kvk``."""
    named = chosen[[*DOOR, "vestigingen"]].astype("string").to_dict("records")
    return tuple(
        {"kind": "zoeken"} | {key: str(value) for key, value in row.items() if pd.notna(value)}
        for row in named
    )


def _shares(
    labels: pd.DataFrame,
    findings: pd.DataFrame,
    open_questions: pd.DataFrame,
    rules: Sequence[Rule],
    questions: Mapping[str, Question],
) -> pd.Series:
    """Share (0 to 1) of a white use's open gate questions that the register can answer, by occupancy.

    Of *n* open questions, *k* of which the register can answer, a look-up does *k/n* of the work. A use
    that waits for a second person is decided already, and one without such a question is left out.
    """
    white = labels[(labels["label"] == Label.WHITE.value) & ~labels["proposed_red"].astype(bool)]
    asked = _asked_by_gates(findings, rules)
    open_ = open_questions[open_questions["occupancy_id"].isin(white["occupancy_id"])]
    open_ = open_.merge(asked, how="left", on=["occupancy_id", "question"])
    open_ = open_[open_["gate"].notna() | (open_["why"] == WhyOpen.TO_CONFIRM.value)]
    answerable = [name for name, question in questions.items() if FAMILY in question.families]
    can = open_["question"].isin(answerable) & ~open_["why"].isin(_NO_USE)
    share = can.astype(float).groupby(open_["occupancy_id"]).mean()
    return share[share > 0]


def _asked_by_gates(findings: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """Pairs of occupancy and question that a gate rule needs and has no outcome without."""
    asks = pd.DataFrame(
        [(rule.id, question) for rule in rules if rule.gate for question in rule.questions],
        columns=["rule", "question"],
        dtype="string",
    )
    unknown = findings.loc[findings["outcome"] == Outcome.UNKNOWN.value, ["occupancy_id", "rule"]]
    pairs = unknown.merge(asks, on="rule")[["occupancy_id", "question"]].drop_duplicates()
    return pairs.assign(gate=True)


def _doors(occupancies: pd.DataFrame, shares: pd.Series, recent: pd.DataFrame | None) -> pd.DataFrame:
    """Count per address that can be asked: white uses, what a look-up is worth, profiles to expect."""
    askable = occupancies[
        occupancies["postcode"].notna()
        & occupancies["huisnummer"].notna()
        & occupancies["terrein_id"].notna()
    ]
    askable = askable.sort_values("occupancy_id").assign(
        # A missing letter and an empty one are the same door.
        huisletter=askable["huisletter"].fillna("").str.upper(),
        share=askable["occupancy_id"].map(shares).astype("float64").fillna(0.0),
        user=askable["vestiging_id_kvk"].fillna(askable["kvk_number"]),
    )
    doors = askable.groupby(DOOR, as_index=False).agg(
        address=("address", "first"),
        terrein_name=("terrein_name", "first"),
        vestigingen=("vestiging_id_kvk", _joined),
        white=("share", lambda share: int((share > 0).sum())),
        settled=("share", lambda share: int((share == 1).sum())),
        value=("share", "sum"),
        profiles=("user", "nunique"),
    )
    doors["profiles"] = doors["profiles"].clip(lower=1)
    doors = doors[(doors["white"] > 0) & ~_known(doors, recent)].copy()
    doors["huisletter"] = doors["huisletter"].mask(doors["huisletter"] == "", pd.NA)
    return doors


def _joined(keys: pd.Series) -> str | None:
    return ",".join(sorted(keys.dropna().unique())) or None


def _known(doors: pd.DataFrame, recent: pd.DataFrame | None) -> NDArray[np.bool_]:
    """Tell which addresses were bought not long ago."""
    if recent is None or recent.empty:
        return np.zeros(len(doors), dtype=bool)
    bought = recent[DOOR].astype("string").fillna("").drop_duplicates()
    met = pd.MultiIndex.from_frame(doors[DOOR].astype("string"))
    found: NDArray[np.bool_] = met.isin(pd.MultiIndex.from_frame(bought))
    return found


def _greedy(doors: pd.DataFrame, purse: Purse) -> NDArray[np.intp]:
    """Row numbers of what is chosen, the best first; the address decides between equals."""
    per_profile = doors["value"].to_numpy("float64") / doors["profiles"].to_numpy("float64")
    ranked = doors.reset_index(drop=True).assign(per_profile=per_profile.round(9))
    ranked = ranked.sort_values(
        ["per_profile", "value", *DOOR], ascending=[False, False, True, True, True], na_position="first"
    )
    order = ranked.index.to_numpy()
    # Counted in profiles, which are whole: sums of euros would be off by a fraction of a cent.
    profiles = doors["profiles"].to_numpy("int64")
    left = _affordable(purse, int(profiles.sum()))
    taken: list[NDArray[np.intp]] = []
    while len(order):
        fits = int((profiles[order].cumsum() <= left).sum())
        taken.append(order[:fits])
        left -= int(profiles[order[:fits]].sum())
        order = order[fits:]
        order = order[profiles[order] <= left]
    return np.concatenate(taken) if taken else np.array([], dtype=np.intp)


def _affordable(purse: Purse, wanted: int) -> int:
    """How many profiles the budget buys, at most those wanted."""
    if not purse.price_eur:
        return wanted
    # A budget of 0.06 buys three profiles of 0.02, though 0.06 // 0.02 is 2 in floating point.
    return min(wanted, int(purse.budget_eur / purse.price_eur + 1e-6))


def _reasons(taken: pd.DataFrame) -> list[str]:
    """Say in Dutch why each look-up is on the list."""
    rows = zip(taken["white"], taken["settled"], taken["vestigingen"], strict=True)
    return [_reason(white, settled, known) for white, settled, known in rows]


def _reason(white: int, settled: int, known: object) -> str:
    uses = "1 wit gebruik" if white == 1 else f"{white} witte gebruiken"
    if settled == white:
        told = f"{uses}, alleen de inschrijving is onbekend"
    elif settled:
        told = f"{uses}, bij {settled} daarvan is alleen de inschrijving onbekend"
    else:
        told = f"{uses}, de inschrijving is een deel van wat onbekend is"
    users = known.count(",") + 1 if isinstance(known, str) else 0
    if not users:
        return f"{told}; nog geen vestiging bekend"
    return f"{told}; {users} {'vestiging' if users == 1 else 'vestigingen'} bekend"
