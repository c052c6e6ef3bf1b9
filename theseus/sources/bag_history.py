"""Which version (voorkomen) of a BAG object counts on a day.

Kadaster's terms (Praktijkhandleiding BAG, cited in the card): a version is *active* if it has no moment
of being made inactive or being taken out of the BAG, and *current* if it is active and valid on the day. The
moment at which a registration ended says nothing by itself: every version that was followed by another has
one, also on the days on which it was valid.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, TypeAlias

from theseus.sources.bag_xml import OBJECTS, VERSION
from theseus.sources.delivery import Defect, OutOfScope

if TYPE_CHECKING:
    from lxml import etree

_HISTORY = f"{{www.kadaster.nl/schemas/lvbag/imbag/historie/{VERSION}}}"
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INACTIVE = ("tijdstipInactief", "tijdstipInactiefLV", "tijdstipNietBagLV")
_BEGIN, _END = "beginGeldigheid", "eindGeldigheid"

Reason: TypeAlias = tuple[Defect | OutOfScope, str, str | None]


def reason_against(element: etree._Element, as_of: dt.date) -> Reason | None:
    """Say why this version of an object does not count on a day.

    It counts if it is active, began on or before the day, and ends after it or not at all.

    Returns
    -------
    (why, field, value) or None
        None if it counts.
    """
    history = _fields(element)
    return _unreadable(history) or _inactive(history) or _invalid(history, as_of.isoformat())


def _fields(element: etree._Element) -> dict[str, str]:
    """The history fields of an object by name; empty ones are left out."""
    history = element.find(f"{OBJECTS}voorkomen/{_HISTORY}Voorkomen")
    if history is None:
        return {}
    fields = ((node.tag.rpartition("}")[2], (node.text or "").strip()) for node in history.iter())
    return {name: text for name, text in fields if text}


def _unreadable(history: dict[str, str]) -> Reason | None:
    if _BEGIN not in history:
        return Defect.MISSING_VALUE, _BEGIN, None
    for name in (_BEGIN, _END):
        if name in history and not _is_day(history[name]):
            return Defect.BAD_DATE, name, history[name]
    if _END in history and history[_END] < history[_BEGIN]:
        return Defect.DATE_ORDER, _END, f"{history[_BEGIN]} / {history[_END]}"
    return None


def _inactive(history: dict[str, str]) -> Reason | None:
    for name in _INACTIVE:
        if name in history:
            return OutOfScope.NOT_CURRENT, name, history[name]
    # A version that is still valid but no longer registered was overtaken by a correction.
    if _END not in history and "eindRegistratie" in history:
        return OutOfScope.NOT_CURRENT, "eindRegistratie", history["eindRegistratie"]
    return None


def _invalid(history: dict[str, str], day: str) -> Reason | None:
    begin, end = history[_BEGIN], history.get(_END)
    if begin <= day and (end is None or end > day):
        return None
    return OutOfScope.NOT_CURRENT, "voorkomen", f"{begin} / {end or '...'}"


def _is_day(text: str) -> bool:
    """Whether a text is a date as XML Schema writes it, so that dates compare as texts."""
    if not _ISO_DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
