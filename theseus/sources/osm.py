"""OpenStreetMap: areas of industry, commerce and retail as parks, and the businesses somebody mapped.

Of a business only its name, its kind and its address are read; never its telephone, website, opening
hours, operator or kitchen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from theseus.contracts import POI, TERREIN
from theseus.sources import address, vector
from theseus.sources.delivery import SHOWN, Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.osm_elements import data_day, read_elements
from theseus.sources.osm_tags import PARK_LANDUSE, activity_of, business_tag
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile
    from theseus.sources.geometry import Layer

# What is read of an object: our name and the tag.
READ = {
    "name": "name",
    "landuse": "landuse",
    "straat": "addr:street",
    "huisnummer": "addr:housenumber",
    "postcode": "addr:postcode",
    "woonplaats": "addr:city",
    "country": "addr:country",
}
_PARK, _BUSINESS, _OTHER = "terrein", "poi", "other"


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:  # noqa: ARG001 - every reader takes it
    """Read parks and businesses from Overpass JSON or GeoJSON.

    An object that lies on the edge of two deliveries comes with both, and counts once.

    Raises
    ------
    SourceError
        If a file is neither, has coordinates that do not fit, or holds a query that Overpass broke off.
    """
    quarantine = Quarantine(card.id)
    frames = []
    for file in files:
        layer = read_elements(file.path)
        frames.append(_rows(layer, data_day(layer.document, file.delivered_on)))
    rows = pd.concat(frames, ignore_index=True) if frames else _rows_of_nothing()
    sieve = Sieve(rows, quarantine, "record_id")
    vector.check_records(sieve, READ)
    sieve.set_aside(sieve.rows["kind"] == _OTHER, OutOfScope.OTHER_OBJECT, "tag")
    sieve.set_aside(sieve.rows["record_id"].isna(), Defect.MISSING_KEY)
    foreign = ~sieve.rows["country"].str.upper().isin(["NL"]) & sieve.rows["country"].notna()
    sieve.set_aside(foreign, OutOfScope.FOREIGN_ADDRESS, "country")
    nameless = (sieve.rows["kind"] == _BUSINESS) & sieve.rows["name"].isna()
    sieve.set_aside(nameless, OutOfScope.NO_NAME, "tag")
    vector.check_places(sieve)
    merged = _merge(sieve)
    sieve.check_first()
    parks = _parks(sieve.rows[sieve.rows["kind"] == _PARK], quarantine)
    businesses = _businesses(sieve.rows[sieve.rows["kind"] == _BUSINESS])
    tables = {
        "terrein": conform(parks.assign(source=card.id), TERREIN),
        "poi": conform(businesses.assign(source=card.id), POI),
    }
    return Delivery(tables, quarantine.table(), rows_read=len(rows), rows_merged=merged)


def _merge(sieve: Sieve) -> int:
    """Keep the first of objects that came in several files; return how many that leaves out."""
    rows = sieve.rows
    first = rows.groupby("record_id")["file"].transform("first")
    again = (rows["record_id"].duplicated() & (rows["file"] != first)).astype(bool)
    sieve.rows = rows[~again]
    return int(again.sum())


def _rows(layer: Layer, day: dt.date) -> pd.DataFrame:
    judged = [_judge(tags) for tags in layer.records]
    texts = {
        ours: address.text(pd.Series([tags.get(theirs) for tags in layer.records], dtype=object))
        for ours, theirs in READ.items()
    }
    place = vector.places(layer, day) | {
        "record_id": ("osm-" + pd.Series(layer.ids, dtype="string")).str.slice(0, SHOWN),
        "kind": pd.Series([kind for kind, _ in judged], dtype="string"),
        "tag": pd.Series([tag for _, tag in judged], dtype="string").str.slice(0, SHOWN),
    }
    return pd.DataFrame(texts | place, index=range(len(layer.records)))


def _rows_of_nothing() -> pd.DataFrame:
    names = ["file", "row", "observed_on", "flaw", "geometry"]
    return pd.DataFrame(columns=names).assign(
        **{name: pd.Series(dtype="string") for name in (*READ, "record_id", "kind", "tag")}
    )


def _judge(tags: Mapping[str, Any]) -> tuple[str, str | None]:
    """What an object is for us, and by which tag.

    Both a land use and a business: with a name and a shop, craft or office it is the business that
    somebody drew with its yard; `industrial=…` on a land use only tells more of the park.
    """
    tag = business_tag(tags)
    landuse = str(tags.get("landuse"))
    if landuse in PARK_LANDUSE and not (tag and tags.get("name") and not tag.startswith("industrial=")):
        return _PARK, f"landuse={landuse}"
    return (_BUSINESS, tag) if tag else (_OTHER, None)


def _parks(rows: pd.DataFrame, quarantine: Quarantine) -> pd.DataFrame:
    """Parks with an area; a land use on a point or an open line is no park."""
    sieve = Sieve(rows.assign(geometry=_closed(rows["geometry"])), quarantine, "record_id")
    vector.check_areas(sieve)
    unnamed = "Naamloos (" + sieve.rows["landuse"] + ")"
    return sieve.rows.assign(
        terrein_id=sieve.rows["record_id"],
        name=sieve.rows["name"].fillna(unnamed),
        type_code=sieve.rows["landuse"],
    )


def _closed(shapes: pd.Series) -> pd.Series:
    """Turn closed lines into the areas they enclose."""
    lines = shapes.map(lambda shape: shape.geom_type == "LineString" and shape.is_ring).astype(bool)
    return shapes.mask(lines, shapes[lines].map(shapely.build_area))


def _businesses(rows: pd.DataFrame) -> pd.DataFrame:
    shapes = shapely.point_on_surface(rows["geometry"].to_numpy(dtype=object))
    number = address.house_number(rows["huisnummer"].str.split("[;,]", regex=True).str[0])
    return rows.assign(
        geometry=pd.Series(list(shapes), index=rows.index, dtype=object),
        activity=rows["tag"].map(activity_of).astype("string"),
        postcode=address.postcode(rows["postcode"]),
        **number,
    )
