"""What the BAG's two file formats share: closed lists, placeholders, and the way from raw rows to tables.

A raw frame holds text as the source wrote it (dtype ``string``), a column ``geometrie`` of shapely shapes,
the day ``observed_on`` it is true for, and where it stood (``file``, ``row``).

The lists are those of the Catalogus BAG 2018 (chapter Domeinwaarden) and the schema v20200601.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.contracts import ADRES, GEBRUIKSDOELEN, PAND, PAND_GONE, VERBLIJFSOBJECT
from theseus.sources import address, bag_shapes, geometry
from theseus.sources.delivery import Defect, OutOfScope
from theseus.sources.sieve import Sieve
from theseus.tables import conform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from theseus.contracts import Contract
    from theseus.sources.delivery import Quarantine
    from theseus.sources.geometry import Shapes

KEY = "identificatie"
KEY_FORM = "[0-9]{16}"

PAND_STATUSES = (
    "Bouwvergunning verleend",
    "Bouw gestart",
    "Pand in gebruik (niet ingemeten)",
    "Pand in gebruik",
    "Verbouwing pand",
    "Sloopvergunning verleend",
    "Pand buiten gebruik",
    *PAND_GONE,
)
VBO_GONE = (
    "Verblijfsobject ingetrokken",
    "Niet gerealiseerd verblijfsobject",
    "Verblijfsobject ten onrechte opgevoerd",
)
VBO_STATUSES = (
    "Verblijfsobject gevormd",
    "Verblijfsobject in gebruik (niet ingemeten)",
    "Verblijfsobject in gebruik",
    "Verbouwing verblijfsobject",
    "Verblijfsobject buiten gebruik",
    *VBO_GONE,
)
NAME_GONE = ("Naamgeving ingetrokken",)
NAME_STATUSES = ("Naamgeving uitgegeven", *NAME_GONE)
WOONPLAATS_GONE = ("Woonplaats ingetrokken",)
WOONPLAATS_STATUSES = ("Woonplaats aangewezen", *WOONPLAATS_GONE)

_GEBRUIKSDOEL = f"({'|'.join(GEBRUIKSDOELEN)})"

# Kadaster's quality report BOW calls a year before 1200, or two years or more after the reference date,
# improbable. The placeholders in use (1005, 9999) fall outside it.
BOUWJAAR_FIRST = 1200
BOUWJAAR_AHEAD = 1
# The schema's limits; both are also written where nobody measured (Kadaster's quality report GOW).
FLOOR_AREA_M2 = (1, 999_999)
HOUSE_NUMBERS = (1, 99_999)


def panden(raw: pd.DataFrame, quarantine: Quarantine, as_of: dt.date) -> pd.DataFrame:
    """Make table ``pand`` of raw panden.

    Every pand that is valid stays, whatever its status: a permit, a pand in use, and one that has been
    pulled down. Its status says which.

    Parameters
    ----------
    raw
        Columns identificatie, status, bouwjaar, geometrie, observed_on, file, row.
    quarantine
        Where rows that cannot be used go.
    as_of
        Reference date, for which a bouwjaar must be plausible; else it becomes empty.

    Returns
    -------
    DataFrame of contract ``pand``.
    """
    sieve = Sieve(raw, quarantine, KEY)
    sieve.check_text((KEY, "status", "bouwjaar"))
    sieve.check_key(KEY_FORM)
    sieve.check_code("status", PAND_STATUSES)
    sieve.check_number("bouwjaar")
    _place(sieve, geometry.areas)
    sieve.check_first()
    rows = sieve.rows
    year = rows["bouwjaar"].astype("Int64")
    plausible = year.between(BOUWJAAR_FIRST, as_of.year + BOUWJAAR_AHEAD)
    return _table(rows, quarantine, PAND, {"pand_id_bag": rows[KEY], "bouwjaar": year.where(plausible)})


def verblijfsobjecten(raw: pd.DataFrame, quarantine: Quarantine) -> pd.DataFrame:
    """Make table ``verblijfsobject`` of raw verblijfsobjecten that exist on the reference date.

    Parameters
    ----------
    raw
        Columns identificatie, status, pandidentificatie and gebruiksdoel (both comma-joined),
        oppervlakte, geometrie, observed_on, file, row.
    quarantine
        Where rows that cannot be used, or are withdrawn according to their status, go.

    Returns
    -------
    DataFrame of contract ``verblijfsobject``; an area of 1 or 999,999 m2 is a placeholder and becomes
    empty.
    """
    sieve = Sieve(raw, quarantine, KEY)
    sieve.check_text((KEY, "status", "pandidentificatie", "gebruiksdoel", "oppervlakte"))
    sieve.check_key(KEY_FORM)
    sieve.check_code("status", VBO_STATUSES)
    sieve.set_aside(sieve.rows["status"].isin(VBO_GONE), OutOfScope.NOT_REALISED, "status")
    sieve.check_present("pandidentificatie")
    form = f"{KEY_FORM}(,{KEY_FORM})*"
    sieve.set_aside(~sieve.rows["pandidentificatie"].str.fullmatch(form), Defect.BAD_KEY, "pandidentificatie")
    form = f"{_GEBRUIKSDOEL}(,{_GEBRUIKSDOEL})*"
    sieve.set_aside(~sieve.rows["gebruiksdoel"].str.fullmatch(form), Defect.UNKNOWN_CODE, "gebruiksdoel")
    sieve.check_number("oppervlakte", *FLOOR_AREA_M2)
    _place(sieve, bag_shapes.spots)
    sieve.check_first()
    rows = sieve.rows
    area = rows["oppervlakte"].astype("Int64")
    columns = {
        "vbo_id_bag": rows[KEY],
        "pand_ids_bag": rows["pandidentificatie"],
        "floor_area_m2": area.mask(area.isin(FLOOR_AREA_M2)),
    }
    return _table(rows, quarantine, VERBLIJFSOBJECT, columns)


def adressen(raw: pd.DataFrame, quarantine: Quarantine) -> pd.DataFrame:
    """Make table ``adres`` of raw addresses of verblijfsobjecten.

    Parameters
    ----------
    raw
        Columns identificatie (of the nummeraanduiding), vbo_id_bag, is_main, straat, huisnummer,
        huisletter, toevoeging, postcode, woonplaats, observed_on, file, row.
    quarantine
        Where rows that cannot be used go.

    Returns
    -------
    DataFrame of contract ``adres``; the huisletter is in capitals.
    """
    sieve = Sieve(raw, quarantine, KEY)
    sieve.check_text((KEY, "straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats"))
    sieve.check_key(KEY_FORM)
    sieve.check_present("huisnummer")
    sieve.check_number("huisnummer", *HOUSE_NUMBERS)
    sieve.set_aside(address.bad_postcode(sieve.rows["postcode"]), Defect.BAD_POSTCODE, "postcode")
    sieve.check_first()
    rows = sieve.rows
    columns = {
        "huisnummer": rows["huisnummer"].astype("Int64"),
        "huisletter": rows["huisletter"].str.upper(),
        "postcode": address.postcode(rows["postcode"]),
    }
    return _table(rows, quarantine, ADRES, columns)


def _place(sieve: Sieve, mend: Callable[[Shapes], Shapes]) -> None:
    """Mend the shapes of the rows; set aside those without a place in the Netherlands."""
    sieve.set_aside(sieve.rows["geometrie"].isna(), Defect.NO_GEOMETRY, "geometrie")
    shapes = mend(np.array([*sieve.rows["geometrie"], None], dtype=object)[:-1])
    lost = pd.Series(
        [shape is None or shape.is_empty for shape in shapes], index=sieve.rows.index, dtype=bool
    )
    abroad = pd.Series(~geometry.in_netherlands(shapes), index=sieve.rows.index)
    sieve.rows = sieve.rows.assign(geometrie=shapes)
    sieve.set_aside(lost, Defect.BAD_GEOMETRY, "geometrie")
    sieve.set_aside(abroad[sieve.rows.index], Defect.OUTSIDE_NETHERLANDS, "geometrie")


def _table(
    rows: pd.DataFrame, quarantine: Quarantine, contract: Contract, columns: dict[str, pd.Series]
) -> pd.DataFrame:
    """Put the columns of a contract together: given ones first, the rest as they stand in the rows."""
    named = rows.rename(columns={"geometrie": "geometry"})
    return conform(named.assign(source=quarantine.source, record_id=rows[KEY], **columns), contract)
