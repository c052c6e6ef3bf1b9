"""Answers of the KVK Handelsregister API, flattened to the columns of :mod:`theseus.sources.kvk`.

Field names are those of the API's documentation (developers.kvk.nl) and of recorded answers of its test
environment. Known answers: vestigingsprofiel, basisprofiel (its hoofdvestiging, or the legal person itself
when there is none), the pages of zoeken and the list of vestigingen. A page of zoeken may stand together with
its question (``vraag`` and ``antwoord``), as fetching stores it. Never read: RSIN, the owner's name or
address, websites, postal addresses and the mailing indicator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.sources import jsontext
from theseus.sources.delimited import Rows
from theseus.sources.delivery import Defect, Quarantine, RawFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Record = dict[str, Any]

# How much an answer tells; the richest of several answers about one vestiging stands.
RICHNESS = {"vestigingsprofiel": 4, "csv": 3, "basisprofiel": 2, "zoeken": 1}
COLUMNS = (
    "kind",
    "kvknummer",
    "vestigingsnummer",
    "handelsnaam",
    "handelsnamen",
    "rechtsvorm",
    "sbi_codes",
    "datum_aanvang",
    "datum_einde",
    "straatnaam",
    "huisnummer",
    "huisletter",
    "toevoeging",
    "postcode",
    "plaats",
    "land",
    "werkzame_personen",
    "indicatie_afgeschermd",
    "bag_id",
    "rd_x",
    "rd_y",
)
_SHIELD_KEYS = ("indAfgeschermd", "indAdresAfgeschermd", "indicatieAfgeschermd")
_GEO = {"bag_id": "addresseerbaarObjectId", "rd_x": "rijksdriehoekX", "rd_y": "rijksdriehoekY"}
_LISTS = ("resultaten", "vestigingen")
_ASKED = {"vraag", "antwoord"}
_NOBODY = "IPD5200"  # no registration meets the question: an answer, no error


def read_json(file: RawFile, quarantine: Quarantine) -> Rows:
    """Flatten a file with one answer, an array of answers or JSON Lines.

    Every result of a page of zoeken is a record. Error answers and things that are no answer go to the
    quarantine.

    Raises
    ------
    SourceError
        If the file is no JSON in UTF-8.
    """
    rows: list[dict[str, object]] = []
    met: dict[str, set[str]] = {}
    number = 0
    for number, record in enumerate(_records(jsontext.load(file.path)), start=1):
        shape = _shape(record)
        if shape is None:
            error = isinstance(record, dict) and jsontext.is_error(record)
            why = Defect.ERROR_ANSWER if error else Defect.NOT_AN_OBJECT
            value = record if isinstance(record, dict) else None
            quarantine.add(why, file=file.path.name, row=number, value=_said(value))
            continue
        kind, flatten = shape
        met.setdefault(kind, set()).update(record)
        rows.append({**flatten(record), "kind": kind, "file": file.path.name, "row": number})
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "file", "row"])
    frame = frame.astype(dict.fromkeys(COLUMNS, "string") | {"row": "Int64"})
    return Rows(frame, number, {kind: tuple(sorted(names)) for kind, names in met.items()})


def _records(found: list[Any]) -> Iterator[Any]:
    """Unpack the pages of zoeken and the lists of vestigingen; "nobody" is an answer without records."""
    for asked in found:
        item = answer_of(asked)
        if item is not asked and code_of(item) == _NOBODY:
            continue
        pages = [item[key] for key in _LISTS if isinstance(item, dict) and isinstance(item.get(key), list)]
        if pages:
            yield from pages[0]
        else:
            yield item


def answer_of(record: object) -> Any:  # noqa: ANN401 - JSON holds anything
    """Return the answer of a record that holds question and answer, else the record itself."""
    return record["antwoord"] if isinstance(record, dict) and record.keys() >= _ASKED else record


def code_of(record: object) -> str | None:
    """Return the code of an error answer; None if it is none."""
    return _text(_fault(record).get("code"))


def _fault(record: object) -> Record:
    """Return the first error of an error answer."""
    first = record.get("fout") if isinstance(record, dict) else None
    return first[0] if isinstance(first, list) and first and isinstance(first[0], dict) else {}


def _shape(record: object) -> tuple[str, Callable[[Record], dict[str, object]]] | None:
    """Kind of an answer and how to flatten it; None for an error or something else."""
    if not isinstance(record, dict) or jsontext.is_error(record):
        return None
    if "vestigingsnummer" in record and "naam" not in record:
        return ("vestigingsprofiel" if "sbiActiviteiten" in record else "zoeken"), _vestiging
    if "adres" in record or "type" in record:
        return "zoeken", _result
    return ("basisprofiel", _company) if "kvkNummer" in record and "naam" in record else None


def _said(record: Record | None) -> str | None:
    """Code and description of an error answer, without the rest of it."""
    fault = _fault(record)
    return " ".join(filter(None, (_text(fault.get("code")), _text(fault.get("omschrijving"))))) or None


def _vestiging(record: Record) -> dict[str, object]:
    addresses = _dicts(record.get("adressen"))
    shielded = _shielded([record, *(_visiting(addresses) or addresses)])
    return {
        "kvknummer": _text(record.get("kvkNummer")),
        "vestigingsnummer": _text(record.get("vestigingsnummer")),
        "handelsnaam": _text(record.get("eersteHandelsnaam")) or _text(record.get("statutaireNaam")),
        "handelsnamen": _names(record),
        "sbi_codes": _sbi(record),
        **_dates(record),
        "werkzame_personen": _text(record.get("totaalWerkzamePersonen")),
        **_address(_visiting(addresses), shielded=shielded),
    }


def _company(record: Record) -> dict[str, object]:
    embedded = _dict(record.get("_embedded"))
    owner, main = _dict(embedded.get("eigenaar")), _dict(embedded.get("hoofdvestiging"))
    legal_form = _text(owner.get("rechtsvorm"))
    # Without a hoofdvestiging the address stands with the owner. Of a legal person that is its own
    # address; of a sole trader it could be a home, so it is not read.
    person = legal_form is None or "eenmanszaak" in legal_form.casefold()
    place = main or ({} if person else {"adressen": owner.get("adressen")})
    addresses = _dicts(place.get("adressen"))
    return {
        "kvknummer": _text(record.get("kvkNummer")),
        "vestigingsnummer": _text(main.get("vestigingsnummer")),
        "handelsnaam": _text(main.get("eersteHandelsnaam")) or _text(record.get("naam")),
        "handelsnamen": _names(main) or _names(record),
        "rechtsvorm": legal_form,
        "sbi_codes": _sbi(main) or _sbi(record),
        **{key: value or _dates(record)[key] for key, value in _dates(main).items()},
        "werkzame_personen": _text(main.get("totaalWerkzamePersonen")),
        **_address(_visiting(addresses), shielded=_shielded(_visiting(addresses) or addresses)),
    }


def _result(record: Record) -> dict[str, object]:
    address = _dict(record.get("adres"))
    home, abroad = _dict(address.get("binnenlandsAdres")), _dict(address.get("buitenlandsAdres"))
    places = [home] if home.get("type") == "bezoekadres" else []
    if not home and abroad:
        places = [{"land": _text(abroad.get("land")) or "buitenland"}]
    return {
        "kvknummer": _text(record.get("kvkNummer")),
        "vestigingsnummer": _text(record.get("vestigingsnummer")),
        "handelsnaam": _text(record.get("naam")),
        **_address(places, shielded=_shielded([home])),
    }


def _address(places: list[Record], *, shielded: bool) -> dict[str, object]:
    """Fields of the visiting address; a shielded one is not read at all."""
    place = places[0] if places and not shielded else {}
    geo = _dict(place.get("geoData"))
    return {
        "indicatie_afgeschermd": "ja" if shielded else "nee",
        "straatnaam": _text(place.get("straatnaam")),
        "huisnummer": _text(place.get("huisnummer")),
        "huisletter": _text(place.get("huisletter")),
        "toevoeging": _text(place.get("huisnummerToevoeging")),
        "postcode": _text(place.get("postcode")),
        "plaats": _text(place.get("plaats")),
        "land": _text(place.get("land")),
        **{column: _text(geo.get(key)) for column, key in _GEO.items()},
    }


def _visiting(addresses: list[Record]) -> list[Record]:
    return [address for address in addresses if address.get("type") == "bezoekadres"]


def _shielded(places: list[Record]) -> bool:
    return any(str(place.get(key)).casefold() in {"ja", "true"} for place in places for key in _SHIELD_KEYS)


def _dates(record: Record) -> dict[str, str | None]:
    register = _dict(record.get("materieleRegistratie"))
    return {
        "datum_aanvang": _text(register.get("datumAanvang")),
        "datum_einde": _text(register.get("datumEinde")),
    }


def _names(record: Record) -> str | None:
    found = _dicts(record.get("handelsnamen"))
    ordered = sorted(found, key=lambda item: item["volgorde"] if isinstance(item.get("volgorde"), int) else 0)
    names = [name.replace("|", "/") for item in ordered if (name := _text(item.get("naam")))]
    return "|".join(dict.fromkeys(names)) or None


def _sbi(record: Record) -> str | None:
    """SBI codes, main activity first; an unnamed main activity stays open (an empty first code)."""
    found = [(_text(item.get("sbiCode")), item) for item in _dicts(record.get("sbiActiviteiten"))]
    codes = [(code, item.get("indHoofdactiviteit") == "Ja") for code, item in found if code]
    main = [code for code, is_main in codes if is_main]
    open_main = [""] if len(codes) > 1 and not main else []
    return ",".join([*open_main, *main, *(code for code, is_main in codes if not is_main)]) or None


def _text(value: object) -> str | None:
    found = jsontext.text_of(value)
    return (found.strip() or None) if found else None


def _dict(value: object) -> Record:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[Record]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
