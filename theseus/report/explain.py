"""Explain one label in Dutch: what it is, why, on which sources, what is open, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from theseus.errors import TheseusError
from theseus.model import Label, Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

# What a user may type for ID, in the order in which they are tried.
KEYS = ("occupancy_id", "vestiging_id_kvk", "vbo_id_bag", "kvk_number", "pand_id_bag")
_ORDER = [Outcome.IRREGULAR, Outcome.UNKNOWN, Outcome.FINE]
_HEADINGS = {
    Outcome.IRREGULAR: "Aandachtspunten",
    Outcome.UNKNOWN: "Nog niet bekend",
    Outcome.FINE: "In orde",
}


@dataclass(frozen=True)
class Explanation:
    """The rows of one occupancy in each table of a run."""

    occupancy: pd.Series
    label: pd.Series
    findings: pd.DataFrame
    open_questions: pd.DataFrame


def find(occupancies: pd.DataFrame, wanted: str) -> list[str]:
    """Find the occupancies that an id means: its own id, or one of the register's keys.

    Raises
    ------
    TheseusError
        If nothing in the published run has this id.
    """
    for key in KEYS:
        found = occupancies.loc[occupancies[key] == wanted, "occupancy_id"]
        if len(found):
            return sorted(found)
    raise TheseusError(
        f"'{wanted}' komt niet voor in de gepubliceerde run. Gebruik het nummer van een gebruik, "
        "vestiging, verblijfsobject, pand of KVK-inschrijving (zie de kaart of het rooster)."
    )


def find_proposed(results: Mapping[str, pd.DataFrame], wanted: str) -> list[str]:
    """Find the occupancies of an id that wait for a decision.

    Raises
    ------
    TheseusError
        If none of them is a proposed or confirmed red.
    """
    found = find(results["occupancy"], wanted)
    label = results["label"]
    waiting = label[label["proposed_red"] | (label["label"] == Label.RED.value)]["occupancy_id"]
    decidable = sorted(set(found) & set(waiting))
    if not decidable:
        raise TheseusError(f"'{wanted}' is geen voorstel rood; er valt niets te besluiten.")
    return decidable


def explain(results: Mapping[str, pd.DataFrame], occupancy_id: str) -> Explanation:
    """Collect what a run knows of one occupancy."""

    def of(name: str) -> pd.DataFrame:
        table = results[name]
        return table[table["occupancy_id"] == occupancy_id]

    return Explanation(of("occupancy").iloc[0], of("label").iloc[0], of("finding"), of("open_question"))


def as_text(explanation: Explanation, as_of: dt.date) -> str:
    """Write an explanation as plain Dutch text."""
    occupancy, label = explanation.occupancy, explanation.label
    name = occupancy["name"] if pd.notna(occupancy["name"]) else "Gebruiker niet bekend"
    lines = [
        f"{name}, {occupancy['address']} ({occupancy['terrein_name']})",
        f"Gebruik {occupancy['occupancy_id']}, peildatum {as_of:%d-%m-%Y}",
        "",
        f"Label: {label['label']}" + (" (voorstel rood)" if label["proposed_red"] else ""),
        str(label["because"]),
        *_no_match(occupancy),
        *_findings(explanation.findings),
        *_questions(explanation.open_questions, label["next_step"]),
        *_next_step(label),
    ]
    return "\n".join(lines)


def _no_match(occupancy: pd.Series) -> Iterator[str]:
    if pd.notna(occupancy["no_match_reason"]):
        yield f"Geen verblijfsobject in de BAG: {occupancy['no_match_reason']}"


def _findings(findings: pd.DataFrame) -> Iterator[str]:
    for outcome in _ORDER:
        here = findings[findings["outcome"] == outcome.value]
        if here.empty:
            continue
        yield ""
        yield f"{_HEADINGS[outcome]}:"
        for sentence, sources in here[["sentence", "sources"]].itertuples(index=False):
            yield f"  - {sentence}" + (f" [{sources}]" if pd.notna(sources) and sources else "")


def _questions(questions: pd.DataFrame, next_step: str | None) -> Iterator[str]:
    """List the open questions, those that the next step answers first."""
    if questions.empty:
        return
    later = questions["step"].ne(next_step).fillna(value=True)
    questions = questions.assign(later=later).sort_values(["later", "cost_eur", "question"])
    yield ""
    yield "Open vragen:"
    for text, why, sources, step, cost in questions[
        ["text", "why", "sources", "step", "cost_eur"]
    ].itertuples(index=False):
        yield f"  - {text} ({why}: {sources}) Antwoord door: {step}, {euro(cost)}"


def _next_step(label: pd.Series) -> Iterator[str]:
    if label["proposed_red"]:
        yield ""
        yield "Volgende stap: een tweede medewerker beoordeelt het voorstel (theseus review)."
    elif pd.notna(label["next_step"]):
        yield ""
        yield f"Goedkoopste volgende stap: {label['next_step']} ({euro(label['next_step_cost_eur'])})"


def euro(amount: float) -> str:
    """Write an amount the Dutch way: ``€ 2,85``."""
    return f"€ {amount:.2f}".replace(".", ",")
