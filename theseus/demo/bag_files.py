"""Puts the BAG of the demo together: which objects there are, with which status and history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from theseus.demo import bag_xml, broken, calibration
from theseus.demo.bag_xml import FIRST_DAY, SINCE_START, Period
from theseus.demo.deliveries import zipped
from theseus.demo.parks import MUNICIPALITIES, Municipality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np

    from theseus.demo.companies import Businesses
    from theseus.demo.places import Pand, Places, Street, Unit

_COVER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<xb:BAG-Extract-Levering '
    'xmlns:xb="http://www.kadaster.nl/schemas/lvbag/extract-levering/v20200601">'
    "<xb:SchemaInfo><xb:naam>BagvsExtractDeelbestandExtractLvc-2.1.0.xsd</xb:naam>"
    "<xb:versie>20200601</xb:versie></xb:SchemaInfo></xb:BAG-Extract-Levering>\n"
)
# Now and then a status that is not simply "in gebruik": which share of the panden and units.
_PAND_STATUSES = {"Pand in gebruik (niet ingemeten)": 0.03, "Verbouwing pand": 0.01}
_EMPTY_STATUSES = {"Verblijfsobject gevormd": 0.02, "Verbouwing verblijfsobject": 0.03}


def extracts(
    rng: np.random.Generator, places: Places, businesses: Businesses, day: dt.date
) -> dict[str, bytes]:
    """One zip per municipality, by file name.

    Parameters
    ----------
    day
        The day of the extract; ended versions ended before it.
    """
    objects = _Objects(rng, places, businesses, day)
    return {
        f"{town.code}BAG{day:%d%m%Y}.zip": zipped(_documents(objects, town, day)) for town in MUNICIPALITIES
    }


def _documents(objects: _Objects, town: Municipality, day: dt.date) -> dict[str, bytes]:
    kinds: dict[str, Callable[[Municipality], Iterator[str]]] = {
        "WPL": lambda town: iter([bag_xml.woonplaats(town)]),
        "OPR": objects.streets,
        "NUM": objects.addresses,
        "VBO": objects.units,
        "PND": objects.panden,
    }
    files = {
        f"{town.code}{kind}{day:%d%m%Y}-000001.xml": bag_xml.document(kind, town, day, list(write(town)))
        for kind, write in kinds.items()
    }
    return {**files, "Leveringsdocument-BAG-Extract.xml": _COVER.encode()}


class _Objects:
    """The objects of each kind per municipality, every version of them."""

    def __init__(
        self, rng: np.random.Generator, places: Places, businesses: Businesses, day: dt.date
    ) -> None:
        self.rng = rng
        self.places = places
        self.day = day
        self.withdrawn = businesses.withdrawn
        self.empty = {one.unit.vbo_id for one in businesses.occupied if not one.companies}
        self.odd = {one.unit.pand_ids[0]: one.story.pand for one in businesses.occupied if one.story.pand}
        self.odd |= {one.unit.vbo_id: one.story.unit for one in businesses.occupied if one.story.unit}

    def streets(self, town: Municipality) -> Iterator[str]:
        """Openbare ruimten."""
        return (bag_xml.openbare_ruimte(street) for street in self.places.streets if _in(street, town))

    def addresses(self, town: Municipality) -> Iterator[str]:
        """Nummeraanduidingen, with those of withdrawn units."""
        for unit in self.places.units:
            if _in(unit.address.street, town):
                for period in self._periods():
                    yield bag_xml.nummeraanduiding(unit, period=period)
        for unit in self.withdrawn:
            if _in(unit.address.street, town):
                for status, period in zip(("uitgegeven", "ingetrokken"), self._two(), strict=True):
                    yield bag_xml.nummeraanduiding(unit, f"Naamgeving {status}", period)

    def units(self, town: Municipality) -> Iterator[str]:
        """Verblijfsobjecten, with withdrawn ones and (in one municipality) broken ones."""
        for unit in self.places.units:
            if _in(unit.address.street, town):
                status = self._unit_status(unit)
                for period in self._periods():
                    yield bag_xml.verblijfsobject(unit, status, period)
        for unit in self.withdrawn:
            if _in(unit.address.street, town):
                for status, period in zip(("in gebruik", "ingetrokken"), self._two(), strict=True):
                    yield bag_xml.verblijfsobject(unit, f"Verblijfsobject {status}", period)
        if town is MUNICIPALITIES[0]:
            yield from broken.units(self.places.units)

    def panden(self, town: Municipality) -> Iterator[str]:
        """Panden, with demolished ones and (in one municipality) broken ones."""
        mine = [pand for pand in self.places.panden if pand.municipality is town]
        for pand in mine:
            status = self._pand_status(pand)
            for period in self._periods():
                yield _pand(pand, status, period)
        share = calibration.DEMOLISHED_PANDEN * len(mine) // len(self.places.panden)
        for serial, pand in enumerate(mine[:: len(mine) // max(share, 1)][:share]):
            for status, period in zip(("in gebruik", "gesloopt"), self._two(), strict=True):
                yield _pand(pand, f"Pand {status}", period, pand_id=f"{town.code}109{serial:09d}")
        if town is MUNICIPALITIES[0]:
            yield from broken.panden(mine)

    def _unit_status(self, unit: Unit) -> str:
        chance = float(self.rng.random())
        if unit.vbo_id in self.odd:
            return self.odd[unit.vbo_id]
        for status, share in _EMPTY_STATUSES.items() if unit.vbo_id in self.empty else ():
            if chance < share:
                return status
            chance -= share
        return "Verblijfsobject in gebruik"

    def _pand_status(self, pand: Pand) -> str:
        chance = float(self.rng.random())
        if pand.pand_id in self.odd:
            return self.odd[pand.pand_id]
        for status, share in _PAND_STATUSES.items():
            if chance < share:
                return status
            chance -= share
        return "Pand in gebruik"

    def _periods(self) -> tuple[Period, ...]:
        """The versions of an object: as it is, and now and then an older one before it."""
        older = self.rng.random() < calibration.OLDER_VOORKOMENS
        return self._two() if older else (SINCE_START,)

    def _two(self) -> tuple[Period, Period]:
        """An ended version and the one after it."""
        change = max(FIRST_DAY, self.day - dt.timedelta(days=int(self.rng.integers(200, 4_000))))
        change = max(change, FIRST_DAY + dt.timedelta(days=1))
        return Period(1, FIRST_DAY, change), Period(2, change)


def _in(street: Street, town: Municipality) -> bool:
    return street.municipality is town


def _pand(pand: Pand, status: str, period: Period, pand_id: str = "") -> str:
    corners = [(x, y) for x, y in pand.shape.exterior.coords]
    return bag_xml.pand(pand_id or pand.pand_id, corners, pand.bouwjaar, status, period)
