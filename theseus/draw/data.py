"""What a map is drawn from: the tables of one run, with the sources behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

    from theseus.model import SourceReport


@dataclass(frozen=True)
class MapData:
    """The tables of one run, RD New (EPSG:28992), as their contracts say.

    Attributes
    ----------
    terreinen, occupancies, labels, findings, open_questions
        Tables of contracts ``chosen_terrein``, ``occupancy``, ``label``, ``finding`` and
        ``open_question``. Every occupancy has a point, a label and a park; findings and questions
        about other occupancies are left out.
    sources
        What each source brought; sources that were not consulted are named on the map.
    background
        Show the Kadaster's background map. It is fetched from PDOK by the reader's browser, so the
        file then needs a network for it. Off by default.
    """

    region_name: str
    as_of: dt.date
    terreinen: gpd.GeoDataFrame
    occupancies: gpd.GeoDataFrame
    labels: pd.DataFrame
    findings: pd.DataFrame
    open_questions: pd.DataFrame
    sources: tuple[SourceReport, ...]
    background: bool = False
