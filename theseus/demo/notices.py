"""Writes what else is known of an address or a company: publications, insolvencies, energy labels."""

from __future__ import annotations

import datetime as dt
import json
from itertools import cycle
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from theseus.demo.parks import MUNICIPALITIES, Municipality
from theseus.demo.specialties import spread
from theseus.demo.vocabulary import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.demo.companies import Company, Occupied
    from theseus.demo.places import Unit

_SPACES = (
    'xmlns:overheidwetgeving="http://standaarden.overheid.nl/wetgeving/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:gzd="http://standaarden.overheid.nl/sru" '
    'xmlns:sru="http://docs.oasis-open.org/ns/search-ws/sruResponse"'
)
_CLOSED = f"Besluit tot sluiting van een bedrijfspand op grond van artikel 13b Opiumwet ({MARK})"
_ENFORCED = f"Last onder dwangsom voor gebruik in strijd met het omgevingsplan ({MARK})"
_PERMITTED = f"Verleende omgevingsvergunning voor het verbouwen van een bedrijfspand ({MARK})"
# Title, rubriek, how many, and how many days ago the first was published.
_PUBLISHED = (
    (_CLOSED, "andere beschikking", 3, 70),
    (_ENFORCED, "andere beschikking", 4, 55),
    (_PERMITTED, "omgevingsvergunning", 24, 20),
)
_NAMESPACE = "http://www.rechtspraak.nl/namespaces/inspubber01"
_BANKRUPT, _MORATORIUM, _OVER = "F", "S", "F over"
_CASES = (_BANKRUPT, _MORATORIUM, _OVER, _BANKRUPT, _BANKRUPT)
_LABELLED = 120  # objects that the register of energy labels was asked about


def publications(decent: Sequence[Occupied], as_of: dt.date) -> dict[str, bytes]:
    """Answers of the SRU service, one per municipality.

    Parameters
    ----------
    decent
        Addresses with one business that has been there for longer than a year.
    """
    told = list(_told(decent, as_of))
    return {
        f"koop-GM{town.code}-001.xml": _response([text for unit, text in told if _in(unit, town)])
        for town in MUNICIPALITIES
    }


def _told(decent: Sequence[Occupied], as_of: dt.date) -> Iterator[tuple[Unit, str]]:
    chosen = iter(spread(decent, sum(count for _, _, count, _ in _PUBLISHED)))
    serial = 0
    for title, rubriek, count, days in _PUBLISHED:
        for number in range(count):
            serial += 1
            day = as_of - dt.timedelta(days=days + 3 * number)
            unit = next(chosen).unit
            yield unit, _record(f"gmb-{day.year}-99{serial:04d}", title, rubriek, day, unit)


def _in(unit: Unit, town: Municipality) -> bool:
    return unit.address.street.municipality is town


def _ow(name: str, text: str) -> str:
    return f"<overheidwetgeving:{name}>{text}</overheidwetgeving:{name}>"


def _record(identifier: str, title: str, rubriek: str, day: dt.date, unit: Unit) -> str:
    town = unit.address.street.municipality.name
    core = (
        f"<dcterms:identifier>{identifier}</dcterms:identifier><dcterms:title>{escape(title)}</dcterms:title>"
        f'<dcterms:type scheme="OVERHEIDop.Rubriek">{rubriek}</dcterms:type>'
        f'<dcterms:creator scheme="OVERHEID.Gemeente">{town}</dcterms:creator>'
        f"<dcterms:modified>{day}</dcterms:modified>"
    )
    meta = (
        _ow("owmskern", core)
        + _ow("owmsmantel", f"<dcterms:available>{day}</dcterms:available>")
        + _ow("tpmeta", _ow("gebiedsmarkering", _ow("Adres", _place(unit))))
    )
    url = f"https://zoek.officielebekendmakingen.nl/{identifier}.html"
    return (
        f"<sru:record><sru:recordData><gzd:gzd><gzd:originalData>{_ow('meta', meta)}</gzd:originalData>"
        f"<gzd:enrichedData><gzd:preferredUrl>{url}</gzd:preferredUrl></gzd:enrichedData></gzd:gzd>"
        "</sru:recordData></sru:record>"
    )


def _place(unit: Unit) -> str:
    address = unit.address
    fields = {
        "straatnaam": address.street.name,
        "huisnummer": str(address.number),
        "huisletter": address.letter,
        "huisnummertoevoeging": address.addition,
        "postcode": address.postcode,
        "woonplaats": address.street.municipality.name,
        "geometrie": f"POINT ({unit.x} {unit.y})",
    }
    return "".join(_ow(name, escape(text)) for name, text in fields.items() if text)


def _response(records: Sequence[str]) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sru:searchRetrieveResponse {_SPACES}>'
        f"<sru:version>2.0</sru:version><sru:numberOfRecords>{len(records)}</sru:numberOfRecords>"
        f"<sru:records>{''.join(records)}</sru:records></sru:searchRetrieveResponse>\n"
    ).encode()


def insolvencies(decent: Sequence[Occupied], as_of: dt.date) -> dict[str, bytes]:
    """Cases of companies, in the register's namespace: some run, one is over."""
    chosen = [one.companies[0] for one in decent if one.companies[0].legal_form == "Besloten Vennootschap"]
    cases = "".join(
        _case(serial, company, kind, as_of)
        for serial, (company, kind) in enumerate(zip(chosen[5::40], _CASES, strict=False), start=1)
    )
    return {"zaken.xml": f'<zaken xmlns="{_NAMESPACE}">{cases}</zaken>\n'.encode()}


def _case(serial: int, company: Company, kind: str, as_of: dt.date) -> str:
    began = as_of - dt.timedelta(days=60 + serial)
    opened = {_MORATORIUM: ("3100", "Surseance verleend")}.get(kind, ("1300", "Uitspraak faillissement"))
    told = [(began, *opened)]
    if kind == _OVER:
        told.append((as_of - dt.timedelta(days=30), "1318", "Opheffing faillissement"))
    history = "".join(
        f"<publicatie><publicatieDatum>{day}</publicatieDatum>"
        f"<publicatieOmschrijving>{text} ({MARK})</publicatieOmschrijving>"
        f"<publicatieSoortCode>{code}</publicatieSoortCode></publicatie>"
        for day, code, text in told
    )
    return (
        f"<insolvente><insolventienummer>{kind[0]}.05/{began:%y}/{900 + serial}</insolventienummer>"
        f"<persoon><rechtspersoonlijkheid>rechtspersoon</rechtspersoonlijkheid>"
        f"<KvKNummer>{company.kvk_number}</KvKNummer></persoon>"
        f"<publicatiegeschiedenis>{history}</publicatiegeschiedenis></insolvente>"
    )


def energy_labels(units: Sequence[Unit], as_of: dt.date) -> dict[str, bytes]:
    """Answers of EP-Online, one object a line; every third has no label, some were made at a desk."""
    asked = [unit for unit in units if unit.park][::9][:_LABELLED]
    kinds = cycle(({"IsVereenvoudigdLabel": False}, None, {"IsVereenvoudigdLabel": True}))
    lines = [
        json.dumps({"vraag": {"vbo_id_bag": unit.vbo_id}, "antwoord": list(_labels(kind, serial, as_of))})
        for serial, (unit, kind) in enumerate(zip(asked, kinds, strict=False))
    ]
    return {"antwoorden.jsonl": ("\n".join(lines) + "\n").encode()}


def _labels(kind: dict[str, Any] | None, serial: int, as_of: dt.date) -> Iterator[dict[str, Any]]:
    if kind is not None:
        day = as_of - dt.timedelta(days=100 + 23 * serial)
        until = day + dt.timedelta(days=3_652)
        yield {
            "Registratiedatum": f"{day}T00:00:00",
            "Opnamedatum": f"{day - dt.timedelta(days=9)}T00:00:00",
            "Geldig_tot": f"{until}T00:00:00",
            "Energieklasse": "ABCDEFG"[serial % 7],
            "Gebouwklasse": "U",
            **kind,
        }
