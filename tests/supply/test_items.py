"""What is asked one by one."""

import datetime as dt

import pytest

from theseus.config import Municipality, Region
from theseus.supply import items


@pytest.mark.parametrize(
    ("day", "first"), [("2026-07-31", "2025-2026"), ("2026-08-01", "2026-2027"), ("2026-11-21", "2026-2027")]
)
def test_a_school_year_begins_in_august(day, first):
    years = items.school_years(dt.date.fromisoformat(day))
    assert [item["item"] for item in years] == [first, f"{int(first[:4]) + 1}-{int(first[:4]) + 2}"]


def test_without_a_delivery_we_ask_as_far_back_as_we_want():
    today = dt.date(2026, 11, 21)
    assert items.since(None, today, 365) == dt.date(2025, 11, 21)


def test_after_a_delivery_we_ask_from_a_little_before_it():
    assert items.since(dt.date(2026, 11, 14), dt.date(2026, 11, 21), 365) == dt.date(2026, 10, 31)


def test_each_municipality_is_one_item():
    region = Region(name="x", municipalities=(Municipality(code="GM0293", name="Westervoort"),))
    assert items.municipalities(region, dt.date(2026, 1, 2)) == [
        {"code": "GM0293", "name": "Westervoort", "since": "2026-01-02"}
    ]


def test_before_the_first_run_there_is_nobody_to_ask_about():
    assert items.addresses(None) == []
    assert items.units(None, dt.date(2026, 1, 1), 30) == []
    assert items.companies(None) == []
