"""The roster of one inspection as a table: the visits in order, what to ask, room for the answers.

Need to know: address, name, park and questions. A proposed red leaves the desk as white: its row is
made by the same words as every white row, so that nothing on paper tells them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.errors import ContractError
from theseus.model import Label, Outcome, Step
from theseus.tables import is_in

if TYPE_CHECKING:
    from theseus.model import Inspection

# Asked at every address, whatever its label.
ALWAYS_ASKED = (
    "Wie gebruikt dit adres, en waarvoor?",
    "Kloppen naam en activiteit met de inschrijving bij de KVK?",
)
OUTCOMES = (
    "toegang, alles in orde",
    "toegang, bevinding",
    "niemand aanwezig",
    "geen medewerking",
    "niet meer nodig",
)
ANSWERS = ("uitkomst", "antwoorden")
COLUMNS = (
    "occupancy_id",
    "volgnummer",
    "aankomst",
    "vertrek",
    "adres",
    "naam",
    "terrein",
    "label",
    "reden",
    "vragen",
    *ANSWERS,
)
NAME_UNKNOWN = "gebruiker niet bekend"
WHITE_REASON = "Het beeld van dit adres is nog niet compleet; zie de vragen."
RED_REASON = "Controle gewenst."


def rows(
    inspection: Inspection,
    occupancies: pd.DataFrame,
    labels: pd.DataFrame,
    findings: pd.DataFrame,
    open_questions: pd.DataFrame,
) -> pd.DataFrame:
    """Make the roster of an inspection.

    Parameters
    ----------
    inspection
        Its visits give the rows, in order.
    occupancies, labels, findings, open_questions
        Tables of the contracts OCCUPANCY, LABEL, FINDING and OPEN_QUESTION.

    Returns
    -------
    One row per visit with the columns ``COLUMNS``; the columns ``ANSWERS`` are empty. What a rule
    found is told only of a red label that a second person confirmed.

    Raises
    ------
    ContractError
        If a visit goes to an occupancy that is not in the tables.
    """
    table = _visits(inspection)
    wanted = table["occupancy_id"]
    table = _joined(table, occupancies, ["address", "name", "terrein_name"])
    table = _joined(table, labels, ["label", "proposed_red"])
    confirmed = ((table["label"] == Label.RED) & ~table["proposed_red"].fillna(value=True)).astype(bool)
    asked = _questions(open_questions[open_questions["occupancy_id"].isin(wanted)], wanted)
    found = _sentences(findings[findings["occupancy_id"].isin(wanted[confirmed])])
    table["adres"], table["terrein"] = table["address"], table["terrein_name"]
    table["naam"] = table["name"].fillna(NAME_UNKNOWN)
    table["label"] = np.where(confirmed, Label.RED.value, Label.WHITE.value)
    red_reason = (RED_REASON + " " + wanted.map(found).astype("string").fillna("")).str.strip()
    table["reden"] = red_reason.where(confirmed, WHITE_REASON)
    table["vragen"] = wanted.map(asked)
    table[list(ANSWERS)] = ""
    texts = [column for column in COLUMNS if column != "volgnummer"]
    return table[list(COLUMNS)].astype({"volgnummer": "Int64"} | dict.fromkeys(texts, "string"))


def _visits(inspection: Inspection) -> pd.DataFrame:
    visits = inspection.visits
    return pd.DataFrame(
        {
            "occupancy_id": pd.array([v.occupancy_id for v in visits], dtype="string"),
            "volgnummer": pd.array([v.sequence for v in visits], dtype="Int64"),
            "aankomst": [f"{v.arrival:%H:%M}" for v in visits],
            "vertrek": [f"{v.departure:%H:%M}" for v in visits],
        }
    )


def _joined(table: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    absent = table.loc[~is_in(table["occupancy_id"], other["occupancy_id"]), "occupancy_id"]
    if len(absent):
        raise ContractError(
            f"Rooster: {absent.iloc[0]} staat op de planning maar niet in de laatste run; plan opnieuw."
        )
    known = pd.DataFrame(other[["occupancy_id", *columns]])
    return table.merge(known, on="occupancy_id", how="left", validate="many_to_one")


def _questions(open_questions: pd.DataFrame, wanted: pd.Series) -> pd.Series:
    """Per occupancy the questions to ask, numbered, one per line; what everybody is asked comes first.

    What the desk can look up is not asked at the door.
    """
    at_the_door = open_questions.loc[open_questions["step"] != Step.DESK, ["occupancy_id", "text"]]
    always = pd.DataFrame(
        {"occupancy_id": np.repeat(wanted, len(ALWAYS_ASKED)), "text": [*ALWAYS_ASKED] * len(wanted)}
    )
    both = pd.concat([always, at_the_door], ignore_index=True)
    both = both.drop_duplicates()
    number = both.groupby("occupancy_id").cumcount() + 1
    both["line"] = number.astype("string") + ". " + both["text"].astype("string")
    return both.groupby("occupancy_id")["line"].agg("\n".join)


def _sentences(findings: pd.DataFrame) -> pd.Series:
    """Per occupancy what its rules found to look at, as one text."""
    told = findings[findings["outcome"] == Outcome.IRREGULAR]
    return told.groupby("occupancy_id")["sentence"].agg(" ".join)
