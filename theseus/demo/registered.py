"""Writes the registers that an activity may need: childcare, care, temp work, used goods, and so on.

Most businesses that need a registration have it, some never had one, and of some it lapsed.
"""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import TYPE_CHECKING

from theseus.demo.deliveries import csv_bytes
from theseus.demo.register_files import codes_of
from theseus.demo.vocabulary import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from theseus.demo.companies import Company

VALID, LAPSED, ABSENT = "geldig", "vervallen", "afwezig"
Entry = tuple["Company", str]

# First digits of the activities that each register is about, and how those who need it stand, in turn.
NEEDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "lrk": (("8891",), (VALID, VALID, VALID, ABSENT, VALID, VALID, LAPSED, VALID)),
    "lrza": (("86912", "86950"), (VALID, VALID, ABSENT, VALID)),
    "waadi": (("782",), (VALID, VALID, ABSENT, VALID, LAPSED)),
    "dor": (("47793",), (VALID, ABSENT, VALID, LAPSED, VALID)),
    "milieumelding": (("46771", "46871", "2561", "2551"), (VALID, VALID, ABSENT, VALID)),
    "alcoholvergunning": (("5630", "561"), (VALID, VALID, ABSENT, LAPSED, VALID)),
}
_PLACE = ("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "plaats")
_KEYS = ("kvknummer", "vestigingsnummer", "bag_id", "peildatum")
_PERIOD = ("geldig_van", "geldig_tot_en_met", "status")
# Columns of each list between its number and its period, with what they hold (docs/formats).
_LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "lrza": ("lrza_nummer", {}),
    "dor": ("registratienummer", {"soort": "overige gebruikte goederen|elektronica"}),
    "milieumelding": (
        "zaaknummer",
        {"soort": "melding", "activiteiten": "Milieubelastende activiteit VOORBEELD"},
    ),
    "alcoholvergunning": ("vergunningnummer", {"soort": "horecabedrijf"}),
}
_LRK = (
    "lrk_id", "type_oko", "actuele_naam_oko", "aantal_kindplaatsen", "status", "inschrijfdatum",
    "uitschrijfdatum", "opvanglocatie_adres", "opvanglocatie_postcode", "opvanglocatie_woonplaats",
    "naam_houder", "kvk_nummer_houder", "vestigingsnummer_houder", "rechtsvorm_houder", "contact_persoon",
    "contact_telefoon", "contact_emailadres", "contact_website", "cbs_code", "verantwoordelijke_gemeente",
    "bag_id", "lrk_url",
)  # fmt: skip
_HOSTS = 25  # host parents elsewhere in the country: the reader keeps nothing of them
_ENDED_DAYS = 140


def lists(companies: Sequence[Company], as_of: dt.date) -> dict[str, dict[str, bytes]]:
    """The files of every register, by source.

    Parameters
    ----------
    as_of
        The demo's day; registrations began and lapsed before it.
    """
    made = {name: {f"{name}.csv": _list(name, entries(companies, name), as_of)} for name in _LISTS}
    made["waadi"] = {"waadi.csv": _waadi(entries(companies, "waadi"), as_of)}
    made["lrk"] = {"export_opendata_lrk.csv": _lrk(entries(companies, "lrk"), as_of)}
    return made


def entries(companies: Sequence[Company], register: str) -> list[Entry]:
    """Businesses that run and need this register, with how they stand in it."""
    digits, standings = NEEDS[register]
    asked = [
        company
        for company in companies
        if company.ended is None and company.address is not None
        if any(code.startswith(digits) for code in codes_of(company))
    ]
    return list(zip(asked, cycle(standings), strict=False))


def _list(name: str, found: Sequence[Entry], as_of: dt.date) -> bytes:
    key, fixed = _LISTS[name]
    columns = (key, "handelsnaam", *fixed, *_PERIOD, *_PLACE, *_KEYS)
    rows = [
        [
            f"VB-{serial:04d}",
            company.name,
            *fixed.values(),
            *_period(standing, as_of),
            *_door(company),
            *_keys(company),
        ]
        for serial, (company, standing) in enumerate(found, start=1)
        if standing != ABSENT
    ]
    return csv_bytes(columns, rows)


def _waadi(found: Sequence[Entry], as_of: dt.date) -> bytes:
    columns = ("kvknummer", "handelsnaam", *_PERIOD, *_PLACE, *_KEYS[1:])
    rows = [
        [company.kvk_number, company.name, *_period(standing, as_of), *_door(company), *_keys(company)[1:]]
        for company, standing in found
        if standing != ABSENT
    ]
    return csv_bytes(columns, rows)


def _lrk(found: Sequence[Entry], as_of: dt.date) -> bytes:
    rows = [
        _childcare(serial, company, standing, as_of)
        for serial, (company, standing) in enumerate(found, start=1)
        if standing != ABSENT
    ]
    return csv_bytes(_LRK, [[row.get(column, "") for column in _LRK] for row in (*rows, *_host_parents())])


def _childcare(serial: int, company: Company, standing: str, as_of: dt.date) -> dict[str, str]:
    street, number, letter, addition, postcode, town = _door(company)
    ended = f"{as_of - dt.timedelta(days=_ENDED_DAYS):%d-%m-%Y}" if standing == LAPSED else ""
    return {
        "lrk_id": str(990_000_000 + serial),
        "type_oko": "KDV" if serial % 3 else "BSO",
        "actuele_naam_oko": company.name,
        "aantal_kindplaatsen": "32",
        "status": "Uitgeschreven" if standing == LAPSED else "Ingeschreven",
        "inschrijfdatum": f"{company.started:%d-%m-%Y}",
        "uitschrijfdatum": ended,
        "opvanglocatie_adres": f"{street} {number}{letter}{'-' + addition if addition else ''}",
        "opvanglocatie_postcode": postcode,
        "opvanglocatie_woonplaats": town,
        "naam_houder": company.name,
        "kvk_nummer_houder": company.kvk_number,
        "rechtsvorm_houder": company.legal_form,
        "verantwoordelijke_gemeente": town,
        "bag_id": company.unit.vbo_id if company.unit else "",
    }


def _host_parents() -> Iterator[dict[str, str]]:
    for number in range(_HOSTS):
        yield {
            "lrk_id": str(980_000_000 + number),
            "type_oko": "VGO",
            "actuele_naam_oko": f"Gastouder {MARK}",
            "status": "Ingeschreven",
            "inschrijfdatum": "01-01-2020",
            "opvanglocatie_adres": f"Voorbeeldlaan {number + 1}",
            "opvanglocatie_postcode": "9999VX",
            "opvanglocatie_woonplaats": "Voorbeeldstad",
        }


def _period(standing: str, as_of: dt.date) -> tuple[str, str, str]:
    began = (as_of - dt.timedelta(days=1_500)).isoformat()
    if standing == LAPSED:
        return began, (as_of - dt.timedelta(days=_ENDED_DAYS)).isoformat(), LAPSED
    return began, "", VALID


def _door(company: Company) -> tuple[str, ...]:
    address = company.address
    if address is None:
        return ("",) * len(_PLACE)
    town = address.street.municipality.name
    return address.street.name, str(address.number), address.letter, address.addition, address.postcode, town


def _keys(company: Company) -> tuple[str, ...]:
    return company.kvk_number, company.vestiging_id, company.unit.vbo_id if company.unit else "", ""
