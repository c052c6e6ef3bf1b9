"""What held inspections cost: those of this year whose visits came back, by the posts of that time."""

import dataclasses
import datetime as dt

import pandas as pd

from theseus.contracts import VISIT
from theseus.model import BudgetLine, Inspection, Plan, PlanProblem, Session, Spent, Visit
from theseus.plan.spending import begun, freed, held, over, spent, unproved
from theseus.tables import conform

AS_OF = dt.date(2026, 11, 16)
HELD = Session(
    "GM0226-2026W40",
    "GM0226",
    dt.date(2026, 10, 1),
    dt.time(9),
    dt.time(12),
    ("ODRA", "brandweer"),
    10,
    140.0,
    costs=(("ODRA", 110.0), ("KVK", 30.0)),
)
THEMED = dataclasses.replace(
    HELD, session_id="GM0226-actieweek-2026-1", date=dt.date(2026, 10, 8), theme="horeca"
)
PLACES = {"a": "GM0226", "b": "GM0293"}


def visits(*rows):
    standard = {"visit_id": 1, "result": "niemand aanwezig", "at_random": False, "entered_by": "Anna"}
    standard |= {"entered_at": pd.Timestamp("2026-10-10"), "step": "integrale controle"}
    table = [standard | {"visit_id": n} | row for n, row in enumerate(rows)]
    return conform(pd.DataFrame(table, columns=VISIT.names), VISIT)


def plan(*sessions, over=(), as_of=AS_OF, empty=()):
    moment = dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC)
    visited = [Inspection(one, (Visit("a", 1, moment, moment, 1.0),)) for one in sessions]
    idle = [Inspection(one, ()) for one in empty]
    return Plan(PlanProblem(as_of, sessions, ()), (*visited, *idle), (), "", over=over)


def test_sessions_of_this_year_whose_day_is_over_go_from_plan_to_plan():
    ahead = dataclasses.replace(HELD, session_id="ahead", date=AS_OF)
    assert over(None, AS_OF) == ()
    first = plan(HELD, THEMED, ahead, as_of=dt.date(2026, 9, 1))
    assert over(first, AS_OF) == (HELD, THEMED)
    second = plan(ahead, over=over(first, AS_OF))
    assert over(second, dt.date(2026, 12, 1)) == (HELD, THEMED, ahead)
    assert over(second, dt.date(2027, 1, 1)) == ()


def test_an_inspection_without_visits_was_none_and_costs_nothing():
    assert over(plan(HELD, empty=(THEMED,)), AS_OF) == (HELD,)
    lines = (
        BudgetLine("GM0226", 2026, "ODRA", 1000.0, 330.0, 0.0),
        BudgetLine("GM0226", 2026, "KVK", 500.0, 590.0, 0.0),
        BudgetLine("GM0226", 2026, "totaal", 5000.0, 920.0, 0.0),
        BudgetLine("GM0226", 2027, "ODRA", 1000.0, 330.0, 0.0),
        BudgetLine("GM0293", 2026, "ODRA", 1000.0, 330.0, 0.0),
    )
    planned = [line.planned_eur for line in freed(lines, [HELD, THEMED])]
    assert planned == [110.0, 530.0, 640.0, 330.0, 330.0]


def test_the_days_of_a_week_that_goes_on_are_known():
    first = dataclasses.replace(HELD, rhythm="actieweek", date=dt.date(2026, 10, 5))
    ahead = dataclasses.replace(first, date=dt.date(2026, 10, 9))
    days = {"actieweek": 5, "DOR-ronde": 0}
    assert begun([first, HELD], [ahead, ahead], days) == (first,)
    for other in (
        dataclasses.replace(ahead, municipality_code="GM0293"),
        dataclasses.replace(ahead, rhythm=HELD.rhythm),
        dataclasses.replace(ahead, date=dt.date(2026, 10, 10)),
    ):
        assert begun([first, HELD], [other], days) == ()


def test_a_visit_of_that_day_theme_and_municipality_shows_that_it_was_held():
    day = {"occupancy_id": "a", "visited_on": pd.Timestamp(HELD.date)}
    assert held([HELD, THEMED], visits(day), PLACES) == ((HELD,), (THEMED,))
    other = {"occupancy_id": "a", "visited_on": pd.Timestamp(THEMED.date), "step": "themacontrole"}
    themed = other | {"theme": "horeca"}
    assert held([HELD, THEMED], visits(day, themed), PLACES) == ((HELD, THEMED), ())
    for no_proof in (
        day | {"occupancy_id": "b"},
        day | {"occupancy_id": "unknown"},
        day | {"step": "gevelcheck"},
        day | {"withdrawn_on": pd.Timestamp("2026-10-11"), "withdrawn_by": "Bo", "withdrawn_because": "Fout"},
        other | {"theme": "automotive"},
    ):
        assert held([HELD, THEMED], visits(no_proof), PLACES) == ((), (HELD, THEMED))


def test_what_was_held_is_added_up_by_post():
    again = dataclasses.replace(HELD, session_id="again", date=dt.date(2026, 11, 12))
    older = dataclasses.replace(HELD, session_id="older", costs=())
    assert spent([HELD, again, older], "ODRA") == (
        Spent("GM0226", 2026, "KVK", 60.0),
        Spent("GM0226", 2026, "ODRA", 360.0),
    )


def test_of_which_nothing_came_back_is_named():
    free = dataclasses.replace(HELD, cost_eur=0.0)
    (told,) = unproved([HELD, free])
    assert told.startswith("Controle GM0226-2026W40 van 01-10-2026: er zijn geen uitslagen ingevoerd")
    assert "€ 140.00" in told
