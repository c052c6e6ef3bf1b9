"""Who is visited too late is named, with what was in the way before that day."""

import dataclasses
import datetime as dt

from theseus.model import Candidate, Pin, PlanProblem, Session
from theseus.plan.late import late
from theseus.plan.routes import solve

AS_OF = dt.date(2026, 11, 16)
EARLY = Session("s1", "GM0226", dt.date(2026, 12, 1), dt.time(9), dt.time(12), ("ODRA",), 1, depot=(0.0, 0.0))
LATER = dataclasses.replace(
    EARLY, session_id="s2", date=dt.date(2027, 1, 12), partners=("ODRA", "politie"), max_visits=5
)
DUE = dt.date(2026, 12, 20)


def told(*candidates, sessions=(EARLY, LATER)):
    return late(solve(PlanProblem(AS_OF, sessions, candidates)))


def one(name, value=50.0, **changes):
    return Candidate(name, "GM0226", 100.0, 100.0, value, 12.0, kind="hercontrole", due=DUE, **changes)


def test_who_is_on_time_is_not_named():
    assert told(one("a")) == ()


def test_each_reason_is_that_of_the_sessions_before_the_day():
    begin = "(hercontrole) moet uiterlijk 20-12-2026 worden bezocht en staat op 12-01-2027: "
    assert told(one("a", needs=("ODRA", "politie"))) == (
        f"a {begin}in geen controle voor die dag zijn alle partners die nodig zijn.",
    )
    assert told(one("a", not_before=dt.date(2027, 1, 1))) == (
        f"a {begin}voor die dag is het nog te kort na het vorige bezoek.",
    )
    assert told(one("a"), sessions=(LATER,)) == (
        f"a {begin}voor die dag is er geen controle in deze gemeente.",
    )
    (full,) = told(one("a", value=90.0), one("b"))
    assert (
        full
        == f"b {begin}in de controles voor die dag gingen andere bezoeken voor, of was er te weinig tijd."
    )
    (closed,) = told(
        one("a", opens=((LATER.date.isoweekday(), dt.time(9), dt.time(17)),)),
        sessions=(dataclasses.replace(EARLY, date=dt.date(2026, 12, 2)), LATER),
    )
    assert closed == f"a {begin}de controles voor die dag vallen buiten de openingstijden."


def test_a_pin_is_the_reason_where_a_person_chose_the_day():
    pinned = (Pin("a", "s2", day=LATER.date),)
    (line,) = late(solve(PlanProblem(AS_OF, (EARLY, LATER), (one("a"),), pins=pinned)))
    assert line.endswith("staat op 12-01-2027: daar is het door een medewerker vastgezet.")


def test_of_several_reasons_the_one_of_the_session_that_came_nearest():
    both = dataclasses.replace(
        EARLY, session_id="s0", date=dt.date(2026, 12, 8), partners=("ODRA", "politie")
    )
    (line,) = told(
        one("a", needs=("ODRA", "politie"), not_before=dt.date(2027, 1, 1)), sessions=(EARLY, both, LATER)
    )
    assert "nog te kort na het vorige bezoek" in line


def test_who_is_not_planned_at_all_has_the_reason_of_that():
    (line,) = told(one("a", needs=("Douane",)))
    assert "en is niet ingepland: in geen controle zijn alle partners" in line
