"""Readings: which addresses of the BAG a record means that is written otherwise, or names several.

What is in the BAG exactly as written is that, and is not looked at here. For the rest the BAG decides, in
this order: a list or range ("1 t/m 5", "1-3"); the same addition in another spelling ("unit 04" and "4"); a
part of a building that has one address ("unit 4" where there is only number 12). Without a postcode, street,
number and town have to point at one object. What stays unread is left as it is, for the near misses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.link.additions import as_several, canonical, floor, lone, loose, whole_of
from theseus.link.addresses import ADDRESS, house_number, keys
from theseus.link.positions import distinct
from theseus.link.streets import compact, has_initials, shortened
from theseus.tables import is_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from theseus.link.units import Units

_DOOR = ["place", "number", "addition"]
_FOUND = ["row", "order", "unit", "note"]
_NOTE = ["source", "record_id", "note"]
_BY_STREET = "Zonder postcode gevonden: straat, huisnummer en plaats wijzen in de BAG één object aan. "
_NO_PART = "-"


@dataclass(frozen=True)
class Places:
    """Every address of the BAG, findable by postcode and by street.

    Attributes
    ----------
    doors
        ``place`` (a postcode, or street and town without spaces), ``number``, ``addition``, ``unit``,
        and ``shared`` (more than one unit has this address).
    streets
        Full key per short one ("burg w hovystraat|duiven"), where one street alone has that short form.
    known
        All keys of full addresses.
    """

    doors: pd.DataFrame
    streets: pd.Series
    known: pd.Index


def places(units: Units) -> Places:
    """Prepare the addresses of the BAG for :func:`read`."""
    addresses = units.addresses
    parts = ["number", "addition", "unit", "is_main"]
    by_code = addresses[["zone", *parts]].rename(columns={"zone": "place"})
    by_street = addresses[["street", *parts]].rename(columns={"street": "place"})
    doors = pd.concat([by_code, by_street.assign(place=compact(by_street["place"]))])
    doors = doors.dropna(subset=_DOOR).sort_values(
        [*_DOOR, "is_main", "unit"], ascending=[True] * 3 + [False, True]
    )
    doors["shared"] = doors.groupby(_DOOR)["unit"].transform("nunique") > 1
    full = addresses["street"].dropna().drop_duplicates()
    short = shortened(full)
    streets = full[~short.duplicated(keep=False)].set_axis(short[~short.duplicated(keep=False)])
    return Places(doors.drop_duplicates(_DOOR), streets, pd.Index(addresses["key"].dropna().unique()))


def read(records: pd.DataFrame, units: Units, known: Places) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write the addresses of records as the BAG has them, one row per address.

    Parameters
    ----------
    records
        Records with address columns, index 0, 1, ….
    units
        All units.
    known
        From :func:`places`.

    Returns
    -------
    tuple of pandas.DataFrame
        The records, a record that names several addresses once per address; and per record that was read
        ``source``, ``record_id`` and ``note``, a Dutch sentence.
    """
    if records.empty:
        return records, pd.DataFrame(columns=_NOTE, dtype="string")
    key = keys(records)
    asked = key[key["number"].notna() & ~is_in(key["key"], known.known)].rename_axis("row").reset_index()
    if asked.empty:
        return records, pd.DataFrame(columns=_NOTE, dtype="string")
    asked["letter"] = (
        records["huisletter"].reindex(asked["row"]).fillna("").str.upper().str.strip().to_numpy()
    )
    asked["written"] = records["toevoeging"].reindex(asked["row"]).fillna("").to_numpy()
    asked["rest"] = distinct(asked["written"].astype("string"), canonical)
    by_code = _resolve(asked[asked["zone"].notna()], "zone", known)
    left = asked[asked["zone"].isna() & asked["street"].notna()]
    by_street = _resolve(_with_full_names(left, known), "street", known)
    by_street["note"] = _BY_STREET + by_street["note"]
    found = pd.concat([by_code, by_street]).sort_values(["row", "order"], ignore_index=True)
    found = _agreeing_with_key(found, records, units)
    return _rewritten(records, found, units), _notes(records, found)


def _with_full_names(asked: pd.DataFrame, known: Places) -> pd.DataFrame:
    """Replace a street with initials by the only street of that town that has this short form."""
    full = asked["street"].where(has_initials(asked["street"])).map(known.streets).astype("string")
    return asked.assign(street=full.fillna(asked["street"]))


def _resolve(asked: pd.DataFrame, place: str, known: Places) -> pd.DataFrame:
    """Find the units of addresses at a postcode or street: row, order, unit and note."""
    asked = asked.assign(place=compact(asked[place].astype("string")))
    doors = known.doors[is_in(known.doors["place"], asked["place"])]
    if place == "street":
        doors = doors[~doors["shared"]]
    found = [pd.DataFrame(columns=_FOUND)]
    for look in (_as_written, _several, _other_spelling, _part_of_one):
        part = look(asked, doors, known) if len(asked) else found[0]
        found.append(part)
        asked = asked[~asked["row"].isin(part["row"])]
    return pd.concat([part for part in found if len(part)] or found).astype({"row": "int64", "unit": "int64"})


def _as_written(asked: pd.DataFrame, doors: pd.DataFrame, known: Places) -> pd.DataFrame:  # noqa: ARG001 - one form for all
    """Addresses that are there as written: only those without a postcode come here."""
    return asked.merge(doors, on=_DOOR).assign(order=0, note="")[_FOUND]


def _several(asked: pd.DataFrame, doors: pd.DataFrame, known: Places) -> pd.DataFrame:
    """Lists and ranges: every address of it that is there."""
    forms = asked[["number", "letter", "rest"]].drop_duplicates()
    read_as = [as_several(int(n), letter, rest) for n, letter, rest in forms.itertuples(index=False)]
    forms = forms.assign(reading=pd.Series(read_as, index=forms.index, dtype=object))
    forms = forms[forms["reading"].notna()]
    if forms.empty:
        return pd.DataFrame(columns=_FOUND)
    named = asked.merge(forms, on=["number", "letter", "rest"])
    named["sure"] = [reading.sure for reading in named["reading"]]
    named["door"] = [list(enumerate(reading.doors)) for reading in named["reading"]]
    named = named.drop(columns=["number", "addition"]).explode("door", ignore_index=True)
    named["order"] = [order for order, _ in named["door"]]
    named["number"] = pd.array([door[0] for _, door in named["door"]], dtype="Int64")
    named["addition"] = pd.array([door[1] for _, door in named["door"]], dtype="string")
    return _told_several(_holding(_doors_of(named, doors, known)))


def _doors_of(named: pd.DataFrame, doors: pd.DataFrame, known: Places) -> pd.DataFrame:
    """Add the unit of each door: at its place, else in its street, else of a unit in another spelling."""
    elsewhere = compact(named["street"].astype("string")).fillna("")
    by_street = known.doors[is_in(known.doors["place"], elsewhere) & ~known.doors["shared"]]
    here = named.merge(doors[[*_DOOR, "unit"]], on=_DOOR, how="left")["unit"].astype("Int64")
    other = named.assign(place=elsewhere).merge(by_street[[*_DOOR, "unit"]], on=_DOOR, how="left")["unit"]
    found = here.fillna(other.astype("Int64")).fillna(_spelt(named, doors, (loose,)).reset_index(drop=True))
    return named.assign(unit=found.to_numpy()).astype({"unit": "Int64"})


def _holding(there: pd.DataFrame) -> pd.DataFrame:
    """Keep the doors of readings that hold: one that may be an addition needs both of its ends."""
    found = there["unit"].notna()
    last = there.groupby("row")["order"].transform("max")
    ends = found.where((there["order"] == 0) | (there["order"] == last), other=True)
    return there[there["sure"] | ends.groupby(there["row"]).transform("all")]


def _told_several(there: pd.DataFrame) -> pd.DataFrame:
    addition = there["addition"]
    shown = ("-" + addition).mask(addition.str.fullmatch("[A-Z]?"), addition)
    shown = shown.str.replace(r"-([A-Z]{2,})(?=[0-9])", r" \1 ", regex=True)
    doors = there["number"].astype("string") + shown
    found = there["unit"].notna()
    listed, lacking = (
        there["row"].map(doors[those].groupby(there["row"]).agg(", ".join)).astype("string")
        for those in (found, ~found)
    )
    note = "Gelezen als meer adressen: " + listed + ". " + ("Niet in de BAG: " + lacking + ". ").fillna("")
    return there.assign(note=note)[found].drop_duplicates(["row", "unit"])[_FOUND]


def _other_spelling(asked: pd.DataFrame, doors: pd.DataFrame, known: Places) -> pd.DataFrame:  # noqa: ARG001 - one form for all
    """Additions that only one address at the number has, in another spelling."""
    asked = asked.reset_index(drop=True)
    unit = _spelt(asked, doors, (loose, lone)).fillna(_on_floor(asked, doors))
    found = asked.assign(unit=unit, order=0)[unit.notna()]
    note = "Toevoeging '" + found["letter"] + found["written"] + "' staat in de BAG anders geschreven. "
    return found.assign(note=note)[_FOUND]


def _spelt(
    asked: pd.DataFrame, doors: pd.DataFrame, spellings: tuple[Callable[[str], str], ...]
) -> pd.Series:
    """Position of the only unit at the number whose addition is the same but for its spelling."""
    at = ["place", "number"]
    unit = pd.Series(pd.NA, index=range(len(asked)), dtype="Int64")
    for spell in spellings:
        known = doors.assign(spelling=distinct(doors["addition"], spell))
        if spell is lone:  # a single letter may be one of a series
            known = known[~_in_series(known)]
        known = known.drop_duplicates([*at, "spelling"], keep=False)
        wanted = asked[at].assign(spelling=distinct(asked["addition"], spell))
        wanted["spelling"] = wanted["spelling"].where(asked["addition"] != "")
        joined = wanted.merge(known[[*at, "spelling", "unit"]], on=[*at, "spelling"], how="left")["unit"]
        unit = unit.fillna(joined.astype("Int64"))
    return unit.set_axis(asked.index)


def _in_series(doors: pd.DataFrame) -> pd.Series:
    """Tell which doors are at a number that has letters which are no floor, ground floor or roman number."""
    letter = doors["addition"].str.fullmatch("[A-GJ-UWYZ]")
    return letter.groupby([doors["place"], doors["number"]]).transform("any").astype(bool)


def _on_floor(asked: pd.DataFrame, doors: pd.DataFrame) -> pd.Series:
    """Position of the unit of a floor, where the BAG numbers floors: it has a ground floor there."""
    at = ["place", "number"]
    ground = doors.loc[doors["addition"].isin(["H", "HS", "BG"]), at].drop_duplicates()
    wanted = asked[at].assign(addition=distinct(asked["addition"], floor)).rename_axis("asked").reset_index()
    there = wanted.merge(ground, on=at).merge(doors[[*_DOOR, "unit"]], on=_DOOR).set_index("asked")
    return there["unit"].reindex(asked.index).astype("Int64")


def _part_of_one(asked: pd.DataFrame, doors: pd.DataFrame, known: Places) -> pd.DataFrame:  # noqa: ARG001 - one form for all
    """Parts of a building ("unit 4") of which the BAG knows one address only."""
    whole = distinct(asked["addition"], _whole)
    asked = asked.assign(whole=whole)[whole != _NO_PART]
    at = asked.merge(doors[[*_DOOR, "unit"]], on=["place", "number"], suffixes=("", "_there"))
    begins = [there.startswith(part) for there, part in zip(at["addition_there"], at["whole"], strict=True)]
    at = at[np.array(begins, dtype=bool)]
    alone = at[~at.duplicated("row", keep=False) & (at["addition_there"] == at["whole"])]
    door = alone["number"].astype("string") + alone["whole"]
    note = (
        "'" + alone["written"] + "' is een deel van nummer " + door + ", waarvan de BAG maar één adres kent. "
    )
    return alone.assign(order=0, note=note)[_FOUND]


def _whole(addition: str) -> str:
    whole = whole_of(addition)
    return _NO_PART if whole is None else whole


def _agreeing_with_key(found: pd.DataFrame, records: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Leave out readings of records with a key that the BAG knows, unless the key is one of several."""
    if "vbo_id_bag" not in records:
        return found
    told = records["vbo_id_bag"].where(is_in(records["vbo_id_bag"], units.table["vbo_id_bag"]))
    told = told.reindex(found["row"]).reset_index(drop=True)
    same = told == units.table["vbo_id_bag"].reindex(found["unit"]).reset_index(drop=True)
    agrees = same.fillna(value=False).groupby(found["row"]).transform("any")
    return found[told.isna() | agrees].reset_index(drop=True)


def _rewritten(records: pd.DataFrame, found: pd.DataFrame, units: Units) -> pd.DataFrame:
    """Repeat the records that were read, with the address of each unit; the others stay as they are."""
    if found.empty:
        return records
    copies = records.loc[found["row"]].reset_index(drop=True)
    taken = units.table.reindex(found["unit"]).reset_index(drop=True)
    address = [column for column in ADDRESS if column not in {"straat", "woonplaats"}]
    copies[address] = taken[address]
    if "vbo_id_bag" in records:
        known = is_in(copies["vbo_id_bag"], units.table["vbo_id_bag"])
        copies["vbo_id_bag"] = copies["vbo_id_bag"].mask(
            known & (copies["vbo_id_bag"] != taken["vbo_id_bag"])
        )
    rest = records[~records.index.isin(found["row"])]
    order = np.argsort(np.concatenate([rest.index, found["row"]]), kind="stable")
    return pd.concat([rest, copies], ignore_index=True).iloc[order].reset_index(drop=True)


def _notes(records: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    first = found.drop_duplicates("row")
    who = records.loc[first["row"], ["source", "record_id", *ADDRESS]].reset_index(drop=True)
    written = (who["straat"].fillna("") + " " + house_number(who).fillna("")).str.strip()
    return who[["source", "record_id"]].assign(
        note=("Adres '" + written + "'. " + first["note"].reset_index(drop=True)).astype("string")
    )
