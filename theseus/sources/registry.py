"""The readers by the id of their card, and what every reader promises."""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING, cast

from theseus.errors import ConfigError, ContractError
from theseus.sources.card import Card, cards
from theseus.sources.delivery import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.delivery import Delivery, RawFile, Reader


def read(source: str, files: Sequence[RawFile], as_of: dt.date) -> Delivery:
    """Read the raw files of one source.

    Parameters
    ----------
    source
        Id of the source's card; its reader is ``theseus.sources.<id>.read``.
    as_of
        The day for which the registers are read.

    Raises
    ------
    ConfigError
        If there is no such source.
    SourceError
        If a file cannot be read as what the card says it is.
    ContractError
        If the reader breaks its promise: a row lost, or tables that its card does not name.
    """
    card = card_of(source)
    delivery = _reader(card)(files, card, as_of)
    _keep_promise(delivery, card)
    return delivery


def card_of(source: str) -> Card:
    """Return the card of a source.

    Raises
    ------
    ConfigError
        If there is no such source; the message names the one that looks like it.
    """
    known = cards()
    if source in known:
        return known[source]
    close = difflib.get_close_matches(source, known, n=1)
    mend = f"Bedoelde u '{close[0]}'?" if close else f"Bekend zijn: {', '.join(known)}."
    raise ConfigError(f"Bron '{source}' bestaat niet. {mend}")


def _reader(card: Card) -> Reader:
    name = f"theseus.sources.{card.id}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise ConfigError(f"Bron '{card.id}' heeft wel een kaart, maar geen lezer.") from error
    return cast("Reader", module.read)


def _keep_promise(delivery: Delivery, card: Card) -> None:
    if set(delivery.tables) != set(card.tables):
        raise ContractError(
            f"Bron {card.id}: de lezer geeft de tabellen {', '.join(sorted(delivery.tables)) or 'geen'}; "
            f"de kaart noemt {', '.join(sorted(card.tables))}."
        )
    kept = sum(len(table) for table in delivery.tables.values())
    aside = sum(counted(delivery.quarantine, "source").values())
    if delivery.rows_read != kept + delivery.rows_merged + aside:
        raise ContractError(
            f"Bron {card.id}: {delivery.rows_read} rijen gelezen, maar {kept} gebruikt, "
            f"{delivery.rows_merged} samengevoegd en {aside} terzijde gelegd. Er is een rij zoek."
        )
