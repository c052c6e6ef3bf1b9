"""Writes the BAG as the Kadaster delivers it: BAG 2.0 Extract, one zip per municipality, with history.

The form follows Kadaster's schema v20200601 (extract-deelbestand-lvc 2.1.0), as seen in a real extract.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from theseus.demo.parks import Municipality
    from theseus.demo.places import Street, Unit

_SCHEMAS = {
    "Objecten": "www.kadaster.nl/schemas/lvbag/imbag/objecten/v20200601",
    "Objecten-ref": "www.kadaster.nl/schemas/lvbag/imbag/objecten-ref/v20200601",
    "Historie": "www.kadaster.nl/schemas/lvbag/imbag/historie/v20200601",
    "gml": "http://www.opengis.net/gml/3.2",
    "selecties-extract": "http://www.kadaster.nl/schemas/lvbag/extract-selecties/v20200601",
    "sl-bag-extract": "http://www.kadaster.nl/schemas/lvbag/extract-deelbestand-lvc/v20200601",
    "sl": "http://www.kadaster.nl/schemas/standlevering-generiek/1.0",
}
_CRS = "urn:ogc:def:crs:EPSG::28992"
Corner = tuple[float, float]
FIRST_DAY = dt.date(2011, 3, 1)  # from when the oldest versions are valid


@dataclass(frozen=True)
class Period:
    """The validity of one version (voorkomen) of an object; ``end`` is None for the valid one."""

    number: int = 1
    begin: dt.date = FIRST_DAY
    end: dt.date | None = None


SINCE_START = Period()


def document(kind: str, municipality: Municipality, day: dt.date, objects: Iterable[str]) -> bytes:
    """One XML file of an extract.

    Parameters
    ----------
    kind
        WPL, OPR, NUM, VBO or PND.
    day
        Reference day of the extract.
    objects
        The objects, as the functions below make them.
    """
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SCHEMAS.items())
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<sl-bag-extract:bagStand {spaces}>'
        "<sl-bag-extract:bagInfo><selecties-extract:Gebied-Registratief><selecties-extract:Gebied-GEM>"
        "<selecties-extract:GemeenteCollectie><selecties-extract:Gemeente>"
        f"<selecties-extract:GemeenteIdentificatie>{municipality.code}</selecties-extract:GemeenteIdentificatie>"
        "</selecties-extract:Gemeente></selecties-extract:GemeenteCollectie></selecties-extract:Gebied-GEM>"
        "</selecties-extract:Gebied-Registratief><selecties-extract:LVC-Extract>"
        f"<selecties-extract:StandTechnischeDatum>{day}</selecties-extract:StandTechnischeDatum>"
        "</selecties-extract:LVC-Extract></sl-bag-extract:bagInfo><sl:standBestand><sl:dataset>LVBAG</sl:dataset>"
        "<sl:inhoud><sl:gebied>GEMEENTE</sl:gebied><sl:leveringsId>0000000001</sl:leveringsId>"
        f"<sl:objectTypen><sl:objectType>{kind}</sl:objectType></sl:objectTypen></sl:inhoud>\n"
    )
    stands = (
        f"<sl:stand><sl-bag-extract:bagObject>{item}</sl-bag-extract:bagObject></sl:stand>\n"
        for item in objects
    )
    return (head + "".join(stands) + "</sl:standBestand></sl-bag-extract:bagStand>\n").encode()


def woonplaats(municipality: Municipality) -> str:
    """The one woonplaats of a municipality."""
    drawn = _polygon(list(municipality.shape.exterior.coords), f"WPL_{municipality.woonplaats_id}", 2)
    return _object(
        "Woonplaats",
        _key("Woonplaats", municipality.woonplaats_id),
        _field("naam", municipality.name),
        f"<Objecten:geometrie><Objecten:vlak>{drawn}</Objecten:vlak></Objecten:geometrie>",
        _document("Woonplaats aangewezen", SINCE_START),
        _version(SINCE_START),
    )


def openbare_ruimte(street: Street) -> str:
    """A street."""
    return _object(
        "OpenbareRuimte",
        _key("Openbareruimte", street.opr_id),
        _field("naam", street.name),
        _field("type", "Weg"),
        _document("Naamgeving uitgegeven", SINCE_START),
        _reference("ligtIn", "WoonplaatsRef", "Woonplaats", street.municipality.woonplaats_id),
        _version(SINCE_START),
    )


def nummeraanduiding(unit: Unit, status: str = "Naamgeving uitgegeven", period: Period = SINCE_START) -> str:
    """The address of a unit."""
    address = unit.address
    return _object(
        "Nummeraanduiding",
        _key("Nummeraanduiding", unit.num_id),
        _field("huisnummer", address.number),
        _field("huisletter", address.letter) if address.letter else "",
        _field("huisnummertoevoeging", address.addition) if address.addition else "",
        _field("postcode", address.postcode),
        _field("typeAdresseerbaarObject", "Verblijfsobject"),
        _document(status, period),
        _version(period),
        _reference("ligtAan", "OpenbareRuimteRef", "Openbareruimte", address.street.opr_id),
    )


def verblijfsobject(
    unit: Unit, status: str = "Verblijfsobject in gebruik", period: Period = SINCE_START
) -> str:
    """A unit."""
    return _object(
        "Verblijfsobject",
        _reference("heeftAlsHoofdadres", "NummeraanduidingRef", "Nummeraanduiding", unit.num_id),
        _version(period),
        _key("Verblijfsobject", unit.vbo_id),
        f'<Objecten:geometrie><Objecten:punt><gml:Point srsName="{_CRS}" srsDimension="3" '
        f'gml:id="VBO_{unit.vbo_id}_{period.number}"><gml:pos>{unit.x} {unit.y} 0.0</gml:pos></gml:Point>'
        "</Objecten:punt></Objecten:geometrie>",
        *(_field("gebruiksdoel", doel) for doel in unit.doelen),
        _field("oppervlakte", unit.floor_area_m2),
        _document(status, period),
        "".join(_reference("maaktDeelUitVan", "PandRef", "Pand", pand) for pand in unit.pand_ids),
    )


def pand(
    pand_id: str,
    corners: Sequence[Corner],
    bouwjaar: int,
    status: str = "Pand in gebruik",
    period: Period = SINCE_START,
) -> str:
    """A building with its outline, a closed ring of corners."""
    return _object(
        "Pand",
        _key("Pand", pand_id),
        f"<Objecten:geometrie>{_polygon(corners, f'PND_{pand_id}_{period.number}', 3)}</Objecten:geometrie>",
        _field("oorspronkelijkBouwjaar", bouwjaar),
        _document(status, period),
        _version(period),
    )


def _object(kind: str, *parts: str) -> str:
    return f"<Objecten:{kind}>{''.join(parts)}</Objecten:{kind}>"


def _key(domain: str, key: str) -> str:
    return f'<Objecten:identificatie domein="NL.IMBAG.{domain}">{key}</Objecten:identificatie>'


def _field(name: str, value: object) -> str:
    return f"<Objecten:{name}>{escape(str(value))}</Objecten:{name}>"


def _reference(role: str, target: str, domain: str, key: str) -> str:
    inner = f'<Objecten-ref:{target} domein="NL.IMBAG.{domain}">{key}</Objecten-ref:{target}>'
    return f"<Objecten:{role}>{inner}</Objecten:{role}>"


def _document(status: str, period: Period) -> str:
    """Status and source document."""
    return (
        _field("status", status)
        + _field("geconstateerd", "N")
        + _field("documentdatum", period.begin)
        + _field("documentnummer", f"VOORBEELD-{period.begin.year}")
    )


def _version(period: Period) -> str:
    """The validity of this version; a closed one also ended in the register."""
    end = f"<Historie:eindGeldigheid>{period.end}</Historie:eindGeldigheid>" if period.end else ""
    closed = f"<Historie:eindRegistratie>{period.end}T09:00:00.000</Historie:eindRegistratie>" if end else ""
    return (
        "<Objecten:voorkomen><Historie:Voorkomen>"
        f"<Historie:voorkomenidentificatie>{period.number}</Historie:voorkomenidentificatie>"
        f"<Historie:beginGeldigheid>{period.begin}</Historie:beginGeldigheid>{end}"
        f"<Historie:tijdstipRegistratie>{period.begin}T09:00:00.000</Historie:tijdstipRegistratie>{closed}"
        "</Historie:Voorkomen></Objecten:voorkomen>"
    )


def _polygon(corners: Sequence[Corner], gml_id: str, dimension: int) -> str:
    height = " 0.0" if dimension == 3 else ""  # noqa: PLR2004 - panden carry a height of 0
    text = " ".join(f"{x:.3f} {y:.3f}{height}" for x, y in corners)
    return (
        f'<gml:Polygon srsName="{_CRS}" srsDimension="{dimension}" gml:id="{gml_id}"><gml:exterior>'
        f'<gml:LinearRing><gml:posList count="{len(corners)}">{text}</gml:posList></gml:LinearRing>'
        "</gml:exterior></gml:Polygon>"
    )
