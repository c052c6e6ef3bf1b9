"""How an address comes together in the BAG extract: nummeraanduiding, openbare ruimte and woonplaats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from theseus.sources import bag
from theseus.sources.delivery import Defect, OutOfScope
from theseus.sources.sieve import Sieve
from theseus.tables import is_in

if TYPE_CHECKING:
    from theseus.sources.delivery import Quarantine

# Per kind of named object: form of the key, statuses, and those that say that it is there no more.
_NAMED = {
    "OpenbareRuimte": (bag.KEY_FORM, bag.NAME_STATUSES, bag.NAME_GONE),
    "Woonplaats": ("[0-9]{4}", bag.WOONPLAATS_STATUSES, bag.WOONPLAATS_GONE),
}
_OTHER_UNITS = ("Ligplaats", "Standplaats")


def names(raw: pd.DataFrame, quarantine: Quarantine, kind: str) -> pd.DataFrame:
    """Keep the openbare ruimten or woonplaatsen that exist; they become part of addresses.

    Parameters
    ----------
    raw
        Columns identificatie, status, naam (and woonplaats, of an openbare ruimte), file, row.
    quarantine
        Where rows that cannot be used go.
    kind
        ``OpenbareRuimte`` or ``Woonplaats``.
    """
    form, statuses, gone = _NAMED[kind]
    sieve = Sieve(raw, quarantine, bag.KEY)
    sieve.check_text((bag.KEY, "status", "naam"))
    sieve.check_key(form)
    sieve.check_code("status", statuses)
    sieve.set_aside(sieve.rows["status"].isin(gone), OutOfScope.NOT_REALISED, "status")
    sieve.check_present("naam")
    sieve.check_first()
    return sieve.rows


def of_units(
    raw: pd.DataFrame, raw_units: pd.DataFrame, kept: pd.Series, quarantine: Quarantine
) -> pd.DataFrame:
    """Give each nummeraanduiding the verblijfsobject that it belongs to.

    Parameters
    ----------
    raw
        Nummeraanduidingen: columns identificatie, status, typeAdresseerbaarObject, …, file, row.
    raw_units
        Verblijfsobjecten as read: columns identificatie, status, hoofdadres and nevenadres (comma-joined).
    kept
        Keys of the verblijfsobjecten that made it to their table.
    quarantine
        Where nummeraanduidingen without such a verblijfsobject go.

    Returns
    -------
    DataFrame
        The columns of ``raw`` with ``vbo_id_bag`` and ``is_main``.
    """
    used = _references(raw_units[is_in(raw_units[bag.KEY], kept)])
    ended = _references(raw_units[raw_units["status"].isin(bag.VBO_GONE)])
    sieve = Sieve(raw, quarantine, bag.KEY)
    sieve.check_text((bag.KEY, "status", "typeAdresseerbaarObject"))
    sieve.check_key(bag.KEY_FORM)
    sieve.check_code("status", bag.NAME_STATUSES)
    sieve.set_aside(sieve.rows["status"].isin(bag.NAME_GONE), OutOfScope.NOT_REALISED, "status")
    known = is_in(sieve.rows[bag.KEY], used[bag.KEY])
    kind = sieve.rows["typeAdresseerbaarObject"]
    other = ~known & kind.isin(_OTHER_UNITS)
    gone = ~known & ~other & is_in(sieve.rows[bag.KEY], ended[bag.KEY])
    sieve.set_aside(other, OutOfScope.OTHER_OBJECT, "typeAdresseerbaarObject")
    sieve.set_aside(gone[sieve.rows.index], OutOfScope.NOT_REALISED, bag.KEY)
    sieve.set_aside(~known[sieve.rows.index], Defect.UNKNOWN_REFERENCE, bag.KEY)
    return sieve.rows.merge(used, on=bag.KEY, how="left")


def _references(units: pd.DataFrame) -> pd.DataFrame:
    """List which nummeraanduiding belongs to which unit, once each, as hoofdadres where it is one."""
    parts = []
    for role in ("hoofdadres", "nevenadres"):
        keys = units[role].str.split(",").explode().dropna()
        part = pd.DataFrame(
            {bag.KEY: keys.astype("string"), "vbo_id_bag": units[bag.KEY].reindex(keys.index)}
        )
        parts.append(part.assign(is_main=role == "hoofdadres"))
    return pd.concat(parts).drop_duplicates(bag.KEY).astype({"is_main": "boolean"})


def with_names(raw: pd.DataFrame, streets: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    """Add the names of street (``straat``) and town (``woonplaats``); empty where they were not delivered.

    The town is the one that the nummeraanduiding itself refers to, else that of its openbare ruimte.
    """
    street = streets.set_index(bag.KEY)
    own, usual = raw["woonplaats_afwijkend"], _looked_up(raw["openbare_ruimte"], street["woonplaats"])
    return raw.assign(
        straat=_looked_up(raw["openbare_ruimte"], street["naam"]),
        woonplaats=_looked_up(own.fillna(usual), towns.set_index(bag.KEY)["naam"]),
    )


def _looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    # An empty register would give floats, hence the type.
    return keys.map(values).astype("string")
