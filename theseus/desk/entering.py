"""What every entry at the desk has to tell: who, why, until when; in words that may be kept."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from theseus.decency import clean
from theseus.errors import DeskError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


def told(what: str, needed: Mapping[str, str]) -> None:
    """Refuse an entry that leaves something open.

    Parameters
    ----------
    what
        The entry as a user calls it, with its article: ``Een bezoek``.
    needed
        What must be filled in, by its Dutch name.

    Raises
    ------
    DeskError
        Names the first that is empty.
    """
    for name, value in needed.items():
        if not value.strip():
            raise DeskError(f"{what} vraagt om een {name}.")


def reasoned(what: str, reason: str, by: str) -> str:
    """Give back the reason of an entry as it may be kept.

    Raises
    ------
    DeskError
        If the reason or the name of who enters it is missing, or the reason has a word that may not be kept.
    """
    told(what, {"reden (--reden)": reason, "naam van wie het invoert (--user)": by})
    return clean(reason, "De reden")


def ends_later(what: str, begin: dt.date, until: dt.date) -> None:
    """Refuse an end that does not lie after the begin.

    Raises
    ------
    DeskError
        Names both days.
    """
    if until <= begin:
        raise DeskError(f"De einddatum van {what} ({until:%d-%m-%Y}) moet na {begin:%d-%m-%Y} liggen.")


def not_in_future(what: str, day: dt.date, today: dt.date) -> None:
    """Refuse a day that has yet to come.

    Raises
    ------
    DeskError
        Names the day.
    """
    if day > today:
        raise DeskError(f"{what} kan niet in de toekomst liggen ({day:%d-%m-%Y}).")


def person(name: str) -> str:
    """Write a name so that one person is one text, whatever the capitals and spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def either(choices: tuple[str, ...]) -> str:
    """Write choices as a Dutch reader expects them: ``a, b of c``."""
    return " of ".join(part for part in (", ".join(choices[:-1]), *choices[-1:]) if part)
