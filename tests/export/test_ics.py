import dataclasses
import datetime as dt

import pytest
from icalendar import Calendar

from theseus.export import ics
from theseus.export.agenda import announce

MADE_ON = dt.date(2026, 11, 16)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "agenda" / "controles.ics"


def write(path, inspections, *, region_name="De Liemers", **options):
    ics.write(path, announce(inspections, (), MADE_ON), name=region_name, made_on=MADE_ON, **options)


def events(path):
    return Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def in_summer(inspection):
    session = dataclasses.replace(inspection.session, session_id="zomer", date=dt.date(2027, 7, 6))
    return dataclasses.replace(inspection, session=session)


def test_an_inspection_is_one_event_in_local_time(path, inspection):
    write(path, [in_summer(inspection), inspection], region_name="De Liemers")
    winter, summer = events(path)
    assert winter["dtstart"].dt.isoformat() == "2026-11-17T09:30:00+01:00"
    assert winter["dtend"].dt.isoformat() == "2026-11-17T15:30:00+01:00"
    assert summer["dtstart"].dt.isoformat() == "2027-07-06T09:30:00+02:00"


def test_the_time_zone_comes_with_the_file(path, inspection):
    write(path, [inspection, in_summer(inspection)], region_name="De Liemers")
    calendar = Calendar.from_ical(path.read_bytes())
    assert calendar.get_missing_tzids() == set()
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Amsterdam"]


def test_the_event_is_stable_and_confidential(path, inspection):
    write(path, [inspection], region_name="De Liemers")
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
    write(path, [themed], region_name="De Liemers")
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
    write(path, [themed], region_name=hostile, municipality_names=names)
    plain = path.with_name("gewoon.ics")
    write(plain, [inspection], region_name="De Liemers")
    lines = [_properties(file) for file in (path, plain)]
    assert lines[0] == lines[1]
    assert len(events(path)) == 1


def _properties(path):
    """The property names of a calendar file, unfolded."""
    text = path.read_bytes().decode().replace("\r\n ", "")
    return [line.replace(";", ":").split(":")[0] for line in text.split("\r\n")]


def test_the_same_plan_gives_the_same_bytes_in_any_order(path, inspection):
    both = [inspection, in_summer(inspection)]
    write(path, both, region_name="De Liemers")
    once = path.read_bytes()
    write(path, both[::-1], region_name="De Liemers")
    assert path.read_bytes() == once


def test_no_inspections_give_an_empty_calendar(path):
    write(path, [], region_name="De Liemers")
    assert events(path) == []


def test_what_is_called_off_is_sent_as_cancelled(path, inspection):
    gone = announce([], announce([inspection], (), MADE_ON), MADE_ON)
    ics.write(path, gone, name="politie", made_on=MADE_ON, method="CANCEL")
    assert Calendar.from_ical(path.read_bytes())["method"] == "CANCEL"
    event = events(path)[0]
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    assert event["uid"] == "GM0226-2026W47@theseus-bedrijventerreinen"
    assert event["summary"] == "Afgezegd: Integrale controle GM0226"
