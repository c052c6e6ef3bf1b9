"""Official publications (KOOP): permits, enforcement, closures and notifications about one place.

Kept of each are its title, kind, days, address and web address. A notice about a person is out of scope
and leaves nothing behind but the number of its row. A publication about no single place is out of scope too.

``published_on`` is the day of publication, and also the day for which the record is true: what is about a
place may be about somebody who has left since, which link judges by that day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from theseus.contracts import ADDRESS, PUBLICATION
from theseus.sources import address, fields
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.publicaties_kind import PERSON, kind_of
from theseus.sources.publicaties_place import Place, place_of
from theseus.sources.publicaties_xml import Publication, read_publications
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_KEY_FORM = r"[A-Za-z0-9][A-Za-z0-9_.-]{2,99}"
_HOME = "https://zoek.officielebekendmakingen.nl/"
_TEXTS = ("identifier", "title", "kind", "published", "open_until", "url")
_DOOR = tuple(column.name for column in ADDRESS)


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read searchRetrieve answers, over all dated deliveries, to ``publication``.

    A publication that comes again, in another delivery or another answer, counts once: the newest.

    Raises
    ------
    SourceError
        If a file is no whole answer of the service.
    """
    quarantine = Quarantine(card.id)
    frames = [_rows(file) for file in files]
    rows = pd.concat(frames, ignore_index=True) if frames else _frame([])
    rows_read = len(rows)
    sieve = Sieve(rows, quarantine, "identifier")
    sieve.set_aside(sieve.rows["kind"] == PERSON, OutOfScope.NATURAL_PERSON)
    _judge(sieve, as_of)
    newest = sieve.rows.sort_values(["day", "published"], kind="stable").drop_duplicates(
        "identifier", keep="last"
    )
    return Delivery(
        tables={"publication": conform(_table(newest, card.id), PUBLICATION)},
        quarantine=quarantine.table(),
        rows_read=rows_read,
        rows_merged=len(sieve.rows) - len(newest),
    )


def _rows(file: RawFile) -> pd.DataFrame:
    found = read_publications(file.path)
    frame = _frame([_row(item) for item in found])
    frame["file"] = pd.Series(file.path.name, index=frame.index, dtype="string")
    frame["row"] = pd.Series(range(1, len(frame) + 1), dtype="Int64")
    frame["day"] = pd.Timestamp(file.delivered_on)
    return frame


def _row(item: Publication) -> dict[str, object]:
    """One publication as texts, its place found; of a notice about a person only that it is one."""
    kind = kind_of(item.title or "", item.rubrieken)
    if kind == PERSON:
        return {"kind": PERSON, "place": Place()}
    return {
        "identifier": item.identifier,
        "title": item.title,
        "kind": kind,
        "published": item.available or item.modified,
        "open_until": item.open_until,
        "url": item.url,
        "place": place_of(item.title, item.markers),
    }


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*_TEXTS, "place", "file", "row", "day"])
    return frame.astype(dict.fromkeys(_TEXTS, "string"))


def _judge(sieve: Sieve, as_of: dt.date) -> None:
    sieve.check_text(_TEXTS)
    sieve.check_key(_KEY_FORM)
    sieve.check_present("title")
    sieve.check_present("published")
    sieve.rows["published"] = sieve.rows["published"].str.slice(0, 10)
    sieve.set_aside(fields.bad_day(sieve.rows["published"]), Defect.BAD_DATE, "published")
    ahead = fields.days(sieve.rows["published"])["first"] > pd.Timestamp(as_of)
    sieve.set_aside(ahead, Defect.FUTURE_DATE, "published")
    nowhere = sieve.rows["place"].map(lambda place: not place.is_known).astype("boolean")
    sieve.set_aside(nowhere, OutOfScope.NO_SINGLE_PLACE)


def _table(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    days = fields.days(rows["published"])["first"]
    places = list(rows["place"])
    doors = pd.DataFrame(
        [{name: place.address.get(name) for name in _DOOR} for place in places],
        columns=list(_DOOR),
        index=rows.index,
    ).astype("string")
    return pd.DataFrame(
        {
            "source": source,
            "record_id": rows["identifier"],
            "observed_on": days,
            "title": rows["title"],
            "kind": rows["kind"],
            "published_on": days,
            "open_until": fields.days(rows["open_until"].str.slice(0, 10))["first"],
            "url": _url(rows),
            **address.assemble(doors),
            "geometry": [place.point for place in places],
        }
    )


def _url(rows: pd.DataFrame) -> pd.Series:
    """The address that the service prefers; where it is no web address, the one made of the identifier."""
    own = _HOME + rows["identifier"] + ".html"
    return rows["url"].where(rows["url"].str.match(r"https://[^\s\"'<>]+$", flags=re.ASCII), own).fillna(own)
