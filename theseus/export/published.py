"""A published run as one GeoPackage for QGIS: labels, parks and planned visits, shown as on the map."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from theseus.contracts import CRS
from theseus.export import layers, symbology
from theseus.export.texts import one_line
from theseus.model import Label
from theseus.model.looks import LOOKS, PROPOSED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from theseus.model import Inspection

USES, PARKS, VISITS = "gebruiken", "terreinen", "geplande_bezoeken"
SHOWN = "kaartlabel"  # the label as the map shows it: a proposed red apart from the other whites
ABOUT = "Labels zoals op de kaart. Vertrouwelijk."
_OF_USE = {
    "occupancy_id": "kenmerk",
    SHOWN: SHOWN,
    "label": "label",
    "name": "naam",
    "address": "adres",
    "terrein_name": "terrein",
    "municipality_code": "gemeente",
    "kvk_number": "kvk_nummer",
    "vestiging_id_kvk": "vestigingsnummer",
    "vbo_id_bag": "verblijfsobject",
    "pand_id_bag": "pand",
    "known_share": "bekend",
    "because": "waarom",
    "open": "open_vragen",
    "next_step": "volgende_stap",
}


def write(
    path: Path,
    tables: Mapping[str, pd.DataFrame],
    inspections: Sequence[Inspection],
    municipalities: Mapping[str, str],
) -> None:
    """Write the GeoPackage; a reader sees the old file or the new one.

    Parameters
    ----------
    tables
        Tables of the contracts ``occupancy``, ``label``, ``open_question`` and ``chosen_terrein``.
    inspections
        The plan.
    municipalities
        Names by code.
    """
    uses = _uses(tables, municipalities)
    made = {
        PARKS: layers.Layer(_parks(tables["chosen_terrein"], uses), "MultiPolygon", _PARKS_QML, about=ABOUT),
        USES: layers.Layer(
            uses.drop(columns="terrein_id"),
            "Point",
            symbology.labels(SHOWN),
            symbology.labels_sld(USES, SHOWN),
            ABOUT,
        ),
        VISITS: layers.Layer(_visits(inspections, uses, municipalities), "Point", _VISITS_QML, about=ABOUT),
    }
    draft = path.with_name(f".{path.name}.{os.getpid()}") / path.name  # GDAL minds how a file is called
    draft.parent.mkdir(parents=True)
    try:
        layers.write(draft, made)
        draft.replace(path)
    finally:
        shutil.rmtree(draft.parent)


_PARKS_QML = symbology.parks("\"naam\" || '\\n' || \"gebruiken\" || ' gebruiken, ' || \"groen\" || ' groen'")
_VISITS_QML = symbology.visits("format_date(\"datum\", 'd-M') || ' nr. ' || \"volgnummer\"")


def _uses(tables: Mapping[str, pd.DataFrame], municipalities: Mapping[str, str]) -> gpd.GeoDataFrame:
    """One point per use, the most urgent last, so that it is drawn on top."""
    asked = tables["open_question"].groupby("occupancy_id").size()
    table = tables["occupancy"].merge(tables["label"], on="occupancy_id", validate="one_to_one")
    proposed = table["proposed_red"].fillna(value=False).astype(bool)
    table[SHOWN] = table["label"].mask(proposed, PROPOSED)
    table["open"] = table["occupancy_id"].map(asked).fillna(0).astype("int64")
    table["municipality_code"] = table["municipality_code"].map(dict(municipalities)).astype("string")
    table["rank"] = table[SHOWN].map(list(LOOKS).index)
    table = table.sort_values(["rank", "occupancy_id"], kind="stable").reset_index(drop=True)
    points = table.geometry.where(~table.geometry.is_empty, None)
    plain = pd.DataFrame(table[[*_OF_USE, "terrein_id"]]).rename(columns=_OF_USE)
    return gpd.GeoDataFrame(_on_one_line(plain), geometry=points, crs=CRS)


def _parks(terreinen: gpd.GeoDataFrame, uses: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One area per park, with how often each label occurs on it."""
    counts = pd.crosstab(uses["terrein_id"], uses[SHOWN]).reindex(
        index=terreinen["terrein_id"], columns=list(LOOKS), fill_value=0
    )
    total = counts.sum(axis=1)
    table = pd.DataFrame(
        {
            "terrein_id": terreinen["terrein_id"].array,
            "naam": terreinen["name"].array,
            "gemeenten": terreinen["municipality_codes"].array,
            "bron": terreinen["source"].array,
            "hectare": (terreinen["area_m2"].astype(float) / 10_000).round(2).array,
            "gebruiken": total.array,
            **{name.replace(" ", "_"): counts[name].array for name in LOOKS},
            "aandeel_groen": (counts[Label.GREEN.value] / total.where(total > 0)).round(3).array,
        }
    )
    return gpd.GeoDataFrame(_on_one_line(table), geometry=terreinen.geometry.array, crs=CRS)


def _visits(
    inspections: Sequence[Inspection], uses: gpd.GeoDataFrame, municipalities: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """One point per planned visit, in order of time."""
    rows = [
        {
            "kenmerk": visit.occupancy_id,
            "datum": one.session.date,
            "gemeente": municipalities.get(one.session.municipality_code, one.session.municipality_code),
            "soort": one.session.rhythm,
            "thema": one.session.theme,
            "partners": ", ".join(one.session.partners),
            "team": visit.team,
            "volgnummer": visit.sequence,
            "aankomst": f"{visit.arrival:%H:%M}",
            "vertrek": f"{visit.departure:%H:%M}",
        }
        for one in sorted(inspections, key=lambda one: (one.session.date, one.session.session_id))
        for visit in one.visits
    ]
    columns = (
        "kenmerk",
        "datum",
        "gemeente",
        "soort",
        "thema",
        "partners",
        "team",
        "volgnummer",
        "aankomst",
        "vertrek",
    )
    texts = {name: "string" for name in columns if name not in {"datum", "team", "volgnummer"}}
    plan = pd.DataFrame(rows, columns=columns).astype(texts | {"team": "int64", "volgnummer": "int64"})
    plan["datum"] = pd.to_datetime(plan["datum"]).astype("datetime64[ms]")
    known = uses[["kenmerk", SHOWN, "naam", "adres", "terrein", "geometry"]]
    found = plan.merge(known, on="kenmerk", how="left", validate="many_to_one")
    return gpd.GeoDataFrame(
        _on_one_line(pd.DataFrame(found.drop(columns="geometry"))), geometry=list(found["geometry"]), crs=CRS
    )


def _on_one_line(table: pd.DataFrame) -> pd.DataFrame:
    """Take out of texts what steers a program: they come from outside."""
    for name in table.select_dtypes("string").columns:
        table[name] = table[name].map(one_line, na_action="ignore")
    return table
