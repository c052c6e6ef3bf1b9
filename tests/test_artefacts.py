"""From a run to a plan: the school holidays of a municipality's region are kept free."""

import datetime as dt

import pandas as pd
import pytest

from theseus import artefacts, ledger
from theseus.contracts import SCHOOL_HOLIDAY
from theseus.tables import conform


def holiday(name, region, first, last):
    return {
        "source": "schoolvakanties",
        "record_id": f"{name}-{region}",
        "observed_on": pd.Timestamp("2026-11-01"),
        "name": name,
        "region": region,
        "first_on": pd.Timestamp(first),
        "last_on": pd.Timestamp(last),
    }


@pytest.fixture
def plan(demo_region, monkeypatch):
    """Plan the demo region with these holidays, its municipalities in a school region or in none."""

    def make(school_region, *holidays):
        frame = conform(pd.DataFrame(list(holidays), columns=SCHOOL_HOLIDAY.names), SCHOOL_HOLIDAY)
        monkeypatch.setattr(ledger.Run, "all_records", lambda _run, name: {"school_holiday": frame}[name])
        municipalities = tuple(
            item.model_copy(update={"school_region": school_region})
            for item in demo_region.region.municipalities
        )
        region = demo_region.region.model_copy(update={"municipalities": municipalities})
        return artefacts.make_plan(region, ledger.published(demo_region.runs))

    return make


def test_no_inspection_falls_in_a_school_holiday_of_its_region(plan):
    free, _ = plan(None)
    assert free.inspections
    first, last = dt.date(2026, 11, 23), dt.date(2027, 3, 14)
    long = holiday("Voorjaarsvakantie", "zuid", first, last)
    later = holiday("Kerstvakantie", "zuid", "2027-12-25", "2028-01-09")
    made, notes = plan("zuid", long, later)
    days = {inspection.session.date for inspection in made.inspections}
    assert days
    assert not any(first <= day <= last for day in days)
    assert any("schoolvakantie regio zuid: Voorjaarsvakantie" in note for note in notes)
    assert not any("zijn niet bekend" in note for note in notes)
    other, _ = plan("noord", long, later)
    assert any(first <= inspection.session.date <= last for inspection in other.inspections)


def test_a_region_without_known_holidays_is_told(plan):
    _, notes = plan("zuid")
    assert any("de schoolvakanties van regio zuid zijn niet bekend" in note for note in notes)
