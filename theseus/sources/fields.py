"""Typed values from the text of a field: truth, numbers, dates, keys and RD points.

Each reading has a companion that tells which non-empty texts were wrong. Nothing is guessed: what has
not the expected form becomes empty, and the reader sets the row aside.
"""

from __future__ import annotations

import pandas as pd
import shapely

from theseus.sources.address import text
from theseus.sources.geometry import RD_BOX

_YES = frozenset({"ja", "j", "waar", "true", "1"})
_NO = frozenset({"nee", "n", "onwaar", "false", "0"})
_OPEN = frozenset({"onbekend", "?"})
_WHOLE = r"[0-9]{1,9}(?:\.0)?"
_DECIMAL = r"-?[0-9]{1,9}(?:[.,][0-9]{1,12})?"
_DAY = (
    r"^(?:(?P<y>[1-9][0-9]{3})-?(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})(?:[T ]00:00(?::00)?)?"
    r"|(?P<d2>[0-9]{1,2})-(?P<m2>[0-9]{1,2})-(?P<y2>[1-9][0-9]{3}))$"
)


def truth(values: pd.Series) -> pd.Series:
    """Read ja and nee (dtype ``boolean``); empty and "onbekend" are NA."""
    told = text(values).str.casefold()
    answer = pd.Series(pd.NA, index=values.index, dtype="boolean")
    return answer.mask(told.isin(_YES), other=True).mask(told.isin(_NO), other=False)


def bad_truth(values: pd.Series) -> pd.Series:
    """Truth: something is written that is neither ja, nee nor onbekend."""
    told = text(values).str.casefold()
    return told.notna() & ~told.isin(_YES | _NO | _OPEN)


def whole(values: pd.Series) -> pd.Series:
    """Read whole numbers of at most nine digits (dtype ``Int64``)."""
    told = text(values)
    fits = told.where(told.str.fullmatch(_WHOLE), pd.NA)
    return pd.to_numeric(fits.str.removesuffix(".0")).astype("Int64")


def bad_whole(values: pd.Series) -> pd.Series:
    """Truth: something is written that is no whole number."""
    return text(values).notna() & whole(values).isna()


def decimal(values: pd.Series) -> pd.Series:
    """Read numbers with a decimal point or comma (dtype ``Float64``)."""
    told = text(values)
    fits = told.where(told.str.fullmatch(_DECIMAL), pd.NA)
    return pd.to_numeric(fits.str.replace(",", ".", regex=False)).astype("Float64")


def bad_decimal(values: pd.Series) -> pd.Series:
    """Truth: something is written that is no number."""
    return text(values).notna() & decimal(values).isna()


def digits(values: pd.Series, length: int) -> pd.Series:
    """Keys of a fixed number of digits, with the leading zeros that a spreadsheet took away.

    A register that issues numbers of one length cannot mean another number by the shorter form, so
    this restores and does not guess. Only zeros is no key.
    """
    told = text(values)
    fits = told.where(told.str.fullmatch(r"0*[1-9][0-9]*(?:\.0)?"), pd.NA)
    padded = fits.str.removesuffix(".0").str.zfill(length)
    return padded.where(padded.str.len() == length, pd.NA)


def bad_digits(values: pd.Series, length: int) -> pd.Series:
    """Truth: something is written that is no key of this length."""
    return text(values).notna() & digits(values, length).isna()


def days(values: pd.Series) -> pd.DataFrame:
    """Read dates as registers write them: ``20150828``, ``2015-08-28`` or ``28-08-2015``.

    The trade register writes 00 for an unknown day or month: the date is then a period.

    Returns
    -------
    Frame with the same index and the columns ``first`` and ``last`` (``datetime64[us]``): the period
    in which the day lies, one day long if the date is complete; both NA if it is unknown or wrong.
    """
    parts = text(values).str.extract(_DAY)
    year = pd.to_numeric(parts["y"].fillna(parts["y2"])).astype("Int64")
    month = pd.to_numeric(parts["m"].fillna(parts["m2"])).astype("Int64")
    day = pd.to_numeric(parts["d"].fillna(parts["d2"])).astype("Int64")
    no_month, no_day = month == 0, day == 0
    first = _date(year, month.mask(no_month, 1), day.mask(no_day, 1))
    last = first
    if no_day.any():
        month_end = _date(year, month.mask(no_month, 12), day.mask(no_day, 1)) + pd.offsets.MonthEnd(0)
        last = first.mask(no_day.fillna(value=False).astype(bool), month_end)
    # A day in an unknown month says nothing: only the year stands.
    odd = (no_month & ~no_day).fillna(value=False).astype(bool)
    return pd.DataFrame({"first": first.mask(odd), "last": last.mask(odd)}, index=values.index)


def bad_day(values: pd.Series) -> pd.Series:
    """Truth: something is written that is no date (all zeros is a date that nobody knows)."""
    told = text(values)
    return told.notna() & ~told.str.fullmatch(r"[0-]+") & days(values)["first"].isna()


def _date(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    written = (year * 10_000 + month * 100 + day).astype("string").str.zfill(8)
    return pd.to_datetime(written, format="%Y%m%d", errors="coerce").astype("datetime64[us]")


def outside_netherlands(x: pd.Series, y: pd.Series) -> pd.Series:
    """Truth per pair of RD coordinates in metres: beyond the area of RD New; NA is not outside."""
    west, south, east, north = RD_BOX
    inside = x.between(west, east) & y.between(south, north)
    return (x.notna() & y.notna() & ~inside).fillna(value=False)


def points(x: pd.Series, y: pd.Series) -> list[shapely.Point | None]:
    """Points from RD coordinates in metres; None where one of the two is missing."""
    known = (x.notna() & y.notna()).to_numpy()
    made = shapely.points(x.to_numpy("float64", na_value=0.0), y.to_numpy("float64", na_value=0.0))
    return [point if there else None for point, there in zip(made, known, strict=True)]
