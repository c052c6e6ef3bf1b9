"""Pages of the two BAG services of PDOK (GeoJSON): what each holds, as rows by our names.

The OGC API keeps addresses in a collection of their own and refers from a verblijfsobject to its panden
by the id of their features; the WFS writes main address and key of the pand in the row of the object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from theseus.errors import SourceError
from theseus.sources import address, vector
from theseus.sources.geometry import read_layer
from theseus.sources.jsontext import text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.delivery import RawFile
    from theseus.sources.geometry import Layer

PAND, UNIT, FLAT_UNIT, ADDRESS = "pand", "verblijfsobject", "verblijfsobject_wfs", "adres"

# Per kind of page: our column, and the field of the service. Main address and key of the pand stand in
# the row of the WFS only; the references of the OGC API are to features, not to keys of the BAG.
FIELDS = {
    PAND: {
        "identificatie": "identificatie",
        "status": "status",
        "bouwjaar": "bouwjaar",
        "units": "aantal_verblijfsobjecten",
    },
    UNIT: {
        "identificatie": "identificatie",
        "status": "status",
        "gebruiksdoel": "gebruiksdoel",
        "oppervlakte": "oppervlakte",
        "hoofdadres": "hoofdadres_identificatie",
        "pand_features": "pand.href",
    },
    FLAT_UNIT: {
        "identificatie": "identificatie",
        "status": "status",
        "gebruiksdoel": "gebruiksdoel",
        "oppervlakte": "oppervlakte",
        "pandidentificatie": "pandidentificatie",
        "straat": "openbare_ruimte",
        "huisnummer": "huisnummer",
        "huisletter": "huisletter",
        "toevoeging": "toevoeging",
        "postcode": "postcode",
        "woonplaats": "woonplaats",
    },
    ADDRESS: {
        "identificatie": "identificatie",
        "status": "status",
        "vbo_id_bag": "adresseerbaar_object_identificatie",
        "object_type": "adresseerbaar_object_type",
        "straat": "openbare_ruimte_naam",
        "huisnummer": "huisnummer",
        "huisletter": "huisletter",
        "toevoeging": "toevoeging",
        "postcode": "postcode",
        "woonplaats": "woonplaats_naam",
    },
}
_LISTS = ("gebruiksdoel", "pandidentificatie")
_COUNTS = ("bouwjaar", "units", "oppervlakte", "huisnummer")
_OF_WFS = {"pandidentificatie", "openbare_ruimte"}  # names of fields that only its verblijfsobjecten have
_COLLECTION = re.compile(r"/collections/([a-z]+)/items")
_FEATURE = re.compile(r"/items/([0-9A-Za-z-]+)")
_PLACE = ("feature", "file", "row", "observed_on", "flaw", "geometry")


@dataclass(frozen=True)
class Pages:
    """The pages of a delivery, put together per kind.

    Attributes
    ----------
    rows
        Per kind that was delivered: the columns of ``FIELDS`` as text, ``feature`` (the id the service
        gives it), ``file``, ``row``, ``observed_on``, ``flaw`` and ``geometry`` (RD New). Each object once.
    columns
        Field names met per kind, for the check at the door: a field we read counts only if every page
        with records has it.
    read, merged
        Records in the files, and how many of them were of an object met before.
    """

    rows: dict[str, pd.DataFrame]
    columns: dict[str, tuple[str, ...]]
    read: int
    merged: int

    def of(self, kind: str) -> pd.DataFrame:
        """Rows of a kind; none if it was not delivered."""
        if kind in self.rows:
            return self.rows[kind]
        empty = pd.DataFrame(columns=[*FIELDS[kind], *_PLACE])
        return empty.astype(dict.fromkeys(FIELDS[kind], "string"))


def read_pages(files: Sequence[RawFile]) -> Pages:
    """Read all pages of a delivery.

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or does not tell what it holds; if pages
        of the two services are mixed; or if one service left out a kind of object.
    """
    frames: dict[str, list[pd.DataFrame]] = {}
    met: dict[str, list[set[str]]] = {}
    for file in files:
        layer = read_layer(file.path)
        kind = _kind(layer)
        frames.setdefault(kind, []).append(_rows(layer, kind, file.delivered_on))
        met.setdefault(kind, []).extend([set(layer.columns)] if layer.columns else [])
    _require_whole(frames)
    stacked = {kind: pd.concat(parts, ignore_index=True) for kind, parts in frames.items()}
    once = {kind: _once(rows) for kind, rows in stacked.items()}
    read = sum(map(len, stacked.values()))
    columns = {kind: _columns(kind, names) for kind, names in met.items() if names}
    return Pages(once, columns, read, read - sum(map(len, once.values())))


def _kind(layer: Layer) -> str:
    """What a page holds: its link to itself tells it, the ids of its features, its name, or its file name."""
    first = next((item for item in layer.ids if isinstance(item, str)), "")
    told = (_collection(layer.document), first.partition(".")[0], layer.document.get("name"), layer.file)
    for name in told:
        found = re.match("pand|verblijfsobject|adres", str(name).lower().removeprefix("bag:"))
        if found:
            flat = found[0] == UNIT and bool(_OF_WFS.intersection(layer.columns))
            return FLAT_UNIT if flat else found[0]
    raise SourceError(
        f"{layer.file}: niet te zien welke BAG-objecten dit zijn. "
        "Begin de naam van het bestand met pand, verblijfsobject of adres."
    )


def _collection(document: dict[str, Any]) -> str:
    links = document.get("links")
    own = [item for item in (links if isinstance(links, list) else []) if isinstance(item, dict)]
    found = _COLLECTION.search(next((str(item.get("href")) for item in own if item.get("rel") == "self"), ""))
    return found[1] if found else ""


def _rows(layer: Layer, kind: str, day: dt.date) -> pd.DataFrame:
    texts = {
        ours: _column(ours, [_text(record.get(field)) for record in layer.records])
        for ours, field in FIELDS[kind].items()
    }
    ids = pd.Series([text_of(item) for item in layer.ids], dtype="string")
    return pd.DataFrame(texts | {"feature": ids} | vector.places(layer, day), index=range(len(layer.records)))


def _column(name: str, values: list[str | None]) -> pd.Series:
    """A column as clean text: counts without ".0", lists without spaces, references as ids of features."""
    text = address.text(pd.Series(values, dtype="string"))
    if name == "pand_features":
        return address.text(text.str.findall(_FEATURE).str.join(","))
    if name in _LISTS:
        return text.str.replace(r"\s*,\s*", ",", regex=True)
    return text.str.removesuffix(".0") if name in _COUNTS else text


def _text(value: object) -> str | None:
    """Text of a field; a list of texts is joined with commas."""
    if isinstance(value, list):
        return ",".join(text for item in value if (text := text_of(item)) is not None)
    return text_of(value)


def _columns(kind: str, names: list[set[str]]) -> tuple[str, ...]:
    known = set(FIELDS[kind].values())
    return tuple(sorted(set.intersection(*names) | (set.union(*names) - known)))


def _require_whole(frames: dict[str, list[pd.DataFrame]]) -> None:
    """Refuse a delivery of which a part is missing: a pand without its objects would look deserted."""
    if FLAT_UNIT in frames and (ADDRESS in frames or UNIT in frames):
        raise SourceError(
            "BAG: de levering mengt bladzijden van twee diensten (OGC API en WFS). Haal de BAG opnieuw op."
        )
    needed = {PAND, FLAT_UNIT} if FLAT_UNIT in frames else {PAND, UNIT, ADDRESS}
    missing = sorted(needed - set(frames))
    if frames and missing:
        kind = missing[0].removesuffix("_wfs")
        raise SourceError(f"BAG: de levering heeft geen bladzijden met {kind}. Haal de BAG opnieuw op.")


def references(features: pd.Series, panden: pd.DataFrame) -> pd.Series:
    """Keys of the panden that verblijfsobjecten refer to by the id of their feature.

    Parameters
    ----------
    features
        Ids of features, comma-joined.
    panden
        Rows of panden, with ``feature`` and ``identificatie``.

    Returns
    -------
    Keys, comma-joined, in the order of the references; NA where none of the panden was delivered. A pand
    that was not delivered is left out where another one was: it lies outside the area asked for.
    """
    known = panden.dropna(subset=["feature", "identificatie"]).drop_duplicates("feature")
    keys = features.str.split(",").explode().map(known.set_index("feature")["identificatie"]).dropna()
    joined = keys.groupby(level=0).agg(lambda found: ",".join(dict.fromkeys(found)))
    return joined.reindex(features.index).astype("string")


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the first row of an object that was met more often (on two boxes, or once per pand).

    It gets the panden of all its rows.
    """
    again = rows["identificatie"].notna() & rows.duplicated("identificatie")
    if not again.any():
        return rows
    kept = rows[~again].copy()
    if "pandidentificatie" in rows:
        several = rows[rows["identificatie"].isin(rows.loc[again, "identificatie"])].dropna(
            subset=["identificatie", "pandidentificatie"]
        )
        joined = several.groupby("identificatie")["pandidentificatie"].agg(_distinct)
        kept["pandidentificatie"] = (
            kept["identificatie"].map(joined).astype("string").fillna(kept["pandidentificatie"])
        )
    return kept.reset_index(drop=True)


def _distinct(lists: pd.Series) -> str:
    return ",".join(dict.fromkeys(key for keys in lists for key in keys.split(",")))
