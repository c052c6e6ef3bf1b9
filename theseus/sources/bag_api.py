"""Reader of the BAG as PDOK's services give it, within boxes around the parks.

Both services are read: the OGC API Features, with all addresses, and the WFS, with main addresses only.
A box cuts through the town: a pand on its edge may have all its verblijfsobjecten outside. Such a pand is
left out, for without them it would look like a building that nobody described.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.sources import bag, vector
from theseus.sources.bag_pages import ADDRESS, FIELDS, FLAT_UNIT, PAND, UNIT, read_pages, references
from theseus.sources.delivery import Defect, Delivery, OutOfScope, Quarantine
from theseus.sources.sieve import Sieve
from theseus.tables import is_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from theseus.sources.bag_pages import Pages
    from theseus.sources.card import Card
    from theseus.sources.delivery import RawFile

_VBO = "Verblijfsobject"
_OTHER_UNITS = ("Ligplaats", "Standplaats")


def read(files: Sequence[RawFile], card: Card, as_of: dt.date) -> Delivery:
    """Read pages of the BAG services.

    Parameters
    ----------
    files
        GeoJSON pages of panden, verblijfsobjecten and, of the OGC API, addresses.
    card
        The card ``bag_api``.
    as_of
        Reference date, for which a bouwjaar must be plausible.

    Returns
    -------
    Delivery
        Tables ``pand``, ``verblijfsobject`` and ``adres``. An object met on two boxes is merged. The WFS
        does not give the key of a nummeraanduiding: there an address has the key of its verblijfsobject
        as record id, and each row holds two records, as in the GeoPackage.

    Raises
    ------
    SourceError
        If a file is unreadable, does not tell what it holds, or if a kind of object was left out.
    """
    quarantine = Quarantine(card.id)
    pages = read_pages(files)
    units, given = _units(pages, quarantine)
    tables = {
        "pand": bag.panden(
            _with_units(_sound(pages, PAND, quarantine), units, quarantine), quarantine, as_of
        ),
        "verblijfsobject": bag.verblijfsobjecten(given, quarantine),
    }
    kept = tables["verblijfsobject"]["vbo_id_bag"]
    flat = _unfolded(given, kept) if FLAT_UNIT in pages.rows else None
    addresses = _of_collection(pages, units, kept, quarantine) if flat is None else flat
    tables["adres"] = bag.adressen(addresses, quarantine)
    return Delivery(
        tables,
        quarantine.table(),
        rows_read=pages.read + (0 if flat is None else len(flat)),
        rows_merged=pages.merged,
        columns=pages.columns,
    )


def _sound(pages: Pages, kind: str, quarantine: Quarantine) -> pd.DataFrame:
    """Rows of a kind that are records with a place, as the tables of the BAG are made of."""
    sieve = Sieve(pages.of(kind), quarantine, bag.KEY)
    vector.check_records(sieve, FIELDS[kind])
    if kind != ADDRESS:  # an address has the place of its verblijfsobject
        vector.check_places(sieve)
    return sieve.rows.rename(columns={"geometry": "geometrie"}).reset_index(drop=True)


def _units(pages: Pages, quarantine: Quarantine) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Verblijfsobjecten with the keys of their panden: all, and those whose panden were delivered."""
    if FLAT_UNIT in pages.rows:
        found = _sound(pages, FLAT_UNIT, quarantine)
        return found, found
    found = _sound(pages, UNIT, quarantine)
    found = found.assign(pandidentificatie=references(found["pand_features"], pages.of(PAND)))
    sieve = Sieve(found, quarantine, bag.KEY)
    lost = sieve.rows["pandidentificatie"].isna() & sieve.rows["pand_features"].notna()
    sieve.set_aside(lost, Defect.UNKNOWN_REFERENCE, "pand_features")
    return found, sieve.rows


def _with_units(panden: pd.DataFrame, units: pd.DataFrame, quarantine: Quarantine) -> pd.DataFrame:
    """Set aside the panden whose verblijfsobjecten all lie outside the area that was asked for."""
    sieve = Sieve(panden, quarantine, bag.KEY)
    has = pd.to_numeric(sieve.rows["units"], errors="coerce").fillna(0) > 0
    met = is_in(sieve.rows[bag.KEY], units["pandidentificatie"].str.split(",").explode())
    sieve.set_aside(has & ~met, OutOfScope.AT_EDGE, "units")
    return sieve.rows


def _of_collection(
    pages: Pages, units: pd.DataFrame, kept: pd.Series, quarantine: Quarantine
) -> pd.DataFrame:
    """Addresses of the verblijfsobjecten that are used; the main one is the one their object names."""
    sieve = Sieve(_sound(pages, ADDRESS, quarantine), quarantine, bag.KEY)
    sieve.check_code("status", bag.NAME_STATUSES)
    sieve.set_aside(sieve.rows["status"].isin(bag.NAME_GONE), OutOfScope.NOT_REALISED, "status")
    sieve.check_code("object_type", (_VBO, *_OTHER_UNITS))
    sieve.set_aside(sieve.rows["object_type"] != _VBO, OutOfScope.OTHER_OBJECT, "object_type")
    gone = units.loc[units["status"].isin(bag.VBO_GONE), bag.KEY]
    sieve.set_aside(is_in(sieve.rows["vbo_id_bag"], gone), OutOfScope.NOT_REALISED, "vbo_id_bag")
    sieve.set_aside(~is_in(sieve.rows["vbo_id_bag"], kept), Defect.UNKNOWN_REFERENCE, "vbo_id_bag")
    return sieve.rows.assign(is_main=is_in(sieve.rows[bag.KEY], units["hoofdadres"].dropna()))


def _unfolded(units: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """The main addresses in the rows of the verblijfsobjecten that are used."""
    used = units[is_in(units[bag.KEY], kept)]
    return used.assign(vbo_id_bag=used[bag.KEY], is_main=True)
