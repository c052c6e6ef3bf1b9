"""The demo region: fictional businesses on parks in Duiven and Westervoort, in the sources' true formats.

``make`` writes raw files, ``decide`` enters decisions and visits at the desk. Nothing of what the demo knows
reaches Theseus in another way than through the readers and the desk.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from theseus.demo import (
    area_files,
    bag_files,
    broken,
    decided,
    deliveries,
    holidays,
    notices,
    osm,
    places,
    register_files,
    registered,
    specialties,
    street,
    towns,
)
from theseus.demo.companies import settle
from theseus.demo.deliveries import Delivery
from theseus.demo.parks import PARKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from theseus.config import Region
    from theseus.demo.companies import Businesses
    from theseus.demo.places import Places
    from theseus.model import Question

# How many days before the demo's day each source delivered.
AGE_DAYS = {
    "alcoholvergunning": 40,
    "bag_extract": 12,
    "cbs_gemeenten": 290,
    "dor": 33,
    "ep_online": 25,
    "ibis": 180,
    "insolventie": 5,
    "kvk": 9,
    "lrk": 8,
    "lrza": 60,
    "milieumelding": 45,
    "omgevingsdiensten": 290,
    "osm": 16,
    "publicaties": 4,
    "rdw": 6,
    "schoolvakanties": 62,
    "straatbeeld": 3,
    "terrein_eigen": 75,
    "waadi": 21,
}
# Lists that hold all that the municipalities keep, so that "not found" in them is an answer.
_WHOLE = ("alcoholvergunning", "dor", "insolventie", "kvk", "lrza", "milieumelding", "publicaties", "waadi")
_HALF_A_YEAR = 182
CONTACT = (
    "Team Bedrijventerreinen (VOORBEELD), Voorbeeldplein 1, 6900 AA Voorbeeldstad, team@voorbeeld.example"
)


@dataclass(frozen=True)
class World:
    """The demo before it is written: what stands where, and who is registered."""

    places: Places
    businesses: Businesses


@dataclass(frozen=True)
class Made:
    """What was made, for the message."""

    parks: int
    verblijfsobjecten: int
    vestigingen: int
    street_notes: int
    broken_rows: int
    deliveries: int

    @property
    def summary(self) -> str:
        """One Dutch sentence."""
        return (
            f"{self.parks} terreinen, {self.verblijfsobjecten} verblijfsobjecten, {self.vestigingen} "
            f"vestigingen, {self.street_notes} waarnemingen op straat en {self.broken_rows} kapotte regels "
            f"in {self.deliveries} leveringen. Alle bedrijven, straten en mensen zijn verzonnen (VOORBEELD)."
        )


def region() -> Region:
    """The configuration of the demo region."""
    return towns.region(CONTACT, _WHOLE)


def imagine(as_of: dt.date, seed: int = 2026) -> World:
    """Make up the demo region."""
    built = places.lay_out(np.random.default_rng([seed, 1]))
    businesses = specialties.take_up(settle(np.random.default_rng([seed, 2]), built, as_of))
    return World(specialties.with_lodgings(built, businesses), businesses)


def make(root: Path, as_of: dt.date, seed: int = 2026) -> Made:
    """Write the raw files of the demo region under ``root/data/raw/<source>/<date>/``.

    An earlier demo in the same place is replaced; other deliveries stay.

    Parameters
    ----------
    root
        The workspace.
    as_of
        The demo's day: all dates are counted back from it.
    seed
        The same seed and day give the same bytes.
    """
    world = imagine(as_of, seed)
    raw = root / "data" / "raw"
    deliveries.clear(raw)
    made = [
        *_areas(as_of),
        *_registers(world, as_of, seed),
        *_seen(world, as_of, seed),
        *_lists(world, as_of),
    ]
    for delivery in made:
        deliveries.write(raw, delivery)
    notes = next(item for item in made if item.source == "straatbeeld").files["straatbeeld.csv"]
    return Made(
        parks=sum(1 for park in PARKS if park.rin),
        verblijfsobjecten=len(world.places.units),
        vestigingen=sum(1 for company in world.businesses.companies if company.ended is None),
        street_notes=notes.count(b"\r\n") - 1,
        broken_rows=len(broken.KINDS) * broken.ROWS_PER_KIND,
        deliveries=len(made),
    )


def decide(url: str, as_of: dt.date, questions: Mapping[str, Question], seed: int = 2026) -> int:
    """Enter what fictional people decided and saw, at the desk; see :func:`theseus.demo.decided.enter`."""
    return decided.enter(url, imagine(as_of, seed).businesses, as_of, questions)


def _delivery(source: str, as_of: dt.date, files: dict[str, bytes], *, days_older: int = 0) -> Delivery:
    return Delivery(source, as_of - dt.timedelta(days=AGE_DAYS[source] + days_older), files)


def _areas(as_of: dt.date) -> list[Delivery]:
    drawn = {
        "ibis": ("ibis.geojson", area_files.ibis()),
        "terrein_eigen": ("terreinen.geojson", area_files.own()),
        "cbs_gemeenten": ("gemeenten.geojson", area_files.municipalities()),
        "omgevingsdiensten": ("omgevingsdiensten.geojson", area_files.environmental_service()),
    }
    return [
        _delivery(source, as_of, {name: area_files.as_file(features)})
        for source, (name, features) in drawn.items()
    ]


def _registers(world: World, as_of: dt.date, seed: int) -> list[Delivery]:
    rng = np.random.default_rng([seed, 3])
    day = as_of - dt.timedelta(days=AGE_DAYS["bag_extract"])
    addresses = world.businesses.addresses
    return [
        _delivery("bag_extract", as_of, bag_files.extracts(rng, world.places, world.businesses, day)),
        _delivery("kvk", as_of, register_files.kvk(rng, world.businesses.companies)),
        _delivery("rdw", as_of, register_files.rdw(addresses, older=True), days_older=_HALF_A_YEAR),
        _delivery("rdw", as_of, register_files.rdw(addresses, older=False)),
    ]


def _seen(world: World, as_of: dt.date, seed: int) -> list[Delivery]:
    rng = np.random.default_rng([seed, 4])
    day = as_of - dt.timedelta(days=AGE_DAYS["osm"])
    shown = osm.elements(rng, world.businesses.occupied)
    return [
        _delivery("straatbeeld", as_of, street.file(rng, world.businesses.addresses, as_of)),
        _delivery("osm", as_of, {"osm.json": osm.answer(shown, day)}),
    ]


def _lists(world: World, as_of: dt.date) -> list[Delivery]:
    """What an activity may need, what is published about addresses and companies, and the school holidays."""
    found = registered.lists(world.businesses.companies, as_of)
    decent = specialties.decent(world.businesses)
    found["publicaties"] = notices.publications(decent, as_of)
    found["insolventie"] = notices.insolvencies(decent, as_of)
    found["ep_online"] = notices.energy_labels(world.places.units, as_of)
    found["schoolvakanties"] = holidays.files()
    return [_delivery(source, as_of, files) for source, files in sorted(found.items())]
