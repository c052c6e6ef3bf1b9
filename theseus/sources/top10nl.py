"""Business parks of TOP10NL: its functional areas (functionele gebieden) of type bedrijventerrein.

Read from the GML of the Kadaster, the GeoPackage of PDOK and pages of its OGC API. The areas are drawn
for a map on scale 1:10,000 and mostly have no name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from theseus.contracts import TERREIN
from theseus.errors import SourceError
from theseus.sources import geometry, naming, top10nl_gml, vector
from theseus.sources.delivery import Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile
    from theseus.sources.geometry import Layer

ALIASES: naming.Aliases = {
    "local_id": ("lokaalid", "lokaal_id", "identificatie"),
    "kind": ("typefunctioneelgebied", "type_functioneel_gebied"),
    "name": ("naamnl", "naam_nl"),
    "frisian": ("naamfries", "naam_fries"),
    "ended": ("objecteindtijd", "object_eind_tijd"),
}
REQUIRED = ("local_id", "kind")

PARK = "bedrijventerrein"
NAMELESS = "Naamloos (TOP10NL)"
_ID = r"[0-9A-Za-z][0-9A-Za-z_-]{0,59}"
_NAMESPACE = r"^NL\.TOP10NL\."
_LAYER = re.compile(r"functioneel_?gebied_(?:multi)?vlak$", re.IGNORECASE)
_GML = (".gml", ".xml")


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read the parks of TOP10NL; an area met in two boxes, or in parts, is one park.

    Parameters
    ----------
    as_of
        An area that had ended on this day is out of scope.

    Raises
    ------
    SourceError
        If a file is unreadable, has coordinates that do not fit, or lacks the key or the type.
    """
    quarantine = Quarantine(card.id)
    layers = ((layer, file.delivered_on) for file in files for layer in _layers(file.path))
    rows, met = vector.rows_of(layers, ALIASES, REQUIRED)
    rows["record_id"] = rows["record_id"].str.replace(_NAMESPACE, "", regex=True)
    sieve = Sieve(rows, quarantine, "record_id")
    vector.check_records(sieve, ALIASES)
    sieve.set_aside(sieve.rows["kind"] != PARK, OutOfScope.OTHER_OBJECT, "kind")
    sieve.check_present("kind")
    sieve.check_key(_ID)
    ended = sieve.rows["ended"].str.slice(0, 10) <= as_of.isoformat()
    sieve.set_aside(ended, OutOfScope.NOT_CURRENT, "ended")
    vector.check_places(sieve)
    drawn = shapely.get_dimensions(sieve.rows["geometry"].to_numpy(dtype=object)) == 2  # noqa: PLR2004 - an area
    sieve.set_aside(sieve.rows["kind"].notna() & ~drawn, OutOfScope.OTHER_OBJECT, "geometry")
    vector.check_areas(sieve)
    name = naming.repair(sieve.rows["name"].fillna(sieve.rows["frisian"])).fillna(NAMELESS)
    parks, merged = vector.dissolve(sieve.rows.assign(name=name))
    table = parks.assign(source=card.id, terrein_id="top10nl-" + parks["record_id"], type_code=PARK)
    return Delivery(
        {"terrein": conform(table, TERREIN)},
        quarantine.table(),
        rows_read=len(rows),
        rows_merged=merged,
        columns={"terrein": met} if met else {},
    )


def _layers(path: Path) -> Iterator[Layer]:
    """The layers of a file that hold functional areas as shapes."""
    if path.suffix.lower() in _GML:
        yield top10nl_gml.read_gml(path)
    elif path.suffix.lower() == ".gpkg":
        names = [name for name in geometry.geopackage_layers(path) if _LAYER.search(name)]
        if not names:
            raise SourceError(
                f"{path.name}: geen laag functioneel_gebied_vlak gevonden. Kies de GeoPackage van TOP10NL."
            )
        yield from (geometry.read_geopackage(path, name) for name in names)
    else:
        yield geometry.read_layer(path)
