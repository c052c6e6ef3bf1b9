"""A dossier as PDF: A4, tagged for screen readers (PDF/UA-1) and fit to keep (PDF/A-2a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theseus.export import typesetting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


def typeset(dossier: Mapping[str, Any], made_on: dt.date) -> bytes:
    """Set a dossier.

    Parameters
    ----------
    dossier
        As ``report.dossier`` describes it, as plain data.
    made_on
        The day in the metadata of the file.

    Returns
    -------
    bytes
        The PDF. Of signs that the fonts do not have, pictures are left out and letters become a rectangle.
    """
    kept = ("a-2a", *typesetting.ACCESSIBLE)
    return typesetting.typeset("dossier.typ", dossier, made_on, paragraphs={"contact"}, standards=kept)
