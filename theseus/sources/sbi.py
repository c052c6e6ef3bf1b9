"""SBI codes: which version of the Standaard Bedrijfsindeling they are, and which activity they mean.

The trade register carried SBI 2008 (4 or 5 digits) until it was converted, all codes of all registrations
at once, between 5 and 7 September 2025; since then every code is SBI 2025 and has 5 digits (KVK and CBS
announcements of 2025). Files of both kinds are about, and the same digits can mean different things.
So a version is proved by membership, never by age: by the version that the file states, else by the code
lists of CBS (``data/sbi_codes.csv``: numbers only), taking all codes of a registration together, since
they share one version. Where that leaves two versions, the activity counts only if both agree on it.

No 5-digit code of SBI 2008 ends in 0; a class of SBI 2025 without Dutch subdivision always does.

Facts: CBS, "Standaard Bedrijfsindeling 2008" and "Standaard Bedrijfsindeling 2025" (CC BY 4.0).
"""

from __future__ import annotations

import csv
import importlib.resources
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from theseus.sources.address import text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

VERSIONS = ("2008", "2025")
UNKNOWN = "onbekend"

# Trade unions, churches and political parties (both versions). What a body believes is never an input,
# so only the division is kept.
_BELIEF = ("942", "9491", "9492")
_BELIEF_SHOWN = "94"
_SHORTEST, _LONGEST = 2, 5


def classify(codes: pd.Series, stated: pd.Series | None = None) -> pd.DataFrame:
    """Tell version and activity of the SBI codes of registrations.

    Parameters
    ----------
    codes
        Comma-joined codes per registration, main activity first; dots and spaces do not matter.
    stated
        The version that the file states ("2008" or "2025"), where it does.

    Returns
    -------
    Frame with the same index and the columns ``sbi_codes`` (digits, comma-joined), ``sbi_version`` and
    ``activity`` (one of ``contracts.ACTIVITIES``), all ``string``; NA where it cannot be told.
    """
    told = text(codes)
    given = pd.Series(pd.NA, index=codes.index, dtype="string") if stated is None else text(stated)
    pairs = pd.DataFrame({"codes": told, "stated": given})
    unique = pairs.drop_duplicates().dropna(subset="codes")
    rows = [
        (joined, version, *_registration(joined, None if pd.isna(version) else version))
        for joined, version in unique.itertuples(index=False)
    ]
    names = ["codes", "stated", "sbi_codes", "sbi_version", "activity"]
    known = pd.DataFrame(rows, columns=names).astype("string")
    found = pairs.merge(known, on=["codes", "stated"], how="left").set_axis(codes.index)
    return found[["sbi_codes", "sbi_version", "activity"]].astype("string")


def versions_of(code: str) -> frozenset[str]:
    """Versions of the SBI in which this code exists (digits, without dots)."""
    return frozenset(version for version in VERSIONS if code in known_codes()[version])


def activity_of(code: str, version: str) -> str | None:
    """Activity of a code in one version; None if it has none, on purpose or because nobody knows."""
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        found = _activities()[version].get(code[:length])
        if found is not None:
            return None if found == UNKNOWN else found
    return None


@cache
def known_codes() -> dict[str, frozenset[str]]:
    """Codes that the register can carry, per version (CBS)."""
    codes: dict[str, set[str]] = {version: set() for version in VERSIONS}
    for row in csv.DictReader(_data("sbi_codes.csv").read_text("utf-8").splitlines(), delimiter=";"):
        codes[row["version"]] |= {row["group"] + rest for rest in row["rest"].split()}
    return {version: frozenset(found) for version, found in codes.items()}


@cache
def _activities() -> dict[str, dict[str, str]]:
    table = tomllib.loads(_data("sbi_activity.toml").read_text("utf-8"))
    return {
        version: {prefix: group for group, prefixes in groups.items() for prefix in prefixes}
        for version, groups in table.items()
    }


def _data(name: str) -> Traversable:
    return importlib.resources.files("theseus.sources") / "data" / name


def _registration(joined: str, stated: str | None) -> tuple[str | None, str | None, str | None]:
    """Codes to keep, version and activity of one registration."""
    codes = [_digits(code) for code in joined.split(",")]
    kept = [_BELIEF_SHOWN if code.startswith(_BELIEF) else code for code in codes if code]
    shown = ",".join(dict.fromkeys(kept)) or None
    possible = _possible(codes, stated)
    main = codes[0]
    meant = {activity_of(main, version) for version in possible if main in known_codes()[version]}
    activity = meant.pop() if len(meant) == 1 else None
    return shown, next(iter(possible)) if len(possible) == 1 else None, activity


def _possible(codes: list[str], stated: str | None) -> frozenset[str]:
    """Versions that all codes allow; a code in neither list says nothing."""
    known = [found for code in codes if (found := versions_of(code))]
    told = [frozenset({stated})] if stated in VERSIONS else []
    return frozenset.intersection(*known, *told) if known or told else frozenset()


def _digits(code: str) -> str:
    plain = code.replace(".", "").replace(" ", "")
    return plain if plain.isascii() and plain.isdigit() else ""
