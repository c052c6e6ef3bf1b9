"""Reader of the BAG GeoPackage as PDOK publishes it (bag-light.gpkg): current objects, no history.

The light version has no layer of addresses: the hoofdadres stands in the row of its verblijfsobject, and
nevenadressen are left out. So a row of that layer holds two records, and both are counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import pyproj

from theseus.contracts import CRS
from theseus.errors import SourceError
from theseus.sources import address, bag
from theseus.sources.delivery import Delivery, Quarantine
from theseus.tables import is_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_AGAIN = "Haal het bestand opnieuw op bij PDOK."
_ADDRESS = "nummeraanduiding_hoofdadres_identificatie"
# Names of the light GeoPackage that differ from ours.
_OURS = {
    "pand_identificatie": "pandidentificatie",
    "openbare_ruimte_naam": "straat",
    "woonplaats_naam": "woonplaats",
}
_LISTS = ("pandidentificatie", "gebruiksdoel")


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read BAG GeoPackages.

    Parameters
    ----------
    files
        GeoPackages with the layers and columns that the card names, in RD New.
    card
        The card ``bag_gpkg``.
    as_of
        Reference date, for which a bouwjaar must be plausible.

    Returns
    -------
    Delivery
        Tables ``pand``, ``verblijfsobject`` and ``adres`` (main addresses only). ``rows_read`` counts the
        rows of both layers and, of each verblijfsobject that is used, its address.

    Raises
    ------
    SourceError
        If a file is no GeoPackage, lacks a layer or a column, or is not in RD New.
    """
    quarantine = Quarantine(card.id)
    names = {layer: _fields(files, layer, columns) for layer, columns in card.columns.items()}
    raw = {layer: _stack(files, layer, columns) for layer, columns in card.columns.items()}
    units = bag.verblijfsobjecten(raw["verblijfsobject"], quarantine)
    addresses = _addresses(raw["verblijfsobject"], units["vbo_id_bag"])
    tables = {
        "pand": bag.panden(raw["pand"], quarantine, as_of),
        "verblijfsobject": units,
        "adres": bag.adressen(addresses, quarantine),
    }
    rows_read = len(raw["pand"]) + len(raw["verblijfsobject"]) + len(addresses)
    return Delivery(tables, quarantine.table(), rows_read, columns=names)


def _fields(files: Sequence[RawFile], layer: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Judge a layer of each file before it is read; give the field names that all of them have."""
    met = [_judged(raw, layer, columns) for raw in files]
    return tuple(name for name in (met[0] if met else ()) if all(name in fields for fields in met))


def _judged(raw: RawFile, layer: str, columns: tuple[str, ...]) -> list[str]:
    """Field names of a layer that can be read."""
    file = raw.path.name
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(raw.path)]
        if layer not in layers:
            raise SourceError(
                f"Bestand {file}: laag '{layer}' ontbreekt (wel: {', '.join(layers) or 'geen'}). {_AGAIN}"
            )
        info = pyogrio.read_info(raw.path, layer=layer)
    except pyogrio.errors.DataSourceError as error:
        raise SourceError(f"Bestand {file} is geen (complete) GeoPackage ({error}). {_AGAIN}") from error
    fields = [str(name) for name in info["fields"]]
    missing = [name for name in columns if name not in fields]
    if missing:
        raise SourceError(
            f"Bestand {file}, laag '{layer}': kolom '{missing[0]}' ontbreekt "
            f"(wel: {', '.join(fields)}). {_AGAIN}"
        )
    if info["crs"] is None or pyproj.CRS(info["crs"]) != pyproj.CRS(CRS):
        raise SourceError(
            f"Bestand {file}, laag '{layer}': de coördinaten zijn niet in RD New ({CRS}) maar in "
            f"{str(info['crs'])[:80]}. Zet het bestand om."
        )
    return fields


def _stack(files: Sequence[RawFile], layer: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Raw rows of a layer, of all files under each other, by our column names."""
    frames = [_frame(raw, layer, columns) for raw in files]
    empty = pd.DataFrame(columns=[*columns, "geometrie", "file", "row", "observed_on"])
    text = dict.fromkeys(columns, "string")
    return pd.concat(frames or [empty], ignore_index=True).astype(text).rename(columns=_OURS)


def _frame(raw: RawFile, layer: str, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        read = pyogrio.read_dataframe(raw.path, layer=layer, columns=list(columns), on_invalid="ignore")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError) as error:
        raise SourceError(f"Bestand {raw.path.name} is beschadigd ({error}). {_AGAIN}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"Bestand {raw.path.name}: tekens die geen UTF-8 zijn. {_AGAIN}") from error
    frame = pd.DataFrame({name: _text(read[name], name) for name in columns})
    return frame.assign(
        geometrie=np.asarray(read.geometry, dtype=object),
        file=f"{raw.path.name}/{layer}",
        row=np.arange(1, len(read) + 1),
        observed_on=pd.Timestamp(raw.delivered_on),
    )


def _text(values: pd.Series, name: str) -> pd.Series:
    """A column as clean text; whole numbers that passed through a float column lose their ".0"."""
    text = address.text(values)
    if pd.api.types.is_numeric_dtype(values):
        return text.str.removesuffix(".0")
    return text.str.replace(r"\s*,\s*", ",", regex=True) if _OURS.get(name, name) in _LISTS else text


def _addresses(raw: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """Unfold the hoofdadres from the rows of the verblijfsobjecten that are used."""
    used = raw[is_in(raw[bag.KEY], kept)].drop_duplicates(bag.KEY)
    return used.rename(columns={bag.KEY: "vbo_id_bag", _ADDRESS: bag.KEY}).assign(is_main=True)
