"""Where to ask: the borders of the region and the boxes around its parks, from deliveries that are there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from theseus import tables
from theseus.contracts import AREA, TERREIN
from theseus.errors import SourceError
from theseus.intake import files_of
from theseus.sources import registry
from theseus.sources.card import cards

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd

    from theseus.contracts import Contract
    from theseus.model import Box
    from theseus.workspace import Workspace

MARGIN_M = 50.0  # an entrance or a yard may lie just outside the drawing of its park
WASTE = 1.2  # two boxes become one if that asks for at most this much more ground


@dataclass(frozen=True)
class Ground:
    """The ground of a region as far as it is known on a day; looked up once."""

    workspace: Workspace
    as_of: dt.date

    @cached_property
    def borders(self) -> gpd.GeoDataFrame:
        """The municipalities of the region (contract ``area``); empty if no borders were delivered."""
        codes = [item.code for item in self.workspace.region.municipalities]
        known = _delivered(self.workspace, AREA, self.as_of)
        return known[(known["kind"] == "gemeente") & known["code"].isin(codes)].drop_duplicates("code")

    @cached_property
    def municipality_boxes(self) -> tuple[Box, ...]:
        """The box around each municipality, in metres RD New."""
        return _boxes(self.borders.geometry.bounds.to_numpy())

    @cached_property
    def park_boxes(self) -> tuple[Box, ...]:
        """Boxes, in metres RD New, that hold every drawing of a park that touches the region.

        Each has a margin of ``MARGIN_M``. Without borders all parks count.
        """
        parks = _delivered(self.workspace, TERREIN, self.as_of)
        if len(self.borders):
            parks = parks[parks.intersects(self.borders.union_all())]
        return merged(_boxes(parks.buffer(MARGIN_M).bounds.to_numpy()))


def merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Make one box of two wherever that hardly asks for more ground; sorted."""
    left = list(boxes)
    done: list[Box] = []
    while left:
        box = left.pop()
        mate = next((other for other in left if _worth_merging(box, other)), None)
        if mate is None:
            done.append(box)
            continue
        left.remove(mate)
        left.append(_around(box, mate))
        left += done  # the larger box may now swallow one that stood alone
        done = []
    return tuple(sorted(done))


def _worth_merging(one: Box, other: Box) -> bool:
    return _area(_around(one, other)) <= WASTE * (_area(one) + _area(other) - _shared(one, other))


def _around(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shared(one: Box, other: Box) -> float:
    common: float = shapely.box(*one).intersection(shapely.box(*other)).area
    return common


def _boxes(bounds: np.ndarray) -> tuple[Box, ...]:
    """Bounds in whole metres, outwards, so that equal areas give equal questions."""
    outward = np.column_stack([np.floor(bounds[:, :2]), np.ceil(bounds[:, 2:])])
    west, south, east, north = outward.T.tolist()
    return tuple(dict.fromkeys(zip(west, south, east, north, strict=True)))


def _delivered(workspace: Workspace, contract: Contract, as_of: dt.date) -> gpd.GeoDataFrame:
    """Records of one kind from every source that has a delivery; one that cannot be read has none."""
    found: list[pd.DataFrame] = []
    for card in cards().values():
        if contract.name not in card.tables:
            continue
        try:
            files = files_of(workspace, card, as_of)
            if files:
                found.append(registry.read(card.id, files, as_of).tables[contract.name])
        except SourceError:  # the door tells it; here it only cannot say where to ask
            continue
    return gpd.GeoDataFrame(tables.stack(found, contract))
