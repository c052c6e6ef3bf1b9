"""Objections: a machine of five states, every step a row of its own with who, when and why."""

import datetime as dt

import pytest
from entries import LATER, NOW, TODAY, WHO, event, objection
from hypothesis import given
from hypothesis import strategies as st

from theseus.contracts import OBJECTION, OBJECTION_EVENT
from theseus.desk.objections import SETTLED, STEPS, objection_events, objections, receive, step
from theseus.errors import DeskError


def test_an_objection_is_received_handled_and_granted(desk_url: str):
    assert list(objections(desk_url).columns) == OBJECTION.names
    number = receive(desk_url, objection(), TODAY)
    step(desk_url, event(number, "in behandeling", state_by="Bram"))
    step(desk_url, event(number, "toegekend", state_by="Carla", state_since=LATER, state_because=" Klopt. "))
    (row,) = objections(desk_url).to_dict("records")
    assert (row["objection_id"], row["occupancy_id"], row["state"]) == (number, WHO, "toegekend")
    assert (row["state_by"], row["state_because"]) == ("Carla", "Klopt.")
    assert (row["received_on"].date(), row["state_since"].date()) == (TODAY, LATER)
    steps = objection_events(desk_url)
    assert list(steps.columns) == OBJECTION_EVENT.names
    assert steps["state"].tolist() == ["ontvangen", "in behandeling", "toegekend"]
    assert steps["state_by"].tolist() == ["Anna", "Bram", "Carla"]


def test_an_illegal_step_names_the_legal_ones(desk_url: str):
    number = receive(desk_url, objection(), TODAY)
    with pytest.raises(DeskError) as refused:
        step(desk_url, event(number, "toegekend"))
    assert str(refused.value) == (
        f"Bezwaar {number} is sinds 16-11-2026 ontvangen; 'toegekend' kan dan niet. "
        "Wel: in behandeling of ingetrokken."
    )
    step(desk_url, event(number, "ingetrokken"))
    with pytest.raises(DeskError, match="Het is afgehandeld"):
        step(desk_url, event(number, "in behandeling"))
    assert len(objection_events(desk_url)) == 2


def test_time_does_not_run_back(desk_url: str):
    number = receive(desk_url, objection(), TODAY)
    with pytest.raises(DeskError, match="pas sinds 16-11-2026"):
        step(desk_url, event(number, state_since=TODAY - dt.timedelta(days=1)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": " "}, "tekst"),
        ({"text": "U noemt mij een oplichter."}, "beschuldigt"),
        ({"entered_by": ""}, "naam"),
        ({"occupancy_id": ""}, "gebruik"),
        ({"received_on": LATER}, "toekomst"),
    ],
)
def test_an_objection_that_lacks_something_is_refused(desk_url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told):
        receive(desk_url, objection(**changed), TODAY)
    assert objections(desk_url).empty


def test_a_step_needs_a_reason_a_name_and_an_objection(desk_url: str):
    number = receive(desk_url, objection(), TODAY)
    for changed, told in (({"state_because": ""}, "reden"), ({"state_by": " "}, "naam")):
        with pytest.raises(DeskError, match=told):
            step(desk_url, event(number, **changed))
    with pytest.raises(DeskError, match="Bezwaar 99 bestaat niet; theseus objection lijst"):
        step(desk_url, event(99))


def test_every_state_can_be_reached_and_the_last_ones_have_no_way_out():
    reached = {"ontvangen"}
    for _ in STEPS:
        reached |= {after for state in reached for after in STEPS[state]}
    assert reached == set(STEPS)
    assert set(SETTLED) == {"toegekend", "afgewezen", "ingetrokken"}


@pytest.fixture(scope="module")
def one_desk(new_desk) -> str:
    return new_desk()


@given(tried=st.lists(st.sampled_from([*STEPS, "zoek"]), max_size=6))
def test_whatever_is_tried_only_the_table_of_steps_is_walked(one_desk, tried):
    number = receive(one_desk, objection(entered_at=NOW), TODAY)
    state, walked = "ontvangen", ["ontvangen"]
    for wanted in tried:
        if wanted in STEPS[state]:
            step(one_desk, event(number, wanted))
            state = wanted
            walked.append(wanted)
        else:
            with pytest.raises(DeskError):
                step(one_desk, event(number, wanted))
    found = objections(one_desk).set_index("objection_id").loc[number]
    assert found["state"] == state
    events = objection_events(one_desk)
    assert events.loc[events["objection_id"] == number, "state"].tolist() == walked
