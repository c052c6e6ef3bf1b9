import dataclasses
import datetime as dt

import pytest
from icalendar import Calendar

from theseus.export.ics import write

MADE_ON = dt.date(2026, 11, 16)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "agenda" / "controles.ics"


def events(path):
    return Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def in_summer(inspection):
    session = dataclasses.replace(inspection.session, session_id="zomer", date=dt.date(2027, 7, 6))
    return dataclasses.replace(inspection, session=session)


def test_an_inspection_is_one_event_in_local_time(path, inspection):
    write(path, [in_summer(inspection), inspection], region_name="De Liemers", made_on=MADE_ON)
    winter, summer = events(path)
    assert winter["dtstart"].dt.isoformat() == "2026-11-17T09:30:00+01:00"
    assert winter["dtend"].dt.isoformat() == "2026-11-17T15:30:00+01:00"
    assert summer["dtstart"].dt.isoformat() == "2027-07-06T09:30:00+02:00"


def test_the_time_zone_comes_with_the_file(path, inspection):
    write(path, [inspection, in_summer(inspection)], region_name="De Liemers", made_on=MADE_ON)
    calendar = Calendar.from_ical(path.read_bytes())
    assert calendar.get_missing_tzids() == set()
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Amsterdam"]


def test_the_event_is_stable_and_confidential(path, inspection):
    write(path, [inspection], region_name="De Liemers", made_on=MADE_ON)
    event = events(path)[0]
    assert event["uid"] == "GM0226-2026W47@theseus-bedrijventerreinen"
    assert event["sequence"] == 0
    assert event["dtstamp"].dt == dt.datetime(2026, 11, 16, tzinfo=dt.UTC)
    assert event["class"] == "CONFIDENTIAL"


def test_the_text_is_dutch_and_names_no_address(path, inspection):
    write(
        path,
        [inspection],
        region_name="De Liemers",
        made_on=MADE_ON,
        municipality_names={"GM0226": "Duiven"},
    )
    event = events(path)[0]
    assert event["summary"] == "Integrale controle Duiven"
    assert event["description"] == (
        "4 bezoeken. Samen met politie, ODRA en brandweer.\n"
        "De adressen staan op de looplijst, niet in deze agenda."
    )
    assert not any(visit.occupancy_id in event["description"].split() for visit in inspection.visits)


def test_a_theme_is_named(path, inspection):
    session = dataclasses.replace(inspection.session, theme="garageboxen", partners=())
    themed = dataclasses.replace(inspection, session=session, visits=inspection.visits[:1])
    write(path, [themed], region_name="De Liemers", made_on=MADE_ON)
    assert events(path)[0]["summary"] == "Themacontrole garageboxen GM0226"
    assert events(path)[0]["description"].startswith("1 bezoek. Zonder ketenpartners.")


@pytest.mark.parametrize(
    "hostile",
    [
        "Liemers\r\nEND:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x",
        "Liemers\nBEGIN:VEVENT",
        "a;b,c\\n:d\x00\x07\u2028e",
        "ATTACH:http://x\x85BEGIN:VALARM",
        "\ud800",
        "x" * 5000,
    ],
)
def test_no_name_can_add_a_line_to_the_calendar(path, inspection, hostile):
    session = dataclasses.replace(
        inspection.session, partners=(hostile,), theme=hostile, session_id=hostile[:20]
    )
    themed = dataclasses.replace(inspection, session=session)
    names = {"GM0226": hostile}
    write(path, [themed], region_name=hostile, made_on=MADE_ON, municipality_names=names)
    plain = path.with_name("gewoon.ics")
    write(plain, [inspection], region_name="De Liemers", made_on=MADE_ON)
    lines = [_properties(file) for file in (path, plain)]
    assert lines[0] == lines[1]
    assert len(events(path)) == 1


def _properties(path):
    """The property names of a calendar file, unfolded."""
    text = path.read_bytes().decode().replace("\r\n ", "")
    return [line.replace(";", ":").split(":")[0] for line in text.split("\r\n")]


def test_the_same_plan_gives_the_same_bytes_in_any_order(path, inspection):
    both = [inspection, in_summer(inspection)]
    write(path, both, region_name="De Liemers", made_on=MADE_ON)
    once = path.read_bytes()
    write(path, both[::-1], region_name="De Liemers", made_on=MADE_ON)
    assert path.read_bytes() == once


def test_no_inspections_give_an_empty_calendar(path):
    write(path, [], region_name="De Liemers", made_on=MADE_ON)
    assert events(path) == []
