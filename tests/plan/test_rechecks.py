"""F79: a finding asks for a recheck, and only a later look settles it."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus import tables
from theseus.contracts import COULD_LOOK, VISIT, VISIT_FINDING, VISIT_RESULTS
from theseus.contracts.returning import FINDING_KINDS
from theseus.errors import PlanError
from theseus.plan.rechecks import rechecks, were_rechecks

DAY = dt.date(2026, 11, 16)
WEEK = dt.timedelta(weeks=1)


def visits(*rows: tuple) -> pd.DataFrame:
    """Make visits from (occupancy, weeks after ``DAY``, result) and, for one that was taken back, a name."""
    made = [
        {
            "visit_id": number,
            "occupancy_id": row[0],
            "visited_on": DAY + row[1] * WEEK,
            "result": row[2],
            "step": "integrale controle",
            "at_random": False,
            "entered_by": "Anna",
            "entered_at": DAY,
            "withdrawn_by": row[3] if len(row) > 3 else None,
            "withdrawn_on": DAY if len(row) > 3 else None,
        }
        for number, row in enumerate(rows, start=1)
    ]
    return tables.conform(pd.DataFrame(made, columns=VISIT.names), VISIT)


def findings(*rows: tuple[int, str]) -> pd.DataFrame:
    made = [{"visit_id": visit, "occupancy_id": "a@b", "kind": kind} for visit, kind in rows]
    return tables.conform(pd.DataFrame(made, columns=VISIT_FINDING.names), VISIT_FINDING)


def due(made: pd.DataFrame, found: pd.DataFrame | None = None, after: int = 52, weeks: int = 12):
    return rechecks(made, found, as_of=DAY + after * WEEK, weeks=weeks)


def test_a_finding_asks_for_a_recheck_before_a_day():
    (one,) = due(visits(("a@b", 0, "overtreding")), findings((1, "milieu"), (1, "bouwen")))
    assert (one.occupancy_id, one.since, one.due) == ("a@b", DAY, DAY + 12 * WEEK)
    assert one.findings == ("milieu", "bouwen")
    assert one.reason == "hercontrole van de bevinding van 16-11-2026 (milieu, bouwen), uiterlijk 08-02-2027"


def test_a_violation_without_a_kind_asks_for_one_too_and_old_runs_have_no_kinds():
    (one,) = due(visits(("a@b", 0, "overtreding")), None)
    assert one.findings == ()
    assert "()" not in one.reason


@pytest.mark.parametrize("result", COULD_LOOK)
def test_a_later_look_settles_it(result: str):
    left = due(visits(("a@b", 0, "overtreding"), ("a@b", 6, result)))
    assert [item.since for item in left] == ([DAY + 6 * WEEK] if result == "overtreding" else [])


@pytest.mark.parametrize("result", ["niemand aanwezig", "geen toegang"])
def test_a_closed_door_settles_nothing_and_is_told(result: str):
    (one,) = due(visits(("a@b", 0, "overtreding"), ("a@b", 6, result)))
    assert one.due == DAY + 12 * WEEK
    assert one.tried == (DAY + 6 * WEEK,)
    assert "niemand gesproken op 28-12-2026" in one.reason


def test_a_visit_of_the_same_day_settles_nothing():
    assert len(due(visits(("a@b", 0, "overtreding"), ("a@b", 0, "niets gevonden")))) == 1


def test_what_was_seen_through_the_window_of_a_closed_place_asks_for_a_recheck():
    (one,) = due(visits(("a@b", 0, "niemand aanwezig")), findings((1, "leegstand")))
    assert one.findings == ("leegstand",)


def test_a_finding_behind_an_older_one_that_nobody_looked_at_again_adds_to_it():
    made = visits(("a@b", 0, "overtreding"), ("a@b", 6, "niemand aanwezig"))
    (one,) = due(made, findings((1, "bouwen"), (2, "leegstand")))
    assert one.since == DAY
    assert one.findings == ("bouwen", "leegstand")


def test_another_team_sees_to_its_own_findings():
    assert due(visits(("a@b", 0, "overgedragen")), findings((1, "arbeid"))) == ()


def test_what_was_taken_back_or_has_yet_to_come_does_not_count():
    assert due(visits(("a@b", 0, "overtreding", "Bram"))) == ()
    assert due(visits(("a@b", 0, "overtreding")), after=-1) == ()
    settled_later = visits(("a@b", 0, "overtreding"), ("a@b", 6, "niets gevonden"))
    assert len(due(settled_later, after=5)) == 1
    not_settled = visits(("a@b", 0, "overtreding"), ("a@b", 6, "niets gevonden", "Bram"))
    assert len(due(not_settled)) == 1


def test_those_that_are_due_first_come_first():
    made = visits(("c@d", 1, "overtreding"), ("a@b", 2, "overtreding"), ("e@f", 0, "overtreding"))
    assert [item.occupancy_id for item in due(made)] == ["e@f", "c@d", "a@b"]


def test_no_visits_no_rechecks():
    assert due(visits(), findings()) == ()
    assert were_rechecks(visits(), findings(), as_of=DAY) == frozenset()


def test_a_visit_that_looked_at_what_still_waited_was_a_recheck():
    rows = visits(
        ("a@b", 0, "overtreding"),
        ("a@b", 1, "niemand aanwezig"),
        ("a@b", 2, "overtreding"),
        ("a@b", 3, "niets gevonden"),
        ("a@b", 4, "niets gevonden"),
        ("c@d", 0, "niets gevonden"),
        ("c@d", 1, "overtreding"),
        ("e@f", 0, "overtreding", "Bram"),
        ("e@f", 1, "overtreding"),
    )
    assert were_rechecks(rows, None, as_of=DAY + 52 * WEEK) == {3, 4}
    assert were_rechecks(rows, None, as_of=DAY + 2 * WEEK) == {3}


def test_a_term_that_cannot_be_is_refused():
    with pytest.raises(PlanError, match="recheck_weeks"):
        due(visits(), weeks=0)


rows = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 8), st.sampled_from(VISIT_RESULTS)), max_size=8
)


@given(rows, st.data())
def test_every_finding_is_waiting_or_was_looked_at_later(made: list[tuple], data: st.DataObject):
    told = [number for number, row in enumerate(made, start=1) if row[2] != "niets gevonden"]
    kinds = data.draw(st.lists(st.sampled_from(told), unique=True)) if told else []
    found = findings(*((number, FINDING_KINDS[0]) for number in kinds))
    left = {item.occupancy_id: item for item in due(visits(*made), found)}
    for number, (who, week, result) in enumerate(made, start=1):
        asks = result == "overtreding" or (number in kinds and result != "overgedragen")
        seen = any(other == who and then > week and how in COULD_LOOK for other, then, how in made)
        if asks and not seen:
            assert left[who].since <= DAY + week * WEEK
        if who in left and week * WEEK + DAY > left[who].since:
            assert result not in COULD_LOOK
    assert set(left) <= {who for who, _, _ in made}
