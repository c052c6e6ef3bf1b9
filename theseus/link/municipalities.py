"""Municipalities: in which one a park lies, by the map where we have one and else by the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

    from theseus.link.settings import LinkSettings

IGNORED_SHARE = 0.02  # of a park; less is the inaccuracy of drawn borders


def boundaries(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the newest boundary of each municipality among the records of contract ``area``."""
    found = areas[areas["kind"] == "gemeente"]
    newest = found.sort_values(
        ["code", "observed_on", "source", "record_id"], ascending=[True, False, True, True]
    )
    return newest.drop_duplicates("code").reset_index(drop=True)


def _shares(parks: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Share (0 to 1) of each park, by position, in each municipality; small shares left out."""
    shapes = np.array(parks.geometry, dtype=object)
    borders = np.array(municipalities.geometry, dtype=object)
    park, border = shapely.STRtree(borders).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[park], borders[border]))
    share = common / np.maximum(shapely.area(shapes[park]), 1e-9)
    table = pd.DataFrame({"park": park, "code": municipalities["code"].to_numpy()[border], "share": share})
    table = table[table["share"] >= IGNORED_SHARE]
    return table.sort_values(["park", "share", "code"], ascending=[True, False, True], ignore_index=True)


def in_region(
    drawings: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame, settings: LinkSettings
) -> pd.Series:
    """Tell which park drawings lie, at least in part, in the region.

    The map decides for municipalities whose boundary we have; for the others what the source says.
    A drawing of which nobody says where it lies is kept.
    """
    ours = set(settings.municipality_codes)
    unmapped = ours - set(municipalities["code"])
    shares = _shares(drawings, municipalities)
    mapped = pd.Series(range(len(drawings)), index=drawings.index).isin(
        shares.loc[shares["code"].isin(ours), "park"]
    )
    said = drawings["municipality_code"].isin(unmapped)
    untold = drawings["municipality_code"].isna() & bool(unmapped)
    return (mapped | said | untold).astype(bool)


def codes_of(parks: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame, settings: LinkSettings) -> pd.Series:
    """Return the municipality codes of each park, comma-joined, the largest share first.

    Without a boundary: the code of the drawing, else the region's only municipality, else empty.
    """
    shares = _shares(parks, municipalities)
    mapped = shares.groupby("park")["code"].agg(",".join).reindex(range(len(parks))).set_axis(parks.index)
    codes = mapped.astype("string").fillna(parks["municipality_code"])
    if len(settings.municipality_codes) == 1:
        codes = codes.fillna(settings.municipality_codes[0])
    return codes.astype("string")
