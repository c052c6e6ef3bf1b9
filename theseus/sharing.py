"""From a published run to what goes beside the analysts' map: a public map, and a GeoPackage for QGIS."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
from shapely import make_valid
from shapely.geometry import Polygon

from theseus import rosters
from theseus.draw.public import counts, page
from theseus.errors import TheseusError
from theseus.export import published
from theseus.model import Freshness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Inspection
    from theseus.workspace import Workspace

LON_LAT = "EPSG:4326"
FEWEST_CORNERS = 3


def public_map(workspace: Workspace, run: Run) -> Path:
    """Draw the public map of a run to ``maps/<region>-openbaar.html``."""
    region = workspace.region
    parks = run.table("chosen_terrein")
    path = workspace.maps / f"{rosters.slug(region.name)}-openbaar.html"
    labels = run.table("label")[["occupancy_id", "label"]]
    where = run.table("occupancy")[["occupancy_id", "terrein_id"]].merge(labels, on="occupancy_id")
    counted = counts.count(list(parks["terrein_id"]), where)
    data = page.PublicMap(
        region_name=region.name,
        as_of=run.as_of,
        parks=parks[["terrein_id", "name", "geometry"]],
        published=counts.publish(counted, region.map.public_k),
        places=_places(region, parks),
        municipalities=_borders(run),
        sources=tuple(
            f"{item.title} ({item.delivered_on:%d-%m-%Y})"
            for item in rosters.sources(run)
            if item.delivered_on and item.freshness is not Freshness.ABSENT
        ),
        contacts=_contacts(region),
    )
    page.write(path, data)
    return path


def geopackage(
    workspace: Workspace, run: Run, inspections: Sequence[Inspection], area: Polygon | None = None
) -> Path:
    """Write labels, parks and planned visits to ``maps/<region>.gpkg``, shown in QGIS as on the map.

    Parameters
    ----------
    area
        Degrees, longitude first. With one the file is ``maps/<region>-gebied.gpkg``, and holds only the
        occupancies in it, their parks and their visits.

    Raises
    ------
    TheseusError
        If no occupancy lies in the area.
    """
    tables = run.tables("occupancy", "label", "open_question", "chosen_terrein")
    name = rosters.slug(workspace.region.name)
    if area is not None:
        name = f"{name}-gebied"
        tables, inspections = _within(area, tables, inspections)
    path = workspace.maps / f"{name}.gpkg"
    published.write(path, tables, inspections, rosters.names(workspace.region))
    return path


def area_of(address: str) -> Polygon:
    """Read the area that somebody drew on the map from the address of the page.

    Raises
    ------
    TheseusError
        If there is no area in it.
    """
    corners = _corners(parse_qs(urlsplit(address).fragment).get("gebied", [""])[0])
    area = Polygon(corners) if len(corners) >= FEWEST_CORNERS else Polygon()
    if not area.area:
        raise TheseusError(
            "In dit adres staat geen gebied. Teken op de kaart een gebied, en kopieer dan het hele adres van "
            "de pagina, tussen aanhalingstekens."
        )
    return area


def _corners(told: str) -> list[tuple[float, float]]:
    """Read places as the map writes them (``51.98 6.01,…``), longitude first; none if one is no place."""
    try:
        found = [(float(lon), float(lat)) for lat, lon in (corner.split(" ") for corner in told.split(","))]
    except ValueError:
        return []
    return found if all(map(math.isfinite, itertools.chain.from_iterable(found))) else []


def _within(
    area: Polygon, tables: Mapping[str, pd.DataFrame], inspections: Sequence[Inspection]
) -> tuple[dict[str, pd.DataFrame], list[Inspection]]:
    """Keep the occupancies in an area, with their parks and visits."""
    uses = gpd.GeoDataFrame(tables["occupancy"])
    inside = uses[uses.geometry.to_crs(LON_LAT).within(make_valid(area)).to_numpy(dtype=bool)]
    if inside.empty:
        raise TheseusError("In dit gebied ligt geen enkel gebruik van een adres op een bedrijventerrein.")
    here = set(inside["occupancy_id"])
    parks = tables["chosen_terrein"]
    kept = {"occupancy": inside, "chosen_terrein": parks[parks["terrein_id"].isin(set(inside["terrein_id"]))]}
    visits = [
        replace(one, visits=tuple(visit for visit in one.visits if visit.occupancy_id in here))
        for one in inspections
    ]
    return {**tables, **kept}, visits


def _places(region: Region, parks: gpd.GeoDataFrame) -> dict[str, str]:
    """Name the municipality that most of each park lies in."""
    names = rosters.names(region)
    first = parks["municipality_codes"].fillna("").str.split(",").str[0]
    return {park: names.get(code, "") for park, code in zip(parks["terrein_id"], first, strict=True)}


def _borders(run: Run) -> gpd.GeoDataFrame | None:
    areas = run.all_records("area")
    found = areas[areas["kind"] == "gemeente"].drop_duplicates("code")
    return None if found.empty else found[["name", "geometry"]]


def _contacts(region: Region) -> tuple[tuple[str, str], ...]:
    """Where a business can ask, once for municipalities that have one desk."""
    found: dict[str, list[str]] = {}
    for municipality in region.municipalities:
        if municipality.contact:
            found.setdefault(municipality.contact, []).append(municipality.name)
    return tuple((" of ".join(names), contact) for contact, names in found.items())
