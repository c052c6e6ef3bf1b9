"""Dealers in used goods who registered with the municipality (docs/formats/dor.md).

Only that somebody is registered as a dealer. What a dealer bought, and from whom, is no business of ours.
"""

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
    key="registratienummer",
    key_says="Nummer van de aanmelding.",
    kinds={
        "metalen": None,
        "edelmetaal en sieraden": None,
        "uurwerken": None,
        "kunst en antiek": None,
        "voertuigen en onderdelen": "automotive",
        "fietsen": None,
        "elektronica": None,
        "overige gebruikte goederen": None,
    },
)


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read the list to the table ``registration``; see :func:`theseus.sources.registratielijst.read`."""
    return registratielijst.read(files, card, as_of, FORM)
