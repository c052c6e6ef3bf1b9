"""A small world of records to link, built a record at a time."""

import datetime as dt

import pandas as pd
import pytest
from shapely.geometry import Point, box

from theseus.contracts import RECORDS
from theseus.link import Linked, LinkSettings, link
from theseus.tables import conform, empty

DAY = dt.date(2026, 11, 1)
CODE = "GM0226"


def vbo(n: int) -> str:
    return f"022601{n:010d}"


def pand(n: int) -> str:
    return f"022610{n:010d}"


def kvk(n: int) -> str:
    return f"{n:012d}"


class World:
    """Records by table; every method adds one and returns the world."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {name: [] for name in RECORDS}

    def add(self, table: str, source: str, record_id: str, **values: object) -> "World":
        values.setdefault("observed_on", DAY)
        self.rows[table].append({"source": source, "record_id": record_id, **values})
        return self

    def municipality(self, code=CODE, shape=None, source="cbs_gemeenten", **values):
        shape = shape or box(0, 0, 10_000, 10_000)
        return self.add("area", source, code, kind="gemeente", code=code, name=code, geometry=shape, **values)

    def park(self, terrein_id="1", shape=None, source="ibis", name=None, **values):
        shape = shape or box(0, 0, 1000, 1000)
        name = name or f"Terrein {terrein_id}"
        return self.add(
            "terrein", source, terrein_id, terrein_id=terrein_id, name=name, geometry=shape, **values
        )

    def pand(self, n, shape, source="bag_extract", status="Pand in gebruik", **values):
        return self.add("pand", source, pand(n), pand_id_bag=pand(n), status=status, geometry=shape, **values)

    def unit(
        self, n, number, x=None, y=500, *, source="bag_extract", in_pand=None, letter=None, add=None, **values
    ):
        """A verblijfsobject with its pand and address, at x = 10 times its house number."""
        x = 10 * number if x is None else x
        if in_pand is None:
            self.pand(n, box(x - 4, y - 4, x + 4, y + 4), source)
        self.add(
            "verblijfsobject",
            source,
            vbo(n),
            vbo_id_bag=vbo(n),
            pand_ids_bag=pand(n if in_pand is None else in_pand),
            status="Verblijfsobject in gebruik",
            geometry=Point(x, y),
        )
        return self.address(n, number, source=source, letter=letter, add=add, **values)

    def address(self, n, number, *, source="bag_extract", letter=None, add=None, main=True, **values):
        where = at(number, letter, add, **values)
        return self.add(
            "adres", source, f"{vbo(n)}-{number}{letter}{add}", vbo_id_bag=vbo(n), is_main=main, **where
        )

    def vestiging(
        self, n, name="Bedrijf", *, source="kvk", record_id=None, kvk_number=None, person=False, **values
    ):
        values.setdefault("address_shielded", False)
        values.setdefault("geometry", None)
        return self.add(
            "vestiging",
            source,
            record_id or str(n),
            vestiging_id_kvk=None if person else kvk(n),
            kvk_number=kvk_number or f"{n:08d}",
            name=name,
            **values,
        )

    def poi(self, n, name, x=None, y=500, **values):
        where = None if x is None else Point(x, y)
        return self.add("poi", "osm", str(n), name=name, tag="shop=yes", geometry=where, **values)

    def registration(self, n, name, status="geldig", **values):
        return self.add("registration", "rdw", str(n), name=name, status=status, **values)

    def note(self, n, facade_name=None, x=None, y=500, **values):
        where = None if x is None else Point(x, y)
        return self.add(
            "street_note", "straatbeeld", str(n), facade_name=facade_name, geometry=where, **values
        )

    def records(self) -> dict[str, pd.DataFrame]:
        return {
            name: conform(pd.DataFrame(rows), RECORDS[name]) if rows else empty(RECORDS[name])
            for name, rows in self.rows.items()
        }

    def link(self, *, complete=True, **settings) -> Linked:
        settings.setdefault("municipality_codes", (CODE,))
        return link(self.records(), LinkSettings(**settings), unit_sources_complete=complete)


def at(number=None, letter=None, add=None, *, postcode="6921AA", straat="Ambacht", woonplaats="Duiven"):
    """An address as keyword values of a record."""
    return {
        "straat": straat,
        "huisnummer": number,
        "huisletter": letter,
        "toevoeging": add,
        "postcode": postcode,
        "woonplaats": woonplaats,
    }


@pytest.fixture
def world() -> World:
    """One municipality with one park of a square kilometre."""
    return World().municipality().park()


@pytest.fixture
def address():
    return at


@pytest.fixture(scope="session")
def new_world():
    return World


@pytest.fixture(scope="session")
def make_address():
    return at
