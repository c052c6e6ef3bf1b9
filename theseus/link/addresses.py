"""Addresses as keys to compare and as text to read."""

from __future__ import annotations

import pandas as pd

from theseus.link.additions import canonical
from theseus.link.positions import distinct
from theseus.link.streets import street_keys

ADDRESS = ["straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats"]
POSTBUS = "Postbus"


def keys(frame: pd.DataFrame) -> pd.DataFrame:
    """Normalise the addresses of records so that equal addresses have equal keys.

    Case, spaces and signs do not count, and neither does the split between huisletter and
    toevoeging: "12-A" and "12A" are one address. Where the postcode is known, the spelling of the street
    plays no part. A Postbus has no key.

    Parameters
    ----------
    frame
        Records with the address columns.

    Returns
    -------
    pandas.DataFrame
        Same index; ``zone`` (the postcode) and ``number`` (empty if unknown), ``addition`` ("" for
        none), ``key`` (the three joined; empty if postcode or number is unknown) and ``street``
        (street and town in one spelling, see ``streets``; empty if either is unknown).
    """
    postal = is_postbus(frame)
    postcode = frame["postcode"].str.upper().str.replace(r"\s", "", regex=True)
    postcode = postcode.where((postcode.str.len() > 0) & ~postal).astype("string")
    letters = frame["huisletter"].fillna("") + " " + frame["toevoeging"].fillna("")
    addition = distinct(letters.astype("string"), canonical)
    number = frame["huisnummer"].astype("Int64").mask(postal)
    key = (postcode + " " + number.astype("string") + " " + addition).astype("string")
    street = street_keys(frame["straat"], frame["woonplaats"]).mask(postal)
    return pd.DataFrame(
        {"zone": postcode, "number": number, "addition": addition, "key": key, "street": street}
    )


def is_postbus(frame: pd.DataFrame) -> pd.Series:
    """Tell which addresses are those of a Postbus: where post goes, not where anybody works."""
    return frame["straat"].str.match(POSTBUS, case=False).fillna(value=False).astype(bool)


def house_number(frame: pd.DataFrame) -> pd.Series:
    """Write number, letter and addition as on a door: "12A-3", "1 t/m 5"; empty without a number."""
    addition = frame["toevoeging"].str.strip().str.lstrip("-").str.strip()
    addition = addition.where(addition.str.len() > 0)
    words = addition.str.contains(" ", regex=False).fillna(value=False).astype(bool)
    number = frame["huisnummer"].astype("string") + frame["huisletter"].fillna("").str.strip()
    return (number + ("-" + addition).mask(words, " " + addition).fillna("")).astype("string")


def written(frame: pd.DataFrame) -> pd.Series:
    """Write addresses as a person does: "Ambachtsweg 12A-3, 6931 AB Westervoort".

    Returns
    -------
    pandas.Series
        Text per row; empty where neither a street nor a postcode with a number is known.
    """
    door = (frame["straat"].fillna("") + " " + house_number(frame).fillna("")).str.strip()
    postcode = frame["postcode"].str.replace(r"^(\d{4})\s?", r"\1 ", regex=True)
    town = (postcode.fillna("") + " " + frame["woonplaats"].fillna("")).str.strip()
    text = (door + ", " + town).str.strip(", ")
    known = frame["straat"].notna() | (frame["postcode"].notna() & frame["huisnummer"].notna())
    return text.where(known).astype("string")
