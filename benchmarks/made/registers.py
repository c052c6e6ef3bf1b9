"""Two made registers of one country, with the truth known: which record is which establishment.

A register of establishments, and records that other registers have of them. What stands in them
that makes linking hard, in rows per 100 of its register:

====  ==============================================================================================
Of the establishments
4     a holding (beheer, vastgoed) beside the company it is called after, at the same address
1     a second company of the same family at the same address, with another trade
1     a competitor next door: same trade, another surname, of which one in five nearly the same
0.2   a second branch of a chain, next door, under the same name
Of the records
5     of a company at its old address: its partner stands somewhere else
5     of who was there before: no partner, though somebody has that address
5     of a company nobody registered: no partner
0.05  of a sister company that is not in the register (any more): no partner
0.05  of who was there before, of the same family as the present user: no partner
0.1   of a branch of a chain that is not in the register: no partner
====  ==============================================================================================

All other records have their partner at the address, or one or two house numbers along (6 in 100).
One record in six has the second trade name of its establishment, if that has one (one in eight has).
Addresses are spoiled too, see ``ADDRESS_SLIPS``; names as ``noise`` says.

Nobody has published these rates, so they are estimates. How hard the whole is, was set by a yardstick that
is not ours: Splink, at a precision of 0.999, finds 0.94 of what can be found, as it did on other data of this
kind.
"""

import random
from dataclasses import dataclass

import numpy as np
import pandas as pd

from made.firms import Namer, holding, look_alike, trade_of
from made.noise import spoil
from made.vocabulary import CHAINS, STREETS, TOWNS, TRADES_OF

PER_POSTCODE = 6  # establishments, on average; very uneven
HOLDINGS, FAMILIES, COMPETITORS, BRANCHES = 0.04, 0.01, 0.01, 0.002
STRANGERS = {
    "moved": 0.05,
    "before": 0.05,
    "unknown": 0.05,
    "sister": 0.0005,
    "family": 0.0005,
    "branch": 0.001,
}
NEXT_DOOR = 0.06
SECOND_NAME, USES_SECOND_NAME = 0.125, 1 / 6
ADDRESS_SLIPS = {  # per record
    "addition_gone": 0.25, "addition_other": 0.005, "postcode_space": 0.3, "postcode_small": 0.1,
    "postcode_gone": 0.002, "postcode_wrong": 0.002, "number_turned": 0.001,
}  # fmt: skip
ACTIVITY_KNOWN, ACTIVITY_OTHER = 0.5, 0.12  # of the records: known at all; known but put in another class
NOBODY = -1


@dataclass(frozen=True)
class Made:
    """Two registers and the truth.

    Attributes
    ----------
    establishments, records
        ``names`` (joined with |), ``activity``, and the address columns of the contracts.
    partner
        Per record the row of its establishment; -1 if it has none.
    reachable
        Per record: it has a partner, at the place the record is about or at most two numbers along,
        whatever was then written down wrong.
    kind
        Per record: "same", "next_door", or one of the strangers.
    """

    establishments: pd.DataFrame
    records: pd.DataFrame
    partner: np.ndarray
    reachable: np.ndarray
    kind: np.ndarray


def make(establishments: int, records: int, seed: int = 1) -> Made:
    """Make both registers; equal arguments give equal registers."""
    generator, chance = np.random.default_rng(seed), random.Random(seed)
    namer = Namer(generator, chance)
    towns = _Country(max(establishments // PER_POSTCODE, 40), generator)
    register = _register(establishments, towns, namer, chance)
    seen, partner, kind, reachable = _seen(register, records, towns, namer, chance)
    return Made(
        towns.written(register).drop(columns=["stem"]),
        _spoilt(towns.written(seen), generator, chance).drop(columns=["stem"]),
        partner,
        reachable,
        kind,
    )


class _Country:
    """Postcodes with a street, a town and house numbers; a few with an office block."""

    def __init__(self, zones: int, generator: np.random.Generator) -> None:
        self.generator = generator
        weight = generator.gamma(0.7, 1.0, zones)
        self.cumulative = np.cumsum(weight) / weight.sum()
        self.houses = generator.integers(8, 40, zones)
        self.first = generator.integers(1, 250, zones)
        self.step = generator.choice([1, 2, 2, 2], zones)
        self.block = np.where(generator.random(zones) < 0.03, generator.integers(8, 40, zones), -1)
        self.town = np.array(TOWNS, dtype=object)[np.sort(generator.integers(0, len(TOWNS), zones))]
        self.street = np.array(STREETS, dtype=object)[generator.integers(0, len(STREETS), zones)]
        letters = np.array([f"{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(676)], dtype=object)
        position = np.arange(zones)
        self.postcode = (1000 + position // 160).astype(str).astype(object) + letters[(position * 37) % 676]

    def places(self, size: int) -> pd.DataFrame:
        """Draw places for firms to be: zone, number and addition."""
        draw = self.generator
        zone = np.searchsorted(self.cumulative, draw.random(size))
        house = (self.houses[zone] * draw.random(size) ** 1.4).astype(int)
        in_block = (self.block[zone] >= 0) & (draw.random(size) < 0.6)
        house = np.where(in_block, self.block[zone] % self.houses[zone], house)
        split = (zone * 31 + house * 17) % 10 == 0  # one house in ten is split up
        letter = np.array(["", "A", "B", "C"], dtype=object)[draw.integers(0, 4, size)]
        unit = (1 + (30 * draw.random(size)).astype(int)).astype(str).astype(object)
        addition = np.where(in_block & (draw.random(size) < 0.7), unit, np.where(split, letter, ""))
        return pd.DataFrame(
            {"zone": zone, "number": self.first[zone] + self.step[zone] * house, "addition": addition}
        )

    def along(self, places: pd.DataFrame) -> pd.DataFrame:
        """Move places to the house next door."""
        zone = places["zone"].to_numpy()
        step = np.where(self.generator.random(len(places)) < 0.5, 1, -1) * self.step[zone]
        number = places["number"].to_numpy()
        return places.assign(
            number=np.where(number + step < 1, number + self.step[zone], number + step), addition=""
        )

    def written(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Write places as addresses."""
        zone = rows["zone"].to_numpy()
        return pd.DataFrame(
            {
                "names": rows["name"].to_numpy() + np.where(rows["second"] == "", "", "|" + rows["second"]),
                "stem": rows["stem"].to_numpy(),
                "activity": rows["activity"].to_numpy(),
                "straat": self.street[zone],
                "huisnummer": rows["number"].to_numpy(),
                "huisletter": None,
                "toevoeging": np.where(rows["addition"] == "", None, rows["addition"]),
                "postcode": self.postcode[zone],
                "woonplaats": self.town[zone],
            }
        )


def _named(
    places: pd.DataFrame, country: _Country, namer: Namer, activities: list[str] | None = None
) -> pd.DataFrame:
    towns = country.town[places["zone"]].tolist()
    names, stems, does = namer.names(activities or namer.activities(len(places)), towns)
    return places.assign(name=names, stem=stems, activity=does, second="")


def _register(size: int, country: _Country, namer: Namer, chance: random.Random) -> pd.DataFrame:
    """Firms, then the twins that some of them have; in random order."""
    base = _named(
        country.places(round(size * (1 - HOLDINGS - FAMILIES - COMPETITORS - BRANCHES))), country, namer
    )
    second = namer.generator.random(len(base)) < SECOND_NAME
    other = _named(
        base.loc[second, ["zone", "number", "addition"]],
        country,
        namer,
        base.loc[second, "activity"].tolist(),
    )
    base.loc[second, "second"] = other["name"]
    parts = [base, *_twins(base, size, country, namer, chance)]
    whole = pd.concat(parts, ignore_index=True).iloc[:size]
    return whole.iloc[namer.generator.permutation(len(whole))].reset_index(drop=True)


def _twins(
    base: pd.DataFrame, size: int, country: _Country, namer: Namer, chance: random.Random
) -> list[pd.DataFrame]:
    stemmed = base[base["stem"] != ""]
    mothers = _draw(stemmed, round(size * HOLDINGS), namer)
    holdings = mothers.assign(name=[holding(stem, chance) for stem in mothers["stem"]], second="")
    holdings["activity"] = "kantoor"
    branches = base[base["stem"] == ""]
    doubles = _draw(branches, round(size * BRANCHES), namer)
    rivals = _draw(stemmed, round(size * COMPETITORS), namer)
    called = namer.family(len(rivals))
    names = [
        f"{trade_of(does, chance)} {look_alike(stem, chance) if chance.random() < 0.2 else one}"
        for stem, one, does in zip(rivals["stem"], called, rivals["activity"], strict=True)
    ]
    return [
        holdings,
        _sisters(_draw(stemmed, round(size * FAMILIES), namer), namer, chance),
        country.along(doubles).assign(second=""),
        country.along(rivals).assign(name=names, second="", stem=""),
    ]


def _draw(rows: pd.DataFrame, count: int, namer: Namer) -> pd.DataFrame:
    return rows.iloc[namer.generator.choice(len(rows), min(count, len(rows)), replace=False)]


def _sisters(mothers: pd.DataFrame, namer: Namer, chance: random.Random) -> pd.DataFrame:
    """Another company of the same name and address, in another trade."""
    pairs = zip(namer.activities(len(mothers)), mothers["activity"], strict=True)
    does = [drawn if drawn != own else _next(own) for drawn, own in pairs]
    names = [f"{stem} {trade_of(other, chance)}" for stem, other in zip(mothers["stem"], does, strict=True)]
    return mothers.assign(name=names, activity=does, second="")


def _next(activity: str) -> str:
    every = list(TRADES_OF)
    return every[(every.index(activity) + 1) % len(every)]


def _seen(
    register: pd.DataFrame, size: int, country: _Country, namer: Namer, chance: random.Random
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """What other registers have: establishments, some next door or moved, and strangers."""
    draw = namer.generator
    counts = {kind: round(size * share) for kind, share in STRANGERS.items()}
    known = size - sum(counts.values()) + counts["moved"]
    pick = draw.choice(len(register), known, replace=known > len(register))
    whom = register.iloc[pick].reset_index(drop=True)
    kind = np.where(
        draw.random(known) < NEXT_DOOR / (1 - sum(counts.values()) / size), "next_door", "same"
    ).astype(object)
    kind[: counts["moved"]] = "moved"
    seen = whom.copy()
    beside = kind == "next_door"
    seen.loc[beside, ["zone", "number", "addition"]] = country.along(whom[beside])[
        ["zone", "number", "addition"]
    ]
    elsewhere = country.places(counts["moved"])
    seen.loc[: counts["moved"] - 1, ["zone", "number", "addition"]] = elsewhere.to_numpy()
    uses_second = (seen["second"] != "") & (draw.random(known) < USES_SECOND_NAME)
    seen["name"] = seen["second"].where(uses_second, seen["name"])
    near = (seen["zone"] == whom["zone"]) & ((seen["number"].astype(int) - whom["number"]).abs() <= 2)
    strangers, kinds = _strangers(register, counts, country, namer, chance)
    every = pd.concat([seen, strangers], ignore_index=True).assign(second="")
    order = draw.permutation(len(every))
    nobody = np.full(len(strangers), NOBODY)
    partner = np.concatenate([pick, nobody])[order]
    reachable = np.concatenate([near.to_numpy(), nobody > 0])[order]
    kind = np.concatenate([kind, kinds])[order]
    return (
        every.iloc[order].reset_index(drop=True).astype({"zone": int, "number": int}),
        partner,
        kind,
        reachable,
    )


def _strangers(
    register: pd.DataFrame, counts: dict[str, int], country: _Country, namer: Namer, chance: random.Random
) -> tuple[pd.DataFrame, np.ndarray]:
    """Records without a partner, of every kind, half of those before with the trade of now."""
    now = _draw(register, counts["before"], namer)
    same_trade = namer.generator.random(len(now)) < 0.5
    does = np.where(same_trade, now["activity"], namer.activities(len(now))).tolist()
    before = _named(now[["zone", "number", "addition"]], country, namer, does)
    unknown = _named(country.places(counts["unknown"]), country, namer)
    twins = register.duplicated(["zone", "number", "addition", "stem"], keep=False)
    stemmed = register[(register["stem"] != "") & ~twins]  # whose sisters, if any, are not in the register
    sister = _draw(stemmed, counts["sister"], namer)
    half = len(sister) // 2
    holdings = sister[:half].assign(
        name=[holding(stem, chance) for stem in sister["stem"][:half]], activity="kantoor"
    )
    family = _sisters(_draw(stemmed, counts["family"], namer), namer, chance)
    chains = [chance.choice(CHAINS) for _ in range(counts["branch"])]
    branch = _named(_draw(register, counts["branch"], namer)[["zone", "number", "addition"]], country, namer)
    branch = branch.assign(name=[name for name, _ in chains], activity=[does for _, does in chains])
    parts = {
        "before": before,
        "unknown": unknown,
        "sister": pd.concat([holdings, _sisters(sister[half:], namer, chance)]),
        "family": family,
        "branch": branch,
    }
    kinds = np.concatenate([np.full(len(part), kind, dtype=object) for kind, part in parts.items()])
    return pd.concat(parts.values(), ignore_index=True).assign(second=""), kinds


def _spoilt(records: pd.DataFrame, draw: np.random.Generator, chance: random.Random) -> pd.DataFrame:
    """Write names and addresses down as another register would."""
    hit = {slip: draw.random(len(records)) < rate for slip, rate in ADDRESS_SLIPS.items()}
    addition = records["toevoeging"].mask(hit["addition_gone"], None)
    sign = np.array(["-", " ", "", "unit "], dtype=object)[draw.integers(0, 4, len(records))]
    addition = (pd.Series(sign, index=records.index) + addition.fillna("").str.lower()).where(
        addition.notna(), None
    )
    addition = addition.mask(hit["addition_other"], "a")
    postcode = (
        records["postcode"].str[:4] + np.where(hit["postcode_space"], " ", "") + records["postcode"].str[4:]
    )
    postcode = postcode.mask(hit["postcode_small"], postcode.str.lower())
    wrong = records["postcode"].str[:5] + np.array(list("ABCDEFGHJK"))[draw.integers(0, 10, len(records))]
    postcode = postcode.mask(hit["postcode_wrong"], wrong).mask(hit["postcode_gone"], None)
    number = records["huisnummer"].astype(str)
    turned = (number.str[1:] + number.str[:1]).str.lstrip("0").replace("", "1").astype(int)
    known = draw.random(len(records)) < ACTIVITY_KNOWN
    classes = np.array(list(TRADES_OF), dtype=object)[draw.integers(0, len(TRADES_OF), len(records))]
    activity = (
        records["activity"]
        .mask(draw.random(len(records)) < ACTIVITY_OTHER, pd.Series(classes))
        .where(known, None)
    )
    return records.assign(
        names=spoil(records["names"].tolist(), chance),
        toevoeging=addition,
        postcode=postcode,
        huisnummer=records["huisnummer"].mask(hit["number_turned"], turned),
        activity=activity,
        straat=_street(records["straat"], draw),
    )


def _street(street: pd.Series, draw: np.random.Generator) -> pd.Series:
    """Abbreviate streets: str., Burg., St."""
    short = (
        street.str.replace("straat", "str.").str.replace("Burgemeester", "Burg.").str.replace("Sint ", "St. ")
    )
    return street.mask(draw.random(len(street)) < 0.2, short)
