"""Link a made region: ``python benchmarks/link.py [units] [vestigingen] [sightings]``.

Prints rows, seconds and peak memory. Three in ten units lie on a park; one pand in twenty is a
verzamelgebouw with thirty units; a tenth of the addresses in the register are not in the BAG.
"""

import datetime as dt
import resource
import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from theseus.contracts import CRS, RECORDS
from theseus.link import LinkSettings, link
from theseus.tables import conform, empty

DAY = pd.Timestamp(dt.date(2026, 11, 1))
STEP_M = 25
UNITS_IN_ONE = 30
NOT_IN_BAG = 0.1
SAME_NAME = 0.8
SYLLABLES = [
    "rijn",
    "staal",
    "berg",
    "dal",
    "hout",
    "veld",
    "wiel",
    "nova",
    "tech",
    "max",
    "pro",
    "lux",
    "mar",
    "do",
]


def names(chance: np.random.Generator, count: int) -> np.ndarray:
    picks = np.array(SYLLABLES)[chance.integers(0, len(SYLLABLES), (count, 3))]
    kind = np.array(["Garage", "Bouw", "Transport", "Metaal", ""])[chance.integers(0, 5, count)]
    return np.char.strip(
        np.char.add(np.char.add(np.char.add(kind, " "), picks[:, 0]), np.char.add(picks[:, 1], picks[:, 2]))
    )


def records(table: str, source: str, columns: dict[str, object], ids: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame({"source": source, "record_id": ids, "observed_on": DAY, **columns})
    geometry = columns.get("geometry")
    made = gpd.GeoDataFrame(frame, geometry=geometry, crs=CRS) if geometry is not None else frame
    return conform(made, RECORDS[table])


def addresses(unit: np.ndarray) -> dict[str, object]:
    """Forty addresses per postcode, as on a business park."""
    block = unit // 40
    letters = np.array([f"{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(676)])
    postcode = np.char.add((1000 + block // 676).astype(str), letters[block % 676])
    return {"straat": "Made", "huisnummer": 2 * (unit % 40) + 1, "postcode": postcode, "woonplaats": "Made"}


def region(units: int, vestigingen: int, sightings: int, seed: int = 1) -> dict[str, pd.DataFrame]:
    chance = np.random.default_rng(seed)
    unit = np.arange(units)
    side = int(np.ceil(np.sqrt(units)))
    house = np.where(unit % 600 < UNITS_IN_ONE, unit // 600 * 600, unit)  # thirty units in one pand
    x, y = house % side * STEP_M, house // side * STEP_M
    vbo = np.char.add("02260100", np.char.zfill(unit.astype(str), 8))
    pand = np.char.add("02261000", np.char.zfill(house.astype(str), 8))
    extent = side * STEP_M
    bars = [shapely.box(0, at, extent, at + 0.3 * extent / 40) for at in np.arange(0, extent, extent / 40)]
    found = chance.integers(0, units, vestigingen)
    lost = chance.random(vestigingen) < NOT_IN_BAG
    register = addresses(found)
    register["huisnummer"] = np.where(lost, register["huisnummer"] + 1, register["huisnummer"])
    title = names(chance, vestigingen)
    seen = chance.integers(0, vestigingen, sightings)
    told = np.where(chance.random(sightings) < SAME_NAME, title[seen], names(chance, sightings))
    spot = found[seen]
    points = shapely.points(
        x[spot] + chance.normal(0, 4, sightings), y[spot] + chance.normal(0, 4, sightings)
    )
    third = sightings // 3
    part = {
        kind: slice(n * third, (n + 1) * third)
        for n, kind in enumerate(("poi", "registration", "street_note"))
    }
    spots = {kind: addresses(spot[where]) for kind, where in part.items()}
    id_of = {kind: np.arange(len(told[where])).astype(str) for kind, where in part.items()}
    number = np.char.zfill(np.arange(vestigingen).astype(str), 12)
    first = np.unique(house)
    return {
        "area": empty(RECORDS["area"]),
        "terrein": records(
            "terrein",
            "ibis",
            {"terrein_id": np.arange(40).astype(str), "name": "Made", "geometry": np.array(bars)},
            np.arange(40).astype(str),
        ),
        "pand": records(
            "pand",
            "bag_gpkg",
            {
                "pand_id_bag": pand[first],
                "status": "Pand in gebruik",
                "geometry": shapely.box(x[first] - 8, y[first] - 8, x[first] + 8, y[first] + 8),
            },
            pand[first],
        ),
        "verblijfsobject": records(
            "verblijfsobject",
            "bag_gpkg",
            {
                "vbo_id_bag": vbo,
                "pand_ids_bag": pand,
                "status": "in gebruik",
                "geometry": shapely.points(x, y),
            },
            vbo,
        ),
        "adres": records("adres", "bag_gpkg", {"vbo_id_bag": vbo, "is_main": True, **addresses(unit)}, vbo),
        "vestiging": records(
            "vestiging",
            "kvk",
            {
                "vestiging_id_kvk": number,
                "kvk_number": np.char.zfill(np.arange(vestigingen).astype(str), 8),
                "name": title,
                "address_shielded": False,
                "geometry": np.full(vestigingen, None),
                **register,
            },
            number,
        ),
        "poi": records(
            "poi",
            "osm",
            {"name": told[part["poi"]], "tag": "shop=yes", "geometry": points[part["poi"]]},
            id_of["poi"],
        ),
        "registration": records(
            "registration",
            "rdw",
            {"name": told[part["registration"]], "status": "geldig", **spots["registration"]},
            id_of["registration"],
        ),
        "street_note": records(
            "street_note",
            "straatbeeld",
            {
                "facade_name": told[part["street_note"]],
                "geometry": points[part["street_note"]],
                **spots["street_note"],
            },
            id_of["street_note"],
        ),
    }


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 80_000, 20_000]
    made = region(*sizes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    linked = link(made, LinkSettings(municipality_codes=("GM0226",)), unit_sources_complete=True)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"records      {sum(len(table) for table in made.values()):>10,}")
    print(f"occupancies  {len(linked.occupancies):>10,}")
    print(f"links        {len(linked.links):>10,}")
    print(f"near misses  {len(linked.near_misses):>10,}")
    print(f"seconds      {seconds:>10.1f}")
    print(f"peak MB      {peak:>10,.0f}  (input alone {before:,.0f})")
    print(linked.links.groupby(["table", "outcome"]).size().to_string())


if __name__ == "__main__":
    main()
