"""The text of addresses: postcodes and house numbers as people and registers write them.

The shapes are those of the BAG catalogue (Catalogus BAG 2018): a postcode is ``[1-9][0-9]{3}[A-Z]{2}``, a
huisnummer 1 to 99999, a huisletter one letter, a toevoeging short text of letters and digits. What does
not have that shape becomes empty and is told by the ``bad_`` companion; nothing is guessed.
"""

from __future__ import annotations

import pandas as pd

_POSTCODE = r"[1-9][0-9]{3}[A-Z]{2}"
_GAPS = r"[\s\x00]+"
# A letter is a huisletter only if no second letter follows, so "12 bis" has a toevoeging.
_HOUSE_NUMBER = (
    r"^(?P<huisnummer>[1-9][0-9]{0,4})(?![0-9])"
    r"(?:[\s/-]*(?P<huisletter>[A-Za-z])(?![A-Za-z]))?"
    r"(?:[\s/-]*(?P<toevoeging>[0-9A-Za-z](?:[0-9A-Za-z /.-]{0,10}[0-9A-Za-z])?))?$"
)


def text(values: pd.Series) -> pd.Series:
    """Text without surrounding white space and NUL characters; what is then empty becomes NA.

    Parameters
    ----------
    values
        Any series; it is read as text.

    Returns
    -------
    Series of dtype ``string`` with the same index.
    """
    stripped = values.astype("string").str.replace("\x00", "", regex=False).str.strip()
    return stripped.mask(stripped == "", pd.NA)


def postcode(values: pd.Series) -> pd.Series:
    """Postcodes as 1234AB, whatever the spaces and capitals they were written with.

    Returns
    -------
    Series of dtype ``string`` with the same index; NA where there is none or it is invalid
    (:func:`bad_postcode` tells which).
    """
    compact = text(values).str.upper().str.replace(_GAPS, "", regex=True)
    return compact.where(compact.str.fullmatch(_POSTCODE), pd.NA)


def bad_postcode(values: pd.Series) -> pd.Series:
    """Truth (dtype ``boolean``, never NA): something is written here and it is no postcode."""
    return (text(values).notna() & postcode(values).isna()).astype("boolean")


def house_number(values: pd.Series) -> pd.DataFrame:
    """Split house numbers: ``12``, ``12A``, ``12-3``, ``12 bis``, ``12A-2``.

    A single letter is the huisletter (in capitals), anything else behind the number the toevoeging (as
    written). ``12-14`` cannot be told from toevoeging 14 and is read as such.

    Returns
    -------
    Frame with the same index and the columns ``huisnummer`` (``Int64``), ``huisletter`` and
    ``toevoeging`` (``string``); all NA where the text does not have this form.
    """
    # Whole numbers that passed through a float column come as "12.0".
    written = text(values).str.removesuffix(".0")
    parts = written.str.extract(_HOUSE_NUMBER)
    return pd.DataFrame(
        {
            "huisnummer": pd.to_numeric(parts["huisnummer"]).astype("Int64"),
            "huisletter": parts["huisletter"].astype("string").str.upper(),
            "toevoeging": parts["toevoeging"].astype("string"),
        },
        index=values.index,
    )


def bad_house_number(values: pd.Series) -> pd.Series:
    """Truth (dtype ``boolean``, never NA): something is written here and it is no house number."""
    return (text(values).notna() & house_number(values)["huisnummer"].isna()).astype("boolean")


def assemble(raw: pd.DataFrame) -> pd.DataFrame:
    """Address columns of a record table from the texts of a source.

    Parameters
    ----------
    raw
        Text columns ``straat``, ``huisnummer``, ``huisletter``, ``toevoeging``, ``postcode`` and
        ``woonplaats``. A letter or addition written behind the number counts where its own column is
        empty.

    Returns
    -------
    Frame with the same index and the columns of ``contracts.ADDRESS``.
    """
    number = house_number(raw["huisnummer"])
    return pd.DataFrame(
        {
            "straat": text(raw["straat"]),
            "huisnummer": number["huisnummer"],
            "huisletter": text(raw["huisletter"]).str.upper().fillna(number["huisletter"]),
            "toevoeging": text(raw["toevoeging"]).fillna(number["toevoeging"]),
            "postcode": postcode(raw["postcode"]),
            "woonplaats": text(raw["woonplaats"]),
        },
        index=raw.index,
    )
