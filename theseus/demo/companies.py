"""The fictional businesses: who is registered where, under which name, and what story goes with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from theseus.demo import calibration, stories, vocabulary
from theseus.demo.vocabulary import MARK, Trade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from theseus.demo.places import Address, Places, Unit
    from theseus.demo.stories import Story


@dataclass(frozen=True)
class Company:
    """One entry of the establishment register.

    Attributes
    ----------
    vestiging_id
        12 digits; empty for a legal person without a vestiging.
    address
        None if the register hides it.
    unit
        The verblijfsobject at that address; None if the BAG does not know it.
    spot
        RD coordinates that the register gives; None if it gives none.
    """

    vestiging_id: str
    kvk_number: str
    name: str
    trade_names: tuple[str, ...]
    legal_form: str
    trade: Trade
    sbi_version: str
    started: dt.date
    ended: dt.date | None
    persons: int
    address: Address | None
    unit: Unit | None
    spot: tuple[float, float] | None
    shielded: bool = False

    @property
    def facade(self) -> str:
        """What stands on its façade: the name without the legal form."""
        return self.name.partition(MARK)[0] + MARK


@dataclass(frozen=True)
class Occupied:
    """A unit with those registered there and its story; ``stranger`` is a name no register has."""

    unit: Unit
    companies: tuple[Company, ...]
    story: Story
    stranger: str


@dataclass(frozen=True)
class Businesses:
    """All entries of the register, and the story of every address.

    Attributes
    ----------
    occupied
        One per unit of the BAG.
    beyond
        Addresses that the BAG does not know, each as a unit without key.
    withdrawn
        Units that are no more.
    """

    companies: tuple[Company, ...]
    occupied: tuple[Occupied, ...]
    beyond: tuple[Occupied, ...]
    withdrawn: tuple[Unit, ...]

    @property
    def addresses(self) -> tuple[Occupied, ...]:
        """All addresses, known to the BAG or not."""
        return self.occupied + self.beyond


class _Register:
    """Hands out numbers and names, and makes entries."""

    def __init__(self, rng: np.random.Generator, as_of: dt.date) -> None:
        self.rng = rng
        self.as_of = as_of
        self._words = iter(vocabulary.fantasy(rng, 4_000))
        self._hostile = list(vocabulary.HOSTILE)
        self._serial = 0

    def enter(self, trade: Trade, unit: Unit | None, address: Address | None) -> Company:
        """Make a business; it stands at the unit, or only at an address."""
        self._serial += 1
        rng, serial = self.rng, self._serial
        forms = vocabulary.LEGAL_FORMS
        form, suffix, _ = forms[int(rng.choice(len(forms), p=[share for *_, share in forms]))]
        name = f"{next(self._words)} {rng.choice(trade.words)} {MARK}{suffix}"
        if serial % calibration.EVERY_HOSTILE == 0 and self._hostile:
            name = self._hostile.pop()
        names = [name]
        if rng.random() < calibration.SECOND_NAME:
            names.append(f"{next(self._words)} {rng.choice(trade.words)} {MARK}")
        return Company(
            vestiging_id=f"{990_000_000 + serial:012d}",
            kvk_number=f"{99_000_000 + serial:08d}",
            name=name,
            trade_names=tuple(names),
            legal_form=form,
            trade=trade,
            sbi_version="2008" if rng.random() < calibration.OLD_SBI else "2025",
            started=self.as_of - dt.timedelta(days=int(rng.integers(400, 11_000))),
            ended=None,
            persons=int(rng.integers(trade.persons[0], trade.persons[1] + 1)),
            address=address,
            unit=unit,
            spot=(unit.x, unit.y) if unit else None,
        )

    def stranger(self) -> str:
        """A name for a façade that stands in no register."""
        words = vocabulary.TRADES[int(self.rng.integers(0, len(vocabulary.TRADES)))].words
        return f"{next(self._words)} {self.rng.choice(words)} {MARK}"

    def at(self, unit: Unit) -> Company:
        """Make a business of a trade that belongs in the unit."""
        fitting = [trade for trade in vocabulary.TRADES if unit.use in trade.uses]
        if not fitting:
            return self.enter(vocabulary.AT_HOME, unit, unit.address)
        weights = [trade.weight for trade in fitting]
        chosen = int(self.rng.choice(len(fitting), p=[weight / sum(weights) for weight in weights]))
        return self.enter(fitting[chosen], unit, unit.address)

    def beside(self, unit: Unit, index: int) -> Company:
        """Make another business at the unit; now and then a legal person without a vestiging."""
        if index % calibration.EVERY_LEGAL_PERSON:
            return self.at(unit)
        trade, form = (vocabulary.HOLDING, "Besloten Vennootschap")
        if index % (2 * calibration.EVERY_LEGAL_PERSON):
            trade, form = (vocabulary.VVE, "Vereniging van Eigenaars")
        made = self.enter(trade, unit, unit.address)
        return replace(made, vestiging_id="", legal_form=form, persons=0)


def settle(rng: np.random.Generator, places: Places, as_of: dt.date) -> Businesses:
    """Register businesses at the units and tell a story of each unit.

    Parameters
    ----------
    as_of
        The demo's day; dates are counted back from it, nothing else depends on it.
    """
    register = _Register(rng, as_of)
    taken = set(rng.choice(len(places.units), calibration.ADDRESSES_WITH_VESTIGING, replace=False).tolist())
    here: dict[int, tuple[Company, ...]] = {
        index: (register.at(places.units[index]),) for index in sorted(taken)
    }
    _share(rng, register, here, places.units)
    occupied = [
        _told(rng, Occupied(unit, here.get(index, ()), stories.REGISTERED[0], register.stranger()), as_of)
        for index, unit in enumerate(places.units)
    ]
    withdrawn = tuple(_withdrawn(rng, places.units))
    beyond = [_told(rng, one, as_of) for one in _beyond(rng, register, places.units, withdrawn)]
    companies = [company for one in (*occupied, *beyond) for company in one.companies]
    companies += _shielded(rng, register, places.units)
    companies += _former(rng, occupied, as_of)
    return Businesses(tuple(companies), tuple(occupied), tuple(beyond), withdrawn)


def _share(
    rng: np.random.Generator, register: _Register, here: dict[int, tuple[Company, ...]], units: Sequence[Unit]
) -> None:
    """Let some addresses have a second and a third business."""
    extra = calibration.VESTIGINGEN_ON_VBO - len(here)
    fitting = [index for index in here if units[index].use in {"hal", "kantoor"}]
    second = rng.choice(fitting, round(extra * 0.86), replace=False).tolist()
    third = second[: extra - len(second)]
    for serial, index in enumerate([*second, *third], start=1):
        here[index] = (*here[index], register.beside(units[index], serial))


def _told(rng: np.random.Generator, one: Occupied, as_of: dt.date) -> Occupied:
    """Choose the story of an address, and close the registration where the story says so."""
    known: tuple[Story, ...] = stories.REGISTERED if one.companies else stories.UNREGISTERED
    if not one.unit.vbo_id:
        known = stories.BEYOND
    fitting = [story for story in known[1:] if _fits(story, one)]
    chance = float(rng.random())
    chosen = known[0]
    for story in fitting:
        if chance < story.share:
            chosen = story
            break
        chance -= story.share
    if not chosen.ended:
        return replace(one, story=chosen)
    gone = as_of - dt.timedelta(days=int(rng.integers(120, 390)))
    return replace(one, story=chosen, companies=(replace(one.companies[0], ended=gone),))


def _fits(story: Story, one: Occupied) -> bool:
    if len(one.companies) > 1 and (story.needs or story.ended or story.pand or story.unit):
        return False
    if story.pand and not one.unit.alone:
        return False
    hall = one.unit.use == "hal" and "woonfunctie" not in one.unit.doelen
    automotive = any(company.trade.activity == "automotive" for company in one.companies)
    return (hall or "hal" not in story.needs) and (automotive or "automotive" not in story.needs)


def _withdrawn(rng: np.random.Generator, units: Sequence[Unit]) -> Iterator[Unit]:
    """Units that the BAG has withdrawn, each beside one that still is."""
    plain = [index for index, unit in enumerate(units) if unit.park and not unit.address.letter]
    chosen = rng.choice(plain, calibration.WITHDRAWN_VBO, replace=False).tolist()
    for serial, index in enumerate(chosen, start=len(units) + 1):
        unit = units[index]
        code = unit.address.street.municipality.code
        yield replace(
            unit,
            vbo_id=f"{code}01{serial:010d}",
            num_id=f"{code}20{serial:010d}",
            address=replace(unit.address, letter="X"),
        )


def _beyond(
    rng: np.random.Generator, register: _Register, units: Sequence[Unit], withdrawn: Sequence[Unit]
) -> Iterator[Occupied]:
    """Businesses at addresses that the BAG does not know, or knows no more."""
    parks = [unit for unit in units if unit.park]
    unknown = calibration.VESTIGINGEN_NOT_IN_BAG - calibration.ON_WITHDRAWN
    near = [parks[index] for index in rng.choice(len(parks), unknown, replace=False).tolist()]
    beside = [
        replace(unit, address=_unknown(unit.address, serial), x=unit.x + 9, y=unit.y - 9)
        for serial, unit in enumerate(near)
    ]
    for serial, unit in enumerate([*withdrawn[: calibration.ON_WITHDRAWN], *beside]):
        made = replace(register.at(unit), unit=None)
        if serial % calibration.EVERY_WITHOUT_SPOT == 0:
            made = replace(made, spot=None)
        nowhere = replace(unit, vbo_id="", num_id="", alone=False)
        yield Occupied(nowhere, (made,), stories.BEYOND[0], register.stranger())


def _shielded(rng: np.random.Generator, register: _Register, units: Sequence[Unit]) -> Iterator[Company]:
    """Businesses of which the register hides the address."""
    for index in rng.choice(len(units), calibration.SHIELDED, replace=False).tolist():
        made = register.at(units[index])
        yield replace(made, unit=None, address=None, spot=None, shielded=True)


def _former(rng: np.random.Generator, occupied: Sequence[Occupied], as_of: dt.date) -> Iterator[Company]:
    """Ended entries of businesses that moved: the same name at the address where they were before."""
    free = [one for one in occupied if not one.companies and one.unit.park]
    empty = [one.unit for one in free if one.story.in_use == "nee"]
    decent = [one.companies[0] for one in occupied if one.companies and one.story is stories.REGISTERED[0]]
    before = rng.choice(len(empty), calibration.MOVED, replace=False).tolist()
    movers = rng.choice(len(decent), calibration.MOVED, replace=False).tolist()
    for serial, (place, mover) in enumerate(zip(before, movers, strict=True), start=1):
        unit, moved = empty[place], as_of - dt.timedelta(days=int(rng.integers(60, 380)))
        yield replace(
            decent[mover],
            vestiging_id=f"{995_000_000 + serial:012d}",
            unit=unit,
            address=unit.address,
            spot=(unit.x, unit.y),
            ended=moved,
        )


def _unknown(near: Address, serial: int) -> Address:
    """An address that looks like a real one: a letter too many, or a number that was never given."""
    if serial % 2:
        return replace(near, letter="W" if near.letter != "W" else "Z", addition="")
    return replace(near, number=near.number + 600, letter="", addition="")
