"""Corrections: an answer of a person in the place of the sources', for a while and with a reason."""

import datetime as dt

import pytest
from entries import LATER, QUESTIONS, TODAY, WHO, correction, event, objection, withdrawal

from theseus.contracts import CORRECTION
from theseus.desk.answers import answers
from theseus.desk.corrections import CorrectionWithdrawal, corrections, grant, withdraw
from theseus.desk.objections import receive, step
from theseus.errors import DeskError

DAY = dt.timedelta(days=1)


def granted(url: str, **changed: object) -> int:
    return grant(url, correction(**changed), QUESTIONS, TODAY)


def test_a_correction_is_kept_with_its_days_and_reason(desk_url: str):
    assert list(corrections(desk_url).columns) == CORRECTION.names
    number = granted(desk_url, value=" JA ", reason=" Huurcontract gezien. ")
    (row,) = corrections(desk_url).to_dict("records")
    assert (row["correction_id"], row["occupancy_id"], row["question"]) == (number, WHO, "in_use")
    assert (row["value"], row["reason"], row["granted_by"]) == ("ja", "Huurcontract gezien.", "Anna")
    assert (row["valid_from"].date(), row["until"].date()) == (TODAY, LATER)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"value": "misschien"}, "kies ja of nee"),
        ({"value": " "}, "waarde"),
        ({"question": "users", "value": "1.250"}, "een getal zoals 1250"),
        ({"question": "kleur"}, "Een correctie kan vraag 'kleur' niet beantwoorden"),
        ({"until": TODAY}, "einddatum"),
        ({"valid_from": TODAY - 9 * DAY, "until": TODAY - DAY}, "moet na 16-11-2026 liggen"),
        ({"valid_from": LATER + DAY}, "einddatum"),
        ({"reason": ""}, "reden"),
        ({"granted_by": " "}, "naam"),
        ({"occupancy_id": ""}, "gebruik"),
        ({"objection_id": 12}, "Bezwaar 12 bestaat niet"),
    ],
)
def test_a_correction_that_breaks_a_rule_is_refused(desk_url: str, changed: dict[str, object], told: str):
    with pytest.raises(DeskError, match=told) as refused:
        granted(desk_url, **changed)
    assert "\n" not in str(refused.value)
    assert corrections(desk_url).empty


def test_an_objection_has_to_be_granted_first(desk_url: str):
    number = receive(desk_url, objection(), TODAY)
    step(desk_url, event(number, "in behandeling"))
    with pytest.raises(DeskError, match=f"Bezwaar {number} is in behandeling; ken het eerst toe"):
        granted(desk_url, objection_id=number)
    step(desk_url, event(number, "toegekend"))
    granted(desk_url, objection_id=number)
    granted(desk_url, objection_id=number, question="users", value="3")
    assert corrections(desk_url)["objection_id"].tolist() == [number, number]


def test_an_objection_of_one_corrects_nobody_else(desk_url: str):
    number = receive(desk_url, objection(), TODAY)
    with pytest.raises(DeskError, match=f"Bezwaar {number} gaat over a@b, niet over c@d"):
        granted(desk_url, objection_id=number, occupancy_id="c@d")


def test_of_two_answers_from_one_day_nobody_could_say_which_counts(desk_url: str):
    first = granted(desk_url)
    with pytest.raises(
        DeskError, match=f"Correctie {first} geeft al een antwoord op in_use vanaf 16-11-2026"
    ):
        granted(desk_url, value="nee")
    granted(desk_url, value="nee", valid_from=TODAY + DAY)
    granted(desk_url, occupancy_id="c@d")
    withdraw(desk_url, withdrawal(CorrectionWithdrawal, first))
    granted(desk_url, value="nee")


def test_a_correction_is_taken_back_and_stays_readable(desk_url: str):
    number = granted(desk_url)
    withdraw(desk_url, withdrawal(CorrectionWithdrawal, number))
    assert answers(desk_url).empty
    assert corrections(desk_url)["withdrawn_because"].tolist() == ["Vergissing."]
    with pytest.raises(DeskError, match="Correctie 1 is op 16-11-2026 al ingetrokken"):
        withdraw(desk_url, withdrawal(CorrectionWithdrawal, number))
