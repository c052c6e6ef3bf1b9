"""Writes the registers of businesses: KVK as export and as API answers, RDW as open data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theseus.demo import broken, calibration
from theseus.demo.deliveries import csv_bytes, json_bytes
from theseus.demo.vocabulary import MARK

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np

    from theseus.demo.companies import Company, Occupied
    from theseus.demo.places import Address

KVK_COLUMNS = (
    "kvknummer",
    "vestigingsnummer",
    "handelsnaam",
    "handelsnamen",
    "rechtsvorm",
    "sbi_code",
    "sbi_codes",
    "sbi_versie",
    "datum_aanvang",
    "datum_einde",
    "straatnaam",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "plaats",
    "werkzame_personen",
    "indicatie_afgeschermd",
    "bag_id",
    "rd_x",
    "rd_y",
)
Row = dict[str, str]


def as_profile(company: Company) -> bool:
    """Whether this entry comes as KVK profile: some of those with a vestiging that still runs."""
    every = calibration.VESTIGINGEN_ON_VBO // calibration.PROFILES
    return company.vestiging_id != "" and company.ended is None and int(company.kvk_number) % every == 0


def kvk_row(company: Company, *, with_key: bool) -> Row:
    """One line of the municipality's export of the trade register."""
    codes = codes_of(company)
    place = _place(company.address)
    x, y = company.spot or ("", "")
    return {
        "kvknummer": company.kvk_number,
        "vestigingsnummer": company.vestiging_id,
        "handelsnaam": company.name,
        "handelsnamen": "|".join(company.trade_names),
        "rechtsvorm": company.legal_form,
        "sbi_code": codes[0],
        "sbi_codes": ",".join(codes),
        "sbi_versie": company.sbi_version,
        "datum_aanvang": _day(company.started),
        "datum_einde": _day(company.ended) if company.ended else "",
        **place,
        "werkzame_personen": str(company.persons),
        "indicatie_afgeschermd": "ja" if company.shielded else "nee",
        "bag_id": company.unit.vbo_id if company.unit and with_key else "",
        "rd_x": str(x),
        "rd_y": str(y),
    }


def kvk(rng: np.random.Generator, companies: Sequence[Company]) -> dict[str, bytes]:
    """The two files of a KVK delivery, with their broken rows."""
    good = kvk_rows(rng, companies)
    lines = broken.spread(good, broken.rows("vestigingen.csv", good))
    profiles = [kvk_profile(company) for company in companies if as_profile(company)]
    return {
        "vestigingen.csv": csv_bytes(KVK_COLUMNS, [list(line.values()) for line in lines]),
        "vestigingsprofielen.json": json_bytes(broken.spread(profiles, broken.answers())),
    }


def kvk_rows(rng: np.random.Generator, companies: Iterable[Company]) -> list[Row]:
    """The export: all entries that do not come as profile; most give the BAG's key."""
    listed = [company for company in companies if not as_profile(company)]
    with_key = (rng.random(len(listed)) < calibration.KEY_GIVEN).tolist()
    return [kvk_row(company, with_key=given) for company, given in zip(listed, with_key, strict=True)]


def kvk_profile(company: Company) -> dict[str, Any]:
    """A vestigingsprofiel as version 1 of the KVK API answers it (geoData=true)."""
    address: dict[str, Any] = {"type": "bezoekadres", "indAfgeschermd": "Ja" if company.shielded else "Nee"}
    if company.address is not None:
        address |= _profile_address(company, company.address)
    url = "https://api.kvk.nl/test/api/v1"
    return {
        "vestigingsnummer": company.vestiging_id,
        "kvkNummer": company.kvk_number,
        "indNonMailing": "Ja",
        "formeleRegistratiedatum": _day(company.started),
        "materieleRegistratie": {"datumAanvang": _day(company.started)},
        "eersteHandelsnaam": company.name,
        "indHoofdvestiging": "Ja",
        "indCommercieleVestiging": "Ja",
        "voltijdWerkzamePersonen": company.persons,
        "totaalWerkzamePersonen": company.persons,
        "deeltijdWerkzamePersonen": 0,
        "handelsnamen": [{"naam": name, "volgorde": order} for order, name in enumerate(company.trade_names)],
        "adressen": [address],
        "sbiActiviteiten": [
            {"sbiCode": code, "sbiOmschrijving": "VOORBEELD", "indHoofdactiviteit": "Nee" if order else "Ja"}
            for order, code in enumerate(codes_of(company))
        ],
        "_links": {
            "self": {"href": f"{url}/vestigingsprofielen/{company.vestiging_id}"},
            "basisprofiel": {"href": f"{url}/basisprofielen/{company.kvk_number}"},
        },
    }


def _profile_address(company: Company, address: Address) -> dict[str, Any]:
    town = address.street.municipality.name
    number = f"{address.number}{address.letter}{'-' + address.addition if address.addition else ''}"
    found: dict[str, Any] = {
        "volledigAdres": f"{address.street.name} {number} {address.postcode} {town}",
        "straatnaam": address.street.name,
        "huisnummer": address.number,
        "postcode": address.postcode,
        "plaats": town,
        "land": "Nederland",
    }
    if address.letter:
        found["huisletter"] = address.letter
    if address.addition:
        found["huisnummerToevoeging"] = address.addition
    if company.unit is not None:
        found["geoData"] = {
            "addresseerbaarObjectId": company.unit.vbo_id,
            "nummerAanduidingId": company.unit.num_id,
            "rijksdriehoekX": company.unit.x,
            "rijksdriehoekY": company.unit.y,
            "rijksdriehoekZ": 0.0,
        }
    return found


def codes_of(company: Company) -> tuple[str, ...]:
    """SBI codes of a business, main activity first; larger ones have a second."""
    codes = company.trade.sbi_2008 if company.sbi_version == "2008" else company.trade.sbi_2025
    turned = codes if int(company.kvk_number) % 3 else codes[::-1]
    return turned if company.persons > 4 else turned[:1]  # noqa: PLR2004 - our choice of what is larger


def _place(address: Address | None) -> Row:
    names = ("straatnaam", "huisnummer", "huisletter", "toevoeging", "postcode", "plaats")
    if address is None:
        return dict.fromkeys(names, "")
    values = (
        address.street.name,
        str(address.number),
        address.letter,
        address.addition,
        address.postcode,
        address.street.municipality.name,
    )
    return dict(zip(names, values, strict=True))


def _day(day: dt.date) -> str:
    return f"{day:%Y%m%d}"


def rdw(occupied: Sequence[Occupied], *, older: bool) -> dict[str, bytes]:
    """The two files of an RDW delivery; the newest one has broken rows.

    Parameters
    ----------
    older
        The delivery of half a year before, in which lapsed recognitions still stand.
    """
    firms = [*_firms(occupied, older=older), *_firms_elsewhere()]
    grants = [
        {"volgnummer": firm["volgnummer"], "erkenning": kind}
        for firm in firms
        for kind in _RECOGNITIONS[int(firm["volgnummer"]) % len(_RECOGNITIONS)]
    ]
    if not older:
        firms = broken.spread(firms, broken.rows("erkende_bedrijven.json", firms))
        grants = broken.spread(grants, broken.rows("erkenningen.json", grants))
    return {"erkende_bedrijven.json": json_bytes(firms), "erkenningen.json": json_bytes(grants)}


_RECOGNITIONS = (
    ("APK Lichte voertuigen", "Bedrijfsvoorraad"),
    ("Bedrijfsvoorraad",),
    ("APK Lichte voertuigen",),
    ("Bedrijfsvoorraad", "Tenaamstellen", "Demontage"),
)


def _firms(occupied: Sequence[Occupied], *, older: bool) -> Iterator[Row]:
    """Recognised firms at the units, as their stories say."""
    for number, one in enumerate(occupied, start=900_001):
        if not one.companies or one.companies[0].trade.activity != "automotive":
            continue
        status = one.story.rdw
        if status == "afwezig" or (status == "vervallen" and not older):
            continue
        name = one.stranger if status == "andere naam" else one.companies[0].name
        yield _firm(str(number), name, one.unit.address)


def _firms_elsewhere() -> Iterator[Row]:
    """Recognised firms in another town: the data set is national."""
    for number in range(calibration.RECOGNISED_ELSEWHERE):
        yield {
            "volgnummer": str(910_001 + number),
            "naam_bedrijf": f"AUTOBEDRIJF NUMMER {number + 1} {MARK}",
            "straat": "VOORBEELDLAAN",
            "huisnummer": str(number + 1),
            "postcode_numeriek": "9999",
            "postcode_alfanumeriek": "VX",
            "plaats": "VOORBEELDSTAD",
        }


def _firm(number: str, name: str, address: Address) -> Row:
    row = {
        "volgnummer": number,
        "naam_bedrijf": name.upper(),
        "gevelnaam": name.partition(MARK)[0] + MARK,
        "straat": address.street.name.upper(),
        "huisnummer": str(address.number),
        "huisnummer_toevoeging": address.letter + address.addition,
        "postcode_numeriek": address.postcode[:4],
        "postcode_alfanumeriek": address.postcode[4:],
        "plaats": address.street.municipality.name.upper(),
    }
    return {field: value for field, value in row.items() if value}  # the service leaves empty fields out
