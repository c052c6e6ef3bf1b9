"""Environmental notifications and permits (docs/formats/milieumelding.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.sources import registratielijst
from theseus.sources.forms import Form

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import Delivery, RawFile

FORM = Form(
    key="zaaknummer",
    key_says="Nummer van de zaak bij de omgevingsdienst.",
    kinds=dict.fromkeys(("melding", "omgevingsvergunning", "informatieplicht", "maatwerkvoorschrift")),
    more={"activiteiten": "Milieubelastende activiteiten in de woorden van het Bal, met | ertussen."},
)


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read the list to the table ``registration``; see :func:`theseus.sources.registratielijst.read`."""
    return registratielijst.read(files, card, as_of, FORM)
