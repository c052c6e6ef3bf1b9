"""A partner's map holds what its agreement allows of its own inspections, and no byte more."""

import datetime as dt
import itertools
from dataclasses import replace

import geopandas as gpd
import pytest
from shapely.geometry import box

from theseus import partner_maps
from theseus.contracts import CRS
from theseus.contracts.returning import COLUMNS, OCCUPANCY
from theseus.draw.partner import html
from theseus.model import Ketenpartner

MADE_ON = dt.date(2026, 11, 16)
PARKS = gpd.GeoDataFrame(
    {"name": ["Nieuwgraaf", "Elders"]},
    geometry=[box(196_900, 440_900, 197_100, 441_100), box(190_000, 440_000, 190_100, 440_100)],
    crs=CRS,
)
# Per column of an agreement: the columns of visits that it stands for, and something else to put there.
OTHERWISE = {
    "volgnummer": {"volgnummer": [14, 13, 12, 11]},
    "tijden": {"aankomst": "07:07", "vertrek": "07:17"},
    "naam": {"naam": "Een heel andere naam"},
    "terrein": {"terrein": "Een ander terrein"},
    "label": {"label": "groen"},
    "reden": {"reden": "Een heel andere reden."},
    "uitkomst": {OCCUPANCY: ["w", "x", "y", "z"]},
}


def of(roster, columns, name="ODRA", parks=PARKS):
    known = Ketenpartner(name, columns=tuple(columns))
    rosters = [replace(one, heading=replace(one.heading, attendees=(known,))) for one in roster]
    return partner_maps.of(name, rosters, parks, MADE_ON)


@pytest.mark.parametrize("missing", OTHERWISE)
def test_what_is_not_allowed_changes_no_byte(make_roster, missing):
    roster = make_roster()
    columns = [name for name in COLUMNS if name != missing]
    other = replace(roster, visits=roster.visits.assign(**OTHERWISE[missing]))
    parks = PARKS.assign(name="Iets") if missing == "terrein" else PARKS
    if missing == "volgnummer":  # the order tells it too
        other = replace(other, visits=other.visits.iloc[::-1].reset_index(drop=True))
        other = replace(other, questions=other.questions.set_axis(3 - other.questions.index))
    assert html(of([roster], columns)) == html(of([other], columns, parks=parks))
    assert html(of([roster], COLUMNS)) != html(of([other], COLUMNS, parks=parks)) or missing == "uitkomst"


def test_without_questions_no_question_is_there(make_roster):
    roster = make_roster()
    asked = roster.questions.assign(vraag="Een heel andere vraag?")
    columns = [name for name in COLUMNS if name != "vragen"]
    assert html(of([roster], columns)) == html(of([replace(roster, questions=asked)], columns))
    assert "Een heel andere vraag?" in html(of([replace(roster, questions=asked)], COLUMNS))


def test_whatever_is_agreed_gives_a_map_or_none(make_roster):
    roster = make_roster()
    for size in (1, 2, 3):
        for columns in itertools.combinations(COLUMNS, size):
            data = of([roster], columns)
            assert (data is None) == ("adres" not in columns)
            if data is None:
                continue
            stops = [stop for one in data.rounds for stop in one.stops]
            assert len(stops) == 4
            for stop in stops:
                told = {
                    "volgnummer": stop.text, "tijden": stop.time, "naam": stop.name, "terrein": stop.park,
                    "label": stop.label, "reden": stop.reason, "vragen": stop.questions,
                }  # fmt: skip
                assert {name for name, value in told.items() if value} <= set(columns)


def test_of_whom_nothing_was_agreed_sees_the_least(make_roster):
    page = html(partner_maps.of("douane", [make_roster()], PARKS, MADE_ON))
    assert "Ratio a1, Duiven" in page
    assert "VOORBEELD BV" not in page
    assert "Controle gewenst" not in page


def test_a_proposed_red_is_white_in_the_same_words(make_roster):
    stops = {stop.address: stop for stop in of([make_roster()], COLUMNS).rounds[0].stops}
    labels = {address: stop.label for address, stop in stops.items()}
    assert sorted(labels.values()) == ["rood", "wit", "wit", "wit"]
    assert len({stop.reason for stop in stops.values() if stop.label == "wit"}) == 1


def test_rounds_come_in_order_of_time_and_only_parks_where_somebody_goes(make_roster, make_inspection):
    later = make_inspection("GM0226-2027W03", ("a", "b"))
    later = replace(later, session=replace(later.session, date=dt.date(2027, 1, 19)))
    data = of([make_roster(later), make_roster()], COLUMNS)
    assert ["17 november" in one.when for one in data.rounds] == [True, False]
    page = html(data)
    assert "Nieuwgraaf" in page
    assert "Elders" not in page


def test_a_visit_without_a_place_is_listed(make_roster):
    roster = make_roster()
    visits = roster.visits.astype({"x": "Float64"})
    visits.loc[0, "x"] = None
    (round_,) = of([replace(roster, visits=visits)], COLUMNS).rounds
    assert [stop.at is None for stop in round_.stops] == [True, False, False, False]


def test_hostile_names_cannot_leave_the_block(make_roster, hostile):
    for name in hostile:
        page = html(of([make_roster(names={"a": name}, region=name)], COLUMNS, name=name or "x"))
        before, _, rest = page.partition('<script type="application/json" id="gegevens">')
        block = rest.split("</script>")[0]
        assert "<" not in block
        assert block.isascii()
        assert page.count("<script") == 3
        assert "<script>alert" not in before
