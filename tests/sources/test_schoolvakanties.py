"""School holidays: days of the Dutch calendar, three regions, and slips that would close a month."""

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.check import check
from theseus.errors import SourceError
from theseus.model import Severity
from theseus.sources.card import cards
from theseus.sources.delivery import RawFile
from theseus.sources.registry import read

AS_OF = dt.date(2026, 11, 16)


def region(name, first, last):
    return {"region": name, "startdate": first, "enddate": last}


def vacation(name, *regions, compulsory="false"):
    return {"type": f"\n {name} ", "compulsorydates": compulsory, "regions": list(regions)}


AUTUMN = vacation(
    "Herfstvakantie",
    region("noord", "2026-10-09T22:00:00.000Z", "2026-10-17T22:00:00.000Z"),
    region("midden", "2026-10-16T22:00:00.000Z", "2026-10-24T22:00:00.000Z"),
    region("zuid", "2026-10-16T22:00:00.000Z", "2026-10-24T22:00:00.000Z"),
)
CHRISTMAS = vacation(
    "Kerstvakantie", region("heel Nederland", "2026-12-18T23:00:00.000Z", "2027-01-02T23:00:00.000Z")
)
LIST = "Id;Country;StartDate;EndDate;Type;RegionalScope;Name;Groups"


def year(*vacations, schoolyear="2026-2027"):
    content = [{"title": "Schoolvakanties", "schoolyear": f" {schoolyear} ", "vacations": list(vacations)}]
    return {"id": "x", "type": "schoolvakanties", "content": content, "notice": "<p>Adviesdata</p>"}


@pytest.fixture
def get(tmp_path):
    def reader(*documents):
        files = []
        for number, document in enumerate(documents):
            path = tmp_path / f"{number}.{'csv' if isinstance(document, str) else 'json'}"
            path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
            files.append(RawFile(path, dt.date(2026, 11, 1)))
        delivery = read("schoolvakanties", files, AS_OF)
        return delivery, delivery.tables["school_holiday"], delivery.quarantine

    return reader


def days(table, name, region_):
    row = table[(table["name"] == name) & (table["region"] == region_)].iloc[0]
    return row["first_on"].date(), row["last_on"].date()


def test_a_moment_in_utc_is_a_day_in_the_netherlands(get):
    _, table, quarantine = get(year(AUTUMN))
    assert days(table, "Herfstvakantie", "noord") == (dt.date(2026, 10, 10), dt.date(2026, 10, 18))
    assert days(table, "Herfstvakantie", "zuid") == (dt.date(2026, 10, 17), dt.date(2026, 10, 25))
    assert quarantine.empty


def test_the_whole_country_is_three_regions_in_winter_time(get):
    delivery, table, _ = get(year(CHRISTMAS))
    assert delivery.rows_read == 3
    assert table["region"].tolist() == ["noord", "midden", "zuid"]
    assert days(table, "Kerstvakantie", "midden") == (dt.date(2026, 12, 19), dt.date(2027, 1, 3))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-10-17", dt.date(2026, 10, 17)),
        ("2026-10-17T00:00:00.000Z", dt.date(2026, 10, 17)),
        ("2026-10-17T00:00:00.000", dt.date(2026, 10, 17)),
        ("2026-10-16T22:00:00Z", dt.date(2026, 10, 17)),
        ("2026-10-17T00:00:00+02:00", dt.date(2026, 10, 17)),
    ],
)
def test_days_as_they_are_written(get, written, day):
    _, table, _ = get(year(vacation("Herfstvakantie", region("zuid", written, "2026-10-25"))))
    assert table.loc[0, "first_on"].date() == day


def test_years_in_several_files_and_the_same_one_twice(get):
    other = year(CHRISTMAS, schoolyear="2027-2028")
    delivery, table, _ = get(year(AUTUMN, CHRISTMAS), year(AUTUMN, CHRISTMAS), other)
    assert len(table) == 6 + 3
    assert delivery.rows_merged == 6
    assert table["record_id"].is_unique


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (region("oost", "2026-10-17", "2026-10-25"), "unknown_code"),
        (region("zuid", "zaterdag", "2026-10-25"), "bad_date"),
        (region("zuid", "2026-10-17", ""), "missing_value"),
        (region("zuid", "2026-10-17", "2026-02-31"), "bad_date"),
        (region("zuid", "2026-10-25", "2026-10-17"), "date_order"),
        (region("zuid", "2026-10-17", "2026-11-25"), "out_of_range"),
    ],
)
def test_what_sets_a_holiday_aside(get, part, code):
    _, table, quarantine = get(year(vacation("Herfstvakantie", part), CHRISTMAS))
    assert quarantine["code"].tolist() == [code]
    assert len(table) == 3


def test_two_versions_of_one_holiday_are_told(get):
    other = vacation("Herfstvakantie", region("zuid", "2026-10-10", "2026-10-18"))
    _, table, quarantine = get(year(AUTUMN, other))
    assert quarantine["code"].tolist() == ["duplicate_key"]
    assert days(table, "Herfstvakantie", "zuid")[0] == dt.date(2026, 10, 17)


@pytest.mark.parametrize("document", [{"message": "not found"}, [], {"content": None}, "x;y\n1;2\n"])
def test_something_else_is_refused_or_empty(get, document):
    if document == []:
        assert get(document)[1].empty
    else:
        with pytest.raises(SourceError):
            get(document)


def test_the_list_of_openholidays(get):
    autumn = "NL Herfstvakantie,DE Herbstferien,EN Autumn Holidays"
    christmas = "NL Eerste kerstdag,DE 1. Weihnachtsfeiertag"
    text = (
        f"{LIST}\naa;NL;2026-10-17;2026-10-25;School;Regional;{autumn};MI,ZU\n"
        f"bb;NL;2026-12-25;;Public;National;{christmas};\n"
    )
    delivery, table, quarantine = get(text)
    assert delivery.rows_read == 3
    assert table[["name", "region"]].to_numpy().tolist() == [
        ["Herfstvakantie", "midden"],
        ["Herfstvakantie", "zuid"],
    ]
    assert quarantine["code"].tolist() == ["other_object"]


def test_the_real_list_has_two_springs_of_five_weeks_that_close_nothing(real_data):
    path = real_data / "holidays" / "nl_school.csv"
    delivery = read("schoolvakanties", [RawFile(path, dt.date(2026, 1, 1))], AS_OF)
    table = delivery.tables["school_holiday"]
    length = (table["last_on"] - table["first_on"]).dt.days + 1
    assert length[~table["name"].str.startswith("Zomer")].max() <= 16
    assert length.max() == 44
    assert delivery.quarantine["code"].tolist() == ["out_of_range"] * 2
    assert table.groupby("region").size().between(50, 55).all()
    saturdays = table["first_on"].dt.day_of_week == 5
    assert saturdays.mean() > 0.95


def test_the_door_knows_the_form(get):
    summer = vacation("Zomervakantie", region("heel Nederland", "2027-07-10", "2027-08-22"))
    may = vacation("Meivakantie", region("heel Nederland", "2027-04-24", "2027-05-02"))
    spring = vacation("Voorjaarsvakantie", region("heel Nederland", "2027-02-13", "2027-02-21"))
    delivery, table, _ = get(year(AUTUMN, CHRISTMAS, spring, may, summer))
    assert len(table) == 15
    door = cards()["schoolvakanties"].door
    found = check(door, delivery.tables, columns=delivery.columns, rows_read=15, defects={})
    assert [item.severity for item in found] == [Severity.OK]


PARTS = st.builds(
    region,
    st.sampled_from(["noord", "heel Nederland", "", None, 3]),
    st.sampled_from(["2026-10-17", "x", None, "2026-10-16T22:00:00.000Z"]),
    st.sampled_from(["2026-10-25", "", None]),
)


@given(st.lists(st.builds(vacation, st.sampled_from(["Herfstvakantie", ""]), PARTS, PARTS), max_size=4))
def test_no_holiday_is_lost(tmp_path_factory, vacations):
    path = tmp_path_factory.getbasetemp() / "vakanties.json"
    path.write_text(json.dumps(year(*vacations)))
    delivery = read("schoolvakanties", [RawFile(path, AS_OF)], AS_OF)
    places = [part["region"] for item in vacations for part in item["regions"]]
    assert delivery.rows_read == len(places) + 2 * places.count("heel Nederland")


def test_no_file_gives_an_empty_table():
    table = read("schoolvakanties", [], AS_OF).tables["school_holiday"]
    assert table.empty
    assert isinstance(table, pd.DataFrame)
