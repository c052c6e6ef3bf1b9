"""A region to publish: large and small parks with their true numbers, and the labels behind them."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from theseus.contracts import CRS
from theseus.draw.public.counts import count, publish
from theseus.draw.public.page import PublicMap

AS_OF = dt.date(2026, 11, 16)
# name, place in RD metres, green, white, red
PARKS = (
    ("Centerpoort-Voorbeeld", (199_000, 441_200), 60, 50, 12),
    ("Het Ambacht (voorbeeld)", (197_300, 440_600), 30, 29, 1),
    ("Nieuwgraaf-Voorbeeld", (198_300, 442_300), 3, 40, 2),
    ("Klein Eén", (198_000, 441_000), 8, 6, 0),
    ("Klein Twee", (199_900, 440_300), 7, 5, 1),
)


def build(parks=PARKS, k=10, **changes):
    names = [f"T{at}" for at in range(len(parks))]
    table = gpd.GeoDataFrame(
        {
            "terrein_id": names,
            "name": [name for name, *_ in parks],
            "geometry": [box(x, y, x + 420, y + 300) for _, (x, y), *_ in parks],
        },
        crs=CRS,
    )
    rows = [
        (park, label)
        for park, (_, _, *numbers) in zip(names, parks, strict=True)
        for label, number in zip(("groen", "wit", "rood"), numbers, strict=True)
        for _ in range(number)
    ]
    labels = pd.DataFrame(rows, columns=["terrein_id", "label"])
    halves = [box(198_200, 0, 400_000, 600_000), box(0, 0, 198_200, 600_000)]
    borders = gpd.GeoDataFrame({"name": ["Duiven", "Westervoort"], "geometry": halves}, crs=CRS)
    given = {
        "region_name": "Liemers (voorbeeld)",
        "as_of": AS_OF,
        "parks": table,
        "published": publish(count(names, labels), k),
        "places": dict.fromkeys(names, "Duiven"),
        "municipalities": borders,
        "sources": ("BAG (15-09-2026)",),
        "contacts": (("Duiven of Westervoort", "Team Terreinen, 026 000 00 00"),),
    }
    return PublicMap(**given | changes)


@pytest.fixture(scope="session")
def public():
    return build
