"""The text of addresses: postcodes and house numbers as people and registers write them.

The shapes are those of the BAG: a postcode is ``[1-9][0-9]{3}[A-Z]{2}``, a huisnummer 1 to 99999, a
huisletter one letter, a huisnummertoevoeging at most four letters and digits, without signs
(Praktijkhandleiding BAG, "Mogen slashes of streepjes deel uitmaken van de huisnummertoevoeging"). People
write more behind a number than fits there: "t/m 5", "unit 4", "2e verd.". That stays in the toevoeging, in
one spelling, because only the BAG can tell what it means; ``theseus.link.readings`` asks it. Nothing is
guessed here: what has no form of an address becomes empty and is told by the ``bad_`` companion.
docs/adressen.md has the list of forms.
"""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_POSTCODE = r"[1-9][0-9]{3}[A-Z]{2}"
# Letters that are written for a digit of a postcode. A 1 among its letters may be an I or an L, so that is
# left alone; a 0 there can only be an O.
_TO_DIGITS = str.maketrans("OoIil", "00111")
_LIKE_POSTCODE = r"^([1-9IilOo][0-9IilOo]{3})\s*([A-Za-z0]{2})(?:(?:\s|,).*)?$"
LONGEST_LINE = 200
_DASHES = r"[\u2010-\u2015\u2212]"
_NUMBER_WORD = r"^(?:huisnummers?|huisnr\.?|nummers?|nrs?\.?|no\.?|#)\s*(?=[0-9])"
_BESIDE = r"^(?P<word>t\s*[./]\s*o\.?|to\.?|tegenover|bij|by|naast|nabij|achter)\s+(?P<number>[0-9].*)$"
# A letter is a huisletter only if it stands alone: "12 bis", "12 t/m 14" and "12 b.g." have none.
_HOUSE_NUMBER = (
    r"^0{0,4}(?P<huisnummer>[1-9][0-9]{0,4})(?![0-9])"
    r"(?:[\s/.-]*(?![Tt]\s*[./]?\s*[MmOo]\b)(?![A-Za-z]\.[A-Za-z])(?P<huisletter>[A-Za-z])(?![A-Za-z]))?"
    r"(?P<rest>(?:[\s/.,&+;:(-].*|[0-9A-Za-z].*)?)$"
)
_ADDITION = r"[0-9A-Za-z](?:[0-9A-Za-z /.'°-]{0,38}[0-9A-Za-z.])?"
_THROUGH = r"\s*\b(?:tot\s+en\s+met|t\s*[./]?\s*m\b\.?|tot)\s*(?=[0-9A-Za-z])"
_AND = r"\s*(?:[&+;,]|\ben\b)\s*"
# A comma before words is only a pause ("12, unit 3"); before a bare number it is a list ("1, 3 en 5").
_PAUSE = r",(?!\s*[0-9]{1,5}[A-Za-z]?\s*(?:[&+;,]|en\b|t\s*[./]?\s*m\b|$))\s*"
_OUTER_SIGNS = r"^[\s/.:(\-]+|[\s/:()\-]+$"
_POSTBUS = r"^(?:postbus|p\.?\s?o\.?\s?box|antwoordnummer|po\s?bus)\b"
_TOWN = r"(?P<woonplaats>(?:['\u2019]?s-)?[A-Z][^\W\d_][^\d]*)"
_CODE = r"(?P<postcode>[1-9][0-9]{3}\s?[A-Za-z]{2})\b"
_LINE = (
    r"^(?P<straat>.*?[^\W\d_].*?)[\s,]+(?!\s*[1-9][0-9]{3}\s?[A-Za-z]{2}\b)"
    rf"(?P<huisnummer>(?:huisnummer|nr\.?|no\.?)?\s*[0-9].*?)(?:[\s,]+{_CODE})?(?:[\s,]+{_TOWN})?$"
)
_LINE_WITHOUT_NUMBER = rf"^(?P<straat>[^,\d]*[^,\d\s])(?:,\s*(?:{_CODE}\s*)?(?:{_TOWN})?)?$"


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
    # In Arrow's own words: every field of every source comes by here, several times.
    written = pa.array(values.astype("string"))
    stripped = pc.utf8_trim_whitespace(pc.replace_substring(written, "\x00", ""))
    told = pc.if_else(pc.equal(stripped, ""), pa.scalar(None, stripped.type), stripped)
    return pd.Series(pd.array(told, dtype="string"), index=values.index, name=values.name)


def postcode(values: pd.Series) -> pd.Series:
    """Postcodes as 1234AB, whatever the spaces and capitals they were written with.

    A place behind the postcode is left out. The letters O and I where only digits can stand, and a zero
    where only letters can, are read as what must be meant.

    Returns
    -------
    Series of dtype ``string`` with the same index; NA where there is none or it is invalid
    (:func:`bad_postcode` tells which).
    """
    parts = text(values).str.extract(_LIKE_POSTCODE)
    digits = parts[0].astype("string").str.translate(_TO_DIGITS)
    letters = parts[1].astype("string").str.upper().str.replace("0", "O", regex=False)
    compact = (digits + letters).astype("string")
    return compact.where(compact.str.fullmatch(_POSTCODE), pd.NA)


def bad_postcode(values: pd.Series) -> pd.Series:
    """Truth (dtype ``boolean``, never NA): something is written here and it is no postcode."""
    return (text(values).notna() & postcode(values).isna()).astype("boolean")


def house_number(values: pd.Series) -> pd.DataFrame:
    """Split house numbers: ``12``, ``12A``, ``nr. 12-3``, ``12 bis``, ``1 t/m 5``, ``12 unit 2, 3 en 4``.

    A single letter is the huisletter (in capitals), anything else behind the number the toevoeging, in the
    spelling of :func:`addition`. ``12-14`` may be a toevoeging or two numbers; it is kept as written.

    Returns
    -------
    Frame with the same index and the columns ``huisnummer`` (``Int64``), ``huisletter`` and
    ``toevoeging`` (``string``); all NA where the text does not have this form.
    """
    # Whole numbers that passed through a float column come as "12.0".
    written = text(values).str.removesuffix(".0").str.replace(_DASHES, "-", regex=True)
    beside = written.str.extract(_BESIDE, flags=re.IGNORECASE)
    written = beside["number"].astype("string").fillna(written)
    parts = written.str.replace(_NUMBER_WORD, "", case=False, regex=True).str.extract(_HOUSE_NUMBER)
    rest = addition(parts["rest"])
    usable = parts["huisnummer"].notna() & (rest.notna() | ~_says_something(parts["rest"]))
    opposite = beside["word"].astype("string").str.lower().str.startswith("t")
    word = opposite.map({True: "to", False: "by"}).astype("string")
    both = (word + (" " + rest).fillna("")).fillna(rest)
    return pd.DataFrame(
        {
            "huisnummer": pd.to_numeric(parts["huisnummer"].where(usable)).astype("Int64"),
            "huisletter": parts["huisletter"].where(usable).astype("string").str.upper(),
            "toevoeging": both.where(usable).astype("string"),
        },
        index=values.index,
    )


def addition(values: pd.Series) -> pd.Series:
    """Write what stands behind a number or letter in one spelling.

    Lists are joined with "en", ranges with "t/m", signs around it fall away: ``-3`` is ``3``,
    ``, 3+5`` is ``en 3 en 5``, ``tot en met 9`` is ``t/m 9``.

    Returns
    -------
    Series of dtype ``string``; NA where nothing is written or it has no form of an addition.
    """
    plain = (
        text(values)
        .str.replace(_DASHES, "-", regex=True)
        .str.replace(_THROUGH, " t/m ", case=False, regex=True)
    )
    plain = plain.str.replace(_PAUSE, " ", regex=True).str.replace(_AND, " en ", case=False, regex=True)
    plain = plain.str.replace(r"[()\s]+", " ", regex=True).str.replace(_OUTER_SIGNS, "", regex=True)
    plain = text(plain)
    return plain.where(plain.str.fullmatch(_ADDITION), pd.NA)


def bad_addition(values: pd.Series) -> pd.Series:
    """Truth (dtype ``boolean``, never NA): letters or digits are written here and they form no addition."""
    return (_says_something(values) & addition(values).isna()).astype("boolean")


def _says_something(values: pd.Series) -> pd.Series:
    return text(values).str.contains(r"\w", regex=True).fillna(value=False)


def bad_house_number(values: pd.Series) -> pd.Series:
    """Truth (dtype ``boolean``, never NA): something is written here and it is no house number."""
    return (text(values).notna() & house_number(values)["huisnummer"].isna()).astype("boolean")


def is_postbus(street: pd.Series) -> pd.Series:
    """Truth (dtype ``boolean``, never NA): this is where post goes, not where anybody works."""
    return text(street).str.contains(_POSTBUS, case=False, regex=True).fillna(value=False).astype("boolean")


def assemble(raw: pd.DataFrame) -> pd.DataFrame:
    """Address columns of a record table from the texts of a source.

    Parameters
    ----------
    raw
        Text columns ``straat``, ``huisnummer``, ``huisletter``, ``toevoeging``, ``postcode`` and
        ``woonplaats``. A letter or addition written behind the number counts where its own column is
        empty. A Postbus keeps its name and number as street, and has no house number.

    Returns
    -------
    Frame with the same index and the columns of ``contracts.ADDRESS``.
    """
    number = house_number(raw["huisnummer"])
    own = text(raw["toevoeging"])
    postal = is_postbus(raw["straat"]).astype(bool)
    box = (text(raw["straat"]) + (" " + text(raw["huisnummer"])).fillna("")).astype("string")
    table = pd.DataFrame(
        {
            "straat": text(raw["straat"]).mask(postal, box),
            "huisnummer": number["huisnummer"].mask(postal),
            "huisletter": text(raw["huisletter"]).str.upper().fillna(number["huisletter"]).mask(postal),
            "toevoeging": addition(own).fillna(own).fillna(number["toevoeging"]).mask(postal),
            "postcode": postcode(raw["postcode"]),
            "woonplaats": text(raw["woonplaats"]),
        },
        index=raw.index,
    )
    return table.astype({"huisnummer": "Int64"})


def line(values: pd.Series) -> pd.DataFrame:
    """Split addresses written on one line: ``Ambachtsweg 12A, 6931 AB Westervoort``.

    Of several numbers the first is the house number, unless a bare number follows at once: "Plein 1944 12".
    Texts longer than ``LONGEST_LINE`` characters are no address.

    Returns
    -------
    Frame with the same index and the columns of ``contracts.ADDRESS``; all NA where no street is told.
    """
    plain = text(values).str.replace(r"\s+", " ", regex=True)
    plain = plain.where(plain.str.len() <= LONGEST_LINE, pd.NA)
    bare = plain.str.extract(_LINE_WITHOUT_NUMBER)
    parts = plain.str.extract(_LINE).fillna(bare).astype("string")
    year = parts["huisnummer"].str.extract(r"^(?P<name>[0-9]+) (?P<number>[0-9]+.*)$").astype("string")
    parts["straat"] = (parts["straat"] + (" " + year["name"]).fillna("")).astype("string")
    parts["huisnummer"] = year["number"].fillna(parts["huisnummer"])
    empty = pd.Series(pd.NA, index=values.index, dtype="string")
    return assemble(parts.assign(huisletter=empty, toevoeging=empty))
