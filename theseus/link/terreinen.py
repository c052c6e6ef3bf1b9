"""Parks: which drawing of a park stands, and which parks overlap.

Drawings of different sources are of one park if their intersection over union (IoU) is at least
0.3, or if at least half of the smaller one lies in the other. The drawing of the most trusted
source stands. Parks that overlap without being one park both stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from theseus.contracts import CHOSEN_TERREIN, TERREIN_OVERLAP
from theseus.link.municipalities import codes_of, in_region
from theseus.link.places import inside
from theseus.tables import conform

if TYPE_CHECKING:
    import geopandas as gpd

    from theseus.link.settings import LinkSettings

SAME_IOU = 0.3
SAME_SHARE = 0.5  # of the smaller drawing
SLIVER_M2 = 1.0  # a smaller intersection is a shared border


@dataclass(frozen=True)
class Parks:
    """The parks of the region.

    Attributes
    ----------
    table
        Contract ``chosen_terrein`` plus ``drawing`` (position in drawings), smallest park first.
    drawings
        All drawings as given, with ``state`` ("staat", "vervangen" or "buiten") and ``instead``
        (names of the parks whose drawing stands instead).
    pairs
        Pairs of drawings that overlap: positions ``one`` and ``other`` in drawings, ``iou``,
        ``same`` and ``geometry`` of the intersection. ``one`` always stands.
    """

    table: gpd.GeoDataFrame
    drawings: gpd.GeoDataFrame
    pairs: pd.DataFrame


def choose(drawings: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame, settings: LinkSettings) -> Parks:
    """Choose the drawing that stands for each park of the region.

    Parameters
    ----------
    drawings
        Records of contract ``terrein``, sorted by source and record_id.
    municipalities
        Areas of kind "gemeente", one per code.
    settings
        The region's preferences.
    """
    used = in_region(drawings, municipalities, settings).to_numpy()
    pairs = _overlapping(drawings, used)
    wish = _wishes(drawings, pairs, settings)
    honoured = (wish == drawings["source"]).fillna(value=False).to_numpy(dtype=bool)
    stands = _standing(pairs, _ranks(drawings, honoured, settings), used)
    state = np.where(stands, "staat", np.where(used, "vervangen", "buiten"))
    pairs = _from_standing(pairs, stands, drawings.geometry.area.to_numpy())
    drawings = drawings.assign(state=state, instead=_instead(drawings, pairs, stands))
    table = _table(drawings.assign(choice=_reasons(drawings, pairs, wish)))
    codes = codes_of(table, municipalities, settings)
    return Parks(table.assign(municipality_codes=codes), drawings, pairs)


def _overlapping(drawings: gpd.GeoDataFrame, used: np.ndarray) -> pd.DataFrame:
    """Pairs of used drawings (one < other) whose intersection is more than a sliver."""
    shapes = np.array(drawings.geometry, dtype=object)
    shapes[~used] = None
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.intersection(shapes[one], shapes[other])
    shared = shapely.area(common)
    area = drawings.geometry.area.to_numpy()
    source = drawings["source"].to_numpy()
    iou = shared / (area[one] + area[other] - shared)
    alike = (iou >= SAME_IOU) | (shared >= SAME_SHARE * np.minimum(area[one], area[other]))
    pairs = pd.DataFrame(
        {"one": one, "other": other, "iou": iou, "same": alike & (source[one] != source[other])}
    )
    pairs["geometry"] = common
    return pairs[shared > SLIVER_M2].sort_values(["one", "other"], ignore_index=True)


def _wishes(drawings: gpd.GeoDataFrame, pairs: pd.DataFrame, settings: LinkSettings) -> pd.Series:
    """The source the region itself chose for the park of each drawing; empty where it chose none."""
    wish = pd.Series(pd.NA, index=drawings.index, dtype="string")
    same = pairs[pairs["same"]]
    for key, source in settings.choice.items():
        names = drawings["name"].str.casefold() == key.casefold()
        meant = (names | (drawings["terrein_id"] == key)).to_numpy(dtype=bool)
        park = meant.copy()
        park[same.loc[meant[same["one"]], "other"]] = True
        park[same.loc[meant[same["other"]], "one"]] = True
        wish[park] = source
    return wish


def _ranks(drawings: gpd.GeoDataFrame, honoured: np.ndarray, settings: LinkSettings) -> np.ndarray:
    """Lower is trusted more: own choices first, then the order of preference; one source per rank."""
    others = sorted(set(drawings["source"]) - set(settings.prefer))
    order = {source: place for place, source in enumerate([*settings.prefer, *others])}
    rank = drawings["source"].map(order).to_numpy(dtype=int)
    return np.asarray(np.where(honoured, rank - len(order), rank))


def _standing(pairs: pd.DataFrame, rank: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Let drawings stand rank by rank, unless one of the same park stands already."""
    same = pairs[pairs["same"]]
    both = pd.concat([same[["one", "other"]], same[["other", "one"]].set_axis(["one", "other"], axis=1)])
    stands = np.zeros(len(rank), dtype=bool)
    for current in np.unique(rank):  # a handful: one per source
        beaten = np.zeros(len(rank), dtype=bool)
        beaten[both.loc[stands[both["one"]], "other"]] = True
        stands |= (rank == current) & used & ~beaten
    return stands


def _from_standing(pairs: pd.DataFrame, stands: np.ndarray, area: np.ndarray) -> pd.DataFrame:
    """Turn pairs so that ``one`` stands; of two that stand, ``one`` is the smaller."""
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    both = stands[one] & stands[other]
    swap = np.where(both, area[other] < area[one], ~stands[one])
    turned = pairs.assign(one=np.where(swap, other, one), other=np.where(swap, one, other))
    told = stands[one] ^ stands[other]
    return turned[both | (told & pairs["same"].to_numpy())].reset_index(drop=True)


def _instead(drawings: gpd.GeoDataFrame, pairs: pd.DataFrame, stands: np.ndarray) -> pd.Series:
    """Names and sources of the parks that stand instead of a drawing."""
    beaten = pairs[~stands[pairs["other"]]]
    label = drawings["name"] + " (" + drawings["source"] + ")"
    names = label.reindex(beaten["one"]).groupby(beaten["other"].to_numpy()).agg(", ".join)
    return names.reindex(drawings.index).astype("string")


def _reasons(drawings: gpd.GeoDataFrame, pairs: pd.DataFrame, wish: pd.Series) -> pd.Series:
    """Say in Dutch why each drawing stands, if it does."""
    beaten = pairs[pairs["same"]]
    sources = drawings["source"].reindex(beaten["other"]).groupby(beaten["one"].to_numpy())
    others = sources.agg(lambda names: ", ".join(sorted(set(names)))).reindex(drawings.index).astype("string")
    source = drawings["source"]
    preferred = "Bron " + source + " gaat in de volgorde van voorkeur voor " + others + "."
    reason = preferred.fillna("Dit is de enige tekening van dit terrein (bron " + source + ").")
    chosen = "De regio koos zelf voor de tekening van bron " + source + "."
    absent = reason + " De eigen keuze, bron " + wish + ", heeft hier geen bruikbare tekening."
    return chosen.where((wish == source).fillna(value=False), absent.where(wish.notna(), reason))


def _table(drawings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make the table of chosen parks, smallest first; ``drawing`` is the position in drawings."""
    stood = drawings.assign(area_m2=drawings.geometry.area, drawing=np.arange(len(drawings)))
    stood = stood[stood["state"] == "staat"].copy()
    for distinct in ("source", "record_id"):  # two sources can number their parks alike
        again = stood.duplicated("terrein_id")
        stood["terrein_id"] = stood["terrein_id"].where(~again, stood["terrein_id"] + "-" + stood[distinct])
    return stood.sort_values(["area_m2", "terrein_id"], ignore_index=True)


def overlaps(parks: Parks, found: np.ndarray) -> pd.DataFrame:
    """Report every drawing that is not used, and every two parks that overlap.

    Parameters
    ----------
    parks
        The chosen parks.
    found
        Points of all units; those in both drawings are counted.

    Returns
    -------
    pandas.DataFrame
        Contract ``terrein_overlap``. Two parks that both stand have one row, under the smaller
        park: the units in both belong to that one.
    """
    pairs, other = parks.pairs, parks.drawings.iloc[parks.pairs["other"]].reset_index(drop=True)
    held = inside(found, np.array(pairs["geometry"], dtype=object)).groupby("shape").size()
    one = parks.table.set_index("drawing").reindex(pairs["one"]).reset_index(drop=True)
    table = pd.DataFrame(
        {
            "terrein_id": one["terrein_id"],
            "source": one["source"],
            "other_source": other["source"],
            "other_record_id": other["record_id"],
            "other_name": other["name"],
            "iou": pairs["iou"].round(4),
            "same_park": pairs["same"],
            "units_in_both": held.reindex(range(len(pairs)), fill_value=0).to_numpy(),
        }
    )
    order = ["terrein_id", "other_source", "other_record_id"]
    return conform(table.sort_values(order), TERREIN_OVERLAP)


def chosen(parks: Parks) -> pd.DataFrame:
    """Return the chosen parks as contract ``chosen_terrein``, by terrein_id."""
    return conform(parks.table.sort_values("terrein_id"), CHOSEN_TERREIN)
