"""Buying look-ups in the trade register: the list before the spending, and the budget of the year."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from theseus import ledger, lookups
from theseus.errors import ConfigError
from theseus.facts.catalogue import questions
from theseus.fetch import fetch
from theseus.fetch.protocols import kvk
from theseus.intake import files_of
from theseus.rules.catalogue import rules
from theseus.sources import kvk_bought
from theseus.sources.card import cards
from theseus.supply.rounds import KVK, order

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from theseus.model import Fetched
    from theseus.workspace import Workspace

PROFILE = "vestigingsprofiel"
TEST_SOURCE = "kvk_test"  # no source of that name is ever read, so fictional firms stay out of the labels


def offer(workspace: Workspace, budget_eur: float, today: dt.date) -> pd.DataFrame:
    """Choose the look-ups that a budget buys best, on the published run; nothing is asked or spent.

    Parameters
    ----------
    budget_eur
        What may be spent now, in euro.
    today
        Addresses that were bought within the card's half-life of this day are left out.

    Returns
    -------
    pandas.DataFrame
        Contract ``lookups.LOOKUP``, the best first.

    Raises
    ------
    ConfigError
        If nothing was published yet, or the budget passes what is left of the year's.
    """
    run = ledger.published(workspace.runs)
    if run is None:
        raise ConfigError("Er is nog niets gepubliceerd, dus wit is nog niet bekend. Draai theseus refresh.")
    left = workspace.region.fetch.kvk_budget_eur - spent(workspace.raw / KVK, today.year)
    if budget_eur > left + 0.005:  # half a cent
        raise ConfigError(
            f"Van het KVK-budget van dit jaar is nog € {max(left, 0):.2f} over; vraag minder, of verhoog "
            "kvk_budget_eur in theseus.toml."
        )
    asked = {name: card.noun() for name, card in questions().items()}
    return lookups.choose(
        **{name: run.table(table) for name, table in _TABLES.items()},
        rules=[card.noun() for card in rules(asked).values()],
        questions=asked,
        purse=lookups.Purse(budget_eur, prices()[PROFILE]),
        recent=_recent(workspace, today),
    )


def buy(
    workspace: Workspace,
    chosen: pd.DataFrame,
    budget_eur: float,
    now: dt.datetime,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Fetched:
    """Buy chosen look-ups, at most for the budget; what was bought lands as a delivery of the source."""
    card = cards()[KVK]
    service = card.services[0]
    asked = order(card, service, workspace.region.sources.get(KVK), items=lookups.as_items(chosen))
    asked = replace(asked, options={**asked.options, "budget_eur": budget_eur})
    met = fetch([asked], workspace.raw, now, contact=workspace.region.fetch.contact, progress=progress)
    return replace(met, message=f"{met.message} {_stopped(met.folder)}".strip())


def _stopped(folder: Path | None) -> str:
    """Tell why not everything was bought; empty if it was."""
    if folder is None or not (folder / kvk.STOPPED).exists():
        return ""
    (told,) = json.loads((folder / kvk.STOPPED).read_text("utf-8"))["fout"]
    return f"Het kopen is eerder gestopt: {told['omschrijving']} Wat al betaald was, is bewaard."


def rehearse(workspace: Workspace, now: dt.datetime, url: str = kvk.TEST_URL) -> Fetched:
    """Ask KVK's public test environment: fictional firms, no costs; they never reach a label."""
    card = cards()[KVK]
    asked = replace(
        order(card, card.services[0], None, items=kvk.TEST_ITEMS), source=TEST_SOURCE, url=url, secret=None
    )
    asked = replace(asked, options={**asked.options, "budget_eur": 1.0})
    return fetch([asked], workspace.raw, now, contact=workspace.region.fetch.contact)


def prices() -> dict[str, float]:
    """Euro per question, from the card."""
    found: dict[str, float] = cards()[KVK].services[0].options["price_eur"]
    return found


def spent(folder: Path, year: int) -> float:
    """Add up what the deliveries of a year cost, in euro."""
    named = (path.name for day in _days(folder) if day.name.startswith(f"{year}-") for path in day.iterdir())
    return kvk_bought.spent_eur(named, prices())


def _recent(workspace: Workspace, today: dt.date) -> pd.DataFrame:
    """Addresses of which everything was bought, not longer ago than an answer counts."""
    card = cards()[KVK]
    known = kvk_bought.asked(files_of(workspace, card, today))
    since = pd.Timestamp(today) - dt.timedelta(days=card.half_life_days)
    return known[known["settled"] & (known["asked_on"] > since)]


def _days(folder: Path) -> list[Path]:
    return [item for item in folder.iterdir() if item.is_dir()] if folder.is_dir() else []


_TABLES = {
    "occupancies": "occupancy",
    "labels": "label",
    "findings": "finding",
    "open_questions": "open_question",
}
