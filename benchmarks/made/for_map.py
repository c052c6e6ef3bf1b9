"""A made region for the map: parks on a grid, businesses on them, with findings, questions, links, visits."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from theseus.contracts import CRS
from theseus.draw import MapData, PastLabels, RuleNote
from theseus.model import Freshness, SourceReport

AS_OF = dt.date(2026, 11, 16)
ON_A_PARK = 600  # occupancies
SIDE = 600  # metres; side of a park
APART = 1500  # metres from one park to the next
RULES, QUESTIONS = 30, 12
WORDS = np.array(["Rijn", "Staal", "Hout", "Veld", "Nova", "Berg", "Linde", "Anker", "Kade", "Adelaar"])
KINDS = np.array(["Garage", "Bouw", "Transport", "Metaal", "Opslag", "Drukkerij"])
SEEN = [f"Straatbeeld ({day:02}-{month:02}-2026)" for month in range(1, 11) for day in range(1, 29)]


def text(values):
    return pd.array(values, dtype="string")


def region(count, seed=1):
    """So many occupancies, with everything on board that the map of a run has."""
    chance = np.random.default_rng(seed)
    unit = np.char.zfill((np.arange(count) + 226_010_000_000_000).astype(str), 16)
    user = np.char.zfill((np.arange(count) + 90_000_000_000).astype(str), 12)
    ids = text(np.char.add(np.char.add(unit, "@"), user))
    uses, parks = placed(ids, unit, user, chance)
    label = chance.choice(["groen", "wit", "rood"], count, p=[0.55, 0.43, 0.02])
    proposed = (label == "wit") & (chance.random(count) < 0.04)
    labels = labelled(ids, label, proposed, chance)
    before = labels.assign(label=np.where(chance.random(count) < 0.1, "wit", labels["label"]))
    return MapData(
        region_name=f"Gemaakt ({count:,} VOORBEELD)",
        as_of=AS_OF,
        terreinen=parks,
        occupancies=uses,
        labels=labels,
        findings=findings(ids, label, proposed, chance),
        open_questions=questions(ids, label, chance),
        sources=(SourceReport("kvk", "KVK", Freshness.FRESH, AS_OF, rows_kept=count),),
        municipalities={"GM0226": "Duiven"},
        rules=tuple(rule(number) for number in range(RULES)),
        activities=pd.DataFrame(
            {
                "occupancy_id": ids,
                "activity": text(chance.choice(["bouw", "horeca", "opslag"], count)),
                "sbi": text(chance.choice(["41000", "56101,56102", "52102", "4520"], count)),
            }
        ),
        links=links(ids, unit, user),
        visits=visits(ids, chance),
        history=(PastLabels(AS_OF - dt.timedelta(7), before), PastLabels(AS_OF, labels)),
    )


def placed(ids, unit, user, chance):
    count = len(ids)
    park = np.arange(count) // ON_A_PARK
    wide = int(np.ceil(np.sqrt(park.max() + 1)))
    corner = np.stack([150_000 + park % wide * APART, 400_000 + park // wide * APART], axis=1)
    place = np.round(corner + chance.random((count, 2)) * SIDE)
    number = chance.integers(1, 200, count)
    names = pd.Series(
        text(
            [
                f"{a} {b} {c} VOORBEELD"
                for a, b, c in zip(
                    chance.choice(KINDS, count), chance.choice(WORDS, count), range(count), strict=True
                )
            ]
        )
    )
    uses = {
        "occupancy_id": ids,
        "terrein_id": text(park.astype(str)),
        "terrein_name": text(park.astype(str)),
        "municipality_code": text(["GM0226"] * count),
        "vbo_id_bag": text(unit),
        "pand_id_bag": text(unit),
        "vestiging_id_kvk": text(user),
        "kvk_number": text(np.char.ljust(user, 8)),
        "name": names.mask(chance.random(count) < 0.2),
        "name_source": text(["kvk"] * count),
        "address": text(
            [
                f"Voorbeeldstraat {house}, {6900 + at % 90} AB Duiven"
                for house, at in zip(number, park, strict=True)
            ]
        ),
        "no_match_reason": pd.Series(pd.NA, index=range(count), dtype="string"),
        "users_on_unit": pd.array([1] * count, dtype="Int64"),
    }
    numbers = np.unique(park)
    corners = corner[np.searchsorted(park, numbers)]
    shapes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + SIDE, corners[:, 1] + SIDE)
    parks = {
        "terrein_id": text(numbers.astype(str)),
        "name": text([f"Terrein {number} (VOORBEELD)" for number in numbers]),
        "source": "ibis",
        "municipality_codes": "GM0226",
        "area_m2": float(SIDE**2),
        "choice": "Gemaakt.",
    }
    return (
        gpd.GeoDataFrame(uses, geometry=gpd.points_from_xy(place[:, 0], place[:, 1]), crs=CRS),
        gpd.GeoDataFrame(parks, geometry=shapes, crs=CRS),
    )


def labelled(ids, label, proposed, chance):
    count = len(ids)
    why = {
        "groen": "Alle poortregels zijn in orde.",
        "wit": "Te weinig bekend.",
        "rood": "Er zijn 2 aandachtspunten.",
    }
    return pd.DataFrame(
        {
            "occupancy_id": ids,
            "label": text(label),
            "proposed_red": pd.array(proposed, dtype="boolean"),
            "known_share": pd.array(chance.integers(40, 101, count) / 100, dtype="Float64"),
            "because": text(
                [
                    f"{why[one]} Nog {number} open."
                    for one, number in zip(label, chance.integers(0, 30, count), strict=True)
                ]
            ),
            "next_step": pd.Series(text(["gevelcheck"] * count)).mask(label == "groen"),
            "next_step_cost_eur": pd.Series(pd.array([8.0] * count, dtype="Float64")).mask(label == "groen"),
            "review": pd.Series(text(["bevestigd door Bo (VOORBEELD)"] * count)).where(label == "rood"),
            "overridden": pd.Series(pd.NA, index=range(count), dtype="string"),
        }
    )


def findings(ids, label, proposed, chance):
    """Thirty per occupancy; one in three rests on what was seen, each on its own day."""
    count = len(ids)
    row = np.repeat(np.arange(count), RULES)
    which = np.tile(np.arange(RULES), count)
    wrong = (which < 2) & (proposed | (label == "rood"))[row]
    unknown = ~wrong & (chance.random(len(row)) < 0.12) & (label != "groen")[row]
    outcome = np.where(wrong, 0, np.where(unknown, 1, 2))
    words = np.array(["aandachtspunt", "onbekend", "in orde"])
    sentences = np.array([f"Regel {rule} zegt: {said}." for rule in range(RULES) for said in words])
    sources = np.array(["KVK Handelsregister (13-11-2026); BAG (10-11-2026)", *SEEN])
    seen = np.where(which % 3 == 0, 1 + chance.integers(0, len(SEEN), count)[row], 0)
    code = np.char.add("regel_", np.char.zfill(np.arange(RULES).astype(str), 2))
    return pd.DataFrame(
        {
            "occupancy_id": ids.take(row),
            "rule": coded(which, code),
            "outcome": coded(outcome, words),
            "sentence": coded(which * 3 + outcome, sentences),
            "sources": coded(seen, sources),
            "observed_on": pd.Timestamp(AS_OF),
        }
    )


def questions(ids, label, chance):
    open_ = (chance.random((len(ids), QUESTIONS)) < 0.6) & (label != "groen")[:, None]
    row, which = np.nonzero(open_)
    names = np.array([f"vraag_{number:02}" for number in range(QUESTIONS)])
    why = np.array(["bron niet geraadpleegd", "antwoord te oud", "geen antwoord in de bron"])
    return pd.DataFrame(
        {
            "occupancy_id": ids.take(row),
            "question": coded(which, names),
            "text": coded(which, np.char.add("Hoe zit het met ", names)),
            "why": coded(chance.integers(0, 3, len(row)), why),
            "sources": coded(which % 4, np.array(["KVK", "BAG", "RDW", "Straatbeeld"])),
            "step": coded(which % 2, np.array(["gevelcheck", "bureau"])),
            "cost_eur": np.where(which % 2, 0.0, 8.0),
        }
    )


def coded(codes, texts):
    return pd.Series(text(texts)).take(codes).reset_index(drop=True)


def links(ids, unit, user):
    parts = [
        ("bag_extract", unit, "Dit is een adres van het verblijfsobject."),
        ("kvk", user, "Ingeschreven op dit adres."),
    ]
    tables = [
        pd.DataFrame(
            {
                "occupancy_id": ids,
                "source": text([name] * len(ids)),
                "record_id": text(records),
                "outcome": "gekoppeld",
                "score": 1.0,
                "reason": text([why] * len(ids)),
            }
        )
        for name, records, why in parts
    ]
    return pd.concat(tables, ignore_index=True)


def visits(ids, chance):
    row = np.flatnonzero(chance.random(len(ids)) < 0.1)
    day = pd.Timestamp(AS_OF) - pd.to_timedelta(chance.integers(1, 700, len(row)), unit="D")
    return pd.DataFrame(
        {
            "occupancy_id": ids.take(row),
            "visited_on": day,
            "result": text(["niets gevonden"] * len(row)),
            "step": text(["gevelcheck"] * len(row)),
            "theme": pd.Series(pd.NA, index=range(len(row)), dtype="string"),
            "withdrawn_by": pd.Series(pd.NA, index=range(len(row)), dtype="string"),
        }
    )


def rule(number):
    return RuleNote(
        f"regel_{number:02}",
        f"Regel {number}",
        gate=True,
        hard=number == 0,
        weight=1.0,
        means_not="Niets ergs.",
    )
