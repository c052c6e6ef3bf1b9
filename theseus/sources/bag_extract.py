"""Reader of the Kadaster's BAG 2.0 Extract: panden, verblijfsobjecten and their addresses, as on a day.

An extract holds every version (voorkomen) of every object. One version of an object counts: the active one
that is valid on the reference date (the card cites Kadaster's definitions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.errors import SourceError
from theseus.sources import bag, bag_addresses, bag_history, bag_xml
from theseus.sources.bag_shapes import from_gml
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from lxml import etree

    from theseus.sources.bag_xml import BagObject
    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_OBJECTS = bag_xml.OBJECTS
_REFERENCES = "{www.kadaster.nl/schemas/lvbag/imbag/objecten-ref/v20200601}"


def _path(*names: str) -> str:
    return "/".join(f"{_OBJECTS}{name}" for name in names)


def _reference(role: str, target: str) -> str:
    return f"{_OBJECTS}{role}/{_REFERENCES}{target}"


# Per kind of object: our column, and where its text stands in the object. Several texts are comma-joined.
FIELDS = {
    "Pand": {
        "identificatie": _path("identificatie"),
        "status": _path("status"),
        "bouwjaar": _path("oorspronkelijkBouwjaar"),
    },
    "Verblijfsobject": {
        "identificatie": _path("identificatie"),
        "status": _path("status"),
        "gebruiksdoel": _path("gebruiksdoel"),
        "oppervlakte": _path("oppervlakte"),
        "pandidentificatie": _reference("maaktDeelUitVan", "PandRef"),
        "hoofdadres": _reference("heeftAlsHoofdadres", "NummeraanduidingRef"),
        "nevenadres": _reference("heeftAlsNevenadres", "NummeraanduidingRef"),
    },
    "Nummeraanduiding": {
        "identificatie": _path("identificatie"),
        "status": _path("status"),
        "huisnummer": _path("huisnummer"),
        "huisletter": _path("huisletter"),
        "toevoeging": _path("huisnummertoevoeging"),
        "postcode": _path("postcode"),
        "typeAdresseerbaarObject": _path("typeAdresseerbaarObject"),
        "openbare_ruimte": _reference("ligtAan", "OpenbareRuimteRef"),
        "woonplaats_afwijkend": _reference("ligtIn", "WoonplaatsRef"),
    },
    "OpenbareRuimte": {
        "identificatie": _path("identificatie"),
        "status": _path("status"),
        "naam": _path("naam"),
        "woonplaats": _reference("ligtIn", "WoonplaatsRef"),
    },
    "Woonplaats": {
        "identificatie": _path("identificatie"),
        "status": _path("status"),
        "naam": _path("naam"),
    },
}
# The schema leaves an element out where it would be empty, so that its absence tells nothing.
_OPTIONAL = {
    "Verblijfsobject": {"heeftAlsNevenadres"},
    "Nummeraanduiding": {"huisletter", "huisnummertoevoeging", "postcode", "ligtIn"},
}
_PLACED = ("Pand", "Verblijfsobject")


class _Collected:
    """What a pass over the files brought: raw rows per kind, and everything else counted."""

    def __init__(self, card: Card, as_of: dt.date) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {kind: [] for kind in FIELDS}
        self.met: dict[str, set[str]] = {}
        self.quarantine = Quarantine(card.id)
        self.read = 0
        self._as_of = as_of

    def add(self, found: BagObject) -> None:
        """Take one object: as a raw row of its kind, or into quarantine."""
        self.read += 1
        space, _, kind = found.element.tag.rpartition("}")
        if kind not in FIELDS:
            return self._set_aside(found, OutOfScope.OTHER_OBJECT, None, kind)
        if f"{space}}}" != _OBJECTS:
            raise SourceError(
                f"Bestand {found.file}: {kind} staat in een ander schema dan {bag_xml.VERSION}. "
                "Kies een BAG 2.0 Extract in die versie."
            )
        self.met.setdefault(kind, set()).update(str(child.tag) for child in found.element)
        reason = bag_history.reason_against(found.element, self._as_of)
        if reason is not None:
            return self._set_aside(found, *reason)
        row = _texts(found.element, FIELDS[kind])
        if kind in _PLACED:
            row["geometrie"] = from_gml(found.element.find(f"{_OBJECTS}geometrie"))
        # A version that was valid on an earlier day is known to be true for that day, not for the extract's.
        day = min(found.stand, self._as_of)
        self.rows[kind].append(row | {"file": found.file, "row": found.row, "observed_on": day})
        return None

    def frame(self, kind: str) -> pd.DataFrame:
        """Raw rows of a kind: text as ``string``, shapes and days as they are."""
        columns = [*FIELDS[kind], *(("geometrie",) if kind in _PLACED else ()), "file", "row", "observed_on"]
        raw = pd.DataFrame(self.rows[kind], columns=columns)
        return raw.astype(dict.fromkeys(FIELDS[kind], "string"))

    def columns(self) -> dict[str, tuple[str, ...]]:
        """Field names met per kind of object; optional ones always count as met."""
        own = {kind: {tag.rpartition("}")[2] for tag in tags} for kind, tags in self.met.items()}
        return {kind: tuple(sorted(names | _OPTIONAL.get(kind, set()))) for kind, names in own.items()}

    def _set_aside(
        self, found: BagObject, why: Defect | OutOfScope, column: str | None, value: str | None
    ) -> None:
        key = found.element.findtext(_path("identificatie"))
        self.quarantine.add(
            why,
            file=found.file,
            row=found.row,
            record_id=key.strip()[:16] if key else None,
            column=column,
            value=value,
        )


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read a BAG 2.0 Extract (schema v20200601) as it stood on a day.

    Parameters
    ----------
    files
        XML files of the extract, or zips of them, also nested.
    card
        The card ``bag_extract``.
    as_of
        Reference date; may lie before or after the day of the extract.

    Returns
    -------
    Delivery
        Tables ``pand``, ``verblijfsobject`` and ``adres``. An address row is one nummeraanduiding of a
        verblijfsobject in the delivery; names of streets and towns that are not in it stay empty.

    Raises
    ------
    SourceError
        If a file cannot be read as an extract of this schema.
    """
    collected = _Collected(card, as_of)
    for found in bag_xml.objects(files):
        collected.add(found)
    quarantine = collected.quarantine
    raw_units = collected.frame("Verblijfsobject")
    units = bag.verblijfsobjecten(raw_units, quarantine)
    streets = bag_addresses.names(collected.frame("OpenbareRuimte"), quarantine, "OpenbareRuimte")
    towns = bag_addresses.names(collected.frame("Woonplaats"), quarantine, "Woonplaats")
    raw = bag_addresses.of_units(
        collected.frame("Nummeraanduiding"), raw_units, units["vbo_id_bag"], quarantine
    )
    tables = {
        "pand": bag.panden(collected.frame("Pand"), quarantine, as_of),
        "verblijfsobject": units,
        "adres": bag.adressen(bag_addresses.with_names(raw, streets, towns), quarantine),
    }
    return Delivery(
        tables, quarantine.table(), collected.read, len(streets) + len(towns), collected.columns()
    )


def _texts(element: etree._Element, fields: dict[str, str]) -> dict[str, object]:
    """The texts of an object by our column names; what is missing or blank is None."""
    return {name: _joined(node.text for node in element.iterfind(path)) for name, path in fields.items()}


def _joined(texts: Iterable[str | None]) -> str | None:
    return ",".join(text.strip() for text in texts if text and text.strip()) or None
