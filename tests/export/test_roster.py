"""What stands on rosters: visits in order, the same questions for all, and nothing that tells why."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theseus.errors import ContractError
from theseus.export.roster import ALWAYS_ASKED, QUESTIONS, VISITS, questions, visits
from theseus.export.times import on_paper
from theseus.facts import catalogue
from theseus.model import Visit

DOOR = catalogue.at_the_door()
ASKED_BY_ID = ["activity_seen", "dwelling_seen", "facade_name_matches", "in_use"]


def made(inspection, tables):
    rows = visits([inspection], tables.occupancies, tables.labels, tables.findings)
    return rows.set_index("occupancy_id", drop=False)


def asked(inspection, tables):
    return questions(made(inspection, tables), tables.open_questions, DOOR)


@pytest.fixture
def table(inspection, make_tables):
    return made(inspection, make_tables())


def test_there_is_one_row_per_visit_in_order_with_its_times(table):
    assert list(table.columns) == list(VISITS)
    assert list(table["volgnummer"]) == [1, 2, 3, 4]
    assert list(table["occupancy_id"]) == ["a", "b", "c", "d"]
    assert (table.loc["a", "aankomst"], table.loc["a", "vertrek"]) == ("09:45", "09:57")
    assert (table.loc["a", "adres"], table.loc["a", "terrein"]) == ("Ratio a1, Duiven", "Nieuwgraaf")
    assert (table.loc["a", "x"], table.loc["a", "y"]) == (197000, 441000)


def test_the_order_is_that_of_the_visits_not_of_the_tables(make_inspection, make_tables):
    turned = made(make_inspection(ids=("c", "a", "b")), make_tables())
    assert list(turned["occupancy_id"]) == ["c", "a", "b"]


def test_rows_of_several_inspections_are_made_at_once(make_inspection, make_tables):
    tables = make_tables()
    both = [make_inspection("een", ("a", "c")), make_inspection("twee", ("b",))]
    rows = visits(both, tables.occupancies, tables.labels, tables.findings)
    assert list(zip(rows["session_id"], rows["occupancy_id"], strict=True)) == [
        *(("een", "a"), ("een", "c"), ("twee", "b")),
    ]


def test_teams_stand_after_one_another(make_inspection, make_tables):
    one = make_inspection(ids=("a", "b", "c"))
    teams = tuple(replace(visit, team=team) for visit, team in zip(one.visits, (2, 1, 2), strict=True))
    rows = made(replace(one, visits=teams), make_tables())
    assert list(zip(rows["team"], rows["occupancy_id"], strict=True)) == [(1, "b"), (2, "a"), (2, "c")]


def test_everybody_is_asked_the_same_whatever_is_known(inspection, make_tables):
    """F65: a visit of which nothing is open is asked what the others are asked."""
    tables = make_tables()
    door = asked(inspection, tables)
    assert list(door.columns) == list(QUESTIONS)
    by_visit = {name: list(rows["question"]) for name, rows in door.groupby("occupancy_id")}
    assert set(by_visit) == {"a", "b", "c", "d"}
    assert all(ids[:6] == ["", "", *ASKED_BY_ID] for ids in by_visit.values())
    assert list(door["vraag"][:2]) == list(ALWAYS_ASKED)
    assert list(door["nummer"][:8]) == [1, 2, 3, 4, 5, 6, 1, 2]


def test_what_else_is_open_is_asked_only_where_a_confirmed_red_says_so_anyway(inspection, make_tables):
    """F65: often it is open because a rule found something, so it would tell a proposed red."""
    door = asked(inspection, make_tables())
    rest = door[door["nummer"] > 6]
    assert set(rest["occupancy_id"]) == {"c"}
    assert list(rest["vraag"]) == ["Is het pand in gebruik?", "Welke naam staat op de gevel?"]
    assert set(rest["question"]) == {""}
    assert rest["bij_rood"].all()


def test_a_question_that_is_asked_everywhere_is_asked_once(inspection, make_tables):
    tables = make_tables()
    tables.open_questions["text"] = ALWAYS_ASKED[0]
    door = asked(inspection, tables)
    assert (door["vraag"] == ALWAYS_ASKED[0]).sum() == len(inspection.visits)


def test_what_the_desk_can_look_up_is_not_asked_at_the_door(inspection, make_tables):
    tables = make_tables()
    tables.open_questions["step"] = "bureau"
    assert len(asked(inspection, tables)) == 6 * len(inspection.visits)


def test_a_proposed_red_is_white_on_paper_and_cannot_be_told_apart(table):
    own = ["label", "reden", "naam"]
    assert table.loc["b", own].equals(table.loc["a", own])
    assert table.loc["d", "label"] == "wit"
    assert table.loc["d", "reden"] == table.loc["a", "reden"]


def test_only_a_confirmed_red_carries_what_was_found(table):
    assert table.loc["c", "label"] == "rood"
    assert table.loc["c", "reden"] == "Controle gewenst. De activiteit past niet bij het gebruiksdoel."
    rest = " ".join(table.drop(index="c")[["label", "reden"]].to_numpy().ravel())
    assert "rood" not in rest.lower()
    assert "gebruiksdoel" not in rest


def test_a_green_that_was_drawn_at_random_stands_as_every_white(inspection, make_tables):
    tables = make_tables()
    tables.labels.loc[tables.labels["occupancy_id"] == "a", "label"] = "groen"
    own = ["label", "reden", "naam"]
    table = made(inspection, tables)
    assert table.loc["a", own].equals(table.loc["b", own])


def test_a_label_without_a_known_review_stays_white(inspection, make_tables):
    tables = make_tables()
    tables.labels["proposed_red"] = pd.array([pd.NA] * len(tables.labels), dtype="boolean")
    assert set(made(inspection, tables)["label"]) == {"wit"}


def test_an_unknown_user_is_named_as_unknown(inspection, make_tables):
    assert made(inspection, make_tables({"a": None})).loc["a", "naam"] == "gebruiker niet bekend"


def test_wording_is_neutral(table):
    told = " ".join(table[["label", "reden"]].to_numpy().ravel()).lower()
    assert not any(word in told for word in ("verdacht", "crimin", "fraude", "dader"))


def test_an_inspection_without_visits_gives_an_empty_roster(make_inspection, make_tables):
    empty = make_inspection(ids=())
    assert len(made(empty, make_tables())) == 0
    assert len(asked(empty, make_tables())) == 0


@pytest.mark.parametrize("name", ["occupancies", "labels"])
def test_a_visit_to_an_unknown_occupancy_is_refused(inspection, make_tables, name):
    tables = make_tables()
    setattr(tables, name, getattr(tables, name).iloc[1:])
    with pytest.raises(ContractError, match="a staat op de planning maar niet in de laatste run"):
        made(inspection, tables)


def test_a_theme_asks_its_questions_at_every_visit_of_its_inspections(make_inspection, make_tables):
    tables = make_tables()
    both = [make_inspection("dor", ("a", "c")), make_inspection("een", ("b",))]
    rows = visits(both, tables.occupancies, tables.labels, tables.findings)
    themed = questions(rows, tables.open_questions, DOOR, {"dor": ("Is er een inkoopregister?",)})
    plain = questions(rows, tables.open_questions, DOOR)
    more = themed[themed["vraag"] == "Is er een inkoopregister?"]
    assert list(zip(more["session_id"], more["occupancy_id"], strict=True)) == [("dor", "a"), ("dor", "c")]
    assert set(more["question"]) == {""}
    assert not more["bij_rood"].any()
    assert len(themed) == len(plain) + 2


START = dt.datetime(2026, 11, 17, 9, 30)  # noqa: DTZ001 - times of a plan are local
ROUTES = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 45), st.integers(1, 3)), min_size=1, max_size=25
)


def route(stops):
    """Visits with their minutes, the minutes to the next, and their team."""
    found, at = [], {}
    for number, (minutes, gap, team) in enumerate(stops, start=1):
        arrival = at.get(team, START)
        departure = arrival + dt.timedelta(minutes=minutes)
        found.append(Visit(f"u{number}", number, arrival, departure, 1.0, team))
        at[team] = departure + dt.timedelta(minutes=gap)
    return found


@given(ROUTES)
def test_no_time_on_paper_tells_how_long_a_visit_was_planned_to_take(stops):
    planned = route(stops)
    for team in {visit.team for visit in planned}:
        own = [item for item in on_paper(planned) if item[0].team == team]
        lengths = [departure - arrival for _, arrival, departure in own]
        assert max(lengths) - min(lengths) <= dt.timedelta(microseconds=2)
        assert own[0][1] == own[0][0].arrival
        assert abs(own[-1][2] - own[-1][0].departure) <= dt.timedelta(microseconds=2)


@given(ROUTES)
def test_travel_and_the_break_stay_as_long_as_they_are(stops):
    planned = route(stops)
    for team in {visit.team for visit in planned}:
        own = [item for item in on_paper(planned) if item[0].team == team]
        for (one, _, leaves), (other, comes, _) in pairwise(own):
            assert abs((comes - leaves) - (other.arrival - one.departure)) <= dt.timedelta(microseconds=2)
