"""The LISA establishment register, as its keeper delivers it to the municipality (docs/formats/lisa.md)."""

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
    key="lisa_nummer",
    key_says="LISA-vestigingsnummer.",
    more={"sbi_code": "Code van de activiteit met de meeste werkgelegenheid, 4 of 5 cijfers."},
    optional={
        "sbi_versie": "2008 of 2025; leeg mag.",
        "werkzame_personen": "Aantal werkzame personen, als uw overeenkomst dat toestaat.",
        "grootteklasse": "Grootteklasse zoals LISA die levert.",
    },
)


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read the list to the table ``registration``; see :func:`theseus.sources.registratielijst.read`."""
    return registratielijst.read(files, card, as_of, FORM)
