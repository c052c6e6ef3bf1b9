"""Central Insolvency Register: bankruptcies and moratoria of companies.

Fetching keeps only cases of companies, without names. This reader judges once more, for files that came in
another way: of a case of a natural person nothing is kept, not even its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from lxml import etree

from theseus.contracts import INSOLVENCY
from theseus.errors import SourceError
from theseus.sources import fields
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

NAMESPACE = "http://www.rechtspraak.nl/namespaces/inspubber01"
_IN = f"{{{NAMESPACE}}}"
_COMPANY = "rechtspersoon"
_NUMBER = r"[FS]\.(?:[0-9]{2}/)?[0-9]{2}/[0-9]{1,4}"
_KINDS = {"F": "faillissement", "S": "surseance"}
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_SPOKEN = rf"\b([0-9]{{1,2}}) ({'|'.join(_MONTHS)}) ([12][0-9]{{3}})\b"
_WRITTEN = r"\b([0-9]{1,2})-([0-9]{1,2})-([12][0-9]{3})\b"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - a reader's form
    """Read cases (``insolvente``, in whatever answer they stand) to the table ``insolvency``.

    A case began on the day of its first opening publication, and ended on that of an ending one if
    none opened it again since. The day that the text of a publication names is the day; else it is the day
    of publication.

    Raises
    ------
    SourceError
        If a file is no XML, or has a document type: that has no place in an answer of this register.
    """
    quarantine = Quarantine(card.id)
    options = card.services[0].options
    cases: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    met: set[str] = set()
    read_ = 0
    for file in files:
        for number, case in enumerate(_parsed(file.path).iter(f"{_IN}insolvente"), start=1):
            read_ += 1
            person = case.find(f"{_IN}persoon")
            # Debt relief (R) is for natural persons, whatever the rest of the record says.
            relief = (_text(case, "insolventienummer") or "").startswith("R")
            if relief or person is None or _text(person, "rechtspersoonlijkheid") != _COMPANY:
                quarantine.add(OutOfScope.NATURAL_PERSON, file=file.path.name, row=number)
                continue
            met.update(etree.QName(element).localname for element in case.iterchildren(etree.Element))
            place = {"file": file.path.name, "row": number, "observed_on": file.delivered_on}
            key = {"number": _text(case, "insolventienummer"), "kvk": _text(person, "KvKNummer")}
            cases.append({**key, **place, "place": len(cases)})
            events += [{**event, "place": len(cases) - 1} for event in _events(case)]
    sieve = _sieve(cases, quarantine)
    _judge(sieve, _dated(events), options["opening"], options["ending"])
    table = _table(sieve.rows, card.id)
    return Delivery(
        tables={"insolvency": table},
        quarantine=quarantine.table(),
        rows_read=read_,
        rows_merged=len(sieve.rows) - len(table),
        columns={"insolvente": tuple(sorted(met))} if met else {},
    )


def _parsed(path: Path) -> etree._Element:
    """Parse a file from outside: no entities, no network, no document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(
            f"Bestand {path.name} is geen volledige XML (regel {error.lineno}). Haal het bestand opnieuw op."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise SourceError(
            f"Bestand {path.name} bevat een DOCTYPE. Het register stuurt die niet; gebruik dit niet."
        )
    return root


def _text(element: etree._Element, name: str) -> str | None:
    return (element.findtext(f"{_IN}{name}") or "").strip() or None


def _events(case: etree._Element) -> Iterator[dict[str, object]]:
    for publication in case.iter(f"{_IN}publicatie"):
        yield {
            "code": _text(publication, "publicatieSoortCode"),
            "day": _text(publication, "publicatieDatum"),
            "text": _text(publication, "publicatieOmschrijving"),
        }


def _sieve(cases: list[dict[str, object]], quarantine: Quarantine) -> Sieve:
    frame = pd.DataFrame(cases, columns=["number", "kvk", "place", "file", "row", "observed_on"])
    return Sieve(frame.astype({"number": "string", "kvk": "string"}), quarantine, "number")


def _dated(events: list[dict[str, object]]) -> pd.DataFrame:
    """Publications with the day they are about: the first one their text names, else their own."""
    frame = pd.DataFrame(events, columns=["code", "day", "text", "place"])
    frame = frame.astype(dict.fromkeys(("code", "day", "text"), "string"))
    spoken = frame["text"].str.casefold().str.extract(_SPOKEN)
    spoken[1] = spoken[1].map({name: str(place) for place, name in enumerate(_MONTHS, start=1)})
    found = spoken.fillna(frame["text"].str.extract(_WRITTEN)).astype("string")
    named = found[2] + "-" + found[1].str.zfill(2) + "-" + found[0].str.zfill(2)
    named = fields.days(named.where(named.notna(), pd.NA))["first"]
    frame["on"] = named.fillna(fields.days(frame["day"].str[:10])["first"])
    return frame


def _judge(sieve: Sieve, events: pd.DataFrame, opening: Collection[str], ending: Collection[str]) -> None:
    sieve.check_key(_NUMBER)
    sieve.set_aside(sieve.rows["kvk"].isna(), Defect.MISSING_VALUE, "kvk")
    sieve.set_aside(fields.bad_digits(sieve.rows["kvk"], 8), Defect.BAD_KEY, "kvk")
    opened = events[events["code"].isin(list(opening))].groupby("place")["on"]
    closed = events[events["code"].isin(list(ending))].groupby("place")["on"].max()
    place = sieve.rows["place"]
    ended = _of(closed, place)
    sieve.rows["started_on"] = _of(opened.min(), place)
    sieve.rows["ended_on"] = ended.mask(ended < _of(opened.max(), place))
    sieve.set_aside(sieve.rows["started_on"].isna(), Defect.MISSING_VALUE, "started_on")


def _of(days: pd.Series, place: pd.Series) -> pd.Series:
    """Days by case, on the rows of the cases; no day at all is a day that nobody knows."""
    return pd.Series(days.reindex(place).array, index=place.index, dtype="datetime64[us]")


def _table(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Typed records; a case that was met more often stands once, as it was met last."""
    newest = frame.drop_duplicates("number", keep="last").sort_values("number")
    made = pd.DataFrame(
        {
            "source": source,
            "record_id": newest["number"],
            "observed_on": pd.to_datetime(newest["observed_on"]),
            "kvk_number": fields.digits(newest["kvk"], 8),
            "kind": newest["number"].str[0].map(_KINDS),
            "started_on": newest["started_on"],
            "ended_on": newest["ended_on"],
        }
    )
    return conform(made, INSOLVENCY)
