"""Municipal boundaries of Statistics Netherlands (CBS gebiedsindelingen)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus.sources.boundaries import read_boundaries

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources import naming
    from theseus.sources.card import Card
    from theseus.sources.delivery import Delivery, RawFile

ALIASES: naming.Aliases = {
    "code": ("statcode", "gemeentecode", "gm_code"),
    "name": ("statnaam", "gemeentenaam", "gm_naam"),
    "short": (),
    "year": ("jaarcode", "jrstatcode", "jaar"),
}


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - what every reader takes
    """Read municipalities of the newest year; other years and divisions are out of scope.

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or lacks the code or the name.
    """
    return read_boundaries(files, card, "gemeente", ALIASES, "GM")
