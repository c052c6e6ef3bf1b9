"""From a published run to what goes beside the analysts' map: a public map, and a GeoPackage for QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theseus import rosters
from theseus.draw.public import counts, page
from theseus.export import published
from theseus.model import Freshness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from theseus.config import Region
    from theseus.ledger import Run
    from theseus.model import Inspection
    from theseus.workspace import Workspace


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


def geopackage(workspace: Workspace, run: Run, inspections: Sequence[Inspection]) -> Path:
    """Write labels, parks and planned visits to ``maps/<region>.gpkg``, shown in QGIS as on the map."""
    path = workspace.maps / f"{rosters.slug(workspace.region.name)}.gpkg"
    tables = run.tables("occupancy", "label", "open_question", "chosen_terrein")
    published.write(path, tables, inspections, rosters.names(workspace.region))
    return path


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
