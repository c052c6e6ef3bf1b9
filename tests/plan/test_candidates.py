import datetime as dt
import math

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from theseus.contracts import LABEL, OCCUPANCY, OPEN_QUESTION
from theseus.errors import ContractError, PlanError
from theseus.model import Kind, Label, Step
from theseus.plan.candidates import Grounds, candidates
from theseus.plan.rechecks import Recheck
from theseus.tables import conform, empty

AS_OF = dt.date(2026, 11, 16)
TURN = dt.date(2027, 3, 2)
HERE = Point(197000, 441000)
MINUTES = {Label.WHITE: 12.0, Label.RED: 25.0}


def occupancies(*ids, place=HERE):
    frame = pd.DataFrame({"occupancy_id": list(ids), "terrein_id": "t1", "terrein_name": "Nieuwgraaf"})
    frame["municipality_code"], frame["address"], frame["users_on_unit"] = "GM0226", "Ratio 1", 1
    return conform(gpd.GeoDataFrame(frame, geometry=[place] * len(ids), crs="EPSG:28992"), OCCUPANCY)


def labels(**kinds):
    rows = [
        {"occupancy_id": name, "label": label, "proposed_red": proposed, "known_share": 0.5, "because": "x"}
        for name, (label, proposed) in kinds.items()
    ]
    return conform(pd.DataFrame(rows), LABEL)


def questions(**steps):
    rows = [
        {"occupancy_id": name, "question": f"q{n}", "text": "?", "why": "x", "sources": "x", "step": step}
        for name, asked in steps.items()
        for n, step in enumerate(asked)
    ]
    if not rows:
        return empty(OPEN_QUESTION)
    return conform(pd.DataFrame(rows).assign(cost_eur=0.0), OPEN_QUESTION)


def value_of(steps, kind=("wit", False), **grounds):
    made = candidates(
        occupancies("a"),
        labels(a=kind),
        questions(a=steps),
        None,
        minutes=MINUTES,
        as_of=AS_OF,
        grounds=Grounds(**grounds),
    )
    return made[0].value


def test_green_is_not_visited_and_the_rest_is_sorted_by_id():
    kinds = {"c": ("wit", False), "a": ("rood", False), "b": ("groen", False)}
    made = candidates(
        occupancies("c", "a", "b"), labels(**kinds), questions(), None, minutes=MINUTES, as_of=AS_OF
    )
    assert [one.occupancy_id for one in made] == ["a", "c"]


def test_a_question_only_a_visit_answers_is_worth_more_than_one_for_the_desk():
    worth = [value_of([step, Step.JOINT]) for step in (Step.DESK, Step.STREET, Step.THEME, Step.JOINT)]
    assert worth == sorted(worth)
    assert len(set(worth)) == 4


def test_a_white_one_that_a_gevelcheck_settles_is_worth_less_and_says_so():
    made = candidates(
        occupancies("a", "b"),
        labels(a=("wit", False), b=("wit", False)),
        questions(a=[Step.STREET, Step.DESK], b=[Step.JOINT]),
        None,
        minutes=MINUTES,
        as_of=AS_OF,
    )
    assert made[0].value < made[1].value
    assert "bureauwerk of een gevelcheck kan alle open vragen beantwoorden" in made[0].reasons
    assert made[1].reasons == ("wit label", "1 open vraag, alleen ter plaatse te beantwoorden")


steps = st.lists(st.sampled_from(list(Step)), max_size=40)


@given(steps, steps, steps)
def test_white_is_always_below_proposed_and_proposed_below_confirmed(white, proposed, red):
    kinds = {"a": ("wit", False), "b": ("wit", True), "c": ("rood", False)}
    asked = questions(a=white, b=proposed, c=red)
    made = candidates(occupancies("a", "b", "c"), labels(**kinds), asked, None, minutes=MINUTES, as_of=AS_OF)
    assert made[0].value < made[1].value < made[2].value


def test_a_proposed_red_takes_the_time_of_a_white_one():
    kinds = {"a": ("wit", True), "b": ("wit", False), "c": ("rood", False)}
    made = candidates(
        occupancies("a", "b", "c"), labels(**kinds), questions(), None, minutes=MINUTES, as_of=AS_OF
    )
    assert [one.minutes for one in made] == [12.0, 12.0, 25.0]


def test_no_reason_names_a_suspicion():
    kinds = {"a": ("wit", True), "b": ("wit", False), "c": ("rood", False)}
    made = candidates(
        occupancies("a", "b", "c"),
        labels(**kinds),
        questions(a=[Step.JOINT]),
        None,
        minutes=MINUTES,
        as_of=AS_OF,
    )
    told = " ".join(reason for one in made for reason in one.reasons)
    assert all(one.reasons for one in made)
    assert not any(word in told for word in ("verdacht", "crimin", "fraude", "dader"))
    assert "rood" not in " ".join(made[0].reasons)


@pytest.mark.parametrize("place", [None, Point()])
def test_an_unknown_place_gives_nan(place):
    made = candidates(
        occupancies("a", place=place),
        labels(a=("wit", False)),
        questions(),
        None,
        minutes=MINUTES,
        as_of=AS_OF,
    )
    assert math.isnan(made[0].x)
    assert math.isnan(made[0].y)


def test_text_fields_and_coordinates_are_plain():
    made = candidates(
        occupancies("a"), labels(a=("wit", False)), questions(), None, minutes=MINUTES, as_of=AS_OF
    )[0]
    assert (made.municipality_code, made.x, made.y, made.terrein_id) == ("GM0226", 197000.0, 441000.0, "t1")


@pytest.mark.parametrize(
    ("visited_on", "rests"),
    [(dt.date(2026, 11, 1), True), (dt.date(2026, 5, 18), False), (dt.date(2026, 12, 1), False)],
)
def test_a_visit_within_the_cooldown_puts_the_next_one_off(visited_on, rests):
    visited = pd.DataFrame({"occupancy_id": ["a", "a"], "visited_on": [dt.date(2025, 1, 1), visited_on]})
    made = candidates(
        occupancies("a"), labels(a=("rood", False)), questions(), visited, minutes=MINUTES, as_of=AS_OF
    )[0]
    assert made.not_before == (dt.date(2027, 5, 2) if rests else None)
    assert made.reasons[0].startswith("onlangs bezocht; weer aan de beurt vanaf 02-05-2027") is rests


def found(name, label, *, proposed=False, visited=None, **grounds):
    made = candidates(
        occupancies(name),
        labels(**{name: (label, proposed)}),
        questions(),
        visited,
        minutes=MINUTES,
        as_of=AS_OF,
        grounds=Grounds(**grounds),
    )
    return made[0] if made else None


def test_a_recheck_is_visited_also_if_green_and_within_the_cooldown():
    again = Recheck(
        "a", AS_OF, dt.date(2027, 2, 8), ("milieu",), "hercontrole: op 16-11-2026 gevonden: milieu"
    )
    visited = pd.DataFrame({"occupancy_id": ["a"], "visited_on": [AS_OF]})
    made = found("a", "groen", visited=visited, rechecks=(again,))
    assert (made.kind, made.due, made.not_before) == ("hercontrole", dt.date(2027, 2, 8), None)
    assert made.reasons[0] == again.reason


@pytest.mark.parametrize(
    ("label", "drawn", "kind"), [("rood", {}, "rood"), ("wit", {"a": TURN}, "steekproef")]
)
def test_a_recheck_does_not_rest_whatever_else_there_is_to_visit_for(label, drawn, kind):
    again = Recheck("a", AS_OF, dt.date(2027, 2, 8), ("milieu",), "hercontrole")
    visited = pd.DataFrame({"occupancy_id": ["a"], "visited_on": [AS_OF]})
    made = found("a", label, visited=visited, rechecks=(again,), drawn=drawn)
    assert (made.kind, made.not_before, made.turn) == (kind, None, None)
    assert found("a", label, visited=visited, drawn=drawn).not_before is not None


def test_what_was_drawn_is_visited_whatever_its_label_and_takes_no_other_time():
    green, white, red = (found("a", label, drawn={"a": TURN}) for label in ("groen", "wit", "rood"))
    assert {one.kind for one in (green, white, red)} == {"steekproef"}
    assert green.minutes == white.minutes == MINUTES[Label.WHITE]
    assert red.minutes == MINUTES[Label.RED]
    assert min(one.value for one in (green, white, red)) > found("a", "rood").value
    assert found("a", "groen") is None


def test_what_was_drawn_waits_for_its_inspection_unless_it_has_haste():
    labels = (("groen", False), ("wit", False), ("wit", True), ("rood", False))
    turns = [found("a", label, proposed=proposed, drawn={"a": TURN}).turn for label, proposed in labels]
    assert turns == [TURN, TURN, None, None]
    assert found("a", "wit").turn is None


def test_a_confirmed_red_needs_all_partners_and_a_proposed_one_is_not_told_apart_by_that():
    joint = {"GM0226": ("politie", "ODRA")}
    assert found("a", "rood", joint=joint).needs == ("politie", "ODRA")
    assert found("a", "wit", proposed=True, joint=joint).needs == ()


def test_green_is_a_candidate_of_a_theme_that_visits_green_and_of_that_theme_alone():
    themes = {"a": ("automotive", "DOR")}
    dor = frozenset({"DOR"})
    green, white = (found("a", label, themes=themes, green_too=dor) for label in ("groen", "wit"))
    assert (green.kind, green.themes) == (Kind.THEME, ("DOR",))
    assert (white.kind, white.themes) == (Kind.WHITE, ("automotive", "DOR"))
    assert found("a", "groen", themes=themes) is None


def test_green_that_was_last_seen_long_ago_is_worth_less_than_any_white():
    day = dt.date(2025, 3, 4)
    stale, white = (found("a", label, last_seen={"a": day}) for label in ("groen", "wit"))
    assert (stale.kind, white.kind) == (Kind.STALE, Kind.WHITE)
    assert stale.reasons == ("groen label; voor het laatst gezien op 04-03-2025",)
    assert stale.minutes == white.minutes
    asked = value_of([Step.JOINT] * 9, ("groen", False), last_seen={"a": day})
    assert asked == stale.value < value_of([])


def test_broken_tables_are_refused_in_one_line():
    whole = (occupancies("a"), labels(a=("wit", False)), questions())
    strange = questions(a=["huisbezoek"])
    with pytest.raises(ContractError, match="hebben geen label"):
        candidates(occupancies("a", "b"), *whole[1:], None, minutes=MINUTES, as_of=AS_OF)
    with pytest.raises(ContractError, match="'huisbezoek' is geen stap"):
        candidates(*whole[:2], strange, None, minutes=MINUTES, as_of=AS_OF)
    with pytest.raises(ContractError, match="visited_on"):
        candidates(*whole, pd.DataFrame({"occupancy_id": ["a"]}), minutes=MINUTES, as_of=AS_OF)
    with pytest.raises(PlanError, match="rood"):
        candidates(*whole, None, minutes={Label.WHITE: 12.0}, as_of=AS_OF)


def test_empty_tables_give_no_candidates():
    none = candidates(
        empty(OCCUPANCY), empty(LABEL), empty(OPEN_QUESTION), None, minutes=MINUTES, as_of=AS_OF
    )
    assert none == ()
