"""Official publications, and the rule that what is about somebody never passes to the next occupant.

A permit or a notice is about a place: it reaches every occupancy there. Enforcement and closures are about
who was there then. They reach a registered company only if it was there on the day of publication and no
other company was registered there that day; for all others the record is of the place alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from theseus.contracts import ABOUT_SOMEBODY, DATE
from theseus.link.addresses import keys
from theseus.link.judging import BY_PERSON, allowed, barred, by_hand
from theseus.link.lookup import by_address, pand_at
from theseus.link.outcomes import Round, rows
from theseus.link.places import park_of, points
from theseus.link.positions import rows_at
from theseus.link.score import ADDRESS_FEATURES, FEATURES, sentences, weigh
from theseus.model import LinkOutcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from theseus.link.judging import Judged
    from theseus.link.terreinen import Parks
    from theseus.link.units import Units

_TABLE = "publication"
_WHO = ["source", "record_id"]
_OFF = "De plaats ligt niet op een bedrijventerrein van deze regio."
_NO_PLACE = "Het adres staat niet in de BAG, en de bekendmaking geeft geen punt in een pand."
_NO_USE = "Het punt ligt op een bedrijventerrein, maar niet in een pand met een gebruik."
_THEN = "Was hier op de dag van de bekendmaking als enige ingeschreven. "
_MAYBE = "Was hier op de dag van de bekendmaking ingeschreven, naast anderen. "
_PLACE = "Gaat over wie hier was op "
_NEVER = ", en gaat nooit over op een ander: "
_NOBODY = "van die dag is hier geen gebruiker bekend."
_MANY = "op die dag waren hier meerdere bedrijven ingeschreven."
_GONE = "de gebruiker van die dag is hier niet meer."
_OTHERS = "niet voor anderen die hier nu zijn."
_SHARED = "welk adres in dit pand het is, is niet bekend."


def of_publications(
    records: pd.DataFrame, before: Round, users: pd.DataFrame, units: Units, parks: Parks, judged: Judged
) -> Round:
    """Outcomes of official publications.

    Parameters
    ----------
    records
        Records of contract ``publication``, written as the BAG has their address.
    before
        The rounds so far, with all occupancies under way.
    users
        Every registration at a place, the ended ones too: ``place``, ``kvk_number``, ``started_on``,
        ``ended_on`` and ``occupancy_id`` (empty if it has none any more).
    judged
        What people said of links. It cannot give what is about somebody to who came later.
    """
    uses = before.uses
    if records.empty:
        return Round(uses, [], [])
    homes = _homes(records, units, parks)
    bars = barred(judged, homes)
    somebody = homes["kind"].isin(ABOUT_SOMEBODY)
    by_person = _by_person(homes, uses, users, judged)
    pairs = allowed(_pairs(homes, uses), uses, bars)
    pairs = pairs[~pairs["row"].isin(by_person["row"])]
    told = pairs[~somebody.reindex(pairs["row"]).to_numpy(dtype=bool)]
    there = homes[homes.index.isin(pairs["row"])]
    about, near = _about_somebody(there[somebody[there.index]], pairs, uses, users)
    settled = [*pairs["row"], *by_person["row"]]
    links = [_linked(told, homes, uses), _linked(by_person, homes, uses), *about]
    return Round(uses, [*links, *_nowhere(homes[~homes.index.isin(settled)])], [near])


def _by_person(homes: pd.DataFrame, uses: pd.DataFrame, users: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """Pairs that a person says belong together, but none with a user that came after the publication."""
    hands = by_hand(judged, homes, uses).rename(columns={"says": "before"})
    hands["occupancy_id"] = uses["occupancy_id"].reindex(hands["use"]).to_numpy()
    began = users.dropna(subset="occupancy_id").groupby("occupancy_id")["started_on"].min()
    came = began.reindex(hands["occupancy_id"]).reset_index(drop=True).astype(DATE)
    day = homes["published_on"].reindex(hands["row"]).reset_index(drop=True).astype(DATE)
    somebody = homes["kind"].isin(ABOUT_SOMEBODY).reindex(hands["row"]).to_numpy(dtype=bool)
    later = somebody & (came > day).to_numpy(dtype=bool)
    home = homes["place"].reindex(hands["row"]).reset_index(drop=True)
    at_home = (home == uses["place"].reindex(hands["use"]).reset_index(drop=True)).fillna(value=False)
    hands = hands.reset_index(drop=True).assign(before=hands["before"].to_numpy() + " ", by_point=~at_home)
    return hands[~later].assign(method=BY_PERSON)


def _homes(records: pd.DataFrame, units: Units, parks: Parks) -> pd.DataFrame:
    """Publications with their unit, else the pand around their point, and the park they are on."""
    homes = records.drop(columns="geometry").reset_index(drop=True)
    key = keys(homes)
    own = points(records["geometry"])
    homes["unit"] = by_address(key, units)
    around = pand_at(own, units)
    homes["pand"] = around["pand_id_bag"].where(homes["unit"].isna()).astype("string")
    homes["shared"] = (around["units"] > 1).fillna(value=False) & homes["unit"].isna()
    homes["place"] = (
        rows_at(units.table["unit_id"], homes["unit"]).fillna("adres " + key["key"]).astype("string")
    )
    homes["on_park"] = park_of(own, parks.table).notna()
    homes["placed"] = homes["unit"].notna() | np.array([point is not None for point in own], dtype=bool)
    return homes


def _pairs(homes: pd.DataFrame, uses: pd.DataFrame) -> pd.DataFrame:
    """Pair publications with the occupancies at their address, else with those in their pand."""
    left = homes[["place", "pand"]].rename_axis("row").reset_index()
    right = uses[["place", "pand_id_bag"]].rename_axis("use").reset_index()
    at_place = left.dropna(subset="place").merge(right, on="place")[["row", "use"]].assign(by_point=False)
    open_rows = left[~left["row"].isin(at_place["row"])].dropna(subset="pand")
    in_pand = open_rows.merge(right, left_on="pand", right_on="pand_id_bag")[["row", "use"]].assign(
        by_point=True
    )
    return pd.concat([at_place, in_pand]).sort_values(["row", "use"], ignore_index=True)


def _linked(
    pairs: pd.DataFrame, homes: pd.DataFrame, uses: pd.DataFrame, outcome: LinkOutcome = LinkOutcome.LINKED
) -> pd.DataFrame:
    """Write link rows of pairs; ``before`` tells what goes before the score, ``method`` whose link it is."""
    pairs = pairs.reset_index(drop=True)
    shares = pd.DataFrame(0.0, index=pairs.index, columns=list(FEATURES)).assign(name=np.nan)
    by_point = pairs["by_point"].astype(bool)
    shares.loc[~by_point, ADDRESS_FEATURES] = 1.0
    shares.loc[by_point, "distance"] = 1.0
    scored = weigh(shares)
    reason = pairs.get("before", "") + sentences(scored)
    if "method" in pairs:
        scored["method"] = pairs["method"]
    records = homes.loc[pairs["row"], _WHO].set_axis(pairs.index)
    ids = uses["occupancy_id"].reindex(pairs["use"]).set_axis(pairs.index)
    return rows(records, _TABLE, outcome, reason, scored=scored, occupancy_id=ids)


def _about_somebody(
    homes: pd.DataFrame, pairs: pd.DataFrame, uses: pd.DataFrame, users: pd.DataFrame
) -> tuple[list[pd.DataFrame], pd.DataFrame]:
    """Link to the only registered company of that day; for everybody else it is the place alone.

    Where several companies were there, a person may say which: they are near misses.
    """
    here = pairs[pairs["row"].isin(homes.index)].copy()
    here["place"] = uses["place"].reindex(here["use"]).to_numpy()
    here["occupancy_id"] = uses["occupancy_id"].reindex(here["use"]).to_numpy()
    then = _users_then(here, homes, users)
    companies = then.groupby("row")["kvk_number"].nunique().reindex(homes.index).fillna(0)
    certain = (companies == 1) & ~homes["shared"]
    theirs = here.merge(then[["row", "occupancy_id"]].drop_duplicates(), on=["row", "occupancy_id"])
    sure = certain.reindex(theirs["row"]).to_numpy(dtype=bool)
    theirs, maybe = theirs[sure].assign(before=_THEN), theirs[~sure].assign(before=_MAYBE)
    others = homes.index.isin(here.loc[~here["use"].isin(theirs["use"]), "row"])
    others |= ~homes.index.isin(theirs["row"])
    why = _why(homes, companies, homes.index.isin(theirs["row"]))
    links = [
        _linked(theirs, homes, uses),
        rows(homes[others], _TABLE, LinkOutcome.PLACE_ONLY, why[others]),
    ]
    return links, _linked(maybe, homes, uses, LinkOutcome.NEAR_MISS)


def _users_then(here: pd.DataFrame, homes: pd.DataFrame, users: pd.DataFrame) -> pd.DataFrame:
    """Registrations that stood at the place on the day of publication; one with an unknown start did not."""
    both = here[["row", "place"]].drop_duplicates().merge(users, on="place")
    day = homes["published_on"].reindex(both["row"]).reset_index(drop=True)
    stood = (both["started_on"] <= day) & (both["ended_on"].isna() | (both["ended_on"] > day))
    return both[stood.fillna(value=False)]


def _why(homes: pd.DataFrame, companies: pd.Series, linked: NDArray[np.bool_]) -> pd.Series:
    """Say why a publication is of the place alone, per publication."""
    why = pd.Series(_NOBODY, index=homes.index, dtype="string")
    why = why.mask(companies == 1, _GONE).mask(companies > 1, _MANY).mask(homes["shared"], _SHARED)
    day = homes["published_on"].dt.strftime("%d-%m-%Y").astype("string")
    return _PLACE + day + _NEVER + why.mask(linked, _OTHERS)


def _nowhere(left: pd.DataFrame) -> list[pd.DataFrame]:
    """Outcomes of publications at which no occupancy is."""
    on_park = left["on_park"] & left["unit"].isna()
    off = left["placed"] & ~on_park
    return [
        rows(left[on_park], _TABLE, LinkOutcome.PLACE_ONLY, _NO_USE),
        rows(left[off], _TABLE, LinkOutcome.OUTSIDE_TERREIN, _OFF),
        rows(left[~left["placed"]], _TABLE, LinkOutcome.NO_LOCATION, _NO_PLACE),
    ]
