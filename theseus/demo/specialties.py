"""Businesses whose activity needs a registration of its own: some of the fictional ones become one of these.

It is done when all else is settled and without chance, so that the rest of the region stays as it was.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus.demo import stories
from theseus.demo.vocabulary import MARK, Trade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from theseus.demo.companies import Businesses, Company, Occupied
    from theseus.demo.places import Places


@dataclass(frozen=True)
class Specialty:
    """A trade that ``count`` decent businesses of the activity ``of`` take up."""

    of: str
    trade: Trade
    count: int


_OFFICE, _SHOP, _HALL, _HORECA = ("kantoor",), ("winkel",), ("hal",), ("horeca",)
LODGING = Trade("horeca", ("Logies",), ("5590",), ("55900",), _HORECA, (1, 12), ("tourism", "guest_house"))
SPECIALTIES = (
    Specialty(
        "kantoor",
        Trade(
            "kantoor",
            ("Uitzendkrachten",),
            ("78201",),
            ("78201",),
            _OFFICE,
            (1, 12),
            ("office", "employment_agency"),
        ),
        9,
    ),
    Specialty(
        "winkel",
        Trade("winkel", ("Tweedehands",), ("47793",), ("47793",), _SHOP, (1, 9), ("shop", "second_hand")),
        8,
    ),
    # These trade from a hall: the BAG knows no shop there.
    Specialty(
        "groothandel",
        Trade("winkel", ("Partijhandel",), ("47793",), ("47793",), _HALL, (1, 9), ("shop", "second_hand")),
        5,
    ),
    Specialty(
        "automotive",
        Trade("automotive", ("Autodemontage",), ("46771",), ("46871",), _HALL, (1, 9), ("shop", "car_parts")),
        8,
    ),
    Specialty(
        "industrie",
        Trade(
            "industrie", ("Galvano",), ("2561",), ("25510",), _HALL, (2, 30), ("craft", "metal_construction")
        ),
        8,
    ),
    Specialty(
        "horeca",
        Trade("horeca", ("Café",), ("5630",), ("56300",), _HORECA, (1, 9), ("amenity", "bar")),
        6,
    ),
    Specialty("horeca", LODGING, 3),
)
# Of the lodgings, so many are in a building that the BAG knows no lodging in.
_LODGINGS_ELSEWHERE = 1


def take_up(businesses: Businesses) -> Businesses:
    """Let businesses take up the specialties, evenly over the parks."""
    taken: dict[str, Company] = {}
    for specialty in SPECIALTIES:
        fitting = [one for one in decent(businesses) if one.companies[0].vestiging_id not in taken]
        fitting = [one for one in fitting if one.companies[0].trade.activity == specialty.of]
        for one in spread(fitting, specialty.count):
            company = one.companies[0]
            taken[company.vestiging_id] = _renamed(company, specialty.trade)
    return _replaced(businesses, taken)


def with_lodgings(places: Places, businesses: Businesses) -> Places:
    """Give the BAG a logiesfunctie where the lodgings are, but for some."""
    lodgings = [one.unit.vbo_id for one in businesses.occupied if LODGING in (c.trade for c in one.companies)]
    known = set(lodgings[_LODGINGS_ELSEWHERE:])
    units = (
        replace(unit, doelen=(*unit.doelen, "logiesfunctie")) if unit.vbo_id in known else unit
        for unit in places.units
    )
    return replace(places, units=tuple(units))


def spread(found: Sequence[Occupied], count: int) -> Sequence[Occupied]:
    """So many of a list, at regular places."""
    step = max(len(found) // count, 1)
    return found[::step][:count]


def decent(businesses: Businesses) -> list[Occupied]:
    """Addresses on a park with one business that nothing is odd about, and that moved nowhere."""
    entries = Counter(company.kvk_number for company in businesses.companies)
    return [
        one
        for one in businesses.occupied
        if one.unit.park and one.story is stories.REGISTERED[0] and len(one.companies) == 1
        if entries[one.companies[0].kvk_number] == 1 and MARK in one.companies[0].name.split()[2:3]
    ]


def _renamed(company: Company, trade: Trade) -> Company:
    """The business under the word of its new trade; the invented word before it stays."""
    first, old, *rest = company.name.split(" ")
    others = (name.replace(f" {old} ", f" {trade.words[0]} ") for name in company.trade_names[1:])
    name = " ".join([first, trade.words[0], *rest])
    return replace(company, name=name, trade_names=(name, *others), trade=trade)


def _replaced(businesses: Businesses, taken: Mapping[str, Company]) -> Businesses:
    def now(company: Company) -> Company:
        return taken.get(company.vestiging_id, company)

    occupied = (replace(one, companies=tuple(map(now, one.companies))) for one in businesses.occupied)
    return replace(businesses, companies=tuple(map(now, businesses.companies)), occupied=tuple(occupied))
