"""Visits: what became of one, and only answers that the door can give."""

import datetime as dt

import pytest
from entries import LATER, QUESTIONS, TODAY, WHO, visit, withdrawal

from theseus.contracts import MET_NOBODY, VISIT, VISIT_FINDING, VISIT_RESULTS
from theseus.contracts.returning import FINDING_KINDS
from theseus.desk.answers import answers
from theseus.desk.visits import STEPS, VisitWithdrawal, enter, findings, visits, withdraw
from theseus.errors import DeskError


def entered(url: str, visit, **given: str) -> int:
    return enter(url, visit, given, QUESTIONS, TODAY)


def test_a_visit_is_kept_with_its_result_and_its_answers(desk_url: str):
    assert list(visits(desk_url).columns) == VISIT.names
    number = entered(
        desk_url,
        visit("overtreding", step="integrale controle", theme="automotive", at_random=True, note=" Brug. "),
        in_use="Ja",
        users="12,5",
        activity_seen="Opslag  en vervoer",
        dwelling_seen=" ",
    )
    (row,) = visits(desk_url).to_dict("records")
    assert (row["visit_id"], row["occupancy_id"], row["result"]) == (number, WHO, "overtreding")
    assert (row["step"], row["theme"], row["note"]) == ("integrale controle", "automotive", "Brug.")
    assert row["at_random"] is True
    said = answers(desk_url).set_index("question")
    assert said["value"].fillna("").to_dict() == {
        "in_use": "ja",
        "users": "12.5",
        "activity_seen": "opslag en vervoer",
        "dwelling_seen": "",
    }
    assert said["original"].fillna("").to_dict() == {
        "in_use": "Ja",
        "users": "12,5",
        "activity_seen": "Opslag  en vervoer",
        "dwelling_seen": "",
    }


@pytest.mark.parametrize("result", MET_NOBODY)
def test_a_visit_that_met_nobody_tells_what_the_street_shows(desk_url: str, result: str):
    entered(desk_url, visit(result), in_use="ja", activity_seen="automotive")
    said = answers(desk_url).set_index("question")
    assert said["value"].to_dict() == {"in_use": "ja", "activity_seen": "automotive"}


@pytest.mark.parametrize("result", MET_NOBODY)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"in_use": "ja", "users": "2"}, "vraag users .*niet van de straat af te zien"),
        ({"in_use": " "}, "vraag in_use .*niets aan iemand gevraagd"),
        ({"rommel": "ja"}, "kan vraag 'rommel' niet beantwoorden"),
    ],
)
def test_a_visit_that_met_nobody_asked_nothing(desk_url: str, result: str, given: dict, told: str):
    with pytest.raises(DeskError, match=told):
        entered(desk_url, visit(result), **given)
    assert visits(desk_url).empty


@pytest.mark.parametrize("result", VISIT_RESULTS)
@pytest.mark.parametrize("step", STEPS)
def test_every_result_of_every_step_can_be_kept(one_desk: str, result: str, step: str):
    entered(one_desk, visit(result, step=step))


@pytest.fixture(scope="module")
def one_desk(new_desk) -> str:
    return new_desk()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"result": "rommel"}, "Resultaat 'rommel' bestaat niet; kies niets gevonden, overtreding"),
        ({"step": "bureau"}, "Stap 'bureau' bestaat niet; kies gevelcheck"),
        ({"visited_on": LATER}, "toekomst"),
        ({"note": "Ze hebben een camera."}, "De notitie: 'camera' mag niet"),
        ({"theme": "fraude"}, "Het thema"),
        ({"entered_by": ""}, "naam"),
        ({"occupancy_id": ""}, "gebruik"),
    ],
)
def test_a_visit_that_breaks_a_rule_is_refused(desk_url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told) as refused:
        entered(desk_url, visit(**changed))
    assert "\n" not in str(refused.value)
    assert visits(desk_url).empty


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("registered", "ja", "Een bezoek kan vraag 'registered' niet beantwoorden. Wel: activity_seen"),
        ("in_usee", "ja", "Bedoelde u in_use?"),
        ("in_use", "misschien", "kies ja of nee"),
        ("activity_seen", "brood", "kies automotive of opslag en vervoer"),
        ("users", "twaalf", "een getal zoals 1250 of 12,5"),
    ],
)
def test_one_wrong_answer_keeps_nothing_of_the_visit(desk_url: str, name: str, value: str, told: str):
    with pytest.raises(DeskError, match=told.replace("?", r"\?")):
        entered(desk_url, visit(), **{"dwelling_seen": "ja", name: value})
    assert visits(desk_url).empty
    assert answers(desk_url).empty


def test_one_visit_is_not_counted_twice(desk_url: str):
    first = entered(desk_url, visit("niemand aanwezig"))
    with pytest.raises(DeskError, match=f"staat er al, als bezoek {first}"):
        entered(desk_url, visit("niemand aanwezig", entered_by="Bram"))
    entered(desk_url, visit("niets gevonden"))  # later that day
    entered(desk_url, visit("niemand aanwezig", visited_on=TODAY - dt.timedelta(days=1)))
    withdraw(desk_url, withdrawal(VisitWithdrawal, first))
    entered(desk_url, visit("niemand aanwezig"))


def test_a_visit_is_taken_back_with_its_answers(desk_url: str):
    number = entered(desk_url, visit(), in_use="ja")
    withdraw(desk_url, withdrawal(VisitWithdrawal, number))
    assert answers(desk_url).empty
    assert visits(desk_url)["withdrawn_by"].tolist() == ["Bram"]
    with pytest.raises(DeskError, match="al ingetrokken"):
        withdraw(desk_url, withdrawal(VisitWithdrawal, number))


def test_what_was_found_is_kept_by_kind_each_once(desk_url: str):
    assert list(findings(desk_url).columns) == VISIT_FINDING.names
    found = ["milieu", "bouwen", "milieu"]
    number = enter(desk_url, visit("overtreding"), {}, QUESTIONS, TODAY, found)
    kept = findings(desk_url)
    assert kept["kind"].tolist() == ["milieu", "bouwen"]
    assert set(kept["visit_id"]) == {number}
    assert set(kept["occupancy_id"]) == {WHO}
    withdraw(desk_url, withdrawal(VisitWithdrawal, number))
    assert findings(desk_url)["kind"].tolist() == ["milieu", "bouwen"]  # the visits say who took it back


@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_every_kind_of_finding_can_be_kept(one_desk: str, kind: str):
    day = TODAY - dt.timedelta(days=1 + FINDING_KINDS.index(kind))
    enter(one_desk, visit("overtreding", visited_on=day), {}, QUESTIONS, TODAY, [kind])


@pytest.mark.parametrize(
    ("result", "kind", "told"),
    [
        ("overtreding", "rommel", "Bevinding 'rommel' bestaat niet; kies leegstand, bouwen"),
        ("niets gevonden", "bouwen", "hoort geen bevinding; kies het resultaat 'overtreding'"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_with_its_visit(desk_url: str, result: str, kind: str, told: str):
    with pytest.raises(DeskError, match=told):
        enter(desk_url, visit(result), {}, QUESTIONS, TODAY, [kind])
    assert visits(desk_url).empty
    assert findings(desk_url).empty
