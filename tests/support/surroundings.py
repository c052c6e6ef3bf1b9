"""What lies around a route, with nothing but what a test cares about."""

import geopandas as gpd
import pandas as pd
from shapely import Point, Polygon

from theseus.contracts import CRS, PAND
from theseus.export.base_map import Around
from theseus.tables import conform


def parks(**shapes: Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": list(shapes)}, geometry=list(shapes.values()), crs=CRS)


def buildings(*shapes: Polygon, status: str = "Pand in gebruik") -> gpd.GeoDataFrame:
    ids = [f"{number:016d}" for number in range(len(shapes))]
    table = pd.DataFrame({"record_id": ids, "pand_id_bag": ids}).assign(source="bag_extract", status=status)
    table["observed_on"] = pd.Timestamp("2026-11-01")
    return conform(gpd.GeoDataFrame(table, geometry=list(shapes), crs=CRS), PAND)


def addresses(*places: tuple[str | None, float, float]) -> gpd.GeoDataFrame:
    streets = pd.Series([street for street, _, _ in places], dtype="string")
    return gpd.GeoDataFrame({"straat": streets}, geometry=[Point(x, y) for _, x, y in places], crs=CRS)


def around(shown: gpd.GeoDataFrame | None = None, *shapes: Polygon, places: tuple = ()) -> Around:
    return Around(parks() if shown is None else shown, buildings(*shapes), addresses(*places))
